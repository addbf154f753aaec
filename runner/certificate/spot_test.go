package certificate

import (
	"math/rand/v2"
	"slices"
	"testing"

	"graphconform/runner/report"
	"graphconform/suites/conform"
	"graphconform/suites/plan"
)

// A sample rests on as many scenarios as were asked for, differs by chance, and holds no check that rests on others.
func TestSample(t *testing.T) {
	whole, err := opened(t).Plan(plan.Options{Seed: 1, Select: []string{"beta/deviceComplianceDeviceStatus/**", "beta/deviceCategory/**"}})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[int]bool{}
	for seed := range uint64(20) {
		part, scenarios := Sample(whole, 5, rand.New(rand.NewPCG(seed, 1)))
		sent := 0
		for _, unit := range part.Units {
			keys := map[conform.ScenarioKey]bool{}
			for _, s := range unit.Scenarios {
				keys[s.Key] = true
			}
			sent += len(keys)
			for _, check := range unit.Checks {
				for _, key := range check.Scenarios {
					if !keys[key] {
						t.Errorf("seed %d: %s rests on %s, which is not sent", seed, check.ID, key)
					}
				}
			}
		}
		if scenarios < 5 || sent != scenarios || len(part.Checks()) == 0 {
			t.Errorf("seed %d: %d scenarios are said, %d are sent, for %d checks", seed, scenarios, sent, len(part.Checks()))
		}
		seen[len(part.Checks())] = true
	}
	if len(seen) < 3 {
		t.Errorf("20 samples are of %d sizes", len(seen))
	}
	if all, _ := Sample(whole, 1<<20, rand.New(rand.NewPCG(1, 1))); len(all.Checks()) != len(whole.Checks()) {
		t.Errorf("a sample of all holds %d of %d checks", len(all.Checks()), len(whole.Checks()))
	}
}

// Only what passed for the certificate and passes no more has changed.
func TestCompare(t *testing.T) {
	v := &Verified{passed: map[string]bool{"a": true, "b": true, "c": true, "d": true}}
	s := v.Compare(&report.Report{Checks: []report.Check{
		{ID: "a", Verdict: conform.Pass}, {ID: "b", Verdict: conform.Fail, Findings: []report.Finding{{Want: "1", Got: "2"}}},
		{ID: "c", Verdict: conform.Unsupported, Reason: "405"}, {ID: "d", Verdict: conform.Inconclusive},
		{ID: "e", Verdict: conform.Fail}, // it did not pass then either
	}}, 7)
	want := []Changed{{"b", "fail", "want 1, got 2"}, {"c", "unsupported", "405"}}
	if s.Scenarios != 7 || s.Checks != 5 || s.Unjudged != 1 || !slices.Equal(s.Changed, want) {
		t.Errorf("%+v", s)
	}
}
