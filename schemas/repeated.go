package schemas

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
)

// Repeated says that a name stands more than once in an object of a JSON text. What that means is open: readers take the first value, the
// last, or none (RFC 8259, section 4).
type Repeated struct {
	At     string // JSON pointer to the first such member, or the first whose values differ
	Differ bool   // the values do
}

// DecodeNoting is Decode, and says whether a name stands more than once in an object; nil where none does. The value has the last one.
func DecodeNoting(data []byte) (any, *Repeated, error) {
	value, err := Decode(data)
	if err != nil || countNames(data) == countMembers(value) {
		return value, nil, err
	}
	search := &repeats{json.NewDecoder(bytes.NewReader(data)), nil}
	search.decoder.UseNumber()
	search.value("")
	return value, search.first, nil
}

// countNames counts the names of members in what is JSON: the colons outside of strings.
func countNames(data []byte) (n int) {
	for at := 0; at < len(data); at++ {
		switch data[at] {
		case '"':
			at = endOfString(data, at) - 1
		case ':':
			n++
		}
	}
	return n
}

// countMembers counts the members of all objects in a value.
func countMembers(value any) (n int) {
	switch value := value.(type) {
	case map[string]any:
		n = len(value)
		for _, member := range value {
			n += countMembers(member)
		}
	case []any:
		for _, element := range value {
			n += countMembers(element)
		}
	}
	return n
}

// repeats looks for repeated names in what is JSON.
type repeats struct {
	decoder *json.Decoder
	first   *Repeated
}

// value reads the next value, which stands at a place.
func (r *repeats) value(at string) any {
	token, _ := r.decoder.Token() // it was read before, so that it can be
	switch token {
	case json.Delim('['):
		elements := []any{}
		for i := 0; r.decoder.More(); i++ {
			elements = append(elements, r.value(fmt.Sprintf("%s/%d", at, i)))
		}
		r.decoder.Token() //nolint:errcheck // its end
		return elements
	case json.Delim('{'):
		object := map[string]any{}
		for r.decoder.More() {
			token, _ := r.decoder.Token()
			name, _ := token.(string)
			place := at + "/" + pointerEscape.Replace(name)
			value := r.value(place)
			if before, there := object[name]; there {
				r.note(place, !reflect.DeepEqual(before, value))
			}
			object[name] = value
		}
		r.decoder.Token() //nolint:errcheck // its end
		return object
	}
	return token
}

func (r *repeats) note(at string, differ bool) {
	if r.first == nil || differ && !r.first.Differ {
		r.first = &Repeated{at, differ}
	}
}
