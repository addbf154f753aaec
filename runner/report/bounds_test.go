package report

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"graphconform/suites/conform"
	"graphconform/suites/plan"
)

// A target that answers without end does not make a report without end, and the first failure of each rule keeps its exchange.
func TestEvidenceIsBounded(t *testing.T) {
	var outcomes []conform.Outcome
	for i := range 20_000 {
		o := outcome(fmt.Sprintf("beta/y/create/status/%05d", i), conform.Fail, conform.Documented)
		o.Exchanges[0].Response.Body = bytes.Repeat([]byte("a"), 20_000)
		o.Findings[0].Got = strings.Repeat("é", 2_000)
		for range 30 {
			o.Findings = append(o.Findings, o.Findings[0])
		}
		outcomes = append(outcomes, o)
	}
	r := report(outcomes...)
	size := 0
	for _, e := range r.Exchanges {
		size += len(e.ResponseBody)
	}
	var out bytes.Buffer
	if err := Write(&out, r); err != nil {
		t.Fatal(err)
	}
	if out.Len() > 50<<20 {
		t.Errorf("report.json has %d bytes", out.Len())
	}
	if size > departedLimit || r.Summary.Omitted == 0 || len(r.Checks) != 20_000 {
		t.Errorf("%d bytes, %d omitted", size, r.Summary.Omitted)
	}
	if c := r.Checks[0]; c.Findings[0].Exchange == nil || len(c.Findings) != findingLimit || c.More != 11 ||
		len(c.Findings[0].Got) > textLimit+3 {
		t.Errorf("%d findings, %d more", len(c.Findings), c.More)
	}
	if c := r.Checks[19_999]; len(c.Findings) != 1 || c.More != 30 || len(c.Findings[0].Got) > shortLimit+3 {
		t.Errorf("of the last check: %d findings, %d more", len(c.Findings), c.More)
	}
}

// A run with many failures, reasons and resources stays a page or two.
func TestTerminalIsBounded(t *testing.T) {
	var outcomes []conform.Outcome
	for i := range 300 {
		root := outcome(fmt.Sprintf("beta/y%03d/create/status/1", i), conform.Fail, conform.Documented)
		open := outcome(fmt.Sprintf("beta/y%03d/create/status/2", i), conform.Inconclusive, conform.Documented)
		open.Reason = fmt.Sprintf("reason %d", i)
		outcomes = append(outcomes, root, open)
		for k := range 10 {
			follower := outcome(fmt.Sprintf("beta/y%03d/get/status/%d", i, k), conform.Fail, conform.Documented)
			follower.Follows = root.Check.ID
			outcomes = append(outcomes, follower)
		}
		outcomes = append(outcomes, outcome(fmt.Sprintf("beta/z%03d/get/status/1", i), conform.Pass, conform.Documented))
	}
	var out strings.Builder
	r := report(outcomes...)
	r.Left = make([]string, 500)
	Terminal(&out, r)
	text := out.String()
	for _, want := range []string{
		"300 more resources passed whole", "… and 260 more resources where not all passed",
		"GROUP status/documented      documented\n  3300 checks (3000 folded) over 2 operations, 300 resources; the first",
		"also      beta/y001: create 1\n            beta/y002: create 1\n", "… and 293 more; report.html of --report DIR lists them\n",
		"folded    10 more checks: beta/y000/get/status/0, beta/y000/get/status/1, beta/y000/get/status/2, …",
		"INCONCLUSIVE … and 290 more reasons", "LEFT BEHIND … and 480 more objects",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the output lacks %q", want)
		}
	}
	if lines := strings.Count(text, "\n"); lines > 350 {
		t.Errorf("%d lines", lines)
	}
}

