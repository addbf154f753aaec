package suites

import (
	"bytes"
	"testing"

	"graphconform/schemas"
)

// Whatever a target answers, reading and comparing it must not panic.
func FuzzAnswers(f *testing.F) {
	for _, seed := range []string{`{}`, `{"id":"1","value":[{"id":2}]}`, `{"error":{"code":"","message":5}}`, `[1,2]`, `null`, "\xef\xbb\xbf{}", `{"a":1e999999999}`, `{"value":{"id":[]}}`} {
		f.Add([]byte(seed))
	}
	kinds := []string{"String", "Int32", "Int64", "Double", "Single", "Decimal", "Boolean", "DateTimeOffset", "Date", "TimeOfDay", "Duration", "Guid", "Binary", "settings"}
	f.Fuzz(func(t *testing.T, body []byte) {
		r := answered(200, string(body))
		r.wrapped, r.ids = true, map[string]bool{}
		r.ID()
		r.page()
		r.anyIDs()
		envelopeProblem(r)
		for _, value := range append([]any{r.value}, values(r.Object())...) {
			for _, kind := range kinds {
				p := schemas.Property{Name: "p", Type: kind}
				if !equal(p, value, value) && value != nil && kind == "settings" && !bytes.ContainsAny(body, "eE0123456789") { // numbers of absurd size equal nothing
					t.Errorf("%v is not equal to itself", value)
				}
				p.Collection = true
				equal(p, value, r.value)
			}
			show(value)
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
	r := &Resource{Contract: &schemas.Contract{Version: "beta", Name: "x"}}
	f.Fuzz(func(t *testing.T, one, other string) {
		var known ids
		known.gave(one)
		known.gave(other)
		if fresh := known.unused(one, r.sampler("fuzz")); one != "" && known.given[fresh] {
			t.Errorf("%q is given already", fresh)
		}
	})
}
