package scenario_test

import (
	"testing"

	"graphconform/suites/scenario"
)

// Tags are the same whether they are weak or not, and only what stands before the first quote says which they are.
func TestTags(t *testing.T) {
	for _, test := range []struct {
		a, b       string
		same, weak bool // weak: the first
	}{
		{`W/"1"`, `W/"1"`, true, true}, {`W/"1"`, `"1"`, true, true}, {`"1"`, `"1"`, true, false}, {`"1"`, `"2"`, false, false},
		{`W/"1"`, `W/"2"`, false, true}, {`"W/1"`, `"1"`, false, false}, {`w/"1"`, `"1"`, false, false},
	} {
		if got := scenario.SameTag(test.a, test.b); got != test.same {
			t.Errorf("%s and %s: the same %t", test.a, test.b, got)
		}
		if got := scenario.IsWeak(test.a); got != test.weak {
			t.Errorf("%s: weak %t", test.a, got)
		}
	}
	for _, object := range []map[string]any{nil, {}, {"@odata.etag": 1}, {"@odata.etag": nil}, {"etag": `"1"`}} {
		if tag := scenario.TagOf(object); tag != "" {
			t.Errorf("%v has the tag %s", object, tag)
		}
	}
}
