package suites_test

import (
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"graphconform/fixtures"
	"graphconform/fixtures/tenant"
	"graphconform/fixtures/wire"
	"graphconform/schemas"
	"graphconform/schemas/odata"
	"graphconform/suites"
	"graphconform/suites/conform"
	"graphconform/suites/exercise"
	"graphconform/suites/resource"
)

// markless notes updates that leave an object of the run's without a mark.
type markless struct {
	handler http.Handler
	mutex   sync.Mutex
	at      []string
}

func (m *markless) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	marked := func() bool {
		shown := httptest.NewRecorder()
		get := httptest.NewRequest(http.MethodGet, r.URL.String(), nil)
		get.Header.Set("Authorization", r.Header.Get("Authorization"))
		m.handler.ServeHTTP(shown, get)
		text := shown.Body.String()
		return shown.Code != http.StatusOK || len(odata.Tags("test", text)) > 0 || strings.Contains(text, exercise.Word("test")+"-test-")
	}
	update := r.Method == http.MethodPatch
	before := update && marked()
	m.handler.ServeHTTP(w, r)
	if before && !marked() {
		m.mutex.Lock()
		defer m.mutex.Unlock()
		m.at = append(m.at, r.URL.Path)
	}
}

// plainless refuses creations without the display name that the page shows, and notes those that it takes without a mark.
type plainless struct {
	handler http.Handler
	mutex   sync.Mutex
	made    int
	bare    []string
}

func (p *plainless) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		p.handler.ServeHTTP(w, r)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	text := string(body)
	if !strings.Contains(text, "Display Name value") {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"error":{"code":"BadRequest","message":"no"}}`)
		return
	}
	r.Body = io.NopCloser(strings.NewReader(text))
	answer := httptest.NewRecorder()
	p.handler.ServeHTTP(answer, r)
	p.mutex.Lock()
	if answer.Code == http.StatusCreated {
		if p.made++; len(odata.Tags("test", text)) == 0 {
			p.bare = append(p.bare, text)
		}
	}
	p.mutex.Unlock()
	maps.Copy(w.Header(), answer.Header())
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes())
}

// Beside objects of others nothing is made without a mark, whichever step makes it: others may hold just what the pages show.
func TestCreationsBearAMark(t *testing.T) {
	seen := &plainless{handler: tenant.New()}
	server := httptest.NewServer(seen)
	defer server.Close()
	sender, err := wire.New(wire.Config{Root: server.URL, Token: "abc"})
	if err != nil {
		t.Fatal(err)
	}
	_, tally := suites.Judge(t.Context(), planned(t, "beta/deviceCategory/**"),
		exercise.Target{Sender: sender, RunID: "test", Workers: 2})
	if len(seen.bare) > 0 || len(tally.Left) > 0 {
		t.Errorf("without a mark %q; left %q", seen.bare, tally.Left)
	}
	if seen.made < 10 {
		t.Errorf("%d are made", seen.made)
	}
}

// In collections that others may use no update takes the last mark from an object with several texts: were the run killed then, no
// sweep could tell whose it is.
func TestUpdatesLeaveAMark(t *testing.T) {
	inner := tenant.New()
	seen := &markless{handler: inner}
	server := httptest.NewServer(seen)
	defer server.Close()
	plan := planned(t, "beta/deviceComplianceScriptDeviceState/**", "beta/deviceCategory/**", "v1.0/termsAndConditions/**",
		"beta/deviceManagementScript/**")
	for _, shared := range []bool{false, true} {
		seen.at = nil
		sender, err := wire.New(wire.Config{Root: server.URL, Token: "abc"})
		if err != nil {
			t.Fatal(err)
		}
		exchanges := sender.Send(t.Context(), fixtures.Request{Method: http.MethodPost,
			URL:    server.URL + "/beta/deviceManagement/deviceComplianceScripts",
			Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(`{"displayName":"of somebody else"}`)})
		posted, _ := schemas.Decode(exchanges[0].Response.Body)
		script := resource.IDOf(posted.(map[string]any))
		outcomes, tally := suites.Judge(t.Context(), plan, exercise.Target{Sender: sender, RunID: "test", Workers: 2, Shared: shared,
			Parents: map[string]string{"deviceComplianceScriptId": script}})
		if len(seen.at) > 0 || len(tally.Left) > 0 || len(idsOf(outcomes, conform.Fail)) > 0 {
			t.Errorf("shared %v: no mark is left in %q; left %q; failed %q", shared, seen.at, tally.Left, idsOf(outcomes, conform.Fail))
		}
		if len(idsOf(outcomes, conform.Pass)) == 0 {
			t.Errorf("shared %v: nothing passed", shared)
		}
	}
}
