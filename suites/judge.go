package suites

import (
	"fmt"
	"slices"
	"strings"

	"graphconform/fixtures"
	"graphconform/schemas"
)

// judge turns the evidence of one resource into the outcomes of its checks, in plan order. It is pure.
func judge(unit *Unit, evidence *Evidence) []Outcome {
	outcomes := make([]Outcome, len(unit.Checks))
	hangs := make([]bool, len(unit.Checks))
	for i, check := range unit.Checks {
		j := &Judgement{rule: check.Rule}
		if !evidence.unsupported(check, j) {
			check.judge(evidence, j)
		}
		outcomes[i] = j.outcome(check)
		hangs[i] = j.hangs && outcomes[i].Verdict == Inconclusive
	}
	trace(outcomes, hangs)
	return outcomes
}

// unsupported handles operations that the target refuses: one that no page documents makes the check Unsupported,
// a documented one makes it hang on the check of that operation's status.
func (e *Evidence) unsupported(check *Check, j *Judgement) bool {
	for _, op := range check.uses {
		why, refused := e.refusal(op)
		if !refused {
			continue
		}
		_, documented := e.resource.operation(op)
		switch {
		case !documented:
			j.on(e.record(documentedScenario, string(op)))
			j.unsupported, j.missing = why+"; no page at hand documents it", nil
			return true
		case check.Family != "status":
			j.hang(why)
			return true
		}
	}
	return false
}

// operationOrder is the order in which a defect shows: what is written wrong is read wrong.
var operationOrder = [...]schemas.OperationKind{schemas.Create, schemas.Get, schemas.List, schemas.Update, schemas.Delete}

// trace folds what only repeats another failure under it: the same finding seen by a later family, the same place seen by a
// later operation, and what could not be judged because a step failed.
func trace(outcomes []Outcome, hangs []bool) {
	order := rootOrder(outcomes)
	type spot struct {
		exchange *fixtures.Exchange
		at       string
	}
	bySpot := map[spot]*Outcome{}
	byPlace := map[string]*Outcome{}
	byOperation := map[schemas.OperationKind]*Outcome{}
	for _, i := range order {
		out := &outcomes[i]
		if out.Verdict != Fail {
			continue
		}
		place := out.Check.samePlace()
		if root := byPlace[place]; root != nil && place != "" {
			out.Follows = rootOf(root)
		}
		for _, finding := range out.Findings {
			key := spot{finding.Exchange, finding.At}
			if root := bySpot[key]; root != nil && out.Follows == "" && root.Check.Family != out.Check.Family {
				out.Follows = rootOf(root)
			}
			if bySpot[key] == nil {
				bySpot[key] = out
			}
		}
		if byPlace[place] == nil {
			byPlace[place] = out
		}
		if byOperation[out.Check.Operation] == nil || byOperation[out.Check.Operation].Check.Family != "status" && out.Check.Family == "status" {
			byOperation[out.Check.Operation] = out
		}
	}
	for i := range outcomes {
		if !hangs[i] {
			continue
		}
		for _, op := range append([]schemas.OperationKind{outcomes[i].Check.Operation}, operationOrder[:]...) {
			if root := byOperation[op]; root != nil {
				outcomes[i].Follows = rootOf(root)
				outcomes[i].Reason = fmt.Sprintf("%s; hangs on %s", outcomes[i].Reason, outcomes[i].Follows)
				break
			}
		}
	}
}

// samePlace names what a defect of one property shows as, whichever answer it is seen in; empty for checks that are no property's.
func (c *Check) samePlace() string {
	switch c.Family {
	case "round_trip", "enum_values", "schema":
		place, _, _ := strings.Cut(c.Place, "@")
		return c.Family + "/" + place
	}
	return ""
}

func rootOf(out *Outcome) string {
	if out.Follows != "" {
		return out.Follows
	}
	return out.Check.ID
}

// rootOrder returns the outcomes' indexes, possible roots first: by operation, then by family in the order of families.
func rootOrder(outcomes []Outcome) []int {
	names := Families()
	order := make([]int, len(outcomes))
	for i := range order {
		order[i] = i
	}
	rank := func(i int) int {
		check := outcomes[i].Check
		return slices.Index(operationOrder[:], check.Operation)*len(names) + slices.Index(names, check.Family)
	}
	slices.SortStableFunc(order, func(a, b int) int { return rank(a) - rank(b) })
	return order
}
