package suites_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"graphconform/fixtures/tenant"
	"graphconform/suites"
)

// A team holds its recordings against the pages in its own `go test`.
func ExampleJudgeRecording() {
	conformance := func(t *testing.T) { suites.JudgeRecording(t, "testdata/mocks.json") }
	fmt.Println("as the pages say:", passes(conformance))
	// Output: as the pages say: true
}

// A test of a client shows whether what it sends, and what it is answered, is as the pages say.
func ExampleWatch() {
	server := httptest.NewServer(tenant.New()) // stands for whatever the client talks to
	defer server.Close()
	states := server.URL + "/beta/deviceManagement/deviceComplianceScripts/1/deviceRunStates"

	conformance := func(t *testing.T) {
		client := &http.Client{Transport: suites.Watch(t, nil)}
		response, err := client.Get(states)
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, response.Body) //nolint:errcheck // it is judged, not read
		response.Body.Close()              //nolint:errcheck // nothing was written
	}
	fmt.Println("as the pages say:", passes(conformance))
	// Output: as the pages say: true
}

const states = "/beta/deviceManagement/deviceComplianceScripts/1/deviceRunStates"

// watched says one thing through a transport that is watched, and is given one answer.
func watched(method, path, sent, answer string) func(*testing.T) {
	return func(t *testing.T) {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			if r.Method == http.MethodPost {
				w.WriteHeader(http.StatusCreated)
			}
			io.WriteString(w, answer) //nolint:errcheck // the client may be gone
		}))
		defer server.Close()
		request, err := http.NewRequest(method, server.URL+path, strings.NewReader(sent))
		if err != nil {
			t.Fatal(err)
		}
		response, err := (&http.Client{Transport: suites.Watch(t, nil)}).Do(request)
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, response.Body) //nolint:errcheck // it is judged, not read
		response.Body.Close()              //nolint:errcheck // nothing was written
	}
}

// recordingOf judges a recording of one line.
func recordingOf(text string) func(*testing.T) {
	return func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "recording.jsonl")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		suites.JudgeRecording(t, file)
	}
}
