package cli

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"sort"
	"strings"

	"graphconform/runner/catalog"
	"graphconform/runner/exit"
	"graphconform/runner/profile"
	"graphconform/runner/report"
	"graphconform/runner/terminal"
	"graphconform/schemas"
	"graphconform/schemas/near"
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

type explainCmd struct {
	ID      string `arg:"" predictor:"rule" help:"Id of a check or of a rule."`
	Catalog string `help:"Folder that derive wrote; else the catalog inside the program." placeholder:"DIR"`
}

// Run explains one check or rule.
func (c *explainCmd) Run(e *env) error {
	for _, rule := range plan.AllRules() {
		if rule.ID() == c.ID {
			return explain(e, rule, nil)
		}
	}
	// The id alone is planned first: all checks take a hundred times as long, and are wanted for a hint alone.
	if !strings.ContainsAny(c.ID, "*?") {
		if one, err := planOf(c.Catalog, plan.Options{Strict: true, Select: []string{c.ID}}); err == nil {
			check := one.Checks()[0]
			for _, rule := range plan.AllRules() {
				if rule.ID() == check.Rule {
					return explain(e, rule, check)
				}
			}
		}
	}
	all, err := planOf(c.Catalog, plan.Options{Strict: true})
	if err != nil {
		return err
	}
	return exit.Usagef("explain %s: no such check or rule; %s", c.ID, c.hint(all))
}

// hint says which check or rule may have been meant, and where all are found.
func (c *explainCmd) hint(all *plan.Plan) string {
	var rules, held []string
	for _, rule := range plan.AllRules() {
		rules = append(rules, rule.ID())
		if rule.Family == c.ID {
			held = append(held, rule.ID())
		}
	}
	if len(held) > 0 {
		return "it is a family of rules: " + strings.Join(held, ", ")
	}
	if question := near.Question(c.ID, rules); question != "" {
		return question
	}
	for _, check := range all.Checks() {
		if strings.Contains(strings.ToLower(check.ID), strings.ToLower(c.ID)) {
			held = append(held, check.ID)
		}
	}
	switch {
	case len(held) == 0:
		return "`graphconform list` shows all ids, `graphconform list --rules` all rules"
	case len(held) > mostHeld:
		return fmt.Sprintf("%d ids hold it: `graphconform list | grep -i %s` shows them", len(held), report.Quote(c.ID))
	}
	sort.Strings(held)
	others := ""
	if more := len(held) - mostGuessed; more > 0 {
		held, others = held[:mostGuessed], fmt.Sprintf(", or one of %d others that hold it", more)
	}
	return "did you mean " + strings.Join(held, " or ") + others + "?"
}

// Of so many ids at most that hold what was given, so many are guessed.
const (
	mostHeld    = 12
	mostGuessed = 3
)

func explain(e *env, rule conform.Rule, check *conform.Check) error {
	var pairs [][]string
	line := func(name, text string) {
		if text != "" {
			pairs = append(pairs, []string{name, text})
		}
	}
	if check != nil {
		line("check", check.ID)
		line("promise", check.Promise)
		line("level", string(check.Level))
		line("source", check.Source)
		version, _, _ := strings.Cut(check.ID, "/")
		line("page", schemas.Address(version, check.Page))
	}
	line("rule", rule.ID())
	line("rule says", rule.Promise)
	if check == nil {
		line("level", string(rule.Level))
	}
	line("standard", rule.Standard)
	line("sent", rule.Sent)
	line("judged", rule.Judged)
	line("redundant", rule.RedundantWith)
	return terminal.Pairs(e.out, pairs)
}
