package specs_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"

	"graphconform/fixtures/tenant"
	"graphconform/fixtures/wire"
	"graphconform/suites"
	"graphconform/suites/exercise"
	"graphconform/suites/plan"
)

// traffic notes what a target is asked for.
type traffic struct {
	handler  http.Handler
	mutex    sync.Mutex
	requests int
	paths    []string
	bodies   []string
}

func (f *traffic) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body) //nolint:errcheck // the suite sees a broken request
	r.Body = io.NopCloser(bytes.NewReader(body))
	f.mutex.Lock()
	f.requests++
	f.paths, f.bodies = append(f.paths, r.URL.Path), append(f.bodies, string(body))
	f.mutex.Unlock()
	f.handler.ServeHTTP(w, r)
}

// about returns how many requests had a text in their path.
func (f *traffic) about(text string) (n int) {
	for _, path := range f.paths {
		if strings.Contains(path, text) {
			n++
		}
	}
	return n
}

// ofTheSuite leaves out long tests of the suite itself under the ginkgo command, which is for its specs, and at somebody's target.
func ofTheSuite(t *testing.T) {
	t.Helper()
	byGinkgo := slices.ContainsFunc(os.Args, func(flag string) bool { return strings.HasPrefix(flag, "--ginkgo.") })
	if byGinkgo || testing.Short() || os.Getenv(targetVariable) != "" {
		t.Skip("tests the suite, not a target, and takes a while")
	}
}

// runs runs TestSpecs in a process of its own, and returns what it printed and whether it passed.
func runs(t *testing.T, variables map[string]string, flags ...string) (output string, passed bool) {
	t.Helper()
	command := exec.Command(os.Args[0], append([]string{"-test.run=^TestSpecs$", "-test.v", "-ginkgo.no-color"}, flags...)...)
	command.Env = os.Environ()
	for name, value := range variables {
		command.Env = append(command.Env, name+"="+value)
	}
	out, err := command.CombinedOutput()
	return string(out), err == nil
}

// against runs the specs of two resources against a handler.
func against(t *testing.T, handler http.Handler, flags ...string) (seen *traffic, output string, passed bool) {
	t.Helper()
	seen = &traffic{handler: handler}
	server := httptest.NewServer(seen)
	defer server.Close()
	output, passed = runs(t, map[string]string{
		targetVariable: server.URL, tokenVariable: "any", seedVariable: "7",
		selectVariable: "beta/deviceComplianceDeviceStatus/**, beta/hardwareConfigurationUserState/**",
	}, flags...)
	return seen, output, passed
}

const (
	statuses   = "/deviceStatuses"
	userStates = "/userRunStates"
)

// What leaves out specs leaves out the requests that only they need.
func TestFiltersNarrowTraffic(t *testing.T) {
	ofTheSuite(t)
	all, output, passed := against(t, tenant.New())
	if !passed || all.about(statuses) < 400 || all.about(userStates) < 400 || !strings.Contains(output, "seed 7") {
		t.Fatalf("everything: %d requests, passed %t\n%s", all.requests, passed, output)
	}
	for _, test := range []struct {
		name        string
		flags       []string
		least, most int // requests
		both        bool
		passed      bool
		says        string
	}{
		{"a label", []string{"-ginkgo.label-filter=family: containsAny auth"}, 60, all.requests / 3, true, true, ""},
		{"a label as text", []string{"-ginkgo.label-filter=/^family: auth$/ && /^operation: update$/"}, 60,
			all.requests / 3, true, true, ""},
		{"one text", []string{"-ginkgo.focus=deviceComplianceDeviceStatus delete DELETE answers 204"}, 20, 80, false, true, "Ran 1 of"},
		{"all but one resource", []string{"-ginkgo.skip=hardwareConfigurationUserState"}, 400, all.requests, false, true, ""},
		{"the line of a page", []string{"-ginkgo.focus-file=002_4e6a90c337b9b146.md:45"}, 20, all.about(statuses), false, true, ""},
		{"by hand alone", []string{"-ginkgo.label-filter=by hand"}, 0, 0, false, true, ""},
		{"dry", []string{"-ginkgo.dry-run"}, 0, 0, false, true, ""},
		{"nothing", []string{"-ginkgo.label-filter=family:patch"}, 0, 0, false, false, "no specs ran"},
		{"a broken filter", []string{"-ginkgo.label-filter=family: patch"}, 0, 0, false, false, "Label Filter"},
	} {
		seen, output, passed := against(t, tenant.New(), test.flags...)
		if passed != test.passed || seen.requests < test.least || seen.requests > test.most || !strings.Contains(output, test.says) {
			t.Errorf("%s: %d requests of %d, passed %t\n%s", test.name, seen.requests, all.requests, passed, output)
		}
		if !test.both && seen.about(userStates) > 0 {
			t.Errorf("%s: %d requests are about another resource", test.name, seen.about(userStates))
		}
	}
}

