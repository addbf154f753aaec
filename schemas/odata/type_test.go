package odata

import (
	"encoding/json"
	"math/rand/v2"
	"testing"
)

// The ends of integer types, by OData CSDL 4.01, section 3.3.
func TestRange(t *testing.T) {
	n := func(n int64) *int64 { return &n }
	tests := []struct {
		name        string
		facets      Facets
		least, most int64
	}{
		{"Byte", Facets{}, 0, 255},
		{"SByte", Facets{}, -128, 127},
		{"Int16", Facets{}, -32768, 32767},
		{"Int32", Facets{}, -2147483648, 2147483647},
		{"Int64", Facets{}, -9223372036854775808, 9223372036854775807},
		{"Int32", Facets{Minimum: n(3), Maximum: n(9)}, 3, 9},
		{"Byte", Facets{Minimum: n(-5), Maximum: n(1000)}, 0, 255},
	}
	for _, test := range tests {
		of, ok := Named(test.name)
		if least, most := of.Range(test.facets); !ok || !of.IsInteger() || least != test.least || most != test.most {
			t.Errorf("%s: %d to %d, want %d to %d", test.name, least, most, test.least, test.most)
		}
	}
}

func TestNamed(t *testing.T) {
	for _, name := range []string{"Boolean", "Single", "Stream", "DateTime", "GUID", "Guid"} {
		if of, ok := Named(name); !ok || of.Source == "" {
			t.Errorf("%s is unknown, or nothing says what it is", name)
		}
	}
	for _, name := range []string{"", "string", "Edm.String", "Untyped", "runState"} {
		if of, ok := Named(name); ok || of.IsInteger() || len(of.Wrong()) > 0 {
			t.Errorf("%s is a primitive type", name)
		}
	}
}

// Every row can be drawn, its samples are texts of the type that equal themselves alone, and what it calls wrong is none of them.
func TestRowsAgreeWithThemselves(t *testing.T) {
	for name, of := range types {
		random := Random{Rand: rand.New(rand.NewPCG(1, 2))}
		samples := of.Samples(random, Facets{})
		if plain, ok := of.Plain(random, Facets{}); !ok || jsonType(plain) != of.JSON && of.JSON != jsonInteger {
			t.Errorf("%s: plain value %v", name, plain)
		}
		for i, a := range samples {
			if text, ok := a.Value.(string); ok && !of.HasForm(text) {
				t.Errorf("%s: sample %q has not the form", name, text)
			}
			for j, b := range samples {
				if of.Equal(a.Value, b.Value) != (i == j) {
					t.Errorf("%s: %v and %v: equal is %t", name, a.Value, b.Value, i != j)
				}
			}
		}
		for _, w := range of.Wrong() {
			var value any
			if err := json.Unmarshal([]byte(w.JSON), &value); err != nil || w.Reason == "" {
				t.Errorf("%s: wrong value %s: %v", name, w.JSON, err)
			}
			if text, ok := value.(string); ok && of.JSON == jsonString && of.HasForm(text) {
				t.Errorf("%s: %q has the form", name, text)
			}
		}
	}
}

func jsonType(value any) string {
	switch value.(type) {
	case bool:
		return jsonBoolean
	case json.Number:
		return jsonNumber
	case string:
		return jsonString
	}
	return ""
}
