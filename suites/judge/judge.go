package judge

import (
	"fmt"

	"graphconform/suites/conform"
	"graphconform/suites/scenario"
)

// Judge turns the evidence of one resource into the outcomes of its checks, in plan order.
func Judge(checks []*conform.Check, e *conform.Evidence) []conform.Outcome {
	outcomes := make([]conform.Outcome, len(checks))
	unclaimed := unclaimed(e)
	for i, check := range checks {
		j := conform.NewJudgement(check.Rule)
		if !unsupported(e, check, j) {
			safely(check, e, j)
		}
		out := j.Outcome(check)
		if by, blocked := j.Blocked(); blocked && out.Verdict == conform.Inconclusive {
			if unclaimed != "" {
				out.Verdict, out.Reason = conform.Unsupported, unclaimed
			} else if out.Blocked = failedStep(e, check, by); out.Blocked != nil {
				out.Reason += "; " + wordStep(out.Blocked)
			}
		}
		outcomes[i] = out
	}
	fold(outcomes)
	return outcomes
}

// safely judges the check. A slip of the suite must cost one check, not the run.
func safely(check *conform.Check, e *conform.Evidence, j *conform.Judgement) {
	defer func() {
		if slip := recover(); slip != nil {
			j.Slip(slip)
		}
	}()
	check.Judge(e, j)
}

// failedStep returns the step that failed and that a check needs: the one that it named, or the one that was to give what that one
// needed; else the first one that failed of those that the check rests on.
func failedStep(e *conform.Evidence, check *conform.Check, by *conform.Record) *conform.Record {
	const deep = 8 // steps that lack what another one lacked
	for range deep {
		if by == nil || by.NotSent.By.Act == "" {
			break
		}
		by = e.Record(by.Scenario, by.NotSent.By)
	}
	if by != nil && by.Last() != nil {
		return by
	}
	for _, key := range check.Scenarios {
		for _, r := range e.Records(key) {
			if !r.Probe && r.Last() != nil && !r.OK() && !mayFail(e, r) {
				return r
			}
		}
	}
	return nil
}

// mayFail reports whether a step is one that may fail, or has to.
func mayFail(e *conform.Evidence, r *conform.Record) bool {
	return e.Transcript(r.Scenario).Invalid && r.Act != scenario.Base
}

func wordStep(r *conform.Record) string {
	e := r.Last()
	return fmt.Sprintf("step %s of %s: %s %s: %s", r.Step, r.Scenario, e.Request.Method, conform.ShortURL(e.Request.URL), r.Got())
}
