package recorded_test

import (
	"bytes"
	"io"
	"net/http"
	"sync"
	"testing"
	"time"

	"graphconform/fixtures"
	"graphconform/fixtures/recording"
	"graphconform/fixtures/tenant"
	"graphconform/fixtures/wire"
	"graphconform/schemas"
	"graphconform/suites"
	"graphconform/suites/conform"
	"graphconform/suites/exercise"
	"graphconform/suites/plan"
	"graphconform/suites/recorded"
)

func judge(t testing.TB, options recorded.Options, entries ...recording.Entry) *recorded.Result {
	t.Helper()
	j, err := recorded.New(schemas.Embedded(), fixtures.Embedded(), options)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if err := j.Add(entry); err != nil {
			t.Fatal(err)
		}
	}
	return j.Result()
}

// documented returns all documented pairs as a recording.
func documented(t testing.TB) (entries []recording.Entry) {
	t.Helper()
	contracts, err := schemas.Embedded().Contracts()
	if err != nil {
		t.Fatal(err)
	}
	for _, contract := range contracts {
		pairs, err := fixtures.ReadPairs(fixtures.Embedded(), contract.Version, contract.Name)
		if err != nil {
			t.Fatal(err)
		}
		for _, pair := range pairs {
			entries = append(entries, recording.Entry{
				File: contract.Version + "/" + contract.Name, Number: len(entries) + 1, Exchange: pair.Exchange})
		}
	}
	return entries
}

// What the pages show is right by the pages.
func TestDocumentedPairs(t *testing.T) {
	entries := documented(t)
	result := judge(t, recorded.Options{}, entries...)
	if result.Matched < len(entries)-5 || len(result.Outcomes) < 50000 {
		t.Errorf("%d of %d exchanges are of documented operations, %d checks", result.Matched, len(entries), len(result.Outcomes))
	}
	none(t, result, func(*conform.Check) bool { return true })
}

// none wants no check of a kind to fail.
func none(t *testing.T, result *recorded.Result, of func(*conform.Check) bool) {
	t.Helper()
	for _, o := range result.Outcomes {
		if o.Verdict != conform.Pass && of(o.Check) {
			t.Errorf("%s", conform.Render(o))
		}
	}
}

// recorder keeps what goes through it.
type recorder struct {
	http.RoundTripper
	mutex   sync.Mutex
	entries []recording.Entry
}

func (r *recorder) RoundTrip(request *http.Request) (*http.Response, error) {
	var sent []byte
	if request.Body != nil {
		sent, _ = io.ReadAll(request.Body)
		request.Body = io.NopCloser(bytes.NewReader(sent))
	}
	started := time.Now()
	response, err := r.RoundTripper.RoundTrip(request)
	if err != nil {
		return response, err
	}
	body, err := io.ReadAll(response.Body)
	response.Body = io.NopCloser(bytes.NewReader(body))
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.entries = append(r.entries, recording.Entry{File: "run", Number: len(r.entries) + 1, Exchange: fixtures.Exchange{
		Request:  fixtures.Request{Method: request.Method, URL: request.URL.String(), Header: request.Header.Clone(), Body: sent},
		Response: &fixtures.Response{Status: response.StatusCode, Header: response.Header.Clone(), Body: body},
		Attempt:  1, Started: started, Duration: time.Since(started)}})
	return response, err
}

// traffic records what a run says to a tenant.
func traffic(t testing.TB, to http.Handler, globs ...string) []recording.Entry {
	t.Helper()
	p, err := plan.New(schemas.Embedded(), plan.Options{Seed: 7, Run: "test", Select: globs})
	if err != nil {
		t.Fatal(err)
	}
	r := &recorder{RoundTripper: wire.InProcess(to)}
	sender, err := wire.New(wire.Config{Root: "http://tenant.example", Token: "abc", Transport: r})
	if err != nil {
		t.Fatal(err)
	}
	suites.Judge(t.Context(), p, exercise.Target{Sender: sender, RunID: "test", Workers: 1, Private: true})
	return r.entries
}

// A conformant tenant is blamed for nothing, whatever it is sent: also much that is wrong.
func TestConformantTraffic(t *testing.T) {
	globs := []string{"beta/deviceComplianceScriptDeviceState/**", "beta/deviceComplianceDeviceStatus/**",
		"beta/hardwareConfigurationUserState/**", "v1.0/webApp/**", "v1.0/iosCustomConfiguration/**", "v1.0/managedAppRegistration/**",
		"beta/notificationMessageTemplate/**", "v1.0/deviceCompliancePolicyDeviceStateSummary/**"}
	entries := traffic(t, tenant.New(), globs...)
	result := judge(t, recorded.Options{}, entries...)
	if result.Matched < len(entries)/2 || len(result.Outcomes) < 1000 {
		t.Errorf("%d of %d exchanges are of documented operations, %d checks", result.Matched, len(entries), len(result.Outcomes))
	}
	none(t, result, func(check *conform.Check) bool { return !recorded.IsRequest(check) })
}
