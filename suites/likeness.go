package suites

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"graphconform/fixtures"
	"graphconform/schemas"
)

// likeness compares values by what pages say of their types, nested ones too.
type likeness struct{ types schemas.Types }

// difference is the first place where a value that came back departs from the one that was sent.
type difference struct {
	at        string // JSON pointer below the property, "" for its value itself
	sent, got any
	missing   bool // there is nothing at that place
}

func (l likeness) equal(p schemas.Property, sent, got any) bool { return l.differ(p, sent, got) == nil }

// differ returns nil for equal values. A value that nothing changed is equal also where it is none of its type.
func (l likeness) differ(p schemas.Property, sent, got any) *difference {
	switch {
	case sent == nil && absent(p, got), sent != nil && identical(sent, got):
		return nil
	case sent == nil:
		return &difference{sent: sent, got: got}
	case p.Collection:
		return l.differCollection(p, sent, got)
	}
	if members, isObject := membersOf(sent); isObject {
		return l.differObject(p, members, got)
	}
	same := false
	switch {
	case len(p.Enum) > 0:
		same = equalFlags(sent, got)
	case schemas.IsPrimitive(p.Type) && p.Type != "String" && p.Type != "Boolean":
		same = equalPrimitive(p, sent, got)
	case p.Type == "":
		return l.differUndeclared(sent, got)
	case !schemas.IsPrimitive(p.Type):
		same = equalFlags(sent, got) || equalInstant(sent, got) || equalNumber(sent, got)
	}
	if same {
		return nil
	}
	return &difference{sent: sent, got: got}
}

// identical is reflect.DeepEqual, quick where most values are.
func identical(sent, got any) bool {
	switch sent := sent.(type) {
	case string:
		text, ok := got.(string)
		return ok && text == sent
	case bool:
		truth, ok := got.(bool)
		return ok && truth == sent
	case fixtures.Object:
		return false // members are compared one by one
	}
	return reflect.DeepEqual(sent, got)
}

// differUndeclared compares values of which no page says what they are.
func (l likeness) differUndeclared(sent, got any) *difference {
	same := false
	switch sent := sent.(type) {
	case []any:
		return l.differCollection(schemas.Property{}, sent, got)
	case json.Number:
		same = equalNumber(sent, got)
	case string:
		same = equalInstant(sent, got)
	}
	if same {
		return nil
	}
	return &difference{sent: sent, got: got}
}

// differCollection wants every element sent, as often as sent, in any order.
func (l likeness) differCollection(p schemas.Property, sent, got any) *difference {
	a, ok := sent.([]any)
	b, isList := got.([]any)
	if !ok || !isList || len(a) != len(b) {
		return &difference{sent: sent, got: got}
	}
	p.Collection = false
	used := make([]bool, len(b))
next:
	for i, want := range a {
		for step := range b {
			j := (i + step) % len(b) // most keep the order
			if !used[j] && l.equal(p, want, b[j]) {
				used[j] = true
				continue next
			}
		}
		return l.closest(p, i, want, b, used)
	}
	return nil
}

// closest says how an element that is not found differs from the one in its place, where that is nobody else's.
func (l likeness) closest(p schemas.Property, i int, want any, got []any, used []bool) *difference {
	if used[i] {
		return &difference{at: fmt.Sprintf("/%d", i), sent: want, got: got}
	}
	d := l.differ(p, want, got[i])
	d.at = fmt.Sprintf("/%d%s", i, d.at)
	return d
}

// differObject wants every member that was sent; members that nobody sent are free. Where the object is of another type than
// the declared one, the answer must say so (OData JSON Format 4.01, section 4.6.3).
func (l likeness) differObject(p schemas.Property, sent map[string]any, got any) *difference {
	object, ok := membersOf(got)
	if !ok {
		return &difference{sent: sent, got: got}
	}
	if d := differType(p, sent["@odata.type"], object["@odata.type"]); d != nil {
		return d
	}
	of := cmp.Or(fixtures.TypeName(sent["@odata.type"]), p.Type)
	contract := l.types.Named(of)
	for _, name := range slices.Sorted(maps.Keys(sent)) {
		want := sent[name]
		have, present := object[name]
		if strings.Contains(name, "@") || !present && want == nil {
			continue
		}
		if !present {
			return &difference{at: "/" + name, sent: want, missing: true}
		}
		member := schemas.Property{}
		if contract != nil {
			member, _ = contract.Property(name)
		}
		if d := l.differ(member, want, have); d != nil {
			d.at = "/" + name + d.at
			return d
		}
	}
	return nil
}

// differType wants the type that was sent. It may go unsaid where it is the declared one.
func differType(p schemas.Property, sent, got any) *difference {
	of := fixtures.TypeName(sent)
	if of == "" || of == fixtures.TypeName(got) || got == nil && (of == p.Type || p.Type == "") {
		return nil
	}
	return &difference{at: "/@odata.type", sent: sent, got: got, missing: got == nil}
}

// membersOf reads an object in either form: as it was built, or as it was decoded.
func membersOf(value any) (map[string]any, bool) {
	switch value := value.(type) {
	case map[string]any:
		return value, true
	case fixtures.Object:
		members := make(map[string]any, len(value))
		for _, member := range value {
			members[member.Name] = member.Value
		}
		return members, true
	}
	return nil, false
}
