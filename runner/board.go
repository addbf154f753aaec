package main

import (
	"context"
	"fmt"
	"sync"

	"graphconform/runner/report"
	"graphconform/suites"
)

// board hands outcomes, as they arrive, to the report and to the specs that wait for theirs.
type board struct {
	report   *report.Builder
	mutex    sync.Mutex
	outcomes map[string]suites.Outcome
	ready    map[string]chan struct{}
	counts   map[suites.Verdict]int
}

func newBoard(plan *suites.Plan, builder *report.Builder) *board {
	b := &board{report: builder, outcomes: map[string]suites.Outcome{}, ready: map[string]chan struct{}{}, counts: map[suites.Verdict]int{}}
	for _, check := range plan.Checks() {
		b.ready[check.ID] = make(chan struct{})
	}
	return b
}

// post takes one outcome; each check has one. Its evidence is the report's to keep.
func (b *board) post(o suites.Outcome) {
	b.report.Add(o)
	o.Exchanges = nil
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

// close posts every check that has no outcome as Inconclusive, and returns all outcomes in plan order, without their exchanges.
func (b *board) close(plan *suites.Plan) []suites.Outcome {
	var out []suites.Outcome
	for _, check := range plan.Checks() {
		b.mutex.Lock()
		o, judged := b.outcomes[check.ID]
		b.mutex.Unlock()
		if !judged {
			o = suites.Outcome{Check: check, Verdict: suites.Inconclusive, Reason: "the run ended before the check was judged"}
			b.post(o)
		}
		out = append(out, o)
	}
	return out
}