// A run with many kinds of finding shows the first of them in full, and names others.
func TestManyKindsAreBounded(t *testing.T) {
	var outcomes []conform.Outcome
	for i := range 100 {
		outcomes = append(outcomes, failing(fmt.Sprintf("beta/y/create/errors/%03d", i), fmt.Sprintf("errors/rule%03d", i), "no code"))
	}
	var out strings.Builder
	Terminal(&out, report(outcomes...))
	if n := strings.Count(out.String(), "FAIL "); n != shownGroups {
		t.Errorf("%d in full", n)
	}
	for _, want := range []string{
		"… and 75 more kinds of finding; --report DIR writes all of them\n  1         of errors/rule025: no code\n",
		"  1         of errors/rule064: no code\n  …\n\n",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the output lacks %q:\n%s", want, out.String())
		}
	}
}

// A report over the whole catalog stays small and is written at once.
func TestWholeCatalog(t *testing.T) {
	if testing.Short() {
		t.Skip("builds 200,000 checks")
	}
	r := large(700, 286)
	start := time.Now()
	var out bytes.Buffer
	if err := Write(&out, r); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d checks, %d bytes, written in %s", len(r.Checks), out.Len(), time.Since(start))
	if out.Len() > 60<<20 {
		t.Errorf("%d bytes for %d checks", out.Len(), len(r.Checks))
	}
	start = time.Now()
	if _, err := Decode(&out); err != nil {
		t.Fatal(err)
	}
	t.Logf("read in %s", time.Since(start))
}

// report.html stays under 5 MB for a few resources and under 25 MB for the whole catalog, whatever fails.
func TestPageSize(t *testing.T) {
	if testing.Short() {
		t.Skip("builds 200,000 checks")
	}
	for _, test := range []struct{ resources, limit int }{{4, 5 << 20}, {700, 25 << 20}} {
		r := large(test.resources, 286)
		red := large(test.resources, 286)
		for i := range red.Checks { // all of it fails, with long texts, and nothing explains anything
			c, n := &red.Checks[i], i%max(len(red.Exchanges), 1)
			c.Verdict, c.Findings = conform.Fail,
				[]Finding{{At: "/name", Want: strings.Repeat("w", 200), Got: strings.Repeat("g", textLimit), Exchange: &n}}
		}
		red.Recount()
		for name, report := range map[string]*Report{"mostly green": r, "red": red} {
			var out bytes.Buffer
			start := time.Now()
			if err := HTML(&out, report); err != nil {
				t.Fatal(err)
			}
			t.Logf("%d checks, %s: %d bytes in %s", len(report.Checks), name, out.Len(), time.Since(start))
			if out.Len() > test.limit {
				t.Errorf("%d checks, %s: %d bytes, want at most %d", len(report.Checks), name, out.Len(), test.limit)
			}
		}
	}
}

// large is a report of so many resources with so many checks each, which pass but for a few.
func large(resources, checks int) *Report {
	p := &plan.Plan{Seed: 7}
	rules := plan.Rules()
	all := make([][]conform.Outcome, resources)
	for i := range resources {
		unit := &plan.Unit{}
		for k := range checks {
			rule := rules[k%len(rules)]
			id := fmt.Sprintf("beta/deviceManagementResource%03d/create/%s/propertyNumber%02d=memberNumber%03d", i, rule.Family, k%40, k)
			o := outcome(id, conform.Pass, conform.Documented)
			if k%100 == 0 {
				o = outcome(id, conform.Fail, conform.Documented)
			}
			o.Check.Rule, o.Check.Family = rule.ID(), rule.Family
			o.Check.Source = fmt.Sprintf("Create deviceManagementResource%03d, Request body, row propertyNumber%02d", i, k%40)
			o.Check.Promise = fmt.Sprintf("the page lists memberNumber%03d among the possible values of propertyNumber%02d", k, k%40)
			all[i] = append(all[i], o)
			unit.Checks = append(unit.Checks, o.Check)
		}
		p.Units = append(p.Units, unit)
	}
	b := NewBuilder(p, pairs)
	for _, outcomes := range all {
		for _, o := range outcomes {
			b.Add(o)
		}
	}
	return b.Report(Run{Rerun: "graphconform run --target http://x"})
}
