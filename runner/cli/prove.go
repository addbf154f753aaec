package cli

import (
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"graphconform/fixtures/tenant"
	"graphconform/runner/catalog"
	"graphconform/runner/exit"
	"graphconform/runner/prove"
	"graphconform/suites/plan"
	"graphconform/suites/resource"
)

type proveCmd struct {
	Pairs   int             `help:"Also run so many sampled pairs of variants." placeholder:"N"`
	Two     int             `help:"Also run so many sampled pairs of faults: each must have a root of its own." placeholder:"N"`
	Judge   bool            `help:"Also judge the evidence of each case again, as the command judge does, with the exchanges as HAR keeps them, and compare."`
	Yield   bool            `help:"Print, as Markdown, what each effort sends and finds, and for each step of the scenarios which faults it alone shows."`
	All     bool            `help:"Also faults and variants that differ from another one in degree only."`
	Only    []string        `help:"Prove only this fault or variant, by name. May be given again." placeholder:"NAME"`
	Effort  resource.Effort `help:"How much is tried: ${enum}." enum:"quick,standard,exhaustive" default:"exhaustive"`
	Seed    uint64          `help:"Seed of the values that are sent." default:"1"`
	Select  []string        `help:"Glob on check ids; ** crosses slashes. May be given again. Without it, those of three resources and of a sample of others." placeholder:"GLOB" sep:"none"`
	Catalog string          `help:"Folder that derive wrote; else the catalog inside the program." placeholder:"DIR"`
}

// Run proves the suite against the fake tenant.
func (c *proveCmd) Run(e *env) error {
	if err := tenant.CheckEither(c.Only); err != nil { // else nothing would be proved, and nothing be wrong with it
		return exit.Usagef("--only: %v", err)
	}
	debug.SetGCPercent(400) // a proof makes much garbage and keeps little
	if c.Yield {
		return c.yield(e)
	}
	options, err := c.prepare(c.Effort)
	if err != nil {
		return err
	}
	start := time.Now()
	result := prove.Run(e.ctx, options, nil)
	if e.ctx.Err() != nil {
		return errStopped
	}
	good := result.Print(e.out, len(c.Only) == 0 && len(c.Select) == 0)
	checks, took := len(options.Plan.Checks()), time.Since(start).Seconds()
	fmt.Fprintf(e.out, "%d cases, %d checks in the plain one, %.1f s\n", len(result.Cases), checks, took)
	if !good {
		return exit.Quietly(exit.Fail)
	}
	return nil
}

var errStopped = exit.With(exit.Inconclusive, errors.New("prove: stopped"))

// prepare plans a proof by one effort.
func (c *proveCmd) prepare(effort resource.Effort) (prove.Options, error) {
	from, err := catalog.Open(c.Catalog)
	if err != nil {
		return prove.Options{}, exit.With(exit.Usage, err)
	}
	selected, sampled := c.Select, len(c.Select) == 0 && c.Catalog == ""
	if sampled {
		selected = prove.Select()
	}
	options, err := prove.Prepare(from.Contracts, plan.Options{Seed: c.Seed, Effort: effort, Select: selected, Pairs: from.Files})
	if err != nil {
		return prove.Options{}, exit.With(exit.Usage, err)
	}
	options.Pairs, options.Two, options.Only, options.All, options.Judge = c.Pairs, c.Two, c.Only, c.All, c.Judge
	options.Sampled = sampled && len(c.Only) == 0 // a few can be looked at in full
	return options, nil
}

// yield proves by each effort, and prints what each sends and finds.
func (c *proveCmd) yield(e *env) error {
	var yields []prove.Yield
	var last prove.Result
	for _, effort := range resource.Efforts() {
		options, err := c.prepare(effort)
		if err != nil {
			return err
		}
		if last = prove.Run(e.ctx, options, nil); e.ctx.Err() != nil {
			return errStopped
		}
		yields = append(yields, last.Yield(effort))
	}
	prove.PrintYields(e.out, yields, last)
	return nil
}
