package guard

import (
	"bytes"
	"context"
	"fmt"

	"graphconform/fixtures/wire"
	"graphconform/suites/conform"
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
	if last.Response == nil || !last.Failure.None() || last.Request.URL != object { // a redirect shows something else
		return 0, nil
	}
	return last.Response.Status, bytes.TrimPrefix(last.Response.Body, []byte("\xef\xbb\xbf"))
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
	items, err := ReadList(ctx, looking{g}, collection)
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
