package resource

import (
	"encoding/json"
	"testing"

	"graphconform/schemas"
)

// What OData calls one value, by type; written by hand from OData JSON Format 4.01, section 7.1, and the ABNF.
func TestEqualityByType(t *testing.T) {
	n := func(text string) any { return json.Number(text) }
	tests := []struct {
		kind      string
		sent, got any
		want      bool
	}{
		{"String", "a", "a", true}, {"String", "a", "A", false}, {"String", "", nil, false}, {"String", "\u00e9", "e\u0301", false},
		{"String", "5", n("5"), false},
		{"Int32", n("5"), n("5.0"), true}, {"Int32", n("5"), n("5e0"), true}, {"Int32", n("5"), n("0.5e1"), true},
		{"Int32", n("5"), "5", false}, {"Int32", n("0"), nil, false}, {"Int32", n("5"), n("6"), false},
		{"Int32", n("5"), n("1e999999999"), false},
		{"Int64", n("9007199254740993"), n("9007199254740992"), false}, {"Int64", n("9007199254740993"), n("9007199254740993.0"), true},
		{"Double", n("0.1"), n("1e-1"), true}, {"Double", n("0.1"), n("0.1000000001"), false}, {"Double", "INF", "INF", true},
		{"Single", n("16777217"), n("16777216"), true},
		{"Boolean", true, true, true}, {"Boolean", true, "true", false}, {"Boolean", false, nil, false},
		{"DateTimeOffset", "2017-01-01T00:02:58.4418045-08:00", "2017-01-01T08:02:58.4418045Z", true},
		{"DateTimeOffset", "2017-01-01T00:00:00Z", "2017-01-01T05:30:00.0000000+05:30", true},
		{"DateTimeOffset", "2017-01-01T00:00:00.5Z", "2017-01-01t00:00:00.500000000000z", true},
		{"DateTimeOffset", "2017-01-01T00:02:58.4418045Z", "2017-01-01T00:02:58.441Z", false},
		{"DateTimeOffset", "2017-01-01T00:00:00Z", "2017-01-01T00:00:00", false},
		{"TimeOfDay", "11:59:24.7240000", "11:59:24.724", true}, {"TimeOfDay", "00:00", "00:00:00", true},
		{"TimeOfDay", "00:00:01", "00:00:02", false},
		{"Duration", "PT1H30M", "PT90M", true}, {"Duration", "P1D", "PT24H", true}, {"Duration", "-PT32.5S", "-PT32.50S", true},
		{"Duration", "PT1M", "P1M", false}, {"Duration", "PT1S", "-PT1S", false},
		{"Guid", "7BD39C86-9C86-4BD3-869C-D37B869CD37B", "7bd39c86-9c86-4bd3-869c-d37b869cd37b", true},
		{"Binary", "+/8=", "-_8", true}, {"Binary", "dmFsdWU=", "dmFsdUU=", false}, {"Binary", "", "", true},
	}
	for _, test := range tests {
		if got := (Equality{}).Equal(schemas.Property{Name: "p", Type: test.kind}, test.sent, test.got); got != test.want {
			t.Errorf("%s %v and %v: equal is %t", test.kind, test.sent, test.got, got)
		}
	}
}

func TestEqualityOfShapes(t *testing.T) {
	enum := schemas.Property{Name: "p", Type: "runState", Enum: []string{"a", "b", "c"}}
	list := schemas.Property{Name: "p", Type: "String", Collection: true}
	object := schemas.Property{Name: "p", Type: "settings"}
	of := func(values ...any) []any { return values }
	tests := []struct {
		name      string
		p         schemas.Property
		sent, got any
		want      bool
	}{
		{"flags in another order", enum, "a,b", "b, a", true},
		{"another member", enum, "a", "b", false},
		{"a member left out", enum, "a,b", "a", false},
		{"list in another order", list, of("x", "y", "x"), of("y", "x", "x"), true},
		{"list that lost one of two equal elements", list, of("x", "x"), of("x"), false},
		{"null for a list comes back empty", list, nil, of(), true},
		{"null for a string does not come back empty", schemas.Property{Type: "String"}, nil, "", false},
		{"empty list comes back null", list, of(), nil, false},
		{"object with members that nobody sent", object, map[string]any{"a": "1"}, map[string]any{"a": "1", "b": "2"}, true},
		{"object without one that was sent", object, map[string]any{"a": "1"}, map[string]any{}, false},
		{"nested numbers by value", object, map[string]any{"a": json.Number("5")}, map[string]any{"a": json.Number("5.0")}, true},
		{"an array where a string was", schemas.Property{Type: "String"}, "x", of("x"), false},
		{"an array compared with an array", schemas.Property{Type: "String"}, of("x"), of("x"), true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := (Equality{}).Equal(test.p, test.sent, test.got); got != test.want {
				t.Errorf("equal is %t", got)
			}
		})
	}
}
