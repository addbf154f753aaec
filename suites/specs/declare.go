package specs

import (
	"fmt"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/types"

	"graphconform/suites"
)

// Declare builds the tree version/type > operation > family > check out of the plan. It does no I/O:
// a verdict is awaited when its spec runs.
func Declare(plan *suites.Plan, board *Board) {
	Describe("conformance", func() {
		for _, unit := range plan.Units {
			Describe(unit.Resource.ID(), func() {
				for _, group := range groups(unit.Checks) {
					Describe(group.name, func() {
						for _, check := range group.checks {
							It(check.Place, Label("level: "+string(check.Level)), func(ctx SpecContext) { await(ctx, board, check) })
						}
					})
				}
			})
		}
	})
}

func await(ctx SpecContext, board *Board, check *suites.Check) {
	outcome, err := board.Outcome(ctx, check.ID)
	Expect(err).NotTo(HaveOccurred(), check.ID)
	switch outcome.Verdict {
	case suites.Unsupported, suites.Disabled:
		Skip(fmt.Sprintf("%s: %s", outcome.Verdict, outcome.Reason))
	case suites.Fail:
		if check.Level == suites.Advisory {
			Skip("advisory: " + suites.Render(outcome))
		}
	}
	Expect(outcome).To(Conform())
}

type group struct {
	name   string
	checks []*suites.Check
}

// groups splits checks, which are sorted by id, at each operation and family.
func groups(checks []*suites.Check) []group {
	var out []group
	for _, check := range checks {
		name := fmt.Sprintf("%s %s", check.Operation, check.Family)
		if len(out) == 0 || out[len(out)-1].name != name {
			out = append(out, group{name: name})
		}
		last := &out[len(out)-1]
		last.checks = append(last.checks, check)
	}
	return out
}

// Conform succeeds for an outcome that passed. Its failure message is the rendering of the outcome.
func Conform() types.GomegaMatcher { return conform{} }

type conform struct{}

func (conform) Match(actual any) (bool, error) {
	outcome, ok := actual.(suites.Outcome)
	if !ok {
		return false, fmt.Errorf("Conform matches a suites.Outcome, not %T", actual)
	}
	return outcome.Verdict == suites.Pass, nil
}

func (conform) FailureMessage(actual any) string { return suites.Render(actual.(suites.Outcome)) }

func (conform) NegatedFailureMessage(actual any) string {
	return fmt.Sprintf("%s passed, and was expected not to", actual.(suites.Outcome).Check.ID)
}
