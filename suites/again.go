package suites

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"graphconform/fixtures"
)

// attempts is how often a request is sent whose connection breaks.
const attempts = 3

// broken tells whether the connection broke before the whole answer was there.
func broken(exchange fixtures.Exchange) bool {
	return exchange.Failure.Broken()
}

// sendAgain sends a request, and again where its connection breaks and a look at the target shows that this does no harm.
// A request without an answer in time is not repeated unless it is a GET: it may still be carried out later.
func (s *Session) sendAgain(request fixtures.Request) []fixtures.Exchange {
	var all []fixtures.Exchange
	for attempt := 1; ; attempt++ {
		exchanges := s.sendOnce(request)
		s.unit.note(exchanges)
		for i := range exchanges {
			exchanges[i].Attempt += len(all)
		}
		all = append(all, exchanges...)
		if attempt == attempts || s.ctx.Err() != nil || s.unit.halted(request.Method) != "" || !s.mayRepeat(request, exchanges[len(exchanges)-1]) {
			return all
		}
	}
}

func (s *Session) sendOnce(request fixtures.Request) []fixtures.Exchange {
	if s.exercise.target.ReadOnly && request.Method != http.MethodGet {
		return []fixtures.Exchange{{Request: request, Attempt: 1, Failure: fixtures.Failure{Kind: fixtures.NotSent, Detail: "the run only reads"}}}
	}
	if request.Method == http.MethodPost && !s.calling {
		return s.post(s.ctx, request)
	}
	return s.exercise.target.Sender.Send(s.ctx, request)
}

// mayRepeat decides by the method whether a request that got no whole answer may be sent again.
func (s *Session) mayRepeat(request fixtures.Request, last fixtures.Exchange) bool {
	if request.Method == http.MethodGet {
		return last.Failure.Kind == fixtures.TimeOut || last.Failure.Kind == fixtures.CutOff
	}
	if !broken(last) || s.calling { // nobody knows what an action did
		return false
	}
	switch request.Method {
	case http.MethodPatch: // sets the same values again
		return true
	case http.MethodDelete:
		status, _ := fetch(s.ctx, s.exercise.target.Sender, request.URL)
		return status == http.StatusOK
	case http.MethodPost:
		return s.undo(s.ctx)
	}
	return false
}

// undo removes what the last POST made whose answer was lost, and tells whether nothing of it is left.
func (s *Session) undo(ctx context.Context) bool {
	s.mutex.Lock()
	lost := slices.Clone(s.lost)
	s.mutex.Unlock()
	if len(lost) != 1 { // steps side by side: the clean-up deals with them
		return false
	}
	again := lost[0].Intent
	again.Own = false // the parent stays
	swept := Sweep(ctx, s.exercise.target.Sender, Leftovers{Unanswered: []Intent{again}, Held: s.held(again.Collection)})
	if len(swept.Left) > 0 {
		return false
	}
	s.found(lost[0], swept)
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.lost = slices.DeleteFunc(s.lost, func(l lostPost) bool { return l.Collection == again.Collection && l.Name == again.Name })
	return true
}

// held returns what is known to have stood in a collection before: all that a shared one held, or what the session made in its own.
func (s *Session) held(collection string) map[string][]string {
	all := s.exercise.held.all()
	if collection == s.parent.collection && !s.parent.shared {
		all = map[string][]string{collection: {}}
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for _, object := range s.objects {
		if id, ok := strings.CutPrefix(object, collection+"/"); ok && all[collection] != nil {
			all[collection] = append(slices.Clone(all[collection]), unsegment(id))
		}
	}
	return all
}
