package exercise

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"graphconform/fixtures"
	"graphconform/suites/cleanup"
	"graphconform/suites/guard"
)

// journalled sends a POST between two entries of the journal, and remembers it where nobody knows what became of it.
func (s *session) journalled(request fixtures.Request) []fixtures.Exchange {
	journal := s.run.target.Journal
	intent, number := s.intentOf(request), 0
	if s.mayHoldOthers(request.URL) {
		if s.run.target.Shared && len(intent.Marks) == 0 {
			return guard.HeldBack(request, "nothing in it would prove what it makes the run's own")
		}
		if err := s.run.existing.note(s, request.URL); err != nil {
			return guard.HeldBack(request, err.Error())
		}
	}
	if journal != nil {
		var err error
		if number, err = journal.Intend(intent); err != nil {
			return guard.NotSent(request, fmt.Sprintf("what it makes cannot be noted: %v", err))
		}
	}
	exchanges := s.run.guard.Send(s.ctx, request)
	made, certain := guard.Made(exchanges, s.run.guard)
	switch {
	case !certain:
		s.mutex.Lock()
		s.lost = append(s.lost, lostPost{intent, number})
		s.mutex.Unlock()
	case journal != nil:
		journal.Answered(number, made)
	}
	return exchanges
}

// mayHoldOthers reports whether a POST goes to a collection that is not below a parent of the run's own.
func (s *session) mayHoldOthers(collection string) bool {
	return !s.run.target.Private && !s.run.guard.Owns(collection)
}

func (s *session) intentOf(request fixtures.Request) cleanup.Intent {
	intent := cleanup.Intent{Collection: request.URL, Marks: s.run.guard.Marks(request.Body), Own: s.run.guard.Owns(request.URL)}
	if len(intent.Marks) == 0 {
		intent.Values = cleanup.Values(request.Body)
	}
	name := strings.ToLower(s.run.target.Name()) + "-"
	if i := slices.IndexFunc(intent.Marks, func(mark string) bool { return strings.HasPrefix(mark, name) }); i >= 0 {
		intent.Name = intent.Marks[i]
	}
	return intent
}

// existing remembers what shared collections held before the run, so that each is listed once.
type existing struct {
	mutex sync.Mutex
	noted map[string]bool
	ids   map[string][]string
}

// note learns, and journals, what a collection that others may use holds, before the run's first POST to it. Where that cannot be
// known nothing may be created there.
func (e *existing) note(s *session, collection string) error {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	if e.noted[collection] {
		return nil
	}
	if e.noted == nil {
		e.noted, e.ids = map[string]bool{}, map[string][]string{}
	}
	ids, err := s.run.guard.Before(s.ctx, collection)
	if err != nil {
		return fmt.Errorf("what is there before is not known: %w", err)
	}
	if ids != nil {
		e.ids[collection] = ids
		if journal := s.run.target.Journal; journal != nil {
			if err := journal.Held(collection, ids); err != nil {
				return err
			}
		}
	}
	e.noted[collection] = true
	return nil
}

func (e *existing) all() map[string][]string {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	return maps.Clone(e.ids)
}

// lostPost is a POST that may have made something that no answer names, with its number in the journal.
type lostPost struct {
	cleanup.Intent
	number int
}

// findLost removes what POSTs of the session made whose answers did not come.
func (s *session) findLost(ctx context.Context) (left []string) {
	for _, lost := range s.lost {
		swept := cleanup.Sweep(ctx, s.run.guard, cleanup.Leftovers{Unanswered: []cleanup.Intent{lost.Intent}, Held: s.run.existing.all()})
		left = append(left, swept.Left...)
		s.found(lost, swept)
	}
	return left
}

// found journals that nothing of a POST is left.
func (s *session) found(lost lostPost, swept cleanup.Swept) {
	if journal := s.run.target.Journal; journal != nil && len(swept.Left) == 0 && !lost.Own {
		journal.Answered(lost.number, "")
	}
}

// wasRemoved journals that an object is gone.
func (r *run) wasRemoved(object string) {
	r.guard.Gone(object)
	if r.target.Journal != nil {
		r.target.Journal.Removed(object)
	}
}

// journalReturn journals an object that an update may bring back after its deletion.
func (s *session) journalReturn(object string) {
	s.mutex.Lock()
	gone := s.gone[object]
	s.mutex.Unlock()
	if journal := s.run.target.Journal; gone && journal != nil {
		if number, err := journal.Intend(cleanup.Intent{Collection: s.at.URL, Own: !s.at.Shared}); err == nil {
			journal.Answered(number, object)
		}
	}
}
