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

// Roots returns the failed checks that no other explains, strongest level first, and what follows each, by id.
// Where there are many, the first few of each rule come before all others: one defect that all resources share must not hide another.
func (r *Report) Roots() (roots []*Check, followers map[string][]string) {
	followers = map[string][]string{}
	for i := range r.Checks {
		c := &r.Checks[i]
		switch {
		case c.Follows != "":
			followers[c.Follows] = append(followers[c.Follows], c.ID)
		case c.Verdict == conform.Fail:
			roots = append(roots, c)
		}
	}
	slices.SortStableFunc(roots, func(a, b *Check) int {
		return cmp.Compare(slices.Index(levels(), a.Level), slices.Index(levels(), b.Level))
	})
	if len(roots) > shownFailures {
		roots = spread(roots)
	}
	return roots, followers
}

func spread(roots []*Check) []*Check {
	seen := map[string]int{}
	var first, rest []*Check
	for _, c := range roots {
		if seen[c.Rule]++; seen[c.Rule] <= shownOfRule {
			first = append(first, c)
		} else {
			rest = append(rest, c)
		}
	}
	return append(first, rest...)
}

// Reason is why checks were not judged, with how many there are.
type Reason struct {
	Verdict conform.Verdict
	Text    string
	Checks  int
}

// Reasons returns each reason for which checks were not judged once, in the order of the first check.
func (r *Report) Reasons(verdict conform.Verdict) []Reason {
	index := map[string]int{}
	var reasons []Reason
	for i := range r.Checks {
		c := &r.Checks[i]
		if c.Verdict != verdict || c.Follows != "" && verdict != conform.Disabled {
			continue
		}
		n, known := index[c.Reason]
		if !known {
			n = len(reasons)
			index[c.Reason] = n
			reasons = append(reasons, Reason{Verdict: verdict, Text: c.Reason})
		}
		reasons[n].Checks++
	}
	return reasons
}

// RerunOf returns the command that checks one check again.
func (r *Report) RerunOf(c *Check) string {
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
		Check:   &conform.Check{ID: c.ID, Rule: c.Rule, Level: c.Level, Source: c.Source, Promise: c.Promise, Family: c.Family(), Place: c.Place()},
		Verdict: c.Verdict, Reason: c.Reason, Follows: c.Follows, Observations: c.Observations,
	}
	for _, f := range c.Findings {
		finding := conform.Finding{Rule: cmp.Or(f.Rule, c.Rule), At: f.At, Want: f.Want, Got: f.Got}
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
		Failure: fixtures.ParseFailure(e.Failure), Attempt: e.Attempt, Started: e.Started, Duration: time.Duration(e.Milliseconds * float64(time.Millisecond)),
	}
	if e.Status != 0 {
		out.Response = &fixtures.Response{Status: e.Status, Proto: e.Proto, Header: http.Header(e.ResponseHeader), Body: []byte(e.ResponseBody)}
	}
	return out
}
