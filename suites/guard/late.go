package guard

import (
	"context"
	"sync"
	"time"

	"graphconform/suites/conform"
)

// FirstPause is how long to wait before the second look at what shows late; each further pause is twice as long.
const FirstPause = 100 * time.Millisecond

// Patience is how often the same is waited for in vain: what never shows is not late.
const Patience = 2

// lateness is what a target is given that shows writes late.
type lateness struct {
	mutex  sync.Mutex
	last   time.Time // of the last write
	vainly int       // how often an object did not vanish
}

func (l *lateness) wrote() {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.last = time.Now()
}

// Wait waits, unless the context ends before.
func Wait(ctx context.Context, pause time.Duration) {
	select {
	case <-time.After(pause):
	case <-ctx.Done():
	}
}

// Settle waits until all writes so far must show.
func (g *Guard) Settle(ctx context.Context) {
	g.late.mutex.Lock()
	last := g.late.last
	g.late.mutex.Unlock()
	if rest := g.options.Consistent - time.Since(last); rest > 0 && g.options.Consistent > 0 {
		Wait(ctx, rest)
	}
}

// Vanishes is Missing for an object that was just deleted, which may show for a while.
func (g *Guard) Vanishes(ctx context.Context, object string) bool {
	gone, start := g.Missing(ctx, object), time.Now()
	g.late.mutex.Lock()
	patient := g.late.vainly < Patience
	g.late.mutex.Unlock()
	for pause := FirstPause; !gone && patient && ctx.Err() == nil && time.Since(start) < g.options.Consistent; pause *= 2 {
		Wait(ctx, min(pause, g.options.Consistent-time.Since(start)))
		gone = g.Missing(ctx, object)
	}
	if !gone && g.options.Consistent > 0 {
		g.late.mutex.Lock()
		defer g.late.mutex.Unlock()
		g.late.vainly++
	}
	return gone
}

// mayShowLate reports whether a look that does not show an object may be too early: it was made just now, or shows what it was before.
func (g *Guard) mayShowLate(ctx context.Context, o *owned, status int) bool {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	late := conform.NotThere(status) && !o.proved || status/100 == 2 && o.proved && len(o.marks) == 0
	return late && ctx.Err() == nil && time.Since(o.written) < g.options.Consistent
}
