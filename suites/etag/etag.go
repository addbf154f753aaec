// Package etag has the rules on concurrency control: what the entity tags promise that objects show as @odata.etag. A target that shows
// none is left alone; the header ETag alone is often a framework's.
package etag

import (
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

// Family returns the rules on entity tags.
func Family() conform.Family {
	const (
		control    = "OData JSON Format 4.01, 4.5"
		conditions = "OData 4.01 Part 1, 11.4.1.1"
		match      = "RFC 9110, 13.1.1"
		none       = "RFC 9110, 13.1.2"
	)
	return conform.Family{Name: "etag", Rank: conform.RankUpdate, Rules: []conform.Rule{
		{Name: "steady", Level: conform.Protocol, Standard: control + "; " + conditions,
			Promise: "an object shows one tag while nothing changes it, wherever it is shown",
			Sent:    "POST, GET, the list and GET again; PATCHes, each followed by GET",
			Judged:  "tags beside the same values are the same; one place may show none",
			Places:  at(schemas.Get, "steady", always, judgeSteady)},
		{Name: "changes", Level: conform.Protocol, Standard: conditions + "; RFC 9110, 8.8.1",
			Promise: "an object that was changed shows another tag",
			Sent:    "GET, PATCH, GET; where a weak tag is still the same, both again a good second later",
			Judged:  "the tag is another one; a weak one may stay the same for a second",
			Places:  at(schemas.Update, "changes", changed, judgeChanges)},
		{Name: "stale", Level: conform.Protocol, Standard: conditions + "; " + match,
			Promise: "a write on condition of a tag that is the object's no more is refused, and changes nothing",
			Sent:    "PATCH and DELETE with If-Match and the tag before an update, each followed by GET",
			Judged:  "4xx, and GET shows the object as it was",
			Places:  both(at(schemas.Update, "stale", changed, judgeStaleUpdate), at(schemas.Delete, "stale", changed, judgeStaleDelete))},
		{Name: "current", Level: conform.Protocol, Standard: conditions + "; " + match,
			Promise: "a write on condition of the object's tag is carried out",
			Sent:    "PATCH with If-Match and the tag that GET shows, then GET; DELETE with it",
			Judged:  "2xx, and GET shows the change; 412 is right for weak tags, which If-Match need not take",
			Places: both(at(schemas.Update, "current", changed, judgeCurrentUpdate),
				at(schemas.Delete, "current", always, judgeCurrentDelete))},
		{Name: "race", Level: conform.Protocol, Standard: conditions + "; " + match,
			Promise: "of writes side by side on condition of one tag, the first makes the others fail",
			Sent: "two PATCHes at once with If-Match, the object's tag, and other values of one property, then GET; where both are taken " +
				"and the tag is weak, the same again a good second later",
			Judged: "no more than one is answered 2xx, the other 4xx, and GET shows the value of the one that was taken; a weak tag may " +
				"stay the same for a second",
			Places: at(schemas.Update, "race", changed, judgeRace)},
		{Name: "any", Level: conform.Protocol, Standard: match,
			Promise: "an update on condition that there is an object is carried out",
			Sent:    "PATCH with If-Match: *, then GET",
			Judged:  "2xx, and GET shows the change",
			Places:  at(schemas.Update, "any", changed, judgeAny)},
		{Name: "not_modified", Level: conform.Protocol, Standard: none,
			Promise: "GET answers that nothing was modified only while nothing was",
			Sent:    "GET with If-None-Match and the object's tag, before and after an update",
			Judged:  "before: 304 without a body, or 200 with the object; after: 200 with the object",
			Places:  at(schemas.Get, "not_modified", always, judgeNotModified)},
		{Name: "header", Level: conform.Strict, Standard: "RFC 9110, 8.8.3",
			Promise: "the header ETag, where it is given, is a tag", Sent: "GET of the object",
			Judged: "text between quotes, behind W/ where the tag is weak",
			Places: at(schemas.Get, "header", always, judgeHeader)},
		{Name: "only_new", Level: conform.Strict, Standard: "OData 4.01 Part 1, 11.4.4; " + none,
			Promise: "an update on condition that there is no object changes none",
			Sent:    "PATCH with If-None-Match: * to an object that is there, then GET",
			Judged:  "4xx, and GET shows nothing of it",
			Places:  onlyNewPlaces},
	}}
}

func always(*resource.Resource) bool { return true }

// changed reports whether objects can be changed.
func changed(of *resource.Resource) bool { return len(of.Changed) > 0 }

type places = func(*resource.Resource) []conform.Place

// judge looks at what was said of an object that shows a tag.
type judge func(steps conform.Steps, j *conform.Judgement, of *resource.Resource)

// at returns one place in an operation, where the resource fits. Nothing is judged of a target that shows no tags.
func at(op schemas.OperationKind, name string, fits func(*resource.Resource) bool, judge judge) places {
	return func(of *resource.Resource) []conform.Place {
		if !fits(of) {
			return nil
		}
		place := conform.Place{Operation: op, Name: name, Scenarios: []conform.ScenarioKey{scenario.Tags.Key()}}
		return []conform.Place{place.Using(schemas.Get).By(func(e *conform.Evidence, j *conform.Judgement) {
			steps := e.In(scenario.Tags.Key())
			switch shown := steps.Once(scenario.Get); {
			case !j.Needs(shown):
			case scenario.TagOf(shown.Object()) == "":
				j.LeaveOpen(shown, scenario.NoTags)
			default:
				judge(steps, j, of)
			}
		})}
	}
}

func both(a, b places) places {
	return func(of *resource.Resource) []conform.Place { return append(a(of), b(of)...) }
}

func onlyNewPlaces(of *resource.Resource) []conform.Place {
	if of.Kind != resource.Collection || !changed(of) {
		return nil
	}
	place := conform.Place{Operation: schemas.Update, Name: "only_new", Scenarios: []conform.ScenarioKey{scenario.Methods.Key()}}
	return []conform.Place{place.Using(schemas.Get).By(judgeOnlyNew)}
}
