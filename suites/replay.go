package suites

import (
	"fmt"

	"graphconform/schemas"
)

// replayFamily tells a service from a server that replays the documented responses.
func replayFamily() family {
	return family{name: "replay", plan: planReplay, rules: []Rule{
		{ID: "follows_request", Level: Documented, Standard: "OData 4.01 Part 1, 11.4.2", Promise: "answers follow the request",
			Sent: "sample rows that differ from the documented example in every property", Judged: "no answer repeats the documented response in place of what was sent"},
	}}
}

func planReplay(b *builder) {
	if len(b.sent) == 0 {
		return
	}
	for _, op := range []schemas.OperationKind{schemas.Create, schemas.Update} {
		where := at{op: op, place: "follows_request", section: "Example", from: b.rowScenarios()}
		b.check("follows_request", where, func(e *Evidence, j *Judgement) { b.judgeReplay(e, j, op) })
	}
}

func (b *builder) judgeReplay(e *Evidence, j *Judgement, op schemas.OperationKind) {
	canned := b.documentedAnswer(op)
	if canned == nil {
		canned = b.documentedAnswer(schemas.Create)
	}
	if canned == nil {
		canned = b.documentedBody(schemas.Create)
	}
	for k := range b.rows {
		r := e.record(rowScenario(k), string(op))
		if !r.OK() || !b.holds(r.Object()) || !j.on(r) {
			continue
		}
		_, asSent := b.same(r.Sent, r.Object())
		_, asShown := b.same(canned, r.Object())
		j.want(asSent || !asShown, r, "", "an answer that shows what was sent", fmt.Sprintf("the documented example again: %s", show(r.Object())))
	}
	if j.observations == 0 && b.updateAnswersNothing(e, op) {
		j.observations++ // nothing to replay
	}
	j.hangUnlessSeen("no row was answered with an object")
}

// updateAnswersNothing tells whether every update was answered with 204, rightly or not.
func (b *builder) updateAnswersNothing(e *Evidence, op schemas.OperationKind) bool {
	return op == schemas.Update && e.record(rowScenario(0), "update").Status() == 204
}
