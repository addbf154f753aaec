package report

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/onsi/ginkgo/v2/reporters"
	"github.com/onsi/ginkgo/v2/types"

	"graphconform/suites/conform"
)

// JUnit writes Ginkgo's junit.xml, a test case a check, in the tree of the specs: what passed without a word, what failed with the whole
// finding.
func JUnit(out io.Writer, r *Report) error {
	dir, err := os.MkdirTemp("", "graphconform-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a folder of the system's temporary ones
	path := filepath.Join(dir, "junit.xml")
	lean := reporters.JunitReportConfig{OmitTimelinesForSpecState: 1<<31 - 1, OmitSpecLabels: true, OmitLeafNodeType: true,
		OmitCapturedStdOutErr: true}
	if err := reporters.GenerateJUnitReportWithConfig(r.specs(), path, lean); err != nil {
		return err
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if !bytes.HasSuffix(bytes.TrimSpace(data), []byte("</testsuites>")) { // Ginkgo does not tell when the disk is full
		return fmt.Errorf("%s is cut short; is the disk of the temporary folder full?", path)
	}
	_, err = out.Write(data)
	return err
}

// specs is the report as Ginkgo would give it.
func (r *Report) specs() types.Report {
	out := types.Report{
		SuiteDescription: "graphconform", SuiteSucceeded: r.ExitCode() == 0, StartTime: r.Started,
		RunTime:     r.Took(),
		SpecReports: make(types.SpecReports, len(r.Checks)),
	}
	out.PreRunStats.TotalSpecs, out.PreRunStats.SpecsThatWillRun = len(r.Checks), len(r.Checks)
	for i := range r.Checks {
		c := &r.Checks[i]
		state := map[conform.Verdict]types.SpecState{conform.Pass: types.SpecStatePassed, conform.Unsupported: types.SpecStateSkipped,
			conform.Disabled: types.SpecStateSkipped}[c.Verdict]
		if c.Verdict == conform.Fail && c.Level == conform.Advisory {
			state = types.SpecStateSkipped
		}
		spec := types.SpecReport{
			LeafNodeType: types.NodeTypeIt, LeafNodeText: c.Place(),
			ContainerHierarchyTexts: []string{"conformance", c.Resource(), c.Operation() + " " + c.Family()}, State: state,
		}
		if c.Verdict != conform.Pass {
			if state == types.SpecStateInvalid {
				spec.State = types.SpecStateFailed
			}
			spec.Failure.Message = r.message(c)
		}
		out.SpecReports[i] = spec
	}
	failed := func(spec types.SpecReport) bool { return spec.State == types.SpecStateFailed }
	if !out.SuiteSucceeded && !slices.ContainsFunc(out.SpecReports, failed) { // else who counts failures would take it for a success
		lines := append([]string{r.Word() + ": " + conform.Printable(r.Sum())}, r.OutOfDate()...)
		out.SpecReports = append(out.SpecReports, types.SpecReport{
			LeafNodeType: types.NodeTypeIt, LeafNodeText: "as a whole", ContainerHierarchyTexts: []string{"conformance", "the run"},
			State: types.SpecStateFailed, Failure: types.Failure{Message: strings.Join(lines, "\n")},
		})
		out.PreRunStats.TotalSpecs, out.PreRunStats.SpecsThatWillRun = len(out.SpecReports), len(out.SpecReports)
	}
	return out
}

// message is the whole of what there is to say of a check that did not pass.
func (r *Report) message(c *Check) string {
	text := conform.Render(r.Outcome(c))
	if c.Verdict == conform.Unsupported || c.Verdict == conform.Disabled {
		return string(c.Verdict) + ": " + conform.Printable(c.Reason)
	}
	return strings.TrimSpace(text) + "\n  rerun     " + r.RerunOf(c)
}
