package resource

import (
	"maps"
	"slices"
	"strings"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/schemas/odata"
)

// Part is a property that holds objects and that an update can change, and which of their members it changes by themselves.
type Part struct {
	Property schemas.Property
	Cleared  schemas.Property // a text that null clears; no name where there is none
	Changed  schemas.Property // what gets another value while the rest is not named; no name where there is none
}

// Changes reports whether an update changes any member by itself.
func (p Part) Changes() bool { return p.Cleared.Name != "" || p.Changed.Name != "" }

// parts is Parts, unremembered: it leaves alone what prose restricts.
func (r *Resource) parts() (parts []Part) {
	for _, p := range r.Changed {
		if object := r.Whole(p, r.Sampler("parts of "+p.Name)); object != nil && !r.Conditional[p.Name] {
			parts = append(parts, r.part(p, object))
		}
	}
	return parts
}

// part chooses among the members of an object. Elements of a collection have no names: an update sends all of them whole.
func (r *Resource) part(p schemas.Property, object fixtures.Object) Part {
	part := Part{Property: p}
	free := func(q schemas.Property) bool { return IsFree(q) && q.Name != part.Cleared.Name }
	var members []schemas.Property
	for _, q := range r.membersOf(object) {
		if _, sent := object.Get(q.Name); sent {
			members = append(members, q)
		}
	}
	if i := slices.IndexFunc(members, func(q schemas.Property) bool { return q.Type == "String" && free(q) }); i >= 0 {
		part.Cleared = members[i]
	}
	switch i := slices.IndexFunc(members, free); {
	case p.Collection || len(members) < 2:
	case i >= 0:
		part.Changed = members[i]
	default: // the one text that there is gets another value, too
		part.Changed = part.Cleared
	}
	return part
}

// Hollow returns the properties that a create sends with an object that has next to nothing: of those that hold objects with a text or a
// collection in them all, or the first where properties are tried by turns. What prose restricts is left alone.
func (r *Resource) Hollow() (hollow []schemas.Property) {
	for _, p := range r.Cleared(r.Sent) {
		object := r.Whole(p, r.Sampler("hollow "+p.Name))
		if object == nil || r.Conditional[p.Name] || !slices.ContainsFunc(r.membersOf(object), holdsMuch) {
			continue
		}
		if hollow = append(hollow, p); r.Effort.Amounts().Turns {
			break
		}
	}
	return hollow
}

// holdsMuch reports whether values of a property may tell where they come from: they are texts, or collections that may hold some.
func holdsMuch(p schemas.Property) bool {
	return IsFree(p) && p.Type == "String" || p.Collection && len(p.Enum) == 0
}

// TellsOrigin reports whether a text that came back is one which some request made up: no server has it by itself.
func TellsOrigin(text string) bool { return strings.HasPrefix(text, odata.WordPrefix) }

// HoldsText reports whether a value is, or holds at any depth, a text that fits.
func HoldsText(value any, fits func(text string) bool) bool {
	inside := func(value any) bool { return HoldsText(value, fits) }
	switch value := value.(type) {
	case string:
		return fits(value)
	case []any:
		return slices.ContainsFunc(value, inside)
	case map[string]any:
		return slices.ContainsFunc(slices.Collect(maps.Values(value)), inside)
	}
	return false
}

// membersOf returns the members of an object that was built which clients set.
func (r *Resource) membersOf(object fixtures.Object) []schemas.Property {
	return fixtures.Settable(r.Types, r.Types.Named(fixtures.TypeName(object[0].Value)))
}

// Foreign returns a text property that another type of the same collection has and this one has not; false where there is none.
func (r *Resource) Foreign() (schemas.Property, bool) {
	for _, sibling := range r.Siblings() {
		for _, p := range fixtures.Settable(r.Types, sibling) {
			if _, own := r.Contract.Property(p.Name); !own && IsFree(p) && p.Type == "String" {
				return p, true
			}
		}
	}
	return schemas.Property{}, false
}

// Whole returns a harmless object for a property that holds objects; nil for any other.
func (r *Resource) Whole(p schemas.Property, values *fixtures.Sampler) fixtures.Object {
	p.Collection = false
	plain, _ := values.Plain(p)
	object, _ := plain.(fixtures.Object)
	return object
}

// InPlace is an object as a property holds it: alone, or as the only one of a collection.
func InPlace(p schemas.Property, object fixtures.Object) any {
	if p.Collection {
		return []any{object}
	}
	return object
}

// Inside returns the object that a property holds, or the only one of its collection; nil where there is none.
func Inside(p schemas.Property, members map[string]any) map[string]any {
	value := members[p.Name]
	if list, isList := value.([]any); isList && len(list) == 1 {
		value = list[0]
	}
	object, _ := value.(map[string]any)
	return object
}
