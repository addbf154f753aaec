// Package computed has the rules on values that the server sets: they are plausible, they are the same wherever an object is shown, reading
// moves none, and clients cannot choose them. The key is for the family of ids, and what clients set is for the round trip.
package computed

import (
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

// Family returns the rules on values that the server sets.
func Family() conform.Family {
	const computed = "OData 4.01 Part 1, 11.4.2"
	return conform.Family{Name: "computed", Rank: conform.RankUpdate, Applies: (*resource.Resource).Writable, Rules: []conform.Rule{
		{Name: "clock", Level: conform.Documented,
			Promise: "the time of creation or of the last modification is when that happened",
			Sent:    "POST and PATCH",
			Judged:  "the time is at most 14 minutes from Date in the same answer, where both are there",
			Places:  clockPlaces},
		{Name: "steady", Level: conform.Protocol, Standard: computed,
			Promise: "what the server sets is the same wherever an object is shown, and reading moves it not",
			Sent:    "POST, the list, and two GETs, between which nothing changes the object",
			Judged:  "all of them show one value",
			Places:  steadyPlaces},
		{Name: "kept", Level: conform.Documented,
			Promise: "the time of creation survives every update",
			Sent:    "PATCHes, each followed by GET",
			Judged:  "each GET shows the same time",
			Places:  updates(schemas.StampCreated, "kept", judgeKept)},
		{Name: "forward", Level: conform.Documented,
			Promise: "the time of the last modification moves forward by updates",
			Sent:    "PATCHes, each followed by GET",
			Judged:  "it never goes back, and has moved at the end, unless less time went by than its digits can tell",
			Places:  updates(schemas.StampModified, "forward", judgeForward)},
		{Name: "client_value", Level: conform.Protocol, Standard: computed + " and 11.4.3",
			Promise: "a client cannot choose what the server sets",
			Sent:    "POST and PATCH with values of the client's own for all of it, then GET",
			Judged:  "refused with 4xx, or GET shows none of them",
			Places:  clientValuePlaces},
	}}
}

func clockPlaces(of *resource.Resource) []conform.Place {
	var places []conform.Place
	at := func(op schemas.OperationKind, p schemas.Property, key conform.ScenarioKey, acts ...conform.Act) {
		place := conform.Place{Operation: op, Name: p.Name, Section: "Response", Row: p.Name, Scenarios: []conform.ScenarioKey{key}}
		places = append(places, place.By(func(e *conform.Evidence, j *conform.Judgement) { judgeClock(e.In(key), j, p, acts) }))
	}
	for _, stamp := range []schemas.Stamp{schemas.StampCreated, schemas.StampModified} {
		for _, p := range of.Stamps(stamp) {
			if of.Kind == resource.Collection {
				at(schemas.Create, p, scenario.Lifecycle.Key(), scenario.Base)
			}
			if stamp == schemas.StampModified && len(of.Changed) > 0 {
				at(schemas.Update, p, scenario.Patch.Key(), scenario.Only, scenario.Again)
			}
		}
	}
	return places
}

func steadyPlaces(of *resource.Resource) []conform.Place {
	if of.Kind != resource.Collection {
		return nil
	}
	var places []conform.Place
	for _, p := range of.Computed() {
		at := conform.Place{Operation: schemas.Get, Name: p.Name, Section: "Response", Row: p.Name,
			Scenarios: []conform.ScenarioKey{scenario.Lifecycle.Key()}}
		places = append(places, at.By(func(e *conform.Evidence, j *conform.Judgement) { judgeSteady(e, j, p) }))
	}
	return places
}

// updates returns places for times of one kind, of which name says what is promised.
func updates(stamp schemas.Stamp, name string, judge func(e *conform.Evidence, j *conform.Judgement, p schemas.Property)) func(
	*resource.Resource) []conform.Place {
	return func(of *resource.Resource) []conform.Place {
		if len(of.Changed) == 0 {
			return nil
		}
		var places []conform.Place
		for _, p := range of.Stamps(stamp) {
			at := conform.Place{Operation: schemas.Update, Name: p.Name + ":" + name, Row: p.Name,
				Scenarios: []conform.ScenarioKey{scenario.Patch.Key()}}
			places = append(places, at.Using(schemas.Get).By(func(e *conform.Evidence, j *conform.Judgement) { judge(e, j, p) }))
		}
		return places
	}
}

func clientValuePlaces(of *resource.Resource) []conform.Place {
	if len(of.Unsettable()) == 0 {
		return nil
	}
	var places []conform.Place
	at := func(op schemas.OperationKind, write, read conform.Act) {
		place := conform.Place{Operation: op, Name: "client_value", Section: "Request body",
			Scenarios: []conform.ScenarioKey{scenario.Undeclared.Key()}}
		places = append(places, place.Using(schemas.Get).By(func(e *conform.Evidence, j *conform.Judgement) {
			judgeClientValue(e, j, write, read)
		}))
	}
	if of.Kind == resource.Collection {
		at(schemas.Create, scenario.ChosenCreate, scenario.ChosenGet)
	}
	at(schemas.Update, scenario.ChosenUpdate, scenario.ChosenUpdated)
	return places
}
