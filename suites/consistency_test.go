package suites_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
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

// A target that shows all writes late departs, unless it is said how late: then nothing is found, by reads, lists and the removal alike.
// The clock of the test runs only while all wait.
func TestLateWritesAreWaitedForAlike(t *testing.T) {
	p := planned(t, "beta/deviceComplianceScriptDeviceState/**")
	for bound, conforms := range map[time.Duration]bool{0: false, 2 * time.Second: true} {
		synctest.Test(t, func(t *testing.T) {
			sender, err := wire.New(wire.Config{Root: "http://tenant.example", Token: "abc",
				Transport: wire.InProcess(tenant.New(tenant.WithFault("writes_show_late")))})
			if err != nil {
				t.Fatal(err)
			}
			outcomes, tally := suites.Judge(t.Context(), p,
				exercise.Target{Sender: sender, RunID: "test", Workers: 4, Private: true, Consistent: bound})
			for _, o := range outcomes {
				if o.Verdict != conform.Pass && conforms {
					t.Errorf("waiting up to %s: %s", bound, conform.Render(o))
				}
			}
			if failed := len(idsOf(outcomes, conform.Fail)); (failed == 0) != conforms || (tally.Consistent > 0) != conforms {
				t.Errorf("waiting up to %s: %d failed, waited %s", bound, failed, tally.Consistent)
			}
		})
	}
}

// What never shows is not late: after a few vain waits each defect is found as if nothing were waited for. One worker, as which parent
// is the newest of all, and so the one that a list lacks, is else a matter of luck.
func TestWhatNeverShowsIsNotLate(t *testing.T) {
	p := planned(t, "beta/deviceComplianceScriptDeviceState/**")
	for _, fault := range []string{"list_lacks_newest", "strings_cut_at_64", "delete_does_nothing", "update_answers_204"} {
		synctest.Test(t, func(t *testing.T) {
			failed := map[time.Duration][]string{}
			start := time.Now()
			for _, bound := range []time.Duration{0, 5 * time.Second} {
				sender, err := wire.New(wire.Config{Root: "http://tenant.example", Token: "abc",
					Transport: wire.InProcess(tenant.New(tenant.WithFault(fault)))})
				if err != nil {
					t.Fatal(err)
				}
				outcomes, _ := suites.Judge(t.Context(), p,
					exercise.Target{Sender: sender, RunID: "test", Workers: 1, Private: true, Consistent: bound})
				failed[bound] = idsOf(outcomes, conform.Fail)
			}
			if !slices.Equal(failed[0], failed[5*time.Second]) || len(failed[0]) == 0 {
				t.Errorf("%s: found %v, and when waiting %v", fault, failed[0], failed[5*time.Second])
			}
			if took := time.Since(start); took > 5*time.Minute {
				t.Errorf("%s: waited %s", fault, took)
			} else {
				t.Logf("%s: waited %s", fault, took)
			}
		})
	}
}
