package suites_test

import (
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"graphconform/fixtures/tenant"
	"graphconform/fixtures/wire"
	"graphconform/suites"
	"graphconform/suites/conform"
	"graphconform/suites/exercise"
)

// chaos lets one request in a hundred go wrong in a way that a conformant target may show any time: it is throttled, its connection
// breaks before or after it is carried out, or its answer does not come in time.
func chaos(handler http.Handler, seed uint64) http.Handler {
	random := rand.New(rand.NewPCG(seed, 1))
	var mutex sync.Mutex
	draw := func(n int) int {
		mutex.Lock()
		defer mutex.Unlock()
		return random.IntN(n)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if draw(100) != 0 {
			handler.ServeHTTP(w, r)
			return
		}
		switch draw(8) {
		case 0, 1:
			w.Header().Set("Retry-After", "0")
			w.WriteHeader(http.StatusTooManyRequests)
		case 2, 3:
			w.WriteHeader(http.StatusServiceUnavailable)
		case 4:
			panic(http.ErrAbortHandler)
		case 5:
			handler.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		case 6:
			handler.ServeHTTP(httptest.NewRecorder(), r)
			time.Sleep(chaosTimeout + 200*time.Millisecond)
		case 7:
			io.Copy(io.Discard, r.Body) //nolint:errcheck // it goes nowhere
			time.Sleep(chaosTimeout + 200*time.Millisecond)
		}
	})
}

const chaosTimeout = 1500 * time.Millisecond

func TestNothingIsLostInChaos(t *testing.T) {
	requests := int64(10_000)
	if testing.Short() {
		requests = 1_500
	}
	sent := int64(0)
	for seed := uint64(1); sent < requests; seed++ {
		calm := tenant.New()
		before := contents(calm)
		server := httptest.NewServer(chaos(calm, seed))
		sender, err := wire.New(wire.Config{Root: server.URL, Token: "abc", Timeout: chaosTimeout})
		if err != nil {
			t.Fatal(err)
		}
		outcomes, tally := suites.Judge(t.Context(), planned(t), exercise.Target{Sender: sender, RunID: "test", Workers: 16})
		for _, o := range outcomes {
			// A write on condition that had to be sent again, as its answer was lost, tells nothing of whether the condition held.
			again := o.Check.Family == "etag" && o.Verdict == conform.Unsupported && strings.Contains(o.Reason, "sent again")
			if o.Verdict != conform.Pass && !again {
				t.Errorf("seed %d: %s\n%s", seed, o.Verdict, conform.Render(o))
			}
		}
		if len(tally.Left) > 0 {
			t.Errorf("seed %d: left behind: %v", seed, tally.Left)
		}
		sent += sender.Sent()
		if now := contents(calm); now != before {
			t.Errorf("seed %d: before:\n%s\nafter:\n%s", seed, before, now)
		}
		sender.Close()
		server.Close()
	}
	t.Logf("%d requests", sent)
}

// contents is what the collections of parents hold.
func contents(handler http.Handler) string {
	all := ""
	for _, path := range []string{"deviceComplianceScripts", "deviceCompliancePolicies", "hardwareConfigurations"} {
		recorder := httptest.NewRecorder()
		request := httptest.NewRequest(http.MethodGet, "/beta/deviceManagement/"+path, nil)
		request.Header.Set("Authorization", "Bearer abc")
		handler.ServeHTTP(recorder, request)
		all += recorder.Body.String() + "\n"
	}
	return all
}
