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

// quick are the kinds of scenarios that tell most by few requests: by how many faults of the proof each shows for what it sends.
var quick = []conform.ScenarioKind{Existing, Documented, Rows, WrongMembers, Unknown, Call}

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

// Weight is about how many requests a scenario sends to a conformant target, of which a plan's parts get the same. It was fitted to what
// whole runs of each effort sent, and nothing but the size of parts depends on it.
func Weight(of *resource.Resource, s Scenario) int {
	const own = 2 // the parent of the scenario's own, made and removed
	amounts, cleared := of.Effort.Amounts(), len(of.Cleared(of.Changed))
	switch s.Key.Kind {
	case Rows:
		return own + 7
	case WrongValues:
		return own + 4 + 2*valuesOf(of, s)
	case WrongMembers:
		return own + 12
	case Concurrent:
		return own + amounts.Crowd + 3*amounts.Reads + len(of.Changed)
	case Patch:
		return own + 16 + 2*len(of.Changed) + 5*cleared
	case Nulls:
		return own + 6 + 2*len(of.Cleared(of.Sent))
	case Malformed:
		return own + 40
	case Lifecycle, Query:
		return own + 30
	case Auth, IDs, Tags:
		return own + 18
	case Documented:
		return own + 12
	}
	return own + 8
}

// valuesOf counts the values of the batch that a scenario sends.
func valuesOf(of *resource.Resource, s Scenario) (count int) {
	for _, batch := range Batches(of) {
		if batch.Key != s.Key {
			continue
		}
		for _, p := range batch.Refused {
			count += len(p.Values)
		}
	}
	if of.Effort.Amounts().Alternate {
		count /= 2
	}
	return count
}
