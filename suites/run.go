package suites

import (
	"context"
	"testing"
)

// Run checks the target as part of a Go test: one subtest a check, in plan order, failing where the target departs and where
// a check could not be judged. Unsupported checks are skipped. It is for a vendor's own `go test`; Ginkgo is not involved.
func Run(t *testing.T, plan *Plan, target Target) {
	t.Helper()
	outcomes := map[string]Outcome{}
	tally := plan.Exercise(t.Context(), target, func(o Outcome) { outcomes[o.Check.ID] = o })
	for _, check := range plan.Checks() {
		t.Run(check.ID, func(t *testing.T) {
			o := outcomes[check.ID]
			switch {
			case o.Verdict == Unsupported || o.Verdict == Disabled:
				t.Skip(o.Reason)
			case o.Verdict == Fail && check.Level == Advisory:
				t.Log(Render(o))
			case o.Verdict != Pass:
				t.Error(Render(o))
			}
		})
	}
	for _, object := range tally.Left {
		t.Errorf("left behind: %s", object)
	}
}

// GiveUp delivers every planned check as Inconclusive, for a target that cannot be reached at all.
func (p *Plan) GiveUp(reason string, deliver func(Outcome)) {
	for _, check := range p.Checks() {
		deliver(Outcome{Check: check, Verdict: Inconclusive, Reason: reason})
	}
}

// Judge runs the plan and returns the outcomes in plan order, for callers that want verdicts rather than a test.
func (p *Plan) Judge(ctx context.Context, target Target) ([]Outcome, Tally) {
	byID := map[string]Outcome{}
	tally := p.Exercise(ctx, target, func(o Outcome) { byID[o.Check.ID] = o })
	var out []Outcome
	for _, check := range p.Checks() {
		out = append(out, byID[check.ID])
	}
	return out, tally
}
