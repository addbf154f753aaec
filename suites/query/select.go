package query

import (
	"slices"

	"graphconform/suites/conform"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

func judgeSelect(e *conform.Evidence, j *conform.Judgement, strict bool) {
	of, steps := e.Resource, e.In(scenario.Query.Key())
	whole, part := steps.Once(scenario.Before), steps.Once(scenario.QuerySelect)
	if leftUnmade(j, steps.Nth(scenario.Base, 1)) {
		return
	}
	if !j.Needs(whole) || !answered(j, part, "$select") {
		return
	}
	if !of.Holds(whole.Object()) {
		j.Block(whole, whole.String()+" does not answer with the object")
		return
	}
	if part.Object() == nil {
		j.Want(false, part, "status", "the object", part.GotStatus(false)).As(conform.NotAnObject)
		return
	}
	rest, shown := others(of, whole.Object(), scenario.SelectedOf(of), part.Object())
	if strict {
		if rest == 0 {
			j.LeaveOpen(part, "the object has no more than what is asked for")
			return
		}
		notIgnored(j, part, strict, shown == rest, "$select", "all of the object")
		return
	}
	wantSelected(of, j, part, "/", scenario.SelectedOf(of), whole.Object(), part.Object())
}

// others counts the properties that an object shows and that are not asked for, and those of them that are shown all the same. What no page
// names may be shown always.
func others(of *resource.Resource, whole map[string]any, names []string, part map[string]any) (rest, shown int) {
	for name := range whole {
		_, documented := of.Contract.Property(name)
		if !documented || name == "id" || slices.Contains(names, name) {
			continue
		}
		rest++
		if _, there := part[name]; there {
			shown++
		}
	}
	return rest, shown
}

// wantSelected wants an object to show what was asked for of it, and the rest as it is or not at all. at is the pointer to the object.
func wantSelected(of *resource.Resource, j *conform.Judgement, r *conform.Record, at string, names []string, whole, part map[string]any) {
	id := resource.IDOf(whole)
	if !j.Holds(resource.IDOf(part) == id) {
		j.WantValue(r, id, at+"id", id, "", part, "id")
	}
	for _, p := range of.Contract.Properties {
		want, known := whole[p.Name]
		got, present := part[p.Name]
		chosen := slices.Contains(names, p.Name)
		switch {
		case p.Name == "id" || !known || want == nil:
		case !present:
			if chosen {
				j.WantValue(r, id, at+p.Name, want, "as without $select", part, p.Name)
			}
		case got == nil, (chosen || of.Sends(p.Name)) && !of.Equal(p, want, got): // what the server sets may have changed by itself
			j.WantValue(r, id, at+p.Name, want, "as without $select", part, p.Name)
		default:
			j.Observations++
		}
	}
	if typ, says := whole["@odata.type"]; says && of.Mixed && of.Contract.Base != "" {
		if !j.Holds(of.NamesType(part["@odata.type"], true)) {
			j.WantValue(r, id, at+"@odata.type", typ, "of a derived type", part, "@odata.type")
		}
	}
}

func judgeUnknown(e *conform.Evidence, j *conform.Judgement) {
	steps := e.In(scenario.Query.Key())
	r := steps.Once(scenario.QueryUnknown)
	switch {
	case leftUnmade(j, steps.Nth(scenario.Base, 1)):
	case j.NeedsSent(r) && !j.Holds(scenario.Declined(r)):
		j.Want(false, r, "status", "$noSuchOption refused with 4xx or 501", r.GotStatus(true)).As(scenario.NotRefused(r))
	}
}
