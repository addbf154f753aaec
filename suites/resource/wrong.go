package resource

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/schemas/odata"
)

// Wrong is a value that a property of some type cannot have.
type Wrong struct {
	Rule string // of the errors family
	JSON string
}

// kindOf names what properties of one kind are read by: their type, or that they are enums, objects or collections.
func kindOf(p schemas.Property) string {
	switch {
	case p.Collection:
		return "collection " + p.Type
	case len(p.Enum) > 0:
		return "enum"
	}
	return p.Type
}

// thinned keeps so many of each rule, others of each nth property.
func thinned[T any](all []T, ruleOf func(T) string, thin, nth int) []T {
	byRule := map[string][]T{}
	for _, each := range all {
		byRule[ruleOf(each)] = append(byRule[ruleOf(each)], each)
	}
	taken, kept := map[string]int{}, []T{}
	for _, each := range all {
		rule := ruleOf(each)
		if of := byRule[rule]; taken[rule] < min(thin, len(of)) {
			kept = append(kept, of[(nth*thin+taken[rule])%len(of)])
			taken[rule]++
		}
	}
	return kept
}

// Refused is a property with values that it cannot have and that must be refused.
type Refused struct {
	schemas.Property
	Values    []Wrong
	alternate bool // on create and on update by turns
	lone      bool // also where a rule has one value
	nth       int  // of all properties
}

// refused returns every property that any value is wrong for. The first ones of a kind are sent with all, others with some of each rule.
func (r *Resource) refused() []Refused {
	var all []Refused
	seen, amounts := map[string]int{}, r.Effort.Amounts()
	for _, p := range r.Sent {
		wrong := slices.Concat(r.unbracketed(p), wrongValuesOf(p), r.outOfRange(p), r.nestedWrong(p))
		kind := kindOf(p)
		if seen[kind]++; seen[kind] > amounts.Full {
			wrong = thinned(wrong, func(w Wrong) string { return w.Rule }, amounts.Each, seen[kind])
		}
		if len(wrong) > 0 {
			alternate := amounts.Alternate && r.Kind == Collection && r.Updatable[p.Name]
			all = append(all, Refused{p, wrong, alternate, amounts.Lone, len(all)})
		}
	}
	return all
}

// unbracketed returns one value of a collection as it stands, without the array around it.
func (r *Resource) unbracketed(p schemas.Property) []Wrong {
	if !p.Collection {
		return nil
	}
	p.Collection = false
	value, ok := r.Sampler("unbracketed " + p.Name).Plain(p)
	if !ok {
		return nil
	}
	return []Wrong{{"type", string(Encode(value))}}
}

// wrongValuesOf lists what must be refused for a property. What lenient readers may rightly take is not among it.
func wrongValuesOf(p schemas.Property) []Wrong {
	switch {
	case p.Collection:
		return []Wrong{{"type", `7`}, {"type", `{"a":1}`}}
	case fixtures.IsComplex(p):
		return []Wrong{{"type", `7`}, {"type", `"text"`}, {"type", `[{}]`}}
	case len(p.Enum) > 0:
		return []Wrong{{"type", `true`}, {"type", `{"a":1}`}, {"type", `["` + p.Enum[0] + `",7]`}, {"type", `["` + p.Enum[0] + `"]`}}
	}
	var out []Wrong
	of, _ := odata.Named(p.Type)
	for _, w := range of.Wrong() {
		out = append(out, Wrong{string(w.Reason), w.JSON})
	}
	return out
}

func isInteger(kind string) bool {
	of, _ := odata.Named(kind)
	return of.IsInteger()
}

// outOfRange returns values just beyond what the page allows. Where the page's own example is out of its range, the range cannot be
// trusted.
func (r *Resource) outOfRange(p schemas.Property) []Wrong {
	var out []Wrong
	shown, exists := r.Example()[p.Name]
	add := func(value any) { out = append(out, Wrong{"range", string(Encode(value))}) }
	values := r.Sampler("beyond " + p.Name)
	switch {
	case exists && !within(p, shown):
	case p.Collection && p.MaxItems > 0 && p.MaxItems <= fixtures.MostElements(p):
		add(values.Elements(p, p.MaxItems+1))
	case p.Collection:
	case isInteger(p.Type):
		least, most := fixtures.IntegerRange(p)
		for _, beyond := range []struct {
			documented *int64
			value      int64
		}{{p.Minimum, least - 1}, {p.Maximum, most + 1}} {
			if beyond.documented != nil && *beyond.documented > math.MinInt32 && *beyond.documented < math.MaxInt32 {
				add(Number(beyond.value))
			}
		}
	case p.Type == "String" && p.MaxLength > 0:
		add(strings.Repeat("x", p.MaxLength+1))
	}
	return out
}

// within reports whether a documented value keeps to the documented range.
func within(p schemas.Property, value any) bool {
	n, err := strconv.ParseInt(fmt.Sprint(value), 10, 64)
	return err != nil || (p.Minimum == nil || n >= *p.Minimum) && (p.Maximum == nil || n <= *p.Maximum)
}

// Bounds of what is sent inside objects: so many members of a type, so many values for each.
const (
	wrongMembersNested = 12
	wrongValuesNested  = 3
)

// nestedWrong returns values of an object or a collection that are wrong inside.
func (r *Resource) nestedWrong(p schemas.Property) []Wrong {
	element := p
	element.Collection = false
	if !p.Collection && !fixtures.IsComplex(p) {
		return nil
	}
	var inside []any
	if fixtures.IsComplex(p) {
		inside = r.wrongObjects(element)
	} else {
		for _, text := range insideOf(element) {
			inside = append(inside, json.RawMessage(text))
		}
	}
	var out []Wrong
	for _, value := range inside {
		if p.Collection {
			value = []any{value}
		}
		out = append(out, Wrong{"nested", string(Encode(value))})
	}
	return out
}

// insideOf returns a few wrong values of a property, each for another reason, a text among them.
func insideOf(p schemas.Property) []string {
	var texts, rules []string
	isText := func(text string) bool { return strings.HasPrefix(text, `"`) }
	if len(p.Enum) > 0 {
		return []string{`"notAMemberOf` + p.Type + `"`, `{"a":1}`}
	}
	for _, w := range wrongValuesOf(p) {
		another := !slices.Contains(rules, w.Rule) || isText(w.JSON) && !slices.ContainsFunc(texts, isText)
		if another && len(texts) < wrongValuesNested {
			texts, rules = append(texts, w.JSON), append(rules, w.Rule)
		}
	}
	return texts
}

// wrongObjects returns otherwise plain objects with one wrong member each.
func (r *Resource) wrongObjects(p schemas.Property) []any {
	plain, ok := r.Sampler("wrong " + p.Name).Plain(p)
	object, isObject := plain.(fixtures.Object)
	if !ok || !isObject {
		return nil
	}
	out := []any{object.With("@odata.type", "microsoft.graph.noSuchTypeAtAll")}
	contract := r.Types.Named(fixtures.TypeName(object[0].Value))
	settable := fixtures.Settable(r.Types, contract)
	for _, q := range settable[:min(len(settable), wrongMembersNested)] {
		for _, text := range insideOf(q) {
			out = append(out, object.With(q.Name, json.RawMessage(text)))
		}
	}
	return out
}
