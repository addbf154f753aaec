package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"graphconform/runner/terminal"
	"graphconform/schemas"
	"graphconform/suites/conform"
)

func render(t *testing.T, r *Report, format string) string {
	t.Helper()
	var out bytes.Buffer
	if err := Render(&out, r, format); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestMarkdown(t *testing.T) {
	text := render(t, mixed(), "md")
	for _, want := range []string{
		"## ❌ DEPARTS\n\n7 checks planned", "| passed/planned | replay | status |", "| beta/y | - | **1/3 2F** |",
		"### 2 kinds of finding in 3 failed checks",
		"<details><summary>beta/y/create/status/2 (documented): 200 OK", "  want      status = 201 Created", "folded    1 more check",
		"- inconclusive, 1 check: because of inconclusive", "--select 'beta/y/create/status/2'",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the summary lacks %q:\n%s", want, text)
		}
	}
}

// No text of a target leaves its code block or becomes an element; no fence can be closed from inside.
func TestMarkdownIsSafe(t *testing.T) {
	r := mixed()
	for i := range r.Checks {
		for k := range r.Checks[i].Findings {
			r.Checks[i].Findings[k].Got = "```\n</details><script>@all [x](javascript:y) ![z](http://z) | ````"
		}
		r.Checks[i].Reason = "<script>@all [x](javascript:y) `a` | b"
	}
	text := render(t, r, "md")
	inside, outside := false, ""
	fence := ""
	for _, line := range strings.Split(text, "\n") {
		ticks := line[:len(line)-len(strings.TrimLeft(line, "`"))]
		switch {
		case !inside && len(ticks) >= 3:
			inside, fence = true, ticks
		case inside && line == fence:
			inside = false
		case !inside:
			outside += line + "\n"
		}
	}
	if inside {
		t.Error("a fence is left open")
	}
	for _, bad := range []string{"<script", "@all", "[x]", "](", "`"} {
		if strings.Contains(outside, bad) {
			t.Errorf("outside of code stands %q:\n%s", bad, outside)
		}
	}
}

func TestMarkdownIsBounded(t *testing.T) {
	var outcomes []conform.Outcome
	for i := range 900 {
		o := outcome(fmt.Sprintf("beta/y%03d/create/status/1", i), conform.Fail, conform.Documented)
		o.Findings[0].Got, o.Findings[0].Difference = strings.Repeat("```", 300), conform.Difference(fmt.Sprint(i))
		open := outcome(fmt.Sprintf("beta/y%03d/create/status/2", i), conform.Inconclusive, conform.Documented)
		open.Reason = fmt.Sprint(i) + strings.Repeat("<", 1000)
		outcomes = append(outcomes, o, open)
	}
	r := report(outcomes...)
	r.Left = make([]string, 5000)
	text := render(t, r, "md")
	if len(text) > 1<<16 || !strings.Contains(text, "more kinds of finding; report.html shows all") ||
		!strings.Contains(text, "more resources in report.html") {
		t.Errorf("%d bytes\n%s", len(text), text[len(text)-500:])
	}
}

func TestAnnotations(t *testing.T) {
	for format, want := range map[string][]string{
		"github": {
			"::error title=beta/y/create/status/2::the promise%0Asource: Create y, Response%0Astatus want: 201 Created" +
				"%0Agot: 200 OK</script>",
			"%0Afolded: 1 more check%0Arerun: graphconform run --target http://x --seed 7 --select 'beta/y/create/status/2'\n",
			"::warning title=beta/y/create/errors/3::",
			"::warning title=graphconform::1 check could not be judged: because of inconclusive\n",
		},
		"azure": {
			"##vso[task.logissue type=error;code=beta/y/create/status/2]beta/y/create/status/2%0Athe promise%0Asource: Create y, Response",
			"##vso[task.logissue type=warning;code=graphconform]graphconform%0A1 check could not be judged",
		},
	} {
		text := render(t, mixed(), format)
		for _, part := range want {
			if !strings.Contains(text, part) {
				t.Errorf("%s lacks %q:\n%s", format, part, text)
			}
		}
		for line := range strings.Lines(text) {
			if !strings.HasPrefix(line, "::error title=") && !strings.HasPrefix(line, "::warning title=") &&
				!strings.HasPrefix(line, "##vso[task.logissue type=") {
				t.Errorf("%s: a line that is no command of ours: %q", format, line)
			}
		}
	}
	r := mixed()
	r.Groups()[0].First().ID = "beta/y/create/status/50%, a: ;]\n::x"
	if text := render(t, r, "github"); !strings.Contains(text, "title=beta/y/create/status/50%25%2C a%3A ;]·%3A%3Ax::") {
		t.Error(text)
	}
	if text := render(t, r, "azure"); !strings.Contains(text,
		"code=beta/y/create/status/50%AZP25, a: %3B%5D·::x]beta/y/create/status/50%AZP25, a: ;]·::x%0A") {
		t.Error(text)
	}
	var kinds []conform.Outcome
	for i := range 12 {
		kinds = append(kinds, failing(fmt.Sprintf("beta/y/create/errors/%02d", i), fmt.Sprintf("errors/%02d", i), ""))
	}
	if text := render(t, report(kinds...), "github"); strings.Count(text, "\n") != shownAnnotations ||
		!strings.Contains(text, "3 more kinds of finding; the report shows all") {
		t.Error(text)
	}
}

