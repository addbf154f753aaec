// Package enumvalues has the rules on enums: documented members are taken as they are, and nothing else is.
// Collections of members, and members inside objects, are compared as whole values; null is no member and not sent here.
package enumvalues

import (
	"fmt"
	"slices"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

// Family returns the rules on enums.
func Family() conform.Family {
	const enum = "OData JSON Format 4.01, 7.1"
	return conform.Family{Name: "enum_values", Rank: conform.RankMember, Rules: []conform.Rule{
		{Name: "member", Level: conform.Documented, Standard: enum,
			Promise: "a documented member is accepted and comes back as itself",
			Sent:    "every member, in sample rows, on create and on update",
			Judged:  "accepted; the answer, GET and list show the member in its documented letters, never left out or replaced",
			Places:  memberPlaces},
		{Name: "inside", Level: conform.Documented, Standard: enum,
			Promise: "documented members inside objects and collections are accepted and come back as themselves",
			Sent:    "objects and collections with every member, in sample rows, on create and on update",
			Judged:  "accepted; the answer, GET and list show the members in their documented letters",
			Places:  insidePlaces},
		{Name: undocumented, Level: conform.Documented, Standard: enum,
			Promise: "a value that is no documented member is refused",
			Sent:    "words that are no member, the empty string, a number that no member has",
			Judged:  "refused with 4xx; never kept, coerced or dropped in silence",
			Places:  wrongPlaces(undocumented)},
		{Name: "case", Level: conform.Documented, Standard: enum,
			Promise: "a member in wrong case is refused or taken as the member that it means",
			Sent:    "a member in upper, lower and title case, and with a blank behind it",
			Judged:  "refused with 4xx, or answered and stored as the documented member",
			Places:  wrongPlaces("case")},
		{Name: "number", Level: conform.Documented, Standard: enum,
			Promise: "a number in place of a member is refused or taken as the member that it means",
			Sent:    "the number 1, and the same as a string",
			Judged:  "refused with 4xx, or answered and stored as a documented member",
			Places:  wrongPlaces("number")},
	}}
}

func memberPlaces(of *resource.Resource) []conform.Place {
	rows := scenario.RowKeys(of)
	var places []conform.Place
	for _, enum := range scenario.Enums(of) {
		p := enum.Property
		for _, seen := range scenario.SeenIn() {
			for _, member := range p.Enum {
				update := seen.Wrote() == schemas.Update
				if !of.Tried(p, member, update) && (seen.Act != scenario.List || !of.Tried(p, member, true)) {
					continue
				}
				place := seen.Place(p.Name, p.Name+"="+member, rows)
				place.Promise = fmt.Sprintf("the page lists %s among the possible values of %s", member, p.Name)
				places = append(places, place.By(func(e *conform.Evidence, j *conform.Judgement) {
					judgeMember(e, j, p, seen.Act, member)
				}))
			}
		}
	}
	return places
}

// judgeMember compares a member that was sent with what one kind of answer shows.
func judgeMember(e *conform.Evidence, j *conform.Judgement, p schemas.Property, in conform.Act, member string) {
	other := func(s scenario.Sample) bool { return s.Value != member }
	scenario.JudgeSamples(j, e.Resource, p, in, slices.DeleteFunc(scenario.Samples(e, p.Name, in), other))
}

func insidePlaces(of *resource.Resource) []conform.Place {
	rows := scenario.RowKeys(of)
	var places []conform.Place
	for _, p := range of.Sent {
		if len(p.Enum) > 0 && !p.Collection || !hasEnums(of, p) {
			continue
		}
		created, updated := of.TriedInside(p, false), of.TriedInside(p, true)
		for _, seen := range scenario.SeenIn() {
			tried := created || seen.Act == scenario.List && updated
			if seen.Wrote() == schemas.Update {
				tried = updated
			}
			if !tried {
				continue
			}
			place := seen.Place(p.Name, p.Name+":inside", rows)
			places = append(places, place.By(func(e *conform.Evidence, j *conform.Judgement) { judgeInside(e, j, p, seen.Act) }))
		}
	}
	return places
}

// hasEnums reports whether enums stand inside the objects or the collection of a property.
func hasEnums(of *resource.Resource, p schemas.Property) bool {
	plain, ok := of.Sampler("enums inside " + p.Name).Plain(p)
	return ok && of.EnumsIn(p, plain) != nil
}

// judgeInside compares nothing but the enums in what was sent: the rest is for the round trip.
func judgeInside(e *conform.Evidence, j *conform.Judgement, p schemas.Property, in conform.Act) {
	var samples []scenario.Sample
	for _, s := range scenario.Samples(e, p.Name, in) {
		if s.Value = e.Resource.EnumsIn(p, s.Value); s.Value != nil {
			samples = append(samples, s)
		}
	}
	scenario.JudgeSamples(j, e.Resource, p, in, samples)
}
