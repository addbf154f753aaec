// Package collection has the rules on what a collection holds: what was created in it and not deleted, each object once, and nothing else.
// Whether an entry shows the right id and values is asked in other families too, whose rules name the property.
package collection

import (
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

const (
	creating = "OData 4.01 Part 1, 11.4.2"
	reading  = "OData 4.01 Part 1, 11.2.6"
	deleting = "OData 4.01 Part 1, 11.4.5"
	keys     = "OData URL Conventions 4.01, 4.3"
)

// Family returns the rules on collections.
func Family() conform.Family {
	life, concurrent := []conform.ScenarioKey{scenario.Lifecycle.Key()}, []conform.ScenarioKey{scenario.Concurrent.Key()}
	return conform.Family{Name: "collection", Rank: conform.RankList, Applies: applies, Rules: []conform.Rule{
		{Name: "member", Level: conform.Protocol, Standard: reading,
			Promise: "a new object is in its list, once",
			Sent:    "POST, then GET of the collection",
			Judged:  "exactly one entry is the object",
			Places:  memberPlaces},
		{Name: "paged", Level: conform.Protocol, Standard: "OData JSON Format 4.01, 4.6.5",
			Promise: "following @odata.nextLink to the end shows every object once",
			Sent:    "many POSTs, then GET of the collection and of every nextLink",
			Judged:  "each object is there exactly once; links end, stay with the target and do not lead back",
			Places:  pagedPlaces},
		{Name: "exact", Level: conform.Protocol, Standard: reading,
			Promise: "the collection of a new parent holds what was created in it, and nothing else",
			Sent:    "GET of a collection before and after POST, below a parent of the run's own",
			Judged: "every entry is an object that a POST to this collection answered with; a list asked for earlier does not stick; " +
				"where others may write too, no second entry shows the texts that one POST alone carried",
			Places: always(conform.Place{Operation: schemas.List, Name: "exact", Scenarios: life}.By(judgeExact))},
		{Name: "two", Level: conform.Protocol, Rank: conform.RankObjects, Standard: creating,
			Promise: "two creates make two objects, also where they carry equal values",
			Sent:    "POSTs below one parent, two of them with the same body",
			Judged:  "each is accepted, and none answers with an object that another one made; equal values may be refused with 4xx",
			Places:  always(conform.Place{Operation: schemas.Create, Name: "two", Scenarios: life}.By(judgeTwo))},
		{Name: "values", Level: conform.Protocol, Standard: creating,
			Promise: "objects created side by side keep each its own values",
			Sent:    "many POSTs side by side",
			Judged:  "the answers and the list show each object with the values of its own POST, apart from what all of them lose alike",
			Places:  always(conform.Place{Operation: schemas.List, Name: "values", Scenarios: concurrent}.By(judgeValues))},
		{Name: "delete_status", Level: conform.Documented, Standard: deleting,
			Promise: "DELETE answers 204 without a body",
			Sent:    "DELETE of an object",
			Judged:  "the documented status, 204 where no page tells another; no body with 204",
			Places:  always(conform.Place{Operation: schemas.Delete, Name: "status", Scenarios: life}.By(judgeDeleteStatus))},
		{Name: "removed", Level: conform.Protocol, Standard: deleting,
			Promise: "a deleted object cannot be read",
			Sent:    "DELETE, then GET",
			Judged:  "404 or 410",
			Places: always(conform.Place{Operation: schemas.Get, Name: "removed", Anchor: schemas.Delete, Scenarios: life}.
				Using(schemas.Delete).By(judgeRemoved))},
		{Name: "revived", Level: conform.Protocol, Standard: deleting,
			Promise: "an update does not bring a deleted object back",
			Sent:    "DELETE, then PATCH and GET",
			Judged:  "PATCH is answered with 404 or 410, or creates anew where no page calls the id read-only; else GET finds nothing",
			Places: always(conform.Place{Operation: schemas.Update, Name: "revived", Scenarios: life}.
				Using(schemas.Delete, schemas.Get).By(judgeRevived))},
		{Name: "race", Level: conform.Protocol, Standard: deleting,
			Promise: "objects deleted side by side are all gone",
			Sent:    "several DELETEs at the same time, then GET of each",
			Judged:  "404 or 410 for each whose DELETE succeeded",
			Places: always(conform.Place{Operation: schemas.Delete, Name: "side_by_side", Scenarios: concurrent}.
				Using(schemas.Get).By(judgeRace))},
		{Name: "unlisted", Level: conform.Protocol, Standard: deleting,
			Promise: "a deleted object is not listed",
			Sent:    "DELETE, then GET of the collection",
			Judged:  "no entry is the object",
			Places: always(conform.Place{Operation: schemas.List, Name: "removed", Anchor: schemas.Delete, Scenarios: life}.
				Using(schemas.Delete).By(judgeUnlisted))},
		{Name: "alone", Level: conform.Protocol, Standard: deleting,
			Promise: "DELETE removes that object alone",
			Sent:    "DELETE of one of several objects, one of them with the same values",
			Judged:  "the others are read and listed as they were",
			Places: always(conform.Place{Operation: schemas.Delete, Name: "alone", Scenarios: life}.
				Using(schemas.Get).By(judgeAlone))},
		{Name: "list_parent", Level: conform.Protocol, Standard: keys,
			Promise: "a list holds only the objects of its parent",
			Sent:    "POST below one parent, GET of the list below another",
			Judged:  "the object is not in it",
			Places:  belowParents(conform.Place{Operation: schemas.List, Name: "parent", Scenarios: life}.By(judgeListParent))},
		{Name: "get_parent", Level: conform.Protocol, Standard: keys,
			Promise: "an object is not reachable below another parent",
			Sent:    "GET of the object's id below another parent",
			Judged:  "the object is not answered",
			Places:  belowParents(conform.Place{Operation: schemas.Get, Name: "parent", Scenarios: life}.By(judgeGetParent))},
		{Name: "update_parent", Level: conform.Protocol, Standard: keys,
			Promise: "an object cannot be changed below another parent",
			Sent:    "PATCH of the object's id below another parent, then GET below its own",
			Judged:  "the object is as it was",
			Places: belowParents(conform.Place{Operation: schemas.Update, Name: "parent", Scenarios: life}.
				Using(schemas.Get).By(judgeUpdateParent))},
		{Name: "delete_parent", Level: conform.Protocol, Standard: keys,
			Promise: "an object cannot be deleted below another parent",
			Sent:    "DELETE of the object's id below another parent, then GET below its own",
			Judged:  "the object is still there",
			Places: belowParents(conform.Place{Operation: schemas.Delete, Name: "parent", Scenarios: life}.
				Using(schemas.Get).By(judgeDeleteParent))},
		{Name: "emptied", Level: conform.Protocol, Standard: reading,
			Promise: "a collection is there, and empty, when its last object is deleted",
			Sent:    "DELETE of all objects of a collection below a parent of the run's own, then GET of the collection",
			Judged:  "200 with a list of no entries",
			Places:  belowParents(documented(schemas.List, "emptied").Using(schemas.Delete).By(judgeEmptied))},
		{Name: "parent_kept", Level: conform.Protocol, Standard: creating + "; " + deleting,
			Promise: "what is created and deleted below a parent leaves the parent as it is",
			Sent:    "POSTs below a parent of the run's own, GET of the parent, PATCH and DELETEs below it, GET of the parent again",
			Judged: "the parent is there, with the texts that its creation sent and was answered with, times apart; " +
				"a target need not show parents",
			Places: belowParents(documented(schemas.Create, "parent_kept").By(judgeParentKept))},
		{Name: "orphaned", Level: conform.Protocol, Standard: "OData 4.01 Part 1, 9.2.1",
			Promise: "what lay below a deleted parent is gone with it",
			Sent:    "DELETE of the parent, then GET of an object and of the collection below it",
			Judged:  "404, or 410; a target may refuse to delete a parent in use",
			Places:  orphanedPlaces},
		{Name: "other_types", Level: conform.Protocol, Standard: reading,
			Promise: "a collection of several types shows the objects of all of them",
			Sent: "POST of the documented object of another type beside those of this one, then GET of the collection and of one of " +
				"these",
			Judged: "the list has entries of both types; GET answers the object that was asked for",
			Places: otherTypesPlaces},
		{Name: "paths", Level: conform.Protocol, Standard: "OData URL Conventions 4.01, 4.11; OData 4.01 Part 1, 11.2.7",
			Promise: "every documented path to an object leads to the same one",
			Sent:    "POST, then GET by each path that pages show beside the first: through types, and from an object back to its parent",
			Judged: "the same object with the same values, in a list the same entry; a target may refuse a path with 4xx or 501, or say " +
				"that a relationship is not set",
			Places: pathPlaces},
		{Name: "location", Level: conform.Protocol, Standard: "OData 4.01 Part 1, 8.3.3",
			Promise: "Location, where given, leads to the new object",
			Sent:    "GET of the Location of a 201",
			Judged:  "200 with the object's id; a Location at another origin is not followed",
			Places: always(conform.Place{Operation: schemas.Create, Name: "location", Scenarios: life}.
				Using(schemas.Get).By(judgeLocation))},
	}}
}

// documented is a place in the scenario of the documented requests.
func documented(op schemas.OperationKind, name string) conform.Place {
	return conform.Place{Operation: op, Name: name, Scenarios: []conform.ScenarioKey{scenario.Documented.Key()}}
}

func applies(of *resource.Resource) bool {
	return of.Kind == resource.Collection || of.Kind == resource.Existing
}

// always returns a place that every collection which checks write to has.
func always(place conform.Place) func(*resource.Resource) []conform.Place {
	return func(of *resource.Resource) []conform.Place {
		if of.Kind != resource.Collection {
			return nil
		}
		return []conform.Place{place}
	}
}

// belowParents returns a place that collections below parents have.
func belowParents(place conform.Place) func(*resource.Resource) []conform.Place {
	return func(of *resource.Resource) []conform.Place {
		if !scenario.SecondParent(of) {
			return nil
		}
		return []conform.Place{place}
	}
}

func memberPlaces(of *resource.Resource) []conform.Place {
	from := append(scenario.RowKeys(of), scenario.Lifecycle.Key(), scenario.Nulls.Key(), scenario.Patch.Key())
	return always(conform.Place{Operation: schemas.List, Name: "member", Scenarios: from}.By(judgeMember))(of)
}

func pagedPlaces(of *resource.Resource) []conform.Place {
	place := conform.Place{Operation: schemas.List, Name: "paged"}
	if of.Kind == resource.Existing {
		place.Scenarios = []conform.ScenarioKey{scenario.Existing.Key()}
		return []conform.Place{place.By(judgeFoundPages)}
	}
	place.Scenarios = []conform.ScenarioKey{scenario.Concurrent.Key()}
	return always(place.By(judgePaged))(of)
}

func orphanedPlaces(of *resource.Resource) []conform.Place {
	at := func(op schemas.OperationKind, act conform.Act) []conform.Place {
		place := conform.Place{Operation: op, Name: "orphaned", Scenarios: []conform.ScenarioKey{scenario.Lifecycle.Key()}}
		return belowParents(place.By(func(e *conform.Evidence, j *conform.Judgement) { judgeOrphaned(e, j, act) }))(of)
	}
	return append(at(schemas.Get, scenario.OrphanGet), at(schemas.List, scenario.OrphanList)...)
}

func otherTypesPlaces(of *resource.Resource) []conform.Place {
	if len(of.Siblings()) == 0 {
		return nil
	}
	place := conform.Place{Operation: schemas.List, Name: "other_types", Scenarios: []conform.ScenarioKey{scenario.Lifecycle.Key()}}
	return []conform.Place{place.By(judgeOtherTypes)}
}
