package compare_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"graphconform/runner/compare"
	"graphconform/runner/report"
)

// part returns part i of n of a plan of four checks.
func part(i, n int, checks ...string) compare.Part {
	r := of(checks...)
	r.Plan, r.Shard, r.RunID, r.Seconds = "p", &report.Shard{Index: i, Count: n, Planned: 4}, string(rune('a'+i)), 2
	r.Target.Root = "http://a"
	r.Started = time.Date(2030, 1, 1, 0, 0, i, 0, time.UTC)
	r.Summary.Requests = 10
	for k := range r.Checks { // each with evidence of its own
		n := k
		r.Checks[k].Exchanges, r.Checks[k].Findings = []int{k}, []report.Finding{{Want: "1", Got: "2", Exchange: &n}}
		r.Exchanges = append(r.Exchanges, report.Exchange{URL: r.Checks[k].ID})
	}
	return compare.Part{Name: "part" + string(rune('0'+i)), Report: r}
}

func TestMerge(t *testing.T) {
	one, two, three := part(1, 3, "beta/b/c/d/e=pass", "beta/a/c/d/f=fail"), part(2, 3),
		part(3, 3, "beta/a/c/d/e=inconclusive", "beta/c/c/d/e=disabled")
	one.Report.Waivers = []report.Waiver{{At: "w:1", Checks: []string{"x"}}}
	three.Report.Waivers = []report.Waiver{{At: "w:1", Checks: []string{"y"}}, {At: "w:2"}}
	three.Report.Deviations = []report.Deviation{{ID: "d", Met: 2}}
	one.Report.Deviations = []report.Deviation{{ID: "d", Met: 1}}
	three.Report.Stopped, three.Report.Left = true, []string{"u"}
	one.Report.HeldBack, three.Report.HeldBack = map[string]int{"a": 2}, map[string]int{"a": 3, "b": 1}
	one.Report.Configuration = map[string]string{"shard": "1/3", "seed": "5"}
	whole, err := compare.Merge([]compare.Part{three, one, two}, false)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range whole.Checks {
		got = append(got, c.ID+"="+string(c.Verdict))
		if url := whole.Exchanges[c.Exchanges[0]].URL; url != c.ID || whole.Exchanges[*c.Findings[0].Exchange].URL != c.ID {
			t.Errorf("%s has the evidence of %s", c.ID, url)
		}
	}
	if want := []string{"beta/a/c/d/e=inconclusive", "beta/a/c/d/f=fail", "beta/b/c/d/e=pass",
		"beta/c/c/d/e=disabled"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	s := whole.Summary
	if s.Planned != 4 || s.Pass != 1 || s.Fail != 1 || s.Requests != 30 || whole.ExitCode() != 1 || !whole.Stopped || whole.Shard != nil {
		t.Errorf("%+v", whole)
	}
	if len(whole.Waivers) != 2 || len(whole.Waivers[0].Checks) != 2 || len(whole.Deviations) != 1 || whole.Deviations[0].Met != 3 ||
		len(whole.Left) != 1 || !maps.Equal(whole.HeldBack, map[string]int{"a": 5, "b": 1}) || one.Report.HeldBack["a"] != 2 {
		t.Errorf("%+v, %+v, %v, %v", whole.Waivers, whole.Deviations, whole.Left, whole.HeldBack)
	}
	if whole.Seconds != 4 || whole.Started.Second() != 1 || whole.RunID != "b, c, d" || len(whole.Configuration) != 1 {
		t.Errorf("from %s for %g s, run %s, %v", whole.Started, whole.Seconds, whole.RunID, whole.Configuration)
	}
	if len(one.Report.Configuration) != 2 || len(one.Report.Waivers[0].Checks) != 1 || *one.Report.Checks[1].Findings[0].Exchange != 1 {
		t.Error("a part was changed")
	}
}

func TestMergeRefuses(t *testing.T) {
	one, two := part(1, 2, "beta/a/c/d/e=pass", "beta/a/c/d/f=pass"), part(2, 2, "beta/b/c/d/e=pass", "beta/b/c/d/f=pass")
	other := part(2, 2, "beta/b/c/d/e=pass", "beta/b/c/d/f=pass")
	other.Report.Plan = "q"
	changed := func(change func(*report.Report)) []compare.Part {
		second := part(2, 2, "beta/b/c/d/e=pass", "beta/b/c/d/f=pass")
		change(second.Report)
		return []compare.Part{one, second}
	}
	whole := compare.Part{Name: "whole", Report: of("beta/a/c/d/e=pass")}
	for name, test := range map[string]struct {
		parts []compare.Part
		want  string
	}{
		"good":              {[]compare.Part{one, two}, ""},
		"the last missing":  {[]compare.Part{one}, "part 2 of 2 is missing"},
		"the first missing": {[]compare.Part{two}, "part 1 of 2 is missing"},
		"one twice":         {[]compare.Part{one, one, two}, "part 1 of 2 stands in part1 and in part1"},
		"a check twice": {[]compare.Part{one, part(2, 2, "beta/a/c/d/e=pass", "beta/b/c/d/f=pass")},
			"check beta/a/c/d/e stands in part1 and in part2"},
		"a check missing": {[]compare.Part{one, part(2, 2, "beta/b/c/d/e=pass")}, "the parts hold 3 checks, the plan has 4"},
		"another plan":    {[]compare.Part{one, other}, "part1 and part2 differ in their plan: p, q"},
		"other parts":     {[]compare.Part{one, part(2, 3)}, "differ in their number of parts: 2, 3"},
		"a whole run":     {[]compare.Part{one, whole}, "whole: the report of a whole run"},
		"another target": {changed(func(r *report.Report) { r.Target.Root = "http://b" }),
			"differ in their target: http://a, http://b; run all parts against one; --copies says that they are copies of one"},
		"the tenant inside the program": {changed(func(r *report.Report) { r.Target.Embedded = true }),
			"differ in their target: http://a, the embedded tenant"},
		"another condition": {changed(func(r *report.Report) { r.Target.Variants = []string{"v"} }),
			"differ in their faults and variants: , v"},
		"other claims": {changed(func(r *report.Report) { r.Claims = &report.Claims{Claimed: 1, Of: 9} }),
			"differ in their claims: all, 1 of 9 documented operations claimed"},
		"another profile": {changed(func(r *report.Report) { r.Profile = "observed" }), "differ in their profile"},
		"another program": {changed(func(r *report.Report) { r.Version = "2" }), "differ in their version of the suite"},
	} {
		_, err := compare.Merge(test.parts, false)
		if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%s: %v, want %s", name, err, test.want)
		}
	}
}

