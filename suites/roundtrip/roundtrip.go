// Package roundtrip has the rules on values that come back as they were written, compared by type, and on null.
// Single members of enums are compared by the family of enum values; what null does on update is for the family of patches.
package roundtrip

import (
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

// Family returns the rules on values that come back.
func Family() conform.Family {
	return conform.Family{Name: "round_trip", Rank: conform.RankValue, Rules: []conform.Rule{
		{Name: "value", Level: conform.Documented, Standard: "OData 4.01 Part 1, 11.4.1.5",
			Promise: "a value that is sent comes back as the same value of its type",
			Sent:    "sample rows: empty, long and hurting strings, ends of integers, timestamps with every precision and offset",
			Judged:  "compared by type (instants at 100 ns, numbers by value) in the answer to the write, in GET and in the list",
			Places:  valuePlaces},
		{Name: "undescribed", Level: conform.Documented, Standard: "OData 4.01 Part 1, 11.4.1.5",
			Promise: "a value whose type no page describes comes back as the documented request sent it",
			Sent:    "the request of the page as it stands",
			Judged:  "answer, GET and list show all that was sent, at every depth, unless the documented answer does not",
			Places:  undescribedPlaces},
		{Name: "omitted", Level: conform.Protocol, Standard: "OData 4.01 Part 1, 11.4.2",
			Promise: "what was never sent shows no other object's value",
			Sent: "POST of one property alone, before and after POSTs of all, then GET; PATCH of the second object by another property, " +
				"and GET of the first; POST with an object inside that has its type alone",
			Judged: "each other property, and member inside, has no value, the same as before, or one sent for no other; or refused",
			Places: omittedPlaces},
		{Name: "null", Level: conform.Documented, Standard: "OData JSON Format 4.01, 7.1",
			Promise: "null that is sent on create comes back as null or absent",
			Sent:    "a body with null for the property",
			Judged:  "null or absent in answer and GET; it may be refused with 4xx",
			Places:  nullPlaces},
		{Name: "null_inside", Level: conform.Documented, Standard: "OData JSON Format 4.01, 7.1 and 7.2",
			Promise: "null that is sent inside an object comes back as null or absent",
			Sent:    "a body with an object in which every String is null",
			Judged:  "null or absent in answer and GET; it may be refused with 4xx",
			Places:  nullInsidePlaces},
	}}
}

func valuePlaces(of *resource.Resource) []conform.Place {
	rows := scenario.RowKeys(of)
	var places []conform.Place
	for _, p := range of.Sent {
		if len(p.Enum) > 0 && !p.Collection {
			continue // the enum family compares members one by one
		}
		for _, seen := range scenario.SeenIn() {
			places = append(places, seen.Place(p.Name, p.Name, rows).By(func(e *conform.Evidence, j *conform.Judgement) {
				scenario.JudgeSamples(j, of, p, seen.Act, scenario.Samples(e, p.Name, seen.Act))
			}))
		}
	}
	return places
}

func undescribedPlaces(of *resource.Resource) []conform.Place {
	var places []conform.Place
	for _, seen := range scenario.SeenIn() {
		for _, p := range of.Undescribed(seen.Wrote()) {
			place := seen.Place(p.Name, p.Name, []conform.ScenarioKey{scenario.Documented.Key()})
			places = append(places, place.By(func(e *conform.Evidence, j *conform.Judgement) { seen.JudgeDocumented(e, j, p) }))
		}
	}
	return places
}

// created is the place of a check on null for a property, or in it, on create.
func created(p schemas.Property, name string) conform.Place {
	return conform.Place{
		Operation: schemas.Create, Name: p.Name + ":" + name, Section: "Request body", Row: p.Name,
		Scenarios: []conform.ScenarioKey{scenario.Nulls.Key()},
	}
}

func nullPlaces(of *resource.Resource) []conform.Place {
	var places []conform.Place
	for _, p := range of.Cleared(of.Sent) {
		places = append(places, created(p, "null").By(func(e *conform.Evidence, j *conform.Judgement) { judgeNull(e, j, p) }))
	}
	return places
}

func judgeNull(e *conform.Evidence, j *conform.Judgement, p schemas.Property) {
	steps := e.In(scenario.Nulls.Key())
	made := steps.About(scenario.Null, p.Name)
	if !j.Needs(steps.Once(scenario.Base)) || !j.On(made) {
		return
	}
	if made.Refused() {
		j.Want(scenario.Silent(j, made, p, "null"), made, "/"+p.Name, scenario.NullWanted, made.Got())
		return
	}
	scenario.WantNull(e.Resource, j, p, made)
	scenario.WantNull(e.Resource, j, p, steps.About(scenario.NullGet, p.Name))
}

func nullInsidePlaces(of *resource.Resource) []conform.Place {
	var places []conform.Place
	for _, p := range of.Cleared(of.Sent) {
		var nulls []string
		for _, member := range of.WithNulls(p) {
			if member.Value == nil {
				nulls = append(nulls, member.Name)
			}
		}
		if len(nulls) > 0 {
			place := created(p, "null_inside")
			places = append(places, place.By(func(e *conform.Evidence, j *conform.Judgement) { judgeNullInside(e, j, p, nulls) }))
		}
	}
	return places
}

// judgeNullInside looks for the members that were sent as null.
func judgeNullInside(e *conform.Evidence, j *conform.Judgement, p schemas.Property, nulls []string) {
	for _, act := range []conform.Act{scenario.NullInside, scenario.NullInsideGet} {
		r := e.In(scenario.Nulls.Key()).About(act, p.Name)
		if !j.NeedsSent(r) {
			continue
		}
		if r.Refused() {
			j.Want(scenario.Silent(j, r, p, "null inside"), r, "/"+p.Name, "an object with nulls accepted, or refused with 4xx", r.Got())
			return
		}
		if !e.Resource.Holds(r.Object()) {
			continue
		}
		object := resource.Inside(p, r.Object())
		for _, name := range nulls {
			got := object[name]
			j.Want(got == nil, r, "/"+p.Name+"/"+name, "null or absent", conform.Show(got)).As(conform.Filled)
		}
	}
	j.BlockUnlessSeen(nil, "no answer could be read as the object")
}
