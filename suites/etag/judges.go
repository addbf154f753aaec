package etag

import (
	"net/http"
	"reflect"
	"strings"

	"graphconform/suites/conform"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

const member = "@odata.etag"

func judgeSteady(steps conform.Steps, j *conform.Judgement, of *resource.Resource) {
	first, again := steps.Once(scenario.Get), steps.Once(scenario.TagAgain)
	if !j.Needs(again) {
		return
	}
	agree(j, again, "/", first.Object(), again.Object())
	made := steps.Once(scenario.Base)
	if made.OK() {
		agree(j, first, "/", made.Object(), first.Object())
	}
	if list := steps.Once(scenario.List); of.Kind == resource.Collection && list.OK() {
		if entries := list.Item(made.ID()); len(entries) > 0 {
			agree(j, list, "/value/*/", first.Object(), entries[0])
		}
	}
	for _, pair := range [...][2]conform.Act{
		{scenario.TagCurrent, scenario.TagChanged}, {scenario.TagPlain, scenario.TagChanged}, {scenario.TagLater, scenario.TagMoved},
		{scenario.TagAny, scenario.TagAnyGet},
	} {
		if wrote, read := steps.Once(pair[0]), steps.Once(pair[1]); wrote.OK() && read.OK() {
			agree(j, read, "/", wrote.Object(), read.Object())
		}
	}
	if j.Nothing() {
		j.LeaveOpen(again, "the object was changed by others than the run")
	}
}

// agree wants two answers that show the same object with the same values to show the same tag; at is the pointer to the second one. One
// that shows no tag says nothing.
func agree(j *conform.Judgement, r *conform.Record, at string, one, other map[string]any) {
	a, b := scenario.TagOf(one), scenario.TagOf(other)
	if a == "" || b == "" || !alike(one, other) {
		return
	}
	j.WantOf(scenario.SameTag(a, b), r, resource.IDOf(other), at+member, "the tag "+a+", as before", conform.ShowMember(other, member))
}

// alike reports whether two objects show the same values where both show a value.
func alike(one, other map[string]any) bool {
	for name, value := range one {
		if now, shown := other[name]; shown && !strings.Contains(name, "@") && !reflect.DeepEqual(value, now) {
			return false
		}
	}
	return true
}

func judgeChanges(steps conform.Steps, j *conform.Judgement, of *resource.Resource) {
	before, after := steps.Once(scenario.Get), steps.Once(scenario.TagChanged)
	tag := scenario.TagOf(before.Object())
	if !updated(steps, j) || !j.Needs(after) || !shows(j, of, before, after) {
		return
	}
	if later := steps.Once(scenario.TagLater); scenario.IsWeak(tag) && later.OK() {
		if after = steps.Once(scenario.TagMoved); !j.Needs(after) {
			return
		}
	}
	another(j, after, tag)
	kept, last := steps.Once(scenario.TagKept), steps.Once(scenario.TagAnyGet)
	if now := scenario.TagOf(kept.Object()); now != "" && !scenario.IsWeak(now) && steps.Once(scenario.TagAny).OK() && last.OK() &&
		len(of.Differing(kept.Object(), last.Object())) > 0 {
		another(j, last, now)
	}
}

func another(j *conform.Judgement, r *conform.Record, was string) {
	now := scenario.TagOf(r.Object())
	j.Want(now != "" && !scenario.SameTag(was, now), r, "/"+member, "another tag than "+was+", as the object was changed",
		conform.ShowMember(r.Object(), member))
}

// updated reports whether the object was updated once, on a condition or without.
func updated(steps conform.Steps, j *conform.Judgement) bool {
	current, plain := steps.Once(scenario.TagCurrent), steps.Once(scenario.TagPlain)
	return current.OK() && j.On(current) || j.Needs(plain)
}

// shows reports whether a change shows at all: where it does not, that is for others to judge.
func shows(j *conform.Judgement, of *resource.Resource, before, after *conform.Record) bool {
	if len(of.Differing(before.Object(), after.Object())) > 0 {
		return true
	}
	j.Block(after, "GET does not show the update")
	return false
}

// last returns the GET that shows the object before the writes on a stale tag.
func last(steps conform.Steps) *conform.Record {
	if moved := steps.Once(scenario.TagMoved); moved.OK() {
		return moved
	}
	return steps.Once(scenario.TagChanged)
}

func judgeStaleUpdate(steps conform.Steps, j *conform.Judgement, of *resource.Resource) {
	stale, kept := steps.Once(scenario.TagStale), steps.Once(scenario.TagKept)
	scenario.WantRefused(j, stale, "status", "an update on condition of a tag that is the object's no more")
	if !stale.Skipped() && j.On(kept) {
		scenario.WantUnchanged(of, j, last(steps), kept)
	}
}

func judgeStaleDelete(steps conform.Steps, j *conform.Judgement, of *resource.Resource) {
	stale, there := steps.Once(scenario.TagStaleDelete), steps.Once(scenario.TagThere)
	if plain := steps.Once(scenario.TagPlain); plain.Refused() {
		j.LeaveOpen(plain, "the target refuses updates, so that no tag is stale")
		return
	}
	scenario.WantRefused(j, stale, "status", "a deletion on condition of a tag that is the object's no more")
	if !stale.Skipped() && j.On(there) {
		j.Want(there.OK() && of.Holds(there.Object()), there, "status", "the object still there", there.GotStatus(of.Holds(there.Object())))
	}
}

// Why a refusal of a write on a condition that holds is left open.
const (
	refusesWeak = "the target refuses weak tags, which If-Match need not take"
	sentAgain   = "a write was sent again, as its answer was lost: it may have been carried out before"
)

func judgeCurrentUpdate(steps conform.Steps, j *conform.Judgement, of *resource.Resource) {
	current, plain := steps.Once(scenario.TagCurrent), steps.Once(scenario.TagPlain)
	if plain.Refused() { // the condition may not be what is refused
		j.Needs(plain)
		return
	}
	if takenOrWeak(steps, j, current) {
		carriedOut(j, of, current, steps.Once(scenario.TagChanged))
	}
}

func judgeCurrentDelete(steps conform.Steps, j *conform.Judgement, _ *resource.Resource) {
	if there := steps.Once(scenario.TagThere); !there.Skipped() && !j.Needs(there) {
		return
	}
	takenOrWeak(steps, j, steps.Once(scenario.TagDelete))
}

// takenOrWeak reports whether a write on condition of the object's tag was carried out, as it must be; weak tags may be refused.
func takenOrWeak(steps conform.Steps, j *conform.Judgement, r *conform.Record) bool {
	if !j.NeedsSent(r) {
		return false
	}
	if r.Status()/100 == 4 && r.Lost() {
		j.LeaveOpen(r, sentAgain)
		return false
	}
	if r.Status() == http.StatusPreconditionFailed && scenario.IsWeak(scenario.TagOf(steps.Once(scenario.Get).Object())) {
		j.LeaveOpen(r, refusesWeak)
		return false
	}
	j.Want(r.OK(), r, "status", "2xx, as the condition holds", r.Got())
	return r.OK()
}

// carriedOut wants GET to show what an accepted update sent.
func carriedOut(j *conform.Judgement, of *resource.Resource, sent, read *conform.Record) {
	if !j.Needs(read) {
		return
	}
	for _, p := range of.Changed {
		value, named := sent.Sent()[p.Name]
		if named && !j.Holds(of.Equal(p, value, read.Object()[p.Name])) {
			j.WantValue(read, read.ID(), "/"+p.Name, value, "as it was sent", read.Object(), p.Name)
		}
	}
}

func judgeAny(steps conform.Steps, j *conform.Judgement, of *resource.Resource) {
	if plain := steps.Once(scenario.TagPlain); plain.Refused() {
		j.Needs(plain)
		return
	}
	all := steps.Once(scenario.TagAny)
	if !j.NeedsSent(all) {
		return
	}
	j.Want(all.OK(), all, "status", "2xx, as there is an object", all.Got())
	if all.OK() {
		carriedOut(j, of, all, steps.Once(scenario.TagAnyGet))
	}
}

func judgeNotModified(steps conform.Steps, j *conform.Judgement, of *resource.Resource) {
	same, other := steps.Once(scenario.TagSame), steps.Once(scenario.TagOther)
	if !j.NeedsSent(same) {
		return
	}
	whole := func(r *conform.Record) bool { return r.Status() == http.StatusOK && of.Holds(r.Object()) }
	got := func(r *conform.Record) string { return r.GotStatus(of.Holds(r.Object())) }
	unmodified := same.Status() == http.StatusNotModified && len(same.Response().Body) == 0
	j.Want(unmodified || whole(same), same, "status", "304 without a body, or 200 with the object", got(same))
	if !other.Skipped() && j.On(other) {
		j.Want(whole(other), other, "status", "200 with the object, which was changed since", got(other))
	}
}

func judgeOnlyNew(e *conform.Evidence, j *conform.Judgement) {
	steps := e.In(scenario.Methods.Key())
	shown, sent, after := steps.Once(scenario.Get), steps.Once(scenario.MethodNew), steps.Once(scenario.MethodPosted)
	if !j.Needs(shown) {
		return
	}
	if scenario.TagOf(shown.Object()) == "" {
		j.LeaveOpen(shown, scenario.NoTags)
		return
	}
	scenario.WantRefused(j, sent, "status", "an update on condition that there is no object")
	if sent.Skipped() || !j.Needs(after) {
		return
	}
	for _, p := range e.Resource.Changed {
		value, named := sent.Sent()[p.Name]
		if shown := after.Object()[p.Name]; named && !j.Holds(!e.Resource.Equal(p, value, shown)) {
			j.Want(false, after, "/"+p.Name, "not what was refused", conform.ShowMember(after.Object(), p.Name))
		}
	}
}
