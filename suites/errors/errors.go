// Package errors has the rules on what is wrong: it is refused as the client's error, with an error body, and changes nothing.
// Values that are no member of an enum, ids and null are refused by rules of the families that are about them.
package errors

import (
	"slices"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

const (
	unwanted = "OData 4.01 Part 1, 9.2"
	notFound = "OData 4.01 Part 1, 9.2.1"
	format   = "OData JSON Format 4.01, 7.1"
	refused  = "refused with 4xx, never 5xx, never 2xx"
)

// Family returns the rules on errors.
func Family() conform.Family {
	return conform.Family{Name: "errors", Rank: conform.RankRefusal, Rules: []conform.Rule{
		{Name: "type", Level: conform.Documented, Standard: format,
			Promise: "a value of another JSON type is refused",
			Sent:    "a number, a boolean, an array or an object for a String, a string for an Int32, and so on",
			Judged:  refused, Places: valuePlaces("type")},
		{Name: "overflow", Level: conform.Documented, Standard: "OData CSDL 4.01, 3.3",
			Promise: "an integer beyond its type's range is refused",
			Sent:    "one beyond either end",
			Judged:  refused, Places: valuePlaces("overflow")},
		{Name: "fraction", Level: conform.Documented, Standard: "OData CSDL 4.01, 3.3",
			Promise: "a fraction for an integer is refused",
			Sent:    "1.5",
			Judged:  refused, Places: valuePlaces("fraction")},
		{Name: "timestamp", Level: conform.Documented, Standard: format,
			Promise: "what is no point in time is refused",
			Sent:    "words, a day that does not exist, an hour 25, a date alone, a time without offset",
			Judged:  refused, Places: valuePlaces("timestamp")},
		{Name: "range", Level: conform.Documented,
			Promise: "a value beyond the documented range, length or number of elements is refused",
			Sent:    "one beyond either end",
			Judged:  refused, Places: valuePlaces("range")},
		{Name: "nested", Level: conform.Documented, Standard: "OData JSON Format 4.01, 7.1 and 7.2",
			Promise: "a wrong value inside an object or a collection is refused",
			Sent: "objects and collections with one member or element of another JSON type, out of range, no member of its enum, or of a " +
				"type that does not exist",
			Judged: refused, Places: valuePlaces("nested")},
		{Name: "malformed", Level: conform.Protocol, Standard: "RFC 8259, 2",
			Promise: "a body that is no JSON is refused",
			Sent:    "a body cut short, a stray comma, bytes behind the object",
			Judged:  refused, Places: bodyPlaces("malformed")},
		{Name: "not_an_object", Level: conform.Protocol, Standard: "OData JSON Format 4.01, 6",
			Promise: "a body that is no object is refused",
			Sent:    "an array, a string, a number",
			Judged:  refused, Places: bodyPlaces("not_an_object")},
		{Name: "odata_type", Level: conform.Protocol, Standard: "OData JSON Format 4.01, 4.6.3",
			Promise: "a body that names another type is refused",
			Sent:    "@odata.type of a type that does not exist, and of an unrelated one",
			Judged:  refused, Places: bodyPlaces("odata_type")},
		{Name: "undeclared", Level: conform.Protocol, Standard: "OData 4.01 Part 1, 11.4.2 and 11.4.3",
			Promise: "a member that no page names is refused, or kept and shown",
			Sent:    "POST and PATCH with such a member, at the top and inside an object, then GET where it was accepted",
			Judged:  "4xx, or GET shows the member with its value",
			Places:  undeclaredPlaces},
		{Name: "annotation", Level: conform.Protocol, Standard: "OData JSON Format 4.01, 4.5",
			Promise: "an annotation that the server does not know makes no request fail",
			Sent:    "POST with an annotation of an unknown namespace",
			Judged:  "the object is created",
			Places:  annotationPlaces},
		{Name: "stored", Level: conform.Protocol, Standard: unwanted,
			Promise: "a refused create stores nothing",
			Sent:    "refused POSTs, then GET of the collection",
			Judged:  "the list shows what was accepted, and nothing else",
			Places:  storedPlaces},
		{Name: "changed", Level: conform.Protocol, Standard: unwanted,
			Promise: "a refused update changes nothing",
			Sent:    "refused PATCHes, then GET",
			Judged:  "the object is as it was",
			Places:  changedPlaces},
		{Name: "unknown_item", Level: conform.Protocol, Standard: notFound,
			Promise: "an object that does not exist is answered with 404",
			Sent:    "GET, PATCH, DELETE under an unused id of the same form",
			Judged:  "404; where no page calls the id read-only a PATCH may create; DELETE may be idempotent and answer 204",
			Places:  unknownItemPlaces},
		{Name: "spared", Level: conform.Protocol, Standard: "OData 4.01 Part 1, 11.4.5",
			Promise: "DELETE of what does not exist removes nothing",
			Sent:    "DELETE under an unused id, then GET of the collection",
			Judged:  "the objects that were there are there",
			Places:  sparedPlaces},
		{Name: "unknown_parent", Level: conform.Protocol, Standard: notFound,
			Promise: "a parent that does not exist is answered with 404",
			Sent:    "every operation below an unused parent id of the same form",
			Judged:  "404; DELETE may be idempotent and answer 204",
			Places:  unknownParentPlaces},
		{Name: "envelope", Level: conform.Protocol, Standard: "OData 4.01 Part 1, 9.4; Graph guidelines, Error handling",
			Promise: "every error is JSON with error.code and error.message",
			Sent:    "all that must be refused",
			Judged:  "the body is a JSON object with error, an object with code and message, strings that are not empty",
			Places:  envelopePlaces},
		{Name: "details", Level: conform.Protocol, Standard: "OData 4.01 Part 1, 9.4; OData JSON Format 4.01, 21.1; Graph errors, details",
			Promise: "what an error says more of itself has the form that it has everywhere",
			Sent:    "everything",
			Judged: "where they are present and not null, error.details is an array of objects with code and message, which are strings, " +
				"error.target is a string, and error.innerError an object",
			Places: detailsPlaces},
		{Name: "charset", Level: conform.Protocol, Standard: "RFC 9110, 8.3.1; RFC 8259, 11",
			Promise: "a body whose media type says that it is in UTF-8 is taken as one whose type does not",
			Sent:    "POST with Content-Type: application/json; charset=utf-8",
			Judged:  "the object is created, with its values",
			Places:  charsetPlaces},
		{Name: "untyped", Level: conform.Protocol, Standard: "OData JSON Format 4.01, 4.6.3",
			Promise: "a body need not name its type where the collection has objects of that type alone",
			Sent:    "POST and PATCH without @odata.type, for types that are derived from no other one",
			Judged:  "the object is created or updated, with its values",
			Places:  untypedPlaces},
		{Name: "success", Level: conform.Protocol, Standard: "OData 4.01 Part 1, 9.4",
			Promise: "an error is never sent with a success status",
			Sent:    "everything",
			Judged:  "no answer with 2xx holds an error object in place of what was asked for",
			Places:  successPlaces},
	}}
}

// operations are all that there is to do with an object and its collection.
var operations = [...]schemas.OperationKind{schemas.Create, schemas.Get, schemas.List, schemas.Update, schemas.Delete}

// bad returns the act that tries what is wrong in an operation that writes.
func bad(op schemas.OperationKind) conform.Act {
	if op == schemas.Create {
		return scenario.BadCreate
	}
	return scenario.BadUpdate
}

// writes returns places for what is wrong in each operation that writes.
func writes(p conform.Place, judge func(*conform.Evidence, *conform.Judgement, schemas.OperationKind)) []conform.Place {
	var places []conform.Place
	for _, op := range []schemas.OperationKind{schemas.Create, schemas.Update} {
		p.Operation = op
		places = append(places, p.By(func(e *conform.Evidence, j *conform.Judgement) { judge(e, j, op) }))
	}
	return places
}

// valuePlaces returns the places of a rule on values: the properties that any value is wrong for by it.
func valuePlaces(rule string) func(*resource.Resource) []conform.Place {
	return func(of *resource.Resource) []conform.Place {
		var places []conform.Place
		for _, batch := range scenario.Batches(of) {
			from := []conform.ScenarioKey{batch.Key}
			for _, p := range batch.Refused {
				at := conform.Place{Name: p.Name + ":" + rule, Section: "Request body", Row: p.Name, Scenarios: from}
				places = append(places, slices.DeleteFunc(writes(at, wrongValues{batch.Key, p, rule}.judge),
					func(place conform.Place) bool { return !p.Tried(rule, place.Operation) })...)
			}
		}
		return places
	}
}

// bodyPlaces returns the places of a rule on whole bodies.
func bodyPlaces(rule string) func(*resource.Resource) []conform.Place {
	return func(*resource.Resource) []conform.Place {
		at := conform.Place{Name: rule, Scenarios: []conform.ScenarioKey{scenario.Malformed.Key()}}
		return writes(at, func(e *conform.Evidence, j *conform.Judgement, op schemas.OperationKind) { judgeBodies(e, j, op, rule) })
	}
}

func storedPlaces(of *resource.Resource) []conform.Place {
	from := scenario.RefusedKeys(of)
	return []conform.Place{conform.Place{Operation: schemas.Create, Name: "stored", Scenarios: from}.Using(schemas.List).
		By(func(e *conform.Evidence, j *conform.Judgement) { judgeStored(e, j, from) })}
}

func changedPlaces(of *resource.Resource) []conform.Place {
	from := scenario.RefusedKeys(of)
	return []conform.Place{conform.Place{Operation: schemas.Update, Name: "changed", Scenarios: from}.Using(schemas.Get).
		By(func(e *conform.Evidence, j *conform.Judgement) { judgeChanged(e, j, from) })}
}

func envelopePlaces(of *resource.Resource) []conform.Place {
	from := append(scenario.RefusedKeys(of), scenario.Unknown.Key())
	var places []conform.Place
	for _, op := range operations {
		if op == schemas.List && len(of.Levels) == 0 {
			continue // a list is refused for its parent's sake alone
		}
		at := conform.Place{Operation: op, Name: "envelope", Scenarios: from}
		places = append(places, at.By(func(e *conform.Evidence, j *conform.Judgement) { judgeEnvelopes(e, j, op) }))
	}
	return places
}

func detailsPlaces(of *resource.Resource) []conform.Place {
	places := envelopePlaces(of)
	for i, p := range places {
		places[i] = p.At("details").By(func(e *conform.Evidence, j *conform.Judgement) { judgeDetails(e, j, p.Operation) })
	}
	return places
}

func charsetPlaces(*resource.Resource) []conform.Place {
	at := conform.Place{Operation: schemas.Create, Name: "charset", Section: "Request headers", Row: "Content-Type",
		Scenarios: []conform.ScenarioKey{scenario.Undeclared.Key()}}
	return []conform.Place{at.By(judgeCharset)}
}

// untypedPlaces returns a place for each operation whose body need not name its type.
func untypedPlaces(of *resource.Resource) []conform.Place {
	if !of.NeedsNoType() {
		return nil
	}
	at := conform.Place{Name: "untyped", Section: "Request body", Row: "@odata.type",
		Scenarios: []conform.ScenarioKey{scenario.Undeclared.Key()}}
	create, update := at, at
	create.Operation, update.Operation = schemas.Create, schemas.Update
	return []conform.Place{create.By(judgeUntypedCreate), update.By(judgeUntypedUpdate)}
}

func successPlaces(of *resource.Resource) []conform.Place {
	from := append(scenario.RowKeys(of), scenario.Documented.Key())
	var places []conform.Place
	for _, op := range operations {
		at := conform.Place{Operation: op, Name: "success", Scenarios: from}
		places = append(places, at.By(func(e *conform.Evidence, j *conform.Judgement) { judgeSuccess(e, j, op) }))
	}
	return places
}
