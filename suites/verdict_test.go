package suites

import (
	"slices"
	"strings"
	"testing"

	"graphconform/fixtures"
)

func answered(status int, body string) *Record {
	r := &Record{Label: "step", Exchanges: []fixtures.Exchange{{Request: fixtures.Request{Method: "GET"}, Response: &fixtures.Response{Status: status, Body: []byte(body)}}}}
	r.read()
	return r
}

func TestVerdicts(t *testing.T) {
	cut := &Record{Label: "cut", Exchanges: []fixtures.Exchange{{Failure: fixtures.Failure{Kind: fixtures.CutOff, Detail: "after 3 bytes"}}}}
	tests := []struct {
		name  string
		judge func(*Judgement)
		want  Verdict
	}{
		{"nothing seen has not passed", func(*Judgement) {}, Inconclusive},
		{"what holds passes", func(j *Judgement) { j.want(true, answered(200, "{}"), "/a", "x", "x") }, Pass},
		{"a departure fails", func(j *Judgement) {
			j.want(true, answered(200, "{}"), "", "", "")
			j.want(false, answered(200, "{}"), "/a", "x", "y")
		}, Fail},
		{"a cut answer cannot be judged", func(j *Judgement) { j.want(true, answered(200, "{}"), "", "", ""); j.on(cut) }, Inconclusive},
		{"a departure counts beside a cut answer", func(j *Judgement) { j.on(cut); j.want(false, answered(200, "{}"), "", "", "") }, Fail},
		{"a step that failed leaves its followers open", func(j *Judgement) { j.needs(answered(500, "")) }, Inconclusive},
		{"a refused operation is unsupported", func(j *Judgement) { j.unsupported = "405" }, Unsupported},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			j := &Judgement{}
			test.judge(j)
			if got := j.outcome(&Check{}).Verdict; got != test.want {
				t.Errorf("verdict %s, want %s", got, test.want)
			}
		})
	}
}

func TestASlipCostsOneCheck(t *testing.T) {
	check := &Check{judge: func(*Evidence, *Judgement) { panic("slip") }}
	j := &Judgement{}
	check.safely(&Evidence{}, j)
	if out := j.outcome(check); out.Verdict != Inconclusive || !strings.Contains(out.Reason, "slip") {
		t.Errorf("a panic gives %s: %s", out.Verdict, out.Reason)
	}
}

func TestRulesAreWhole(t *testing.T) {
	var ids []string
	for _, rule := range Rules() {
		if rule.Promise == "" || rule.Sent == "" || rule.Judged == "" || rule.Level == "" {
			t.Errorf("rule %s lacks a text or a level", rule.ID)
		}
		if rule.Level != Documented && rule.Standard == "" {
			t.Errorf("rule %s rests on nothing: neither pages nor a standard", rule.ID)
		}
		ids = append(ids, rule.ID)
	}
	slices.Sort(ids)
	if doubled := len(ids) - len(slices.Compact(slices.Clone(ids))); doubled > 0 {
		t.Errorf("%d rule ids stand twice", doubled)
	}
}

func TestTerminalIsSafeFromTheTarget(t *testing.T) {
	if got := Printable("a\x1b[31mb\x00\u202ec\nd\u009be"); got != "a·[31mb··c·d·e" {
		t.Errorf("%q", got)
	}
}
