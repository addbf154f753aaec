package etag

import (
	"net/http"
	"slices"

	"graphconform/suites/conform"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

// round is one try of writes side by side on condition of one tag.
type round struct {
	before, after *conform.Record // GET
	sent          []*conform.Record
}

func newRound(steps conform.Steps, before *conform.Record, write, read conform.Act) round {
	r := round{before: before, after: steps.Once(read)}
	for i := range scenario.Writers {
		r.sent = append(r.sent, steps.Nth(write, i+1))
	}
	return r
}

// roundOf returns the last try: a second one is made where both writes of the first were taken and the tag may have stayed the same.
func roundOf(steps conform.Steps) round {
	shown := steps.Once(scenario.Get)
	for _, act := range []conform.Act{scenario.TagChanged, scenario.TagMoved, scenario.TagAnyGet} {
		if r := steps.Once(act); scenario.TagOf(r.Object()) != "" {
			shown = r
		}
	}
	first := newRound(steps, shown, scenario.TagRace, scenario.TagRaced)
	if later := newRound(steps, first.after, scenario.TagRaceLater, scenario.TagRacedLater); !later.sent[0].Skipped() {
		return later
	}
	return first
}

func judgeRace(steps conform.Steps, j *conform.Judgement, of *resource.Resource) {
	r := roundOf(steps)
	if !mayRace(steps, j) || !r.judged(j) {
		return
	}
	taken := slices.IndexFunc(r.sent, (*conform.Record).OK)
	if taken < 0 {
		for _, refused := range r.sent {
			scenario.WantRefused(j, refused, "status", "an update on condition of a tag beside another one")
		}
		if j.On(r.after) {
			scenario.WantUnchanged(of, j, r.before, r.after)
		}
		return
	}
	won, other := r.sent[taken], r.sent[1-taken]
	if !other.OK() {
		scenario.WantRefused(j, other, "status", "an update on condition of a tag that another one has just changed")
		carriedOut(j, of, won, r.after)
		return
	}
	was, now := scenario.TagOf(r.before.Object()), scenario.TagOf(r.after.Object())
	if !j.Needs(r.after) {
		return
	}
	if scenario.SameTag(was, now) || now == "" {
		j.Block(r.after, "the tag of what was changed is the same")
		return
	}
	if scenario.IsWeak(was) && other.Act == scenario.TagRace {
		j.LeaveOpen(other, "a weak tag may stay the same for a moment")
		return
	}
	j.Want(false, other, "status", "4xx to one of two updates side by side on condition of the tag "+was, "both taken, "+other.Got()).
		As(conform.Accepted)
}

// mayRace reports whether conditions on the tag work one after the other.
func mayRace(steps conform.Steps, j *conform.Judgement) bool {
	current, plain, stale := steps.Once(scenario.TagCurrent), steps.Once(scenario.TagPlain), steps.Once(scenario.TagStale)
	switch {
	case plain.Refused():
		j.Needs(plain)
	case current.Status() == http.StatusPreconditionFailed && scenario.IsWeak(scenario.TagOf(steps.Once(scenario.Get).Object())):
		j.LeaveOpen(current, refusesWeak)
	case !j.Needs(current):
	case stale.OK():
		j.Block(stale, "a tag that is the object's no more is taken")
	default:
		return true
	}
	return false
}

// judged reports whether both writes have an answer of which it is known what it is about: one that was sent again, as its first answer was
// lost, may have been carried out before.
func (r round) judged(j *conform.Judgement) bool {
	if first := r.sent[0]; first.NotSent.Cause == conform.NoObject {
		j.Unsupport(first.NotSent.Detail)
		return false
	}
	for _, one := range r.sent {
		if !j.NeedsSent(one) {
			return false
		}
		if one.Lost() {
			j.LeaveOpen(one, sentAgain)
			return false
		}
	}
	return true
}
