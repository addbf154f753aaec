package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sort"
	"strings"

	"graphconform/suites"
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
	ID      string       `json:"id"`
	Rule    string       `json:"rule"`
	Level   suites.Level `json:"level"`
	Source  string       `json:"source"`
	Promise string       `json:"promise"`
}

// Run lists checks or rules.
func (c *listCmd) Run(e *env) error {
	if c.Rules {
		return c.rules(e)
	}
	if c.Profiles {
		return listProfiles(e)
	}
	plan, err := planOf(c.Catalog, suites.Options{Select: c.Select, Strict: c.Strict})
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

func (c *listCmd) checks(out io.Writer, plan *suites.Plan) error {
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
func (c *listCmd) resources(out io.Writer, plan *suites.Plan) error {
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

func (c *listCmd) rules(e *env) error {
	if c.JSON {
		encoder := json.NewEncoder(e.out)
		for _, rule := range suites.Rules() {
			if err := encoder.Encode(rule); err != nil {
				return err
			}
		}
		return nil
	}
	_, err := fmt.Fprint(e.out, suites.RulesMarkdown())
	return err
}

func planOf(dir string, options suites.Options) (*suites.Plan, error) {
	from, err := openCatalog(dir)
	if err != nil {
		return nil, err
	}
	options.Pairs = from.options.Pairs
	plan, err := suites.NewPlan(from.contracts, options)
	if err != nil {
		return nil, exitError{exitUsage, err}
	}
	return plan, nil
}

type explainCmd struct {
	ID      string `arg:"" help:"Id of a check or of a rule."`
	Catalog string `help:"Folder that derive wrote; else the catalog inside the program." placeholder:"DIR"`
}

// Run explains one check or rule.
func (c *explainCmd) Run(e *env) error {
	for _, rule := range suites.Rules() {
		if rule.ID == c.ID {
			explain(e, rule, nil)
			return nil
		}
	}
	// The id alone is planned first: all checks take a hundred times as long, and are wanted for a hint alone.
	if !strings.ContainsAny(c.ID, "*?") {
		if plan, err := planOf(c.Catalog, suites.Options{Strict: true, Select: []string{c.ID}}); err == nil {
			check := plan.Checks()[0]
			for _, rule := range suites.Rules() {
				if rule.ID == check.Rule {
					explain(e, rule, check)
				}
			}
			return nil
		}
	}
	plan, err := planOf(c.Catalog, suites.Options{Strict: true})
	if err != nil {
		return err
	}
	var near []string
	for _, check := range plan.Checks() {
		if strings.Contains(strings.ToLower(check.ID), strings.ToLower(c.ID)) {
			near = append(near, check.ID)
		}
	}
	sort.Strings(near)
	hint := "`graphconform list` shows all ids, `graphconform list --rules` all rules"
	if len(near) > 0 {
		hint = "did you mean " + strings.Join(near[:min(3, len(near))], " or ") + "?"
	}
	return usage("explain %s: no such check or rule; %s", c.ID, hint)
}

func explain(e *env, rule suites.Rule, check *suites.Check) {
	line := func(name, text string) {
		if text != "" {
			fmt.Fprintf(e.out, "%-9s %s\n", name, text)
		}
	}
	if check != nil {
		line("check", check.ID)
		line("promise", check.Promise)
		line("level", string(check.Level))
		line("source", check.Source)
	}
	line("rule", rule.ID)
	line("rule says", rule.Promise)
	if check == nil {
		line("level", string(rule.Level))
	}
	line("standard", rule.Standard)
	line("sent", rule.Sent)
	line("judged", rule.Judged)
	line("doubles", rule.Doubles)
}
