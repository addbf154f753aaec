package report

import (
	"bufio"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"graphconform/suites/conform"
)

// junitWhole is how many bytes of junit.xml may be of checks that passed, each a case of its own: readers refuse files of some 30 MB, as
// GitLab does. Above it, those of one operation and family of a resource are one case.
const junitWhole = 10 << 20

// junitSuite is a resource with its checks; the element has the attributes that readers of JUnit agree on.
type junitSuite struct {
	XMLName  xml.Name    `xml:"testsuite"`
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Time     string      `xml:"time,attr"` // seconds
	At       string      `xml:"timestamp,attr,omitempty"`
	Cases    []junitCase `xml:"testcase"`
}

// junitCase is a check: its class is version.type.family, its file and line are of the reference page.
type junitCase struct {
	Class   string        `xml:"classname,attr"`
	Name    string        `xml:"name,attr"`
	File    string        `xml:"file,attr,omitempty"`
	Line    int           `xml:"line,attr,omitempty"`
	Time    string        `xml:"time,attr"`
	Failure *junitProblem `xml:"failure"`
	Error   *junitProblem `xml:"error"`
	Skipped *junitProblem `xml:"skipped"`
}

type junitProblem struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr,omitempty"`
	Text    string `xml:",cdata"`
}

// JUnit writes junit.xml: a suite a resource, a case a check. What failed is a failure with the whole finding, what could not be judged an
// error, what is unsupported, waived or advisory is skipped.
func JUnit(out io.Writer, r *Report) error {
	w := bufio.NewWriter(out)
	suites := r.junitSuites()
	all := junitSuite{}
	for _, s := range suites {
		all.Tests, all.Failures = all.Tests+s.Tests, all.Failures+s.Failures
		all.Errors, all.Skipped = all.Errors+s.Errors, all.Skipped+s.Skipped
	}
	fmt.Fprintf(w, "%s<testsuites name=\"graphconform\" tests=\"%d\" failures=\"%d\" errors=\"%d\" skipped=\"%d\" time=\"%s\">\n",
		xml.Header, all.Tests, all.Failures, all.Errors, all.Skipped, junitTime(r.Seconds))
	encoder := xml.NewEncoder(w)
	encoder.Indent("", " ")
	for i := range suites {
		if err := encoder.Encode(&suites[i]); err != nil {
			return err
		}
	}
	w.WriteString("\n</testsuites>\n") //nolint:errcheck // Flush returns the error
	return w.Flush()
}

// junitSuites are the resources in the order of the checks, and where nothing failed in a run that is no success, one that says so.
func (r *Report) junitSuites() (suites []junitSuite) {
	took, whole := map[string]float64{}, r.junitFits()
	for _, resource := range r.Resources {
		took[resource.ID] = resource.Seconds
	}
	started := ""
	if !r.Started.IsZero() {
		started = r.Started.UTC().Format(time.RFC3339)
	}
	passed, failed := 0, 0
	for i := range r.Checks {
		c := &r.Checks[i]
		if id := conform.Printable(c.Resource()); len(suites) == 0 || suites[len(suites)-1].Name != id {
			suites = append(suites, junitSuite{Name: id, Time: junitTime(took[c.Resource()]), At: started})
		}
		s := &suites[len(suites)-1]
		if c.Verdict != conform.Pass || whole {
			s.add(r.junitCase(c))
			continue
		}
		passed++
		if next := i + 1; next == len(r.Checks) || r.Checks[next].Resource() != c.Resource() || !sameGroup(&r.Checks[next], c) {
			s.add(junitCase{Class: class(c), Name: count(passed, "check") + " passed: " + conform.Printable(c.Operation()), Time: "0"})
			passed = 0
		}
	}
	for _, s := range suites {
		failed += s.Failures + s.Errors
	}
	if r.ExitCode() != 0 && failed == 0 { // else who counts failures would take it for a success
		s := junitSuite{Name: wholeSuite, Time: "0"}
		s.add(r.asAWhole())
		suites = append(suites, s)
	}
	return suites
}

// wholeSuite is what the run stands under as a whole.
const wholeSuite = "the run"

// asAWhole is the run as a case that failed.
func (r *Report) asAWhole() junitCase {
	lines := append([]string{r.Word() + ": " + conform.Printable(r.Sum())}, r.OutOfDate()...)
	return junitCase{Class: "graphconform", Name: "as a whole", Time: "0",
		Failure: &junitProblem{Message: conform.Printable(r.Word()), Text: strings.Join(lines, "\n")}}
}

// sameGroup reports whether two checks that follow one another are of one operation and family.
func sameGroup(a, b *Check) bool {
	return a.Operation() == b.Operation() && a.Family() == b.Family() && a.Verdict == conform.Pass
}

// junitFits reports whether each check that passed can be a case of its own.
func (r *Report) junitFits() bool {
	const tags = 75
	size := 0
	for i := range r.Checks {
		if c := &r.Checks[i]; c.Verdict == conform.Pass {
			size += tags + len(c.ID) + len(c.Page)
		}
	}
	return size <= junitWhole
}