// Copies of a target are one; the tenant inside the program is nobody's copy.
func TestMergeTakesCopies(t *testing.T) {
	one, two := part(1, 2, "beta/a/c/d/e=pass", "beta/a/c/d/f=pass"), part(2, 2, "beta/b/c/d/e=pass", "beta/b/c/d/f=pass")
	two.Report.Target.Root = "http://b"
	whole, err := compare.Merge([]compare.Part{one, two}, true)
	if err != nil || whole.Target.Root != "http://a, http://b" || two.Report.Target.Root != "http://b" {
		t.Errorf("%+v, %v", whole, err)
	}
	two.Report.Target.Embedded = true
	if _, err := compare.Merge([]compare.Part{one, two}, true); err == nil {
		t.Error("the tenant inside the program is taken for a copy")
	}
}

// What the parts say of claims and waivers the whole says.
func TestMergeKeepsClaimsAndWaivers(t *testing.T) {
	one, two := part(1, 2, "beta/a/c/d/e=pass", "beta/a/c/d/f=disabled"), part(2, 2, "beta/b/c/d/e=pass", "beta/b/c/d/f=pass")
	for _, p := range []compare.Part{one, two} {
		p.Report.Claims = &report.Claims{Claimed: 2, Unclear: 1, Of: 9}
	}
	one.Report.Waivers = []report.Waiver{{At: "w:1", Check: "**/f", Checks: []string{"beta/a/c/d/f"}}}
	two.Report.Stale = []report.Stale{{At: "w:1", Check: "**/f", Passed: []string{"beta/b/c/d/f"}}}
	whole, err := compare.Merge([]compare.Part{one, two}, false)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"w:1: unexpected pass of beta/b/c/d/f: make the entry narrower"}
	if whole.Claims == nil || *whole.Claims != *one.Report.Claims || !slices.Equal(whole.OutOfDate(), want) || whole.ExitCode() != 2 {
		t.Errorf("%+v, %v, exit %d", whole.Claims, whole.OutOfDate(), whole.ExitCode())
	}
	want = []string{"w:1: unexpected pass of beta/b/c/d/f: make the entry narrower, or remove it where no other part needs it"}
	if !slices.Equal(two.Report.OutOfDate(), want) {
		t.Errorf("of a part: %v", two.Report.OutOfDate())
	}
}
