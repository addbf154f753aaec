package enumvalues

import (
	"fmt"
	"slices"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

// undocumented is the rule on values that no lenient reader may take for a member.
const undocumented = "undocumented"

// attempt is one way to write what is no member, with the step that reads what was accepted.
type attempt struct {
	operation   schemas.OperationKind
	write, read conform.Act
}

func attempts() []attempt {
	return []attempt{{schemas.Create, scenario.Wrong, scenario.WrongGet}, {schemas.Update, scenario.WrongUpdate, scenario.WrongUpdated}}
}

// wrongPlaces returns where one of the rules on what is no member applies.
func wrongPlaces(rule string) func(*resource.Resource) []conform.Place {
	return func(of *resource.Resource) []conform.Place {
		var places []conform.Place
		for _, enum := range scenario.Enums(of) {
			p, from := enum.Property, []conform.ScenarioKey{scenario.WrongMembersOf(enum.Property)}
			for _, a := range attempts() {
				place := conform.Place{Operation: a.operation, Name: p.Name + ":" + rule, Section: "Request body",
					Row: p.Name, Scenarios: from}
				places = append(places, place.By(func(e *conform.Evidence, j *conform.Judgement) { judgeWrong(e, j, enum, a, rule) }))
			}
		}
		return places
	}
}

func judgeWrong(e *conform.Evidence, j *conform.Judgement, enum scenario.Enum, a attempt, rule string) {
	of, p, steps := e.Resource, enum.Property, e.In(scenario.WrongMembersOf(enum.Property))
	if !j.Needs(steps.Once(scenario.Base)) {
		return
	}
	for i, wrong := range enum.Wrong {
		if wrong.Rule != rule {
			continue
		}
		r := steps.Nth(a.write, i+1)
		if !j.NeedsSent(r) {
			continue
		}
		if r.Refused() {
			j.Want(r.Status()/100 == 4, r, "/"+p.Name, conform.Show(wrong.Value)+" refused with 4xx", r.Got()).As(scenario.NotRefused(r))
			continue
		}
		looked := []*conform.Record{steps.Nth(a.read, i+1)}
		if r.Status() != 204 {
			looked = append(looked, r)
		}
		for _, answer := range looked {
			if j.On(answer) && of.Holds(answer.Object()) {
				j.Want(right(p, wrong, answer), answer, "/"+p.Name, wanted(wrong),
					conform.ShowMember(answer.Object(), p.Name)).As(conform.Accepted)
			}
		}
	}
}

// right reports whether an answer shows a value, once it was accepted, as a member that it may be taken for.
func right(p schemas.Property, wrong resource.WrongMember, answer *conform.Record) bool {
	got, _ := answer.Object()[p.Name].(string)
	return wrong.Rule != undocumented && slices.Contains(p.Enum, got) && (wrong.Means == "" || wrong.Means == got)
}

func wanted(wrong resource.WrongMember) string {
	refused := conform.Show(wrong.Value) + " refused with 4xx"
	switch {
	case wrong.Rule == undocumented:
		return refused
	case wrong.Means != "":
		return fmt.Sprintf("%s, or taken as %q", refused, wrong.Means)
	}
	return refused + ", or taken as a documented member"
}
