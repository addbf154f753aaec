package exercise

import (
	"fmt"

	"graphconform/fixtures"
	"graphconform/suites/conform"
)

// hanging counts the time-outs and broken connections of each step over the attempts at a scenario: any request may meet one, one that does
// so again and again while others are answered is not answered at all.
type hanging struct {
	count    map[conform.Step]int
	answered int // requests for the resource, when the first of these was noted
}

// most is how often a step may end so before it counts as one that is never answered; 0 for what does not count. What stands between
// breaks connections at random, and a step may be sent several times an attempt.
func most(kind fixtures.FailureKind) int {
	switch kind {
	case fixtures.TimeOut:
		return 3
	case fixtures.Reset, fixtures.CutOff:
		return 2 * attempts
	}
	return 0
}

// find reports whether a step of the transcript is never answered, and says so in its record.
func (h *hanging) find(t *conform.Transcript, state *unitState) (found bool) {
	answered := state.answers()
	if len(h.count) == 0 {
		h.answered = answered
	}
	for _, r := range t.Records {
		last := r.Last()
		if last == nil || most(last.Failure.Kind) == 0 {
			continue
		}
		for _, e := range r.Exchanges {
			if most(e.Failure.Kind) > 0 {
				h.count[r.Step]++
			}
		}
		if others := answered - h.answered; h.count[r.Step] >= most(last.Failure.Kind) && others > 0 {
			found = true
			last.Failure = fixtures.Failure{Kind: fixtures.Unanswered, Detail: fmt.Sprintf(
				"%s, %d times, while %d other requests were answered", last.Failure, h.count[r.Step], others)}
		}
	}
	return found
}
