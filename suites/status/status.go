// Package status has the rules on the success status of every operation, with the kind of body that goes with it.
// What must be refused is not among them.
package status

import (
	"fmt"
	"net/http"
	"slices"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

// Family returns the rules on status codes.
func Family() conform.Family {
	return conform.Family{Name: "status", Rank: conform.RankStatus, Applies: applies, Rules: []conform.Rule{
		{Name: "documented", Level: conform.Documented, Standard: "OData 4.01 Part 1, 11.4.3",
			Promise: "the documented request gets the documented status and kind of body",
			Sent:    "the request of the page as it stands, below a parent of the run's own",
			Judged: "the status code equals the documented one (without an update page: 200 with the object, or 204); the body " +
				"is the object, or empty for 204",
			Places: documentedPlaces},
		{Name: "varied", Level: conform.Documented, Standard: "OData 4.01 Part 1, 11.4.3",
			Promise: "requests with other valid values get the documented status and kind of body",
			Sent:    "harmless bodies and sample rows; a row that is refused is sent again value by value",
			Judged: "as for the documented request; a refused value is left to the check of its property, a row whose " +
				"values are all accepted one by one is a finding here",
			Places: variedPlaces},
		{Name: "existing", Level: conform.Documented, Standard: "OData 4.01 Part 1, 11.2.2 and 11.2.6",
			Promise: "reading what exists answers with the documented status, 200",
			Sent:    "GET of objects just created or updated, and of their collection",
			Judged:  "the status code is 200 and the body holds the object, or the collection under value",
			Places:  existingPlaces},
	}}
}

func applies(of *resource.Resource) bool { return of.Kind != resource.Callable }

// written returns a place for each operation that writes, resting on all valid requests.
func written(of *resource.Resource) []conform.Place {
	if !of.Writable() {
		return nil
	}
	from := append(scenario.RowKeys(of), scenario.Documented.Key())
	return []conform.Place{{Operation: schemas.Create, Scenarios: from}, {Operation: schemas.Update, Scenarios: from}}
}

func documentedPlaces(of *resource.Resource) []conform.Place {
	places := written(of)
	for i, p := range places {
		act := scenario.Create
		if p.Operation == schemas.Update {
			act = scenario.Update
		}
		places[i] = p.At("documented").By(func(e *conform.Evidence, j *conform.Judgement) {
			if r := e.In(scenario.Documented.Key()).Once(act); j.NeedsSent(r) && !leftOpen(e, j, r, p.Operation) {
				wantStatus(of, j, r, p.Operation)
			}
		})
	}
	return places
}

// leftOpen reports whether the target refused a documented request for what prose restricts: one without that was taken.
func leftOpen(e *conform.Evidence, j *conform.Judgement, r *conform.Record, op schemas.OperationKind) bool {
	of := e.Resource
	taken := func(r *conform.Record) bool { return r.OK() }
	others := []*conform.Record{e.In(scenario.Documented.Key()).Once(scenario.Base)}
	if op == schemas.Update {
		others = e.Acts(scenario.Update)
	}
	if !scenario.ProperlyRefused(r) || !slices.ContainsFunc(others, taken) {
		return false
	}
	for name := range r.Sent() {
		if p, known := of.Contract.Property(name); of.Conditional[name] || known && op == schemas.Update && p.CreateOnly() {
			j.LeaveOpen(r, scenario.RefusesRestricted)
			return true
		}
	}
	return false
}

func variedPlaces(of *resource.Resource) []conform.Place {
	var places []conform.Place
	for _, p := range written(of) {
		if p.Operation == schemas.Create || len(of.Changed) > 0 {
			places = append(places, p.At("varied").By(func(e *conform.Evidence, j *conform.Judgement) { judgeVaried(e, j, p.Operation) }))
		}
	}
	return places
}

func existingPlaces(of *resource.Resource) []conform.Place {
	one, many := conform.Place{Operation: schemas.Get, Name: "existing"}, conform.Place{Operation: schemas.List, Name: "existing"}
	if of.Kind == resource.Existing {
		one.Scenarios = []conform.ScenarioKey{scenario.Existing.Key()}
		many.Scenarios = one.Scenarios
		return []conform.Place{one.By(scenario.EachFound(wantObject)), many.By(judgeFoundList)}
	}
	one.Scenarios = append(scenario.RowKeys(of), scenario.Documented.Key())
	many.Scenarios = append(scenario.RowKeys(of), scenario.Documented.Key(), scenario.Lifecycle.Key())
	return []conform.Place{one.By(judgeExisting), many.By(judgeExistingList)}
}

func judgeExisting(e *conform.Evidence, j *conform.Judgement) {
	for _, r := range e.Acts(scenario.Get, scenario.GetBefore, scenario.Updated) {
		if j.On(r) {
			wantObject(e.Resource, j, r)
		}
	}
	j.BlockUnlessSeen(nil, "no object was read")
}

func wantObject(of *resource.Resource, j *conform.Judgement, r *conform.Record) {
	j.Want(r.Status() == 200 && of.Holds(r.Object()), r, "status", "200 OK with the object",
		r.GotStatus(of.Holds(r.Object()))).As(scenario.OtherAnswer(r, http.StatusOK))
}

func judgeExistingList(e *conform.Evidence, j *conform.Judgement) {
	for _, r := range e.Acts(scenario.List, scenario.Relisted, scenario.Vacant, scenario.Filled) {
		if len(r.Pages) > 1 && !r.OK() {
			continue // where a link leads is for paging
		}
		if j.On(r) {
			wantList(j, r)
		}
	}
	j.BlockUnlessSeen(nil, "no list was read to its end")
}

func judgeFoundList(e *conform.Evidence, j *conform.Judgement) {
	if r := e.In(scenario.Existing.Key()).Once(scenario.List); j.On(r) {
		wantList(j, r)
	}
}

func wantList(j *conform.Judgement, r *conform.Record) {
	_, isList := r.Whole()["value"].([]any)
	j.Want(r.Status() == 200 && isList, r, "status", "200 OK with a collection under value",
		r.GotStatus(isList)).As(scenario.OtherAnswer(r, http.StatusOK))
}

// judgeVaried looks at harmless bodies and at rows.
func judgeVaried(e *conform.Evidence, j *conform.Judgement, op schemas.OperationKind) {
	of, act := e.Resource, scenario.Update
	if op == schemas.Create {
		act = scenario.Create
		for _, r := range e.Acts(scenario.Base, scenario.Moderate) {
			if (r.Act == scenario.Base || r.OK()) && j.On(r) { // without what may be refused a row may hold what must not
				wantStatus(of, j, r, op)
			}
		}
	}
	for _, k := range of.Rows {
		row := e.In(scenario.RowKey(k))
		r := row.Once(act)
		if !j.NeedsSent(r) {
			continue
		}
		if r.OK() {
			wantStatus(of, j, r, op)
			continue
		}
		tried, rest := of.Row(k), scenario.Moderate
		sent := tried.Body
		if op == schemas.Update {
			tried, rest = of.Row(k+1), scenario.Lessened
			sent = tried.Change
		}
		if moderate, extreme := tried.Apart(sent); row.Once(rest).OK() && len(moderate) > 0 {
			sent = extreme
		}
		j.Want(!allAlone(row, act, sent), r, "status", wanted(of, op), r.Got()+" for a row whose values are all accepted one by one")
	}
}

// allAlone reports whether every value of a refused row was accepted when it was sent alone.
func allAlone(row conform.Steps, act conform.Act, sent fixtures.Object) bool {
	for _, member := range sent {
		if member.Name != "@odata.type" && !row.About(act, member.Name).OK() {
			return false
		}
	}
	return true
}

// wantStatus holds a successful or refused write against the documented status and kind of body.
func wantStatus(of *resource.Resource, j *conform.Judgement, r *conform.Record, op schemas.OperationKind) {
	holds := of.Holds(r.Object())
	status := r.Status()
	documented, ok := of.Operation(op)
	right := ok && status == documented.Status && (holds || status == http.StatusNoContent)
	if !ok {
		right = status == 200 && holds || status == http.StatusNoContent
	}
	if status == http.StatusNoContent && right {
		right = len(r.Response().Body) == 0
	}
	due := documented.Status
	switch {
	case ok:
	case status == http.StatusNoContent:
		due = http.StatusNoContent
	default:
		due = http.StatusOK
	}
	j.Want(right, r, "status", wanted(of, op), r.GotStatus(holds)).As(scenario.OtherAnswer(r, due))
}

func wanted(of *resource.Resource, op schemas.OperationKind) string {
	documented, ok := of.Operation(op)
	switch {
	case !ok:
		return "200 OK with the object, or 204 No Content"
	case documented.Status == http.StatusNoContent:
		return "204 No Content"
	}
	return fmt.Sprintf("%d %s with the object", documented.Status, http.StatusText(documented.Status))
}
