package suites

import (
	"cmp"
	"encoding/json"
	"reflect"
	"strings"

	"graphconform/fixtures"
	"graphconform/schemas"
)

// likeness compares values by what pages say of their types, nested ones too.
type likeness struct{ types schemas.Types }

// equal tells whether a value came back. One that nothing changed is equal also where it is none of its type.
func (l likeness) equal(p schemas.Property, sent, got any) bool {
	switch {
	case sent == nil:
		return absent(p, got)
	case identical(sent, got):
		return true
	case p.Collection:
		return l.equalCollection(p, sent, got)
	}
	if members, isObject := membersOf(sent); isObject {
		return l.equalObject(p, members, got)
	}
	switch {
	case len(p.Enum) > 0:
		return equalFlags(sent, got)
	case p.Type == "":
		return l.equalUndeclared(sent, got)
	case p.Type == "String" || p.Type == "Boolean":
		return false
	case schemas.IsPrimitive(p.Type):
		return equalPrimitive(p, sent, got)
	}
	return equalFlags(sent, got) || equalInstant(sent, got) || equalNumber(sent, got) // of a type that no page describes
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

// equalUndeclared compares values of which no page says what they are.
func (l likeness) equalUndeclared(sent, got any) bool {
	switch sent := sent.(type) {
	case []any:
		return l.equalCollection(schemas.Property{}, sent, got)
	case json.Number:
		return equalNumber(sent, got)
	case string:
		return equalInstant(sent, got)
	}
	return false
}

// equalCollection wants every element sent, as often as sent, in any order.
func (l likeness) equalCollection(p schemas.Property, sent, got any) bool {
	a, ok := sent.([]any)
	b, isList := got.([]any)
	if !ok || !isList || len(a) != len(b) {
		return false
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
		return false
	}
	return true
}

// equalObject wants every member that was sent; members that nobody sent are free. Where the object is of another type than
// the declared one, the answer must say so (OData JSON Format 4.01, section 4.6.3).
func (l likeness) equalObject(p schemas.Property, sent map[string]any, got any) bool {
	object, ok := membersOf(got)
	if !ok || !equalType(p, sent["@odata.type"], object["@odata.type"]) {
		return false
	}
	contract := l.types.Named(cmp.Or(fixtures.TypeName(sent["@odata.type"]), p.Type))
	for name, want := range sent {
		have, present := object[name]
		if strings.Contains(name, "@") || !present && want == nil {
			continue
		}
		member := schemas.Property{}
		if contract != nil {
			member, _ = contract.Property(name)
		}
		if !present || !l.equal(member, want, have) {
			return false
		}
	}
	return true
}

// equalType wants the type that was sent. It may go unsaid where it is the declared one.
func equalType(p schemas.Property, sent, got any) bool {
	of := fixtures.TypeName(sent)
	return of == "" || of == fixtures.TypeName(got) || got == nil && (of == p.Type || p.Type == "")
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
