package cli

import (
	"cmp"
	"fmt"
	"maps"
	"time"

	"graphconform/runner/compare"
	"graphconform/runner/exit"
	"graphconform/runner/report"
	"graphconform/runner/waiver"
	"graphconform/suites/plan"
)

type waiversCmd struct {
	Suggest suggestCmd `cmd:"" help:"Print the smallest waiver file that covers what fails in a report, and nothing else."`
}

type suggestCmd struct {
	Report  string `arg:"" help:"report.json of a run."`
	Expires string `help:"Last day on which the waivers hold, as YYYY-MM-DD; else in 30 days." placeholder:"DAY"`
	Catalog string `help:"Folder that derive wrote; else the catalog inside the program." placeholder:"DIR"`
}

// Run prints a waiver file.
func (c *suggestCmd) Run(e *env) error {
	expires := cmp.Or(c.Expires, time.Now().AddDate(0, 0, 30).Format(time.DateOnly))
	if _, err := time.Parse(time.DateOnly, expires); err != nil {
		return exit.Usagef("--expires %s: want a day as YYYY-MM-DD", expires)
	}
	r, err := report.Read(c.Report)
	if err != nil {
		return exit.With(exit.Usage, err)
	}
	plan, err := planOf(c.Catalog, plan.Options{Strict: true})
	if err != nil {
		return err
	}
	others := map[string]bool{}
	for _, check := range plan.Checks() { // also those that the run left out: a later one may plan them
		others[check.ID] = true
	}
	var failing []waiver.Failure
	for i := range r.Checks {
		check := &r.Checks[i]
		others[check.ID] = true
		if compare.Fails(check) {
			failing = append(failing, waiver.Failure{ID: check.ID, Reason: firstFinding(check)})
		}
	}
	for _, f := range failing {
		delete(others, f.ID)
	}
	if len(failing) == 0 {
		fmt.Fprintf(e.err, "graphconform: nothing fails in %s; the file holds no waiver\n", c.Report)
	}
	return waiver.Write(e.out, waiver.Suggest(failing, maps.Keys(others), expires))
}
