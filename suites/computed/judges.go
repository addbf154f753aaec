package computed

import (
	"fmt"
	"time"

	"graphconform/schemas"
	"graphconform/schemas/odata"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

// farOff is more than clocks differ, and less than the offset of any time zone.
const farOff = 14 * time.Minute

// notShown is why what the server sets cannot be looked at.
const notShown = "the target shows no value of it"

func judgeClock(steps conform.Steps, j *conform.Judgement, p schemas.Property, acts []conform.Act) {
	dated, written := false, false
	for _, r := range steps.All(acts...) {
		if !r.OK() || !j.On(r) {
			continue
		}
		written = true
		date, known := r.Date()
		shown, ok := odata.Instant(r.Object()[p.Name])
		if !known || !ok {
			continue
		}
		dated = true
		off := shown.Sub(date).Abs()
		want := fmt.Sprintf("a time about that in Date, %s", date.UTC().Format(time.RFC3339))
		j.Want(off <= farOff, r, "/"+p.Name, want, conform.ShowMember(r.Object(), p.Name))
	}
	switch {
	case !written:
		j.Block(nil, "no write succeeded")
	case !dated:
		j.LeaveOpen(nil, notShown+", or no Date")
	}
}

func judgeSteady(e *conform.Evidence, j *conform.Judgement, p schemas.Property) {
	life := e.In(scenario.Lifecycle.Key())
	for _, n := range scenario.Staying() {
		made, list := life.Nth(scenario.Base, n), life.Once(scenario.Filled)
		if !j.Needs(made) {
			continue
		}
		first := life.Nth(scenario.Get, n)
		if !j.Needs(first) || !e.Resource.Holds(first.Object()) {
			continue
		}
		want, shown := first.Object()[p.Name]
		if !shown || want == nil {
			j.LeaveOpen(first, notShown)
			continue
		}
		agree := func(r *conform.Record, at string, object map[string]any) {
			if got, present := object[p.Name]; present && !j.Holds(e.Resource.Equal(p, want, got)) {
				j.WantValue(r, resource.IDOf(object), at+p.Name, want, "as GET showed it", object, p.Name)
			}
		}
		agree(made, "/", made.Object())
		if entries := list.Item(made.ID()); list.OK() && len(entries) > 0 {
			agree(list, "/value/*/", entries[0])
		}
		if kept := life.Nth(scenario.Kept, n); j.Needs(kept) {
			agree(kept, "/", kept.Object())
		}
	}
}

// history returns the answers that showed a property of the object that is updated, in the order of the requests, each with whether an
// update was accepted since the one before.
func history(e *conform.Evidence, p schemas.Property) (shown []*conform.Record, updated []bool) {
	steps, changed := e.In(scenario.Patch.Key()), false
	id := steps.Nth(scenario.Base, 2).ID()
	for _, r := range e.Records(scenario.Patch.Key()) {
		switch {
		case r.Probe || r.About() != id || !r.OK():
		case r.Operation == schemas.Update:
			changed = true
		case r.Operation == schemas.Get && r.Object()[p.Name] != nil:
			shown, updated = append(shown, r), append(updated, changed)
			changed = false
		}
	}
	return shown, updated
}

func judgeKept(e *conform.Evidence, j *conform.Judgement, p schemas.Property) {
	if !j.Needs(e.In(scenario.Patch.Key()).Once(scenario.Before)) {
		return
	}
	shown, _ := history(e, p)
	if len(shown) < 2 {
		j.LeaveOpen(nil, notShown)
		return
	}
	first := shown[0].Object()[p.Name]
	for _, r := range shown[1:] {
		if j.On(r) && !j.Holds(e.Resource.Equal(p, first, r.Object()[p.Name])) {
			j.WantValue(r, r.ID(), "/"+p.Name, first, "as before the updates", r.Object(), p.Name)
			return
		}
	}
}

// tick is how long clocks of servers may stand still.
const tick = 20 * time.Millisecond

func judgeForward(e *conform.Evidence, j *conform.Judgement, p schemas.Property) {
	if !j.Needs(e.In(scenario.Patch.Key()).Once(scenario.Before)) {
		return
	}
	shown, updated := history(e, p)
	var last *conform.Record // the last one behind an update
	for i, r := range shown {
		now, ok := odata.Instant(r.Object()[p.Name])
		if !ok || !j.On(r) {
			continue
		}
		if i > 0 {
			before := shown[i-1].Object()
			if was, known := odata.Instant(before[p.Name]); known && !j.Holds(!now.Before(was)) {
				j.WantValue(r, r.ID(), "/"+p.Name, before[p.Name], "or later", r.Object(), p.Name)
				return
			}
		}
		if updated[i] {
			last = r
		}
	}
	if last == nil {
		j.LeaveOpen(nil, notShown)
		return
	}
	judgeMoved(j, p, shown[0], last)
}

// judgeMoved wants the time to have moved between two GETs with updates between them, where enough time went by.
func judgeMoved(j *conform.Judgement, p schemas.Property, first, last *conform.Record) {
	before, after := first.Object()[p.Name], last.Object()[p.Name]
	text, _ := before.(string)
	later, _ := after.(string)
	took := last.Last().Started.Sub(first.Last().Started.Add(first.Last().Duration))
	if took < tick+2*min(odata.Resolution(text), odata.Resolution(later)) {
		return
	}
	was, _ := odata.Instant(before)
	is, _ := odata.Instant(after)
	want := fmt.Sprintf("later than %s, after updates within %s", text, took.Round(time.Millisecond))
	j.Want(is.After(was), last, "/"+p.Name, want, conform.ShowMember(last.Object(), p.Name))
}

func judgeClientValue(e *conform.Evidence, j *conform.Judgement, write, read conform.Act) {
	steps := e.In(scenario.Undeclared.Key())
	sent, got := steps.Once(write), steps.Once(read)
	if !sent.OK() {
		scenario.WantRefused(j, sent, "status", "values for what the server sets ignored, or")
		return
	}
	if !j.On(sent) || !j.Needs(got) {
		return
	}
	for _, p := range e.Resource.Computed() {
		value, named := sent.Sent()[p.Name]
		shown, present := got.Object()[p.Name]
		if named && !j.Holds(!present || !e.Resource.Equal(p, value, shown)) {
			j.Want(false, got, "/"+p.Name, "a value of the server's own", conform.ShowMember(got.Object(), p.Name))
		}
	}
}