// HAR 1.2: each entry has the members that the format demands, of the right kinds.
func TestHAR(t *testing.T) {
	r := mixed()
	r.Exchanges[0].URL, r.Exchanges[0].Started = "http://x/beta/ys?$top=2&a=b", time.Date(2026, 1, 2, 3, 4, 6, 0, time.UTC)
	r.Exchanges = append(r.Exchanges, Exchange{Method: "GET", URL: "http://x/", Failure: "no connection: refused"})
	var archive struct {
		Log struct {
			Version string
			Creator struct{ Name, Version string }
			Entries []map[string]any
		}
	}
	if err := json.Unmarshal([]byte(render(t, r, "har")), &archive); err != nil {
		t.Fatal(err)
	}
	if archive.Log.Version != "1.2" || archive.Log.Creator.Name != "graphconform" || archive.Log.Creator.Version == "" ||
		len(archive.Log.Entries) != len(r.Exchanges) {
		t.Fatalf("%+v", archive.Log)
	}
	for i, entry := range archive.Log.Entries {
		wants(t, i, entry, map[string]any{"startedDateTime": "", "time": 0.0, "request": map[string]any{}, "response": map[string]any{},
			"cache": map[string]any{}, "timings": map[string]any{}})
		wants(t, i, entry["request"], map[string]any{"method": "", "url": "", "httpVersion": "", "cookies": []any{}, "headers": []any{},
			"queryString": []any{}, "headersSize": 0.0, "bodySize": 0.0})
		wants(t, i, entry["response"], map[string]any{"status": 0.0, "statusText": "", "httpVersion": "", "cookies": []any{},
			"headers": []any{}, "content": map[string]any{}, "redirectURL": "", "headersSize": 0.0, "bodySize": 0.0})
		wants(t, i, entry["response"].(map[string]any)["content"], map[string]any{"size": 0.0, "mimeType": ""})
		wants(t, i, entry["timings"], map[string]any{"send": 0.0, "wait": 0.0, "receive": 0.0})
		if started, err := time.Parse(time.RFC3339, entry["startedDateTime"].(string)); err != nil || started.Year() != 2026 {
			t.Errorf("entry %d: started %v", i, entry["startedDateTime"])
		}
	}
	first := archive.Log.Entries[0]
	request := first["request"].(map[string]any)
	if query := fmt.Sprint(request["queryString"]); query != "[map[name:$top value:2] map[name:a value:b]]" {
		t.Errorf("query %s", query)
	}
	if post := fmt.Sprint(request["postData"]); !strings.Contains(post, `text:{"name":"sent"}`) ||
		!strings.Contains(post, "mimeType:application/json") {
		t.Errorf("post %s", post)
	}
	if fmt.Sprint(first["_checks"]) != "[beta/y/create/errors/3]" || first["startedDateTime"] != "2026-01-02T03:04:06Z" {
		t.Errorf("%v", first)
	}
	if last := archive.Log.Entries[len(r.Exchanges)-1]; last["comment"] != "no connection: refused" {
		t.Errorf("%v", last)
	}
}

func wants(t *testing.T, entry int, value any, members map[string]any) {
	t.Helper()
	object, _ := value.(map[string]any)
	for name, like := range members {
		if got := object[name]; fmt.Sprintf("%T", got) != fmt.Sprintf("%T", like) {
			t.Errorf("entry %d: %s is %T, want %T", entry, name, got, like)
		}
	}
}

