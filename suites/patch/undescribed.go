package patch

import (
	"maps"
	"slices"
	"strings"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

func undescribedPlaces(of *resource.Resource) []conform.Place {
	return each(of.Undescribed(schemas.Update), ":undescribed", judgeUndescribed)
}

// undescribedInside returns the places of a rule on members of objects of types that no page describes. single says that the rule needs
// one object: elements of a collection have no names.
func undescribedInside(suffix string, single bool, judge judgeProperty) func(*resource.Resource) []conform.Place {
	return func(of *resource.Resource) []conform.Place {
		fit := slices.DeleteFunc(of.Undescribed(schemas.Update), func(p schemas.Property) bool {
			return single && p.Collection || len(of.UndescribedTexts(p)) == 0
		})
		return each(fit, suffix, judge)
	}
}

// joined returns the places that several functions return.
func joined(all ...func(*resource.Resource) []conform.Place) func(*resource.Resource) []conform.Place {
	return func(of *resource.Resource) (places []conform.Place) {
		for _, placesOf := range all {
			places = append(places, placesOf(of)...)
		}
		return places
	}
}

func judgeUndescribed(e *conform.Evidence, j *conform.Judgement, p schemas.Property) {
	steps := e.In(scenario.Patch.Key())
	if !j.Needs(steps.Nth(scenario.Base, 2)) {
		return
	}
	wantSent(e, j, p, scenario.More, scenario.MoreGet)
	if p.Collection {
		wantSent(e, j, p, scenario.Less, scenario.LessGet)
	}
	if len(e.Resource.UndescribedTexts(p)) > 0 {
		wantSent(e, j, p, scenario.PartEmpty, scenario.PartEmptyGet)
	}
}

func judgeNullUndescribed(e *conform.Evidence, j *conform.Judgement, p schemas.Property) {
	wantSent(e, j, p, scenario.PartNull, scenario.PartNullGet)
}

func judgePartUndescribed(e *conform.Evidence, j *conform.Judgement, p schemas.Property) {
	wantSent(e, j, p, scenario.PartOnly, scenario.PartOnlyGet)
}

// wantSent wants a GET to show what the update before it sent for a property.
func wantSent(e *conform.Evidence, j *conform.Judgement, p schemas.Property, did, then conform.Act) {
	steps := e.In(scenario.Patch.Key())
	update, after := steps.About(did, p.Name), steps.About(then, p.Name)
	if !taken(e, j, update, after) {
		return
	}
	sent, shown := update.Sent()[p.Name], after.Object()[p.Name]
	if j.Holds(e.Resource.Equal(p, sent, shown)) {
		return
	}
	members, inside := resource.Inside(p, update.Sent()), resource.Inside(p, after.Object())
	wrong := slices.DeleteFunc(slices.Sorted(maps.Keys(members)), func(name string) bool {
		return strings.Contains(name, "@") || e.Resource.Equal(schemas.Property{}, members[name], inside[name])
	})
	if p.Collection || inside == nil || len(wrong) == 0 {
		j.WantValue(after, after.ID(), "/"+p.Name, sent, "sent by itself", after.Object(), p.Name)
		return
	}
	for _, name := range wrong {
		j.WantValue(after, after.ID(), "/"+p.Name+"/"+name, members[name], "sent by itself", inside, name)
	}
}

// judgeKeptUndescribed looks for the members that an update did not name.
func judgeKeptUndescribed(e *conform.Evidence, j *conform.Judgement, p schemas.Property) {
	steps := e.In(scenario.Patch.Key())
	update, after := steps.About(scenario.PartOnly, p.Name), steps.About(scenario.PartOnlyGet, p.Name)
	before := steps.About(scenario.MoreGet, p.Name)
	if !taken(e, j, update, after) || !j.Needs(before) {
		return
	}
	was, now := resource.Inside(p, before.Object()), resource.Inside(p, after.Object())
	named := resource.Inside(p, update.Sent())
	for _, name := range slices.Sorted(maps.Keys(was)) {
		if _, sent := named[name]; sent || name == "@odata.type" || j.Holds(e.Resource.Equal(schemas.Property{}, was[name], now[name])) {
			continue
		}
		j.WantValue(after, after.ID(), "/"+p.Name+"/"+name, was[name], "as before the update of another member", now, name)
	}
	if j.Nothing() {
		j.LeaveOpen(before, "the object shows no other member before the update")
	}
}
