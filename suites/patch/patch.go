// Package patch has the rules on updates that merge: what is sent changes, and only that.
// Whether each value of a type survives an update is for the round trip; that wrong values are refused is for the family of errors.
package patch

import (
	"slices"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

// Family returns the rules on updates.
func Family() conform.Family {
	const merge = "OData 4.01 Part 1, 11.4.3"
	return conform.Family{Name: "patch", Rank: conform.RankUpdate, Rules: []conform.Rule{
		{Name: "single", Level: conform.Protocol, Standard: merge,
			Promise: "an update of one property changes that property and no other",
			Sent:    "PATCH with one property at a time, on one object, then GET",
			Judged:  "GET shows the new value, and every other property as it was",
			Places:  eachChanged("", judgeSingle)},
		{Name: "untouched", Level: conform.Protocol, Standard: merge,
			Promise: "an update that does not name a property leaves its value alone, whatever it is",
			Sent:    "PATCH of one property of objects that hold every sample value, and nulls, in the others",
			Judged:  "GET shows the others exactly as the GET before did",
			Places:  untouchedPlaces},
		{Name: "side_by_side", Level: conform.Protocol, Standard: merge,
			Promise: "updates side by side all count",
			Sent:    "PATCHes of different properties of one object, and of several objects, at the same time",
			Judged:  "GET shows every update that was answered with success; one may be refused with 4xx",
			Places:  sideBySidePlaces},
		{Name: "null", Level: conform.Protocol, Standard: merge,
			Promise: "null clears a property that was set",
			Sent:    "PATCH with null for one property that is set, then GET",
			Judged:  "GET shows null or no such member; null may be refused with 4xx",
			Places:  nullPlaces},
		{Name: "empty", Level: conform.Protocol, Standard: merge,
			Promise:       "empty and zero are values: an update to them counts",
			Sent:          "PATCH with an empty string, 0 or false for one property that has another value, then GET",
			Judged:        "GET shows the value that was sent",
			RedundantWith: "round_trip/value, where empty and zero stand among other changes",
			Places:        emptyPlaces},
		{Name: "answer", Level: conform.Documented, Standard: merge,
			Promise: "the answer to an update shows the whole new state",
			Sent:    "PATCH of one property",
			Judged:  "an answer with a body agrees with the GET after it in every property that clients can set",
			Places:  answerPlaces},
		{Name: "again", Level: conform.Protocol, Standard: merge,
			Promise: "a second and a third update count too",
			Sent:    "three PATCHes of one property, each followed by GET, and one of a property that null had cleared",
			Judged:  "each GET shows the value sent last",
			Places:  againPlaces},
		{Name: "others", Level: conform.Protocol, Standard: merge,
			Promise: "an update leaves all other objects alone",
			Sent:    "PATCHes of one object; two with other values and one with the same were created before",
			Judged:  "GET shows the other objects as they were",
			Places:  othersPlaces},
		{Name: "listed", Level: conform.Protocol, Standard: "OData 4.01 Part 1, 11.2.6",
			Promise:       "the list shows an updated object in its new state",
			Sent:          "GET of the collection after PATCH",
			Judged:        "the entry has the values sent last",
			RedundantWith: "round_trip/value, which looks into every other list after an update too",
			Places:        listedPlaces},
		{Name: "null_inside", Level: conform.Protocol, Standard: merge,
			Promise: "null clears a member of an object that a property holds",
			Sent:    "PATCH with such an object, or a collection of one, that has null for a text, then GET",
			Judged:  "GET shows the object with the other members as sent, and null or no such member; it may be refused with 4xx",
			Places:  joined(nullInsidePlaces, undescribedInside(":null_inside", false, judgeNullUndescribed))},
		{Name: "undescribed", Level: conform.Protocol, Standard: merge,
			Promise: "an update of a property whose type no page describes puts the new value in place of the old one",
			Sent: "PATCH with the documented value and other texts, then GET; for a collection with more elements, then with as many " +
				"again, then with an empty text inside",
			Judged: "GET shows all that was sent, at every depth, and no element more; it may be refused with 4xx",
			Places: undescribedPlaces},
		{Name: "part", Level: conform.Protocol, Standard: merge,
			Promise: "an update can name one member of an object that a property holds",
			Sent:    "PATCH with one member of such an object, then GET",
			Judged:  "GET shows the member as sent; it may be refused with 4xx",
			Places:  joined(partPlaces(":part", judgePart), undescribedInside(":part", true, judgePartUndescribed))},
		{Name: "kept_inside", Level: conform.Strict, Standard: merge,
			Promise: "an update that names one member of an object that a property holds leaves the others as they are",
			Sent:    "PATCH with one member of such an object, then GET",
			Judged:  "GET shows the other members as the GET before did",
			Places:  joined(partPlaces(":kept_inside", judgeKeptInside), undescribedInside(":kept_inside", true, judgeKeptUndescribed))},
		{Name: "type", Level: conform.Protocol, Standard: merge,
			Promise: "an update does not turn an object into one of another type",
			Sent:    "PATCH with the @odata.type of another type of the same collection, then GET",
			Judged:  "ignored, or refused with 4xx; GET shows the object as it was",
			Places:  typePlaces},
		{Name: "create_only", Level: conform.Documented,
			Promise: "an update does not change what the page calls fixed after creation",
			Sent:    "PATCH with another value of such a property, then GET",
			Judged:  "ignored, or refused with 4xx; GET shows the value that was created",
			Places:  createOnlyPlaces},
		{Name: "unknown", Level: conform.Protocol, Standard: "OData 4.01 Part 1, 11.4.4",
			Promise: "an update of what does not exist does not create it",
			Sent:    "PATCH under an unused id, then GET and list",
			Judged:  "nothing is found under that id; where no page calls the id read-only, a success must have created the object",
			Places:  unknownPlaces},
	}}
}

// updated is the place of a check on updates that GET shows.
func updated(name string, scenarios ...conform.ScenarioKey) conform.Place {
	return conform.Place{
		Operation: schemas.Update, Name: name, Section: "Request body", Uses: []schemas.OperationKind{schemas.Get}, Scenarios: scenarios,
	}
}

// updatedOf is the place of a check on updates of one property.
func updatedOf(p schemas.Property, suffix string) conform.Place {
	place := updated(p.Name+suffix, scenario.Patch.Key())
	place.Row = p.Name
	return place
}

// alone returns the one place of a rule: none where there is nothing that an update could change.
func alone(of *resource.Resource, place conform.Place) []conform.Place {
	if len(of.Changed) == 0 {
		return nil
	}
	return []conform.Place{place}
}

// judgeProperty holds evidence of the updates of one property against a rule.
type judgeProperty func(*conform.Evidence, *conform.Judgement, schemas.Property)

// eachChanged returns the places of a rule that looks at the updates of one property after the other.
func eachChanged(suffix string, judge judgeProperty) func(*resource.Resource) []conform.Place {
	return func(of *resource.Resource) []conform.Place { return each(of.Changed, suffix, judge) }
}

// each returns a place for each of some properties.
func each(all []schemas.Property, suffix string, judge judgeProperty) []conform.Place {
	var places []conform.Place
	for _, p := range all {
		place := updatedOf(p, suffix)
		places = append(places, place.By(func(e *conform.Evidence, j *conform.Judgement) { judge(e, j, p) }))
	}
	return places
}

func untouchedPlaces(of *resource.Resource) []conform.Place {
	from := append(scenario.RowKeys(of), scenario.Patch.Key())
	places := eachChanged(":untouched", judgeUntouched)(of)
	for i := range places {
		places[i].Scenarios = from
	}
	return places
}

func nullPlaces(of *resource.Resource) []conform.Place {
	return each(of.Cleared(of.Changed), ":null", judgeNull)
}

func emptyPlaces(of *resource.Resource) []conform.Place {
	emptied := slices.DeleteFunc(of.Cleared(of.Changed), func(p schemas.Property) bool {
		_, ok := resource.Empty(p)
		return !ok
	})
	return each(emptied, ":empty", judgeEmpty)
}

func sideBySidePlaces(of *resource.Resource) []conform.Place {
	place := updated("side_by_side", scenario.Concurrent.Key()).By(judgeSideBySide)
	place.Several = true
	return alone(of, place)
}

func answerPlaces(of *resource.Resource) []conform.Place {
	place := updated("answer", scenario.Patch.Key()).By(judgeAnswer)
	place.Section = ""
	return alone(of, place)
}

func againPlaces(of *resource.Resource) []conform.Place {
	return alone(of, updated("again", scenario.Patch.Key()).By(judgeAgain))
}

func othersPlaces(of *resource.Resource) []conform.Place {
	place := updated("others", scenario.Patch.Key()).By(judgeOthers)
	place.Several = true
	return alone(of, place)
}

func listedPlaces(of *resource.Resource) []conform.Place {
	place := updated("listed", scenario.RowKeys(of)...).Using(schemas.List, schemas.Get).By(judgeListed)
	place.Section = ""
	return alone(of, place)
}

func createOnlyPlaces(of *resource.Resource) []conform.Place {
	var places []conform.Place
	for _, p := range of.CreateOnly() {
		place := updatedOf(p, ":create_only")
		place.Fixed = true
		places = append(places, place.By(func(e *conform.Evidence, j *conform.Judgement) { judgeCreateOnly(e, j, p) }))
	}
	return places
}

func unknownPlaces(of *resource.Resource) []conform.Place {
	place := updated("unknown", scenario.Patch.Key()).By(judgeUnknown)
	place.Several = true
	return alone(of, place)
}
