// Package replay has the rule that tells a service from a server that replays answers: what comes back follows what was sent.
// Whether it is equal to that is for other families to say.
package replay

import (
	"slices"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

// Family returns the rule on answers that do not follow the request.
func Family() conform.Family {
	return conform.Family{Name: "replay", Rank: conform.RankReplay, Rules: []conform.Rule{
		{Name: "follows_request", Level: conform.Documented, Standard: "OData 4.01 Part 1, 11.4.2",
			Promise: "answers follow the request",
			Sent:    "requests that differ from the documented example, and from each other, in every property",
			Judged:  "no property shows the documented value, and no two of them one value each, whatever was sent",
			Places:  places},
	}}
}

// answer is one that must follow the write before it.
type answer struct {
	operation schemas.OperationKind
	act       conform.Act // in a row's scenario
	anchor    schemas.OperationKind
	uses      []schemas.OperationKind
}

func answers() []answer {
	return []answer{
		{operation: schemas.Create, act: scenario.Create, anchor: schemas.Create},
		{operation: schemas.Get, act: scenario.Get, anchor: schemas.Create, uses: []schemas.OperationKind{schemas.Create}},
		{operation: schemas.List, act: scenario.List, anchor: schemas.List},
		{operation: schemas.Update, act: scenario.Update, anchor: schemas.Update},
	}
}

func places(of *resource.Resource) []conform.Place {
	var all []conform.Place
	from := append(scenario.RowKeys(of), scenario.Concurrent.Key())
	for _, a := range answers() {
		if !enough(of, a.operation) {
			continue
		}
		p := conform.Place{Operation: a.operation, Name: "follows_request", Section: "Example", Anchor: a.anchor,
			Uses: a.uses, Scenarios: from}
		all = append(all, p.By(func(e *conform.Evidence, j *conform.Judgement) { judge(e, j, a) }))
	}
	return all
}

// enough reports whether there are answers enough to tell: rows, or for a create what is sent side by side.
func enough(of *resource.Resource, op schemas.OperationKind) bool {
	return len(of.Rows) >= fewest || op == schemas.Create && slices.ContainsFunc(of.Sent, resource.IsFree)
}
