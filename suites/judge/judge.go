package judge

import (
	"fmt"

	"graphconform/suites/conform"
	"graphconform/suites/scenario"
)

// Judge turns the evidence of one resource into the outcomes of its checks, in plan order.
func Judge(checks []*conform.Check, e *conform.Evidence) []conform.Outcome {
	outcomes, blocked := make([]conform.Outcome, len(checks)), make([]bool, len(checks))
	unclaimed, refused := scenario.NoneToMake(e)
	for i, check := range checks {
		j := conform.NewJudgement(check.Rule)
		if !unsupported(e, check, j) {
			safely(check, e, j)
		}
		out := j.Outcome(check)
		by, isBlocked := j.Blocked()
		switch {
		case out.Verdict != conform.Inconclusive || !isBlocked && !lacksObject(out) &&
			(unclaimed == "" || !j.Nothing() || out.Reason == conform.StoppedReason):
		case unclaimed != "":
			out.Verdict, out.Reason, out.Blocked = conform.Unsupported, unclaimed, refused
		default:
			blocked[i] = true
			if out.Blocked = failedStep(e, check, by); out.Blocked != nil {
				out.Reason += "; " + wordStep(out.Blocked)
			}
			if why := mayRefuse(e, out.Blocked); why != "" {
				out.Verdict, out.Reason, blocked[i] = conform.Unsupported, why, false
			}
		}
		if out.Verdict == conform.Unsupported && out.Blocked == nil {
			out.Blocked = j.RefusedBy()
		}
		outcomes[i] = out
	}
	fold(outcomes, blocked)
	return outcomes
}

// mayRefuse says why a target may refuse the step that blocks a check; empty where it may not.
func mayRefuse(e *conform.Evidence, r *conform.Record) string {
	switch {
	case r == nil:
	case r.Twin:
		return conform.RefusesTwins
	case r == scenario.DocumentedStep(e, r.Operation):
		return scenario.Unclaimed(e, r.Operation)
	}
	return ""
}

// lacksObject reports whether a check lacks a step that was not sent as the target makes no object, and does not claim to.
func lacksObject(out conform.Outcome) bool {
	return out.Lacks != nil && out.Lacks.NotSent.Cause == conform.NoObject
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
			if r.Last() != nil && !r.OK() && scenario.MustSucceed(r) {
				return r
			}
		}
	}
	return nil
}

func wordStep(r *conform.Record) string {
	e := r.Last()
	return fmt.Sprintf("step %s of %s: %s %s: %s", r.Step, r.Scenario, e.Request.Method, conform.ShortURL(e.Request.URL), r.Got())
}
