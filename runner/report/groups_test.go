package report

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/conform"
)

// failing is a failed check of a rule, with a finding a difference.
func failing(id, rule string, differences ...conform.Difference) conform.Outcome {
	o := outcome(id, conform.Fail, conform.Protocol)
	o.Check.Rule = rule
	first := o.Findings[0]
	o.Findings = nil
	for _, d := range differences {
		f := first
		f.Rule, f.At, f.Difference, f.Got = rule, "/error", d, "got "+string(d)
		o.Findings = append(o.Findings, f)
	}
	return o
}

// What departs in one way all over a catalog is one group, shown once, wherever it is shown.
func TestOneKindIsOneGroup(t *testing.T) {
	var outcomes []conform.Outcome
	for i := range 535 {
		for _, operation := range []string{"create", "get"} {
			outcomes = append(outcomes, failing(fmt.Sprintf("beta/y%03d/%s/errors/envelope", i, operation),
				"errors/envelope", "no code", "no code"))
		}
	}
	r := report(outcomes...)
	groups := r.Groups()
	if len(groups) != 1 || r.Summary.Groups != 1 {
		t.Fatalf("%d groups, %d counted", len(groups), r.Summary.Groups)
	}
	g := groups[0]
	if g.Title() != "errors/envelope: no code" || g.Extent() != "1070 checks over 2 operations, 535 resources" ||
		g.First().ID != "beta/y000/create/errors/envelope" {
		t.Errorf("%s: %s, first %s", g.Title(), g.Extent(), g.First().ID)
	}
	var out strings.Builder
	if err := Text(&out, r); err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(out.String(), "\n\n")
	const want = `GROUP errors/envelope: no code      protocol
  1070 checks over 2 operations, 535 resources; the first of them:
FAIL beta/y000/create/errors/envelope      protocol
  rule      the promise
  source    Create y, Response
  want      /error = 201 Created
  got       got no code
  exchange  POST /beta/ys/1/zs, 3ms, request-id r-1
  want      /error = 201 Created
  got       got no code
  exchange  POST /beta/ys/1/zs, 3ms, request-id r-1
  rerun     graphconform run --target http://x --seed 7 --select 'beta/y000/create/errors/envelope'
  also      beta/y000: get
            beta/y001: create, get
            beta/y002: create, get
            beta/y003: create, get
            beta/y004: create, get
            beta/y005: create, get
            … and 1058 more; report.html of --report DIR lists them

DEPARTS: 1070 checks planned: 0 passed, 1070 failed (1 kind of finding), 0 unsupported, 0 inconclusive, 0 disabled; ` +
		"5 requests, 2140 observations, 1.5 s, target http://x, seed 7\n"
	if text != want {
		t.Errorf("printed\n%s\nwant\n%s", text, want)
	}
	if md := render(t, r, "md"); strings.Count(md, "<details>") != 1 ||
		!strings.Contains(md, "<summary>errors/envelope&#58; no code (protocol), 1070 checks over 2 operations, 535 resources</summary>") {
		t.Error(md)
	}
	if page := render(t, r, "html"); strings.Count(page, "<article") != 1 ||
		!strings.Contains(page, "100 other checks and 969 more of this kind") {
		t.Errorf("%d articles", strings.Count(page, "<article"))
	}
	if lines := render(t, r, "github"); strings.Count(lines, "::error") != 1 ||
		!strings.Contains(lines, "%0Aall of this kind: errors/envelope: no code, 1070 checks over 2 operations, 535 resources%0A") {
		t.Error(lines)
	}
}

