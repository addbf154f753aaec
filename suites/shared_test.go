package suites_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"graphconform/fixtures/handmade"
	"graphconform/fixtures/tenant"
	"graphconform/fixtures/wire"
	"graphconform/suites"
	"graphconform/suites/conform"
	"graphconform/suites/exercise"
)

// Two runs at once on one target do not see each other.
func TestTwoRunsAtOnce(t *testing.T) {
	server := httptest.NewServer(tenant.New())
	defer server.Close()
	plan := planned(t)
	var both sync.WaitGroup
	for _, id := range []string{"one", "two"} {
		both.Go(func() {
			sender, err := wire.New(wire.Config{Root: server.URL, Token: "abc"})
			if err != nil {
				t.Error(err)
				return
			}
			defer sender.Close()
			outcomes, tally := suites.Judge(t.Context(), plan, exercise.Target{Sender: sender, RunID: id, Workers: 4})
			for _, o := range outcomes {
				if o.Verdict != conform.Pass {
					t.Errorf("run %s: %s", id, conform.Render(o))
				}
			}
			if len(tally.Left) > 0 {
				t.Errorf("run %s left %v", id, tally.Left)
			}
		})
	}
	both.Wait()
}

// tap notes writes that are not about what the run made itself.
type tap struct {
	handler http.Handler
	mutex   sync.Mutex
	made    []string // paths
	foreign []string
}

func (f *tap) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	recorder := httptest.NewRecorder()
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	f.handler.ServeHTTP(recorder, r)
	f.mutex.Lock()
	if r.Method != http.MethodGet && recorder.Code/100 == 2 {
		ours := r.Method == http.MethodPost && strings.Contains(string(body), "graphconform-test-")
		for _, path := range f.made {
			ours = ours || strings.HasPrefix(r.URL.Path, path)
		}
		if !ours {
			f.foreign = append(f.foreign, r.Method+" "+r.URL.Path)
		}
		if location := recorder.Header().Get("Location"); r.Method == http.MethodPost && location != "" {
			f.made = append(f.made, location[strings.Index(location, "/beta"):])
		}
	}
	f.mutex.Unlock()
	for name, values := range recorder.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(recorder.Code)
	w.Write(recorder.Body.Bytes()) //nolint:errcheck // the client is gone
}

// Where others rely on the target, all that is written lies below parents of the run's own; singletons, actions, assignments and
// the parents of others are left alone.
func TestASharedTargetIsLeftAlone(t *testing.T) {
	selected := append([]string{
		"beta/deviceCompliancePolicyAssignment/**", "beta/deviceComplianceActionItem/**", "beta/deviceManagement/**",
	}, seeds...)
	plan := planned(t, selected...)
	for name, handler := range map[string]http.Handler{"tenant": tenant.New(), "hand-written": handmade.New()} {
		seen := &tap{handler: handler}
		server := httptest.NewServer(seen)
		sender, err := wire.New(wire.Config{Root: server.URL, Token: "abc"})
		if err != nil {
			t.Fatal(err)
		}
		outcomes, tally := suites.Judge(t.Context(), plan, exercise.Target{Sender: sender, RunID: "test", Workers: 4, Shared: true})
		server.Close()
		if len(seen.foreign) > 0 || len(tally.Left) > 0 {
			t.Errorf("%s: written to what others own: %q; left %q", name, seen.foreign, tally.Left)
		}
		if name == "tenant" && (len(idsOf(outcomes, conform.Pass)) == 0 || len(idsOf(outcomes, conform.Fail)) > 0) {
			t.Errorf("%s: failed %v", name, idsOf(outcomes, conform.Fail))
		}
		if name == "hand-written" && len(seen.made) > 0 {
			t.Errorf("%s: made %q below parents of others", name, seen.made)
		}
	}
}
