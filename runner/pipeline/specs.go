package pipeline

import (
	"io"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/formatter"
	"github.com/onsi/gomega"

	"graphconform/suites/plan"
	"graphconform/suites/specs"
)

// failed stands in for testing.T: the exit code comes from the verdicts, not from Ginkgo.
type failed struct{}

func (failed) Fail() {}

// runSpecs shows the plan to Ginkgo, which prints nothing: the reports are made of the verdicts.
// It can run once a process.
func runSpecs(plan *plan.Plan, store *store) {
	gomega.RegisterFailHandler(ginkgo.Fail)
	formatter.ColorableStdOut = io.Discard
	formatter.ColorableStdErr = io.Discard
	specs.Declare(plan, store.Store)
	suite, reporter := ginkgo.GinkgoConfiguration()
	suite.Timeout, suite.FlakeAttempts, suite.FailOnEmpty, suite.RandomSeed = 0, 0, true, 1
	reporter.Succinct, reporter.NoColor = true, true
	ginkgo.RunSpecs(failed{}, "graphconform", suite, reporter)
}
