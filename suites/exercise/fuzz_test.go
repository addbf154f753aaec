package exercise

import (
	"bytes"
	"testing"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

// Whatever a target answers, reading and comparing it must not panic.
func FuzzAnswers(f *testing.F) {
	for _, seed := range []string{`{}`, `{"id":"1","value":[{"id":2}]}`, `{"error":{"code":"","message":5}}`, `[1,2]`, `null`,
		"\xef\xbb\xbf{}", `{"a":1e999999999}`, `{"value":{"id":[]}}`} {
		f.Add([]byte(seed))
	}
	kinds := []string{"String", "Int32", "Int64", "Double", "Single", "Decimal", "Boolean", "DateTimeOffset", "Date", "TimeOfDay",
		"Duration", "Guid", "Binary", "settings"}
	f.Fuzz(func(t *testing.T, body []byte) {
		r := &conform.Record{Wrapped: true, Exchanges: []fixtures.Exchange{{Response: &fixtures.Response{Status: 200, Body: body}}}}
		r.AddPage()
		r.ID()
		anyIDs(r)
		scenario.EnvelopeProblem(r)
		whole, _ := r.Value()
		for _, value := range append([]any{whole}, values(r.Object())...) {
			for _, kind := range kinds {
				p := schemas.Property{Name: "p", Type: kind}
				// numbers of absurd size equal nothing
				if !(resource.Equality{}).Equal(p, value, value) && value != nil && kind == "settings" &&
					!bytes.ContainsAny(body, "eE0123456789") {
					t.Errorf("%v is not equal to itself", value)
				}
				p.Collection = true
				resource.Equality{}.Equal(p, value, whole)
			}
			conform.Show(value)
		}
	})
}

func values(object map[string]any) []any {
	var out []any
	for _, value := range object {
		out = append(out, value)
	}
	return out
}

func FuzzUnusedKeys(f *testing.F) {
	for _, seed := range []string{"1", "7bd39c86-9c86-4bd3-869c-d37b869cd37b", "", "a/b c", "dcs_000001", "\xff", "é😀1"} {
		f.Add(seed, seed+"2")
	}
	f.Fuzz(func(t *testing.T, one, other string) {
		var known keys
		known.gave(one)
		known.gave(other)
		if fresh := known.unused(one, fixtures.NewSampler(1, "fuzz")); one != "" && known.given[fresh] {
			t.Errorf("%q is given already", fresh)
		}
	})
}
