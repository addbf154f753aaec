package scenario

import (
	"slices"

	"graphconform/suites/conform"
	"graphconform/suites/resource"
)

// All returns the scenarios of a resource, the one that tells which operations answer at all first.
func All(of *resource.Resource) []Scenario {
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
		for k := range of.RowCount {
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
