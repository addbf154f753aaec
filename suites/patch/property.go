package patch

import (
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/scenario"
)

const notTheObject = "GET after the update does not answer with the object"

func judgeSingle(e *conform.Evidence, j *conform.Judgement, p schemas.Property) {
	of, steps := e.Resource, e.In(scenario.Patch.Key())
	update, after := steps.About(scenario.Only, p.Name), steps.About(scenario.OnlyGet, p.Name)
	if update.Last() == nil { // perhaps for want of a value
		if _, more := of.Another(p, steps.Nth(scenario.Base, 2).Sent()[p.Name], of.Sampler("another")); !more {
			j.Unsupport("the property has but one value")
			return
		}
	}
	if !j.NeedsSent(update) {
		return
	}
	if scenario.LeftOpen(j, of, p, update) {
		return
	}
	if update.Refused() {
		j.Want(false, update, "/"+p.Name, "a PATCH of one property accepted", update.Got())
		return
	}
	before := stateBefore(e, p)
	if !j.Needs(after) || !j.Needs(before) || !of.Holds(after.Object()) {
		j.BlockUnlessSeen(after, notTheObject)
		return
	}
	wantStored(e, j, p, update, after)
	for _, q := range of.Sent {
		if q.Name == p.Name {
			continue
		}
		old, now := before.Object()[q.Name], after.Object()[q.Name]
		if j.Holds(of.Equal(q, old, now)) || of.MayIgnore(q, old, now) {
			continue
		}
		j.WantValue(after, after.ID(), "/"+q.Name, old, "as before the update of "+p.Name, after.Object(), q.Name)
	}
}

// wantStored wants an answer to show what an update sent for a property.
func wantStored(e *conform.Evidence, j *conform.Judgement, p schemas.Property, update, after *conform.Record) {
	sent := update.Sent()[p.Name]
	got, present := after.Object()[p.Name]
	switch {
	case j.Holds(present && e.Resource.Equal(p, sent, got)):
	case e.Resource.MayIgnore(p, stateBefore(e, p).Object()[p.Name], got):
		j.LeaveOpen(update, scenario.IgnoresRestricted)
	default:
		j.WantValue(after, after.ID(), "/"+p.Name, sent, "", after.Object(), p.Name)
	}
}

// stateBefore returns the last GET before the update of one property.
func stateBefore(e *conform.Evidence, p schemas.Property) *conform.Record {
	steps := e.In(scenario.Patch.Key())
	before := steps.Once(scenario.Before)
	for _, q := range e.Resource.Sent {
		if q.Name == p.Name {
			break
		}
		if r := steps.About(scenario.OnlyGet, q.Name); r.OK() {
			before = r
		}
	}
	return before
}

// judgeUntouched compares the GETs around updates of other properties.
func judgeUntouched(e *conform.Evidence, j *conform.Judgement, p schemas.Property) {
	for _, k := range e.Resource.Rows {
		row := e.In(scenario.RowKey(k))
		wantUntouched(e, j, p, row.Once(scenario.Updated), row.Once(scenario.Touch), row.Once(scenario.Touched))
	}
	steps := e.In(scenario.Patch.Key())
	wantUntouched(e, j, p, steps.Once(scenario.Cleared), steps.Once(scenario.Refilled), steps.Once(scenario.RefilledGet))
	if j.Nothing() && len(e.Resource.Safe()) < 2 {
		j.Unsupport("there is no other property to update")
	}
	j.BlockUnlessSeen(nil, "no object was updated in another property and read again")
}

// wantUntouched wants a property to be as it was before an update of another one.
func wantUntouched(e *conform.Evidence, j *conform.Judgement, p schemas.Property, before, update, after *conform.Record) {
	of := e.Resource
	if _, named := update.Sent()[p.Name]; named || !update.OK() || !before.OK() || !after.OK() ||
		!of.Holds(before.Object()) || !of.Holds(after.Object()) {
		return
	}
	j.On(after)
	was, is := before.Object()[p.Name], after.Object()[p.Name]
	switch {
	case j.Holds(of.Equal(p, was, is)):
	case of.MayIgnore(p, was, is):
		j.LeaveOpen(after, scenario.IgnoresRestricted)
	default:
		j.WantValue(after, after.ID(), "/"+p.Name, before.Object()[p.Name],
			"as before an update of another property", after.Object(), p.Name)
	}
}

func judgeNull(e *conform.Evidence, j *conform.Judgement, p schemas.Property) {
	steps := e.In(scenario.Patch.Key())
	update, after := steps.About(scenario.Null, p.Name), steps.About(scenario.NullGet, p.Name)
	if !j.NeedsSent(update) || !j.Needs(after) {
		return
	}
	if update.Refused() {
		j.Want(scenario.Silent(j, update, p, "null"), update, "/"+p.Name, scenario.NullWanted, update.Got())
		return
	}
	if update.OK() && update.Status() != 204 {
		scenario.WantNull(e.Resource, j, p, update)
	}
	scenario.WantNull(e.Resource, j, p, after)
	j.BlockUnlessSeen(after, notTheObject)
}

func judgeEmpty(e *conform.Evidence, j *conform.Judgement, p schemas.Property) {
	steps := e.In(scenario.Patch.Key())
	update, after := steps.About(scenario.Empty, p.Name), steps.About(scenario.EmptyGet, p.Name)
	if !j.NeedsSent(update) || !j.Needs(after) {
		return
	}
	if p.Type != "String" && scenario.LeftOpen(j, e.Resource, p, update) {
		return
	}
	if update.Refused() {
		text := p.Type == "String" && scenario.Silent(j, update, p, "empty")
		j.Want(text, update, "/"+p.Name, conform.Show(update.Sent()[p.Name])+" accepted", update.Got())
		return
	}
	if e.Resource.Holds(after.Object()) {
		wantStored(e, j, p, update, after)
	}
	j.BlockUnlessSeen(after, notTheObject)
}

func judgeCreateOnly(e *conform.Evidence, j *conform.Judgement, p schemas.Property) {
	of, steps := e.Resource, e.In(scenario.Patch.Key())
	before, update, after := steps.Once(scenario.Before), steps.About(scenario.Fixed, p.Name), steps.About(scenario.FixedGet, p.Name)
	if !j.Needs(before) || !j.NeedsSent(update) || !j.Needs(after) {
		return
	}
	j.Want(update.OK() || update.Status()/100 == 4, update, "status", "the property ignored, or 4xx", update.Got())
	if !of.Holds(after.Object()) {
		j.Block(after, notTheObject)
		return
	}
	was := before.Object()[p.Name]
	if !j.Holds(of.Equal(p, was, after.Object()[p.Name])) {
		j.WantValue(after, after.ID(), "/"+p.Name, was, "as it was created", after.Object(), p.Name)
	}
}
