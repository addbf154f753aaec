package resource

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/schemas/odata"
)

// ChangeOf returns the part of a create's body that an update may carry.
func (r *Resource) ChangeOf(body fixtures.Object) fixtures.Object {
	out := r.Typed()
	for _, member := range body {
		if r.Updatable[member.Name] {
			out = append(out, member)
		}
	}
	return out
}

// Typed returns an empty body of the type, as the documented requests begin.
func (r *Resource) Typed() fixtures.Object {
	return fixtures.Object{{Name: "@odata.type", Value: "#microsoft.graph." + r.Contract.Name}}
}

// Base returns a harmless body: a fresh plain value for every property that no prose restricts, the documented member for every enum.
func (r *Resource) Base(values *fixtures.Sampler) fixtures.Object {
	body := r.Typed()
	used := map[string]bool{}
	for _, p := range r.Sent {
		if r.Restricted(p.Name) {
			continue
		}
		value, ok := r.Plain(p, values)
		for range 20 {
			if len(p.Enum) > 0 || p.Type == "Boolean" || !used[fmt.Sprint(value)] {
				break
			}
			value, ok = r.Plain(p, values)
		}
		if ok {
			used[fmt.Sprint(value)] = true
			body = append(body, fixtures.Member{Name: p.Name, Value: value})
		}
	}
	return body
}

// wide is from how many properties on a type's bodies are worth making smaller, and few how many are left.
const (
	wide = 40
	few  = 8
)

// Minimal returns a harmless body of a few properties.
func (r *Resource) Minimal(values *fixtures.Sampler) fixtures.Object {
	body := r.Typed()
	for _, p := range r.Sent {
		if fixtures.IsComplex(p) || p.Collection || len(body) > few || r.Restricted(p.Name) {
			continue
		}
		if value, ok := r.Plain(p, values); ok {
			body = append(body, fixtures.Member{Name: p.Name, Value: value})
		}
	}
	return body
}

// Bare returns a body of one text by which the object is known, of another property where no text can be.
func (r *Resource) Bare(values *fixtures.Sampler) fixtures.Object {
	body := r.Typed()
	for _, p := range append(r.Markable(), r.Safe()...) {
		if value, ok := r.Plain(p, values); ok {
			return append(body, fixtures.Member{Name: p.Name, Value: value})
		}
	}
	return body
}

// Turned returns other members and Booleans than were sent.
func (r *Resource) Turned(sent map[string]any) (turned fixtures.Object) {
	for _, p := range r.Sent {
		was := sent[p.Name]
		if _, truth := was.(bool); was == nil || p.Collection || len(p.Enum) == 0 && !truth {
			continue
		}
		if value, ok := r.Another(p, was, nil); ok {
			turned = append(turned, fixtures.Member{Name: p.Name, Value: value})
		}
	}
	return turned
}

// Shown returns the documented request's body as an object, a base body where no page shows one.
func (r *Resource) Shown(values *fixtures.Sampler) fixtures.Object {
	members := r.Example()
	if members == nil {
		return r.Base(values)
	}
	body := r.Typed()
	for _, p := range r.Sent {
		if value, ok := members[p.Name]; ok {
			body = append(body, fixtures.Member{Name: p.Name, Value: value})
		}
	}
	return body
}

// Plain returns one harmless value of a property.
func (r *Resource) Plain(p schemas.Property, values *fixtures.Sampler) (any, bool) {
	if len(p.Enum) > 0 && !p.Collection {
		return r.harmlessMember(p), true
	}
	return values.Plain(p)
}

// harmlessMember is the one that the documented request shows, else the second: the first is often what unset means.
func (r *Resource) harmlessMember(p schemas.Property) string {
	if shown, ok := r.Example()[p.Name].(string); ok {
		return shown
	}
	return p.Enum[min(1, len(p.Enum)-1)]
}

// Another returns a value that differs from the one given: a plain one, else a sample; false where there is but one.
func (r *Resource) Another(p schemas.Property, than any, values *fixtures.Sampler) (any, bool) {
	if len(p.Enum) > 0 && !p.Collection {
		for _, member := range p.Enum {
			if member != than {
				return member, true
			}
		}
		return nil, false
	}
	if truth, ok := than.(bool); ok {
		return !truth, true
	}
	for range 3 {
		if value, ok := r.Plain(p, values); ok && !r.Equal(p, value, than) {
			return value, true
		}
	}
	for _, sample := range values.Samples(p) {
		if !r.Equal(p, sample.Value, than) {
			return sample.Value, true
		}
	}
	return nil, false
}

// NeedsNoType reports whether @odata.type may be left out of bodies: the type is derived from no other one, and its collection has no
// objects of others (OData JSON Format 4.01, section 4.6.3). Behind a cast, pages do not tell what the collection is declared as.
func (r *Resource) NeedsNoType() bool {
	return !r.Mixed && len(r.Types.Lineage(r.Contract.Name)) == 1 && !strings.Contains(r.Template(), typePrefix)
}

