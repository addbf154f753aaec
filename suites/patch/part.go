package patch

import (
	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

const refusesPart = "the target refuses the change inside the object"

func nullInsidePlaces(of *resource.Resource) []conform.Place {
	return partsOf(of, ":null_inside", func(part resource.Part) schemas.Property { return part.Cleared }, judgeNullInside)
}

// partPlaces returns the places of a rule on updates of one member alone.
func partPlaces(suffix string, judge judgeProperty) func(*resource.Resource) []conform.Place {
	return func(of *resource.Resource) []conform.Place {
		return partsOf(of, suffix, func(part resource.Part) schemas.Property { return part.Changed }, judge)
	}
}

func partsOf(of *resource.Resource, suffix string, member func(resource.Part) schemas.Property, judge judgeProperty) []conform.Place {
	var places []conform.Place
	for _, part := range of.Parts() {
		if member(part).Name == "" {
			continue
		}
		place := updated(part.Property.Name+suffix, scenario.Parts.Key())
		place.Row = part.Property.Name
		places = append(places, place.By(func(e *conform.Evidence, j *conform.Judgement) { judge(e, j, part.Property) }))
	}
	return places
}

// taken tells whether an update of a part was accepted and the object read again. A refusal leaves the rule open.
func taken(e *conform.Evidence, j *conform.Judgement, update, after *conform.Record) bool {
	switch {
	case !j.NeedsSent(update):
	case scenario.ProperlyRefused(update):
		j.LeaveOpen(update, refusesPart)
	case update.Refused():
		const want = "the change inside the object accepted, or refused with 4xx"
		j.Want(false, update, "status", want, update.Got()).As(conform.Answered(update))
	case !j.Needs(after):
	case !e.Resource.Holds(after.Object()):
		j.Block(after, notTheObject)
	default:
		return true
	}
	return false
}

func membersOf(of *resource.Resource, object map[string]any) []schemas.Property {
	contract := of.Types.Named(fixtures.TypeName(object["@odata.type"]))
	if contract == nil {
		return nil
	}
	return fixtures.Settable(of.Types, contract)
}

func judgeNullInside(e *conform.Evidence, j *conform.Judgement, p schemas.Property) {
	steps := e.In(scenario.Parts.Key())
	update, after := steps.About(scenario.PartNull, p.Name), steps.About(scenario.PartNullGet, p.Name)
	if taken(e, j, update, after) {
		wantInside(e, j, p, after, resource.Inside(p, update.Sent()), "sent with null for another member")
	}
}

func judgePart(e *conform.Evidence, j *conform.Judgement, p schemas.Property) {
	steps := e.In(scenario.Parts.Key())
	update, after := steps.About(scenario.PartOnly, p.Name), steps.About(scenario.PartOnlyGet, p.Name)
	if taken(e, j, update, after) {
		wantInside(e, j, p, after, resource.Inside(p, update.Sent()), "sent by itself")
	}
}

func judgeKeptInside(e *conform.Evidence, j *conform.Judgement, p schemas.Property) {
	steps := e.In(scenario.Parts.Key())
	update, after := steps.About(scenario.PartOnly, p.Name), steps.About(scenario.PartOnlyGet, p.Name)
	if !taken(e, j, update, after) {
		return
	}
	before := steps.Once(scenario.Before)
	was := map[string]any{}
	for name, value := range resource.Inside(p, before.Object()) {
		if _, named := resource.Inside(p, update.Sent())[name]; !named || name == "@odata.type" {
			was[name] = value
		}
	}
	if _, typed := was["@odata.type"]; !typed { // it need not be shown
		was["@odata.type"] = resource.Inside(p, update.Sent())["@odata.type"]
	}
	if !j.Needs(before) {
		return
	}
	if len(was) < 2 {
		j.LeaveOpen(before, "the object shows no other member before the update")
		return
	}
	wantInside(e, j, p, after, was, "as before the update of another member")
}

// wantInside wants the object that a property holds to show members of its type as they are in want.
func wantInside(e *conform.Evidence, j *conform.Judgement, p schemas.Property, after *conform.Record, want map[string]any, hint string) {
	shown := resource.Inside(p, after.Object())
	for _, q := range membersOf(e.Resource, want) {
		value, named := want[q.Name]
		if !named || j.Holds(e.Resource.Equal(q, value, shown[q.Name])) {
			continue
		}
		j.WantValue(after, after.ID(), "/"+p.Name+"/"+q.Name, value, hint, shown, q.Name)
	}
}

func typePlaces(of *resource.Resource) []conform.Place {
	if len(of.Siblings()) == 0 {
		return nil
	}
	return alone(of, updated("type", scenario.Parts.Key()).By(judgeType))
}

// judgeType looks at an object after an update that said that it is of another type.
func judgeType(e *conform.Evidence, j *conform.Judgement) {
	of, steps := e.Resource, e.In(scenario.Parts.Key())
	before, after := lastBefore(steps, of), steps.Once(scenario.TypeGet)
	if !j.Needs(before) || !j.NeedsSent(steps.Nth(scenario.TypeUpdate, 1)) || !j.Needs(after) {
		return
	}
	for n := 1; steps.Nth(scenario.TypeUpdate, n).Last() != nil; n++ {
		update := steps.Nth(scenario.TypeUpdate, n)
		holds := update.OK() || update.Status()/100 == 4
		j.Want(holds, update, "status", "another type ignored, or 4xx", update.Got()).As(conform.Answered(update))
	}
	if !of.Holds(before.Object()) || after.OK() && !of.Holds(after.Object()) {
		j.Block(after, notTheObject)
		return
	}
	given, shown := after.Object()["@odata.type"]
	if shown && !j.Holds(of.NamesType(given, true)) {
		j.Want(false, after, "/@odata.type", conform.Show(before.Object()["@odata.type"]), conform.Show(given))
		return
	}
	scenario.WantUnchanged(of, j, before, after)
}

// lastBefore returns the last GET that showed the object before its type was to be changed.
func lastBefore(steps conform.Steps, of *resource.Resource) *conform.Record {
	last := steps.Once(scenario.Before)
	for _, part := range of.Parts() {
		for _, act := range []conform.Act{scenario.PartOnlyGet, scenario.PartNullGet} {
			if r := steps.About(act, part.Property.Name); r.OK() {
				last = r
			}
		}
	}
	return last
}
