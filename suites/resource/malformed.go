package resource

import (
	"strings"

	"graphconform/fixtures"
	"graphconform/schemas"
)

// Malformed is a body that must be refused as a whole.
type Malformed struct {
	Rule string // "malformed", "not_an_object" or "odata_type"
	Body []byte

	alternate bool
}

// On reports whether the body, which is number i of all, is sent in an operation that writes.
func (m Malformed) On(i int, op schemas.OperationKind) bool {
	return !m.alternate || (i%2 == 0) == (op == schemas.Create)
}

// malformed bodies, by rule; %s stands for a harmless object.
// A body with < loses its closing brace and what stands in for it; @ stands for the name of a property.
var malformed = [...]struct{ rule, body string }{
	{"malformed", `{"@odata.type": "#microsoft.graph.`}, {"malformed", `%s<`}, {"malformed", `%s<,}`}, {"malformed", `%s trailing`},
	{"malformed", `%s{}`},
	{"malformed", `{@: null}`}, {"malformed", `{'@': null}`}, {"malformed", `{"@": NaN}`}, {"malformed", `{"@": null /* comment */}`},
	{"malformed", `not JSON`}, {"malformed", ``},
	{"not_an_object", `[%s]`}, {"not_an_object", `"text"`}, {"not_an_object", `42`}, {"not_an_object", `null`},
}

// Malformed returns bodies that must be refused; harmless makes the objects in them.
func (r *Resource) Malformed(harmless func() fixtures.Object) []Malformed {
	var out []Malformed
	amounts, added := r.Effort.Amounts(), map[string]int{}
	add := func(rule string, body []byte) {
		if added[rule]++; added[rule] > amounts.Bodies {
			return
		}
		out = append(out, Malformed{rule, body, amounts.Alternate && r.Kind == Collection && len(r.Changed) > 0})
	}
	for _, m := range malformed {
		text := strings.Replace(m.body, "%s", string(Encode(harmless())), 1)
		if strings.HasPrefix(m.body, "{") && len(r.Sent) > 0 && !strings.Contains(m.body, "@odata") {
			text = strings.Replace(text, "@", r.Sent[0].Name, 1)
		}
		add(m.rule, []byte(strings.Replace(text, "}<", "", 1)))
	}
	for _, name := range r.wrongTypes() {
		add("odata_type", Encode(harmless().With("@odata.type", name)))
	}
	if foreign := r.Index.Example(r.Neighbour); foreign != nil {
		add("odata_type", Encode(foreign))
	}
	return out
}

// wrongTypes are values of @odata.type that are not this type: unknown, unrelated, of a neighbour, and no string.
func (r *Resource) wrongTypes() []any {
	unrelated := "#microsoft.graph.user"
	if r.Contract.Name == "user" {
		unrelated = "#microsoft.graph.mobileApp"
	}
	return []any{"#microsoft.graph.noSuchTypeAtAll", unrelated, "#microsoft.graph." + r.Neighbour.Name, Number(42)}
}
