package suites

import (
	"net/http"
	"slices"
	"time"
)

// settle reads an object that was created and is not found yet again and again, for as long as the target may take: a service that
// keeps copies shows it late. The record holds every attempt.
func (s *Session) settle(r *Record, to string) {
	bound := s.exercise.target.Consistent
	if bound == 0 || r.Status() != http.StatusNotFound || !s.expects(to) {
		return
	}
	start := time.Now()
	for pause := 100 * time.Millisecond; r.Status() == http.StatusNotFound && time.Since(start)+pause < bound && s.ctx.Err() == nil; pause *= 2 {
		select {
		case <-time.After(pause):
		case <-s.ctx.Done():
		}
		for _, exchange := range s.exchange(http.MethodGet, to, nil, nil) {
			exchange.Attempt += len(r.Exchanges)
			r.Exchanges = append(r.Exchanges, exchange)
		}
		r.read()
	}
	if r.OK() {
		s.exercise.mutex.Lock()
		defer s.exercise.mutex.Unlock()
		s.exercise.settled = max(s.exercise.settled, time.Since(start))
	}
}

// expects tells whether the session created the object and did not delete it.
func (s *Session) expects(object string) bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return slices.Contains(s.objects, object) && !s.gone[object]
}
