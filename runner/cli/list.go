package cli

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime/debug"

	"graphconform/runner/catalog"
	"graphconform/runner/exit"
	"graphconform/runner/profile"
	"graphconform/runner/terminal"
	"graphconform/suites/conform"
	"graphconform/suites/plan"
)

type listCmd struct {
	Select  []string `help:"Glob on check ids; ** crosses slashes. May be given again." placeholder:"GLOB" sep:"none"`
	Catalog string   `help:"Folder that derive wrote; else the catalog inside the program." placeholder:"DIR"`
	Strict  bool     `help:"Also what the real service itself is known to break."`
	JSON    bool     `name:"json" help:"One JSON object a line."`
	Rules   bool     `help:"List the rule catalogue instead of checks."`

	Resources bool `help:"List resources with their numbers of operations and checks, instead of checks."`
	Profiles  bool `help:"List the sets of rules, and the known deviations that they accept, instead of checks."`
}

type listed struct {
	ID      string        `json:"id"`
	Rule    string        `json:"rule"`
	Level   conform.Level `json:"level"`
	Source  string        `json:"source"`
	Promise string        `json:"promise"`
}

// Help shows how it is used.
func (listCmd) Help() string {
	return `Examples:

  graphconform list --resources
  graphconform list --select 'beta/mobileApp/**'
  graphconform list --rules`
}

// Run lists checks or rules.
func (c *listCmd) Run(e *env) error {
	if c.Rules {
		return c.rules(e)
	}
	if c.Profiles {
		return listProfiles(e)
	}
	planAlone()
	plan, err := planOf(c.Catalog, plan.Options{Select: c.Select, Strict: c.Strict})
	if err != nil {
		return err
	}
	out := bufio.NewWriter(e.out) // a line each would be a call of the system each
	if c.Resources {
		err = c.resources(out, plan)
	} else {
		err = c.checks(out, plan)
	}
	return errors.Join(err, out.Flush())
}

func (c *listCmd) checks(out io.Writer, plan *plan.Plan) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for _, check := range plan.Checks() {
		if !c.JSON {
			fmt.Fprintln(out, check.ID)
			continue
		}
		if err := encoder.Encode(listed{check.ID, check.Rule, check.Level, check.Source, check.Promise}); err != nil {
			return err
		}
	}
	return nil
}

type listedResource struct {
	Resource   string `json:"resource"`
	Operations int    `json:"operations"` // that pages document
	Checks     int    `json:"checks"`
}

// resources lists the planned resources, and in the end their sum.
func (c *listCmd) resources(out io.Writer, plan *plan.Plan) error {
	encoder := json.NewEncoder(out)
	operations, checks := 0, 0
	row := func(name string, operations, checks int) {
		fmt.Fprintf(out, "%10d %8d  %s\n", operations, checks, name)
	}
	if !c.JSON {
		fmt.Fprintf(out, "%10s %8s  resource\n", "operations", "checks")
	}
	for _, unit := range plan.Units {
		r := listedResource{unit.Resource.ID(), len(unit.Resource.Contract.Operations), len(unit.Checks)}
		operations, checks = operations+r.Operations, checks+r.Checks
		if !c.JSON {
			row(r.Resource, r.Operations, r.Checks)
		} else if err := encoder.Encode(r); err != nil {
			return err
		}
	}
	if !c.JSON {
		row(fmt.Sprintf("%d resources", len(plan.Units)), operations, checks)
	}
	return nil
}

// ruleLine is what list --rules --json says of a rule.
type ruleLine struct {
	ID, Family                      string
	Level                           conform.Level
	Standard, Promise, Sent, Judged string
	Doubles                         string // the rule that it is redundant with, under the name that programs know
}

func (c *listCmd) rules(e *env) error {
	if c.JSON {
		encoder := json.NewEncoder(e.out)
		for _, r := range plan.AllRules() {
			line := ruleLine{r.ID(), r.Family, r.Level, r.Standard, r.Promise, r.Sent, r.Judged, r.RedundantWith}
			if err := encoder.Encode(line); err != nil {
				return err
			}
		}
		return nil
	}
	_, err := fmt.Fprint(e.out, plan.RulesMarkdown())
	return err
}

// listProfiles prints the profiles with the deviations that they accept.
func listProfiles(e *env) error {
	out := terminal.Folding(e.out)
	for _, p := range profile.All() {
		if _, err := fmt.Fprintf(out, "%s: %s\n", p.Name, p.Says); err != nil {
			return err
		}
		for _, d := range p.Deviations {
			fmt.Fprintf(out, "  %s: %s\n    seen    %s\n", d.ID, d.Says, d.Source)
		}
	}
	return nil
}

// planAlone lets a plan, which nothing follows, spend memory rather than time, up to a bound.
func planAlone() {
	debug.SetGCPercent(400)
	debug.SetMemoryLimit(700 << 20)
}

// planOf plans checks of a catalog folder; without a name of the catalog inside the program.
func planOf(dir string, options plan.Options) (*plan.Plan, error) {
	from, err := catalog.Open(dir)
	if err != nil {
		return nil, exit.With(exit.Usage, err)
	}
	plan, err := from.Plan(options)
	if err != nil {
		return nil, exit.With(exit.Usage, err)
	}
	return plan, nil
}
