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
		scheme   = "RFC 6750, 2.1; RFC 9110, 15.5.2"
		nothing  = "OData 4.01 Part 1, 9.2"
		judged   = "401; not 403, not a redirect, not success"
		not2xx   = "401, or 400 as it is no credential at all"
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
		{Name: "own_scheme", Level: conform.Protocol, Standard: scheme,
			Promise: "the token is taken as a bearer token alone",
			Sent:    "POST and GET with the token under Basic; never with the token of a tenant",
			Judged:  not2xx,
			Places:  refusedPlaces("own_scheme")},
		{Name: "trailing", Level: conform.Protocol, Standard: scheme,
			Promise: "the token with something behind it is no token",
			Sent:    "GET with another word behind the token; never with the token of a tenant",
			Judged:  not2xx + "; a target that takes any token is left alone",
			Places:  refusedPlaces("trailing")},
		{Name: "malformed", Level: conform.Strict, Standard: scheme,
			Promise: "two words are no token, also where any word is one",
			Sent:    "GET with another word behind the token; never with the token of a tenant",
			Judged:  not2xx,
			Places:  malformedPlaces},
		{Name: "next_page", Level: conform.Protocol, Standard: required,
			Promise: "a further page of a list is not shown without credentials",
			Sent:    "GET of a nextLink without an Authorization header",
			Judged:  judged,
			Places:  nextPagePlaces},
		{Name: "lower_case", Level: conform.Strict, Standard: "RFC 9110, 11.1",
			Promise: "the name of a scheme is taken in any letter case",
			Sent:    "GET with Authorization: bearer and the token",
			Judged:  "as with Bearer",
			Places:  lowerCasePlaces},
		{Name: "challenge", Level: conform.Strict, Standard: "RFC 9110, 11.6.1",
			Promise: "401 says how to sign in",
			Sent:    "requests without credentials",
			Judged:  "the answer has a WWW-Authenticate header that is not empty",
			Places:  challengePlaces},
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
		all := scenario.NoCredentials()
		tried := all[slices.IndexFunc(all, func(c scenario.Credentials) bool { return c.Rule == rule })]
		judge := judgeRefused
		if tried.HoldsToken() {
			judge = judgeTokenRefused
		}
		var found []conform.Place
		for _, p := range places(rule) {
			if tried.TriedOn(p.Operation) {
				p.Section, p.Row = "Request headers", "Authorization"
				found = append(found, p.By(func(e *conform.Evidence, j *conform.Judgement) { judge(e, j, p.Operation, rule) }))
			}
		}
		return found
	}
}

// eachRefusal returns the places of a rule on every 401.
func eachRefusal(name string, judge func(*conform.Judgement, *conform.Record)) []conform.Place {
	all := places(name)
	for i, p := range all {
		all[i] = p.By(func(e *conform.Evidence, j *conform.Judgement) { judgeRefusals(e, j, p.Operation, judge) })
	}
	return all
}

func envelopePlaces(*resource.Resource) []conform.Place {
	return eachRefusal("envelope", scenario.WantEnvelope)
}

func challengePlaces(*resource.Resource) []conform.Place {
	return eachRefusal("challenge", wantChallenge)
}

// onHeader returns the one place of a check on what an operation makes of an Authorization header.
func onHeader(op schemas.OperationKind, name string, judge conform.Judge, more ...conform.ScenarioKey) []conform.Place {
	place := conform.Place{Operation: op, Name: name, Section: "Request headers", Row: "Authorization",
		Scenarios: append(more, scenario.Auth.Key())}
	return []conform.Place{place.By(judge)}
}

func malformedPlaces(*resource.Resource) []conform.Place {
	return onHeader(schemas.Get, "malformed", judgeMalformed)
}

func nextPagePlaces(of *resource.Resource) []conform.Place {
	if of.Kind != resource.Collection {
		return nil
	}
	return onHeader(schemas.List, "next_page", judgeNextPage, scenario.Concurrent.Key())
}

func lowerCasePlaces(*resource.Resource) []conform.Place {
	return onHeader(schemas.Get, "lower_case", judgeLowerCase)
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
	return acceptedWith(e, op, func(scenario.Credentials) bool { return true })
}

// acceptedWith is accepted with some credentials.
func acceptedWith(e *conform.Evidence, op schemas.OperationKind, of func(scenario.Credentials) bool) *conform.Record {
	for _, c := range scenario.NoCredentials() {
		if r := attempt(e, op, c.Rule); r.OK() && of(c) {
			return r
		}
	}
	return nil
}

// anybody reports whether an operation was accepted from who does not know the token, and blocks a check by the one that tells.
func anybody(e *conform.Evidence, j *conform.Judgement, op schemas.OperationKind) bool {
	r := acceptedWith(e, op, func(c scenario.Credentials) bool { return !c.HoldsToken() })
	if r != nil {
		j.Block(r, r.Method()+" without credentials was accepted")
	}
	return r != nil
}

// taken reports whether an operation without credentials was accepted. What it did is told by the check of its status, and blocks this one.
func taken(e *conform.Evidence, j *conform.Judgement, op schemas.OperationKind) bool {
	r := accepted(e, op)
	if r != nil {
		j.Block(r, r.Method()+" without credentials was accepted")
	}
	return r != nil
}

// judgeRefusals hands every 401 to an operation to judge.
func judgeRefusals(e *conform.Evidence, j *conform.Judgement, op schemas.OperationKind, judge func(*conform.Judgement, *conform.Record)) {
	if !authorized(e, j) {
		return
	}
	for _, c := range scenario.NoCredentials() {
		if r := attempt(e, op, c.Rule); r.Status() == http.StatusUnauthorized && j.On(r) {
			judge(j, r)
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
