package readonlyid

import (
	"fmt"
	"net/http"

	"graphconform/suites/conform"
	"graphconform/suites/scenario"
)

func judgeSingleKept(e *conform.Evidence, j *conform.Judgement) {
	documented := e.In(scenario.Documented.Key())
	before, after := documented.Once(scenario.GetBefore), documented.Once(scenario.Updated)
	if j.Needs(before) && j.Needs(after) {
		kept := before.ID() == "" || after.ID() == before.ID()
		j.Want(kept, after, "/id", conform.Show(before.ID()), conform.ShowMember(after.Object(), "id"))
	}
}

func judgeKept(e *conform.Evidence, j *conform.Judgement) {
	wantKept(e, j, scenario.Documented.Key())
	for _, k := range e.Resource.Rows {
		wantKept(e, j, scenario.RowKey(k))
	}
	j.BlockUnlessSeen(nil, "no object was created, updated and read again")
}

// wantKept follows one object through its creation, its update, and GET after that.
func wantKept(e *conform.Evidence, j *conform.Judgement, key conform.ScenarioKey) {
	steps := e.In(key)
	object := steps.Once(scenario.Create)
	for _, act := range []conform.Act{scenario.Moderate, scenario.Base} {
		if !object.OK() {
			object = steps.Once(act)
		}
	}
	if object.ID() == "" {
		return
	}
	if changed := steps.Once(scenario.Update); changed.OK() && e.Resource.Holds(changed.Object()) && j.On(changed) {
		if _, shown := changed.Object()["id"]; shown {
			j.Want(changed.ID() == object.ID(), changed, "/id", conform.Show(object.ID()), conform.ShowMember(changed.Object(), "id"))
		}
	}
	if after := steps.Once(scenario.Updated); !after.Skipped() && j.On(after) && after.Object() != nil {
		j.Want(after.OK() && after.ID() == object.ID(), after, "/id", conform.Show(object.ID()), gotID(after))
	}
}

func judgeUnusedID(e *conform.Evidence, j *conform.Judgement) {
	ids := e.In(scenario.IDs.Key())
	first, update := ids.Nth(scenario.Base, 1), ids.Once(scenario.UnusedID)
	if !j.Needs(first) || !j.NeedsSent(update) {
		return
	}
	wantIgnored(j, update)
	wantStill(j, first, ids.Once(scenario.UnusedGet))
	if r := ids.Once(scenario.UnusedNew); j.On(r) {
		sent, _ := update.Sent()["id"].(string)
		j.Want(!r.OK() || r.ID() != sent, r, "/id", "nothing under the id that the update carried", gotID(r))
	}
	switch {
	case !update.OK() || update.Status() == http.StatusNoContent:
	case !e.Resource.Holds(update.Object()):
		j.Block(update, "the answer to the update shows no object")
	default:
		if _, shown := update.Object()["id"]; shown {
			j.Want(update.ID() == first.ID(), update, "/id", conform.Show(first.ID()), conform.Show(update.ID()))
		}
	}
}

// wantIgnored wants a request that carries an id to be ignored in that part, or refused as the client's error.
func wantIgnored(j *conform.Judgement, r *conform.Record) {
	j.Want(r.OK() || r.Status()/100 == 4, r, "status", "the id ignored, or 4xx", r.Got())
}

// wantStill wants the object whose update carried an id where it was.
func wantStill(j *conform.Judgement, object, after *conform.Record) {
	if j.On(after) {
		want := fmt.Sprintf("the object still under %q", object.ID())
		j.Want(after.OK() && after.ID() == object.ID(), after, "/id", want, gotID(after))
	}
}

func judgeOtherID(e *conform.Evidence, j *conform.Judgement) {
	ids := e.In(scenario.IDs.Key())
	first, second, before := ids.Nth(scenario.Base, 1), ids.Nth(scenario.Base, 2), ids.Once(scenario.OtherBefore)
	update := ids.Once(scenario.OtherID)
	if !j.Needs(first) || !j.Needs(second) || !j.Needs(before) || !j.NeedsSent(update) {
		return
	}
	wantIgnored(j, update)
	wantStill(j, first, ids.Once(scenario.OtherFirst))
	if r := ids.Once(scenario.OtherSecond); j.On(r) {
		found := r.OK() && r.ID() == second.ID()
		j.Want(found, r, "/id", fmt.Sprintf("the second object still under %q", second.ID()), gotID(r))
		if found {
			scenario.WantSame(e.Resource, j, r, "/", before.Object(), r.Object())
		}
	}
}
