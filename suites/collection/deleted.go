package collection

import (
	"fmt"
	"net/http"
	"slices"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/scenario"
)

func judgeDeleteStatus(e *conform.Evidence, j *conform.Judgement) {
	want := http.StatusNoContent
	if op, ok := e.Resource.Operation(schemas.Delete); ok {
		want = op.Status
	}
	for _, key := range []conform.ScenarioKey{scenario.Lifecycle.Key(), scenario.Documented.Key()} {
		r := e.In(key).Once(scenario.Delete)
		if !j.NeedsSent(r) {
			continue
		}
		j.Want(r.Status() == want, r, "status", fmt.Sprintf("%d %s", want, http.StatusText(want)), r.Got())
		if r.Status() == http.StatusNoContent {
			body := r.Response().Body
			if length := r.Response().Header.Get("Content-Length"); len(body) == 0 && length != "" && length != "0" {
				j.Want(false, r, "Content-Length", "none", length).As(conform.OtherBody) // whose bytes the next answer begins with
			}
			j.Want(len(body) == 0, r, "body", "none", conform.Cut(string(body), 80)).As(conform.OtherBody)
		}
	}
}

func judgeRemoved(e *conform.Evidence, j *conform.Judgement) {
	life := e.In(scenario.Lifecycle.Key())
	r := life.Once(scenario.Gone)
	if !j.Needs(life.Once(scenario.Delete)) || !j.NeedsSent(r) {
		return
	}
	if isAnothers(e, r.Object()) {
		j.Observations++
		return
	}
	wantGone(j, r)
}

// wantGone wants an answer to say that there is no such object, or no longer.
func wantGone(j *conform.Judgement, r *conform.Record) {
	j.Want(conform.NotThere(r.Status()), r, "status", "404 Not Found", r.Got())
}

// isAnothers reports whether an object below a shared parent has taken the place of the deleted one: targets may give ids again.
func isAnothers(e *conform.Evidence, object map[string]any) bool {
	if !e.SharedBy(scenario.Lifecycle.Key()) || object == nil {
		return false
	}
	return len(e.Resource.Lost(e.In(scenario.Lifecycle.Key()).Nth(scenario.Base, 2).Sent(), object)) > 0
}

func judgeRevived(e *conform.Evidence, j *conform.Judgement) {
	if e.SharedBy(scenario.Lifecycle.Key()) {
		j.Unsupport("others may write there, and the id may be another object's by now")
		return
	}
	life := e.In(scenario.Lifecycle.Key())
	update, again := life.Once(scenario.GoneUpdate), life.Once(scenario.GoneAgain)
	if !j.Needs(life.Once(scenario.Delete)) || !j.NeedsSent(update) || !j.On(again) {
		return
	}
	if life.Once(scenario.Gone).OK() {
		j.Block(life.Once(scenario.Gone), "the deleted object was not gone to begin with")
		return
	}
	if !e.Resource.IDIsReadOnly() && update.OK() {
		j.Want(again.OK(), again, "status", "the object that PATCH answered to have created", again.Got())
		return
	}
	wantGone(j, update)
	j.Want(!again.OK(), again, "status", "404 Not Found", again.Got())
}

func judgeRace(e *conform.Evidence, j *conform.Judgement) {
	for _, pair := range scenario.Raced(e, scenario.RaceDelete, scenario.RaceGone) {
		if after := pair[1]; j.On(after) {
			wantGone(j, after)
		}
	}
	j.BlockUnlessSeen(nil, "no DELETE side by side succeeded")
}

func judgeUnlisted(e *conform.Evidence, j *conform.Judgement) {
	life := e.In(scenario.Lifecycle.Key())
	made, list := life.Nth(scenario.Base, 2), life.Once(scenario.GoneList)
	if j.Needs(made) && j.Needs(life.Once(scenario.Delete)) && j.Needs(list) {
		found := slices.DeleteFunc(list.Item(made.ID()), func(entry map[string]any) bool { return isAnothers(e, entry) })
		got := fmt.Sprintf("an entry with id %q", made.ID())
		j.Want(len(found) == 0, list, "/value/*/id", "no entry with the deleted id", got).As(conform.EntryMore)
	}
}

func judgeAlone(e *conform.Evidence, j *conform.Judgement) {
	life := e.In(scenario.Lifecycle.Key())
	if !j.Needs(life.Once(scenario.Delete)) {
		return
	}
	if twin, after := life.Once(scenario.Equal), life.Once(scenario.EqualGet); twin.OK() && twin.ID() != life.Nth(scenario.Base, 2).ID() &&
		j.On(after) {
		j.Want(after.OK() && after.ID() == twin.ID(), after, "status", "the object with the same values still there", after.Got())
	}
	filled, list := life.Once(scenario.Filled), life.Once(scenario.GoneList)
	for _, n := range scenario.Staying() {
		before, after := life.Nth(scenario.Get, n), life.Nth(scenario.Kept, n)
		if !j.Needs(before) || !j.On(after) {
			continue
		}
		scenario.WantUnchanged(e.Resource, j, before, after)
		if !filled.OK() || !list.OK() || list.Broken != "" || !j.Needs(filled) || !j.Needs(list) {
			continue
		}
		if len(filled.Item(before.ID())) > 0 {
			got := fmt.Sprintf("no entry with id %q", before.ID())
			j.Want(len(list.Item(before.ID())) > 0, list, "/value/*/id", "the other object still listed", got).As(conform.NoEntry)
		}
	}
}
