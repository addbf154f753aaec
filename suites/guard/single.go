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
}

// Single lets a singleton be changed, on a machine of one's own alone: it is read first and brought back by who changes it.
func (g *Guard) Single(object string, shown map[string]any) {
	if g.options.Tenant {
		return
	}
	g.mutex.Lock()
	defer g.mutex.Unlock()
	g.singles[object] = &single{seen: shown}
}

// saw keeps what a GET of a singleton shows.
func (g *Guard) saw(exchange fixtures.Exchange) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	if s := g.singles[exchange.Request.URL]; s != nil && exchange.Response != nil && exchange.Response.Status == http.StatusOK {
		s.seen = resource.Members(exchange.Response.Body)
	}
}

// asSeen says why a singleton is not as the run saw it last: another client may be at work on it. Where nothing was seen since the run's
// own last write, it cannot be said.
func (g *Guard) asSeen(ctx context.Context, object string, s *single) (why string) {
	const changed = "another client has changed it since the run saw it"
	g.mutex.Lock()
	seen, others := Unwrapped(s.seen), s.others
	s.seen = nil
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
