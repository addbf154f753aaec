package exercise

import (
	"fmt"

	"graphconform/fixtures"
	"graphconform/suites/conform"
)

// hanging notes over the attempts at a scenario which steps timed out or broke the connection: any request may meet that once, one that
// does so again and again while others are answered is not answered at all.
type hanging struct {
	run             *run
	timedOut, broke map[conform.Step]int
	met             map[conform.Step]bool // steps that were answered in some attempt
	answered        int                   // requests for the resource, when the first of these was noted
}

func (r *run) newHanging() *hanging {
	return &hanging{run: r, timedOut: map[conform.Step]int{}, broke: map[conform.Step]int{}, met: map[conform.Step]bool{}}
}

// How often a step may time out, or break the connection, before it counts as one that is never answered. What stands between breaks
// connections at random, and a step may be sent several times an attempt.
const (
	mostTimeOuts = 3
	mostBroken   = 2 * attempts
)

// find reports whether a step of the transcript is never answered, and says so in its record.
func (h *hanging) find(t *conform.Transcript, state *unitState) (found bool) {
	if len(h.timedOut) == 0 {
		h.answered = state.answers()
	}
	answered := h.note(t)
	for _, r := range t.Records {
		last, times, others := r.Last(), 0, 0
		switch {
		case last == nil:
		case last.Failure.Kind == fixtures.TimeOut && h.timedOut[r.Step] >= mostTimeOuts:
			times, others = h.timedOut[r.Step], state.answers()-h.answered
		case broken(last) && h.broke[r.Step] >= mostBroken && !h.run.shaky.Load():
			times, others = h.broke[r.Step], answered
		}
		if others > 0 {
			found = true
			last.Failure = fixtures.Failure{Kind: fixtures.Unanswered, Detail: fmt.Sprintf(
				"%s, %d times, while %d other requests were answered", last.Failure, times, others)}
		}
	}
	return found
}

// note counts what one attempt met, and returns how many of its requests were answered.
func (h *hanging) note(t *conform.Transcript) (answered int) {
	for _, r := range t.Records {
		for i := range r.Exchanges {
			switch e := &r.Exchanges[i]; {
			case e.Failure.Kind == fixtures.TimeOut:
				h.timedOut[r.Step]++
			case broken(e):
				h.broke[r.Step]++
			case e.Answered():
				h.met[r.Step] = true
				answered++
			}
		}
		if h.broke[r.Step] > 0 && h.met[r.Step] {
			h.run.shaky.Store(true)
		}
	}
	return answered
}

func broken(e *fixtures.Exchange) bool {
	return e.Failure.Kind == fixtures.Reset || e.Failure.Kind == fixtures.CutOff
}
