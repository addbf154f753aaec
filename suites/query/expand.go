package query

import (
	"fmt"
	"slices"
	"strings"

	"graphconform/suites/conform"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

// judgeExpand looks at two parents that are shown with what is below them: four objects below the first, and none below the second.
func judgeExpand(e *conform.Evidence, j *conform.Judgement) {
	life := e.In(scenario.Lifecycle.Key())
	items := []*conform.Record{life.Nth(scenario.QueryExpand, 1), life.Nth(scenario.QueryExpand, 2)}
	if items[0].Last() == nil && life.Nth(scenario.Base, 1).OK() {
		j.Unsupport("there is no second parent")
		return
	}
	control := life.Once(scenario.BeforeList)
	if !j.Needs(control) {
		return
	}
	var below [2][]string
	for n := 1; n <= 4; n++ {
		made := life.Nth(scenario.Base, n)
		if !j.Needs(made) {
			return
		}
		if len(control.Item(made.ID())) > 0 {
			below[0] = append(below[0], made.ID())
		}
	}
	if slices.Contains(below[0], "") {
		j.Block(life.Nth(scenario.Base, 1), "an object was answered without an id")
		return
	}
	x := expanded{j, scenario.Relationship(e.Resource)}
	for i, r := range items {
		if answered(j, r, "$expand") {
			x.want(r, "", r.Object(), below[i], below[1-i])
		}
	}
	list := life.Once(scenario.QueryExpandList)
	if list.Last() == nil || !items[0].OK() || !listed(j, list, "$expand") {
		return
	}
	for i, r := range items {
		if collectionOf(r) != collectionOf(items[0]) {
			continue // it stands below another parent itself
		}
		entries := list.Item(resource.IDOf(r.Object()))
		if len(list.Pages) < 2 { // other scenarios make and remove parents meanwhile, which shifts pages
			j.Want(len(entries) == 1, list, "/value", "each parent once", times(len(entries))).As(conform.OtherNumber)
		}
		if len(entries) > 0 {
			x.want(list, "/value/*", entries[0], below[i], below[1-i])
		}
	}
}

// collectionOf returns the URL of the collection of the object that was read.
func collectionOf(r *conform.Record) string {
	item, _, _ := strings.Cut(r.Last().Request.URL, "?")
	return item[:max(0, strings.LastIndexByte(item, '/'))]
}

// expanded holds what objects are shown with against what is below them.
type expanded struct {
	j    *conform.Judgement
	name string
}

func (x expanded) want(r *conform.Record, at string, parent map[string]any, own, others []string) {
	shown, present := parent[x.name]
	if !present {
		x.j.LeaveOpen(r, ignores+"$expand")
		return
	}
	value, isList := shown.([]any)
	if !x.j.Holds(isList) {
		x.j.Want(false, r, at+"/"+x.name, "an array of objects", conform.ShowMember(parent, x.name)).As(conform.NotAList)
		return
	}
	found := map[string]int{}
	for _, entry := range value {
		object, _ := entry.(map[string]any)
		found[resource.IDOf(object)]++
	}
	_, more := parent[x.name+"@odata.nextLink"]
	for _, id := range own {
		if !more {
			want := fmt.Sprintf("the object %q once", id)
			x.j.WantOf(found[id] == 1, r, resource.IDOf(parent), at+"/"+x.name, want, times(found[id])).As(conform.OtherNumber)
		}
	}
	strays := slices.DeleteFunc(slices.Clone(others), func(id string) bool { return found[id] == 0 })
	x.j.WantOf(len(strays) == 0, r, resource.IDOf(parent), at+"/"+x.name, "only objects of that parent",
		"those of another parent: "+strings.Join(strays, ", ")).As(conform.EntryMore)
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}
