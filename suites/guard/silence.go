package guard

import (
	"sync"
	"time"

	"graphconform/fixtures"
)

// silence notices that a target has stopped answering: then each request would cost a time-out, and so would the removal of each object.
type silence struct {
	mutex sync.Mutex
	since time.Time // when the first request ended without an answer after the last one that had one
	count int       // requests begun after that, without an answer
	ended bool
}

// mostSilent is how many requests that began after the first one without an answer may stay without one, where nothing else is answered.
const mostSilent = 3

func (s *silence) lasts() bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.ended
}

func (s *silence) note(start time.Time, exchanges []fixtures.Exchange) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	switch last := exchanges[len(exchanges)-1]; {
	case last.Response != nil || last.Failure.Kind != fixtures.TimeOut:
		s.since, s.count = time.Time{}, 0
	case s.since.IsZero():
		s.since = time.Now()
	case start.After(s.since):
		s.count++
		s.ended = s.ended || s.count >= mostSilent
	}
}
