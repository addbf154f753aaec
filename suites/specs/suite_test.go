package specs_test

import (
	"context"
	"os"
	"strings"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"graphconform/fixtures/wire"
	"graphconform/suites"
	"graphconform/suites/conform"
	"graphconform/suites/exercise"
	"graphconform/suites/plan"
	"graphconform/suites/specs"
)

// workers is how many scenarios run at once.
const workers = 4

// TestSpecs checks the embedded tenant, or a server on the loopback interface that GRAPHCONFORM_TARGET names.
func TestSpecs(t *testing.T) {
	suite, reporter := GinkgoConfiguration()
	suite.FailOnEmpty = true // a filter that matches nothing is a mistake
	e, err := readEnvironment(t.Context(), os.Environ(), suite.RandomSeed)
	if err != nil {
		t.Fatal(err)
	}
	p, err := e.plan()
	if err != nil {
		t.Fatal(err)
	}
	sender, err := e.sender()
	if err != nil {
		t.Fatal(err)
	}
	defer sender.Close()
	run, err := newID()
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s; %s=%d sends the same values again", e.description(), seedVariable, e.seed)

	tree := specs.NewTree(p)
	outcomes := specs.NewOnDemand(exerciser(sender, e.parents, &runNames{run: run, process: suite.ParallelProcess}))
	specs.Declare(tree, outcomes)
	outcomes.Choose(p, specs.Chosen(tree, e.description(), suite))
	AfterSuite(func() {
		left := outcomes.Left()
		Expect(left).To(BeEmpty(), "left behind: %s", strings.Join(left, ", "))
	})
	ReportAfterSuite("something was shown", func(report Report) {
		counted := specs.Counted(report)
		none := report.SuiteSucceeded && counted.Passed == 0 && report.PreRunStats.SpecsThatWillRun > 0
		Expect(none && !suite.DryRun).To(BeFalse(), "no spec passed: %s; nothing was shown to conform", counted)
	})
	RegisterFailHandler(Fail)
	RunSpecs(t, e.description(), suite, reporter)
}

// exerciser returns what exercises one resource after the other.
func exerciser(sender *wire.Sender, parents map[string]string, names *runNames) specs.Exercise {
	return func(ctx context.Context, p *plan.Plan, deliver func(conform.Outcome)) []string {
		target := exercise.Target{Sender: sender, Parents: parents, RunID: names.next(), Workers: workers}
		return suites.Exercise(ctx, p, target, deliver).Left
	}
}
