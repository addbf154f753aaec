package roundtrip

import (
	"fmt"
	"slices"
	"strings"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

func omittedPlaces(of *resource.Resource) []conform.Place {
	if of.Kind != resource.Collection || len(of.Sent) < 2 && len(of.Hollow()) == 0 {
		return nil
	}
	place := conform.Place{Operation: schemas.Create, Name: "omitted", Section: "Request body",
		Scenarios: []conform.ScenarioKey{scenario.Nulls.Key()}}
	return []conform.Place{place.By(judgeOmitted)}
}

// judgeOmitted looks for what other creates sent in an object that was created with one property.
func judgeOmitted(e *conform.Evidence, j *conform.Judgement) {
	steps := e.In(scenario.Nulls.Key())
	first, second := steps.Nth(scenario.Bare, 1), steps.Nth(scenario.Bare, 2)
	if scenario.ProperlyRefused(second) {
		j.LeaveOpen(second, scenario.RefusesBare)
		return
	}
	if !j.Needs(first) || !j.Needs(second) {
		return
	}
	for _, r := range []*conform.Record{second, steps.Once(scenario.BareGet)} {
		if !r.OK() || !e.Resource.Holds(r.Object()) {
			continue
		}
		for _, p := range e.Resource.Sent {
			if _, named := second.Sent()[p.Name]; named || !j.On(r) {
				continue
			}
			shown, from := r.Object()[p.Name], leaked(e, p, first, r)
			want := "no value, or one that was sent for no other object"
			j.Want(from == "", r, "/"+p.Name, want, conform.Show(shown)+from).As(conform.Filled)
		}
	}
	if kept := steps.Once(scenario.BareKept); kept.OK() && e.Resource.Holds(kept.Object()) && j.On(kept) {
		for _, p := range e.Resource.Sent {
			if _, named := steps.Once(scenario.BareUpdate).Sent()[p.Name]; named {
				got := conform.Show(kept.Object()[p.Name])
				from := leaked(e, p, first, kept)
				j.Want(from == "", kept, "/"+p.Name, "as it was: another object was updated", got+from).As(conform.Filled)
			}
		}
	}
	for _, p := range e.Resource.Hollow() {
		wantHollow(e, j, p, steps.About(scenario.BareInside, p.Name))
	}
	if j.RefusedBy() == nil {
		j.BlockUnlessSeen(second, "no answer could be read as the object")
	}
}

// wantHollow wants an object inside that was created with its type alone to have nothing that was sent for another one.
func wantHollow(e *conform.Evidence, j *conform.Judgement, p schemas.Property, made *conform.Record) {
	of := e.Resource
	if scenario.ProperlyRefused(made) {
		j.LeaveOpen(made, "the target refuses an object inside that has its type alone")
	}
	if !made.OK() || !of.Holds(made.Object()) || !j.On(made) {
		return
	}
	j.Observations++ // whatever it has inside
	inside := resource.Inside(p, made.Object())
	for _, q := range fixtures.Settable(of.Types, of.Types.Named(fixtures.TypeName(resource.Inside(p, made.Sent())["@odata.type"]))) {
		shown := inside[q.Name]
		if !resource.HoldsText(shown, resource.TellsOrigin) {
			continue
		}
		if from := leakedInside(e, p, q, made, shown); from != "" {
			j.Want(false, made, "/"+p.Name+"/"+q.Name, "no value, or one that was sent for no other object", conform.Show(shown)+from).
				As(conform.Filled)
		}
	}
}

// leakedInside says which create sent the value that a member of an object inside shows; empty where nothing tells that another one did.
func leakedInside(e *conform.Evidence, p, q schemas.Property, made *conform.Record, shown any) string {
	return senderOf(e, q, made, shown, func(other *conform.Record) any { return resource.Inside(p, other.Sent())[q.Name] })
}

// leaked says which create sent the value that an object shows for what was never sent for it; empty where it has none, or that which the
// first object has as well. Case is another rule's matter.
func leaked(e *conform.Evidence, p schemas.Property, first, r *conform.Record) string {
	shown := r.Object()[p.Name]
	if resource.Absent(p, shown) || e.Resource.Equal(p, shown, first.Object()[p.Name]) && !strange(e, r, shown) {
		return ""
	}
	return senderOf(e, p, r, shown, func(other *conform.Record) any {
		if !other.OK() {
			return nil
		}
		return other.Sent()[p.Name]
	})
}

// senderOf says which request sent a value that an answer shows, sent being what each did; empty where nothing tells that one did.
func senderOf(e *conform.Evidence, p schemas.Property, r *conform.Record, shown any, sent func(*conform.Record) any) string {
	for _, other := range e.Transcript(scenario.Nulls.Key()).Records {
		if value := sent(other); value != nil && (e.Resource.Equal(p, value, shown) || sameText(value, shown)) {
			return fmt.Sprintf(", as %s sent it", other.Step)
		}
	}
	if strange(e, r, shown) {
		return ", a text that was sent for another object"
	}
	return ""
}

// strange reports whether a value that an answer shows holds a text that a request made up and that was sent neither for its object nor for
// what that lies below.
func strange(e *conform.Evidence, r *conform.Record, shown any) bool {
	return resource.HoldsText(shown, func(text string) bool { return resource.TellsOrigin(text) && !sentWith(e, r, text) })
}

// sentWith reports whether a text, or one that it is made of, was sent for the object that an answer shows, or for what it lies below.
func sentWith(e *conform.Evidence, of *conform.Record, text string) bool {
	return slices.ContainsFunc(e.Transcript(scenario.Nulls.Key()).Records, func(r *conform.Record) bool {
		above := r.Step.Act == scenario.Parent || r.Step.Act == scenario.Ancestors
		return (above || r.ID() == of.ID() || r.Key == of.ID()) && resource.HoldsText(r.Sent(), func(sent string) bool {
			return resource.TellsOrigin(sent) && strings.Contains(text, sent) || strings.Contains(sent, text)
		})
	})
}

func sameText(a, b any) bool {
	one, isText := a.(string)
	other, too := b.(string)
	return isText && too && strings.EqualFold(one, other)
}
