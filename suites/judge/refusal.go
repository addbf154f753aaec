package judge

import (
	"fmt"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

// unsupported handles operations that the target refuses: one that no page documents makes the check Unsupported,
// a documented one blocks it by the check of that operation's status.
func unsupported(e *conform.Evidence, check *conform.Check, j *conform.Judgement) bool {
	for _, key := range check.Scenarios {
		if t := e.Transcript(key); t != nil && t.Withheld != "" {
			if j.Unsupport(t.Withheld); t.NotRun.Cause == conform.Stopped {
				j.Stop()
			}
			return true
		}
	}
	for _, op := range check.Uses {
		if r := documentedStep(e, op); conditioned(e, op) && scenario.ProperlyRefused(r) {
			j.Refused(r, scenario.RefusesState)
			return true
		}
		why, refused := refusal(e, op)
		if !refused {
			continue
		}
		_, documented := e.Resource.Operation(op)
		switch {
		case documented && !e.Resource.Claimed(op):
			j.Refused(documentedStep(e, op), why+"; "+unclaimedBecause(e, op))
			return true
		case !documented && documentedStep(e, op).Status() == 404 && documentedStep(e, schemas.List).Unlisted():
			j.Block(documentedStep(e, schemas.List), why+", and the list does not show whether the object is there")
			return true
		case !documented:
			j.Refused(documentedStep(e, op), why+"; no page at hand documents it")
			return true
		case check.Rank != conform.RankStatus:
			j.Block(documentedStep(e, op), why)
			return true
		}
	}
	return false
}

// conditioned reports whether a page states a condition for an operation.
func conditioned(e *conform.Evidence, op schemas.OperationKind) bool {
	documented, _ := e.Resource.Operation(op)
	return documented.Condition != nil
}

// documentedStep returns the record of an operation's documented request.
func documentedStep(e *conform.Evidence, op schemas.OperationKind) *conform.Record {
	key := scenario.Documented.Key()
	if e.Resource.Kind == resource.Existing {
		key = scenario.Existing.Key()
	}
	return e.In(key).Once(conform.Act(op))
}

// refusal says how the target refuses an operation: its documented request gets 405, 501, 404 on the collection,
// or 400 with a text known to mean that there is no such route.
func refusal(e *conform.Evidence, op schemas.OperationKind) (string, bool) {
	r := documentedStep(e, op)
	switch status := r.Status(); {
	case len(r.Pages) > 1: // what a link leads to is not the operation
		return "", false
	case status == 405 || status == 501:
	case status == 404 && (op == schemas.Create || op == schemas.List):
	case status == 400 && conform.NoRoute(r.Response().Body):
	case status == 404 && (noItemRoutes(e) || e.Resource.Unclear(op) && shown(e, op)):
	case status/100 == 4 && op == schemas.Create && e.Resource.Mixed && e.Resource.Unclear(op): // it takes other types
	default:
		return "", false
	}
	return fmt.Sprintf("the target refuses %s: %s", op, r.Got()), true
}

// noItemRoutes reports whether the target has no routes for single objects beside those that a page documents: all others answer 404 for
// an object that the list, where there is one, shows under its answered id. One of them alone is no sign of that.
func noItemRoutes(e *conform.Evidence) bool {
	documented, asked := e.In(scenario.Documented.Key()), 0
	for _, op := range []schemas.OperationKind{schemas.Get, schemas.Update, schemas.Delete} {
		if _, known := e.Resource.Operation(op); known {
			continue
		}
		asked++
		if documented.Once(conform.Act(op)).Status() != 404 {
			return false
		}
	}
	made, list := documented.Once(scenario.Create), documented.Once(scenario.List)
	return asked > 1 && (!list.OK() || list.Unlisted() || len(list.Item(made.ID())) > 0)
}

// unclaimedBecause says what the claims say of an operation that they do not claim.
func unclaimedBecause(e *conform.Evidence, op schemas.OperationKind) string {
	if e.Resource.Unclear(op) {
		return "the claims do not tell"
	}
	return "the claims leave it out"
}

// shown reports whether the object that the documented operation was sent to is one that another operation shows.
func shown(e *conform.Evidence, op schemas.OperationKind) bool {
	documented := e.In(scenario.Documented.Key())
	made := documented.Once(scenario.Create)
	return made.ID() != "" && (op != schemas.Get && documentedStep(e, schemas.Get).OK() ||
		len(documented.Once(scenario.List).Item(made.ID())) > 0)
}

// unclaimed says why nothing that needs an object can be judged, where the target does not claim to make any; else it is empty.
func unclaimed(e *conform.Evidence) string {
	if why, refused := refusal(e, schemas.Create); refused && !e.Resource.Claimed(schemas.Create) {
		return why + "; " + unclaimedBecause(e, schemas.Create)
	}
	return ""
}
