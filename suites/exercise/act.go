package exercise

import (
	"fmt"
	"net/http"
	"time"

	"graphconform/fixtures"
	"graphconform/suites/conform"
	"graphconform/suites/guard"
	"graphconform/suites/scenario"
)

// second is a bit longer than a clock of whole seconds stands still.
const second = 1100 * time.Millisecond

// Pause waits until a clock of whole seconds has moved.
func (s *session) Pause() { guard.Wait(s.ctx, second) }

// act sends a request of whatever method to an object of the run's own. Nobody knows what a target takes it for: it may make another object
// in the collection, which is looked for then, or write into this one.
func (s *session) act(step conform.Step, probe scenario.Probe) *conform.Record {
	r := &conform.Record{Step: step}
	if why := s.unit.open(probe.Method); why.Cause != "" {
		r.NotSent = why
		return s.record(r)
	}
	body := probe.Body
	if body != nil {
		body = s.marked(step, body)
	}
	r.Exchanges = s.actOn(requestOf(probe.Method, probe.URL, body, probe.Header))
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.readings.Read(r)
	s.records = append(s.records, r)
	return r
}

// actOn sends a request to an object between two entries of the journal.
func (s *session) actOn(request fixtures.Request) []fixtures.Exchange {
	elsewhere := request
	elsewhere.URL = s.at.URL // where another object would come to be
	intent := s.intentOf(elsewhere)
	given := len(intent.Marks)
	intent.Marks = s.run.guard.Fresh(request.URL, intent.Marks)
	findable := given == 0 || len(intent.Marks) > 0 // else another client's copy of the object would be taken for it
	if s.run.target.Shared && s.mayHoldOthers(s.at.URL) && request.Body != nil && len(intent.Marks) == 0 {
		return guard.HeldBack(request, "nothing in it would prove what it makes the run's own")
	}
	number, unnoted := s.intend(intent, request)
	if unnoted != nil {
		return unnoted
	}
	s.journalWriting(request.URL, request.Body)
	done := s.run.guard.Writes(request.URL, request.Body)
	exchanges := s.sendToObject(request)
	last := exchanges[len(exchanges)-1]
	carriedOut := last.Response != nil && last.Response.Status/100 == 2
	s.mutex.Lock()
	defer s.mutex.Unlock()
	switch {
	case findable && request.Body != nil && (carriedOut || guard.Uncertain(last)):
		s.lost = append(s.lost, lostPost{Intent: intent, number: number, answer: last.Response})
	case s.run.target.Journal != nil:
		s.run.target.Journal.Answered(number, "")
	}
	done(carriedOut && request.Method == http.MethodPut)
	if carriedOut && request.Method == http.MethodPut {
		s.wrote(request.URL, request.Body, true)
	}
	return exchanges
}

// sendToObject sends a request to an object, and again where its connection breaks: a target that never answers a method does not do as it
// must.
func (s *session) sendToObject(request fixtures.Request) []fixtures.Exchange {
	sent := 0
	all := s.repeat(request.Method, func() []fixtures.Exchange {
		sent++
		return s.run.guard.SendToObject(s.ctx, request)
	}, func(last fixtures.Exchange) bool { return last.Failure.Broken() })
	last := &all[len(all)-1]
	if sent == attempts && broken(last) && s.ctx.Err() == nil && s.unit.open(request.Method).Cause == "" {
		last.Failure = fixtures.Failure{Kind: fixtures.Unanswered, Detail: fmt.Sprintf("%s, %d times", last.Failure.Detail, attempts)}
	}
	return all
}
