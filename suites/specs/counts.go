package specs

import (
	"fmt"

	"github.com/onsi/ginkgo/v2/types"

	"graphconform/suites/conform"
)

// Counts is how many specs ended how.
type Counts struct{ Passed, Failed, Skipped int }

func (c Counts) String() string {
	return fmt.Sprintf("%d passed, %d failed, %d skipped", c.Passed, c.Failed, c.Skipped)
}

// Expected returns how the specs of a tree end by the outcomes of their checks. A check without an outcome fails its spec.
func Expected(tree Tree, find func(id string) (conform.Outcome, bool)) Counts {
	var counts Counts
	for _, spec := range tree.Specs() {
		var of []conform.Outcome
		for _, check := range spec.Checks {
			o, judged := find(check.ID)
			if !judged {
				o = conform.Outcome{Check: check, Verdict: conform.Inconclusive}
			}
			of = append(of, o)
		}
		counts.add(endOf(of).state)
	}
	return counts
}

func (c *Counts) add(s state) {
	switch s {
	case passed:
		c.Passed++
	case failed:
		c.Failed++
	case skipped:
		c.Skipped++
	}
}

// Counted returns how the specs of a suite ended by Ginkgo's own report. What neither passed nor was skipped has failed.
func Counted(report types.Report) Counts {
	var counts Counts
	for _, spec := range report.SpecReports.WithLeafNodeType(types.NodeTypeIt) {
		switch spec.State {
		case types.SpecStatePassed:
			counts.add(passed)
		case types.SpecStateSkipped:
			counts.add(skipped)
		default:
			counts.add(failed)
		}
	}
	return counts
}

// Disagree returns an error where Ginkgo ended specs otherwise than the outcomes say: then neither can be trusted.
func Disagree(byOutcomes, byGinkgo Counts) error {
	if byOutcomes == byGinkgo {
		return nil
	}
	return fmt.Errorf("verdicts and specs disagree: by the verdicts %s, by Ginkgo %s; please report it", byOutcomes, byGinkgo)
}
