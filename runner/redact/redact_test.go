package redact

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"graphconform/fixtures"
	"graphconform/suites/conform"
)

func TestPaths(t *testing.T) {
	var value any
	if err := json.Unmarshal([]byte(`{"a":{"b":"1","b c":"2"},"value":[{"n":"3","d":{"n":"4"}},{"n":["5","6"]}],"@odata.id":"7"}`), &value); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"$.a.b": "1", "$['a']['b c']": "2", "$.a['b c']": "2", "$.value[*].n": "3 5 6", "$..n": "3 4 5 6", "$.value[*].d": "4", "$.*.b": "1", "$..['b c']": "2",
		"$.a": "1 2", "$.nothing": "", "$[\"@odata.id\"]": "7",
	} {
		path, err := ParsePath(text)
		if err != nil {
			t.Error(err)
			continue
		}
		var got []string
		path.values(value, func(leaf any) { got = append(got, fmt.Sprint(leaf)) })
		slices.Sort(got)
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", text, got, want)
		}
	}
	for _, text := range []string{"", "$", "a", "$.", "$a", "$.a[?(@.b)]", "$..", "$.a[0]x", "$.['a']x"} {
		if _, err := ParsePath(text); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}

func TestOutcome(t *testing.T) {
	r, err := New([]string{"$..department"})
	if err != nil {
		t.Fatal(err)
	}
	r.note([]byte(`{"userPrincipalName":"ours@example.org","serialNumber":"OURS-1"}`))
	body := `{"userPrincipalName":"ann@contoso.com","note":"ask bob@contoso.com","serialNumber":"SN-12345","department":"sales","kept":"ours@example.org","state":"fail"}`
	e := &fixtures.Exchange{Request: fixtures.Request{URL: "http://h/users/ann@contoso.com"}, Response: &fixtures.Response{Body: []byte(body), Header: http.Header{"Location": {"http://h/SN-12345"}}}}
	o := r.Outcome(conform.Outcome{Reason: "of carl@contoso.com", Exchanges: []*fixtures.Exchange{e}, Findings: []conform.Finding{{Got: `"SN-12345"`, Want: `"OURS-1"`, Exchange: e}}})
	all := fmt.Sprint(o.Reason, o.Findings[0].Got, o.Findings[0].Want, e.Request.URL, string(e.Response.Body), e.Response.Header)
	for _, secret := range []string{"ann", "bob", "carl", "contoso", "SN-12345", "sales"} {
		if strings.Contains(all, secret) {
			t.Errorf("%s is left in %s", secret, all)
		}
	}
	for _, open := range []string{"ours@example.org", "OURS-1", `"state":"fail"`} {
		if !strings.Contains(all, open) {
			t.Errorf("%s is gone from %s", open, all)
		}
	}
}

func FuzzPath(f *testing.F) {
	f.Add("$..a['b'].*")
	f.Fuzz(func(t *testing.T, text string) {
		if path, err := ParsePath(text); err == nil {
			path.values(map[string]any{"a": []any{"b", 1}}, func(any) {})
		}
	})
}
