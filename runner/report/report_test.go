package report

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"html"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/plan"
)

// hostile is what a target may answer to break a reader of reports.
const hostile = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\x1b[31m\u202e'\"&]]>\r\n::error::forged"

func outcome(id string, verdict conform.Verdict, level conform.Level) conform.Outcome {
	exchange := &fixtures.Exchange{
		Request: fixtures.Request{Method: "POST", URL: "http://x/beta/ys/1/zs", Body: []byte(`{"name":"sent"}`),
			Header: http.Header{"Content-Type": {"application/json"}}},
		Response: &fixtures.Response{Status: 200, Body: []byte(`{"name":"` + "<b>" + `","extra":1}`),
			Header: http.Header{"Request-Id": {"r-1"}}}, Attempt: 1, Duration: 3 * time.Millisecond,
	}
	family := strings.Split(id, "/")[3]
	o := conform.Outcome{Check: &conform.Check{ID: id, Rule: "status/documented", Family: family, Level: level,
		Source: "Create y, Response", Promise: "the promise"}, Verdict: verdict, Observations: 2, Exchanges: []*fixtures.Exchange{exchange}}
	switch verdict {
	case conform.Fail:
		o.Findings = []conform.Finding{{Rule: "status/documented", At: "status", Want: "201 Created",
			Got: "200 OK" + hostile, Exchange: exchange}}
	case conform.Pass:
	default:
		o.Reason = "because of " + string(verdict)
	}
	return o
}

func pairs(string) []fixtures.Pair {
	return []fixtures.Pair{{Operation: "create", Page: "Create y", Exchange: fixtures.Exchange{
		Request: fixtures.Request{Method: "POST", URL: "https://graph.microsoft.com/beta/ys/{yId}/zs",
			Body: []byte(`{"name":"Name value"}`)},
		Response: &fixtures.Response{Status: 201, Body: []byte(`{"name":"Name value","id":"1"}`)},
	}}}
}

// report builds a report of the outcomes, each of which is planned.
func report(outcomes ...conform.Outcome) *Report {
	plan := &plan.Plan{Seed: 7, Units: []*plan.Unit{{}}}
	for _, o := range outcomes {
		plan.Units[0].Checks = append(plan.Units[0].Checks, o.Check)
	}
	b := NewBuilder(plan, pairs)
	for _, o := range outcomes {
		b.Add(o)
	}
	return b.Report(Run{
		Target: Target{Root: "http://x", Found: map[string]string{"server": hostile}}, Version: "1", RunID: "abc", Requests: 5,
		Rerun:   "graphconform run --target http://x",
		Started: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Duration: 1500 * time.Millisecond,
		Editions: func(string) (string, int) { return "2024-08-01", 3 },
	})
}

// mixed has a check of every verdict, a follower and an advisory failure.
func mixed() *Report {
	follower := outcome("beta/y/update/status/2", conform.Fail, conform.Documented)
	follower.Follows = "beta/y/create/status/2"
	return report(
		outcome("beta/y/create/status/1", conform.Pass, conform.Documented),
		outcome("beta/y/create/status/2", conform.Fail, conform.Documented), follower,
		outcome("beta/y/create/errors/3", conform.Fail, conform.Advisory),
		outcome("beta/z/create/auth/4", conform.Inconclusive, conform.Protocol),
		outcome("beta/z/create/auth/5", conform.Unsupported, conform.Protocol),
		outcome("v1.0/z/create/auth/6", conform.Disabled, conform.Protocol),
	)
}

func TestExitCodes(t *testing.T) {
	pass, fail := outcome("beta/y/a/b/1", conform.Pass, conform.Documented), outcome("beta/y/a/b/2", conform.Fail, conform.Documented)
	advisory, open := outcome("beta/y/a/b/3", conform.Fail, conform.Advisory),
		outcome("beta/y/a/b/4", conform.Inconclusive, conform.Documented)
	unsupported, waived := outcome("beta/y/a/b/5", conform.Unsupported, conform.Protocol),
		outcome("beta/y/a/b/6", conform.Disabled, conform.Documented)
	for _, test := range []struct {
		name     string
		outcomes []conform.Outcome
		want     int
	}{
		{"all pass", []conform.Outcome{pass}, 0},
		{"a failure", []conform.Outcome{pass, fail}, 1},
		{"a failure beside what could not be judged", []conform.Outcome{pass, open, fail}, 1},
		{"an advisory failure", []conform.Outcome{pass, advisory}, 0},
		{"not all judged", []conform.Outcome{pass, open}, 3},
		{"unsupported and waived change nothing", []conform.Outcome{pass, unsupported, waived}, 0},
		{"nothing passed", []conform.Outcome{unsupported, waived}, 3},
		{"nothing at all", nil, 3},
	} {
		if got := report(test.outcomes...).ExitCode(); got != test.want {
			t.Errorf("%s: exit code %d, want %d", test.name, got, test.want)
		}
	}
	unclean := report(pass)
	unclean.Unclean = true
	if unclean.ExitCode() != 3 || unclean.Word() != "NOT CLEAN" {
		t.Errorf("a run that left something behind: %s", unclean.Word())
	}
	stopped := report(pass)
	stopped.Stopped = true
	if stopped.ExitCode() != 3 || stopped.Word() != "NOT JUDGED (stopped before its end)" {
		t.Errorf("an interrupted run is judged: %s", stopped.Word())
	}
}

// Headline and exit code say the same, and so does every form of the report, also where no check failed.
func TestNoFormIsGreenWhereTheRunIsNot(t *testing.T) {
	pass := outcome("beta/y/a/b/1", conform.Pass, conform.Documented)
	late, none, stopped := report(pass), report(outcome("beta/y/a/b/5", conform.Unsupported, conform.Protocol)), report(pass)
	late.Stale = []Stale{{At: "w.yaml:1", Check: "**/1", Passed: []string{"beta/y/a/b/1"}}}
	stopped.Stopped = true
	if late.ExitCode() != 2 || late.Word() != "WAIVERS OUT OF DATE" {
		t.Errorf("%d, %s", late.ExitCode(), late.Word())
	}
	for _, r := range []*Report{late, none, stopped} {
		if xml := render(t, r, "junit"); !strings.Contains(xml, `failures="1"`) || !strings.Contains(xml, r.Word()) {
			t.Errorf("%s: %s", r.Word(), xml)
		}
		for _, format := range []string{"text", "md", "html", "github", "azure"} {
			text := html.UnescapeString(render(t, r, format))
			if strings.Contains(text, "CONFORMS") || strings.Contains(text, "✅") || len(text) == 0 ||
				r == late && !strings.Contains(text, "w.yaml:1: unexpected pass of beta/y/a/b/1: remove the entry") {
				t.Errorf("%s as %s: %s", r.Word(), format, text)
			}
		}
	}
	if xml := render(t, report(pass), "junit"); !strings.Contains(xml, `tests="1"`) || !strings.Contains(xml, `failures="0"`) {
		t.Error(xml)
	}
	if text := render(t, report(pass), "github"); text != "" {
		t.Error(text)
	}
}

// What is written fits the published schema, and is read again as it was.
func TestFile(t *testing.T) {
	want := mixed()
	want.Stale = []Stale{{At: "w.yaml:1", Check: "**", Passed: []string{"beta/y/create/status/1"}}}
	want.Left, want.HeldBack = []string{"u"}, map[string]int{"not proved ours": 2}
	path := filepath.Join(t.TempDir(), "report.json")
	if err := WriteFile(path, func(out io.Writer) error { return Write(out, want) }); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	value, err := schemas.Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	if err := published(t).Validate(value); err != nil {
		t.Errorf("%#v", err)
	}
	got, err := Read(path)
	if err != nil {
		t.Fatal(err)
	}
	want.Target.Found["server"] = conform.Printable(hostile) // as a foreign file's texts are
	if !reflect.DeepEqual(got, want) {
		t.Errorf("read\n%+v\nwrote\n%+v", got, want)
	}
	if count := bytes.Count(data, []byte("the promise")); count != 1 {
		t.Errorf("a text that repeats stands %d times", count)
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left beside the report: %v", left)
	}
}

func published(t testing.TB) *jsonschema.Schema {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat = true
	schema, err := compiler.Compile("../../schemas/report.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// The schema is closed: a misspelt member and a verdict that there is none of are refused.
func TestSchemaRefuses(t *testing.T) {
	var out bytes.Buffer
	if err := Write(&out, mixed()); err != nil {
		t.Fatal(err)
	}
	for old, renewed := range map[string]string{`"verdict":"pass"`: `"verdict":"passed"`, `"runId"`: `"runID"`,
		`"format": 1`: `"format": 2`, `"at":"status"`: `"att":"status"`, `"planned": 7`: `"planned": -7`} {
		value, err := schemas.Decode([]byte(strings.Replace(out.String(), old, renewed, 1)))
		if err != nil {
			t.Fatal(err)
		}
		if published(t).Validate(value) == nil {
			t.Errorf("%s in place of %s is taken", renewed, old)
		}
	}
}

func TestFolds(t *testing.T) {
	r := mixed()
	if want := (Summary{Tally: Tally{7, 1, 3, 1, 1, 1}, Advisory: 1, Groups: 2, Requests: 5, Observations: 14}); r.Summary != want {
		t.Errorf("counted %+v, want %+v", r.Summary, want)
	}
	if got := r.Counts.Family["auth"]; got != (Tally{3, 0, 0, 1, 1, 1}) {
		t.Errorf("auth: %+v", got)
	}
	groups := r.Groups()
	if len(groups) != 2 || groups[0].First().ID != "beta/y/create/status/2" || groups[1].Level != conform.Advisory ||
		len(groups[0].First().Consequences) != 1 {
		t.Errorf("groups %+v", groups)
	}
	f := groups[0].First().Findings[0]
	if f.Exchange == nil || r.Exchanges[*f.Exchange].Status != 200 || f.Documented == nil ||
		r.Documented[*f.Documented].Page != "Create y" {
		t.Errorf("%+v", f)
	}
	m := r.Matrix()
	if len(m.Rows) != 3 || m.Rows[0].Resource != "beta/y" || m.Rows[2].Resource != "v1.0/z" {
		t.Fatalf("%+v", m.Rows)
	}
	for i, family := range m.Families {
		if family == "status" && m.Rows[0].Cells[i].Text() != "1/3 2F" {
			t.Errorf("%q", m.Rows[0].Cells[i].Text())
		}
	}
}

// Two halves of a run joined are the whole run.
func TestAppend(t *testing.T) {
	first, second := outcome("beta/y/create/status/1", conform.Fail, conform.Documented),
		outcome("beta/y/create/status/2", conform.Fail, conform.Documented)
	whole, half, other := report(first, second), report(first), report(second)
	half.Append(other)
	half.Recount()
	if half.Summary.Fail != 2 || len(half.Checks) != 2 || *half.Checks[1].Findings[0].Exchange != 1 ||
		*other.Checks[0].Findings[0].Exchange != 0 {
		t.Errorf("%+v", half.Checks)
	}
	if !reflect.DeepEqual(half.Counts, whole.Counts) || len(half.Resources) != 1 || len(half.Rules) != 1 {
		t.Errorf("%+v", half)
	}
}

func TestDocumentedPathsMatch(t *testing.T) {
	for _, test := range []struct {
		template, path string
		want           bool
	}{
		{"/beta/ys/{id}/zs", "/beta/ys/1/zs", true},
		{"/beta/ys/{id}/zs", "/service/BETA/ys/1/zs", true},
		{"/beta/ys/{id}/zs", "/beta/ys/1/zs/2", false},
		{"/beta/ys/{id}/zs/{id}", "/beta/ys/1/zs", false},
		{"/beta/ys", "/", false},
	} {
		if got := matches(test.template, test.path); got != test.want {
			t.Errorf("%s of %s: %t", test.path, test.template, got)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	check := `{"id":"beta/y/a/b/c","rule":"r","verdict":"fail"`
	for name, text := range map[string]string{
		"empty": ``, "cut": `{"format":1,`, "null": `null`, "other format": `{"format":2}`,
		"no report": `{"value":[]}`, "not JSON": `<html>`,
		"text": `{"format":1,"checks":[` + check + `,"source":3}]}`, "exchange": `{"format":1,"checks":[` + check + `,"exchanges":[-1]}]}`,
		"finding":         `{"format":1,"checks":[` + check + `,"findings":[{"exchange":0}]}]}`,
		"pair":            `{"format":1,"checks":[` + check + `,"findings":[{"documented":7}]}]}`,
		"verdict":         `{"format":1,"checks":[{"id":"a","verdict":"green"}]}`,
		"level":           `{"format":1,"checks":[` + check + `,"level":"loud"}]}`,
		"id":              `{"format":1,"checks":[{"id":"beta/y/a/b/c\u001b[31m","rule":"r","verdict":"fail"}]}`,
		"follows":         `{"format":1,"checks":[` + check + `,"follows":"\n::error::"}]}`,
		"rule of a check": `{"format":1,"checks":[{"id":"beta/y/a/b/c","rule":"r\u202e","verdict":"fail"}]}`,
		"rule":            `{"format":1,"rules":[{"id":"r\n","level":"strict"}]}`,
		"level of a rule": `{"format":1,"rules":[{"id":"r","level":"::error::"}]}`,
	} {
		if _, err := Decode(strings.NewReader(text)); err == nil {
			t.Errorf("%s is read", name)
		}
	}
}

// Whatever is read can be rendered in every format.
func FuzzRead(f *testing.F) {
	var out bytes.Buffer
	if err := Write(&out, mixed()); err != nil {
		f.Fatal(err)
	}
	f.Add(out.Bytes())
	f.Add([]byte(`{"format":1,"checks":[{"id":"","verdict":"fail","findings":[{}]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := Decode(bytes.NewReader(data))
		if err != nil {
			return
		}
		for _, format := range Formats() {
			if err := Render(io.Discard, r, format); err != nil {
				t.Errorf("%s: %v", format, err)
			}
		}
	})
}

func TestTerminalShowsFailuresSafely(t *testing.T) {
	var out strings.Builder
	r := mixed()
	r.Left = []string{"http://x/1\x1b"}
	Terminal(&out, r)
	Headline(&out, r)
	text := out.String()
	for _, want := range []string{
		"FAIL beta/y/create/status/2", "source    Create y, Response", "want      status = 201 Created",
		"exchange  POST /beta/ys/1/zs, 3ms, request-id r-1", "folded    1 more check: beta/y/update/status/2",
		"rerun     graphconform run --target http://x --seed 7 --select 'beta/y/create/status/2'",
		"INCONCLUSIVE 1 check: because of inconclusive", "DISABLED 1 check: because", "LEFT BEHIND http://x/1·",
		"DEPARTS: 7 checks planned: 1 passed, 3 failed (2 kinds of finding; 1 of them advisory), " +
			"1 unsupported, 1 inconclusive, 1 disabled; 5 requests, 14 observations, 1.5 s, target http://x, seed 7",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the output lacks %q:\n%s", want, text)
		}
	}
	if strings.ContainsAny(text, "\x1b\u202e") || strings.Contains(text, "FAIL beta/y/update/status/2") {
		t.Errorf("the output holds what the target sent, or a follower of its own:\n%q", text)
	}
}

// junitFile is junit.xml as its readers see it.
type junitFile struct {
	Tests    int `xml:"tests,attr"`
	Failures int `xml:"failures,attr"`
	Errors   int `xml:"errors,attr"`
	Skipped  int `xml:"skipped,attr"`
	Suites   []struct {
		Name  string `xml:"name,attr"`
		Tests int    `xml:"tests,attr"`
		Cases []struct {
			Class   string `xml:"classname,attr"`
			Name    string `xml:"name,attr"`
			File    string `xml:"file,attr"`
			Line    int    `xml:"line,attr"`
			Failure string `xml:"failure"`
		} `xml:"testcase"`
	} `xml:"testsuite"`
}

func readJUnit(t *testing.T, r *Report) (file junitFile) {
	t.Helper()
	if err := xml.Unmarshal([]byte(render(t, r, "junit")), &file); err != nil {
		t.Fatal(err)
	}
	return file
}

// A suite is a resource; a case is a check, with the line of its page, and what failed is said once.
func TestJUnit(t *testing.T) {
	r := mixed()
	r.Checks[1].Page, r.Checks[1].Line = "intune-y-create", 12
	got := readJUnit(t, r)
	if got.Tests != 7 || got.Failures != 2 || got.Errors != 1 || got.Skipped != 3 || len(got.Suites) != 3 ||
		got.Suites[0].Name != "beta/y" {
		t.Errorf("%+v", got)
	}
	found := false
	for _, c := range got.Suites[0].Cases {
		if c.Name != "create/2" {
			continue
		}
		found = true
		if c.Class != "beta.y.status" || (c.File != "") != (c.Line == 12) {
			t.Errorf("%+v", c)
		}
		for _, want := range []string{"FAIL beta/y/create/status/2", "source    Create y, Response", "201 Created", "200 OK",
			"rerun     graphconform run"} {
			if strings.Count(c.Failure, want) != 1 {
				t.Errorf("the failure has %q %d times: %s", want, strings.Count(c.Failure, want), c.Failure)
			}
		}
	}
	if !found {
		t.Errorf("no case for the check that failed: %+v", got.Suites[0].Cases)
	}
}

// A file that its readers would refuse has a case a family for what passed; what did not is told one by one all the same.
func TestJUnitIsBounded(t *testing.T) {
	r := mixed()
	for i := range 120_000 {
		id := fmt.Sprintf("v2.0/%s%d/create/%s/%06d", strings.Repeat("long", 6), i/1000, []string{"schema", "status"}[i/500%2], i)
		r.Checks = append(r.Checks, Check{ID: id, Verdict: conform.Pass, Level: conform.Documented})
	}
	text := render(t, r, "junit")
	got := readJUnit(t, r)
	if len(text) > 1<<20 || got.Failures != 2 || got.Tests != 7+240 || got.Suites[3].Cases[0].Name != "500 checks passed: create" {
		t.Errorf("%d bytes: %d tests, %d failures", len(text), got.Tests, got.Failures)
	}
}
