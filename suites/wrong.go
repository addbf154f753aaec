package suites

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"graphconform/fixtures"
	"graphconform/schemas"
)

// wrongValue is a value that a property of some type cannot have.
type wrongValue struct {
	rule string
	json string
}

// triedInFull is how many properties of a type are tried with every wrong value, thin how many of each rule the others are tried with.
const (
	triedInFull = 2
	thin        = 3
)

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

// thinned keeps a few of each rule, others from turn to turn.
func thinned[T any](all []T, ruleOf func(T) string, turn int) []T {
	byRule := map[string][]T{}
	for _, each := range all {
		byRule[ruleOf(each)] = append(byRule[ruleOf(each)], each)
	}
	taken, kept := map[string]int{}, []T{}
	for _, each := range all {
		rule := ruleOf(each)
		if of := byRule[rule]; taken[rule] < min(thin, len(of)) {
			kept = append(kept, of[(turn*thin+taken[rule])%len(of)])
			taken[rule]++
		}
	}
	return kept
}

// wrongValuesOf lists what must be refused for a property. What lenient readers may rightly take is not among it.
func wrongValuesOf(p schemas.Property) []wrongValue {
	types := map[string][]string{
		"String": {`42`, `true`, `["a"]`, `{"a":"b"}`, `{}`}, "Boolean": {`"true"`, `1`, `"yes"`, `[true]`},
		"Int32": {`"7"`, `true`, `false`, `[7]`, `{"a":7}`, `"seven"`, `"7 apples"`, `""`}, "DateTimeOffset": {`1483257600`, `true`, `["2021-03-04T05:06:07Z"]`, `{}`},
		"Guid": {`7`, `"not-a-guid"`}, "Binary": {`7`, `{}`, `"*** no base64 ***"`}, "Double": {`true`, `"seven"`, `[1.5]`},
		"Date": {`7`, `"not a date"`, `"2021-02-30"`, `true`}, "TimeOfDay": {`7`, `"not a time"`, `"25:00:00"`, `true`}, "Duration": {`7`, `"not a duration"`, `true`, `{}`},
	}
	kind := p.Type
	switch {
	case p.Collection:
		return []wrongValue{{"type", `7`}, {"type", `{"a":1}`}}
	case fixtures.IsComplex(p):
		return []wrongValue{{"type", `7`}, {"type", `"text"`}, {"type", `[{}]`}}
	case len(p.Enum) > 0:
		return []wrongValue{{"type", `true`}, {"type", `{"a":1}`}, {"type", `["` + p.Enum[0] + `",7]`}, {"type", `["` + p.Enum[0] + `"]`}}
	case isInteger(kind):
		kind = "Int32"
	case kind == "Single" || kind == "Decimal":
		kind = "Double"
	case kind == "GUID":
		kind = "Guid"
	}
	var out []wrongValue
	for _, text := range types[kind] {
		out = append(out, wrongValue{"type", text})
	}
	switch {
	case isInteger(p.Type):
		out = append(out, wrongValue{"fraction", `1.5`}, wrongValue{"fraction", `-1.5`})
		for _, text := range beyond(p.Type) {
			out = append(out, wrongValue{"overflow", text})
		}
	case p.Type == "DateTimeOffset":
		for _, text := range []string{"", "not a timestamp", "2021-02-30T05:06:07Z", "2021-13-01T05:06:07Z", "2021-03-04T25:06:07Z", "2021-03-04", "2021-03-04T05:06:07", "04/03/2021 05:06"} {
			out = append(out, wrongValue{"timestamp", `"` + text + `"`})
		}
	}
	return out
}

func isInteger(kind string) bool {
	switch kind {
	case "Byte", "SByte", "Int16", "Int32", "Int64":
		return true
	}
	return false
}

// beyond returns numbers just and far outside an integer type.
func beyond(kind string) []string {
	return map[string][]string{
		"Byte": {"256", "-1"}, "SByte": {"128", "-129"}, "Int16": {"32768", "-32769"},
		"Int32": {"2147483648", "-2147483649", "4294967295", "4294967296", "1e20"}, "Int64": {"9223372036854775808", "-9223372036854775809"},
	}[kind]
}

// outOfRange returns values just beyond what the page allows. Where the page's own example is out of its range, the range cannot be trusted.
func (b *builder) outOfRange(p schemas.Property) []wrongValue {
	var out []wrongValue
	shown, exists := b.example()[p.Name]
	add := func(value any) { out = append(out, wrongValue{"range", string(encodeAny(value))}) }
	values := b.sampler("beyond " + p.Name)
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
				add(number(beyond.value))
			}
		}
	case p.Type == "String" && p.MaxLength > 0:
		add(strings.Repeat("x", p.MaxLength+1))
	}
	return out
}

// within tells whether a documented value keeps to the documented range.
func within(p schemas.Property, value any) bool {
	n, err := strconv.ParseInt(fmt.Sprint(value), 10, 64)
	return err != nil || (p.Minimum == nil || n >= *p.Minimum) && (p.Maximum == nil || n <= *p.Maximum)
}

// Bounds of what is tried inside objects: so many members of a type, so many values for each.
const (
	wrongMembersNested = 12
	wrongValuesNested  = 3
)

// nestedWrong returns values of an object or a collection that are wrong inside.
func (b *builder) nestedWrong(p schemas.Property) []wrongValue {
	element := p
	element.Collection = false
	if !p.Collection && !fixtures.IsComplex(p) {
		return nil
	}
	var inside []any
	if fixtures.IsComplex(p) {
		inside = b.wrongObjects(element)
	} else {
		for _, text := range insideOf(element) {
			inside = append(inside, json.RawMessage(text))
		}
	}
	var out []wrongValue
	for _, value := range inside {
		if p.Collection {
			value = []any{value}
		}
		out = append(out, wrongValue{"nested", string(encodeAny(value))})
	}
	return out
}

// insideOf returns a few wrong values of a property, each for another reason.
func insideOf(p schemas.Property) []string {
	var texts, rules []string
	if len(p.Enum) > 0 {
		return []string{`"notAMemberOf` + p.Type + `"`, `{"a":1}`}
	}
	for _, w := range wrongValuesOf(p) {
		if !slices.Contains(rules, w.rule) && len(texts) < wrongValuesNested {
			texts, rules = append(texts, w.json), append(rules, w.rule)
		}
	}
	return texts
}

// wrongObjects returns otherwise plain objects with one wrong member each.
func (b *builder) wrongObjects(p schemas.Property) []any {
	plain, ok := b.sampler("wrong " + p.Name).Plain(p)
	object, isObject := plain.(fixtures.Object)
	if !ok || !isObject {
		return nil
	}
	out := []any{object.With("@odata.type", "microsoft.graph.noSuchTypeAtAll")}
	contract := b.types.Named(fixtures.TypeName(object[0].Value))
	settable := fixtures.Settable(b.types, contract)
	for _, q := range settable[:min(len(settable), wrongMembersNested)] {
		for _, text := range insideOf(q) {
			out = append(out, object.With(q.Name, json.RawMessage(text)))
		}
	}
	return out
}
