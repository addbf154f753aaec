// Package auth has the rules on requests without credentials: they are answered with 401, show nothing and change nothing.
// Which permissions a token must hold is not among them.
package auth

import (
	"fmt"
	"net/http"
	"slices"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

// Family returns the rules on sign-in.
func Family() conform.Family {
	const (
		required = "RFC 9110, 15.5.2; Graph errors, 401"
		nothing  = "OData 4.01 Part 1, 9.2"
		judged   = "401; not 403, not a redirect, not success"
	)
	return conform.Family{Name: "auth", Rank: conform.RankSignIn, Applies: applies, Rules: []conform.Rule{
		{Name: "none", Level: conform.Protocol, Standard: required,
			Promise: "a request without credentials is answered with 401",
			Sent:    "every operation without an Authorization header",
			Judged:  judged,
			Places:  refusedPlaces("none")},
		{Name: "scheme", Level: conform.Protocol, Standard: required,
			Promise: "a request with another scheme is answered with 401",
			Sent:    "every operation with Authorization: Basic",
			Judged:  judged,
			Places:  refusedPlaces("scheme")},
		{Name: "empty", Level: conform.Protocol, Standard: required,
			Promise: "a request with an empty token is answered with 401",
			Sent:    "every operation with Authorization: Bearer and nothing behind it",
			Judged:  judged,
			Places:  refusedPlaces("empty")},
		{Name: "unchanged", Level: conform.Protocol, Standard: nothing,
			Promise: "a request without credentials changes nothing",
			Sent:    "POST, PATCH and DELETE without credentials, then GET with them",
			Judged:  "nothing is created, changed or removed",
			Places:  unchangedPlaces},
		{Name: "envelope", Level: conform.Protocol, Standard: "OData 4.01 Part 1, 9.4; Graph guidelines, Error handling",
			Promise: "401 is JSON with error.code and error.message",
			Sent:    "requests without credentials",
			Judged:  "as for every other error",
			Places:  envelopePlaces},
	}}
}

func applies(of *resource.Resource) bool { return of.Writable() && !of.NoAuth }

// places returns a place for every operation.
func places(name string) []conform.Place {
	from := []conform.ScenarioKey{scenario.Auth.Key()}
	var all []conform.Place
	for _, op := range []schemas.OperationKind{schemas.Create, schemas.Get, schemas.List, schemas.Update, schemas.Delete} {
		all = append(all, conform.Place{Operation: op, Name: name, Scenarios: from})
	}
	return all
}

// refusedPlaces returns the places of a rule that has credentials of its own.
func refusedPlaces(rule string) func(*resource.Resource) []conform.Place {
	return func(*resource.Resource) []conform.Place {
		all := places(rule)
		for i, p := range all {
			p.Section, p.Row = "Request headers", "Authorization"
			all[i] = p.By(func(e *conform.Evidence, j *conform.Judgement) { judgeRefused(e, j, p.Operation, rule) })
		}
		return all
	}
}

func envelopePlaces(*resource.Resource) []conform.Place {
	all := places("envelope")
	for i, p := range all {
		all[i] = p.By(func(e *conform.Evidence, j *conform.Judgement) { judgeEnvelopes(e, j, p.Operation) })
	}
	return all
}

func unchangedPlaces(*resource.Resource) []conform.Place {
	from := []conform.ScenarioKey{scenario.Auth.Key()}
	place := func(op, seen schemas.OperationKind, judge conform.Judge) conform.Place {
		return conform.Place{Operation: op, Name: "unchanged", Scenarios: from}.Using(seen).By(judge)
	}
	return []conform.Place{
		place(schemas.Create, schemas.List, judgeNothingCreated),
		place(schemas.Update, schemas.Get, judgeNothingChanged),
		place(schemas.Delete, schemas.Get, judgeNothingRemoved),
	}
}

// authorized makes the check Unsupported where the run has no token: then nothing tells a target that asks for one from one that is closed.
func authorized(e *conform.Evidence, j *conform.Judgement) bool {
	steps := e.In(scenario.Auth.Key())
	if e.Has(scenario.Auth.Key(), scenario.NoToken.Once()) {
		j.Unsupport(steps.Once(scenario.NoToken).NotSent.Detail)
		return false
	}
	return j.Needs(steps.Once(scenario.Base))
}

// attempt returns what an operation was answered with the credentials of a rule.
func attempt(e *conform.Evidence, op schemas.OperationKind, rule string) *conform.Record {
	return e.In(scenario.Auth.Key()).About(scenario.AuthAct(op), rule)
}

func judgeRefused(e *conform.Evidence, j *conform.Judgement, op schemas.OperationKind, rule string) {
	if r := attempt(e, op, rule); authorized(e, j) && j.NeedsSent(r) {
		found := j.Want(r.Status() == http.StatusUnauthorized, r, "status", "401 Unauthorized", r.GotStatus(true))
		if r.OK() || conform.NotThere(r.Status()) && accepted(e, schemas.Delete) != nil { // as it is answered with the token
			found.As(conform.Accepted)
		}
	}
}

// accepted returns an operation without credentials that was answered with success; nil where none was.
func accepted(e *conform.Evidence, op schemas.OperationKind) *conform.Record {
	for _, c := range scenario.NoCredentials() {
		if r := attempt(e, op, c.Rule); r.OK() {
			return r
		}
	}
	return nil
}

// taken reports whether an operation without credentials was accepted. What it did is told by the check of its status, and blocks this one.
func taken(e *conform.Evidence, j *conform.Judgement, op schemas.OperationKind) bool {
	r := accepted(e, op)
	if r != nil {
		j.Block(r, r.Method()+" without credentials was accepted")
	}
	return r != nil
}

func judgeEnvelopes(e *conform.Evidence, j *conform.Judgement, op schemas.OperationKind) {
	if !authorized(e, j) {
		return
	}
	for _, c := range scenario.NoCredentials() {
		if r := attempt(e, op, c.Rule); r.Status() == http.StatusUnauthorized && j.On(r) {
			scenario.WantEnvelope(j, r)
		}
	}
	if j.Nothing() {
		j.Unsupport("nothing was answered with 401")
	}
}

// judgeNothingCreated looks in the list for what was posted without credentials.
func judgeNothingCreated(e *conform.Evidence, j *conform.Judgement) {
	key := scenario.Auth.Key()
	list := e.In(key).Once(scenario.AfterList)
	if !authorized(e, j) || !j.Needs(list) {
		return
	}
	base, stored := e.In(key).Once(scenario.Base).ID(), 0
	for _, entry := range list.Items() {
		ours := !e.SharedBy(key) && !e.Elsewhere(key, entry) || slices.ContainsFunc(e.Records(key), func(r *conform.Record) bool {
			return scenario.MustBeRefused(r) && e.Resource.Shares(r.Sent(), entry)
		})
		if resource.IDOf(entry) != base && ours {
			stored++
		}
	}
	if stored == 0 || !taken(e, j, schemas.Create) {
		j.Want(stored == 0, list, "/value", "no entry that was posted without credentials",
			fmt.Sprintf("%d more", stored)).As(conform.EntryMore)
	}
}

func judgeNothingChanged(e *conform.Evidence, j *conform.Judgement) {
	steps := e.In(scenario.Auth.Key())
	before, after := steps.Once(scenario.Before), steps.Once(scenario.After)
	if !authorized(e, j) || !j.Needs(before) {
		return
	}
	if conform.NotThere(after.Status()) && taken(e, j, schemas.Delete) {
		return
	}
	same := len(e.Resource.Differing(before.Object(), after.Object())) == 0
	if j.On(after) && after.OK() && (same || !taken(e, j, schemas.Update)) {
		scenario.WantSame(e.Resource, j, after, "/", before.Object(), after.Object())
	}
	j.BlockUnlessSeen(nil, "the object is gone")
}

func judgeNothingRemoved(e *conform.Evidence, j *conform.Judgement) {
	steps := e.In(scenario.Auth.Key())
	after := steps.Once(scenario.After)
	if authorized(e, j) && j.Needs(steps.Once(scenario.Before)) && j.On(after) && (after.OK() || !taken(e, j, schemas.Delete)) {
		j.Want(after.OK(), after, "status", "the object still there", after.Got())
	}
}
