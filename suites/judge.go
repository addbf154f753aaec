package suites

import (
	"fmt"
	"slices"
	"strings"

	"graphconform/schemas"
)

// judge turns the evidence of one resource into the outcomes of its checks, in plan order. It is pure.
func judge(unit *Unit, evidence *Evidence) []Outcome {
	outcomes := make([]Outcome, len(unit.Checks))
	hangs := make([]bool, len(unit.Checks))
	for i, check := range unit.Checks {
		j := &Judgement{rule: check.Rule}
		if !evidence.unsupported(check, j) {
			check.safely(evidence, j)
		}
		outcomes[i] = j.outcome(check)
		if why := evidence.unclaimed(); why != "" && j.hangs && outcomes[i].Verdict == Inconclusive {
			outcomes[i].Verdict, outcomes[i].Reason = Unsupported, why
		}
		hangs[i] = j.hangs && outcomes[i].Verdict == Inconclusive
	}
	trace(outcomes, hangs)
	return outcomes
}

// safely judges the check. A slip of this package must cost one check, not the run.
func (c *Check) safely(e *Evidence, j *Judgement) {
	defer func() {
		if slip := recover(); slip != nil {
			j.findings, j.missing = nil, []string{fmt.Sprintf("the suite could not judge this: %v; please report it", slip)}
		}
	}()
	c.judge(e, j)
}

// unsupported handles operations that the target refuses: one that no page documents makes the check Unsupported,
// a documented one makes it hang on the check of that operation's status.
func (e *Evidence) unsupported(check *Check, j *Judgement) bool {
	for _, name := range check.scenarios {
		if t := e.transcripts[name]; t != nil && t.refrained != "" {
			j.unsupported = t.refrained
			return true
		}
	}
	for _, op := range check.uses {
		why, refused := e.refusal(op)
		if !refused {
			continue
		}
		_, documented := e.resource.operation(op)
		switch {
		case documented && !e.resource.claimed(op):
			j.on(e.record(documentedScenario, string(op)))
			j.unsupported, j.missing = why+"; the claims leave it out", nil
			return true
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

// unclaimed says why nothing that needs an object can be judged, where the target does not claim to make any; else it is empty.
func (e *Evidence) unclaimed() string {
	if why, refused := e.refusal(schemas.Create); refused && !e.resource.claimed(schemas.Create) {
		return why + "; the claims leave it out"
	}
	return ""
}

// claimed tells whether the target says that it implements the operation.
func (r *Resource) claimed(op schemas.OperationKind) bool {
	return r.claims == nil || r.claims[r.ID()+" "+string(op)]
}

// operationOrder is the order in which a defect shows: what is written wrong is read wrong.
var operationOrder = [...]schemas.OperationKind{schemas.Create, schemas.Get, schemas.List, schemas.Update, schemas.Delete, schemas.Action, schemas.Function}

// trace folds what only repeats another failure under it, so that one defect shows as one root with its followers:
// what a cause explains, the same place or property seen by a later operation or family, and what could not be judged because a step failed.
func trace(outcomes []Outcome, hangs []bool) {
	order := rootOrder(outcomes)
	byCause := causesIn(outcomes)
	seen := map[string]*Outcome{}
	byOperation := map[string]*Outcome{}
	for _, i := range order {
		out := &outcomes[i]
		if out.Verdict != Fail {
			continue
		}
		marks := out.marks()
		for _, c := range byCause {
			if c.root == out {
				break // what stands behind it in the table cannot explain it
			}
			if slices.Contains(c.families, out.Check.Family) {
				out.Follows = rootOf(c.root)
				break
			}
		}
		if root := commonRoot(seen, marks); root != nil && out.Follows == "" {
			out.Follows = rootOf(root)
		}
		for _, mark := range marks {
			if seen[mark] == nil {
				seen[mark] = out
			}
		}
		if first := byOperation[out.Check.does]; first == nil || first.Check.Family != "status" && out.Check.Family == "status" {
			byOperation[out.Check.does] = out
		}
	}
	for i := range outcomes {
		if !hangs[i] {
			continue
		}
		for _, op := range append([]schemas.OperationKind{schemas.OperationKind(outcomes[i].Check.does)}, operationOrder[:]...) {
			if root := byOperation[string(op)]; root != nil {
				outcomes[i].Follows = rootOf(root)
				outcomes[i].Reason = fmt.Sprintf("%s; hangs on %s", outcomes[i].Reason, outcomes[i].Follows)
				break
			}
		}
	}
}

// causes are rules whose breach explains what these families see of the same resource, the strongest first.
var causes = [...]struct {
	rule     string
	families []string
}{
	{"replay/follows_request", []string{"enum_values", "round_trip", "patch", "collection", "readonly_id"}},
	{"readonly_id/unique", []string{"enum_values", "round_trip", "patch", "collection", "readonly_id", "errors"}},
	{"errors/success", []string{"errors", "auth", "enum_values", "readonly_id", "collection", "schema"}},
	{"readonly_id/key", []string{"status", "readonly_id", "enum_values", "round_trip", "collection", "patch"}},
	{"readonly_id/kept", []string{"readonly_id"}},
	{"readonly_id/listed", []string{"collection", "errors", "auth"}},
	{"collection/two", []string{"status", "readonly_id", "collection"}},
	{"collection/list_parent", []string{"collection", "errors", "auth"}},
	{"collection/member", []string{"collection", "errors", "auth", "patch"}},
	{"collection/exact", []string{"collection", "errors", "auth"}},
	{"patch/others", []string{"readonly_id", "collection", "errors", "patch"}},
	{"patch/unknown", []string{"errors", "collection"}},
	{"errors/unknown_item", []string{"collection"}},
	{"collection/removed", []string{"collection"}},
	{"collection/delete_parent", []string{"collection"}},
	{"patch/again", []string{"patch"}},
	{"auth/none", []string{"auth"}},
	{"auth/scheme", []string{"auth"}},
	{"auth/empty", []string{"auth"}},
}

type cause struct {
	root     *Outcome
	families []string
}

// causesIn returns the causes that failed, in the order of the table.
func causesIn(outcomes []Outcome) []cause {
	var found []cause
	for _, c := range causes {
		for i := range outcomes {
			if outcomes[i].Verdict == Fail && outcomes[i].Check.Rule == c.rule {
				found = append(found, cause{&outcomes[i], c.families})
				break
			}
		}
	}
	return found
}

// marks name what a failed outcome is about: properties, or for the status family the operation.
func (o *Outcome) marks() []string {
	if o.Check.Family == "status" {
		return []string{"status of " + string(o.Check.Operation)}
	}
	var marks []string
	for _, finding := range o.Findings {
		if name := propertyAt(finding.At); name != "" {
			marks = append(marks, "property "+name)
		} else {
			return nil
		}
	}
	return marks
}

// propertyAt returns the property of the object that a JSON pointer leads into; empty for none.
func propertyAt(pointer string) string {
	pointer = strings.TrimPrefix(pointer, "/value/*")
	name, _, _ := strings.Cut(strings.TrimPrefix(pointer, "/"), "/")
	if !strings.HasPrefix(pointer, "/") || name == "id" || name == "value" {
		return ""
	}
	return name
}

// commonRoot returns the outcome that was first to see the marks, where all of them were seen before.
func commonRoot(seen map[string]*Outcome, marks []string) *Outcome {
	var root *Outcome
	for _, mark := range marks {
		if seen[mark] == nil {
			return nil
		}
		if root == nil {
			root = seen[mark]
		}
	}
	return root
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
