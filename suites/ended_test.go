package suites_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
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

// endsAt serves until a request comes that ends it: it drops all connections then, and takes none any more.
func endsAt(t *testing.T, handler http.Handler, deadly func(*http.Request, []byte) bool) (url string, answered *atomic.Int64) {
	t.Helper()
	var server *httptest.Server
	answered = &atomic.Int64{}
	server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || deadly(r, body) {
			server.Listener.Close() //nolint:errcheck // it is gone in any case
			go server.CloseClientConnections()
			<-r.Context().Done()
			panic(http.ErrAbortHandler)
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		handler.ServeHTTP(w, r)
		answered.Add(1)
	}))
	t.Cleanup(server.Close)
	return server.URL, answered
}

// wrongDescription reports whether a category is created whose description is no text.
func wrongDescription(r *http.Request, body []byte) bool {
	var object map[string]any
	if r.Method != http.MethodPost || !strings.HasSuffix(r.URL.Path, "/deviceCategories") || json.Unmarshal(body, &object) != nil {
		return false
	}
	description, given := object["description"]
	_, isText := description.(string)
	return given && description != nil && !isText
}

// A request that ends the target is a finding that names it with its body. It is not sent again, and neither is much else.
func TestATargetThatEnds(t *testing.T) {
	for name, workers := range map[string]int{"one after another": 1, "side by side": 16} {
		t.Run(name, func(t *testing.T) {
			url, answered := endsAt(t, tenant.New(), wrongDescription)
			p, err := plan.New(schemas.Embedded(), plan.Options{Seed: 7, Select: []string{
				"beta/deviceCategory/**", "beta/deviceComplianceScriptDeviceState/**", "beta/deviceComplianceDeviceStatus/**",
			}})
			if err != nil {
				t.Fatal(err)
			}
			sender, err := wire.New(wire.Config{Root: url, Token: "abc"})
			if err != nil {
				t.Fatal(err)
			}
			defer sender.Close()
			outcomes, _ := suites.Judge(t.Context(), p, exercise.Target{Sender: sender, RunID: "test", Workers: workers})
			if failed, named := endFindings(t, outcomes); failed == 0 || !named {
				t.Errorf("%d findings, and the request is not among them", failed)
			}
			if refused := sender.Sent() - answered.Load(); refused > 600 { // of some 2,900
				t.Errorf("%d requests were sent to a target that had ended", refused)
			}
		})
	}
}

// Where the run started the target, it is started again, and the request that ended it is confirmed by repeating it once.
func TestATargetThatIsStartedAgain(t *testing.T) {
	anyUpdate := func(r *http.Request, _ []byte) bool { return r.Method == http.MethodPatch }
	for name, test := range map[string]struct {
		deadly func(*http.Request, []byte) bool
		says   string
	}{
		"by the request alone":     {wrongDescription, "; started again, it was ended by this request alone"},
		"by what was there before": {anyUpdate, "; started again, it answered this request with 404: what was there before may matter"},
	} {
		t.Run(name, func(t *testing.T) {
			url, _ := endsAt(t, tenant.New(), test.deadly)
			p, err := plan.New(schemas.Embedded(), plan.Options{Seed: 7, Select: []string{"beta/deviceCategory/**"}})
			if err != nil {
				t.Fatal(err)
			}
			sender, err := wire.New(wire.Config{Root: url, Token: "abc"})
			if err != nil {
				t.Fatal(err)
			}
			defer sender.Close()
			target := exercise.Target{Sender: sender, RunID: "test", Workers: 4, Restart: startsAgain(t, url)}
			outcomes, _ := suites.Judge(t.Context(), p, target)
			var said []string
			for _, o := range outcomes {
				for _, finding := range o.Findings {
					said = append(said, finding.Got)
				}
			}
			if !slices.ContainsFunc(said, func(got string) bool { return strings.Contains(got, test.says) }) {
				t.Errorf("no finding says %q: %q", test.says, said)
			}
		})
	}
}

