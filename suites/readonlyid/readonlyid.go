// Package readonlyid has the rules on ids: they are the target's own, they are the keys of objects, and clients cannot choose or change
// them. Whether an id has the right form is for the schema family to say.
package readonlyid

import (
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

// Family returns the rules on ids.
func Family() conform.Family {
	const keys = "OData 4.01 Part 1, 11.4.3"
	return conform.Family{Name: "readonly_id", Rank: conform.RankID, Applies: applies, Rules: []conform.Rule{
		{Name: "assigned", Level: conform.Documented, RedundantWith: "schema/id, for the sake of those who look for ids here",
			Promise: "an object created without id gets one: a non-empty string",
			Sent:    "POST without id",
			Judged: "the answer has an id, a string that is not empty; a whole number serves as a key as well, and is left to schema/id, " +
				"which says that it is no string",
			Places: created("assigned", judgeAssigned)},
		{Name: "unique", Level: conform.Documented,
			Promise: "every created object gets an id of its own",
			Sent:    "several POSTs below one parent, one after another and side by side",
			Judged:  "no id comes twice",
			Places:  created("unique", judgeUnique)},
		{Name: "key", Level: conform.Documented, Standard: "OData 4.01 Part 1, 11.4.2",
			Promise: "the id in the answer to POST is the key under which the object is found",
			Sent:    "GET by the answered id",
			Judged:  "the object is found and has that id",
			Places:  keyPlaces},
		{Name: "listed", Level: conform.Protocol, Standard: "OData 4.01 Part 1, 11.2.6",
			Promise: "the list shows an object with the id that its creation answered",
			Sent:    "GET of the collection after POST",
			Judged:  "an entry has the id",
			Places:  listedPlaces},
		{Name: "client_id", Level: conform.Documented,
			Promise: "an id that the client sends on create never sticks",
			Sent:    "POST with a fresh id",
			Judged:  "ignored or refused with 4xx; neither answered nor usable as a key",
			Places:  clientPlaces},
		{Name: "existing_id", Level: conform.Protocol, Standard: "OData 4.01 Part 1, 11.4.2",
			Promise: "a create that carries the id of an existing object leaves that one alone",
			Sent:    "POST with the id of another object, then GET of that one",
			Judged:  "ignored or refused with 4xx; it is as it was",
			Places:  created("existing_id", judgeExistingID, schemas.Get)},
		{Name: "unused_id", Level: conform.Documented, Standard: keys,
			Promise: "an update that carries an unused id does not move the object",
			Sent:    "PATCH with a fresh id, then GET under both ids",
			Judged:  "ignored or refused; the object keeps its id, nothing is found under the new one",
			Places:  updated("unused_id", judgeUnusedID)},
		{Name: "other_id", Level: conform.Documented, Standard: keys,
			Promise: "an update that carries the id of another object changes nothing of that one and moves neither",
			Sent:    "PATCH of one object with the id of a second, then GET of both",
			Judged:  "both are found under their own ids; the second is as it was",
			Places:  updated("other_id", judgeOtherID)},
		{Name: "kept", Level: conform.Documented, Standard: keys,
			Promise: "an updated object keeps its id",
			Sent:    "PATCH without id",
			Judged:  "the answer, where it has a body, and GET show the id as it was",
			Places:  keptPlaces},
	}}
}

// applies leaves out what is read alone and not listed: nothing says what its id is.
func applies(of *resource.Resource) bool {
	return of.Writable() || of.Kind == resource.Existing && of.Offers(schemas.List)
}

// creating returns the place of a rule on created objects.
func creating(of *resource.Resource) conform.Place {
	from := append(scenario.RowKeys(of), scenario.Documented.Key(), scenario.IDs.Key(), scenario.Concurrent.Key(), scenario.Lifecycle.Key())
	return conform.Place{Operation: schemas.Create, Section: "Request body", Row: "id", Scenarios: from}
}

func created(name string, judge conform.Judge, uses ...schemas.OperationKind) func(*resource.Resource) []conform.Place {
	return func(of *resource.Resource) []conform.Place {
		if of.Kind != resource.Collection {
			return nil
		}
		return []conform.Place{creating(of).At(name).Using(uses...).By(judge)}
	}
}

// updating returns the place of a rule on updated objects.
func updating(from ...conform.ScenarioKey) conform.Place {
	return conform.Place{Operation: schemas.Update, Section: "Request body", Row: "id", Scenarios: from}.Using(schemas.Get)
}

func updated(name string, judge conform.Judge) func(*resource.Resource) []conform.Place {
	return func(of *resource.Resource) []conform.Place {
		if of.Kind != resource.Collection {
			return nil
		}
		from := append(scenario.RowKeys(of), scenario.Documented.Key(), scenario.IDs.Key())
		return []conform.Place{updating(from...).At(name).By(judge)}
	}
}

func keyPlaces(of *resource.Resource) []conform.Place {
	switch of.Kind {
	case resource.Collection:
		return []conform.Place{creating(of).Of(schemas.Get, "key", schemas.Create).By(judgeKey)}
	case resource.Existing:
		from := []conform.ScenarioKey{scenario.Existing.Key()}
		return []conform.Place{{Operation: schemas.Get, Name: "key", Scenarios: from, Judge: scenario.EachFound(wantKey)}}
	}
	return nil
}

func listedPlaces(of *resource.Resource) []conform.Place {
	if of.Kind != resource.Collection || len(of.Rows) == 0 {
		return nil
	}
	return []conform.Place{creating(of).Of(schemas.List, "same", schemas.List).By(judgeListed)}
}

func clientPlaces(of *resource.Resource) []conform.Place {
	if !of.IDIsReadOnly() {
		return nil
	}
	return created("client_id", judgeClientID)(of)
}

func keptPlaces(of *resource.Resource) []conform.Place {
	if of.Kind == resource.Singleton {
		return []conform.Place{updating(scenario.Documented.Key()).At("kept").By(judgeSingleKept)}
	}
	return updated("kept", judgeKept)(of)
}
