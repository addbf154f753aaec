package exercise

import (
	"fmt"

	"graphconform/fixtures"
	"graphconform/suites/conform"
)

// hanging counts the time-outs of each step over the attempts at a scenario: any request may time out once, one that does so again and
// again while others are answered is not answered at all.
type hanging struct {
	count    map[conform.Step]int
	answered int // requests for the resource, when the first of these was noted
}

// mostTimeOuts is how often a step may time out before it counts as one that is never answered.
const mostTimeOuts = 3

// find reports whether a step of the transcript is never answered, and says so in its record.
func (h *hanging) find(t *conform.Transcript, state *unitState) (found bool) {
	answered := state.answers()
	if len(h.count) == 0 {
		h.answered = answered
	}
	for _, r := range t.Records {
		last := r.Last()
		if last == nil || last.Failure.Kind != fixtures.TimeOut {
			continue
		}
		for _, e := range r.Exchanges {
			if e.Failure.Kind == fixtures.TimeOut {
				h.count[r.Step]++
			}
		}
		if others := answered - h.answered; h.count[r.Step] >= mostTimeOuts && others > 0 {
			found = true
			last.Failure = fixtures.Failure{Kind: fixtures.Unanswered, Detail: fmt.Sprintf(
				"%s, %d times, while %d other requests were answered", last.Failure.Detail, h.count[r.Step], others)}
		}
	}
	return found
}
