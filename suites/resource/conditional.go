package resource

import (
	"encoding/json"
	"slices"
	"strconv"

	"graphconform/fixtures"
	"graphconform/schemas"
)

// conditional finds the properties that prose restricts, itself or in what their objects hold.
func (r *Resource) conditional() map[string]bool {
	found := map[string]bool{}
	for _, p := range r.Sent {
		if p.Conditional() || r.holdsConditional(p, map[string]bool{}) {
			found[p.Name] = true
		}
	}
	return found
}

// CreateOnly returns the properties that can be set by a create and that a page lets no update change.
func (r *Resource) CreateOnly() []schemas.Property {
	if r.Kind != Collection {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(r.Sent), func(p schemas.Property) bool { return !p.CreateOnly() || r.Restricted(p.Name) })
}

// holdsConditional reports whether prose restricts a member of the objects that a property holds, at any depth.
func (r *Resource) holdsConditional(p schemas.Property, seen map[string]bool) bool {
	if !fixtures.IsComplex(p) || seen[p.Type] {
		return false
	}
	seen[p.Type] = true
	for _, contract := range r.Types.Assignable(p.Type) {
		for _, member := range fixtures.Settable(r.Types, contract) {
			if member.Conditional() || r.holdsConditional(member, seen) {
				return true
			}
		}
	}
	return false
}

// Restricted reports whether a property stays out of bodies that are to be taken: prose restricts it, and there are others to send.
func (r *Resource) Restricted(name string) bool {
	return r.Conditional[name] && len(r.Conditional) < len(r.Sent)
}

// MayIgnore reports whether a target may show another value than the one that was sent, or was there before an update of others: the page
// lets the property be set and not be reset, or it is a number that servers count. was is the value before, nil for none.
func (r *Resource) MayIgnore(p schemas.Property, was, shown any) bool {
	number, isNumber := shown.(json.Number)
	_, err := strconv.ParseInt(string(number), 10, 32)
	return p.SetOnly() && (shown == true || r.Equal(p, was, shown)) || p.Counted() && isNumber && err == nil
}

func (r *Resource) safe() []schemas.Property {
	var safe []schemas.Property
	for _, p := range r.Changed {
		if !r.Restricted(p.Name) {
			safe = append(safe, p)
		}
	}
	if len(safe) == 0 {
		return r.Changed
	}
	return safe
}
