package scenario

import "graphconform/suites/resource"

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
