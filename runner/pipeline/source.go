package pipeline

import (
	"context"
	"time"

	"graphconform/runner/redact"
	"graphconform/suites"
	"graphconform/suites/conform"
	"graphconform/suites/exercise"
	"graphconform/suites/plan"
)

// Source gives the judged outcomes of a plan: by exercising a target, or out of evidence of before.
type Source interface {
	// Outcomes delivers one outcome for each check of the plan, also from several goroutines at once.
	Outcomes(ctx context.Context, plan *plan.Plan, deliver func(conform.Outcome)) Ended
	// Sent is how many requests were sent so far.
	Sent() int64
}

// Ended is what there is to say where all outcomes are delivered.
type Ended struct {
	Left    []string      // objects that could not be removed
	Unclean bool          // they were left where that matters
	Settled time.Duration // how long at most objects that were created took to be readable
}

// Exercise is the source that asks a target. Judging goes along with it: a resource is judged as soon as its answers are there.
type Exercise struct {
	target    exercise.Target
	unreached error
	sent      func() int64
}

// NewExercise returns the source. What the redactor has to know of what is sent it gets to see; it may be nil. Where the target is not
// reached nothing is sent, and every check says why it was not judged. sent counts requests.
func NewExercise(target exercise.Target, redactor *redact.Redactor, unreached error, sent func() int64) *Exercise {
	if redactor != nil {
		target.Sender = redactor.Watch(target.Sender)
	}
	return &Exercise{target: target, unreached: unreached, sent: sent}
}

// Outcomes sends what the plan needs, and judges.
func (e *Exercise) Outcomes(ctx context.Context, plan *plan.Plan, deliver func(conform.Outcome)) Ended {
	if e.unreached != nil {
		plan.GiveUp(e.unreached.Error(), deliver)
		return Ended{}
	}
	tally := suites.Exercise(ctx, plan, e.target, deliver)
	return Ended{Left: tally.Left, Unclean: len(tally.Left) > 0 && e.target.Shared, Settled: tally.Consistent}
}

// Sent is how many requests were sent so far.
func (e *Exercise) Sent() int64 { return e.sent() }
