package plan

import (
	"fmt"
	"strings"

	"graphconform/suites/action"
	"graphconform/suites/auth"
	"graphconform/suites/collection"
	"graphconform/suites/computed"
	"graphconform/suites/conform"
	"graphconform/suites/enumvalues"
	"graphconform/suites/errors"
	"graphconform/suites/etag"
	"graphconform/suites/method"
	"graphconform/suites/patch"
	"graphconform/suites/query"
	"graphconform/suites/readonlyid"
	"graphconform/suites/replay"
	"graphconform/suites/request"
	"graphconform/suites/roundtrip"
	"graphconform/suites/schema"
	"graphconform/suites/status"
)

// families returns all families of rules in the order of reports.
func families() []conform.Family {
	return []conform.Family{
		replay.Family(), status.Family(), schema.Family(), readonlyid.Family(), computed.Family(), enumvalues.Family(), roundtrip.Family(),
		patch.Family(), etag.Family(), collection.Family(), query.Family(), errors.Family(), method.Family(), auth.Family(),
		action.Family(),
	}
}

// Families returns the names of all families, in the order of reports.
func Families() []string {
	var names []string
	for _, f := range families() {
		names = append(names, f.Name)
	}
	return names
}

// Rules returns the rule catalogue, by family and then in the order of the family's file.
func Rules() []conform.Rule {
	var rules []conform.Rule
	for _, f := range families() {
		rules = append(rules, f.All()...)
	}
	return rules
}

// AllRules returns those behind which come the rules on what a client sends: a run holds none of its own requests against them.
func AllRules() []conform.Rule { return append(Rules(), request.Family().All()...) }

// RulesMarkdown renders the rule catalogue as the file RULES.md.
func RulesMarkdown() string {
	var b strings.Builder
	b.WriteString("# Rules\n\nWhat a target is checked against. A rule of level `documented` rests on the page that documents the " +
		"operation;\n" +
		"where no page at hand does, it rests on the standard named and its level is `protocol`.\n")
	family := ""
	for _, rule := range AllRules() {
		if rule.Family != family {
			family = rule.Family
			fmt.Fprintf(&b, "\n## %s\n\n| rule | level | promise | sent | judged | standard |\n| --- | --- | --- | --- | --- | --- |\n",
				family)
		}
		promise := rule.Promise
		if rule.RedundantWith != "" {
			promise += " (redundant with " + rule.RedundantWith + ")"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", rule.ID(), rule.Level, promise, rule.Sent, rule.Judged, rule.Standard)
	}
	return b.String()
}
