package judge

import (
	"slices"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/scenario"
)

// unsupported handles operations that the target refuses: one that no page documents makes the check Unsupported,
// a documented one blocks it by the check of that operation's status.
func unsupported(e *conform.Evidence, check *conform.Check, j *conform.Judgement) bool {
	for _, key := range check.Scenarios {
		switch t := e.Transcript(key); {
		case t == nil:
		case t.Withheld != "":
			if j.Unsupport(t.Withheld); t.NotRun.Cause == conform.Stopped {
				j.Stop()
			}
			return true
		case t.NotRun.Cause == conform.NoParent && !claimed(e, check):
			j.Unsupport(t.NotRun.Detail + "; the claims do not tell")
			return true
		}
	}
	for _, op := range check.Uses {
		if r := scenario.DocumentedStep(e, op); conditioned(e, op) && scenario.ProperlyRefused(r) {
			j.Refused(r, scenario.RefusesState)
			return true
		}
		why, refused := scenario.Refusal(e, op)
		if !refused {
			continue
		}
		_, documented := e.Resource.Operation(op)
		switch {
		case documented && !e.Resource.Claimed(op):
			j.Refused(scenario.DocumentedStep(e, op), why+"; "+scenario.UnclaimedBecause(e, op))
			return true
		case !documented && scenario.DocumentedStep(e, op).Status() == 404 && scenario.DocumentedStep(e, schemas.List).Unlisted():
			j.Block(scenario.DocumentedStep(e, schemas.List), why+", and the list does not show whether the object is there")
			return true
		case !documented:
			j.Refused(scenario.DocumentedStep(e, op), why+"; no page at hand documents it")
			return true
		case check.Rank != conform.RankStatus:
			j.Block(scenario.DocumentedStep(e, op), why)
			return true
		}
	}
	return false
}

// claimed reports whether the target claims any operation that a check is about.
func claimed(e *conform.Evidence, check *conform.Check) bool {
	return e.Resource.Claimed(check.Operation) || slices.ContainsFunc(check.Uses, e.Resource.Claimed)
}

// conditioned reports whether a page states a condition for an operation.
func conditioned(e *conform.Evidence, op schemas.OperationKind) bool {
	documented, _ := e.Resource.Operation(op)
	return documented.Condition != nil
}
