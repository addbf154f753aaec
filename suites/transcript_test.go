package suites_test

import (
	"bytes"
	"crypto/sha256"
	"flag"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"graphconform/fixtures/tenant"
	"graphconform/fixtures/wire"
	"graphconform/schemas"
	"graphconform/suites"
	"graphconform/suites/exercise"
	"graphconform/suites/plan"
)

var update = flag.Bool("update", false, "write the golden files anew")

// shapes are resources of every shape: objects below a parent with and without documented keys, at the root, two levels deep, of
// several types in one collection, nested and polymorphic values, a single object, one that only others make, actions and functions.
var shapes = [...]string{
	"beta/deviceComplianceScriptDeviceState", "beta/deviceComplianceDeviceStatus", "beta/hardwareConfigurationUserState",
	"beta/deviceManagementConfigurationPolicy", "v1.0/mobileAppContentFile", "beta/managedAppPolicyDeploymentSummary",
	"beta/mobileApp", "v1.0/iosLobApp", "v1.0/notificationMessageTemplate", "v1.0/auditEvent",
}

// TestTranscript freezes what is sent: method, form of the path, and body of every request, for two seeds. A line says how many
// requests of a form there are and what their bodies are, as a digest, in any order. A difference is a decision, to be named with -update.
func TestTranscript(t *testing.T) {
	if testing.Short() {
		t.Skip("runs twenty resources")
	}
	var text strings.Builder
	for _, id := range shapes {
		for _, seed := range []uint64{1, 2} {
			for _, line := range transcriptOf(t, id, seed) {
				fmt.Fprintf(&text, "%s seed %d  %s\n", id, seed, line)
			}
		}
	}
	golden := filepath.Join("testdata", "transcript.txt")
	if *update {
		if err := os.WriteFile(golden, []byte(text.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	frozen, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	was, is := strings.Split(string(frozen), "\n"), strings.Split(text.String(), "\n")
	for _, line := range is {
		if !slices.Contains(was, line) {
			t.Errorf("new: %s", line)
		}
	}
	for _, line := range was {
		if !slices.Contains(is, line) {
			t.Errorf("gone: %s", line)
		}
	}
}

// transcriptOf checks one resource against a fresh tenant and returns what was sent.
func transcriptOf(t *testing.T, id string, seed uint64) []string {
	t.Helper()
	plan, err := plan.New(schemas.Embedded(), plan.Options{Seed: seed, Select: []string{id + "/**"}})
	if err != nil {
		t.Fatal(err)
	}
	requests := &requestRecorder{next: tenant.New(), bodies: map[string][]string{}}
	server := httptest.NewServer(requests)
	defer server.Close()
	sender, err := wire.New(wire.Config{Root: server.URL, Token: "token-of-the-transcript"})
	if err != nil {
		t.Fatal(err)
	}
	defer sender.Close()
	suites.Judge(t.Context(), plan, exercise.Target{Sender: sender, RunID: "frozen", Workers: 1, Private: true})
	return requests.lines()
}

// requestRecorder notes the requests that it hands on.
type requestRecorder struct {
	next   http.Handler
	mutex  sync.Mutex
	bodies map[string][]string // by method and form of the path
}

func (r *requestRecorder) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	body, err := io.ReadAll(request.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	request.Body = io.NopCloser(bytes.NewReader(body))
	key := request.Method + " " + volatile.ReplaceAllString(request.URL.RequestURI(), "{}")
	r.mutex.Lock()
	r.bodies[key] = append(r.bodies[key], volatile.ReplaceAllString(string(body), "{}"))
	r.mutex.Unlock()
	r.next.ServeHTTP(w, request)
}

// volatile is what a target chooses, or what is counted in the order in which scenarios happen to begin: ids, links, names of parents, and
// whom a filter over objects made side by side leaves out.
var volatile = regexp.MustCompile(`[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|` +
	`frozen-\d+|\$?skiptoken=[^"&]*|%20ne%20%27[^"&]*`)

func (r *requestRecorder) lines() []string {
	var lines []string
	for _, key := range slices.Sorted(maps.Keys(r.bodies)) {
		bodies := r.bodies[key]
		slices.Sort(bodies)
		sum := sha256.Sum256([]byte(strings.Join(bodies, "\n")))
		lines = append(lines, fmt.Sprintf("%s  %d  %x", key, len(bodies), sum[:6]))
	}
	return lines
}
