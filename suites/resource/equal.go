package resource

import (
	"cmp"
	"encoding/json"
	"reflect"
	"strings"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/schemas/odata"
)

// Equality compares values by what pages say of their types, nested ones too.
type Equality struct{ Types schemas.Types }

// Equal reports whether a value came back. One that nothing changed is equal also where it is none of its type.
func (q Equality) Equal(p schemas.Property, sent, got any) bool {
	switch {
	case sent == nil:
		return Absent(p, got)
	case identical(sent, got):
		return true
	case p.Collection:
		return q.equalCollection(p, sent, got)
	}
	if members, isObject := membersOf(sent); isObject {
		return q.equalObject(p, members, got)
	}
	switch of, primitive := odata.Named(p.Type); {
	case len(p.Enum) > 0:
		return odata.EqualFlags(sent, got)
	case p.Type == "":
		return q.equalUndeclared(sent, got)
	case primitive:
		return of.Equal(sent, got)
	}
	return odata.EqualFlags(sent, got) || equalInstant(sent, got) || EqualNumber(sent, got) // of a type that no page describes
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
func (q Equality) equalUndeclared(sent, got any) bool {
	switch sent := sent.(type) {
	case []any:
		return q.equalCollection(schemas.Property{}, sent, got)
	case json.Number:
		return EqualNumber(sent, got)
	case string:
		return equalInstant(sent, got)
	}
	return false
}

// equalCollection wants every element sent, as often as sent, in any order.
func (q Equality) equalCollection(p schemas.Property, sent, got any) bool {
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
			if !used[j] && q.Equal(p, want, b[j]) {
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
func (q Equality) equalObject(p schemas.Property, sent map[string]any, got any) bool {
	object, ok := membersOf(got)
	if !ok || !equalType(p, sent["@odata.type"], object["@odata.type"]) {
		return false
	}
	contract := q.Types.Named(cmp.Or(fixtures.TypeName(sent["@odata.type"]), p.Type))
	for name, want := range sent {
		have, present := object[name]
		if strings.Contains(name, "@") || !present && want == nil {
			continue
		}
		member := schemas.Property{}
		if contract != nil {
			member, _ = contract.Property(name)
		}
		if !present || !q.Equal(member, want, have) {
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

// Absent reports whether got is what null may come back as: null, or an empty collection.
// A property that the answer leaves out is not handed to Equal at all.
func Absent(p schemas.Property, got any) bool {
	if list, ok := got.([]any); ok && p.Collection {
		return len(list) == 0
	}
	return got == nil
}

// EqualNumber compares by value, so that 5, 5.0 and 5e0 are one.
func EqualNumber(sent, got any) bool { return odata.Equal("Decimal", sent, got) }

// equalInstant compares as points in time at 100 ns, whatever the offset.
func equalInstant(sent, got any) bool { return odata.Equal("DateTimeOffset", sent, got) }
