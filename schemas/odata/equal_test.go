package odata

import (
	"encoding/json"
	"testing"
)

// What OData calls one value, by type; written by hand from OData JSON Format 4.01, section 7.1, and the ABNF.
func TestEqual(t *testing.T) {
	n := func(text string) any { return json.Number(text) }
	tests := []struct {
		kind      string
		sent, got any
		want      bool
	}{
		{"Boolean", true, true, true}, {"Boolean", false, nil, false}, {"Boolean", true, "true", false},
		{"String", "a", "a", true}, {"String", "\u00e9", "e\u0301", false}, {"String", "", nil, false},
		{"Byte", n("5"), n("5.0"), true}, {"Int16", n("50e-1"), n("5"), true},
		{"Int64", n("9007199254740993"), n("9007199254740992"), false},
		{"Int32", n("5"), "5", false}, {"Int32", n("5"), nil, false}, {"Int32", n("1e400"), n("1e999999999"), false},
		{"Decimal", n("0.1"), n("1e-1"), true}, {"Decimal", n("0.1"), n("0.10000000000000000001"), false},
		{"Double", n("0.1"), n("0.10000000000000000001"), true}, {"Double", n("16777217"), n("16777216"), false},
		{"Single", n("16777217"), n("16777216"), true},
		{"Double", "INF", "INF", true}, {"Double", "INF", "-INF", false}, {"Single", "NaN", "NaN", true}, {"Double", "NaN", n("0"), false},
		{"DateTimeOffset", "2017-01-01T00:00Z", "2017-01-01T05:30:00.0000000+05:30", true},
		{"DateTimeOffset", "2017-01-01T00:00:00.00000001Z", "2017-01-01T00:00:00Z", true},
		{"DateTimeOffset", "2017-01-01T00:00:00.0000001Z", "2017-01-01T00:00:00Z", false},
		{"DateTime", "2017-01-01T00:00:00Z", "2017-01-01T01:00:00+01:00", true}, {"DateTime", "2017-01-01", "2017-01-01T00:00:00Z", false},
		{"Date", "2021-03-04", "2021-03-04", true}, {"Date", "2021-03-04", "2021-03-04T00:00:00Z", false},
		{"TimeOfDay", "00:00", "00:00:00.000", true}, {"TimeOfDay", "00:00:01", "00:00:02", false},
		{"TimeOfDay", "one", "one", false},
		{"Duration", "PT1H30M", "PT90M", true}, {"Duration", "+P1D", "PT24H", true}, {"Duration", "PT1S", "-PT1S", false},
		{"Duration", "PT1M", "P1M", false},
		{"Guid", "7BD39C86-9C86-4BD3-869C-D37B869CD37B", "7bd39c86-9c86-4bd3-869c-d37b869cd37b", true},
		{"GUID", "7BD39C86", "7bd39c87", false},
		{"Binary", "+/8=", "-_8", true}, {"Binary", "dmFsdWU=", "dmFsdUU=", false}, {"Stream", "dmFsdWU", "dmFsdWU=", true},
		{"noSuchType", "a", "a", false},
	}
	for _, test := range tests {
		if got := Equal(test.kind, test.sent, test.got); got != test.want {
			t.Errorf("%s %v and %v: equal is %t", test.kind, test.sent, test.got, got)
		}
	}
}

func TestEqualFlags(t *testing.T) {
	for _, test := range []struct {
		sent, got any
		want      bool
	}{
		{"a", "a", true}, {"a,b", "b, a", true}, {"a,b", "a", false},
		{"a", "A", false}, {"a,a", "a", true}, {"a", json.Number("1"), false}, {nil, nil, false},
	} {
		if got := EqualFlags(test.sent, test.got); got != test.want {
			t.Errorf("%v and %v: equal is %t", test.sent, test.got, got)
		}
	}
}

// Whatever comes back is compared without a panic, both ways alike.
func FuzzEqual(f *testing.F) {
	f.Add("PT1H", "-P1DT", "5e0", "2017-01-01T00:00Z")
	f.Add("00:00", "1:2:3:4", "1e401", "====")
	f.Fuzz(func(t *testing.T, a, b, c, d string) {
		values := []any{a, b, json.Number(c), json.Number(d), nil}
		for name := range types {
			for _, x := range values {
				for _, y := range values {
					if Equal(name, x, y) != Equal(name, y, x) {
						t.Errorf("%s: %v and %v are equal one way", name, x, y)
					}
				}
			}
		}
	})
}
