package main_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"graphconform/fixtures/handmade"
	"graphconform/runner/exit"
)

// A run that observes sends nothing but GET, and finds what is wrong in what exists.
func TestObserveOnlyReads(t *testing.T) {
	for fault, want := range map[string]int{"": exit.OK, "list-wraps-in-array": exit.Fail} {
		options := []handmade.Option{}
		if fault != "" {
			options = append(options, handmade.With(fault))
		}
		inner := handmade.New(options...)
		var mutex sync.Mutex
		methods := map[string]int{}
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mutex.Lock()
			methods[r.Method]++
			mutex.Unlock()
			inner.ServeHTTP(w, r)
		}))
		to := server.URL + "/beta/deviceManagement/deviceComplianceScripts/" + handmade.DeviceComplianceScriptID + "/deviceRunStates"
		post(t, to, `{"detectionState":"success"}`)
		mutex.Lock()
		delete(methods, http.MethodPost)
		mutex.Unlock()
		code, out := ran(t, "run", "--target", server.URL, "--token", "abc", "--observe",
			"--select", "beta/deviceComplianceScriptDeviceState/**")
		if code != want || strings.Contains(out, "journal") {
			t.Errorf("fault %q: exit code %d, want %d: %s", fault, code, want, out)
		}
		server.Close() // nothing counts any more
		if len(methods) != 1 || methods[http.MethodGet] < 3 {
			t.Errorf("fault %q: sent %v", fault, methods)
		}
	}
}
