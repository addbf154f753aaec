package guard

import (
	"context"
	"fmt"
	"slices"
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
	under map[*flight]bool // the requests that are under way, and those whose connection broke as the target ended
}

// flight is a request that is sent.
type flight struct {
	began, broke time.Time // when its connection broke; zero while it did not
}

// begins notes that a request is under way.
func (s *silence) begins() *flight {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	f := &flight{began: time.Now()}
	if s.under == nil {
		s.under = map[*flight]bool{}
	}
	s.under[f] = true
	return f
}

// lands notes how a request that was under way ended. What broke may be what ended the target, and is kept.
func (s *silence) lands(f *flight) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if f.broke.IsZero() {
		delete(s.under, f)
	}
}

// noMore is why nothing is sent to a target that does not answer.
const noMore = "the target has stopped answering"

// mostSilent is how many requests that began after the first one without an answer may stay without one, where nothing else is answered.
const mostSilent = 3

func (s *silence) lasts() bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.ended
}

// note notes how a request ended. refused reports that connections are refused, one after another: it is to be looked whether that lasts.
func (s *silence) note(start time.Time, exchanges []fixtures.Exchange) (refused bool) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	last := exchanges[len(exchanges)-1]
	refused = last.Failure.Kind == fixtures.NoConnection
	switch {
	case last.Response != nil || last.Failure.Kind != fixtures.TimeOut && !refused:
		s.since, s.count = time.Time{}, 0
	case s.since.IsZero():
		s.since = time.Now()
	case start.After(s.since):
		s.count++
		s.ended = s.ended || s.count >= mostSilent && !refused
	}
	return refused && s.count >= mostSilent
}

// unanswered reports whether a connection broke before a request was answered.
func unanswered(exchanges []fixtures.Exchange) bool {
	return exchanges[len(exchanges)-1].Response == nil &&
		slices.ContainsFunc(exchanges, func(e fixtures.Exchange) bool { return e.Failure.Kind == fixtures.Reset })
}

// How often it is looked whether a target that broke a connection has ended, and how far apart. A second answer shows that it has not: it
// may end while it breaks the first connection.
const (
	endLooks     = 3
	endPause     = 150 * time.Millisecond
	answersPause = 20 * time.Millisecond
)

// lookForEnd looks, after a connection broke, whether the target has ended, and says so in place of what broke. A target that ends may
// break the connections of others before that of the request which ended it, so all that were under way then are counted.
func (g *Guard) lookForEnd(ctx context.Context, f *flight, exchanges []fixtures.Exchange) {
	g.silence.breaks(f, brokeAt(exchanges))
	g.looking.Add(1)
	ended := g.hasEnded(ctx)
	g.looking.Add(-1)
	if !ended {
		g.silence.breaks(f, time.Time{})
		return
	}
	detail := "no answer, and after this request the target no longer answers: it refuses connections"
	if others := g.silence.end(f); others > 0 {
		detail = fmt.Sprintf("no answer, and after this request, or one of %d that were under way with it, the target no longer answers: "+
			"it refuses connections", others)
	}
	detail += g.repeat(ctx, exchanges[0].Request)
	exchanges[len(exchanges)-1].Failure = fixtures.Failure{Kind: fixtures.Ended, Detail: detail}
}

// repeat sends a request once more, to a target that was started again for it and has nothing else to do, and says what came of it; empty
// where the run did not start the target.
func (g *Guard) repeat(ctx context.Context, request fixtures.Request) string {
	if g.options.Restart == nil || g.options.Tenant {
		return ""
	}
	g.repeating.Lock()
	defer g.repeating.Unlock()
	for range endLooks * 10 { // whoever looks at the target that has ended must not see the one that is started
		if g.looking.Load() == 0 {
			break
		}
		time.Sleep(endPause)
	}
	if err := g.options.Restart(ctx); err != nil {
		return fmt.Sprintf("; it could not be started again: %v", err)
	}
	exchanges := g.Sender.Send(ctx, request)
	last := exchanges[len(exchanges)-1]
	switch {
	case last.Response != nil:
		return fmt.Sprintf("; started again, it answered this request with %d: what was there before may matter", last.Response.Status)
	case unanswered(exchanges) && g.hasEnded(ctx):
		return "; started again, it was ended by this request alone"
	}
	return "; started again, it gave this request no answer: " + last.Failure.String()
}

// brokeAt returns when the connection of a request broke first.
func brokeAt(exchanges []fixtures.Exchange) time.Time {
	for _, e := range exchanges {
		if e.Failure.Kind == fixtures.Reset && !e.Started.IsZero() {
			return e.Started.Add(e.Duration)
		}
	}
	return time.Now()
}

func (s *silence) breaks(f *flight, at time.Time) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	f.broke = at
}

// end notes that the target has ended, and returns how many others may have done it where one seems to have: whose connection broke too,
// or that were under way when that of the one broke.
func (s *silence) end(f *flight) (others int) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.ended = true
	for other := range s.under {
		if other != f && (!other.broke.IsZero() || other.began.Before(f.broke)) {
			others++
		}
	}
	return others
}

// hasEnded reports whether the target refuses connections, and goes on doing so for a while.
func (g *Guard) hasEnded(ctx context.Context) bool {
	for refused, answered := 0, 0; refused < endLooks; {
		exchanges := g.Sender.Send(ctx, get(g.Root()+"/"))
		last := exchanges[len(exchanges)-1]
		pause := endPause
		switch {
		case last.Failure.Kind == fixtures.NoConnection:
			refused++
		case last.Response == nil && last.Failure.Kind != fixtures.Reset, answered > 0:
			return false
		default:
			answered++
			pause = answersPause
		}
		time.Sleep(pause)
	}
	return true
}
