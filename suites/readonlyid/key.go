package readonlyid

import (
	"fmt"

	"graphconform/suites/conform"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

// reads pairs every valid creation with the first GET of its object.
func reads(e *conform.Evidence) [][2]*conform.Record {
	documented, lifecycle := e.In(scenario.Documented.Key()), e.In(scenario.Lifecycle.Key())
	out := [][2]*conform.Record{{documented.Once(scenario.Create), documented.Once(scenario.Get)}}
	for _, k := range e.Resource.Rows {
		row := e.In(scenario.RowKey(k))
		if made := row.Once(scenario.Create); made.OK() {
			out = append(out, [2]*conform.Record{made, row.Once(scenario.Get)})
		}
	}
	for _, n := range scenario.Staying() {
		if made := lifecycle.Nth(scenario.Base, n); made.OK() {
			out = append(out, [2]*conform.Record{made, lifecycle.Nth(scenario.Get, n)})
		}
	}
	return out
}

func judgeKey(e *conform.Evidence, j *conform.Judgement) {
	for _, pair := range reads(e) {
		made, read := pair[0], pair[1]
		if !made.OK() || made.ID() == "" || !j.On(read) {
			continue
		}
		if read.OK() && read.Object() == nil {
			continue // no object at all: the status family says so
		}
		j.Want(read.OK() && read.ID() == made.ID(), read, "/id", fmt.Sprintf("200 OK with id %q", made.ID()), gotID(read))
	}
	j.BlockUnlessSeen(nil, "no object with an id was created")
}

// wantKey holds an object of others against the key under which it was read.
func wantKey(_ *resource.Resource, j *conform.Judgement, r *conform.Record) {
	if r.OK() && r.Key != "" {
		j.Want(r.ID() == r.Key, r, "/id", conform.Show(r.Key), conform.ShowMember(r.Object(), "id"))
	}
}

func judgeListed(e *conform.Evidence, j *conform.Judgement) {
	for _, k := range e.Resource.Rows {
		row := e.In(scenario.RowKey(k))
		made, list := row.Once(scenario.Create), row.Once(scenario.List)
		for _, instead := range []conform.Act{scenario.Moderate, scenario.Base} { // of a row that was refused
			if r := row.Once(instead); !made.OK() && r.OK() {
				made = r
			}
		}
		if scenario.Lists(e, k) && made.OK() && made.ID() != "" && j.Needs(list) {
			if len(list.Item(made.ID())) > 0 {
				j.Holds(true)
			} else if entry := entryLike(e.Resource, made, list); entry != nil { // where none is there, that is for collection
				j.Want(false, list, "/value/*/id", conform.Show(made.ID()), conform.ShowMember(entry, "id"))
			}
		}
	}
	j.BlockUnlessSeen(nil, "no object with an id was created and listed")
}

// entryLike returns the entry of a list that has the values of a created object.
func entryLike(of *resource.Resource, made, list *conform.Record) map[string]any {
	for _, entry := range list.Items() {
		if len(of.Lost(made.Sent(), entry)) == 0 {
			return entry
		}
	}
	return nil
}