// A focused spec costs what `run --select` of its check does.
func TestFocusCostsWhatSelectingDoes(t *testing.T) {
	ofTheSuite(t)
	focused, _, _ := against(t, tenant.New(), "-ginkgo.focus=deviceComplianceDeviceStatus create platform: an integer beyond")
	seen := &traffic{handler: tenant.New()}
	server := httptest.NewServer(seen)
	defer server.Close()
	sender, err := wire.New(wire.Config{Root: server.URL, Token: "any"})
	if err != nil {
		t.Fatal(err)
	}
	defer sender.Close()
	p := planned(t, plan.Options{Seed: 7, Select: []string{"beta/deviceComplianceDeviceStatus/create/errors/platform:overflow"}})
	suites.Judge(t.Context(), p, exercise.Target{Sender: sender, RunID: "selected", Workers: workers})
	if focused.requests != seen.requests || seen.requests == 0 {
		t.Errorf("%d requests, want %d", focused.requests, seen.requests)
	}
}

// A target that departs, that gives no answer or that keeps what was made fails its specs; one that is somebody else's is left alone.
func TestSpecsFail(t *testing.T) {
	ofTheSuite(t)
	keeps := func(path string) http.Handler {
		fake := tenant.New()
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodDelete && strings.Contains(r.URL.Path, path) && !strings.Contains(r.URL.Path, statuses) {
				http.Error(w, `{"error":{"code":"Forbidden","message":"no"}}`, http.StatusForbidden)
				return
			}
			fake.ServeHTTP(w, r)
		})
	}
	created := "-ginkgo.focus=deviceComplianceDeviceStatus create the documented request"
	for name, test := range map[string]struct {
		handler http.Handler
		says    []string
	}{
		"departs": {
			tenant.New(tenant.WithFault("create_answers_200")),
			[]string{"want      status = 201 Created with the object", "002_4e6a90c337b9b146.md:1"},
		},
		"keeps": {keeps("/deviceCompliancePolicies/"),
			[]string{"[AfterSuite]", "left behind: http://127.0.0.1:", "/deviceCompliancePolicies/"}},
		"breaks": {
			http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }), []string{"INCONCLUSIVE"},
		},
	} {
		if _, output, passed := against(t, test.handler, created); passed || !containsAll(output, test.says) {
			t.Errorf("%s: passed %t, want %q in\n%s", name, passed, test.says, output)
		}
	}
	nothing := httptest.NewServer(http.NotFoundHandler())
	defer nothing.Close()
	output, passed := runs(t, map[string]string{
		targetVariable: nothing.URL, tokenVariable: "any", selectVariable: "beta/deviceCategory/update/collection/revived",
	}, "-ginkgo.focus=deviceCategory")
	if passed || !strings.Contains(output, "no spec passed: 0 passed, 0 failed, ") {
		t.Errorf("all is unsupported: passed %t\n%s", passed, output)
	}
	output, passed = runs(t, map[string]string{targetVariable: "http://target.invalid", selectVariable: "beta/x/**"})
	command := "graphconform run --target 'http://target.invalid' --select 'beta/x/**'"
	if passed || !strings.Contains(output, command) || strings.Contains(output, "Running Suite") {
		t.Errorf("somebody else's: passed %t\n%s", passed, output)
	}
}

func containsAll(text string, parts []string) bool {
	for _, part := range parts {
		if !strings.Contains(text, part) {
			return false
		}
	}
	return true
}

// What is made bears the run, the process and the resource in its name.
func TestNamesTellProcessesApart(t *testing.T) {
	seen := map[string]bool{}
	for process := range 3 {
		names := runNames{run: "run", process: process + 1}
		for range 2 {
			seen[names.next()] = true
		}
	}
	if len(seen) != 6 || !seen["run-p3-2"] {
		t.Errorf("%v", seen)
	}
	ofTheSuite(t)
	all, _, _ := against(t, tenant.New(), "-ginkgo.focus=create the documented request")
	for _, resource := range []string{"1", "2"} {
		named := false
		for _, body := range all.bodies {
			named = named || strings.Contains(body, fmt.Sprintf("-p1-%s-1", resource))
		}
		if !named {
			t.Errorf("nothing is named after process 1 and resource %s", resource)
		}
	}
}
