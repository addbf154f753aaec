package guard

import (
	"context"
	"net/http"

	"graphconform/fixtures"
	"graphconform/suites/resource"
)

// Single lets a singleton be changed, on a machine of one's own alone: it is read first and brought back by who changes it.
func (g *Guard) Single(object string, shown map[string]any) {
	if g.options.Tenant {
		return
	}
	g.mutex.Lock()
	defer g.mutex.Unlock()
	g.singles[object] = shown
}

// saw keeps what a GET of a singleton shows.
func (g *Guard) saw(exchange fixtures.Exchange) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	if _, single := g.singles[exchange.Request.URL]; single && exchange.Response != nil && exchange.Response.Status == http.StatusOK {
		g.singles[exchange.Request.URL] = resource.Members(exchange.Response.Body)
	}
}

// asSeen says why a singleton is not as the run saw it last: another client may be at work on it. Where nothing was seen since the run's
// own last write, it cannot be said.
func (g *Guard) asSeen(ctx context.Context, object string) (why string) {
	g.mutex.Lock()
	seen := g.singles[object]
	g.singles[object] = nil
	g.mutex.Unlock()
	if seen == nil || g.options.Private {
		return ""
	}
	status, body := g.look(ctx, object)
	if status != http.StatusOK {
		return ""
	}
	shown, seen := Unwrapped(resource.Members(body)), Unwrapped(seen)
	for name, value := range seen {
		if now, present := shown[name]; !present || !SameScalar(value, now) {
			g.mutex.Lock()
			defer g.mutex.Unlock()
			g.singles[object] = seen // nor may the next write overwrite it
			return "another client has changed it since the run saw it"
		}
	}
	return ""
}
