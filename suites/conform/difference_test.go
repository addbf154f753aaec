package conform

import (
	"encoding/json"
	"testing"
)

func TestDiffer(t *testing.T) {
	const time = "2022-05-06T07:32:09.7571234Z"
	for _, test := range []struct {
		want, got any
		is        Difference
	}{
		{"a", nil, "null in place of a value"}, {nil, "a", "a value in place of null"}, {"a", true, "another JSON type"},
		{"a", "", "empty in place of a value"}, {"Ab", "aB", "in other letter case"}, {" a ", "a", "without blanks around it"},
		{"abc", "ab", "cut short"}, {"abc", "xyz", "another value"},
		{time, "2022-05-06T07:32:09Z", "fraction cut to whole seconds"}, {time, "2022-05-06T07:32:10Z", "fraction cut to whole seconds"},
		{time, "2022-05-06T07:32:09.757Z", "fraction cut to milliseconds"},
		{time, "2022-05-05T23:32:09.757-08:00", "fraction cut to milliseconds"},
		{time, "2022-05-06T07:32:09.757123Z", "fraction cut to microseconds"}, {time, "2022-05-06T07:32:09.8Z", "another point in time"},
		{time, "2022-05-06T08:32:09.7571234Z", "another point in time"},
		{"2033-02-12T08:00:00.1200+02:00", "2033-02-12T06:00:00.120Z", "another lexical form"},
		{"2033-02-12T08:00:00.000Z", "2033-02-12T08:00:00Z", "another lexical form"},
		{json.Number("5"), json.Number("0"), "empty in place of a value"}, {json.Number("5.4"), json.Number("5"), "a number close to it"},
		{json.Number("5"), json.Number("9"), "another value"}, {true, "true", "another JSON type"}, {true, false, "another value"},
		{[]any{"a"}, []any{}, "empty in place of a value"}, {[]any{"a"}, []any{"a", "b"}, "another number of elements"},
		{map[string]any{}, "a", "another JSON type"}, {[]any{"a", "b"}, []any{"b", "a"}, "another value"},
		{[]any{"Ab", "c"}, []any{"ab", "c"}, "in other letter case"},
		{map[string]any{"at": time, "n": json.Number("5.0"), "s": "a"},
			map[string]any{"at": "2022-05-06T07:32:09.757Z", "n": json.Number("5"), "s": "a", "more": true},
			"fraction cut to milliseconds"},
		{[]any{map[string]any{"a": "b", "c": nil}}, []any{map[string]any{"c": nil}}, "left out"},
		{map[string]any{}, map[string]any{}, "another value"},
	} {
		if got := Differ(test.want, test.got, true); got != test.is {
			t.Errorf("%v for %v: %s, want %s", test.got, test.want, got, test.is)
		}
	}
	if got := Differ("a", nil, false); got != "left out" {
		t.Errorf("nothing at all: %s", got)
	}
}

func TestPrevailing(t *testing.T) {
	for _, test := range []struct {
		all  []Difference
		want Difference
	}{
		{nil, ""}, {[]Difference{""}, ""}, {[]Difference{"b", "a"}, "a"}, {[]Difference{"b", "a", "b"}, "b"},
		{[]Difference{"", "a"}, ""}, {[]Difference{"", "a", "a"}, "a"},
	} {
		if got := Prevailing(test.all, func(d Difference) Difference { return d }); got != test.want {
			t.Errorf("%q: %q, want %q", test.all, got, test.want)
		}
	}
}
