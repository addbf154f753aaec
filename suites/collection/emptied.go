package collection

import (
	"slices"

	"graphconform/schemas/odata"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

// judgeEmptied looks at a collection whose objects were all deleted.
func judgeEmptied(e *conform.Evidence, j *conform.Judgement) {
	steps := e.In(scenario.Documented.Key())
	deleted := []*conform.Record{steps.Once(scenario.Delete)}
	for n := 1; steps.Nth(scenario.Emptying, n).Last() != nil; n++ {
		deleted = append(deleted, steps.Nth(scenario.Emptying, n))
	}
	list := steps.Once(scenario.Emptied)
	if e.SharedBy(scenario.Documented.Key()) {
		j.Unsupport("others may write there, and change it")
		return
	}
	for _, r := range deleted {
		if !j.Needs(r) {
			return
		}
	}
	if !j.On(list) {
		return
	}
	if !list.OK() {
		j.Want(false, list, "status", "200 OK with an empty list", list.Got()).As(conform.Answered(list))
		return
	}
	j.Want(len(list.Items()) == 0, list, "/value", "no entry", entries(len(list.Items()))).As(conform.EntryMore)
}

// judgeParentKept compares a parent with what its creation was answered with, while something is below it and when that is gone.
func judgeParentKept(e *conform.Evidence, j *conform.Judgement) {
	steps := e.In(scenario.Documented.Key())
	between, after := steps.Once(scenario.ParentBefore), steps.Once(scenario.ParentKept)
	switch {
	case e.SharedBy(scenario.Documented.Key()):
		j.Unsupport("others may write there, and change it")
		return
	case between.Last() != nil && !between.OK():
		j.Refused(between, "the target does not show the parent: "+between.Got())
		return
	case !j.Needs(between) || !j.On(after):
		return
	case !after.OK():
		j.Want(false, after, "status", "the parent still there", after.Got()).As(conform.Answered(after))
		return
	}
	j.Observations++ // it is there
	made := parentMade(e, between)
	for _, r := range []*conform.Record{between, after} {
		for _, name := range textsOf(made) {
			if was := made.Object()[name]; !j.Holds(was == r.Object()[name]) {
				j.WantValue(r, r.ID(), "/"+name, was, "as its creation was answered with", r.Object(), name)
			}
		}
	}
}

// parentMade returns the create of a parent that was read: a scenario may have made several, one below the other, and keys need be unique
// within a collection alone.
func parentMade(e *conform.Evidence, read *conform.Record) *conform.Record {
	for _, r := range e.Records(scenario.Documented.Key()) {
		if r.Act == scenario.Parent && r.OK() && r.ID() != "" && r.ID() == read.ID() &&
			resource.Item(r.Last().Request.URL, r.ID()) == read.Last().Request.URL {
			return r
		}
	}
	return &conform.Record{}
}

// textsOf names the texts that a create sent and was answered with. Times may be the server's.
func textsOf(made *conform.Record) (names []string) {
	for name, sent := range made.Sent() {
		text, isText := sent.(string)
		if _, isInstant := odata.Instant(text); isText && !isInstant && made.Object()[name] == text {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
