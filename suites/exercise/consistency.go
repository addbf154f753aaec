package exercise

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"graphconform/suites/conform"
	"graphconform/suites/guard"
	"graphconform/suites/resource"
)

// written is what reads have to show of an object that the session wrote, once the target is consistent.
type written struct {
	members map[string]any // as they were sent last
	gone    bool
	at      time.Time // of the last write
}

// writes are the objects that a session wrote, by URL.
type writes struct {
	mutex sync.Mutex
	all   map[string]*written
}

// made notes an object that a write made, or changed where it is one of the session's.
func (w *writes) made(object string, members map[string]any, isNew bool) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if w.all == nil {
		w.all = map[string]*written{}
	}
	if isNew {
		w.all[object] = &written{members: map[string]any{}}
	}
	if known := w.all[object]; known != nil {
		known.at, known.gone = time.Now(), false
		for name, value := range members {
			known.members[name] = value
		}
	}
}

func (w *writes) knows(object string) bool {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	return w.all[object] != nil
}

func (w *writes) deleted(object string) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if known := w.all[object]; known != nil {
		known.at, known.gone = time.Now(), true
	}
}

// patience counts what was waited for in vain, by what that was: what never shows is not late.
type patience struct {
	mutex sync.Mutex
	vain  map[string]int
}

func (p *patience) worth(what string) bool {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return p.vain[what] < guard.Patience
}

func (p *patience) lost(all []string) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.vain == nil {
		p.vain = map[string]int{}
	}
	for _, what := range all {
		p.vain[what]++
	}
}

// wrote notes what reads have to show, where that may take a while.
func (s *session) wrote(object string, sent []byte, isNew bool) {
	if s.run.target.Consistent > 0 {
		s.writes.made(object, resource.Members(sent), isNew)
	}
}

// await reads again and again what does not show yet what the session wrote, for as long as the target may take since the write: a service
// that keeps copies shows it late. late names what does not show, with the time of its write.
func (s *session) await(late func() (what []string, since time.Time), again func()) {
	bound := s.run.target.Consistent
	if bound == 0 {
		return
	}
	what, since := late()
	waited, first := false, since
	worth := func() bool { return slices.ContainsFunc(what, s.unit.patience.worth) && time.Since(since) < bound }
	for pause := guard.FirstPause; worth() && s.ctx.Err() == nil; pause *= 2 {
		guard.Wait(s.ctx, min(pause, bound-time.Since(since)))
		again()
		waited = true
		what, since = late()
	}
	switch {
	case !waited || s.ctx.Err() != nil:
	case len(what) > 0:
		s.unit.patience.lost(what)
	default:
		s.run.mutex.Lock()
		defer s.run.mutex.Unlock()
		s.run.consistent = max(s.run.consistent, time.Since(first))
	}
}

// awaitConsistent reads an object that does not show what the session wrote. The record holds every attempt.
func (s *session) awaitConsistent(r *conform.Record, to string) {
	s.await(func() ([]string, time.Time) { return s.lateIn(r, to) }, func() {
		for _, exchange := range s.exchange(r.Operation, http.MethodGet, to, nil, nil) {
			exchange.Attempt += len(r.Exchanges)
			r.Exchanges = append(r.Exchanges, exchange)
		}
		s.mutex.Lock()
		defer s.mutex.Unlock()
		s.readings.Read(r)
	})
}

// lateIn names what the answer to GET of an object does not show.
func (s *session) lateIn(r *conform.Record, to string) (what []string, since time.Time) {
	s.writes.mutex.Lock()
	defer s.writes.mutex.Unlock()
	known := s.writes.all[to]
	switch {
	case known == nil:
		return nil, since
	case known.gone && r.OK():
		what = []string{"gone"}
	case !known.gone && conform.NotThere(r.Status()):
		what = []string{"there"}
	case !known.gone && r.OK() && s.resource.Holds(r.Object()):
		what = s.otherwise(known, r.Object())
	}
	return what, known.at
}

// otherwise names the properties that an object does not show as they were written.
func (s *session) otherwise(known *written, object map[string]any) (names []string) {
	for _, p := range s.resource.Sent {
		value, sent := known.members[p.Name]
		switch {
		case !sent || s.resource.Equal(p, value, object[p.Name]):
		case value == nil:
			names = append(names, p.Name+" null")
		default:
			names = append(names, p.Name)
		}
	}
	return names
}

// lateInList names what a list does not show.
func (s *session) lateInList(r *conform.Record, collection string) (what []string, since time.Time) {
	if !r.OK() || r.Broken != "" || r.Unlisted() {
		return nil, since
	}
	items := map[string]map[string]any{}
	for _, item := range r.Items() {
		items[resource.IDOf(item)] = item
	}
	s.writes.mutex.Lock()
	defer s.writes.mutex.Unlock()
	for object, known := range s.writes.all {
		key, within := strings.CutPrefix(object, collection+"/")
		if !within || strings.Contains(key, "/") {
			continue
		}
		item, listed := items[resource.Unsegment(key)]
		var missing []string
		switch {
		case known.gone && listed:
			missing = []string{"list: gone"}
		case !known.gone && !listed:
			missing = []string{"list: there"}
		case !known.gone && s.resource.Holds(item):
			missing = s.otherwise(known, item)
		}
		if len(missing) > 0 && known.at.After(since) {
			since = known.at
		}
		what = append(what, missing...)
	}
	slices.Sort(what)
	return slices.Compact(what), since
}
