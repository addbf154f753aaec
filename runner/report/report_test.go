package report

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"graphconform/fixtures"
	"graphconform/suites"
)

func outcome(id string, verdict suites.Verdict, level suites.Level) suites.Outcome {
	exchange := &fixtures.Exchange{Request: fixtures.Request{Method: "POST", URL: "http://x/beta/y"}, Response: &fixtures.Response{Status: 200, Body: []byte("{}")}}
	o := suites.Outcome{Check: &suites.Check{ID: id, Family: "status", Level: level, Source: "Create y, Response", Promise: "the promise"}, Verdict: verdict, Observations: 2, Exchanges: []*fixtures.Exchange{exchange}}
	if verdict == suites.Fail {
		o.Findings = []suites.Finding{{Rule: "status/documented", At: "status", Want: "201 Created", Got: "200 OK\x1b[31m", Exchange: exchange}}
	}
	return o
}

func report(outcomes ...suites.Outcome) *Report {
	return New(&suites.Plan{Seed: 7}, outcomes, Run{Target: "http://x", Requests: 5})
}

func TestExitCodes(t *testing.T) {
	pass, fail := outcome("beta/y/a/b/1", suites.Pass, suites.Documented), outcome("beta/y/a/b/2", suites.Fail, suites.Documented)
	advisory, open := outcome("beta/y/a/b/3", suites.Fail, suites.Advisory), outcome("beta/y/a/b/4", suites.Inconclusive, suites.Documented)
	unsupported, waived := outcome("beta/y/a/b/5", suites.Unsupported, suites.Protocol), outcome("beta/y/a/b/6", suites.Disabled, suites.Documented)
	for _, test := range []struct {
		name     string
		outcomes []suites.Outcome
		want     int
	}{
		{"all pass", []suites.Outcome{pass}, 0},
		{"a failure", []suites.Outcome{pass, fail}, 1},
		{"a failure beside what could not be judged", []suites.Outcome{pass, open, fail}, 1},
		{"an advisory failure", []suites.Outcome{pass, advisory}, 0},
		{"not all judged", []suites.Outcome{pass, open}, 3},
		{"unsupported and waived change nothing", []suites.Outcome{pass, unsupported, waived}, 0},
		{"nothing passed", []suites.Outcome{unsupported, waived}, 3},
		{"nothing at all", nil, 3},
	} {
		if got := report(test.outcomes...).ExitCode(); got != test.want {
			t.Errorf("%s: exit code %d, want %d", test.name, got, test.want)
		}
	}
	stopped := report(pass)
	stopped.Stopped = true
	if stopped.ExitCode() != 3 {
		t.Error("an interrupted run is judged")
	}
}

func TestReportJSON(t *testing.T) {
	path := filepath.Join(t.TempDir(), "report.json")
	if err := WriteJSON(path, report(outcome("beta/y/a/b/1", suites.Pass, suites.Documented), outcome("beta/y/a/b/2", suites.Fail, suites.Documented))); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Summary map[string]int `json:"summary"`
		Seed    uint64         `json:"seed"`
		Target  string         `json:"target"`
		Checks  []struct {
			ID, Level, Verdict, Source string
			Findings                   []struct{ Rule, At, Want, Got string }
			Exchanges                  []int
		} `json:"checks"`
		Exchanges []map[string]any `json:"exchanges"`
	}
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]int{"planned": 2, "pass": 1, "fail": 1, "unsupported": 0, "inconclusive": 0, "disabled": 0, "requests": 5, "observations": 4} {
		if count, present := got.Summary[name]; !present || count != want {
			t.Errorf("summary.%s is %d, want %d", name, count, want)
		}
	}
	if got.Seed != 7 || got.Target != "http://x" || len(got.Checks) != 2 || len(got.Exchanges) != 2 {
		t.Fatalf("%s", data)
	}
	failed := got.Checks[1]
	if failed.Verdict != "fail" || failed.Level != "documented" || failed.Source == "" || failed.Findings[0].Want != "201 Created" || len(failed.Exchanges) != 1 {
		t.Errorf("%+v", failed)
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left beside the report: %v", left)
	}
}

func TestTerminalShowsFailuresSafely(t *testing.T) {
	var out strings.Builder
	follower := outcome("beta/y/a/b/3", suites.Fail, suites.Documented)
	follower.Follows = "beta/y/a/b/2"
	Terminal(&out, report(outcome("beta/y/a/b/1", suites.Pass, suites.Documented), outcome("beta/y/a/b/2", suites.Fail, suites.Documented), follower), "graphconform run --target http://x")
	text := out.String()
	for _, want := range []string{"FAIL beta/y/a/b/2", "source    Create y, Response", "want      status = 201 Created", "folded    1 more checks: beta/y/a/b/3", "rerun     graphconform run --target http://x --seed 7 --select 'beta/y/a/b/2'", "DEPARTS: 3 checks planned: 1 passed, 2 failed"} {
		if !strings.Contains(text, want) {
			t.Errorf("the output lacks %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "\x1b") || strings.Contains(text, "FAIL beta/y/a/b/3") {
		t.Errorf("the output holds what the target sent, or a follower of its own:\n%q", text)
	}
}
