package specs

import (
	"context"
	"fmt"
	"sync"

	"graphconform/suites"
)

// Board takes outcomes as they arrive and lets specs wait for theirs. It is safe for concurrent use.
type Board struct {
	plan     *suites.Plan
	mutex    sync.Mutex
	posted   *sync.Cond // on mutex: one for all checks, of which there may be 200,000
	outcomes map[string]suites.Outcome
	failed   int
}

// NewBoard returns a board for the outcomes of the plan.
func NewBoard(plan *suites.Plan) *Board {
	b := &Board{plan: plan, outcomes: map[string]suites.Outcome{}}
	b.posted = sync.NewCond(&b.mutex)
	return b
}

// Post takes the outcome of a planned check; each check has one.
func (b *Board) Post(o suites.Outcome) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.outcomes[o.Check.ID] = o
	if o.Verdict == suites.Fail {
		b.failed++
	}
	b.posted.Broadcast()
}

// Outcome waits for the outcome of a check. Where ctx ends before it is there, that is an error.
func (b *Board) Outcome(ctx context.Context, id string) (suites.Outcome, error) {
	defer context.AfterFunc(ctx, func() {
		b.mutex.Lock()
		defer b.mutex.Unlock()
		b.posted.Broadcast()
	})()
	b.mutex.Lock()
	defer b.mutex.Unlock()
	for {
		if outcome, posted := b.outcomes[id]; posted {
			return outcome, nil
		}
		if ctx.Err() != nil {
			return suites.Outcome{}, fmt.Errorf("%s: not judged: %w", id, ctx.Err())
		}
		b.posted.Wait()
	}
}

// Has tells whether the outcome of a check is there.
func (b *Board) Has(id string) bool {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	_, judged := b.outcomes[id]
	return judged
}

// Done returns how many checks have an outcome, and how many of them failed.
func (b *Board) Done() (judged, failed int) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return len(b.outcomes), b.failed
}

// Outcomes returns the outcomes in plan order, Inconclusive for a check that has none.
func (b *Board) Outcomes() []suites.Outcome {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	var out []suites.Outcome
	for _, check := range b.plan.Checks() {
		o, judged := b.outcomes[check.ID]
		if !judged {
			o = suites.Outcome{Check: check, Verdict: suites.Inconclusive, Reason: "the run ended before the check was judged"}
		}
		out = append(out, o)
	}
	return out
}
