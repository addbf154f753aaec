package specs

import (
	"context"
	"fmt"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"graphconform/suites/conform"
)

// Outcomes gives the outcome of a check, and waits for it where it is not there yet.
type Outcomes interface {
	Outcome(ctx context.Context, id string) (conform.Outcome, error)
}

// Declare shows the tree to Ginkgo. It does no I/O: an outcome is awaited when its spec runs.
//
// Containers are ordered: Ginkgo gives the specs of an ordered one to a single process, so that no two of them exercise one resource,
// or resources that are in each other's way. A spec that fails ends none of the others.
func Declare(tree Tree, outcomes Outcomes) {
	for _, group := range tree {
		if len(group.Resources) == 1 {
			declareResource(group.Resources[0], outcomes, Ordered, ContinueOnFailure)
			continue
		}
		Describe("", Ordered, ContinueOnFailure, func() { // without a text: what specs are called does not depend on what else is planned
			for _, resource := range group.Resources {
				declareResource(resource, outcomes)
			}
		})
	}
}

func declareResource(specs []*Spec, outcomes Outcomes, decorators ...any) {
	at := contract(specs[0].Resource)
	Describe(specs[0].Resource, at, decorators, func() {
		for _, operation := range byOperation(specs) {
			if operation[0].Operation == "" {
				declareSpecs(operation, outcomes)
				continue
			}
			Describe(operation[0].Operation, at, func() { declareSpecs(operation, outcomes) })
		}
	})
}

// byOperation groups specs, in the order in which operations come first.
func byOperation(specs []*Spec) [][]*Spec {
	var out [][]*Spec
	at := map[string]int{}
	for _, spec := range specs {
		i, known := at[spec.Operation]
		if !known {
			i, at[spec.Operation] = len(out), len(out)
			out = append(out, nil)
		}
		out[i] = append(out[i], spec)
	}
	return out
}

func declareSpecs(specs []*Spec, outcomes Outcomes) {
	for _, spec := range specs {
		It(spec.Text, Label(spec.Labels...), spec.Location, func(ctx SpecContext) { await(ctx, outcomes, spec.Checks) })
	}
}

// await waits for the outcomes of the checks that a spec stands for, and ends it as they say.
func await(ctx SpecContext, outcomes Outcomes, checks []*conform.Check) {
	var all []conform.Outcome
	for _, check := range checks {
		outcome, err := outcomes.Outcome(ctx, check.ID)
		Expect(err).NotTo(HaveOccurred(), check.ID)
		all = append(all, outcome)
	}
	end := endOf(all)
	if end.state == skipped {
		Skip(end.aside)
	}
	for _, outcome := range end.against { // the first one ends the spec
		Expect(outcome).To(Conform(), more(len(end.against)-1))
	}
}

func more(others int) string {
	if others == 0 {
		return ""
	}
	return fmt.Sprintf("and %d more checks of this family", others)
}

// state is how a spec ends.
type state int

const (
	passed state = iota
	failed
	skipped
)

// end is how a spec ends, and why.
type end struct {
	state   state
	against []conform.Outcome // that stand against the target, or could not be judged
	aside   string            // why the spec is skipped
}

// endOf weighs the outcomes of one spec. It is skipped where no check passed and none stands against the target.
func endOf(outcomes []conform.Outcome) end {
	out := end{state: skipped}
	for _, outcome := range outcomes {
		switch {
		case outcome.Verdict == conform.Pass:
			out.state = passed
		case outcome.Verdict == conform.Unsupported || outcome.Verdict == conform.Disabled:
			out.aside = fmt.Sprintf("%s: %s", outcome.Verdict, outcome.Reason)
		case outcome.Verdict == conform.Fail && outcome.Check.Level == conform.Advisory:
			out.aside = "advisory: " + conform.Render(outcome)
		default:
			out.against = append(out.against, outcome)
		}
	}
	if len(out.against) > 0 {
		out.state = failed
	}
	return out
}
