package specs

import (
	"context"
	"fmt"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"
	. "github.com/onsi/gomega"

	"graphconform/suites/conform"
	"graphconform/suites/plan"
)

// ManyChecks is from where on the checks of one family of a resource share a spec: a spec costs Ginkgo a tenth of a millisecond
// and twelve KiB, which 200,000 of them cannot be given.
const ManyChecks = 5000

// Outcomes gives the outcome of a check, and waits for it where it is not there yet.
type Outcomes interface {
	Outcome(ctx context.Context, id string) (conform.Outcome, error)
}

// Declare builds the tree out of the plan: resource > operation > requirement; of a large plan resource > family. It does no I/O: an
// outcome is awaited when its spec runs.
func Declare(p *plan.Plan, outcomes Outcomes) {
	Describe("conformance", func() {
		for _, unit := range p.Units {
			Describe(unit.Resource.ID(), func() {
				for _, spec := range specsOf(unit.Checks, len(p.Checks()) > ManyChecks) {
					spec.declare(outcomes)
				}
			})
		}
	})
}

// group is what stands in one container, or below ManyChecks one operation with a spec a check.
type group struct {
	name   string
	checks []*conform.Check
	one    bool // spec for all checks
}

func specsOf(checks []*conform.Check, many bool) []group {
	key := func(c *conform.Check) string { return c.Does }
	if many {
		key = func(c *conform.Check) string { return c.Family }
	}
	var out []group
	at := map[string]int{}
	for _, check := range checks {
		name := key(check)
		if _, known := at[name]; !known {
			at[name] = len(out)
			out = append(out, group{name: name, one: many})
		}
		out[at[name]].checks = append(out[at[name]].checks, check)
	}
	return out
}

func (g group) declare(outcomes Outcomes) {
	if g.one {
		It(g.name, Label("family: "+g.name), func(ctx SpecContext) { await(ctx, outcomes, g.checks) })
		return
	}
	Describe(g.name, func() {
		for _, check := range g.checks {
			It(Requirement(check), labels(check), location(check), func(ctx SpecContext) { await(ctx, outcomes, []*conform.Check{check}) })
		}
	})
}

// Requirement words what a check wants: its promise, and its place where the promise does not tell it from others.
func Requirement(check *conform.Check) string {
	return check.Promise + " [" + check.Family + "/" + check.Place + "]"
}

func labels(check *conform.Check) Labels {
	return Label(
		"family: "+check.Family, "operation: "+check.Does, "rule: "+strings.TrimPrefix(check.Rule, check.Family+"/"), "level: "+string(check.Level),
	)
}

// location is the line of the reference page.
func location(check *conform.Check) types.CodeLocation {
	return types.CodeLocation{FileName: check.Line.File + ".md", LineNumber: check.Line.Number}
}

// await waits for the outcomes of checks that share a spec. The spec is skipped where no check passed and none stands against the target.
func await(ctx SpecContext, outcomes Outcomes, checks []*conform.Check) {
	var against []conform.Outcome
	passed, aside := 0, ""
	for _, check := range checks {
		outcome, err := outcomes.Outcome(ctx, check.ID)
		Expect(err).NotTo(HaveOccurred(), check.ID)
		switch {
		case outcome.Verdict == conform.Pass:
			passed++
		case outcome.Verdict == conform.Unsupported || outcome.Verdict == conform.Disabled:
			aside = fmt.Sprintf("%s: %s", outcome.Verdict, outcome.Reason)
		case outcome.Verdict == conform.Fail && check.Level == conform.Advisory:
			aside = "advisory: " + conform.Render(outcome)
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
