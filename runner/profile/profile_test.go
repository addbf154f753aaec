package profile

import (
	"slices"
	"strings"
	"testing"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/plan"
)

func TestDataIsWhole(t *testing.T) {
	known := map[string]bool{}
	for _, rule := range plan.Rules() {
		known[rule.ID()] = true
	}
	ids := map[string]bool{}
	for _, profile := range All() {
		if profile.Name == "" || profile.Says == "" {
			t.Errorf("%+v", profile)
		}
		for _, d := range profile.Deviations {
			if d.ID == "" || d.Says == "" || d.Source == "" || len(d.Rules) == 0 || ids[d.ID] || d.Got.Regexp == nil && !d.Fold {
				t.Errorf("%s: incomplete, too wide or there twice", d.ID)
			}
			ids[d.ID] = true
			for _, rule := range d.Rules {
				if !known[rule] {
					t.Errorf("%s: no rule %s", d.ID, rule)
				}
			}
		}
	}
	if _, err := Named("obserbed"); err == nil || !strings.Contains(err.Error(), "documented, strict, observed") {
		t.Error(err)
	}
	if p, err := Named(""); err != nil || p.Name != "documented" {
		t.Error(p.Name, err)
	}
}

func TestObserved(t *testing.T) {
	observed, err := Named("observed")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		rule, at, want, got string
		op                  schemas.OperationKind
		met                 string
	}{
		{"status/documented", "status", "200 OK with the object", "204 No Content", schemas.Update, "update-without-content"},
		{"status/documented", "status", "204 No Content", "204 No Content", schemas.Create, ""},
		{"status/documented", "status", "200 OK with the object", "202 Accepted", schemas.Update, ""},
		{"round_trip/value", "/certificate", `"abc" (plain)`, "null", schemas.Create, "write-only"},
		{"round_trip/value", "/certificate", `"abc" (plain)`, `"abd"`, schemas.Create, ""},
		{"round_trip/value", "/displayName", `"abc" (plain)`, "null", schemas.Create, ""},
		{"round_trip/value", "/locale", `"en-US" (plain)`, `"en-us"`, schemas.Create, "locale-case"},
		{"round_trip/value", "/locale", `"en-US" (plain)`, `"de-de"`, schemas.Create, ""},
		{"round_trip/value", "/assignments", `[{}]`, "no assignments", schemas.Create, "inline-children"},
		{"errors/envelope", "/error", `JSON`, `"" in error: {}`, schemas.Create, "empty-error-code"},
		{"errors/envelope", "/error", `JSON`, `403 with {"ErrorCode":"Forbidden"}`, schemas.Create, "backend-error"},
	} {
		o := conform.Outcome{Check: &conform.Check{Rule: test.rule, Operation: test.op}, Verdict: conform.Fail,
			Findings: []conform.Finding{{At: test.at, Want: test.want, Got: test.got}}}
		out, met := observed.Judge(o)
		if strings.Join(met, " ") != test.met || (out.Verdict == conform.Pass) != (test.met != "") {
			t.Errorf("%+v: %s %v", test, out.Verdict, met)
		}
		if out, met := (Profile{}).Judge(o); out.Verdict != conform.Fail || met != nil {
			t.Errorf("%+v: accepted by none", test)
		}
		o.Findings = append(slices.Clone(o.Findings), conform.Finding{At: "/other", Got: "something else"})
		if out, _ := observed.Judge(o); out.Verdict != conform.Fail {
			t.Errorf("%+v: one accepted finding hides another", test)
		}
	}
}
