package near_test

import (
	"slices"
	"testing"

	"graphconform/schemas/near"
)

func TestNames(t *testing.T) {
	known := []string{"create_answers_200", "times_utc", "etags", "list_empty", "deviceCategory", "deviceCategories2", "run", "list"}
	for given, want := range map[string][]string{
		"create_answer_200": {"create_answers_200"}, "CreateAnswers200": {"create_answers_200"}, "time_utc": {"times_utc"},
		"DEVICECATEGORY": {"deviceCategory"}, "deviceCategries": {"deviceCategories2"}, "deviceCatgory": {"deviceCategory"},
		"lists": {"list"}, "Run": {"run"}, "rum": {"run"},
		// These are close to nothing.
		"gzip": nil, "": nil, "test": nil, "url": nil, "utc": nil, "nothing_like_it": nil, "empty_list": nil,
	} {
		if got := near.Names(given, known); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", given, got, want)
		}
	}
	if got := near.Names("ab_cd", []string{"abcd", "ab-cd", "ABCD", "a.b.c.d", "abce"}); len(got) != 3 || got[0] != "abcd" {
		t.Errorf("of four that are as close %q are guessed", got)
	}
	if got := near.Question("etag", known); got != `did you mean "etags"?` {
		t.Error(got)
	}
	if got := near.Question("gzip", known); got != "" {
		t.Error(got)
	}
}