func (s *junitSuite) add(c junitCase) {
	s.Cases = append(s.Cases, c)
	s.Tests++
	switch {
	case c.Failure != nil:
		s.Failures++
	case c.Error != nil:
		s.Errors++
	case c.Skipped != nil:
		s.Skipped++
	}
}

// junitCase is one check.
func (r *Report) junitCase(c *Check) junitCase {
	took := 0.0
	for _, n := range c.Exchanges {
		took += r.Exchanges[n].Milliseconds / 1000
	}
	out := junitCase{Class: class(c), Name: conform.Printable(c.Operation() + "/" + c.Place()), Line: c.Line, Time: junitTime(took)}
	if c.Page != "" {
		out.File = conform.Printable(c.Page) + ".md"
	}
	switch c.Verdict {
	case conform.Pass:
	case conform.Fail:
		problem := &junitProblem{Message: conform.Printable(c.Promise), Type: string(c.Level), Text: r.message(c)}
		if out.Failure = problem; c.Level == conform.Advisory {
			out.Failure, out.Skipped = nil, problem
		}
	case conform.Inconclusive:
		out.Error = &junitProblem{Message: conform.Printable(c.Reason), Type: string(c.Verdict)}
	default:
		out.Skipped = &junitProblem{Message: string(c.Verdict) + ": " + conform.Printable(c.Reason)}
	}
	return out
}

// class is version.type.family, by which readers put cases together.
func class(c *Check) string {
	version, name, _ := strings.Cut(c.Resource(), "/")
	return conform.Printable(version + "." + name + "." + c.Family())
}

func junitTime(seconds float64) string { return strconv.FormatFloat(seconds, 'f', 3, 64) }

// message is the whole of what there is to say of a check that failed.
func (r *Report) message(c *Check) string {
	return strings.TrimSpace(conform.Render(r.Outcome(c))) + "\n  rerun     " + r.RerunOf(c)
}

// ctrfTest is a case as CTRF has it (Common Test Report Format, ctrf-schema 0.0); durations are in milliseconds.
type ctrfTest struct {
	Name     string   `json:"name"`
	Status   string   `json:"status"`
	Duration int64    `json:"duration"`
	Suite    []string `json:"suite"`
	Message  string   `json:"message,omitempty"`
	Trace    string   `json:"trace,omitempty"`
	Line     int      `json:"line,omitempty"`
	Raw      string   `json:"rawStatus,omitempty"`
	File     string   `json:"filePath,omitempty"`
}

// ctrfSummary counts cases; start and stop are in milliseconds since 1970.
type ctrfSummary struct {
	Tests   int   `json:"tests"`
	Passed  int   `json:"passed"`
	Failed  int   `json:"failed"`
	Skipped int   `json:"skipped"`
	Pending int   `json:"pending"`
	Other   int   `json:"other"`
	Start   int64 `json:"start"`
	Stop    int64 `json:"stop"`
}

// ctrfFile is the whole of ctrf.json.
type ctrfFile struct {
	Format  string      `json:"reportFormat"`
	Version string      `json:"specVersion"`
	Results ctrfResults `json:"results"`
}

type ctrfResults struct {
	Tool    ctrfTool    `json:"tool"`
	Summary ctrfSummary `json:"summary"`
	Tests   []ctrfTest  `json:"tests"`
}

type ctrfTool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// CTRF writes ctrf.json: the cases of JUnit. What could not be judged is neither passed nor failed, but other.
func CTRF(out io.Writer, r *Report) error {
	results := ctrfResults{Tool: ctrfTool{"graphconform", conform.Printable(r.Version)}, Tests: []ctrfTest{}}
	for _, s := range r.junitSuites() {
		for _, c := range s.Cases {
			results.Tests = append(results.Tests, results.Summary.add(s.Name, c))
		}
	}
	if r.ExitCode() != 0 && results.Summary.Failed == 0 { // else who counts failures would take it for a success
		results.Tests = append(results.Tests, results.Summary.add(wholeSuite, r.asAWhole()))
	}
	if !r.Started.IsZero() {
		results.Summary.Start = r.Started.UnixMilli()
		results.Summary.Stop = r.Started.Add(r.Took()).UnixMilli()
	}
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", " ")
	return encoder.Encode(ctrfFile{"CTRF", "0.0.0", results})
}

// add counts a case, and returns it as CTRF has it.
func (s *ctrfSummary) add(suite string, c junitCase) ctrfTest {
	seconds, _ := strconv.ParseFloat(c.Time, 64) //nolint:errcheck // written by junitTime
	test := ctrfTest{Name: c.Name, Duration: int64(seconds * 1000), Suite: []string{suite, c.Class}, Line: c.Line, File: c.File}
	var problem *junitProblem
	s.Tests++
	switch {
	case c.Failure != nil:
		s.Failed++
		test.Status, problem = "failed", c.Failure
	case c.Error != nil:
		s.Other++
		test.Status, problem = "other", c.Error
	case c.Skipped != nil:
		s.Skipped++
		test.Status, problem = "skipped", c.Skipped
	default:
		s.Passed++
		test.Status = "passed"
	}
	if problem != nil {
		test.Message, test.Trace, test.Raw = problem.Message, problem.Text, problem.Type
	}
	return test
}
