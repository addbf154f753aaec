package query

import (
	"fmt"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

// judgeNull looks at lists of objects of which one has no value. What others have is read off the list without options.
func judgeNull(e *conform.Evidence, j *conform.Judgement, _ bool) {
	o, ok := known(e, j)
	if !ok {
		return
	}
	bare := o.steps.Once(scenario.QueryBare)
	if scenario.ProperlyRefused(bare) {
		j.LeaveOpen(bare, scenario.RefusesBare)
		return
	}
	if !j.Needs(bare) {
		return
	}
	p, found := scenario.Nullable(o.of, o.made[scenario.Middle], bare)
	alone := o.alone()
	switch shown := o.control.Item(o.made[scenario.Middle].ID())[0][p.Name]; {
	case bare.Object() == nil || !resource.Absent(p, bare.Object()[p.Name]):
		j.LeaveOpen(bare, "what was never sent has a value")
		return
	case !found || !o.of.Equal(p, o.made[scenario.Middle].Sent()[p.Name], shown):
		j.LeaveOpen(o.control, notAsSent)
		return
	}
	if r := o.steps.Once(scenario.QueryIsNull); alone["$filter"] && listed(j, r, "eq null") {
		o.wantShown(j, r, bare, p.Name+" is null", true)
		o.wantShown(j, r, o.made[scenario.Middle], p.Name+" has a value", false)
	}
	if r := o.steps.Once(scenario.QueryIsNot); alone["$filter"] && listed(j, r, "ne") {
		o.wantShown(j, r, bare, p.Name+" is null", true)
		o.wantShown(j, r, o.made[scenario.Middle], p.Name+" has that value", false)
	}
	if r := o.steps.Once(scenario.QueryOrderNull); alone["$orderby"] && listed(j, r, "$orderby") {
		wantFirst(j, r, bare, o.made[scenario.Middle], p)
	}
	if j.Nothing() {
		j.LeaveOpen(bare, "neither $filter nor $orderby takes effect alone")
	}
}

// wantShown wants a list to show an object, or not.
func (o objects) wantShown(j *conform.Judgement, r, made *conform.Record, because string, shown bool) {
	times, want := len(r.Item(made.ID())), "the object of "+made.Step.String()+", whose "+because
	if !shown {
		j.Want(times == 0, r, "/value", "not "+want, entries(times)).As(conform.EntryMore)
		return
	}
	j.Want(times == 1, r, "/value", want, entries(times)).As(conform.NoEntry)
}

// wantFirst wants the object without a value before the other one.
func wantFirst(j *conform.Judgement, r, bare, full *conform.Record, p schemas.Property) {
	at := map[string]int{}
	for i, entry := range r.Items() {
		at[resource.IDOf(entry)] = i + 1
	}
	first, second := at[bare.ID()], at[full.ID()]
	if first > 0 && second > 0 {
		got := fmt.Sprintf("entry %d, and a value in entry %d", first, second)
		j.Want(first < second, r, "/value", "null in "+p.Name+" before every value", got).As(conform.OtherOrder)
	}
}

// judgeQuote looks at a filter by a text with a quote, which stands twice in the literal (OData ABNF 4.01, SQUOTE-in-string).
func judgeQuote(e *conform.Evidence, j *conform.Judgement, _ bool) {
	o, ok := known(e, j)
	if !ok {
		return
	}
	bare, r, text := o.steps.Once(scenario.QueryBare), o.steps.Once(scenario.QueryQuote), scenario.AskedOf(o.of).Text
	switch {
	case scenario.ProperlyRefused(bare):
		j.LeaveOpen(bare, scenario.RefusesBare)
	case !j.Needs(bare):
	case !o.of.Equal(text, bare.Sent()[text.Name], bare.Object()[text.Name]):
		j.LeaveOpen(bare, notAsSent)
	case !o.alone()["$filter"]:
		j.LeaveOpen(bare, "$filter takes no effect alone")
	case listed(j, r, "$filter"):
		o.wantShown(j, r, bare, text.Name+" is that text", true)
		j.Want(len(o.ranksIn(r)) == 0, r, "/value", "no other object", named(o.ranksIn(r))).As(conform.EntryMore)
	}
}
