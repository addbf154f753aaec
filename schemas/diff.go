package schemas

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Change is one difference between two catalogs, in the words of the contract.
type Change struct {
	Version  string `json:"version"`
	Type     string `json:"type"`
	At       string `json:"at,omitempty"` // property, operation, or member; "" for the type
	What     string `json:"what"`         // "property removed", "type changed", …
	Old      string `json:"old,omitempty"`
	New      string `json:"new,omitempty"`
	Breaking bool   `json:"breaking"` // what conformed to the old catalog may not conform to the new one
}

// String renders a change as one line of a changelog.
func (c Change) String() string {
	severity := "additive"
	if c.Breaking {
		severity = "breaking"
	}
	text := fmt.Sprintf("%s  %s/%s", severity, c.Version, c.Type)
	if c.At != "" {
		text += " " + c.At
	}
	text += ": " + c.What
	switch {
	case c.Old != "" && c.New != "":
		text += fmt.Sprintf(" from %s to %s", c.Old, c.New)
	case c.Old+c.New != "":
		text += " " + c.Old + c.New
	}
	return text
}

// Diff returns what changed from one catalog to another, sorted by version and type.
func Diff(before, after *Catalog) ([]Change, error) {
	var changes []Change
	for _, version := range versions {
		old, err := byName(before, version)
		if err != nil {
			return nil, err
		}
		fresh, err := byName(after, version)
		if err != nil {
			return nil, err
		}
		d := differ{version: version}
		for _, name := range slices.Sorted(maps.Keys(union(old, fresh))) {
			d.name = name
			d.contract(old[name], fresh[name])
		}
		changes = append(changes, d.changes...)
	}
	return changes, nil
}

func byName(c *Catalog, version string) (map[string]*Contract, error) {
	names, err := c.Names(version)
	if err != nil {
		return nil, err
	}
	found := map[string]*Contract{}
	for _, name := range names {
		contract, err := c.Contract(version, name)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		found[name] = contract
	}
	return found, nil
}

func union[V any](a, b map[string]V) map[string]bool {
	all := map[string]bool{}
	for k := range a {
		all[k] = true
	}
	for k := range b {
		all[k] = true
	}
	return all
}

// differ collects the changes of one version.
type differ struct {
	version, name string
	changes       []Change
}

func (d *differ) add(breaking bool, at, what, old, fresh string) {
	d.changes = append(d.changes, Change{d.version, d.name, at, what, old, fresh, breaking})
}

// changed adds a breaking change where two texts differ.
func (d *differ) changed(at, what, old, fresh string) {
	if old != fresh {
		d.add(true, at, what, cmp.Or(old, "none"), cmp.Or(fresh, "none"))
	}
}

func (d *differ) contract(old, fresh *Contract) {
	switch {
	case old == nil:
		d.add(false, "", "type added", "", "")
		return
	case fresh == nil:
		d.add(true, "", "type removed", "", "")
		return
	}
	d.changed("", "kind changed", string(old.Kind), string(fresh.Kind))
	d.changed("", "base type changed", old.Base, fresh.Base)
	d.members("", names(old.Members), names(fresh.Members))
	d.properties(old.Properties, fresh.Properties)
	d.operations(old.Operations, fresh.Operations)
}

func names(members []Member) []string {
	var found []string
	for _, m := range members {
		found = append(found, m.Name)
	}
	return found
}

func (d *differ) members(at string, old, fresh []string) {
	for _, name := range old {
		if !slices.Contains(fresh, name) {
			d.add(true, at, "member removed", name, "")
		}
	}
	for _, name := range fresh {
		if !slices.Contains(old, name) {
			d.add(false, at, "member added", "", name)
		}
	}
}

func (d *differ) properties(old, fresh []Property) {
	before, after := map[string]Property{}, map[string]Property{}
	for _, p := range old {
		before[p.Name] = p
	}
	for _, p := range fresh {
		after[p.Name] = p
	}
	for _, name := range slices.Sorted(maps.Keys(union(before, after))) {
		was, existed := before[name]
		is, exists := after[name]
		switch {
		case !existed:
			d.add(false, name, "property added", "", is.fullType())
		case !exists:
			d.add(true, name, "property removed", was.fullType(), "")
		default:
			d.property(was, is)
		}
	}
}

