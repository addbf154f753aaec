package suites_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"graphconform/fixtures/tenant"
	"graphconform/fixtures/wire"
	"graphconform/schemas"
	"graphconform/suites"
	"graphconform/suites/conform"
	"graphconform/suites/exercise"
	"graphconform/suites/plan"
)

// late shows an object only some time after it was first asked for, as a service does that keeps copies.
func late(handler http.Handler, after time.Duration) http.Handler {
	var mutex sync.Mutex
	first := map[string]time.Time{}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mutex.Lock()
		asked, known := first[r.URL.Path]
		if !known {
			first[r.URL.Path], asked = time.Now(), time.Now()
		}
		mutex.Unlock()
		if r.Method == http.MethodGet && strings.Contains(r.URL.Path, "/deviceRunStates/") && time.Since(asked) < after {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusNotFound)
			w.Write([]byte(`{"error":{"code":"NotFound","message":"not yet"}}`)) //nolint:errcheck // the client is gone
			return
		}
		handler.ServeHTTP(w, r)
	})
}

func TestWhatComesLateIsWaitedForWhereThatMayBe(t *testing.T) {
	plan, err := plan.New(schemas.Embedded(),
		plan.Options{Seed: 7, Select: []string{"beta/deviceComplianceScriptDeviceState/get/status/**"}})
	if err != nil {
		t.Fatal(err)
	}
	for bound, want := range map[time.Duration]conform.Verdict{0: conform.Fail, 10 * time.Second: conform.Pass} {
		server := httptest.NewServer(late(tenant.New(), 300*time.Millisecond))
		sender, err := wire.New(wire.Config{Root: server.URL, Token: "abc"})
		if err != nil {
			t.Fatal(err)
		}
		outcomes, tally := suites.Judge(t.Context(), plan, exercise.Target{Sender: sender, RunID: "test", Workers: 4, Consistent: bound})
		server.Close()
		if outcomes[0].Verdict != want || (tally.Consistent > 0) != (bound > 0) {
			t.Errorf("waiting up to %s: %s after %s\n%s", bound, outcomes[0].Verdict, tally.Consistent, conform.Render(outcomes[0]))
		}
	}
}
