// Package schema has the rules on the form of every answer that says success: its media type, its encoding, and what the derived JSON
// Schema says of its objects. What must be refused is not among them, nor are the values that answers show.
package schema

import (
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

// Family returns the rules on the form of answers.
func Family() conform.Family {
	const format = "OData JSON Format 4.01, "
	return conform.Family{Name: "schema", Rank: conform.RankForm, Applies: applies, Rules: []conform.Rule{
		{Name: "media_type", Level: conform.Documented, Standard: format + "3",
			Promise: "answers say that they are JSON", Sent: "everything",
			Judged: "Content-Type is application/json or ends in +json, parameters allowed; a charset is UTF-8",
			Places: each("media_type", judgeMediaType)},
		{Name: "encoding", Level: conform.Protocol, Rank: conform.RankBody, Standard: "RFC 8259, 8.1",
			Promise: "answers are JSON in UTF-8 without a byte order mark", Sent: "everything",
			Judged: "the bytes are UTF-8, have no byte order mark and are one JSON value",
			Places: each("encoding", judgeEncoding)},
		{Name: "unique_names", Level: conform.Advisory, Standard: "RFC 8259, 4",
			Promise: "the names within an object are unique", Sent: "everything",
			Judged: "no object of the answer holds a name twice; where its values differ, nothing else is judged by that answer",
			Places: uniquePlaces},
		{Name: "shape", Level: conform.Documented, Rank: conform.RankBody, Standard: format + "6",
			Promise: "an object stands bare in the answer, a list under value", Sent: "everything",
			Judged: "the object's members stand at the top (in answers to GET also under value where the page shows that); " +
				"a list is an object with an array named value",
			Places: each("shape", judgeShape)},
		{Name: "names", Level: conform.Documented, Standard: format + "4.5",
			Promise: "properties have their documented names, letter case included", Sent: "everything",
			Judged: "no member differs from a documented name only in case, underscores or hyphens while that name is missing",
			Places: each("names", judgeNames)},
		{Name: "odata_type", Level: conform.Documented, Standard: format + "4.6.3",
			Promise: "@odata.type, where present, names the type", Sent: "everything",
			Judged: "the documented type or one derived from it, with or without #",
			Places: each("odata_type", judgeType)},
		{Name: "derived_type", Level: conform.Protocol, Standard: format + "4.6.3",
			Promise: "an object of a derived type says which, in a collection that holds several", Sent: "everything",
			Judged: "@odata.type is present, or the context of a single object names the type",
			Places: derivedPlaces},
		{Name: "control", Level: conform.Protocol, Standard: format + "4.6",
			Promise: "control information, where present, is right", Sent: "everything",
			Judged: "@odata.context, @odata.etag, also in lists, and @odata.nextLink are strings that are not empty, never null; " +
				"@odata.count is the number of objects in the collection",
			Places: each("control", judgeControl)},
		{Name: "context", Level: conform.Strict, Standard: format + "4.6.1; OData 4.01 Part 1, 10",
			Promise: "@odata.context, where present, describes what was asked for", Sent: "everything",
			Judged: "that of an object of a collection ends in /$entity or names a type, that of a list does not; it names the " +
				"collection that was asked for, one of such objects, or their type; names that no page has are not judged",
			Places: contextPlaces},
		{Name: "context_first", Level: conform.Protocol, Standard: format + "4.6.1",
			Promise: "@odata.context, where present, comes first", Sent: "everything",
			Judged: "no member of the answer, or of a page of a list, stands before @odata.context; other control information may",
			Places: each("context_first", judgeContextFirst)},
		{Name: "id", Level: conform.Documented, Standard: format + "4.5",
			Promise: "every object has an id that is a string", Sent: "everything",
			Judged: "id is present and a non-empty string",
			Places: propertyPlaces(func(p schemas.Property) bool { return p.Name == "id" })},
		{Name: "property", Level: conform.Documented, Standard: format + "7.1",
			Promise: "a property has a value of its documented type", Sent: "everything",
			Judged: "the answer validates against the derived schema: JSON type, range, format, member",
			Places: propertyPlaces(func(p schemas.Property) bool { return p.Name != "id" })},
	}}
}

func applies(of *resource.Resource) bool { return of.Kind != resource.Callable }

// answering returns a place for each operation whose answers have a form.
func answering(of *resource.Resource) []conform.Place {
	from := []conform.ScenarioKey{scenario.Existing.Key()}
	if of.Writable() {
		from = append(scenario.RowKeys(of), scenario.Documented.Key())
	}
	var places []conform.Place
	for _, op := range []schemas.OperationKind{schemas.Create, schemas.Get, schemas.List, schemas.Update} {
		places = append(places, conform.Place{Operation: op, Scenarios: from})
	}
	return places
}

// each returns the places of a rule on single answers.
func each(name string, judge judgeAnswer) func(*resource.Resource) []conform.Place {
	return func(of *resource.Resource) []conform.Place {
		places := answering(of)
		for i, p := range places {
			places[i] = p.At(name).By(eachAnswer(p.Operation, judge))
		}
		return places
	}
}

// uniquePlaces returns the places of the rule on repeated names, which looks at answers that no other rule judges.
func uniquePlaces(of *resource.Resource) []conform.Place {
	places := answering(of)
	for i, p := range places {
		places[i] = p.At("unique_names").By(overAnswers(p.Operation, judgeNamesUnique))
	}
	return places
}

func derivedPlaces(of *resource.Resource) []conform.Place {
	if !of.Mixed || of.Contract.Base == "" {
		return nil
	}
	return each("derived_type", judgeDerived)(of)
}

// propertyPlaces returns the places of a rule on properties: the page of the create describes them, where there is one.
func propertyPlaces(about func(schemas.Property) bool) func(*resource.Resource) []conform.Place {
	return func(of *resource.Resource) []conform.Place {
		var places []conform.Place
		_, made := of.Operation(schemas.Create)
		for _, where := range answering(of) {
			where.Section = "Request body"
			if made && (where.Operation == schemas.Get || where.Operation == schemas.List) {
				where.Anchor = schemas.Create
			}
			for _, p := range of.Contract.Properties {
				if about(p) {
					place := where.At(p.Name).By(
						overAnswers(where.Operation, func(of *resource.Resource, j *conform.Judgement, found *conform.Answers) {
							judgeProperty(of, j, found, p.Name)
						}))
					place.Row = p.Name
					places = append(places, place)
				}
			}
		}
		return places
	}
}