func (d *differ) property(old, fresh Property) {
	at := old.Name
	d.changed(at, "type changed", old.fullType(), fresh.fullType())
	if old.ReadOnly != fresh.ReadOnly {
		breaking := fresh.ReadOnly == ReadOnlyDocumented
		d.add(breaking, at, "read-only changed", cmp.Or(string(old.ReadOnly), "no"), cmp.Or(string(fresh.ReadOnly), "no"))
	}
	d.members(at, old.Enum, fresh.Enum)
	if was, is := old.kinds(), fresh.kinds(); was != is {
		d.add(false, at, "conditions changed", cmp.Or(was, "none"), cmp.Or(is, "none"))
	}
	d.bound(at, "least value changed", old.Minimum, fresh.Minimum, 1)
	d.bound(at, "greatest value changed", old.Maximum, fresh.Maximum, -1)
	d.bound(at, "most elements changed", limit(old.MaxItems), limit(fresh.MaxItems), -1)
	d.bound(at, "greatest length changed", limit(old.MaxLength), limit(fresh.MaxLength), -1)
}

func (p Property) kinds() string {
	kinds := make([]string, len(p.Conditions))
	for i, c := range p.Conditions {
		kinds[i] = string(c.Kind)
	}
	return strings.Join(kinds, ", ")
}

func (p Property) fullType() string {
	if p.Collection {
		return p.Type + " collection"
	}
	return p.Type
}

// bound adds a changed bound: breaking where it leaves less room (see narrower).
func (d *differ) bound(at, what string, old, fresh *int64, sign int) {
	text := func(n *int64) string {
		if n == nil {
			return "none"
		}
		return fmt.Sprint(*n)
	}
	if text(old) != text(fresh) {
		d.add(fresh != nil && narrower(old, fresh, sign) == fresh, at, what, text(old), text(fresh))
	}
}

// narrower returns the bound that leaves less room: the larger one of two lower bounds (sign 1), the
// smaller one of two upper bounds (sign -1).
func narrower(a, b *int64, sign int) *int64 {
	switch {
	case a == nil:
		return b
	case b == nil || cmp.Compare(*a, *b)*sign >= 0:
		return a
	}
	return b
}

// limit is a bound of which 0 means none.
func limit(n int) *int64 {
	if n == 0 {
		return nil
	}
	bound := int64(n)
	return &bound
}

func (d *differ) operations(old, fresh []Operation) {
	before, after := map[string]Operation{}, map[string]Operation{}
	for _, op := range old {
		before[op.label()] = op
	}
	for _, op := range fresh {
		after[op.label()] = op
	}
	for _, label := range slices.Sorted(maps.Keys(union(before, after))) {
		was, existed := before[label]
		is, exists := after[label]
		switch {
		case !existed:
			d.add(false, label, "operation added", "", "")
		case !exists:
			d.add(true, label, "operation removed", "", "")
		default:
			d.operation(label, was, is)
		}
	}
}

func (d *differ) operation(at string, old, fresh Operation) {
	d.changed(at, "method changed", old.Method, fresh.Method)
	d.changed(at, "status changed", strconv.Itoa(old.Status), strconv.Itoa(fresh.Status))
	d.changed(at, "answer changed", old.Returns.text(), fresh.Returns.text())
	for _, path := range old.Paths {
		if !slices.Contains(fresh.Paths, path) {
			d.add(true, at, "path gone", path, "")
		}
	}
	for _, path := range fresh.Paths {
		if !slices.Contains(old.Paths, path) {
			d.add(false, at, "path added", "", path)
		}
	}
	inner := differ{version: d.version, name: d.name}
	inner.properties(old.Parameters, fresh.Parameters)
	for _, change := range inner.changes {
		change.At = at + "(" + change.At + ")"
		change.What = strings.Replace(change.What, "property", "parameter", 1)
		// A call without a new parameter may be refused.
		change.Breaking = change.Breaking || change.What == "parameter added"
		d.changes = append(d.changes, change)
	}
}

func (op Operation) label() string {
	if op.Name == "" {
		return string(op.Kind)
	}
	return string(op.Kind) + " " + op.Name
}

func (r *Returns) text() string {
	if r == nil {
		return ""
	}
	return Property{Type: r.Type, Collection: r.Collection}.fullType()
}
