package specs

import (
	"context"
	"fmt"
	"sync"

	"graphconform/suites/conform"
	"graphconform/suites/plan"
)

// Store takes outcomes as they arrive and lets specs wait for theirs. It is safe for concurrent use.
type Store struct {
	plan     *plan.Plan
	mutex    sync.Mutex
	posted   *sync.Cond // on mutex: one for all checks, of which there may be 200,000
	outcomes map[string]conform.Outcome
	failed   int
}

// NewStore returns a store for the outcomes of the plan.
func NewStore(p *plan.Plan) *Store {
	s := &Store{plan: p, outcomes: map[string]conform.Outcome{}}
	s.posted = sync.NewCond(&s.mutex)
	return s
}

// Post takes the outcome of a planned check; each check has one.
func (s *Store) Post(o conform.Outcome) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.outcomes[o.Check.ID] = o
	if o.Verdict == conform.Fail {
		s.failed++
	}
	s.posted.Broadcast()
}

// Outcome waits for the outcome of a check. Where ctx ends before it is there, that is an error.
func (s *Store) Outcome(ctx context.Context, id string) (conform.Outcome, error) {
	defer context.AfterFunc(ctx, func() {
		s.mutex.Lock()
		defer s.mutex.Unlock()
		s.posted.Broadcast()
	})()
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for {
		if outcome, posted := s.outcomes[id]; posted {
			return outcome, nil
		}
		if ctx.Err() != nil {
			return conform.Outcome{}, fmt.Errorf("%s: not judged: %w", id, ctx.Err())
		}
		s.posted.Wait()
	}
}

// Find returns the outcome of a check, and whether it is there.
func (s *Store) Find(id string) (outcome conform.Outcome, judged bool) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	outcome, judged = s.outcomes[id]
	return outcome, judged
}

// Has reports whether the outcome of a check is there.
func (s *Store) Has(id string) bool {
	_, judged := s.Find(id)
	return judged
}

// Done returns how many checks have an outcome, and how many of them failed.
func (s *Store) Done() (judged, failed int) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return len(s.outcomes), s.failed
}

// Outcomes returns the outcomes in plan order, Inconclusive for a check that has none.
func (s *Store) Outcomes() []conform.Outcome {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	var out []conform.Outcome
	for _, check := range s.plan.Checks() {
		o, judged := s.outcomes[check.ID]
		if !judged {
			o = conform.Outcome{Check: check, Verdict: conform.Inconclusive, Reason: "the run ended before the check was judged"}
		}
		out = append(out, o)
	}
	return out
}
