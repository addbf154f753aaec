package scenario

import (
	"slices"

	"graphconform/suites/conform"
	"graphconform/suites/resource"
)

// All returns the scenarios of a resource by its effort, the one that tells which operations answer at all first.
func All(of *resource.Resource) []Scenario {
	return slices.DeleteFunc(whole(of), func(s Scenario) bool { return !tries(of, s.Key.Kind) })
}

// whole returns all scenarios of a resource.
func whole(of *resource.Resource) []Scenario {
	var all []Scenario
	add := func(key conform.ScenarioKey, run func(Actor)) {
		all = append(all, Scenario{Key: key, Route: of.Route, Others: of.Others, Run: run})
	}
	invalid := func(key conform.ScenarioKey, run func(Actor)) {
		all = append(all, Scenario{Key: key, Route: of.Route, Others: of.Others, Run: run, Invalid: true})
	}
	if of.Kind == resource.Existing {
		add(Existing.Key(), runExisting)
	}
	if of.Writable() {
		add(Documented.Key(), runDocumented)
		for _, k := range of.Rows {
			add(RowKey(k), func(a Actor) { runRow(a, k) })
		}
		if of.Kind == resource.Collection {
			add(IDs.Key(), runIDs)
			add(Concurrent.Key(), runConcurrent)
		}
		for _, e := range Enums(of) {
			invalid(WrongMembersOf(e.Property), func(a Actor) { runWrongMembers(a, e.Property, e.Wrong) })
		}
		add(Nulls.Key(), runNulls)
		if len(of.Changed) > 0 {
			add(Patch.Key(), runPatch)
			if slices.ContainsFunc(of.Parts(), resource.Part.Changes) || len(of.Siblings()) > 0 {
				add(Parts.Key(), runParts)
			}
		}
		if of.Kind == resource.Collection {
			add(Lifecycle.Key(), runLifecycle)
		}
		for _, batch := range Batches(of) {
			invalid(batch.Key, func(a Actor) { runWrongValues(a, batch.Refused) })
		}
		invalid(Malformed.Key(), runMalformed)
		add(Undeclared.Key(), runUndeclared)
		add(Query.Key(), runQuery)
		add(Unknown.Key(), runUnknown)
		if !of.NoAuth {
			add(Auth.Key(), runAuth)
		}
		all = append(all, others(of)...)
	}
	if of.Observe {
		return all
	}
	return append(all, calls(of)...)
}

// quick are the kinds of scenarios that tell most by few requests.
var quick = []conform.ScenarioKind{Existing, Documented, Rows, WrongMembers, WrongValues, Malformed, Lifecycle}

// tries reports whether a resource is tried by scenarios of a kind.
func tries(of *resource.Resource, kind conform.ScenarioKind) bool {
	return of.Effort != resource.Quick || slices.Contains(quick, kind)
}

func calls(of *resource.Resource) (all []Scenario) {
	for _, c := range CallsOf(of) {
		all = append(all, Scenario{Key: Call.Of(c.Name), Route: c.Route, Others: c.Others, Calling: true,
			Run: func(a Actor) { runCall(a, c) }})
	}
	return all
}

// others are the scenarios of requests that no page shows: on conditions, and by other methods.
func others(of *resource.Resource) []Scenario {
	all := []Scenario{{Key: Tags.Key(), Route: of.Route, Others: of.Others, Run: runTags, Without: withoutTags}}
	if of.Kind == resource.Collection {
		all = append(all, Scenario{Key: Methods.Key(), Route: of.Route, Others: of.Others, Run: runMethods})
	}
	return all
}
