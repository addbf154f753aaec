package suites

import (
	"fmt"
	"net/http"
	"slices"

	"graphconform/fixtures"
	"graphconform/schemas"
)

// statusFamily checks the success status of every operation, with the kind of body that goes with it.
func statusFamily() family {
	return family{name: "status", plan: planStatus, rules: []Rule{
		{ID: "documented", Level: Documented, Standard: "OData 4.01 Part 1, 11.4.3",
			Promise: "the documented request gets the documented status and kind of body",
			Sent:    "the request of the page as it stands, below a parent of the run's own",
			Judged:  "the status code equals the documented one (without an update page: 200 with the object, or 204); the body is the object, or empty for 204"},
		{ID: "varied", Level: Documented, Standard: "OData 4.01 Part 1, 11.4.3",
			Promise: "requests with other valid values get the documented status and kind of body",
			Sent:    "harmless bodies and sample rows; a row that is refused is sent again value by value",
			Judged:  "as for the documented request; a refused value is left to the check of its property, a row whose values are all accepted one by one is a finding here"},
		{ID: "existing", Level: Documented, Standard: "OData 4.01 Part 1, 11.2.2 and 11.2.6",
			Promise: "reading what exists answers with the documented status, 200",
			Sent:    "GET of objects just created or updated, and of their collection",
			Judged:  "the status code is 200 and the body holds the object, or the collection under value"},
	}}
}

func planStatus(b *builder) {
	rows := append(b.rowScenarios(), documentedScenario)
	for _, op := range []schemas.OperationKind{schemas.Create, schemas.Update} {
		b.check("documented", at{op: op, place: "documented", from: rows}, func(e *Evidence, j *Judgement) {
			r := e.record(documentedScenario, string(op))
			if j.needsObject(r) {
				b.wantStatus(j, r, op)
			}
		})
		if op == schemas.Create || len(b.changed) > 0 {
			b.check("varied", at{op: op, place: "varied", from: rows}, func(e *Evidence, j *Judgement) { b.judgeVaried(e, j, op) })
		}
	}
	b.check("existing", at{op: schemas.Get, place: "existing", from: rows}, func(e *Evidence, j *Judgement) {
		for _, r := range e.labelled("get", "updated") {
			if j.on(r) {
				j.want(r.Status() == 200 && b.holds(r.Object()), r, "status", "200 OK with the object", r.gotStatus(b.holds(r.Object())))
			}
		}
	})
	b.check("existing", at{op: schemas.List, place: "existing", from: append(rows, lifeScenario)}, func(e *Evidence, j *Judgement) {
		for _, r := range e.labelled("list", "relisted", "vacant", "filled") {
			if j.on(r) {
				b.wantList(j, r)
			}
		}
	})
}

func (b *builder) wantList(j *Judgement, r *Record) {
	object, _ := r.value.(map[string]any)
	_, isList := object["value"].([]any)
	j.want(r.Status() == 200 && isList, r, "status", "200 OK with a collection under value", r.gotStatus(isList))
}

// needsObject is on, unless the step was not sent because the object that it acts on could not be created.
func (j *Judgement) needsObject(r *Record) bool {
	if r.skipped {
		j.hang(r.why)
		return false
	}
	return j.on(r)
}

// labelled returns the records that were sent under one of the labels, also those of parallel and one-by-one steps.
func (e *Evidence) labelled(labels ...string) []*Record {
	var out []*Record
	for _, r := range e.all() {
		if !r.skipped && slices.Contains(labels, r.step()) {
			out = append(out, r)
		}
	}
	return out
}

// judgeVaried looks at harmless bodies and at rows.
func (b *builder) judgeVaried(e *Evidence, j *Judgement, op schemas.OperationKind) {
	single := string(op) + "/"
	if op == schemas.Create {
		for _, r := range e.labelled("base") {
			if j.on(r) {
				b.wantStatus(j, r, op)
			}
		}
	}
	for k := range b.rowCount {
		scenario := rowScenario(k)
		r := e.record(scenario, string(op))
		if !j.needsObject(r) {
			continue
		}
		if r.OK() {
			b.wantStatus(j, r, op)
			continue
		}
		sent := b.row(k).body
		if op == schemas.Update {
			sent = b.row(k + 1).change
		}
		j.want(!allAlone(e, sent, scenario, single), r, "status", b.wanted(op), r.got()+" for a row whose values are all accepted one by one")
	}
}

// allAlone tells whether every value of a refused row was accepted when it was sent alone.
func allAlone(e *Evidence, sent fixtures.Object, scenario, single string) bool {
	for _, member := range sent {
		if member.Name != "@odata.type" && !e.record(scenario, single+member.Name).OK() {
			return false
		}
	}
	return true
}

// wantStatus holds a successful or refused write against the documented status and kind of body.
func (b *builder) wantStatus(j *Judgement, r *Record, op schemas.OperationKind) {
	holds := b.holds(r.Object())
	status := r.Status()
	documented, ok := b.operation(op)
	right := ok && status == documented.Status && (holds || status == http.StatusNoContent)
	if !ok {
		right = status == 200 && holds || status == http.StatusNoContent
	}
	if status == http.StatusNoContent && right {
		right = len(r.response().Body) == 0
	}
	j.want(right, r, "status", b.wanted(op), r.gotStatus(holds))
}

func (b *builder) wanted(op schemas.OperationKind) string {
	documented, ok := b.operation(op)
	switch {
	case !ok:
		return "200 OK with the object, or 204 No Content"
	case documented.Status == http.StatusNoContent:
		return "204 No Content"
	}
	return fmt.Sprintf("%d %s with the object", documented.Status, http.StatusText(documented.Status))
}

// gotStatus renders the status line and what the body holds.
func (r *Record) gotStatus(holds bool) string {
	text := r.got()
	if r.OK() && !holds && r.Status() != http.StatusNoContent {
		text += " with another body: " + cut(string(r.response().Body), 120)
	}
	return text
}
