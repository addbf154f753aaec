package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"graphconform/suites/conform"
)

// Group is all that failed in one way: checks of one rule whose findings show one difference, over properties, operations and resources.
// A target ends once, whatever rules the requests that were under way were for.
// A check that failed stands in one group, or under the member of one that explains it.
type Group struct {
	Rule       string
	Difference conform.Difference
	Level      conform.Level // the strongest of its members
	Members    []Member      // strongest level first, then by id; never empty

	Checks     int // that failed: members, and what is folded under them
	Folded     int // of these
	Properties int // that their findings are about
	Operations int
	Resources  int
}

// Member is a failed check that no other explains, with what it explains.
type Member struct {
	*Check
	Consequences []*Check // failed, or not judged because of it
}

// Title names the group: its rule, and the difference that its findings show.
func (g *Group) Title() string { return title(g.Rule, g.Difference) }

func title(rule string, difference conform.Difference) string {
	switch difference {
	case "":
		return rule
	case conform.Ended:
		return string(difference)
	}
	return rule + ": " + string(difference)
}

// Kind names what the check failed in, as the title of its group does.
func (c *Check) Kind() string { return title(c.Rule, c.Difference()) }

// First is the member that is shown in full.
func (g *Group) First() Member { return g.Members[0] }

// Extent words how far the group reaches.
func (g *Group) Extent() string {
	var over []string
	for _, of := range []struct {
		n    int
		what string
	}{{g.Properties, "property"}, {g.Operations, "operation"}, {g.Resources, "resource"}} {
		if of.n > 0 {
			over = append(over, count(of.n, of.what))
		}
	}
	folded := ""
	if g.Folded > 0 {
		folded = fmt.Sprintf(" (%d folded)", g.Folded)
	}
	return count(g.Checks, "check") + folded + " over " + strings.Join(over, ", ")
}

// Difference is what most findings of a check show.
func (c *Check) Difference() conform.Difference {
	return conform.Prevailing(c.Findings, func(f Finding) conform.Difference { return f.Difference })
}

// Groups returns what failed, a kind of finding a group: strongest level first, then what reaches furthest.
func (r *Report) Groups() []*Group {
	roots, consequences := r.roots(), map[string][]*Check{}
	type kind struct {
		rule       string
		difference conform.Difference
		advisory   bool // which fails no run, and must not hide among what does
	}
	index := map[kind]*Group{}
	var groups []*Group
	for i := range r.Checks {
		c := &r.Checks[i]
		if c.explained(roots) {
			if c.Verdict == conform.Fail || c.Verdict == conform.Inconclusive {
				consequences[c.RootCause] = append(consequences[c.RootCause], c)
			}
			continue
		}
		if c.Verdict != conform.Fail {
			continue
		}
		key := kind{c.Rule, c.Difference(), c.Level == conform.Advisory}
		if key.difference == conform.Ended {
			key.rule = ""
		}
		if index[key] == nil {
			index[key] = &Group{Rule: key.rule, Difference: key.difference}
			groups = append(groups, index[key])
		}
		index[key].Members = append(index[key].Members, Member{Check: c})
	}
	for _, g := range groups {
		for i := range g.Members {
			id := g.Members[i].ID
			g.Members[i].Consequences = consequences[id]
			delete(consequences, id) // whatever a file says, nothing counts twice
		}
		g.summarize()
	}
	slices.SortStableFunc(groups, func(a, b *Group) int {
		return cmp.Or(rank(a.Level)-rank(b.Level), b.Checks-a.Checks, cmp.Compare(a.Title(), b.Title()))
	})
	return groups
}

// roots returns the ids of the failed checks that follow nothing.
func (r *Report) roots() map[string]bool {
	roots := map[string]bool{}
	for i := range r.Checks {
		if c := &r.Checks[i]; c.Verdict == conform.Fail && c.RootCause == "" {
			roots[c.ID] = true
		}
	}
	return roots
}

// explained reports whether a check is explained by one of the roots.
func (c *Check) explained(roots map[string]bool) bool { return c.RootCause != "" && roots[c.RootCause] }

func rank(level conform.Level) int { return slices.Index(levels(), level) }

// summarize orders the members and counts what they reach.
func (g *Group) summarize() {
	slices.SortStableFunc(g.Members, func(a, b Member) int { return rank(a.Level) - rank(b.Level) })
	g.Level = g.Members[0].Level
	properties, operations, resources := map[string]bool{}, map[string]bool{}, map[string]bool{}
	add := func(c *Check) {
		g.Checks++
		operations[c.Operation()], resources[c.Resource()] = true, true
		for _, f := range c.Findings {
			if name := propertyAt(f.At); name != "" {
				properties[c.Resource()+"/"+name] = true
			}
		}
	}
	for _, m := range g.Members {
		add(m.Check)
		for _, c := range m.Consequences {
			if c.Verdict == conform.Fail {
				add(c)
				g.Folded++
			}
		}
	}
	g.Properties, g.Operations, g.Resources = len(properties), len(operations), len(resources)
}

// propertyAt returns the property that a JSON pointer leads into; empty where it leads to none: to the whole, to an error, or to control
// information.
func propertyAt(at string) string {
	pointer, isPointer := strings.CutPrefix(strings.TrimPrefix(at, "/value/*"), "/")
	name, _, _ := strings.Cut(pointer, "/")
	if !isPointer || name == "error" || name == "value" || strings.HasPrefix(name, "@") {
		return ""
	}
	return name
}

// Reason is why checks were not judged, of one kind, with how many there are.
type Reason struct {
	Verdict conform.Verdict
	Cause   string // what they have in common, where their texts differ
	Text    string // of the first
	Checks  int
}

// Words says why checks were not judged.
func (r Reason) Words() string {
	if r.Cause == "" {
		return r.Text
	}
	return r.Cause + "; the first: " + r.Text
}

// Reasons returns each kind of reason for which checks were not judged once, that of most checks first: what kept them from it, or
// else the text. What a failed check explains stands with that; at the end it is only counted, where verdicts are lacking for it.
func (r *Report) Reasons(verdict conform.Verdict) []Reason {
	type kind struct {
		Cause
		text string
	}
	roots, index, explained := r.roots(), map[kind]int{}, 0
	var reasons []Reason
	for i := range r.Checks {
		c := &r.Checks[i]
		if c.Verdict != verdict {
			continue
		}
		if verdict != conform.Disabled && c.explained(roots) {
			explained++
			continue
		}
		key := kind{text: c.Reason}
		if c.Cause != nil && verdict != conform.Disabled {
			key = kind{Cause: *c.Cause}
		}
		n, known := index[key]
		if !known {
			n = len(reasons)
			index[key] = n
			reasons = append(reasons, Reason{Verdict: verdict, Text: c.Reason})
		}
		if reasons[n].Checks++; reasons[n].Text != c.Reason {
			reasons[n].Cause = c.Cause.String()
		}
	}
	slices.SortStableFunc(reasons, func(a, b Reason) int { return b.Checks - a.Checks })
	if explained > 0 && verdict == conform.Inconclusive {
		reasons = append(reasons, Reason{Verdict: verdict, Checks: explained, Text: "explained by a failed check, and folded with it"})
	}
	return reasons
}
