package suites_test

import (
	"fmt"
	"net/http"
	"testing"

	"graphconform/fixtures/tenant"
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/plan"
)

// A single object that can be read, and that the target has no route to update: whatever status says so is a refusal where the claims do
// not tell of updates, and an object that nothing changed is not left behind.
func TestAnUnclearUpdateOfASingleObjectMayBeRefused(t *testing.T) {
	const of = "v1.0/deviceManagement"
	for _, status := range []int{404, 405} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			p, err := plan.New(schemas.Embedded(), plan.Options{Seed: 7, Run: "test", Select: []string{of + "/update/**"},
				Claims: map[string]bool{of + " get": true, of + " update": false}})
			if err != nil {
				t.Fatal(err)
			}
			served := tenant.New()
			outcomes, tally := judge(t, p, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodGet {
					served.ServeHTTP(w, r)
					return
				}
				http.Error(w, "No such route", status)
			}), nil)
			for _, o := range outcomes {
				if o.Verdict != conform.Unsupported {
					t.Error(conform.Render(o))
				}
			}
			if len(outcomes) == 0 || len(tally.Left) > 0 {
				t.Errorf("%d checks, left: %v", len(outcomes), tally.Left)
			}
		})
	}
}
