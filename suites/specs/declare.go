package specs

import (
	"fmt"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/types"

	"graphconform/suites"
)

// manyChecks is from where on the checks of one family of a resource share a spec: a spec costs Ginkgo a tenth of a millisecond
// and twelve KiB, which 200,000 of them cannot be given.
const manyChecks = 5000

// Declare builds the tree version/type > operation and family > check out of the plan; of a large plan version/type > family.
// It does no I/O: a verdict is awaited when its spec runs.
func Declare(plan *suites.Plan, board *Board) {
	large := len(plan.Checks()) > manyChecks
	Describe("conformance", func() {
		for _, unit := range plan.Units {
			Describe(unit.Resource.ID(), func() {
				if large {
					for _, group := range grouped(unit.Checks, func(c *suites.Check) string { return c.Family }) {
						It(group.name, func(ctx SpecContext) { await(ctx, board, group.checks) })
					}
					return
				}
				for _, group := range grouped(unit.Checks, func(c *suites.Check) string { return c.Does() + " " + c.Family }) {
					Describe(group.name, func() {
						for _, check := range group.checks {
							It(check.Place, Label("level: "+string(check.Level)), func(ctx SpecContext) { await(ctx, board, []*suites.Check{check}) })
						}
					})
				}
			})
		}
	})
}

// await waits for the outcomes of checks that share a spec. The spec is skipped where no check passed and none stands against the target.
func await(ctx SpecContext, board *Board, checks []*suites.Check) {
	var against []suites.Outcome
	passed, aside := 0, ""
	for _, check := range checks {
		outcome, err := board.Outcome(ctx, check.ID)
		Expect(err).NotTo(HaveOccurred(), check.ID)
		switch {
		case outcome.Verdict == suites.Pass:
			passed++
		case outcome.Verdict == suites.Unsupported || outcome.Verdict == suites.Disabled:
			aside = fmt.Sprintf("%s: %s", outcome.Verdict, outcome.Reason)
		case outcome.Verdict == suites.Fail && check.Level == suites.Advisory:
			aside = "advisory: " + suites.Render(outcome)
		default:
			against = append(against, outcome)
		}
	}
	if len(against) == 0 && passed == 0 {
		Skip(aside)
	}
	for _, outcome := range against { // the first one ends the spec
		Expect(outcome).To(Conform(), more(len(against)-1))
	}
}

func more(others int) string {
	if others == 0 {
		return ""
	}
	return fmt.Sprintf("and %d more checks of this family", others)
}

type group struct {
	name   string
	checks []*suites.Check
}

// grouped gathers checks under the names that key gives them, in the order of their first one.
func grouped(checks []*suites.Check, key func(*suites.Check) string) []group {
	var out []group
	at := map[string]int{}
	for _, check := range checks {
		name := key(check)
		if _, known := at[name]; !known {
			at[name] = len(out)
			out = append(out, group{name: name})
		}
		out[at[name]].checks = append(out[at[name]].checks, check)
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
