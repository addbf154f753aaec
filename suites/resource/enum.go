package resource

import (
	"fmt"
	"slices"
	"strings"

	"graphconform/fixtures"
	"graphconform/schemas"
)

// EnumsIn returns a value with nothing but the enums in it; nil where it has none.
func (r *Resource) EnumsIn(p schemas.Property, value any) any {
	switch value := value.(type) {
	case []any:
		element := p
		element.Collection = false
		var kept []any
		for _, each := range value {
			if part := r.EnumsIn(element, each); part != nil {
				kept = append(kept, part)
			}
		}
		if len(kept) < len(value) || len(kept) == 0 {
			return nil // elements without any cannot be told apart
		}
		return kept
	case fixtures.Object:
		return r.enumsInObject(fixtures.TypeName(value[0].Value), value.Get)
	case map[string]any:
		return r.enumsInObject(fixtures.TypeName(value["@odata.type"]),
			func(name string) (any, bool) { member, ok := value[name]; return member, ok })
	}
	if len(p.Enum) > 0 {
		return value
	}
	return nil
}

func (r *Resource) enumsInObject(typeName string, member func(name string) (any, bool)) any {
	contract := r.Types.Named(typeName)
	if contract == nil {
		return nil
	}
	var kept fixtures.Object
	for _, q := range fixtures.Settable(r.Types, contract) {
		if value, present := member(q.Name); present {
			if part := r.EnumsIn(q, value); part != nil {
				kept = append(kept, fixtures.Member{Name: q.Name, Value: part})
			}
		}
	}
	if kept == nil {
		return nil
	}
	return kept
}

// WrongMember is a value that is no documented member of an enum.
type WrongMember struct {
	Rule  string // "undocumented", "case" or "number"
	Value any
	Means string // the member that a lenient reader may take it for; empty for any documented one
}

// WrongMembers returns what is sent in place of a member of an enum. nth counts the enums of the resource: of later ones a part is sent.
func (r *Resource) WrongMembers(p schemas.Property, nth int) []WrongMember {
	first := p.Enum[min(1, len(p.Enum)-1)]
	var out []WrongMember
	beyond := len(p.Enum) + 1_000_000
	for _, value := range []any{"notAMemberOf" + p.Type, "", "constructor", Number(int64(beyond)), fmt.Sprint(beyond)} {
		out = append(out, WrongMember{Rule: "undocumented", Value: value})
	}
	for _, cased := range []string{strings.ToUpper(first), strings.ToUpper(first[:1]) + first[1:], strings.ToLower(first)} {
		known := func(w WrongMember) bool { return w.Value == cased }
		if !slices.Contains(p.Enum, cased) && !slices.ContainsFunc(out, known) {
			out = append(out, WrongMember{"case", cased, first})
		}
	}
	out = append(out, WrongMember{"case", first + " ", first}, WrongMember{"number", Number(1), ""}, WrongMember{"number", "1", ""})
	if amounts := r.Effort.Amounts(); nth >= amounts.Full {
		out = thinned(out, func(w WrongMember) string { return w.Rule }, amounts.Each, nth)
	}
	return out
}
