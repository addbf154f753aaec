package judge

import (
	"cmp"
	"slices"
	"strings"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/conform"
)

// Fold marks the outcomes of one resource that only repeat another one. Nothing is blocked in what others recorded.
func Fold(outcomes []conform.Outcome) { fold(outcomes, make([]bool, len(outcomes))) }

// fold marks outcomes that only repeat another one, and those that could not be judged because a step failed. An outcome repeats another
// one where every fact that it shows is shown by one that stands for itself: never because of its family, never in chains.
func fold(outcomes []conform.Outcome, blocked []bool) {
	roots := map[fact]*conform.Outcome{}
	for _, i := range byRank(outcomes) {
		out := &outcomes[i]
		if out.Verdict != conform.Fail {
			continue
		}
		if root := shownBy(roots, out); root != nil {
			out.Follows = root.Check.ID
			continue
		}
		for _, finding := range out.Findings {
			for _, f := range factsOf(finding) {
				if roots[f] == nil {
					roots[f] = out
				}
			}
		}
	}
	blame(outcomes, blocked)
}

// blame lets outcomes that were blocked follow the root that has a finding on the step that failed. Where no step failed by its status,
// it is the first root that has one in the scenarios that the check rests on.
func blame(outcomes []conform.Outcome, blocked []bool) {
	var notAList *conform.Outcome // lists that cannot be read are told of once, not for each step that reads one
	exchanges := map[*fixtures.Exchange]*conform.Outcome{}
	scenarios := map[conform.ScenarioKey]*conform.Outcome{}
	for _, i := range byRank(outcomes) {
		out := &outcomes[i]
		if out.Verdict != conform.Fail || out.Follows != "" {
			continue
		}
		for _, f := range out.Findings {
			if exchanges[f.Exchange] == nil {
				exchanges[f.Exchange] = out
			}
			if scenarios[f.Step.Scenario] == nil {
				scenarios[f.Step.Scenario] = out
			}
			if notAList == nil && isForm(out.Check, f) {
				notAList = out
			}
		}
	}
	for i := range outcomes {
		out := &outcomes[i]
		if !blocked[i] {
			continue
		}
		var root *conform.Outcome
		if out.Blocked != nil {
			if root = exchanges[out.Blocked.Last()]; root == nil && out.Blocked.Unlisted() {
				root = notAList
			}
		}
		for _, key := range out.Check.Scenarios {
			if root == nil && out.Blocked == nil {
				root = scenarios[key]
			}
		}
		if root != nil {
			out.Follows = root.Check.ID
		}
	}
}

// isForm reports whether a finding says that what a list was answered with is none.
func isForm(check *conform.Check, f conform.Finding) bool {
	if check.Operation != schemas.List || f.Exchange == nil || f.Exchange.Response == nil {
		return false
	}
	switch f.Difference {
	case conform.NotAList, conform.NotAnObject, conform.NotJSON, conform.NoBody:
		return true
	}
	return f.At == wholeAnswer && f.Exchange.Response.Status/100 == 2
}

// fact is what a finding shows. Two findings show the same where they have a fact in common.
type fact struct {
	// One place in one exchange.
	exchange *fixtures.Exchange
	place    string
	// Or a property of an object with what was wanted and what came, seen anywhere.
	scenario          conform.ScenarioKey
	object, want, got string
}

// wholeAnswer is the place of findings about an answer as such: its status, or that what was asked for was refused.
const wholeAnswer = "status"

func factsOf(f conform.Finding) []fact {
	place := propertyAt(f.At)
	property := strings.HasPrefix(f.At, "/") && place != "error"
	refused := f.Exchange != nil && f.Exchange.Response != nil && f.Exchange.Response.Status/100 != 2
	switch {
	case refused && (property || f.At == "body"):
		place = wholeAnswer
	case f.At == wholeAnswer && f.Difference == conform.OtherBody, f.Difference == conform.NotJSON:
		place = "" // the status itself is right, and nothing can be read
	}
	facts := []fact{{exchange: f.Exchange, place: place}}
	if property && !refused && f.Object != "" {
		facts = append(facts, fact{place: place, scenario: f.Step.Scenario, object: f.Object, want: f.Want, got: f.Got})
	}
	return facts
}

// propertyAt returns the member of the object that a JSON pointer leads into; what is no pointer stands for itself.
func propertyAt(at string) string {
	if !strings.HasPrefix(at, "/") {
		return at
	}
	name, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(at, "/value/*"), "/"), "/")
	return name
}

// shownBy returns the root that shows the first fact of an outcome, where roots show all of them; else nil.
func shownBy(roots map[fact]*conform.Outcome, out *conform.Outcome) *conform.Outcome {
	var first *conform.Outcome
	for _, finding := range out.Findings {
		var root *conform.Outcome
		for _, f := range factsOf(finding) {
			if root = roots[f]; root != nil {
				break
			}
		}
		if root == nil {
			return nil
		}
		first = cmp.Or(first, root)
	}
	return first
}

// operationOrder is the order in which a defect shows: what is written wrong is read wrong.
var operationOrder = [...]schemas.OperationKind{
	schemas.Create, schemas.Update, schemas.Get, schemas.List, schemas.Delete, schemas.Action, schemas.Function,
}

// byRank returns the outcomes' indexes, possible roots first: answers that are not the request's own, which no operation explains; then by
// operation, and by the rank of the rule.
func byRank(outcomes []conform.Outcome) []int {
	order := make([]int, len(outcomes))
	for i := range order {
		order[i] = i
	}
	at := func(i int) int { return slices.Index(operationOrder[:], outcomes[i].Check.Operation) }
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(replayed(outcomes[a].Check)-replayed(outcomes[b].Check), at(a)-at(b),
			int(outcomes[a].Check.Rank-outcomes[b].Check.Rank))
	})
	return order
}

// replayed is 0 for rules about answers that do not follow the request, and 1 for others.
func replayed(check *conform.Check) int {
	if check.Rank <= conform.RankReplay {
		return 0
	}
	return 1
}
