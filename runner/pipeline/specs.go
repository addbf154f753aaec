package pipeline

import (
	"context"
	"io"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/formatter"
	"github.com/onsi/gomega"

	"graphconform/suites/plan"
	"graphconform/suites/specs"
)

// failed stands in for testing.T: the exit code comes from the verdicts, and Ginkgo's own count is compared with them.
type failed struct{}

func (failed) Fail() {}

// show lets Ginkgo show the verdicts, and waits until all are delivered. It returns an error where specs and verdicts disagree.
func show(ctx context.Context, p *plan.Plan, store *store, ended <-chan struct{}) error {
	tree := specs.NewTree(p)
	counted := runSpecs(tree, store)
	<-ended
	if ctx.Err() != nil { // Ginkgo, which was interrupted too, left out specs
		return nil
	}
	return specs.Disagree(specs.Expected(tree, store.Find), counted)
}

// runSpecs shows the tree to Ginkgo, which prints nothing: the reports are made of the verdicts. It returns how Ginkgo ended the specs.
// It can run once a process.
func runSpecs(tree specs.Tree, store *store) (counted specs.Counts) {
	gomega.RegisterFailHandler(ginkgo.Fail)
	formatter.ColorableStdOut = io.Discard
	formatter.ColorableStdErr = io.Discard
	specs.Declare(tree, store.Store)
	ginkgo.ReportAfterSuite("counts", func(report ginkgo.Report) { counted = specs.Counted(report) })
	suite, reporter := ginkgo.GinkgoConfiguration()
	suite.Timeout, suite.FlakeAttempts, suite.FailOnEmpty, suite.RandomSeed = 0, 0, true, 1
	reporter.Succinct, reporter.NoColor = true, true
	ginkgo.RunSpecs(failed{}, "graphconform", suite, reporter)
	return counted
}
