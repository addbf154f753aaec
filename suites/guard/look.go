package guard

import (
	"context"
	"fmt"
	"strings"
	"time"

	"graphconform/fixtures"
	"graphconform/fixtures/wire"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
)

// Answered says how a GET was answered; status is 0 where it was not.
func Answered(status int) string {
	if status == 0 {
		return "GET was not answered"
	}
	return fmt.Sprintf("GET answered %d", status)
}

// looks is how often something is looked at where no whole answer comes.
const looks = 3

// look reads what stands under a URL, with the status; 0 where no whole answer came.
func (g *Guard) look(ctx context.Context, object string) (status int, body []byte) {
	for range looks {
		if status, body = g.lookOnce(ctx, object); status != 0 || ctx.Err() != nil {
			break
		}
	}
	return status, body
}

func (g *Guard) lookOnce(ctx context.Context, object string) (int, []byte) {
	exchanges := g.send(wire.Unlimited(ctx), get(object))
	last := exchanges[len(exchanges)-1]
	if !last.Answered() || last.Request.URL != object { // a redirect shows something else
		return 0, nil
	}
	return last.Response.Status, last.Response.Unmarked()
}

// Missing reports whether a look finds nothing under a URL.
func (g *Guard) Missing(ctx context.Context, object string) bool {
	status, _ := g.look(ctx, object)
	return conform.NotThere(status)
}

// Before learns which objects a collection that others may use holds before the run makes any there. It lists each collection once.
func (g *Guard) Before(ctx context.Context, collection string) (ids []string, err error) {
	g.listing.Lock()
	defer g.listing.Unlock()
	g.mutex.Lock()
	_, known := g.before[collection]
	g.mutex.Unlock()
	if known || g.options.Private {
		return nil, nil
	}
	items, err := ReadList(ctx, looking{g}, collection, nil)
	g.mutex.Lock()
	defer g.mutex.Unlock()
	if err != nil && g.options.Tenant {
		return nil, err
	}
	if err != nil { // an emulator need not have lists: marks alone must do, since others may hold what a page shows, value for value
		g.before[collection] = nil
		return nil, nil
	}
	held := map[string]bool{}
	ids = ItemIDs(items)
	for _, id := range ids {
		held[fold(id)] = true
	}
	g.before[collection] = held
	return ids, nil
}

// How long a look tells whose an object is. Under a key that comes again another one may stand as soon as the target was started anew.
const (
	lookLasts      = 3 * time.Second
	shortLookLasts = 50 * time.Millisecond
)

// mostLooks is how often a write is looked at that does not get to go after a look.
const mostLooks = 10

// lookingAgain returns a context in which it is asked once more whether a write may go that was let go just now: it may have waited for its
// turn, or until a target that was too busy was to be asked again. A singleton stays itself; asked again, the run's own write would be
// another's.
func (g *Guard) lookingAgain(
	ctx context.Context, request fixtures.Request, may func(context.Context, fixtures.Request) string,
) context.Context {
	if g.options.Private {
		return ctx
	}
	g.mutex.Lock()
	single := g.singles[request.URL] != nil
	g.mutex.Unlock()
	if single {
		return ctx
	}
	looked, lasts := time.Now(), lookLasts
	for segment := range strings.SplitSeq(strings.TrimPrefix(request.URL, g.Root()), "/") {
		if segment != "" && resource.ComesAgain(resource.Unsegment(segment)) {
			lasts = shortLookLasts
		}
	}
	return wire.Before(ctx, func(ctx context.Context) string {
		for range mostLooks {
			if time.Since(looked) < lasts {
				return ""
			}
			if why := may(ctx, request); why != "" {
				return why
			}
			looked = time.Now()
		}
		return "it was not to be sent soon after a look"
	})
}
