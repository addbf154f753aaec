package cli

import (
	"fmt"
	"sort"
	"strings"

	"graphconform/runner/exit"
	"graphconform/runner/report"
	"graphconform/runner/terminal"
	"graphconform/schemas"
	"graphconform/schemas/near"
	"graphconform/suites/conform"
	"graphconform/suites/plan"
)

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
