package guard

import (
	"bytes"
	"context"
	"net/http"
	"slices"
	"strings"

	"graphconform/fixtures"
	"graphconform/suites/resource"
)

// below reports whether a URL lies below a parent of the run's own. Where that has a short number for a key, it is looked at anew: a target
// that is started anew counts from the beginning, and the key is another one's then.
func (g *Guard) below(ctx context.Context, to string) (below bool, why string) {
	g.mutex.Lock()
	parent := g.parentOf(to)
	g.mutex.Unlock()
	key := parent[strings.LastIndexByte(parent, '/')+1:]
	if parent != "" && resource.ComesAgain(key) {
		if proof := g.prove(ctx, parent); proof.Why != "" {
			return true, "its parent is not proved ours any more: " + proof.Why
		}
	}
	return parent != "", ""
}

// parentOf returns the URL of the run's own object that a URL lies below; empty for none. The caller holds the mutex.
func (g *Guard) parentOf(to string) string {
	at := slices.IndexFunc(g.within, func(prefix string) bool { return strings.HasPrefix(to, prefix) })
	if at < 0 {
		return ""
	}
	return strings.TrimSuffix(g.within[at], "/")
}

// ownBelow says why what a URL below a parent of the run's own leads to is not proved the run's own. A target that keeps all objects of a type
// in one place may have answered a POST there with the id of another one's, and find that below any parent. What the run made up leads
// nowhere, and a member of the parent is the parent's.
func (g *Guard) ownBelow(ctx context.Context, to string) string {
	known, candidates := g.namedBelow(to)
	why := ""
	for _, object := range candidates {
		if why = g.isOwnBelow(ctx, object); why == "" {
			return ""
		}
	}
	if known || why == "" {
		return ""
	}
	return "not proved ours: " + why
}

// namedBelow returns the objects, of those that answers named, one of which a URL below a parent has to lead to, or below which; none where
// it has no key. known is true where the key is one that the run drew, or that of what it removed.
func (g *Guard) namedBelow(to string) (known bool, objects []string) {
	g.mutex.Lock()
	for at := len(g.parentOf(to)) + 1; at < len(to); at++ {
		if object := to[:at]; to[at] == '/' && g.own[object] != nil {
			objects = append(objects, object)
		}
	}
	here := g.own[to] != nil && !g.gone[to]
	g.mutex.Unlock()
	if here {
		return false, []string{to}
	}
	known, own := g.keyOf(to)
	if len(objects) == 0 {
		objects = own
	}
	return known, objects
}

// isOwnBelow says why an object below a parent of the run's own is not proved the run's: no look shows in it what the run wrote, and on a
// machine of one's own, it is also found where it does not belong. Once is enough, but where the key may come again.
func (g *Guard) isOwnBelow(ctx context.Context, object string) string {
	g.mutex.Lock()
	o := g.own[object]
	once := o != nil && o.disputed == "" && !resource.ComesAgain(o.id) && (o.proved || o.kept)
	g.mutex.Unlock()
	if once {
		return ""
	}
	proof := g.prove(ctx, object)
	if proof.Why == "" || g.options.Tenant {
		return proof.Why
	}
	if elsewhere := g.besideParent(object); elsewhere == "" || !g.Missing(ctx, elsewhere) {
		return proof.Why
	}
	g.mutex.Lock()
	defer g.mutex.Unlock()
	if o := g.own[object]; o != nil {
		o.kept, o.disputed = true, ""
	}
	return ""
}

// besideParent returns where an object would be found if its parent did not count: below another parent of the run's own, else below one that
// does not exist.
func (g *Guard) besideParent(object string) string {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	parent := g.parentOf(object)
	if parent == "" {
		return ""
	}
	cut := strings.LastIndexByte(parent, '/') + 1
	rest := object[len(parent):]
	for _, other := range slices.Backward(g.within) {
		if other = strings.TrimSuffix(other, "/"); other != parent && strings.LastIndexByte(other, '/')+1 == cut && other[:cut] == parent[:cut] {
			return other + rest
		}
	}
	return parent[:cut] + impossible(parent[cut:]) + rest
}

// sawOwn takes a GET of an object below a parent of the run's own for a look.
func (g *Guard) sawOwn(exchange fixtures.Exchange) {
	if g.options.Private || !exchange.Answered() || exchange.Response.Status != http.StatusOK {
		return
	}
	g.mutex.Lock()
	defer g.mutex.Unlock()
	o := g.own[exchange.Request.URL]
	if o == nil || o.proved || o.disputed != "" || g.gone[exchange.Request.URL] || g.parentOf(exchange.Request.URL) == "" {
		return
	}
	if why, looked := g.apart[g.placeOf(o.collection)]; !g.options.Tenant || looked && why == "" {
		o.proved = o.shownIn(bytes.TrimPrefix(exchange.Response.Body, byteOrderMark), g.proofOf(o)) == ""
	}
}

// placeOf returns a collection without the keys of the run's own parents: a target answers alike below each of them. The caller holds the mutex.
func (g *Guard) placeOf(collection string) string {
	place, from := "", 0
	for at := len(g.Root()) + 1; at < len(collection); at++ {
		if object := collection[:at]; collection[at] == '/' && g.own[object] != nil {
			cut := strings.LastIndexByte(object, '/') + 1
			place, from = place+collection[from:cut]+"{}", at
		}
	}
	return place + collection[from:]
}
