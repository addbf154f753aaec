package report

import (
	"cmp"
	"fmt"
	"net/http"
	"strings"
	"time"

	"graphconform/fixtures"
	"graphconform/suites/conform"
)

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
		Check: &conform.Check{ID: c.ID, Rule: c.Rule, Level: c.Level, Source: c.Source, Promise: c.Promise,
			Family: c.Family(), Place: c.Place()},
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
		Failure: fixtures.ParseFailure(e.Failure), Attempt: e.Attempt, Started: e.Started,
		Duration: time.Duration(e.Milliseconds * float64(time.Millisecond)),
	}
	if e.Status != 0 {
		out.Response = &fixtures.Response{Status: e.Status, Proto: e.Proto, Header: http.Header(e.ResponseHeader),
			Body: []byte(e.ResponseBody)}
	}
	return out
}
