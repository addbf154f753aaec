package exercise

import (
	"graphconform/schemas"
	"net/http"
	"slices"
	"time"

	"graphconform/suites/conform"
)

// awaitConsistent reads an object that was created and is not found yet again and again, for as long as the target may take: a service that
// keeps copies shows it late. The record holds every attempt.
func (s *session) awaitConsistent(r *conform.Record, to string) {
	bound := s.run.target.Consistent
	if bound == 0 || r.Status() != http.StatusNotFound || !s.expects(to) {
		return
	}
	start := time.Now()
	for pause := 100 * time.Millisecond; r.Status() == http.StatusNotFound && time.Since(start)+pause < bound &&
		s.ctx.Err() == nil; pause *= 2 {
		select {
		case <-time.After(pause):
		case <-s.ctx.Done():
		}
		for _, exchange := range s.exchange(schemas.Get, http.MethodGet, to, nil, nil) {
			exchange.Attempt += len(r.Exchanges)
			r.Exchanges = append(r.Exchanges, exchange)
		}
		r.Read()
	}
	if r.OK() {
		s.run.mutex.Lock()
		defer s.run.mutex.Unlock()
		s.run.consistent = max(s.run.consistent, time.Since(start))
	}
}

// expects reports whether the session created the object and did not delete it.
func (s *session) expects(object string) bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return slices.Contains(s.objects, object) && !s.gone[object]
}
