// Package action has the rules of the family "call" on actions and functions: their status, what they answer, and what they must refuse.
// What a call does to its object is not among them, for pages say that in prose alone, but for what parameters and paths tell: an action
// that takes a collection of entities which a page lists below its object makes those, and a function changes nothing.
package action

import (
	"strings"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

// Family returns the rules on actions and functions.
func Family() conform.Family {
	return conform.Family{Name: "call", Rank: conform.RankCall, Applies: applies, Rules: []conform.Rule{
		{Name: "documented", Level: conform.Documented,
			Promise: "the documented call gets the documented status and kind of body",
			Sent:    "the request of the page as it stands, on an object of the run's own",
			Judged:  "the status code equals the documented one; 204 has no body, other answers have one",
			Places:  each("documented", every, judgeStatus)},
		{Name: "answer", Level: conform.Documented,
			Promise: "the answer to a call is of the documented type",
			Sent:    "the request of the page",
			Judged: "a collection or a primitive value stands under value, an object there or bare; each is valid by the derived schema; " +
				"a Stream is any body that is not empty",
			Places: each("answer", every, judgeAnswer)},
		{Name: "parameter", Level: conform.Documented, Standard: "OData JSON Format 4.01, 7.1",
			Promise: "a parameter of another JSON type is refused",
			Sent:    "the documented request with a wrong value for one parameter",
			Judged:  "refused with 4xx, never 5xx, never 2xx",
			Places:  parameterPlaces},
		{Name: "kept", Level: conform.Protocol, Standard: "OData 4.01 Part 1, 11.5.2 to 11.5.4",
			Promise: "a call leaves its object there, with its texts where it makes others, and a function leaves it as it was",
			Sent:    "GET of the object, the documented request, GET of the object",
			Judged: "the object is found under its id; behind a function it shows what it showed before. An action whose name says that " +
				"it ends its object may do so",
			Places: each("kept", onOne, judgeKept)},
		{Name: "effect", Level: conform.Protocol, Standard: "OData 4.01 Part 1, 11.5.4",
			Promise: "what an action is given to make below its object is listed there",
			Sent: "the documented request, then with as many elements again; GET of the collection of that type before and after each; " +
				"before them on another object, whose collection is read again behind all",
			Judged: "the list has as many entries as the parameter had, or so many more, with what was given in some of them, and that " +
				"of the other object what it was given, and the same as before; a target need not have that list",
			Places: effectPlaces},
		{Name: "unknown_object", Level: conform.Protocol, Standard: "OData 4.01 Part 1, 9.2.1",
			Promise: "a call on an object that does not exist is answered with 404",
			Sent:    "the documented request under an unused id of the same form",
			Judged:  "404",
			Places:  each("unknown_object", onObjects, judgeUnknownObject)},
		{Name: "read", Level: conform.Strict, Standard: "OData 4.01 Part 1, 11.5.4; RFC 9110, 9.2.1",
			Promise: "GET carries no action out",
			Sent:    "GET of the action",
			Judged:  "4xx or 501",
			Places:  each("read", actions, judgeRead)},
		{Name: "envelope", Level: conform.Protocol, Standard: "OData 4.01 Part 1, 9.4; Graph guidelines, Error handling",
			Promise: "every error is JSON with error.code and error.message",
			Sent:    "calls that must be refused",
			Judged:  "the body is a JSON object with error, an object with code and message, strings that are not empty",
			Places:  each("envelope", every, judgeEnvelopes)},
		{Name: "no_credentials", Level: conform.Protocol, Standard: "RFC 9110, 15.5.2; Graph errors, 401",
			Promise: "a call without credentials is answered with 401",
			Sent:    "the documented request without an Authorization header",
			Judged:  "401; not 403, not a redirect, not success",
			Places:  each("no_credentials", signedIn, judgeNoCredentials)},
	}}
}

func applies(of *resource.Resource) bool { return !of.Observe }

// which reports whether a rule has anything to ask of a call.
type which func(*resource.Resource, resource.Call) bool

func every(*resource.Resource, resource.Call) bool { return true }

func actions(_ *resource.Resource, c resource.Call) bool { return c.Kind == schemas.Action }

func onObjects(_ *resource.Resource, c resource.Call) bool { return len(c.Route.Levels) > 0 }

// onOne reports whether a call acts on one object of the resource.
func onOne(_ *resource.Resource, c resource.Call) bool {
	return len(c.Route.Levels) > 0 && strings.Count(c.Route.Tail, "/") == 1
}

func signedIn(of *resource.Resource, _ resource.Call) bool { return !of.NoAuth }

// judge holds what a call's scenario recorded against a rule.
type judge func(e *conform.Evidence, j *conform.Judgement, c resource.Call)

func (f judge) about(c resource.Call) conform.Judge {
	return func(e *conform.Evidence, j *conform.Judgement) {
		if r := called(e, c); c.Condition != nil && scenario.ProperlyRefused(r) {
			j.Refused(r, scenario.RefusesState)
			return
		} else if why := scenario.UnclaimedCall(e, c.Name, r); why != "" {
			j.Refused(r, why)
			return
		}
		f(e, j, c)
	}
}

// each returns a place for each of the resource's calls that a rule has anything to ask of.
func each(name string, asked which, f judge) func(*resource.Resource) []conform.Place {
	return func(of *resource.Resource) []conform.Place {
		var places []conform.Place
		for _, c := range scenario.CallsOf(of) {
			if asked(of, c) {
				places = append(places, place(c, name).By(f.about(c)))
			}
		}
		return places
	}
}

func place(c resource.Call, name string) conform.Place {
	return conform.Place{Operation: c.Kind, Name: name, Call: &c.Operation, Scenarios: []conform.ScenarioKey{keyOf(c)}}
}

func keyOf(c resource.Call) conform.ScenarioKey { return scenario.Call.Of(c.Name) }

// effectPlaces returns a place for each parameter of which an action makes objects.
func effectPlaces(of *resource.Resource) []conform.Place {
	var places []conform.Place
	for _, c := range scenario.CallsOf(of) {
		for _, made := range c.Makes {
			at := place(c, made.Parameter+":effect")
			at.Section, at.Row = "Request body", made.Parameter
			places = append(places, at.By(judge(func(e *conform.Evidence, j *conform.Judgement, c resource.Call) {
				judgeEffect(e, j, c, made)
			}).about(c)))
		}
	}
	return places
}

// parameterPlaces returns a place for each parameter that any value is wrong for.
func parameterPlaces(of *resource.Resource) []conform.Place {
	var places []conform.Place
	for _, c := range scenario.CallsOf(of) {
		for _, p := range c.Parameters {
			if len(c.Wrong[p.Name]) == 0 {
				continue
			}
			at := place(c, "parameter:"+p.Name)
			at.Section, at.Row = "Request body", p.Name
			places = append(places, at.By(judge(func(e *conform.Evidence, j *conform.Judgement, c resource.Call) {
				judgeParameter(e, j, c, p.Name)
			}).about(c)))
		}
	}
	return places
}
