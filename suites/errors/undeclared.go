package errors

import (
	"slices"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

// undeclaredPlaces are one for each operation that writes, and for what stands inside objects one for each property that holds some.
func undeclaredPlaces(of *resource.Resource) []conform.Place {
	from := []conform.ScenarioKey{scenario.Undeclared.Key()}
	at := func(name string, about schemas.Property, member string) []conform.Place {
		place := conform.Place{Name: name, Section: "Request body", Row: about.Name, Scenarios: from}
		return writes(place.Using(schemas.Get), func(e *conform.Evidence, j *conform.Judgement, op schemas.OperationKind) {
			judgeUndeclared(e, j, op, about, member)
		})
	}
	updates := func(all []conform.Place) []conform.Place {
		return slices.DeleteFunc(all, func(p conform.Place) bool { return p.Operation == schemas.Create })
	}
	places := at("undeclared", schemas.Property{}, scenario.UndeclaredMember)
	for _, place := range updates(at("undeclared_"+scenario.LanguageMember, schemas.Property{}, scenario.LanguageMember)) {
		place.Promise = "a member called " + scenario.LanguageMember + " is refused, or kept and shown"
		places = append(places, place)
	}
	if p, ok := of.Foreign(); ok {
		for _, place := range at("undeclared_sibling", schemas.Property{}, p.Name) {
			place.Promise = "a member of another type in the same collection is refused, or kept and shown"
			places = append(places, place)
		}
	}
	for _, p := range of.Undescribed(schemas.Update) {
		if value, ok := of.DocumentedValue(p); ok && resource.Inside(p, map[string]any{p.Name: value}) != nil {
			places = append(places, updates(at(p.Name+":undeclared", p, scenario.UndeclaredMember))...)
		}
	}
	for i, holder := range of.Parts() {
		all := at(holder.Property.Name+":undeclared", holder.Property, scenario.UndeclaredMember)
		if i > 0 {
			all = updates(all)
		}
		places = append(places, all...)
	}
	return places
}

// judgeUndeclared looks for a member that no page names at the top, or inside the object that a property holds.
func judgeUndeclared(e *conform.Evidence, j *conform.Judgement, op schemas.OperationKind, about schemas.Property, member string) {
	write, read, of := scenario.UndeclaredCreate, scenario.UndeclaredGet, about.Name
	if op == schemas.Update {
		write, read = scenario.UndeclaredUpdate, scenario.UndeclaredUpdated
	}
	if member != scenario.UndeclaredMember {
		of = member
	}
	steps := e.In(scenario.Undeclared.Key())
	sent, got := steps.About(write, of), steps.About(read, of)
	if !j.Needs(steps.Once(scenario.Base)) {
		return
	}
	if !sent.OK() {
		scenario.WantRefused(j, sent, "status", "a member that no page names")
		return
	}
	if !j.On(sent) || !j.Needs(got) {
		return
	}
	at, was, is := "/", sent.Sent(), got.Object()
	if about.Name != "" {
		at, was, is = "/"+about.Name+"/", resource.Inside(about, was), resource.Inside(about, is)
	}
	kept := is[member] == was[member]
	j.Want(kept, got, at+member, conform.Show(was[member])+", or refused with 4xx", conform.ShowMember(is, member)).As(conform.Accepted)
}

func annotationPlaces(*resource.Resource) []conform.Place {
	at := conform.Place{Operation: schemas.Create, Name: "annotation", Section: "Request body",
		Scenarios: []conform.ScenarioKey{scenario.Undeclared.Key()}}
	return []conform.Place{at.By(judgeAnnotation)}
}

func judgeAnnotation(e *conform.Evidence, j *conform.Judgement) {
	steps := e.In(scenario.Undeclared.Key())
	if made := steps.Once(scenario.Annotated); j.Needs(steps.Once(scenario.Base)) && j.NeedsSent(made) && j.On(made) {
		j.Want(made.OK(), made, "status", "a request with an annotation that nobody knows taken as one without it", made.Got())
	}
}
