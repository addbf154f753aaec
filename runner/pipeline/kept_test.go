package pipeline

import (
	"os"
	"path/filepath"
	"testing"

	"graphconform/fixtures/tenant"
	"graphconform/runner/catalog"
	"graphconform/runner/report"
	"graphconform/runner/waiver"
	"graphconform/suites/conform"
	"graphconform/suites/plan"
)

// What an interrupted run set aside is set aside by what is known when it goes on, and waivers are held against all that was judged.
func TestResumeHoldsWaiversAgainstTheWhole(t *testing.T) {
	const both, failed, passed = "beta/deviceComplianceDeviceStatus/*/status/documented",
		"beta/deviceComplianceDeviceStatus/create/status/documented", "beta/deviceComplianceDeviceStatus/update/status/documented"
	for name, test := range map[string]struct {
		check   string // that is waived; empty for none
		verdict conform.Verdict
		stale   int
	}{
		"what failed":           {failed, conform.Disabled, 0},
		"nothing any more":      {"", conform.Fail, 0},
		"what failed, and more": {both, conform.Disabled, 1},
		"what passed":           {passed, conform.Fail, 1},
	} {
		p := Pipeline{Options: plan.Options{Seed: 1, Select: []string{both, "beta/hardwareConfigurationUserState/list/status/*"}}}
		var err error
		if p.Catalog, err = catalog.Open(""); err != nil {
			t.Fatal(err)
		}
		whole, err := p.Catalog.Plan(p.Options)
		if err != nil {
			t.Fatal(err)
		}
		earlier := &report.Report{Plan: whole.Digest(), Catalog: p.Catalog.Digest(), Profile: "default"}
		for _, check := range whole.Checks() {
			c := report.Check{ID: check.ID, Level: check.Level, Verdict: conform.Pass}
			if c.Resource() == "beta/hardwareConfigurationUserState" {
				c.Verdict = conform.Inconclusive
			} else if c.ID == failed {
				c.Verdict, c.Reason, c.Findings = conform.Disabled, "known", []report.Finding{{Want: "201", Got: "200"}}
			}
			earlier.Checks = append(earlier.Checks, c)
		}
		p.Earlier = Earlier{Folder: WriteEvidence(t, whole, tenant.WithFault("create_answers_200")), Report: earlier}
		if test.check != "" {
			p.Known = waiver.Files{Waivers: filepath.Join(t.TempDir(), "w.yaml")}
			text := "- {check: '" + test.check + "', kind: known-failing, reason: r, expires: 2099-12-31}\n"
			if err := os.WriteFile(p.Known.Waivers, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		planned, err := p.Plan()
		if err != nil {
			t.Fatal(err)
		}
		kept := planned.kept()
		if len(kept.Checks) != 2 || kept.Checks[0].Verdict != test.verdict || kept.Checks[0].Reason == "known" {
			t.Errorf("%s: %+v, want %s", name, kept.Checks, test.verdict)
		}
		if stale := planned.known.Stale(outcomesOf(kept)); len(stale) != test.stale {
			t.Errorf("%s: out of date: %+v", name, stale)
		}
		if earlier.Checks[0].Verdict != conform.Disabled {
			t.Errorf("%s: the earlier report was changed", name)
		}
	}
}
