package cli

import (
	"fmt"
	"runtime/debug"
	"time"

	"graphconform/fixtures/tenant"
	"graphconform/runner/catalog"
	"graphconform/runner/exit"
	"graphconform/runner/prove"
	"graphconform/suites/plan"
)

type proveCmd struct {
	Pairs   int      `help:"Also run so many sampled pairs of variants." placeholder:"N"`
	Two     int      `help:"Also run so many sampled pairs of faults: each must have a root of its own." placeholder:"N"`
	Judge   bool     `help:"Also judge the evidence of each case again, as the command judge does, and compare."`
	All     bool     `help:"Also faults and variants that differ from another one in degree only."`
	Only    []string `help:"Prove only this fault or variant, by name. May be given again." placeholder:"NAME"`
	Seed    uint64   `help:"Seed of the values that are sent." default:"1"`
	Select  []string `help:"Glob on check ids; ** crosses slashes. May be given again. Without it, those of three resources and of a sample of others." placeholder:"GLOB" sep:"none"`
	Catalog string   `help:"Folder that derive wrote; else the catalog inside the program." placeholder:"DIR"`
}

// Run proves the suite against the fake tenant.
func (c *proveCmd) Run(e *env) error {
	if err := tenant.CheckEither(c.Only); err != nil { // else nothing would be proved, and nothing be wrong with it
		return exit.Usagef("--only: %v", err)
	}
	from, err := catalog.Open(c.Catalog)
	if err != nil {
		return exit.With(exit.Usage, err)
	}
	selected, sampled := c.Select, len(c.Select) == 0 && c.Catalog == ""
	if sampled {
		selected = prove.Select()
	}
	options, err := prove.Prepare(from.Contracts, plan.Options{Seed: c.Seed, Select: selected, Pairs: from.Files})
	if err != nil {
		return exit.With(exit.Usage, err)
	}
	options.Pairs, options.Two, options.Only, options.All, options.Judge = c.Pairs, c.Two, c.Only, c.All, c.Judge
	options.Sampled = sampled && len(c.Only) == 0 // a few can be looked at in full
	debug.SetGCPercent(400)                       // a proof makes much garbage and keeps little
	start := time.Now()
	result := prove.Run(e.ctx, options, nil)
	if e.ctx.Err() != nil {
		return exit.With(exit.Inconclusive, fmt.Errorf("prove: stopped"))
	}
	good := result.Print(e.out, len(c.Only) == 0 && len(c.Select) == 0)
	checks, took := len(options.Plan.Checks()), time.Since(start).Seconds()
	fmt.Fprintf(e.out, "%d cases, %d checks in the plain one, %.1f s\n", len(result.Cases), checks, took)
	if !good {
		return exit.Quietly(exit.Fail)
	}
	return nil
}
