package report

import (
	"time"

	"graphconform/fixtures"
	"graphconform/suites"
)

// Report is the outcome of a run; report.json holds it.
type Report struct {
	Format    int        `json:"format"` // of this file; 1
	Summary   Summary    `json:"summary"`
	Seed      uint64     `json:"seed"`
	Target    string     `json:"target"`
	RunID     string     `json:"runId"`
	Version   string     `json:"version"`
	Plan      string     `json:"plan"` // digest of ids, levels and seed
	Seconds   float64    `json:"seconds"`
	Stopped   bool       `json:"stopped,omitempty"` // the run was interrupted
	Left      []string   `json:"left,omitempty"`    // objects that could not be removed
	Checks    []Check    `json:"checks"`
	Exchanges []Exchange `json:"exchanges"`

	outcomes []suites.Outcome
	families []string
}

// Summary counts checks by verdict. Planned is their sum.
type Summary struct {
	Planned      int   `json:"planned"`
	Pass         int   `json:"pass"`
	Fail         int   `json:"fail"`
	Unsupported  int   `json:"unsupported"`
	Inconclusive int   `json:"inconclusive"`
	Disabled     int   `json:"disabled"`
	Advisory     int   `json:"advisory"`     // of fail: those of level advisory, which do not fail the run
	Requests     int64 `json:"requests"`     // every request sent: retries, preflight and clean-up too
	Observations int   `json:"observations"` // values compared
}

// Check is one judged check.
type Check struct {
	ID           string         `json:"id"`
	Rule         string         `json:"rule"`
	Level        suites.Level   `json:"level"`
	Source       string         `json:"source"`
	Promise      string         `json:"promise"`
	Verdict      suites.Verdict `json:"verdict"`
	Reason       string         `json:"reason,omitempty"`
	Follows      string         `json:"follows,omitempty"` // id of the failed check that this one repeats or hangs on
	Observations int            `json:"observations"`
	Findings     []Finding      `json:"findings"`
	Exchanges    []int          `json:"exchanges"` // indexes into the report's exchanges
}

// Finding is one departure.
type Finding struct {
	Rule     string `json:"rule"`
	At       string `json:"at"`
	Want     string `json:"want"`
	Got      string `json:"got"`
	Exchange *int   `json:"exchange,omitempty"`
}

// Exchange is evidence. Bodies are text; a long one is cut.
type Exchange struct {
	Method         string              `json:"method"`
	URL            string              `json:"url"`
	RequestHeader  map[string][]string `json:"requestHeader,omitempty"`
	RequestBody    string              `json:"requestBody,omitempty"`
	Status         int                 `json:"status,omitempty"`
	ResponseHeader map[string][]string `json:"responseHeader,omitempty"`
	ResponseBody   string              `json:"responseBody,omitempty"`
	Failure        string              `json:"failure,omitempty"`
	Attempt        int                 `json:"attempt"`
	Milliseconds   float64             `json:"milliseconds"`
}

// Run is what a report says beside the outcomes.
type Run struct {
	Target   string
	RunID    string
	Version  string
	Requests int64
	Left     []string
	Duration time.Duration
	Stopped  bool
}

// evidenceLimit is how many exchanges a report holds for checks that passed; those of findings are always there.
const evidenceLimit = 4000

// New folds outcomes, given in plan order, into a report.
func New(plan *suites.Plan, outcomes []suites.Outcome, run Run) *Report {
	r := &Report{
		Format: 1, Seed: plan.Seed, Target: run.Target, RunID: run.RunID, Version: run.Version, Plan: plan.Digest(), Seconds: run.Duration.Seconds(),
		Stopped: run.Stopped, Left: run.Left, Checks: []Check{}, Exchanges: []Exchange{}, outcomes: outcomes, families: suites.Families(),
	}
	r.Summary.Requests = run.Requests
	index := map[*fixtures.Exchange]int{}
	number := func(e *fixtures.Exchange) int {
		n, ok := index[e]
		if !ok {
			n = len(r.Exchanges)
			index[e] = n
			r.Exchanges = append(r.Exchanges, exchange(e))
		}
		return n
	}
	for _, o := range outcomes {
		r.count(o)
		check := Check{
			ID: o.Check.ID, Rule: o.Check.Rule, Level: o.Check.Level, Source: o.Check.Source, Promise: o.Check.Promise,
			Verdict: o.Verdict, Reason: o.Reason, Follows: o.Follows, Observations: o.Observations, Findings: []Finding{}, Exchanges: []int{},
		}
		for _, f := range o.Findings {
			finding := Finding{Rule: f.Rule, At: f.At, Want: f.Want, Got: f.Got}
			if f.Exchange != nil {
				n := number(f.Exchange)
				finding.Exchange = &n
			}
			check.Findings = append(check.Findings, finding)
		}
		for _, e := range o.Exchanges {
			if _, known := index[e]; known || o.Verdict != suites.Pass || len(r.Exchanges) < evidenceLimit {
				check.Exchanges = append(check.Exchanges, number(e))
			}
		}
		r.Checks = append(r.Checks, check)
	}
	return r
}

func (r *Report) count(o suites.Outcome) {
	s := &r.Summary
	s.Planned++
	s.Observations += o.Observations
	*map[suites.Verdict]*int{
		suites.Pass: &s.Pass, suites.Fail: &s.Fail, suites.Unsupported: &s.Unsupported, suites.Inconclusive: &s.Inconclusive, suites.Disabled: &s.Disabled,
	}[o.Verdict]++
	if o.Verdict == suites.Fail && o.Check.Level == suites.Advisory {
		s.Advisory++
	}
}

// ExitCode words the verdicts: 1 for any departure, else 3 where anything could not be judged or nothing passed, else 0.
func (r *Report) ExitCode() int {
	switch {
	case r.Summary.Fail > r.Summary.Advisory:
		return 1
	case r.Summary.Inconclusive > 0 || r.Summary.Pass == 0 || r.Stopped:
		return 3
	}
	return 0
}

// bodyLimit is how many bytes of a body a report holds.
const bodyLimit = 16 << 10

func exchange(e *fixtures.Exchange) Exchange {
	out := Exchange{
		Method: e.Request.Method, URL: e.Request.URL, RequestHeader: e.Request.Header, RequestBody: limited(e.Request.Body),
		Failure: e.Failure, Attempt: e.Attempt, Milliseconds: float64(e.Duration.Microseconds()) / 1000,
	}
	if e.Response != nil {
		out.Status, out.ResponseHeader, out.ResponseBody = e.Response.Status, e.Response.Header, limited(e.Response.Body)
	}
	return out
}

func limited(body []byte) string {
	if len(body) > bodyLimit {
		return string(body[:bodyLimit]) + "…"
	}
	return string(body)
}
