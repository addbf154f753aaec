package exercise

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/cleanup"
	"graphconform/suites/guard"
	"graphconform/suites/resource"
)

// attempts is how often a request is sent whose connection breaks.
const attempts = 3

// sendAgain sends a request, and again where its connection breaks and a look at the target shows that this does no harm.
// A request without an answer in time is not repeated unless it is a GET: it may still be carried out later.
func (s *session) sendAgain(op schemas.OperationKind, request fixtures.Request) []fixtures.Exchange {
	return s.repeat(request.Method,
		func() []fixtures.Exchange { return s.sendOnce(op, request) },
		func(last fixtures.Exchange) bool { return s.mayRepeat(op, request, last) })
}

// repeat sends, and sends again as long as again allows that, the run goes on and the target is sent such requests. Attempts are counted
// over all.
func (s *session) repeat(method string, send func() []fixtures.Exchange, again func(last fixtures.Exchange) bool) []fixtures.Exchange {
	var all []fixtures.Exchange
	for attempt := 1; ; attempt++ {
		exchanges := send()
		s.unit.note(exchanges)
		for i := range exchanges {
			exchanges[i].Attempt += len(all)
		}
		all = append(all, exchanges...)
		done := attempt == attempts || s.ctx.Err() != nil || s.unit.open(method).Cause != ""
		if done || !again(exchanges[len(exchanges)-1]) {
			return all
		}
	}
}

func (s *session) sendOnce(op schemas.OperationKind, request fixtures.Request) []fixtures.Exchange {
	switch {
	case request.Method != http.MethodPost:
	case op != schemas.Action:
		return s.journalled(request)
	case !s.mayCall():
		return guard.HeldBack(request, "the action would act on an object that the run did not create; name one with --parent")
	case request.URL != s.at.URL && !s.run.target.Private && !s.ownSecond(request.URL) &&
		!s.run.guard.Missing(s.ctx, strings.TrimSuffix(request.URL, s.scenario.Route.Tail)):
		return guard.HeldBack(request, "the action would act on an object: the id that nobody has leads to one")
	}
	return s.run.guard.Send(s.ctx, request)
}

// ownSecond reports whether a URL leads to another object that the run made for the scenario: one that was listed is others'.
func (s *session) ownSecond(to string) bool {
	return s.second != nil && to == s.second.URL && s.run.guard.Owns(to)
}

// mayCall reports whether an action acts on nothing that belongs to others: on an object of the run's own, on one that was given, or on
// none.
func (s *session) mayCall() bool {
	levels := s.scenario.Route.Levels
	return len(levels) == 0 || s.run.target.Private || s.run.guard.Owns(s.at.URL) ||
		s.run.target.Parents[levels[len(levels)-1].Placeholder] != ""
}

// mayRepeat decides by the method whether a request that got no whole answer may be sent again.
func (s *session) mayRepeat(op schemas.OperationKind, request fixtures.Request, last fixtures.Exchange) bool {
	if request.Method == http.MethodGet {
		return last.Failure.Kind == fixtures.TimeOut || last.Failure.Kind == fixtures.CutOff
	}
	if !last.Failure.Broken() || op == schemas.Action { // nobody knows what an action did
		return false
	}
	switch request.Method {
	case http.MethodPatch: // sets the same values again
		return true
	case http.MethodDelete:
		return s.run.guard.Proves(s.ctx, request.URL).Why == "" // its id may be another one's by now
	case http.MethodPost:
		return s.undo(s.ctx)
	}
	return false
}

// undo removes what the last POST made whose answer was lost, and reports whether nothing of it is left.
func (s *session) undo(ctx context.Context) bool {
	s.mutex.Lock()
	lost := slices.Clone(s.lost)
	s.mutex.Unlock()
	if len(lost) != 1 || len(lost[0].Marks) == 0 { // steps side by side, or nothing to find it by: the clean-up deals with them
		return false
	}
	s.run.guard.Settle(ctx)
	again := lost[0].Intent
	again.Own = false // the parent stays
	swept := cleanup.Sweep(ctx, s.run.guard, cleanup.Leftovers{Unanswered: []cleanup.Intent{again}, Held: s.knownBefore(again.Collection)})
	if len(swept.Left) > 0 {
		return false
	}
	s.found(lost[0], swept)
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if len(swept.Unfound) > 0 {
		s.unseen = append(s.unseen, again)
	}
	s.lost = slices.DeleteFunc(s.lost, func(l lostPost) bool { return l.Collection == again.Collection && l.Name == again.Name })
	return true
}

// knownBefore returns what is known to have stood in a collection before: all that a shared one held, or what the session made in its own.
func (s *session) knownBefore(collection string) map[string][]string {
	all := s.run.existing.all()
	if collection == s.at.URL && !s.at.Shared {
		all = map[string][]string{collection: {}}
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for _, object := range s.objects {
		if id, ok := strings.CutPrefix(object, collection+"/"); ok && all[collection] != nil {
			all[collection] = append(slices.Clone(all[collection]), resource.Unsegment(id))
		}
	}
	return all
}
