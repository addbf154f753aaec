// Package query has the rules on query options: one that takes effect must be right. Refusing one is right everywhere; to ignore one is
// not, and a rule of its own, as the real service does that. Where others may use a collection, the run's own objects are looked at alone.
package query

import (
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

// Sections of OData 4.01 Part 1.
const (
	selecting   = "OData 4.01 Part 1, 11.2.5.1"
	filtering   = "OData 4.01 Part 1, 11.2.6.1"
	ordering    = "OData 4.01 Part 1, 11.2.6.2"
	atMost      = "OData 4.01 Part 1, 11.2.6.3"
	skipping    = "OData 4.01 Part 1, 11.2.6.4"
	counting    = "OData 4.01 Part 1, 11.2.6.5"
	paging      = "OData 4.01 Part 1, 11.2.6.7"
	together    = "OData 4.01 Part 1, 11.2.6"
	unsupported = "OData 4.01 Part 1, 6.1 and 11.2.1"
)

// Family returns the rules on query options.
func Family() conform.Family {
	return conform.Family{Name: "query", Rank: conform.RankList, Applies: (*resource.Resource).Writable, Rules: []conform.Rule{
		{Name: "select", Level: conform.Protocol, Standard: selecting,
			Promise: "$select shows the properties that it names as they are, and changes no other",
			Sent:    "GET of an object, without and with $select",
			Judged: "what is named is there with its value, the rest absent or as it is, never null in place of a value; a derived type " +
				"is still named; or refused",
			Places: item("select", judgeSelect)},
		{Name: "top", Level: conform.Protocol, Standard: atMost,
			Promise: "$top=1 shows one object, and $top=0 none", Sent: "GET of a collection of three objects with $top=1 and $top=0",
			Judged: "one entry, or none, or refused", Places: list("top", judgeTop)},
		{Name: "skip", Level: conform.Protocol, Standard: skipping,
			Promise: "$skip=1 leaves out one object", Sent: "GET of a collection of three objects with $skip=1",
			Judged: "all objects but one, each once, or refused", Places: list("skip", judgeSkip)},
		{Name: "count", Level: conform.Protocol, Standard: counting,
			Promise: "@odata.count, asked for, is how many objects the collection holds", Sent: "GET of a collection with $count=true",
			Judged: "as many as all pages show, and no fewer where others may use the collection; or refused",
			Places: list("count", judgeCount)},
		{Name: "orderby", Level: conform.Protocol, Standard: ordering,
			Promise: "$orderby sorts by value, upwards, and downwards with desc",
			Sent: "GET of a collection of three objects, sorted by an integer, an instant, or a text in lower-case ASCII letters, and " +
				"by a Boolean first",
			Judged: "each object once, in order; or refused",
			Places: orderPlaces},
		{Name: "filter", Level: conform.Protocol, Standard: filtering,
			Promise: "$filter shows the objects for which it is true, and no others",
			Sent: "GET of a collection of three objects, filtered by integers, instants, Booleans, and texts in lower-case ASCII " +
				"letters, with and, or, not, in, startswith and contains, by a name that no type has, and by a text with a quote",
			Judged: "each object that passes once, and no other of them; or refused",
			Places: filterPlaces},
		{Name: "null", Level: conform.Protocol, Standard: filtering + " and 11.2.6.2",
			Promise: "null is equal to nothing but itself, and comes before every value",
			Sent:    "POST with next to nothing; GET of the collection filtered by eq null and by ne with another value, and sorted",
			Judged:  "what has no value passes both filters, and comes first; or refused", Places: list("null", judgeNull)},
		{Name: "together", Level: conform.Protocol, Standard: together,
			Promise: "options that take effect alone do so together: filtered, counted, sorted, skipped, and then cut",
			Sent:    "GET of a collection with $select, $filter, $orderby, $skip, $top and $count",
			Judged:  "the one entry that is left, and the count of those that pass the filter; or refused",
			Places:  list("together", judgeTogether)},
		{Name: "expand", Level: conform.Protocol, Standard: "OData 4.01 Part 1, 11.2.5.2",
			Promise: "$expand shows a parent with the objects below it, and no others",
			Sent:    "GET of two parents, and of all parents, with the collection that objects of both stand in",
			Judged:  "each parent once where one page shows all, also the one without any; each object once below its own; or refused",
			Places:  expandPlaces},
		{Name: "paged", Level: conform.Protocol, Standard: paging,
			Promise: "links to further pages keep what was asked for",
			Sent: "GET of a collection of 105 objects with $top=104, sorted where they have something to sort by, then filtered, and of " +
				"every nextLink",
			Judged: "104 entries in all, no object twice, in order, and none that does not pass; or refused", Places: pagedPlaces},
		{Name: "wrong", Level: conform.Strict, Standard: atMost,
			Promise: "a number that $top cannot have is refused", Sent: "GET of a collection with $top=-1",
			Judged: "refused with 4xx or 501", Places: list("top_wrong", judgeTopWrong)},
		{Name: "ignored", Level: conform.Strict, Standard: unsupported,
			Promise: "a query option that is not supported is refused, not ignored",
			Sent:    "GETs with the options of the rules above, and with one that nobody knows",
			Judged:  "carried out, or refused with 4xx or 501", Places: ignoredPlaces},
	}}
}

// judge is a judge of the rules here: strict looks for options that are ignored, else those that take effect are looked at.
type judge func(e *conform.Evidence, j *conform.Judgement, strict bool)

func (f judge) as(strict bool) conform.Judge {
	return func(e *conform.Evidence, j *conform.Judgement) { f(e, j, strict) }
}

// at returns a place of the query scenario.
func at(op schemas.OperationKind, name string) conform.Place {
	return conform.Place{Operation: op, Name: name, Scenarios: []conform.ScenarioKey{scenario.Query.Key()}}
}

// item returns a place in single objects.
func item(name string, f judge) func(*resource.Resource) []conform.Place {
	return func(*resource.Resource) []conform.Place {
		return []conform.Place{at(schemas.Get, name).By(f.as(false))}
	}
}

// list returns a place in lists.
func list(name string, f judge) func(*resource.Resource) []conform.Place {
	return func(of *resource.Resource) []conform.Place {
		if of.Kind != resource.Collection || !asks(of, name) {
			return nil
		}
		return []conform.Place{at(schemas.List, name).By(f.as(false))}
	}
}

// asks tells whether a resource has something to ask about with an option.
func asks(of *resource.Resource, name string) bool {
	asked := scenario.AskedOf(of)
	switch name {
	case "orderby":
		return len(asked.Ordered) > 0
	case "orderby_keys":
		return len(asked.Keys()) > 0
	case "filter":
		return len(asked.Filters) > 0
	case "together", "filter_quote":
		return asked.Text.Name != ""
	case "null":
		return len(of.Markable()) > 1
	}
	return true
}

func orderPlaces(of *resource.Resource) []conform.Place {
	places := list("orderby", judgeOrder)(of)
	for _, place := range list("orderby_keys", judgeOrderKeys)(of) {
		place.Promise = "$orderby sorts by a second property what is equal in the first"
		places = append(places, place)
	}
	return places
}

func pagedPlaces(of *resource.Resource) []conform.Place {
	if of.Kind != resource.Collection {
		return nil
	}
	over := func(name string, judge conform.Judge) conform.Place {
		place := at(schemas.List, name).By(judge)
		place.Scenarios = append(place.Scenarios, scenario.Concurrent.Key())
		return place
	}
	places := []conform.Place{over("paged", judgePaged)}
	if scenario.AskedOf(of).Text.Name != "" {
		filtered := over("paged_filter", judgePagedFilter)
		filtered.Promise = "links to further pages keep the filter"
		places = append(places, filtered)
	}
	return places
}

func expandPlaces(of *resource.Resource) []conform.Place {
	if scenario.Relationship(of) == "" {
		return nil
	}
	place := at(schemas.List, "expand").By(judgeExpand)
	place.Scenarios = []conform.ScenarioKey{scenario.Lifecycle.Key()}
	return []conform.Place{place}
}

func filterPlaces(of *resource.Resource) []conform.Place {
	places := list("filter", judgeFilter)(of)
	for _, quoted := range list("filter_quote", judgeQuote)(of) {
		quoted.Promise = "$filter finds a text that has a quote"
		places = append(places, quoted)
	}
	return places
}

func ignoredPlaces(of *resource.Resource) []conform.Place {
	place := func(op schemas.OperationKind, name, option string, f conform.Judge) conform.Place {
		made := at(op, name).By(f)
		made.Promise = option + " is carried out or refused, not ignored"
		return made
	}
	places := []conform.Place{
		place(schemas.Get, "select_ignored", "$select", judge(judgeSelect).as(true)),
		place(schemas.Get, "unknown_option", "a query option that nobody knows", judgeUnknown),
	}
	if of.Kind != resource.Collection {
		return places
	}
	for _, one := range []struct {
		name  string
		judge judge
	}{{"top", judgeTop}, {"skip", judgeSkip}, {"count", judgeCount}, {"orderby", judgeOrder}, {"filter", judgeFilter}} {
		if asks(of, one.name) {
			places = append(places, place(schemas.List, one.name+"_ignored", "$"+one.name, one.judge.as(true)))
		}
	}
	return places
}
