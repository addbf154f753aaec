package main

import (
	"fmt"
	"io"
	"os"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/formatter"
	"github.com/onsi/ginkgo/v2/reporters"
	"github.com/onsi/gomega"

	"graphconform/suites"
	"graphconform/suites/specs"
)

// failed stands in for testing.T: the exit code comes from the verdicts, not from Ginkgo.
type failed struct{}

func (failed) Fail() {}

// runSpecs shows the plan to Ginkgo and writes its JUnit report, where a path is given. Ginkgo prints nothing: the terminal report does.
// It can run once a process.
func runSpecs(plan *suites.Plan, board *board, junit string) error {
	gomega.RegisterFailHandler(ginkgo.Fail)
	formatter.ColorableStdOut = io.Discard
	formatter.ColorableStdErr = io.Discard
	specs.Declare(plan, board)
	suite, reporter := ginkgo.GinkgoConfiguration()
	suite.Timeout, suite.FlakeAttempts, suite.FailOnEmpty, suite.RandomSeed = 0, 0, true, 1
	reporter.Succinct, reporter.NoColor = true, true
	var written error
	ginkgo.ReportAfterSuite("junit", func(r ginkgo.Report) {
		if junit == "" {
			return
		}
		lean := reporters.JunitReportConfig{OmitTimelinesForSpecState: 1<<31 - 1, OmitSpecLabels: true, OmitLeafNodeType: true, OmitCapturedStdOutErr: true}
		if written = reporters.GenerateJUnitReportWithConfig(r, junit, lean); written == nil {
			written = complete(junit)
		}
	})
	ginkgo.RunSpecs(failed{}, "graphconform", suite, reporter)
	if written != nil {
		return fmt.Errorf("--report: junit.xml: %w", written)
	}
	return nil
}

// complete looks whether the report was written to its end: Ginkgo does not tell when the disk is full.
func complete(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	const end = "</testsuites>"
	if len(data) < len(end) || string(data[len(data)-len(end):]) != end {
		return fmt.Errorf("%s is cut short; is the disk full?", path)
	}
	return nil
}
