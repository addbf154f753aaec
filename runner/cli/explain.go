package cli

import (
	"fmt"
	"sort"
	"strings"

	"graphconform/runner/exit"
	"graphconform/suites/conform"
	"graphconform/suites/plan"
)

type explainCmd struct {
	ID      string `arg:"" help:"Id of a check or of a rule."`
	Catalog string `help:"Folder that derive wrote; else the catalog inside the program." placeholder:"DIR"`
}

// Run explains one check or rule.
func (c *explainCmd) Run(e *env) error {
	for _, rule := range plan.Rules() {
		if rule.ID() == c.ID {
			explain(e, rule, nil)
			return nil
		}
	}
	// The id alone is planned first: all checks take a hundred times as long, and are wanted for a hint alone.
	if !strings.ContainsAny(c.ID, "*?") {
		if one, err := planOf(c.Catalog, plan.Options{Strict: true, Select: []string{c.ID}}); err == nil {
			check := one.Checks()[0]
			for _, rule := range plan.Rules() {
				if rule.ID() == check.Rule {
					explain(e, rule, check)
				}
			}
			return nil
		}
	}
	all, err := planOf(c.Catalog, plan.Options{Strict: true})
	if err != nil {
		return err
	}
	var near []string
	for _, check := range all.Checks() {
		if strings.Contains(strings.ToLower(check.ID), strings.ToLower(c.ID)) {
			near = append(near, check.ID)
		}
	}
	sort.Strings(near)
	hint := "`graphconform list` shows all ids, `graphconform list --rules` all rules"
	if len(near) > 0 {
		hint = "did you mean " + strings.Join(near[:min(3, len(near))], " or ") + "?"
	}
	return exit.Usagef("explain %s: no such check or rule; %s", c.ID, hint)
}

func explain(e *env, rule conform.Rule, check *conform.Check) {
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
	line("rule", rule.ID())
	line("rule says", rule.Promise)
	if check == nil {
		line("level", string(rule.Level))
	}
	line("standard", rule.Standard)
	line("sent", rule.Sent)
	line("judged", rule.Judged)
	line("redundant", rule.RedundantWith)
}
