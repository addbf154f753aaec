package suites_test

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"graphconform/fixtures/tenant"
	"graphconform/suites/conform"
)

// withoutLists answers each GET of one collection with something that is no list.
func withoutLists(collection string, status int, media, body string) http.Handler {
	handler := tenant.New()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, r)
		if r.Method != http.MethodGet || !strings.HasSuffix(r.URL.Path, collection) || answer.Code != http.StatusOK {
			maps.Copy(w.Header(), answer.Header())
			w.WriteHeader(answer.Code)
			w.Write(answer.Body.Bytes()) //nolint:errcheck // the client is gone
			return
		}
		w.Header().Set("Content-Type", media)
		w.WriteHeader(status)
		w.Write([]byte(body)) //nolint:errcheck // the client is gone
	})
}

// Whatever comes in place of a list, what rests on it hangs on the findings about its form, and on nothing else.
func TestWhatRestsOnAListHangsOnItsForm(t *testing.T) {
	const of, plain = "beta/deviceComplianceScriptDeviceState", "application/json"
	p := planned(t, of+"/**")
	for name, test := range map[string]struct {
		status      int
		media, body string
		roots       string
	}{
		"a bare array": {200, plain, `[{"id":"1"}]`, "list/schema/shape"},
		"another name": {200, plain, `{"items":[{"id":"1"}]}`, "list/schema/shape"},
		"HTML":         {200, "text/html", `<html>objects</html>`, "list/schema/encoding list/schema/media_type"},
		"a number":     {200, plain, `3`, "list/schema/shape"},
		"no body":      {200, plain, ``, "list/schema/encoding list/status/existing"},
		"204":          {204, plain, ``, "list/status/existing"},
	} {
		t.Run(name, func(t *testing.T) {
			outcomes, _ := judge(t, p, withoutLists("/deviceRunStates", test.status, test.media, test.body), nil)
			var roots []string
			loose := 0
			for _, o := range outcomes {
				switch {
				case o.Verdict == conform.Fail && o.Follows == "":
					roots = append(roots, strings.TrimPrefix(o.Check.ID, of+"/"))
				case o.Verdict == conform.Inconclusive && o.Follows == "":
					loose++
					t.Errorf("hangs on nothing: %s", conform.Render(o))
				}
			}
			if got := strings.Join(roots, " "); got != test.roots || loose > 0 {
				t.Errorf("roots %s, want %s", got, test.roots)
			}
		})
	}
}
