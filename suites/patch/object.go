package patch

import (
	"fmt"

	"graphconform/suites/conform"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

// judgeSideBySide looks at the updates that were sent side by side.
func judgeSideBySide(e *conform.Evidence, j *conform.Judgement) {
	of := e.Resource
	for _, pair := range scenario.Raced(e, scenario.RaceUpdate, scenario.RaceGet) {
		update, after := pair[0], pair[1]
		if !j.On(after) || !after.OK() || !of.Holds(after.Object()) {
			continue
		}
		for _, p := range of.Sent {
			sent, named := update.Sent()[p.Name]
			shown := after.Object()[p.Name]
			if named && !j.Holds(of.Equal(p, sent, shown)) && !of.MayIgnore(p, sent, shown) {
				j.WantValue(after, after.ID(), "/"+p.Name, sent,
					"sent beside other updates and answered with success", after.Object(), p.Name)
			}
		}
	}
	j.BlockUnlessSeen(nil, "no update side by side was accepted")
}

func judgeAnswer(e *conform.Evidence, j *conform.Judgement) {
	of, steps := e.Resource, e.In(scenario.Patch.Key())
	for _, p := range of.Sent {
		update, after := steps.About(scenario.Only, p.Name), steps.About(scenario.OnlyGet, p.Name)
		switch {
		case !update.OK() || !after.OK() || !of.Holds(after.Object()):
			continue
		case update.Status() == 204:
			j.Observations++ // no body that could disagree; whether 204 is right is for the status family
			continue
		case !j.On(update) || !of.Holds(update.Object()):
			continue
		}
		for _, q := range of.Sent {
			shown, now := update.Object()[q.Name], after.Object()[q.Name]
			if j.Holds(of.Equal(q, now, shown)) {
				continue
			}
			j.WantValue(update, update.ID(), "/"+q.Name, now, "as GET shows it", update.Object(), q.Name)
		}
	}
	j.BlockUnlessSeen(nil, "no update was answered with the object")
}

func judgeAgain(e *conform.Evidence, j *conform.Judgement) {
	of, steps := e.Resource, e.In(scenario.Patch.Key())
	p, ok := of.FirstFree()
	if !ok {
		j.Unsupport("no property has free values")
		return
	}
	for _, q := range of.Changed {
		if _, sent := steps.Nth(scenario.Again, 1).Sent()[q.Name]; sent {
			p = q
		}
	}
	for n := 1; n <= scenario.Repetitions; n++ {
		update, after := steps.Nth(scenario.Again, n), steps.Nth(scenario.AgainGet, n)
		if !j.Needs(update) || !j.Needs(after) || !of.Holds(after.Object()) {
			j.BlockUnlessSeen(after, notTheObject)
			return
		}
		sent := update.Sent()[p.Name]
		stored := of.Equal(p, sent, after.Object()[p.Name])
		if n == 1 && !stored {
			j.Block(after, "the first update was not stored")
			return
		}
		if !j.Holds(stored) {
			j.WantValue(after, after.ID(), "/"+p.Name, sent, fmt.Sprintf("sent with update %d", n), after.Object(), p.Name)
		}
	}
	judgeRefilled(e, j, steps.Once(scenario.Refilled), steps.Once(scenario.RefilledGet))
	for _, p := range of.Changed {
		judgeRefilled(e, j, steps.About(scenario.SetAgain, p.Name), steps.About(scenario.SetAgainGet, p.Name))
	}
}

// judgeRefilled looks at an update of a property that null had cleared.
func judgeRefilled(e *conform.Evidence, j *conform.Judgement, update, after *conform.Record) {
	of := e.Resource
	if !update.OK() || !after.OK() || !of.Holds(after.Object()) || !j.On(after) {
		return
	}
	for _, p := range of.Changed {
		sent, named := update.Sent()[p.Name]
		if named && !j.Holds(of.Equal(p, sent, after.Object()[p.Name])) {
			j.WantValue(after, after.ID(), "/"+p.Name, sent, "sent after null", after.Object(), p.Name)
		}
	}
}

func judgeOthers(e *conform.Evidence, j *conform.Judgement) {
	steps := e.In(scenario.Patch.Key())
	others := scenario.Staying()
	if steps.Nth(scenario.Base, scenario.Twin).OK() {
		others = append(others, scenario.Twin)
	}
	for _, n := range others {
		before, after := steps.Nth(scenario.OthersBefore, n), steps.Nth(scenario.OthersAfter, n)
		if j.Needs(before) && j.On(after) {
			scenario.WantUnchanged(e.Resource, j, before, after)
		}
	}
}

func judgeListed(e *conform.Evidence, j *conform.Judgement) {
	for _, k := range e.Resource.Rows {
		row := e.In(scenario.RowKey(k))
		update, list := row.Once(scenario.Update), row.Once(scenario.Relisted)
		if lessened := row.Once(scenario.Lessened); !update.OK() && lessened.OK() {
			update = lessened
		}
		if !scenario.Lists(e, k) || !update.OK() || !j.Needs(list) {
			continue
		}
		if entries := list.Item(update.Key); len(entries) > 0 {
			wantListed(e.Resource, j, row.Once(scenario.Updated), list, entries[0])
			continue
		}
		if len(row.Once(scenario.List).Item(update.Key)) > 0 && list.Broken == "" {
			j.Want(false, list, "/value", "the updated object", fmt.Sprintf("no entry with id %q", update.Key)).As(conform.NoEntry)
		} else {
			j.Block(list, "the list does not show the object")
		}
	}
	j.BlockUnlessSeen(nil, "no updated object could be listed")
}

// wantListed wants a list's entry to agree with the GET after the update.
func wantListed(of *resource.Resource, j *conform.Judgement, after, list *conform.Record, entry map[string]any) {
	if !after.OK() || !of.Holds(after.Object()) {
		return
	}
	scenario.WantAgreed(of, j, list, "/value/*/", after.Object(), "as GET shows it", entry)
}

func judgeUnknown(e *conform.Evidence, j *conform.Judgement) {
	of, steps := e.Resource, e.In(scenario.Patch.Key())
	update, read, list := steps.Once(scenario.PatchUnknown), steps.Once(scenario.UnknownGet), steps.Once(scenario.UnknownList)
	if !j.NeedsSent(update) || !j.On(read) {
		return
	}
	found := read.OK() && of.Holds(read.Object())
	if !of.IDIsReadOnly() && update.OK() { // an upsert, which is free where clients may choose keys
		j.Want(found, read, "status", "the object that PATCH answered to have created", read.Got())
		return
	}
	j.Want(!found, read, "status", "nothing under an id that was only ever patched", read.Got())
	if list.OK() && j.Needs(list) {
		got := fmt.Sprintf("an entry with id %q", update.Key)
		j.Want(len(list.Item(update.Key)) == 0, list, "/value/*/id", "no entry with that id", got).As(conform.EntryMore)
	}
}
