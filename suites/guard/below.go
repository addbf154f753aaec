package guard

import (
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

// ownBelow says why what a URL below a parent of the run's own leads to is not proved the run's own. A target that keeps all objects of a
// type in one place may have answered a POST there with the id of another one's, and find that below any parent. What the run made up
// leads nowhere, and a member of the parent is the parent's.
func (g *Guard) ownBelow(ctx context.Context, to string) (why string) {
	for _, above := range g.above(to) {
		if why := g.isOwnBelow(ctx, above); why != "" {
			return "not proved ours: " + why
		}
	}
	known, candidates := g.called(to)
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

// above returns the objects that answers named on the way from a parent of the run's own to a URL below it.
func (g *Guard) above(to string) (objects []string) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	for at := len(g.parentOf(to)) + 1; at < len(to); at++ {
		if object := to[:at]; to[at] == '/' && g.own[object] != nil {
			objects = append(objects, object)
		}
	}
	return objects
}

// called returns the objects that answers named by the key in which a URL ends, one of which it has to lead to; none where it has no such
// key. known is true where the key is one that the run drew, or that of what it removed: whatever the parent, nobody has that.
func (g *Guard) called(to string) (known bool, objects []string) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	if g.own[to] != nil && !g.gone[to] {
		return false, []string{to}
	}
	key := resource.Unsegment(to[strings.LastIndexByte(to, '/')+1:])
	known = g.drawn[key]
	for object, o := range g.own {
		switch {
		case o.id != key:
		case g.gone[object]:
			known = known || o.proved || o.kept
		default:
			objects = append(objects, object)
		}
	}
	slices.Sort(objects)
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

// besideParent returns where an object would be found if its parent did not count: below another parent of the run's own of the same kind,
// else below one that does not exist.
func (g *Guard) besideParent(object string) string {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	parent := ""
	for _, prefix := range g.within { // the nearest of several above each other
		if own := strings.TrimSuffix(prefix, "/"); strings.HasPrefix(object, prefix) && len(own) > len(parent) {
			parent = own
		}
	}
	if parent == "" {
		return ""
	}
	collection := func(item string) string { return item[:strings.LastIndexByte(item, '/')+1] }
	rest, place := object[len(parent):], g.placeOf(collection(parent))
	for _, prefix := range slices.Backward(g.within) {
		if other := strings.TrimSuffix(prefix, "/"); other != parent && g.placeOf(collection(other)) == place {
			return other + rest
		}
	}
	return collection(parent) + impossible(parent[len(collection(parent)):]) + rest
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
		o.proved = o.shownIn(exchange.Response.Unmarked(), g.proofOf(o)) == ""
	}
}

// placeOf returns a collection without the keys of the run's own parents: a target answers alike below each of them. The caller holds
// the mutex.
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