// A check counts once: in the group of the difference that most of its findings show, or under the one that explains it.
func TestEachCheckIsInOneGroup(t *testing.T) {
	explained := failing("beta/y/get/errors/c", "errors/type", "accepted")
	explained.Follows = "beta/y/create/errors/b"
	lost := failing("beta/y/get/errors/d", "errors/type", "accepted")
	lost.Follows = "beta/y/create/errors/nowhere"
	open := outcome("beta/y/get/errors/e", conform.Inconclusive, conform.Protocol)
	open.Follows = "beta/y/create/errors/b"
	property := failing("beta/y/list/errors/f", "errors/type", "accepted")
	property.Findings[0].At = "/value/*/name/first"
	r := report(
		failing("beta/y/create/errors/a", "errors/envelope", "no message", "no code"),
		failing("beta/y/create/errors/b", "errors/envelope", "no code", "no message", "no message"),
		explained, lost, open, property, failing("beta/z/get/errors/a", "errors/envelope", "no code"),
	)
	var got []string
	checks := 0
	for _, g := range r.Groups() {
		line := g.Title() + " | " + g.Extent() + " |"
		for _, m := range g.Members {
			line += fmt.Sprintf(" %s+%d", m.ID, len(m.Consequences))
		}
		got, checks = append(got, line), checks+g.Checks
	}
	want := []string{
		"errors/envelope: no code | 2 checks over 2 operations, 2 resources | beta/y/create/errors/a+0 beta/z/get/errors/a+0",
		"errors/envelope: no message | 2 checks (1 folded) over 2 operations, 1 resource | beta/y/create/errors/b+2",
		"errors/type: accepted | 2 checks over 1 property, 2 operations, 1 resource | beta/y/get/errors/d+0 beta/y/list/errors/f+0",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if checks != r.Summary.Fail {
		t.Errorf("%d checks in groups, %d failed", checks, r.Summary.Fail)
	}
	reasons := r.Reasons(conform.Inconclusive)
	if len(reasons) != 1 || reasons[0].Checks != 1 || !strings.Contains(reasons[0].Text, "folded") {
		t.Errorf("what a failed check explains is said again, or not counted: %v", reasons)
	}
	if text := r.block(r.Groups()[1]); strings.Index(text, "got no message") > strings.Index(text, "got no code") {
		t.Errorf("the finding that the group is named after does not come first:\n%s", text)
	}
}

// What is written in one line stays within the columns of a terminal, but for what no line could hold.
func TestOthersFitALine(t *testing.T) {
	var outcomes []conform.Outcome
	for i := range 30 {
		outcomes = append(outcomes, failing(fmt.Sprintf("beta/deviceComplianceStatus/create/errors/name%02d:type", i),
			"errors/type", "accepted"))
	}
	for _, place := range []string{"create/errors/first:type", "update/errors/first:type", "update/errors/second:type"} {
		outcomes = append(outcomes, failing("beta/other/"+place, "errors/type", "accepted"))
	}
	lines, left := report(outcomes...).Groups()[0].also()
	want := []string{"beta/deviceComplianceStatus: create name01, name02, name03, +26", "beta/other: create first, update first, second"}
	if strings.Join(lines, "\n") != strings.Join(want, "\n") || left != 0 {
		t.Errorf("%q, %d left; want %q", lines, left, want)
	}
}

// What blocks many checks is one reason, whatever ids and texts it names.
func TestReasonsOfOneKind(t *testing.T) {
	var outcomes []conform.Outcome
	add := func(n int, verdict conform.Verdict, reason string, change func(*conform.Outcome)) {
		for i := range n {
			o := outcome(fmt.Sprintf("beta/y/get/errors/%03d", len(outcomes)), verdict, conform.Protocol)
			o.Reason = fmt.Sprintf(reason, i)
			change(&o)
			outcomes = append(outcomes, o)
		}
	}
	add(40, conform.Inconclusive, "step base of row/%02d: POST /x: 500", func(o *conform.Outcome) {
		o.Blocked = &conform.Record{Operation: schemas.Create, Exchanges: []fixtures.Exchange{{Response: &fixtures.Response{Status: 500}}}}
	})
	add(30, conform.Inconclusive, "GET http://x/%d: time-out", func(o *conform.Outcome) {
		o.Lacks = &conform.Record{Operation: schemas.Get,
			Exchanges: []fixtures.Exchange{{Failure: fixtures.Failure{Kind: fixtures.TimeOut}}}}
	})
	add(3, conform.Inconclusive, "no parent could be made: 409, request-id %d", func(o *conform.Outcome) {
		o.Lacks = &conform.Record{NotSent: conform.NotSent{Cause: conform.NoParent}}
	})
	add(2, conform.Inconclusive, "no object to get: base#%d gave no id", func(o *conform.Outcome) {
		o.Lacks = &conform.Record{NotSent: conform.NotSent{Cause: conform.Skipped, By: conform.Act("base").Nth(1)}}
	})
	add(1, conform.Inconclusive, "no parent%.0d", func(*conform.Outcome) {})
	add(20, conform.Unsupported, "the target refuses list: 405, request-id %d", func(o *conform.Outcome) {
		o.Blocked = &conform.Record{Operation: schemas.List, Exchanges: []fixtures.Exchange{{Response: &fixtures.Response{Status: 405}}}}
	})
	r := report(outcomes...)
	var file bytes.Buffer
	if err := Write(&file, r); err != nil {
		t.Fatal(err)
	}
	again, err := Decode(&file)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range []*Report{r, again} {
		var out strings.Builder
		r.unjudged(&out)
		const want = `INCONCLUSIVE 40 checks: create answered 500 Internal Server Error; the first: step base of row/00: POST /x: 500
INCONCLUSIVE 30 checks: get: time-out; the first: GET http://x/0: time-out
INCONCLUSIVE 3 checks: no parent; the first: no parent could be made: 409, request-id 0
INCONCLUSIVE 2 checks: base did not give what a later step needs; the first: no object to get: base#0 gave no id
INCONCLUSIVE 1 check: no parent

UNSUPPORTED 20 checks: list answered 405 Method Not Allowed; the first: the target refuses list: 405, request-id 0

`
		if out.String() != want {
			t.Errorf("printed\n%s\nwant\n%s", out.String(), want)
		}
	}
}

// A target ends once: the checks whose requests were under way then are one kind of finding.
func TestATargetEndsOnce(t *testing.T) {
	r := report(
		failing("beta/y/create/errors/a", "errors/not_an_object", conform.Ended),
		failing("beta/z/update/errors/b", "errors/type", conform.Ended),
		failing("beta/z/update/errors/c", "errors/type", conform.Accepted),
	)
	groups := r.Groups()
	if len(groups) != 2 || r.Summary.Groups != 2 || groups[0].Title() != "the target ended" || len(groups[0].Members) != 2 {
		t.Errorf("%d groups, the first of them %+v", len(groups), groups[0])
	}
}

// A report that was written before findings named their difference is read all the same, and grouped by rule.
func TestOlderReportIsRead(t *testing.T) {
	const file = `{"format":1,"rules":[{"id":"errors/type","level":"documented","promise":"p"}],"summary":{"planned":2},"checks":[
		{"id":"beta/y/create/errors/a","rule":"errors/type","verdict":"fail","findings":[{"want":"1","got":"2"}]},
		{"id":"beta/z/create/errors/a","rule":"errors/type","verdict":"fail","findings":[{"want":"3","got":"4"}]}]}`
	r, err := Decode(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	if groups := r.Groups(); len(groups) != 1 || groups[0].Title() != "errors/type" || groups[0].Checks != 2 || r.Summary.Groups != 1 {
		t.Errorf("%+v", groups)
	}
}
