package specs_test

import (
	"strings"
	"testing"

	"github.com/onsi/ginkgo/v2/types"

	"graphconform/suites/conform"
	"graphconform/suites/plan"
	"graphconform/suites/specs"
)

// What the outcomes say of specs and what Ginkgo counted are compared; whatever differs is an error.
func TestCountsAreCompared(t *testing.T) {
	p := planned(t, plan.Options{Seed: 1, Select: []string{"beta/deviceComplianceDeviceStatus/*/status/*"}})
	checks := p.Checks()
	outcome := func(i int, verdict conform.Verdict) conform.Outcome {
		return conform.Outcome{Check: checks[i], Verdict: verdict}
	}
	store := specs.NewStore(p)
	for i, verdict := range []conform.Verdict{conform.Pass, conform.Fail, conform.Unsupported, conform.Inconclusive} {
		store.Post(outcome(i, verdict)) // the others have none
	}
	tree := specs.NewTree(p)
	want := specs.Counts{Passed: 1, Failed: len(checks) - 2, Skipped: 1}
	expected := specs.Expected(tree, store.Find)
	if expected != want {
		t.Errorf("expected %s, want %s", expected, want)
	}
	report := func(states ...types.SpecState) (r types.Report) {
		for _, state := range states {
			r.SpecReports = append(r.SpecReports, types.SpecReport{LeafNodeType: types.NodeTypeIt, State: state})
		}
		r.SpecReports = append(r.SpecReports, types.SpecReport{LeafNodeType: types.NodeTypeAfterSuite, State: types.SpecStateFailed})
		return r
	}
	for name, test := range map[string]struct {
		states []types.SpecState
		counts specs.Counts
	}{
		"each": {
			[]types.SpecState{types.SpecStatePassed, types.SpecStateSkipped, types.SpecStateFailed},
			specs.Counts{Passed: 1, Failed: 1, Skipped: 1},
		},
		"panicked":    {[]types.SpecState{types.SpecStatePanicked, types.SpecStatePassed}, specs.Counts{Passed: 1, Failed: 1}},
		"interrupted": {[]types.SpecState{types.SpecStateInterrupted, types.SpecStateTimedout}, specs.Counts{Failed: 2}},
		"none":        {nil, specs.Counts{}},
	} {
		counted := specs.Counted(report(test.states...))
		if counted != test.counts {
			t.Errorf("%s: counted %s, want %s", name, counted, test.counts)
		}
		if err := specs.Disagree(expected, counted); err == nil || !strings.Contains(err.Error(), counted.String()) {
			t.Errorf("%s: %v", name, err)
		}
		if err := specs.Disagree(counted, counted); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
