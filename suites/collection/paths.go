package collection

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

const refusesPath = "the target refuses this path"

// pathPlaces has one place for each path beside the route: what the target refuses is said of each alone.
func pathPlaces(of *resource.Resource) []conform.Place {
	var places []conform.Place
	life := []conform.ScenarioKey{scenario.Lifecycle.Key()}
	for _, path := range of.Paths() {
		place := conform.Place{Operation: path.Operation, Name: "path:" + path.Name, Scenarios: life}
		switch {
		case path.Parent != "":
			place.Promise = "the relationship " + path.Name + " leads back to the parent that the object was made below"
		case path.Operation == schemas.List:
			place.Promise = "the list by way of " + path.Name + " has the object, as by the other path"
		default:
			place.Promise = "GET by way of " + path.Name + " answers the object, as by the other path"
		}
		places = append(places, place.Using(schemas.Get).By(func(e *conform.Evidence, j *conform.Judgement) { judgePath(e, j, path) }))
	}
	return places
}

func judgePath(e *conform.Evidence, j *conform.Judgement, path resource.Path) {
	life := e.In(scenario.Lifecycle.Key())
	made, first, r := life.Nth(scenario.Base, 1), life.Nth(scenario.Kept, 1), life.Step(scenario.PathOf(path))
	if !j.Needs(made) || !j.Needs(first) {
		return
	}
	if r.NotSent.Cause == conform.Elsewhere {
		unsupport(j, "", r.NotSent)
		return
	}
	if !j.NeedsSent(r) {
		return
	}
	switch {
	case scenario.Declined(r), r.Status()/100 == 3:
		j.LeaveOpen(r, refusesPath)
	case !r.OK():
		j.Want(false, r, "status", "what the other path answers, or a refusal with 4xx or 501", r.Got())
	case path.Parent != "":
		judgeParent(e, j, made, r, path)
	case path.Operation == schemas.List:
		judgeListedBy(e, j, first, r, path)
	default:
		judgeSame(e, j, first, r)
	}
}

// judgeSame wants GET by another path to answer the same object.
func judgeSame(e *conform.Evidence, j *conform.Judgement, first, r *conform.Record) {
	if j.Want(r.ID() == first.ID(), r, "/id", conform.Show(first.ID()), conform.ShowMember(r.Object(), "id")) == nil {
		scenario.WantAgreed(e.Resource, j, r, "/", first.Object(), "as by the other path", r.Object())
	}
}

// judgeListedBy wants the list by another path to have the object, where its parent is of the type that the path names.
func judgeListedBy(e *conform.Evidence, j *conform.Judgement, first, r *conform.Record, path resource.Path) {
	entries := r.Item(first.ID())
	if r.Unlisted() {
		j.Want(false, r, "", "an object with an array named value", r.Got()).As(conform.NotAList)
		return
	}
	if len(entries) > 0 {
		j.Observations++
		scenario.WantAgreed(e.Resource, j, r, "/value/*/", first.Object(), "as by the other path", entries[0])
		return
	}
	line := e.Resource.Types.Lineage(typeOf(parentOf(e, first)))
	if r.Broken != "" || slices.ContainsFunc(path.Casts, func(cast string) bool { return !slices.Contains(line, cast) }) {
		j.LeaveOpen(r, "whether the parent is of the type that the path names is not known")
		return
	}
	j.Want(false, r, "/value", fmt.Sprintf("an entry with id %q, as by the other path", first.ID()),
		fmt.Sprintf("%d entries without it", len(r.Items()))).As(conform.NoEntry)
}

// judgeParent wants a relationship to lead to the parent, with the values that its POST was answered with.
func judgeParent(e *conform.Evidence, j *conform.Judgement, made, r *conform.Record, path resource.Path) {
	value, notJSON := r.Value()
	shown, wrapped := r.Whole()["value"]
	if r.Status() == 204 || notJSON == nil && value == nil || wrapped && shown == nil {
		j.LeaveOpen(r, "the target says that the relationship is not set")
		return
	}
	key := parentKey(e.Resource, made)
	if r.ID() != "" && r.ID() != key && e.SharedBy(scenario.Lifecycle.Key()) {
		j.LeaveOpen(r, "the parent is shared, and may have been given by another key than its id")
		return
	}
	if j.Want(r.ID() == key, r, "/id", conform.Show(key), conform.ShowMember(r.Object(), "id")) != nil {
		return
	}
	parent := parentOf(e, made)
	of := e.Resource.Types.Named(typeOf(parent))
	if of == nil {
		of = e.Resource.Types.Named(path.Parent)
	}
	was, is := parent.Object(), r.Object()
	for _, name := range slices.Sorted(maps.Keys(parent.Sent())) {
		p, known := of.Property(name)
		before, answered := was[name]
		if known && answered && p.Name != "id" && !j.Holds(e.Resource.Equal(p, before, is[name])) {
			j.WantValue(r, key, "/"+name, before, "as when it was made", is, name)
		}
	}
}

// typeOf is the type that a request named; empty for none.
func typeOf(r *conform.Record) string { return fixtures.TypeName(r.Sent()["@odata.type"]) }

// parentKey is the key of the parent below which an object was made, as its URL has it.
func parentKey(of *resource.Resource, made *conform.Record) string {
	steps := strings.Split(made.Exchanges[0].Request.URL, "/")
	return resource.Unsegment(steps[len(steps)-1-strings.Count(of.Tail, "/")])
}

// parentOf returns the POST that made the parent of an object; an empty record where the run made none.
func parentOf(e *conform.Evidence, object *conform.Record) *conform.Record {
	made := e.In(scenario.Lifecycle.Key()).Nth(scenario.Base, 1)
	for _, r := range e.Records(scenario.Lifecycle.Key()) {
		if r.Act == scenario.Parent && r.OK() && r.ID() != "" && r.ID() == parentKey(e.Resource, made) {
			return r
		}
	}
	return &conform.Record{}
}
