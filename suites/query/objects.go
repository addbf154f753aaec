package query

import (
	"fmt"
	"slices"
	"strings"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

// What leaves a rule open.
const (
	refuses   = "the target refuses "
	ignores   = "the target ignores "
	notAsSent = "the target does not show the values that were sent"
)

// wanted is how an option may be answered.
const wanted = "200 OK, or refused with 4xx or 501"

// objects are the three that queries ask for, and the list without options that shows them.
type objects struct {
	of      *resource.Resource
	steps   conform.Steps
	shared  bool
	made    []*conform.Record // by rank
	control *conform.Record
}

// known returns the objects, where all were made and the list shows each once; else it notes what is missing.
func known(e *conform.Evidence, j *conform.Judgement) (o objects, ok bool) {
	o = objects{of: e.Resource, steps: e.In(scenario.Query.Key()), shared: e.SharedBy(scenario.Query.Key())}
	for _, rank := range []int{scenario.Least, scenario.Middle, scenario.Greatest} {
		r := o.steps.Nth(scenario.Base, scenario.MadeAs(rank))
		switch {
		case leftUnmade(j, r):
			return o, false
		case !j.Needs(r):
			return o, false
		case r.ID() == "":
			j.Block(r, r.Step.String()+" gave no id")
			return o, false
		}
		o.made = append(o.made, r)
	}
	if o.collide(j) {
		return o, false
	}
	o.control = o.steps.Once(scenario.List)
	switch {
	case !j.Needs(o.control):
		return o, false
	case o.control.Broken != "":
		j.Block(o.control, o.control.Broken)
		return o, false
	}
	if own := o.ranksIn(o.control); !slices.Equal(sorted(own), []int{scenario.Least, scenario.Middle, scenario.Greatest}) {
		j.Block(o.control, "the list does not show each object once")
		return o, false
	}
	return o, true
}

// collide reports whether two objects were given one id, by the create that was given it second.
func (o objects) collide(j *conform.Judgement) bool {
	given := map[string]bool{}
	for n := range o.made {
		made := o.steps.Nth(scenario.Base, n+1)
		if given[made.ID()] {
			j.Block(made, "it has the id of another object")
			return true
		}
		given[made.ID()] = true
	}
	return false
}

// leftUnmade reports whether the target refuses an object, and leaves the rule open then.
func leftUnmade(j *conform.Judgement, made *conform.Record) bool {
	refused := made.ValidlyRefused() && !made.Twin
	if refused {
		j.LeaveOpen(made, "the target refuses the objects to ask for")
	}
	return refused
}

func sorted(ranks []int) []int { return slices.Sorted(slices.Values(ranks)) }

// ranksIn returns the ranks of the run's own objects in the order of a list's entries.
func (o objects) ranksIn(list *conform.Record) []int { return o.ranksOf(list.Items()) }

// onFirstPage is ranksIn for the first page alone.
func (o objects) onFirstPage(list *conform.Record) []int {
	return o.ranksOf(list.Items()[:sizes(list)[0]])
}

func (o objects) ranksOf(entries []map[string]any) []int {
	ranks := []int{}
	for _, entry := range entries {
		id := resource.IDOf(entry)
		if rank := slices.IndexFunc(o.made, func(r *conform.Record) bool { return r.ID() == id }); rank >= 0 {
			ranks = append(ranks, rank)
		}
	}
	return ranks
}

// asSent tells whether the list without options shows the values of a property that were sent, so that an answer can be held against
// them.
func (o objects) asSent(j *conform.Judgement, p schemas.Property) bool {
	for _, r := range o.made {
		sent, named := r.Sent()[p.Name]
		shown := o.control.Item(r.ID())[0][p.Name]
		if !named || !o.of.Equal(p, sent, shown) {
			j.LeaveOpen(o.control, notAsSent)
			return false
		}
	}
	return true
}

// answered tells whether an option was carried out or ignored. A refusal leaves the rule open; any other answer is a finding.
func answered(j *conform.Judgement, r *conform.Record, option string) bool {
	if !j.NeedsSent(r) {
		return false
	}
	further := len(r.Pages) > 1
	switch {
	case r.OK():
	case !further && scenario.Declined(r):
		j.LeaveOpen(r, refuses+option)
		return false
	case further:
		got := fmt.Sprintf("page %d answers %s", len(r.Pages), r.Got())
		j.Want(false, r, "/@odata.nextLink", "a link to the next page", got).As(conform.LinkBroken)
		return false
	default:
		j.Want(false, r, "status", wanted, r.Got()).As(conform.Answered(r))
		return false
	}
	return true
}

// listed is answered for a list.
func listed(j *conform.Judgement, r *conform.Record, option string) bool {
	if !answered(j, r, option) {
		return false
	}
	if r.Unlisted() {
		j.Want(false, r, "/value", "an array of objects", r.GotStatus(false)).As(conform.NotAList)
		return false
	}
	if r.Broken != "" {
		j.Want(false, r, "/@odata.nextLink", "links to every page, to the last", r.Broken).As(conform.LinkBroken)
	}
	return r.Broken == ""
}

// notIgnored wants, where that is looked for, that an option was not ignored; else it leaves open what there is to see.
func notIgnored(j *conform.Judgement, r *conform.Record, strict, ignored bool, option, got string) {
	switch {
	case strict:
		j.Want(!ignored, r, "status", option+" carried out, or refused with 4xx or 501", got).As(conform.Accepted)
	case ignored:
		j.LeaveOpen(r, ignores+option)
	}
}

// sizes returns how many entries the pages of a list have.
func sizes(list *conform.Record) (entries []int) {
	for _, page := range list.Controls() {
		value, _ := page["value"].([]any)
		objects := slices.DeleteFunc(slices.Clone(value), func(v any) bool { _, ok := v.(map[string]any); return !ok })
		entries = append(entries, len(objects))
	}
	return entries
}

// named words which of the objects a list shows, in its order.
func named(ranks []int) string {
	if len(ranks) == 0 {
		return "none of the objects"
	}
	var names []string
	for _, rank := range ranks {
		names = append(names, "#"+fmt.Sprint(scenario.MadeAs(rank)))
	}
	return "objects " + strings.Join(names, ", ")
}