// Lines are marked by what differs, and loudest by what the finding is about.
func TestCompare(t *testing.T) {
	target := &Exchange{Method: "POST", URL: "http://x/beta/ys", Status: 200, Proto: "HTTP/1.1",
		ResponseBody: `{"same":1,"other":"a","kind":"1","extra":{"deep":[1]},"null":null,"about":5}`}
	documented := &Exchange{Method: "POST", URL: "https://graph.microsoft.com/beta/ys", Status: 201, Proto: "HTTP/1.1",
		ResponseBody: `{"same":1,"other":"b","kind":1,"null":"x","about":6,"missing":true}`}
	marks := func(m Message) string {
		out := string(m.Start.Mark) + "|"
		for _, line := range m.Body {
			out += string(line.Mark) + "|"
		}
		return out
	}
	got, want := compare(target, documented, "/about/x")
	if g, w := marks(got.Response), marks(want.Response); g != "≠|||~|≠|+|+|+|+|+|~|~||" || w != "≠|||~|≠|~|~|−||" {
		t.Errorf("marked %s and %s", g, w)
	}
	got, _ = compare(target, documented, "/about")
	if line := got.Response.Body[10]; line.Mark != About || line.Text != `  "about": 5` {
		t.Errorf("%+v", line)
	}
	refused := &Exchange{Method: "POST", URL: target.URL, Status: 400, RequestBody: `{"about":5}`, ResponseBody: `{"error":{}}`}
	got, want = compare(refused, documented, "/about")
	if g, w := marks(got.Request)+marks(got.Response), marks(want.Response); g != "||!||≠||||" || w != "≠||||||!|||" {
		t.Errorf("a refusal is marked %s and %s", g, w)
	}
	got, want = compare(target, nil, "status")
	if got.Response.Start != (Line{About, "HTTP/1.1 200 OK"}) || got.Request.Start.Text != "POST /beta/ys" ||
		want.Request.Start.Text != "" {
		t.Errorf("%+v", got)
	}
	shown := &Exchange{Method: "GET", URL: "https://graph.microsoft.com/beta/ys/1", Status: 200, Proto: "HTTP/1.1",
		ResponseBody: `{"value":{"same":1,"list":["a"],"about":{"x":1},"missing":true}}`}
	bare := &Exchange{Method: "GET", URL: "http://x/beta/ys/1", Status: 200, Proto: "HTTP/1.1",
		ResponseBody: `{"same":1,"list":["b"],"about":{"x":2},"extra":0}`}
	got, want = compare(bare, shown, "/about")
	if g, w := marks(got.Response), marks(want.Response); g != "|||~|~|~|!|!|!|+||" || w != "||||~|~|~|!|!|!|−|||" {
		t.Errorf("beside an object below value: %s and %s", g, w)
	}
	got, _ = compare(&Exchange{ResponseBody: "not\x1b[1m JSON\u202e", Status: 1}, documented, "/a")
	if text := got.Response.Body[0].Text; text != `not\u001b[1m JSON\u202e` {
		t.Errorf("%q", text)
	}
}

