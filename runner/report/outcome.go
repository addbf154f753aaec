package report

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"graphconform/fixtures"
	"graphconform/suites/conform"
)

// ExitCode words the verdicts: 1 for any departure, else 2 where a waiver is out of date, else 3 where anything could not be judged,
// nothing passed, something was left behind or an entry of a recording could not be read, else 0. A part of a plan may be empty.
func (r *Report) ExitCode() int {
	switch {
	case r.empty():
		return 0
	case r.Summary.Fail > r.Summary.Advisory:
		return 1
	case len(r.Stale) > 0:
		return 2
	case r.Summary.Inconclusive > 0 || r.Summary.Pass == 0 || r.Stopped || r.Unclean || r.Recording != nil && r.Recording.Broken > 0:
		return 3
	}
	return 0
}

// empty reports whether the report is of a part that holds no check of its plan.
func (r *Report) empty() bool { return r.Shard != nil && r.Summary.Planned == 0 && !r.Stopped }

// Word says in a word how the run ended.
func (r *Report) Word() string {
	word := map[int]string{0: "CONFORMS", 1: "DEPARTS", 2: "WAIVERS OUT OF DATE", 3: "NOT JUDGED"}[r.ExitCode()]
	if r.empty() {
		word = fmt.Sprintf("EMPTY, part %d of %d", r.Shard.Index, r.Shard.Count)
	}
	if r.Unclean && r.Summary.Inconclusive == 0 && r.ExitCode() == 3 {
		word = "NOT CLEAN"
	}
	if r.Stopped {
		word += " (stopped before its end)"
	}
	return word
}

// OutOfDate words the waivers that are out of date, one a line, with what to do about each.
func (r *Report) OutOfDate() (lines []string) {
	for _, s := range r.Stale {
		remedy := "remove the entry"
		if slices.ContainsFunc(r.Waivers, func(w Waiver) bool { return w.At == s.At && w.Check == s.Check }) {
			remedy = "make the entry narrower"
		} else if r.Shard != nil {
			remedy = "make the entry narrower, or remove it where no other part needs it"
		}
		first, more := "", ""
		if n := len(s.Passed); n > 0 {
			first = s.Passed[0]
			if n > 1 {
				more = fmt.Sprintf(" and %d more", n-1)
			}
		}
		lines = append(lines, conform.Printable(fmt.Sprintf("%s: unexpected pass of %s%s: %s", s.At, first, more, remedy)))
	}
	return lines
}

// RerunOf returns the command that checks one check again.
func (r *Report) RerunOf(c *Check) string {
	if r.Recording != nil { // which no seed decides on
		return fmt.Sprintf("%s --select %s", conform.Printable(r.Rerun), quote(c.ID))
	}
	return fmt.Sprintf("%s --seed %d --select %s", conform.Printable(r.Rerun), r.Seed, quote(c.ID))
}

// Quote makes one word of a shell of the text, in quotes where it has to be.
func Quote(text string) string {
	if text != "" && !strings.ContainsFunc(text, special) {
		return text
	}
	return quote(text)
}

func special(r rune) bool {
	return !strings.ContainsRune("-_./:=@%+,", r) && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
}

func quote(text string) string {
	return "'" + strings.ReplaceAll(conform.Printable(text), "'", `'\''`) + "'"
}

// Outcome returns the check as conform.Render words it.
func (r *Report) Outcome(c *Check) conform.Outcome {
	o := conform.Outcome{
		Check: &conform.Check{ID: c.ID, Rule: c.Rule, Level: c.Level, Source: c.Source, Promise: c.Promise,
			Family: c.Family(), Place: c.Place(), Page: c.Page},
		Verdict: c.Verdict, Reason: c.Reason, Follows: c.RootCause, Observations: c.Observations,
	}
	for _, f := range c.Findings {
		finding := conform.Finding{Rule: cmp.Or(f.Rule, c.Rule), At: f.At, Want: f.Want, Got: f.Got, Difference: f.Difference}
		if f.Exchange != nil {
			finding.Exchange = r.Exchanges[*f.Exchange].fixture()
		}
		o.Findings = append(o.Findings, finding)
	}
	return o
}

func (e *Exchange) fixture() *fixtures.Exchange {
	out := &fixtures.Exchange{
		Request: fixtures.Request{Method: e.Method, URL: e.URL, Header: http.Header(e.RequestHeader), Body: []byte(e.RequestBody)},
		Failure: fixtures.ParseFailure(e.Failure), Attempt: e.Attempt, Started: e.Started, Entry: e.Entry,
		Duration: time.Duration(e.Milliseconds * float64(time.Millisecond)),
	}
	if e.Status != 0 {
		out.Response = &fixtures.Response{Status: e.Status, Proto: e.Proto, Header: http.Header(e.ResponseHeader),
			Body: []byte(e.ResponseBody)}
	}
	return out
}
