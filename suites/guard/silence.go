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
	broke int // requests whose connection broke, of which it is not known yet whether the target ended
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

// lookForEnd looks, after a connection broke, whether the target has ended, and says so in place of what broke. Requests that were under
// way together look alike. It is some time until that is known, so that all of them are counted.
func (g *Guard) lookForEnd(ctx context.Context, exchanges []fixtures.Exchange) {
	g.silence.breaks(1)
	if !g.hasEnded(ctx) {
		g.silence.breaks(-1)
		return
	}
	detail := "no answer, and after this request the target no longer answers: it refuses connections"
	if others := g.silence.end() - 1; others > 0 {
		detail = fmt.Sprintf("no answer, and after this request, or one of %d that were under way with it, the target no longer answers: "+
			"it refuses connections", others)
	}
	exchanges[len(exchanges)-1].Failure = fixtures.Failure{Kind: fixtures.Ended, Detail: detail}
}

func (s *silence) breaks(n int) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.broke += n
}

// end notes that the target has ended, and returns of how many requests the connection broke then.
func (s *silence) end() int {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.ended = true
	return s.broke
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
