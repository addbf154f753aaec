package suites

import (
	"fmt"
	"strings"
)

// Level says what a rule rests on, and with that whether breaking it fails a run.
type Level string

// The levels, strongest first.
const (
	// Documented: a reference page says so; so is a GET that agrees with the write before it.
	Documented Level = "documented"
	// Protocol: OData 4.01, HTTP or the Graph guidelines say MUST, and the real service keeps it.
	Protocol Level = "protocol"
	// Strict: a MUST that the real service itself breaks; opt-in.
	Strict Level = "strict"
	// Advisory: reported, never fails.
	Advisory Level = "advisory"
)

// Rule is one promise that a target can keep or break.
type Rule struct {
	ID     string // "<family>/<name>"
	Family string
	Level  Level // Documented: Protocol where no page documents the operation
	// Standard cites the standard with its section; empty where only pages say so.
	Standard string
	Promise  string // what holds, in one sentence
	Sent     string // what is sent to find out
	Judged   string // how the answer is judged
	// Doubles names a rule that catches all that this rule catches, with the reason why both exist.
	Doubles string
}

// family is a file of this package: its rules, and what it plans for a resource.
type family struct {
	name  string
	rules []Rule
	plan  func(*builder)
}

// families returns all families in the order in which findings are traced to their root:
// where two families see the same defect in the same place, the later one follows the earlier.
func families() []family {
	return []family{
		replayFamily(), statusFamily(), schemaFamily(), readonlyIDFamily(), enumValuesFamily(), roundTripFamily(),
		patchFamily(), collectionFamily(), errorsFamily(), authFamily(), callFamily(),
	}
}

// Families returns the names of all families, in the order of reports.
func Families() []string {
	var names []string
	for _, f := range families() {
		names = append(names, f.name)
	}
	return names
}

// Rules returns the rule catalogue, by family and then in the order of the family's file.
func Rules() []Rule {
	var rules []Rule
	for _, f := range families() {
		for _, rule := range f.rules {
			rule.Family = f.name
			rule.ID = f.name + "/" + rule.ID
			rules = append(rules, rule)
		}
	}
	return rules
}

func ruleByID(id string) Rule {
	for _, rule := range Rules() {
		if rule.ID == id {
			return rule
		}
	}
	panic(fmt.Sprintf("no rule %q: a family plans a check for a rule that it does not list", id)) // a slip of this package, found by its tests
}

// RulesMarkdown renders the rule catalogue as the file RULES.md.
func RulesMarkdown() string {
	var b strings.Builder
	b.WriteString("# Rules\n\nWhat a target is held against. A rule of level `documented` rests on the page that documents the operation;\nwhere no page at hand does, it rests on the standard named and its level is `protocol`.\n")
	family := ""
	for _, rule := range Rules() {
		if rule.Family != family {
			family = rule.Family
			fmt.Fprintf(&b, "\n## %s\n\n| rule | level | promise | sent | judged | standard |\n| --- | --- | --- | --- | --- | --- |\n", family)
		}
		promise := rule.Promise
		if rule.Doubles != "" {
			promise += " (doubles " + rule.Doubles + ")"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", rule.ID, rule.Level, promise, rule.Sent, rule.Judged, rule.Standard)
	}
	return b.String()
}