// startsAgain returns what starts a target anew at the address of one that has ended. It ends at a wrong description.
func startsAgain(t *testing.T, url string) func(context.Context) error {
	var server *http.Server
	stop := func() {
		if server != nil {
			server.Close() //nolint:errcheck // it may have ended
		}
	}
	t.Cleanup(func() { stop() })
	return func(context.Context) error {
		stop()
		listener, err := net.Listen("tcp", strings.TrimPrefix(url, "http://"))
		if err != nil {
			return err
		}
		handler := tenant.New()
		made := &http.Server{}
		made.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			if wrongDescription(r, body) {
				go made.Close() //nolint:errcheck // it ends
				<-r.Context().Done()
				panic(http.ErrAbortHandler)
			}
			r.Body = io.NopCloser(bytes.NewReader(body))
			handler.ServeHTTP(w, r)
		})
		server = made
		go made.Serve(listener) //nolint:errcheck // until it is closed
		return nil
	}
}

// endFindings counts the failures, which must all be of the target's end, and reports whether any is of the request that did it.
func endFindings(t *testing.T, outcomes []conform.Outcome) (failed int, named bool) {
	t.Helper()
	for _, o := range outcomes {
		if o.Verdict != conform.Fail {
			continue
		}
		failed++
		finding := o.Findings[0]
		if !strings.Contains(finding.Got, "the target no longer answers: it refuses connections") {
			t.Errorf("blamed: %s", conform.Render(o))
		}
		body := finding.Exchange.Request.Body
		named = named || strings.Contains(finding.Want, string(body)) &&
			wrongDescription(httptest.NewRequest(http.MethodPost, finding.Exchange.Request.URL, nil), body)
	}
	return failed, named
}

// A request that is never answered, while others are, is a finding that names it with its body: one that hangs, and one that makes the
// target's handler crash, before or in the middle of its answer.
func TestARequestThatIsNeverAnswered(t *testing.T) {
	for name, test := range map[string]struct {
		do   func(w http.ResponseWriter, r *http.Request)
		most int64
		says string
	}{
		"hangs":  {func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, 3, "3 times, while"},
		"breaks": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, 6, "6 times, while"},
		"cut": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			io.WriteString(w, `{"error":`) //nolint:errcheck // it is cut off anyway
			panic(http.ErrAbortHandler)
		}, 6, "6 times, while"},
	} {
		t.Run(name, func(t *testing.T) {
			handler, met := neverAnswering(test.do)
			server := httptest.NewServer(handler)
			defer server.Close()
			failed := 0
			for _, o := range judgedCreates(t, server.URL) {
				if o.Verdict != conform.Fail {
					continue
				}
				failed++
				finding := o.Findings[0]
				if !strings.Contains(finding.Want, `"description":true`) || !strings.Contains(finding.Got, test.says) {
					t.Errorf("blamed: %s", conform.Render(o))
				}
			}
			if failed == 0 || met.Load() > test.most {
				t.Errorf("%d findings; the request was sent %d times", failed, met.Load())
			}
		})
	}
}

// neverAnswering is the fake tenant but for creates with one wrong value, to which do does something else; met counts these.
func neverAnswering(do http.HandlerFunc) (_ http.Handler, met *atomic.Int64) {
	met = new(atomic.Int64)
	handler := tenant.New()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || wrongDescription(r, body) && bytes.Contains(body, []byte(`"description":true`)) {
			met.Add(1)
			do(w, r)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		handler.ServeHTTP(w, r)
	}), met
}

func judgedCreates(t *testing.T, root string) []conform.Outcome {
	t.Helper()
	p, err := plan.New(schemas.Embedded(), plan.Options{Seed: 7, Select: []string{"beta/deviceCategory/create/**"}})
	if err != nil {
		t.Fatal(err)
	}
	sender, err := wire.New(wire.Config{Root: root, Token: "abc", Timeout: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer sender.Close()
	outcomes, _ := suites.Judge(t.Context(), p, exercise.Target{Sender: sender, RunID: "test", Workers: 4})
	return outcomes
}

// A broken connection is no end.
func TestABrokenConnectionIsNoEnd(t *testing.T) {
	var broken atomic.Bool
	handler := tenant.New()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && broken.CompareAndSwap(false, true) {
			panic(http.ErrAbortHandler)
		}
		handler.ServeHTTP(w, r)
	}))
	defer server.Close()
	sender, err := wire.New(wire.Config{Root: server.URL, Token: "abc"})
	if err != nil {
		t.Fatal(err)
	}
	defer sender.Close()
	outcomes, _ := suites.Judge(t.Context(), planned(t), exercise.Target{Sender: sender, RunID: "test", Workers: 4})
	for _, o := range outcomes {
		if o.Verdict != conform.Pass {
			t.Errorf("%s\n%s", o.Verdict, conform.Render(o))
		}
	}
}
