package guard

import (
	"context"
	"maps"
	"net/http"
	"strings"

	"graphconform/fixtures"
	"graphconform/suites/resource"
)

// single is a singleton that may be changed.
type single struct {
	seen   map[string]any // as a GET showed it last; nil where the run wrote since
	others bool           // another client was at work on it: it is left alone

	turn         chan struct{} // of one place: the writes of scripts that write side by side are looked at one after the other
	begun, ended int           // writes of the run's
}

// at returns how many writes to a singleton have begun; -1 where one is under way, so that a GET may show it or not.
func (g *Guard) at(object string) int {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	if s := g.singles[object]; s == nil || s.begun > s.ended {
		return -1
	}
	return g.singles[object].begun
}

// wrote notes that a write has ended.
func (g *Guard) wrote(object string) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	if s := g.singles[object]; s != nil {
		s.ended = min(s.ended+1, s.begun)
	}
}

// Single lets a singleton be changed, on a machine of one's own alone: it is read first and brought back by who changes it.
func (g *Guard) Single(object string, shown map[string]any) {
	if g.options.Tenant {
		return
	}
	g.mutex.Lock()
	defer g.mutex.Unlock()
	g.singles[object] = &single{seen: shown, turn: make(chan struct{}, 1)}
}

// saw keeps what a GET of a singleton shows, unless a write was under way, or began after as many as had begun before the GET.
func (g *Guard) saw(exchange fixtures.Exchange, begun int) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	if s := g.singles[exchange.Request.URL]; s != nil && s.begun == begun && exchange.Response != nil &&
		exchange.Response.Status == http.StatusOK {
		s.seen = resource.Members(exchange.Response.Body)
	}
}

// asSeen says why a singleton is not as the run saw it last: another client may be at work on it. Where nothing was seen since the run's
// own last write, it cannot be said.
func (g *Guard) asSeen(ctx context.Context, object string, s *single) (why string) {
	const changed = "another client has changed it since the run saw it"
	s.turn <- struct{}{} // else what another write does in the meantime would be taken for another client's
	defer func() { <-s.turn }()
	g.mutex.Lock()
	seen, others := Unwrapped(s.seen), s.others
	s.seen = nil
	s.begun++
	g.mutex.Unlock()
	switch {
	case others:
		return changed
	case seen == nil || g.options.Private:
		return ""
	}
	status, body := g.look(ctx, object)
	if status != http.StatusOK {
		return ""
	}
	shown := Unwrapped(resource.Members(body))
	names := maps.Clone(seen)
	for name := range shown {
		if !strings.HasPrefix(name, "@") { // what was unset may have been set by others
			names[name] = seen[name]
		}
	}
	for name, value := range names {
		if now := shown[name]; (value == nil) != (now == nil) || !SameScalar(value, now) {
			g.mutex.Lock()
			defer g.mutex.Unlock()
			s.others = true
			return changed
		}
	}
	return ""
}
