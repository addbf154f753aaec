package collection

import (
	"fmt"
	"slices"

	"graphconform/suites/conform"
	"graphconform/suites/scenario"
)

// needsSecond notes that the check needs a second parent; false where there is none.
func needsSecond(e *conform.Evidence, j *conform.Judgement) bool {
	life := e.In(scenario.Lifecycle.Key())
	if !e.Has(scenario.Lifecycle.Key(), scenario.Second.Once()) {
		return j.Needs(life.Nth(scenario.Base, 1))
	}
	if why := life.Once(scenario.Second).NotSent; why.Detail != "" {
		unsupport(j, "", why)
	} else {
		j.Block(nil, "no object was created")
	}
	return false
}

func judgeListParent(e *conform.Evidence, j *conform.Judgement) {
	life := e.In(scenario.Lifecycle.Key())
	list := life.Once(scenario.SecondList)
	if !needsSecond(e, j) || !j.Needs(list) {
		return
	}
	for _, n := range []int{1, 4} { // created before the second parent was, and after
		wantNotOf(e, j, list, life.Nth(scenario.Base, n), "")
	}
	if filtered := life.Once(scenario.SecondFilter); filtered.OK() && !filtered.Unlisted() {
		wantNotOf(e, j, filtered, life.Nth(scenario.Base, 1), "with $filter ")
	}
}

// wantNotOf wants the list below one parent not to have the object that a POST made below another.
func wantNotOf(e *conform.Evidence, j *conform.Judgement, list, made *conform.Record, how string) {
	foreign := slices.ContainsFunc(list.Item(made.ID()), func(entry map[string]any) bool { return isOf(e, made, entry) })
	got := fmt.Sprintf("%sthe object %q of another parent", how, made.ID())
	j.Want(!foreign, list, "/value", "only objects of that parent", got).As(conform.EntryMore)
}

// isOf reports whether an object is the one that a POST made: ids may repeat from parent to parent, and what is stored need not be what
// was sent.
func isOf(e *conform.Evidence, made *conform.Record, object map[string]any) bool {
	return len(e.Resource.Lost(made.Sent(), object)) == 0 || made.Object() != nil && e.Resource.Same(made.Object(), object)
}

// judgeOrphaned looks at what lay below a parent that was removed.
func judgeOrphaned(e *conform.Evidence, j *conform.Judgement, act conform.Act) {
	if e.SharedBy(scenario.Lifecycle.Key()) {
		j.Unsupport("the parent is shared, and is not deleted")
		return
	}
	life := e.In(scenario.Lifecycle.Key())
	dropped, shown := life.Once(scenario.ParentGone), life.Once(act)
	if !j.Needs(life.Nth(scenario.Base, 1)) || !j.NeedsSent(dropped) {
		return
	}
	if !dropped.OK() {
		j.LeaveOpen(dropped, "the target refuses to delete a parent in use")
		return
	}
	if j.On(shown) {
		j.Want(conform.NotThere(shown.Status()), shown, "status", "404 Not Found, as the parent is deleted", shown.Got())
	}
}

func judgeGetParent(e *conform.Evidence, j *conform.Judgement) {
	life := e.In(scenario.Lifecycle.Key())
	if made, r := life.Nth(scenario.Base, 1), life.Once(scenario.SecondGet); needsSecond(e, j) && j.On(r) {
		same := isOf(e, made, r.Object())
		j.Want(!r.OK() || r.Object() == nil || !same, r, "status", "404 Not Found", r.Got()+" with the object of another parent")
	}
}

func judgeUpdateParent(e *conform.Evidence, j *conform.Judgement) {
	life := e.In(scenario.Lifecycle.Key())
	before, after := life.Nth(scenario.Get, 1), life.Once(scenario.SecondUpdated)
	if needsSecond(e, j) && j.Needs(before) && j.On(after) {
		scenario.WantUnchanged(e.Resource, j, before, after)
	}
}

func judgeDeleteParent(e *conform.Evidence, j *conform.Judgement) {
	life := e.In(scenario.Lifecycle.Key())
	before, after := life.Once(scenario.SecondUpdated), life.Once(scenario.SecondDeleted)
	if needsSecond(e, j) && j.Needs(before) && j.On(after) {
		j.Want(after.OK() && after.ID() == before.ID(), after, "status", "the object still there", after.Got())
	}
}