func TestQuote(t *testing.T) {
	for text, want := range map[string]string{"http://127.0.0.1:80/a-b": "http://127.0.0.1:80/a-b", "": "''", "a b": "'a b'",
		"it's": `'it'\''s'`, "$(x)": "'$(x)'", "a;b": "'a;b'", "a\nb": "'a·b'"} {
		if got := Quote(text); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

// Sources lead to the pages, where people find those: in the page, in the summary, and on a terminal that has links.
func TestSourcesLeadToPages(t *testing.T) {
	r := mixed()
	for i := range r.Checks {
		r.Checks[i].Level, r.Checks[i].Page = conform.Documented, "intune-shared-devicecategory-create"
	}
	version, _, _ := strings.Cut(r.Checks[0].ID, "/")
	address := schemas.Address(version, "intune-shared-devicecategory-create")
	for format, want := range map[string]string{
		"html": `<a href="` + address + `">`, "md": "](" + address + ")",
	} {
		if text := render(t, r, format); address == "" || !strings.Contains(text, want) {
			t.Errorf("%s: no %s", format, want)
		}
	}
	if text := render(t, r, "text"); strings.Contains(text, address) || strings.Contains(text, "\x1b") {
		t.Error("a text that goes into a file has links or colours")
	}
	var out wide
	Terminal(terminal.Coloured(&out, "always", func(string) string { return "" }), r)
	if !strings.Contains(out.String(), "\x1b]8;;"+address+"\x1b\\") || !strings.Contains(out.String(), "\x1b[1;31mFAIL\x1b[0m ") {
		t.Errorf("a terminal shows no link: %q", out.String())
	}
	r.Checks[0].Page = "javascript:alert(1)"
	if r.Checks[0].Address() != "" {
		t.Error("a report that somebody wrote gives an address of its own")
	}
}

// wide is a terminal.
type wide struct{ strings.Builder }

func (*wide) Width() int { return 100 }

// What is too narrow for a table shows a line a resource, and what did not pass.
func TestNarrowTable(t *testing.T) {
	rows := mixed().Matrix().Rows
	for _, width := range []int{80, 60, 30} {
		text := asBlocks(rows, width)
		for line := range strings.Lines(text) {
			if utf8.RuneCountInString(strings.TrimRight(line, "\n")) > width {
				t.Errorf("at %d: %s", width, line)
			}
		}
		if !strings.Contains(text, "F") {
			t.Errorf("at %d nothing failed:\n%s", width, text)
		}
	}
}

// A result is a check that failed and that no other explains; a run of which something could not be judged says so, and is no success.
func TestSARIF(t *testing.T) {
	r := mixed()
	for i := range r.Checks {
		r.Checks[i].Page, r.Checks[i].Line = "intune-y-create", 12
	}
	var log sarifLog
	if err := json.Unmarshal([]byte(render(t, r, "sarif")), &log); err != nil || log.Version != "2.1.0" || len(log.Runs) != 1 {
		t.Fatal(err)
	}
	run := log.Runs[0]
	if len(run.Results) != 2 || run.Invocations[0].ExitCode != 1 || len(run.Invocations[0].Notes) < 2 {
		t.Fatalf("%+v", run)
	}
	for _, result := range run.Results {
		switch id := result.Fingerprints["checkId/v1"]; id {
		case "beta/y/create/status/2":
			if result.Level != "error" || !strings.Contains(result.Message.Text, "201 Created") || len(result.Locations) != 1 ||
				result.Locations[0].Physical.Region.Line != 12 ||
				!strings.HasPrefix(result.Locations[0].Physical.Artifact.URI, "https://learn.microsoft.com/") {
				t.Errorf("%+v", result)
			}
		case "beta/y/create/errors/3":
			if result.Level != "warning" {
				t.Errorf("what is advisory is %s", result.Level)
			}
		default:
			t.Errorf("a result of %s", id)
		}
	}
	unreached := report(outcome("beta/z/create/auth/4", conform.Inconclusive, conform.Protocol))
	if err := json.Unmarshal([]byte(render(t, unreached, "sarif")), &log); err != nil || log.Runs[0].Invocations[0].Successful {
		t.Errorf("%v: what could not be judged is a success: %+v", err, log.Runs[0].Invocations)
	}
}

// A case of JUnit is a test of CTRF; a run that is no success has a failed one.
func TestCTRF(t *testing.T) {
	var file struct {
		ReportFormat, SpecVersion string
		Results                   struct {
			Tool    struct{ Name string }
			Summary ctrfSummary
			Tests   []ctrfTest
		}
	}
	read := func(r *Report) {
		t.Helper()
		file.Results.Tests = nil
		if err := json.Unmarshal([]byte(render(t, r, "ctrf")), &file); err != nil || file.ReportFormat != "CTRF" {
			t.Fatalf("%v: %+v", err, file)
		}
	}
	read(mixed())
	counts := map[string]int{}
	for _, test := range file.Results.Tests {
		counts[test.Status]++
		if test.Name == "create/2" && test.Suite[0] == "beta/y" &&
			(test.Status != "failed" || !strings.Contains(test.Trace, "201 Created")) {
			t.Errorf("%+v", test)
		}
	}
	s := file.Results.Summary
	s.Start, s.Stop = 0, 0
	if s != (ctrfSummary{Tests: 7, Passed: 1, Failed: 2, Skipped: 3, Other: 1}) || len(file.Results.Tests) != s.Tests ||
		counts["passed"] != 1 || counts["failed"] != 2 || counts["skipped"] != 3 || counts["other"] != 1 {
		t.Errorf("%+v, tests %v", s, counts)
	}
	read(report(outcome("beta/z/create/auth/4", conform.Inconclusive, conform.Protocol)))
	if s := file.Results.Summary; s.Other != 1 || s.Failed != 1 {
		t.Errorf("what could not be judged is a success: %+v", s)
	}
}