// Untyped returns a body without @odata.type.
func Untyped(body fixtures.Object) fixtures.Object {
	return slices.DeleteFunc(slices.Clone(body), func(m fixtures.Member) bool { return m.Name == "@odata.type" })
}

// Only returns a body that holds one property.
func (r *Resource) Only(name string, value any) fixtures.Object { return r.Typed().With(name, value) }

// Change returns an update of one property of an object that was created with what was sent: of one with free values, where there is one,
// as what a target makes of a member or a Boolean may look like no change.
func (r *Resource) Change(sent map[string]any, values *fixtures.Sampler) fixtures.Object {
	body := r.Typed()
	for _, free := range []bool{true, false} {
		for _, p := range r.Safe() {
			if value, ok := r.Another(p, sent[p.Name], values); ok && IsFree(p) == free {
				return body.With(p.Name, value)
			}
		}
	}
	return body
}

// ChangeBeside returns an update of another property than p, so that a refusal which stores the rest shows.
func (r *Resource) ChangeBeside(p schemas.Property, sent map[string]any, values *fixtures.Sampler) fixtures.Object {
	for _, q := range r.Safe() {
		if value, ok := r.Another(q, sent[q.Name], values); ok && q.Name != p.Name && len(q.Enum) == 0 {
			return r.Only(q.Name, value)
		}
	}
	return r.Typed()
}

// Touch returns what row k changes alone, another property from row to row: of those with free values, where there are some. It is false
// where it changes nothing.
func (r *Resource) Touch(k int, values *fixtures.Sampler) (name string, value any, ok bool) {
	nth, touches := r.touches(k)
	if !touches {
		return "", nil, false
	}
	var free []schemas.Property
	for _, p := range r.Safe() {
		if IsFree(p) {
			free = append(free, p)
		}
	}
	for _, wider := range [][]schemas.Property{r.Safe(), r.Changed} {
		if len(free) < 2 {
			free = wider
		}
	}
	for i := range free {
		p := free[(nth+i)%len(free)]
		if value, ok := r.Another(p, r.Row(k + 1).Samples[p.Name].Value, values); ok {
			return p.Name, value, true
		}
	}
	return "", nil, false
}

// Precise gives timestamps all their digits: what is lost on a later page of a list shows only then.
func (r *Resource) Precise(body fixtures.Object, values *fixtures.Sampler) fixtures.Object {
	for _, p := range r.Sent {
		if text, ok := body.Get(p.Name); ok && p.Type == "DateTimeOffset" && !p.Collection {
			if second, isText := text.(string); isText && strings.HasSuffix(second, "Z") && len(second) == len("2006-01-02T15:04:05Z") {
				body = body.With(p.Name, fmt.Sprintf("%s.%06d1Z", strings.TrimSuffix(second, "Z"), values.Below(1000000)))
			}
		}
	}
	return body
}

// WithNulls returns an object with null for every String in it, which no server may refuse; nil where the property holds none such.
func (r *Resource) WithNulls(p schemas.Property) fixtures.Object {
	object := r.Whole(p, r.Sampler("nulls inside "+p.Name))
	if object == nil {
		return nil
	}
	contract, found := r.Types.Named(fixtures.TypeName(object[0].Value)), false
	for i, member := range object {
		if q, ok := contract.Property(member.Name); ok && q.Type == "String" && !q.Collection && len(q.Enum) == 0 {
			object[i].Value, found = nil, true
		}
	}
	if !found {
		return nil
	}
	return object
}

// Empty returns the value of a type that careless code takes for none.
func Empty(p schemas.Property) (any, bool) {
	least, most := fixtures.IntegerRange(p)
	switch {
	case p.Collection || len(p.Enum) > 0:
		return nil, false
	case p.Type == "String":
		return "", true
	case p.Type == "Boolean":
		return false, true
	case isInteger(p.Type) && least <= 0 && most >= 0:
		return Number(0), true
	}
	return nil, false
}

// FirstFree returns the first property whose values are free.
func (r *Resource) FirstFree() (schemas.Property, bool) {
	for _, p := range r.Safe() {
		if IsFree(p) {
			return p, true
		}
	}
	return schemas.Property{}, false
}

// Markable returns the properties that have room for a text by which an object is known.
func (r *Resource) Markable() (markable []schemas.Property) {
	const room = len(odata.WordPrefix) + 8
	for _, p := range r.Sent {
		if p.Type == "String" && !p.Collection && len(p.Enum) == 0 && !r.Restricted(p.Name) && (p.MaxLength == 0 || p.MaxLength >= room) {
			markable = append(markable, p)
		}
	}
	return markable
}

// IsFree reports whether a property has one value out of many.
func IsFree(p schemas.Property) bool {
	return len(p.Enum) == 0 && !p.Collection && p.Type != "Boolean" && !fixtures.IsComplex(p)
}

// Number renders a number as JSON.
func Number(n int64) json.Number { return json.Number(fmt.Sprint(n)) }

// Wide reports whether the type has so many properties that its bodies are worth making smaller.
func (r *Resource) Wide() bool { return len(r.Sent) > wide }
