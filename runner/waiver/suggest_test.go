package waiver_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"graphconform/runner/waiver"
	"graphconform/suites/conform"
)

func failures(ids ...string) []waiver.Failure {
	var out []waiver.Failure
	for _, id := range ids {
		out = append(out, waiver.Failure{ID: id, Reason: "why"})
	}
	return out
}

func TestSuggest(t *testing.T) {
	for _, test := range []struct {
		name            string
		failing, others []string
		want            []string
	}{
		{"nothing", nil, planned, nil},
		{"one", planned[:1], planned[1:], planned[:1]},
		{"a family of an operation", planned[:2], planned[2:], []string{"beta/a/create/status/*"}},
		{"members of a property", []string{"beta/a/create/enum_values/s=x", "beta/a/create/enum_values/s=y"},
			[]string{"beta/a/create/enum_values/t=x"}, []string{"beta/a/create/enum_values/s=*"}},
		{"a member everywhere", []string{"beta/a/create/enum_values/s=x", "beta/b/update/enum_values/s=x"},
			[]string{"beta/a/create/enum_values/s=y"}, []string{"beta/*/*/enum_values/s=x"}},
		{"two defects", []string{"beta/a/create/status/documented", "beta/a/list/collection/paged", "beta/b/list/collection/paged"},
			planned[1:], []string{"beta/*/list/collection/paged", "beta/a/create/status/documented"}},
	} {
		var got []string
		for _, s := range waiver.Suggest(failures(test.failing...), slices.Values(test.others), "2030-01-01") {
			got = append(got, s.Check)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}

// Whatever fails, the suggested file is read again, matches each failing check once, and nothing else.
func TestSuggestionsAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		segment := rapid.SampledFrom([]string{"a", "b", "s=x", "s=y", "t=x"})
		ids := rapid.SliceOfDistinct(rapid.Custom(func(t *rapid.T) string {
			return strings.Join([]string{
				"beta", segment.Draw(t, "type"), segment.Draw(t, "operation"), "status", segment.Draw(t, "place"),
			}, "/")
		}), rapid.ID).Draw(t, "ids")
		split := rapid.IntRange(0, len(ids)).Draw(t, "failing")
		failing, others := ids[:split], ids[split:]
		var file bytes.Buffer
		if err := waiver.Write(&file, waiver.Suggest(failures(failing...), slices.Values(others), "2030-01-01")); err != nil {
			t.Fatal(err)
		}
		waivers, err := waiver.Read("w.yaml", file.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		set, err := waiver.New(waivers, waiver.Scope{Planned: ids, Today: "2030-01-01",
			Elsewhere: func(conform.Glob) (bool, string) { return false, "" }})
		if err != nil {
			t.Fatalf("%v\n%s", err, file.Bytes())
		}
		for i, id := range ids {
			if waived := set.Excuse(id) != ""; waived != (i < split) {
				t.Errorf("%s is waived: %t\n%s", id, waived, file.Bytes())
			}
		}
	})
}
