package exercise

import (
	"context"
	"fmt"
	"maps"
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
	if journal != nil {
		var err error
		if number, err = s.intend(intent); err != nil {
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

func (s *session) intend(intent cleanup.Intent) (int, error) {
	if intent.Collection == s.at.URL && s.at.Shared {
		if err := s.run.existing.note(s, intent.Collection); err != nil {
			return 0, err
		}
	}
	return s.run.target.Journal.Intend(intent)
}

func (s *session) intentOf(request fixtures.Request) cleanup.Intent {
	intent := cleanup.Intent{Collection: request.URL, Marks: cleanup.Marks(request.Body), Own: request.URL == s.at.URL && !s.at.Shared}
	if name, _ := intent.Marks["displayName"].(string); strings.HasPrefix(name, s.run.target.Name()+"-") {
		intent.Name = name
	}
	return intent
}

// existing remembers what shared collections held before the run, so that each is listed once.
type existing struct {
	mutex sync.Mutex
	noted map[string]bool
	ids   map[string][]string
}

// note journals what a shared collection holds, before the run's first POST to it. Of a list that cannot be read nothing is noted.
func (e *existing) note(s *session, collection string) error {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	if e.noted[collection] {
		return nil
	}
	if e.noted == nil {
		e.noted, e.ids = map[string]bool{}, map[string][]string{}
	}
	if items, err := guard.ReadList(s.ctx, s.run.guard, collection); err == nil {
		e.ids[collection] = guard.ItemIDs(items)
		if err := s.run.target.Journal.Held(collection, e.ids[collection]); err != nil {
			return err
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
