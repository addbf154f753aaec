package scenario

import (
	"fmt"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
)

// DocumentedStep returns the record of an operation's documented request.
func DocumentedStep(e *conform.Evidence, op schemas.OperationKind) *conform.Record {
	key := Documented.Key()
	if e.Resource.Kind == resource.Existing {
		key = Existing.Key()
	}
	return e.In(key).Once(conform.Act(op))
}

// Refusal says how the target refuses an operation: its documented request gets 405, 501, 404 on the collection,
// or 400 with a text known to mean that there is no such route.
func Refusal(e *conform.Evidence, op schemas.OperationKind) (string, bool) {
	r := DocumentedStep(e, op)
	switch status := r.Status(); {
	case len(r.Pages) > 1: // what a link leads to is not the operation
		return "", false
	case noRoute(r):
	case status == 404 && (op == schemas.Create || op == schemas.List || e.Resource.Kind == resource.Singleton):
	case status == 404 && (noItemRoutes(e) || e.Resource.Unclear(op) && shown(e, op)):
	case status/100 == 4 && op == schemas.Create && e.Resource.Mixed && e.Resource.Unclear(op): // it takes other types
	default:
		return "", false
	}
	return fmt.Sprintf("the target refuses %s: %s", op, r.Got()), true
}

// noRoute reports whether an answer says by itself that what it was asked for is not there.
func noRoute(r *conform.Record) bool {
	status := r.Status()
	return status == 405 || status == 501 || status == 400 && conform.NoRoute(r.Response().Body)
}

// noItemRoutes reports whether the target has no routes for single objects beside those that a page documents: all others answer 404 for
// an object that the list, where there is one, shows under its answered id. One of them alone is no sign of that.
func noItemRoutes(e *conform.Evidence) bool {
	documented, asked := e.In(Documented.Key()), 0
	for _, op := range []schemas.OperationKind{schemas.Get, schemas.Update, schemas.Delete} {
		if _, known := e.Resource.Operation(op); known {
			continue
		}
		asked++
		if documented.Once(conform.Act(op)).Status() != 404 {
			return false
		}
	}
	made, list := documented.Once(Create), documented.Once(List)
	return asked > 1 && (!list.OK() || list.Unlisted() || len(list.Item(made.ID())) > 0)
}

// shown reports whether the object that the documented operation was sent to is one that another operation shows.
func shown(e *conform.Evidence, op schemas.OperationKind) bool {
	documented := e.In(Documented.Key())
	made := documented.Once(Create)
	return made.ID() != "" && (op != schemas.Get && DocumentedStep(e, schemas.Get).OK() ||
		len(documented.Once(List).Item(made.ID())) > 0)
}

// UnclaimedBecause says what the claims say of an operation that they do not claim.
func UnclaimedBecause(e *conform.Evidence, op schemas.OperationKind) string {
	if e.Resource.Unclear(op) {
		return "the claims do not tell"
	}
	return "the claims leave it out"
}

// Unclaimed says why an operation that the target refuses, and does not claim, is none that it must have; empty for others.
func Unclaimed(e *conform.Evidence, op schemas.OperationKind) string {
	if why, refused := Refusal(e, op); refused && !e.Resource.Claimed(op) {
		return why + "; " + UnclaimedBecause(e, op)
	}
	return ""
}

// UnclaimedCall says why a call that the target refuses, and does not claim, is none that it must have; empty for others. r is the answer
// to the documented request.
func UnclaimedCall(e *conform.Evidence, name string, r *conform.Record) string {
	of := e.Resource
	if of.Claims == nil || of.Claims[of.ID()+" "+name] || r.Status() != 404 && !noRoute(r) {
		return ""
	}
	return fmt.Sprintf("the target refuses %s: %s; the claims do not tell", name, r.Got())
}

// NoneToMake says why nothing that needs an object can be looked at, where the target does not claim to make any, and refuses to: by is the
// answer that says so. A singleton is made by update. why is empty where objects can be made, or must be.
func NoneToMake(e *conform.Evidence) (why string, by *conform.Record) {
	op := schemas.Create
	if e.Resource.Kind == resource.Singleton {
		op = schemas.Update
	}
	if why = Unclaimed(e, op); why == "" {
		return "", nil
	}
	return why, DocumentedStep(e, op)
}
