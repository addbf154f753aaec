package main

import (
	"context"
	"fmt"
	"sync"

	"graphconform/suites"
)

// board holds outcomes as they arrive and lets specs wait for theirs.
type board struct {
	mutex    sync.Mutex
	outcomes map[string]suites.Outcome
	ready    map[string]chan struct{}
	counts   map[suites.Verdict]int
}

func newBoard(plan *suites.Plan) *board {
	b := &board{outcomes: map[string]suites.Outcome{}, ready: map[string]chan struct{}{}, counts: map[suites.Verdict]int{}}
	for _, check := range plan.Checks() {
		b.ready[check.ID] = make(chan struct{})
	}
	return b
}

// post takes one outcome; each check has one.
func (b *board) post(o suites.Outcome) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.outcomes[o.Check.ID] = o
	b.counts[o.Verdict]++
	close(b.ready[o.Check.ID])
}

// Outcome waits for the outcome of a check.
func (b *board) Outcome(ctx context.Context, id string) (suites.Outcome, error) {
	select {
	case <-b.ready[id]:
	case <-ctx.Done():
		return suites.Outcome{}, fmt.Errorf("%s: not judged: %w", id, ctx.Err())
	}
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.outcomes[id], nil
}

// done returns how many checks are judged and how many of them failed.
func (b *board) done() (judged, failed int) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return len(b.outcomes), b.counts[suites.Fail]
}

// inOrder returns the outcomes in plan order; a check that has none is Inconclusive.
func (b *board) inOrder(plan *suites.Plan) []suites.Outcome {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	var out []suites.Outcome
	for _, check := range plan.Checks() {
		o, ok := b.outcomes[check.ID]
		if !ok {
			o = suites.Outcome{Check: check, Verdict: suites.Inconclusive, Reason: "the run ended before the check was judged"}
		}
		out = append(out, o)
	}
	return out
}
