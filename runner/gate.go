package main

import (
	"fmt"
	"os"
	"slices"
	"time"

	"graphconform/runner/compare"
	"graphconform/runner/report"
	"graphconform/runner/waiver"
	"graphconform/schemas"
	"graphconform/suites"
)

// gateFlags say which failures are known and therefore do not fail a run.
type gateFlags struct {
	Waivers  *string `help:"Waiver file: failures that are known and do not fail the run." placeholder:"FILE"`
	Baseline *string `help:"report.json of an earlier run: what failed in it does not fail this one." placeholder:"FILE"`

	renamedFlag
}

// renamedFlag lets what was written down about checks go on under their new ids.
type renamedFlag struct {
	Renamed *string `help:"Names that derive --diff --renamed found spelt otherwise: checks are known by their former ids too. Else the list inside the program." placeholder:"FILE"`
}

// former returns the function from a check's id to those before the renames; nil where there are none.
func (f renamedFlag) former() (func(id string) []string, error) {
	renames, err := schemas.Renamed()
	if f.Renamed != nil {
		var data []byte
		if data, err = os.ReadFile(*f.Renamed); err != nil {
			return nil, usage("--renamed: %w", err)
		}
		if renames, err = schemas.ParseRenames(data); err != nil {
			return nil, usage("--renamed %s: %w; `graphconform derive --diff --renamed %s OLD NEW` writes such a file", *f.Renamed, err, *f.Renamed)
		}
	}
	if err != nil || len(renames) == 0 {
		return nil, err
	}
	return func(id string) []string { return suites.FormerIDs(id, renames) }, nil
}

// gate sets known failures aside.
type gate struct {
	waivers  *waiver.Set              // nil for none
	baseline map[string]bool          // ids that failed, as they were called
	since    string                   // file of the baseline
	former   func(id string) []string // nil where nothing was renamed
}

// open reads what is known and holds it against the plan, before anything is sent. The catalog tells of the checks that the run leaves out.
func (f gateFlags) open(from catalog, plan *suites.Plan) (g *gate, err error) {
	g = &gate{baseline: map[string]bool{}}
	if g.former, err = f.renamedFlag.former(); err != nil {
		return nil, err
	}
	if f.Baseline != nil {
		known, err := report.Read(*f.Baseline)
		if err != nil {
			return nil, usage("--baseline: %w", err)
		}
		for i := range known.Checks {
			if check := &known.Checks[i]; compare.Fails(check) {
				g.baseline[check.ID] = true
			}
		}
		g.since = *f.Baseline
	}
	if f.Waivers == nil {
		return g, nil
	}
	waivers, err := waiver.Open(*f.Waivers)
	if err != nil {
		return nil, usage("--waivers: %w", err)
	}
	scope := waiver.Scope{Former: g.former, Elsewhere: func(glob suites.Glob) bool { return from.holds(glob, g.former) }, Today: time.Now().Format(time.DateOnly)}
	for _, check := range plan.Checks() {
		scope.Planned = append(scope.Planned, check.ID)
	}
	if g.waivers, err = waiver.New(waivers, scope); err != nil {
		return nil, usage("--waivers:\n%w", err)
	}
	return g, nil
}

// holds tells whether any check of the catalog matches, under its id or its former one, also of those that a run leaves out.
func (c catalog) holds(glob suites.Glob, former func(id string) []string) bool {
	options := c.options
	options.Select, options.Strict = []string{glob.String()}, true
	if _, err := suites.NewPlan(c.contracts, options); err == nil {
		return true
	}
	if former == nil {
		return false
	}
	options.Select = nil
	plan, err := suites.NewPlan(c.contracts, options)
	if err != nil {
		return false
	}
	for _, check := range plan.Checks() {
		if slices.ContainsFunc(former(check.ID), glob.Match) {
			return true
		}
	}
	return false
}

// judge returns the outcome as the run counts it.
func (g *gate) judge(o suites.Outcome) suites.Outcome { return waiver.SetAside(o, g.excuse) }

// excuse returns why a failure of the check is set aside; empty where it is not.
func (g *gate) excuse(id string) string {
	if g.waivers != nil {
		if why := g.waivers.Excuse(id); why != "" {
			return why
		}
	}
	if g.failed(id) {
		return "known: failed in " + g.since + " too"
	}
	return ""
}

// used returns the waivers that set a check aside, with those checks.
func (g *gate) used(outcomes []suites.Outcome) []report.Waiver {
	if g.waivers == nil {
		return nil
	}
	var out []report.Waiver
	index := map[*waiver.Waiver]int{}
	for _, o := range outcomes {
		w := g.waivers.Of(o.Check.ID)
		if w == nil {
			w = g.waivers.Of(o.Follows) // it hangs on that failure
		}
		if w == nil || o.Verdict != suites.Disabled {
			continue
		}
		if _, known := index[w]; !known {
			index[w] = len(out)
			out = append(out, report.Waiver{At: w.At, Check: w.Check.String(), Kind: string(w.Kind), Reason: w.Reason, Link: w.Link, Expires: w.Expires})
		}
		out[index[w]].Checks = append(out[index[w]].Checks, o.Check.ID)
	}
	return out
}

// failed tells whether the check failed in the baseline.
func (g *gate) failed(id string) bool {
	return g.baseline[id] || g.former != nil && slices.ContainsFunc(g.former(id), func(old string) bool { return g.baseline[old] })
}

// exit words the verdicts and the state of what is known: a departure comes first, then a waiver that is out of date.
// A baseline that is out of date is no error: it is a record, and nobody promised to keep it.
func (g *gate) exit(e *env, code int, outcomes []suites.Outcome) error {
	mended := 0
	for _, o := range outcomes {
		if o.Verdict == suites.Pass && g.failed(o.Check.ID) {
			mended++
		}
	}
	if mended > 0 {
		fmt.Fprintf(e.err, "graphconform: %d of the checks that failed in %s pass now; the report of this run makes a stricter baseline\n", mended, g.since)
	}
	var stale error
	if g.waivers != nil {
		stale = g.waivers.Stale(outcomes)
	}
	switch {
	case stale != nil && code != exitFail:
		return usage("--waivers:\n%w", stale)
	case stale != nil:
		return exitError{code, fmt.Errorf("--waivers:\n%w", stale)}
	case code != exitOK:
		return exitError{code: code}
	}
	return nil
}
