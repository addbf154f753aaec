package guard

import (
	"context"
	"maps"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/resource"
)

// Sender sends requests to the target. fixtures/wire has one.
type Sender interface {
	// Send returns one exchange per attempt; the last one counts.
	Send(ctx context.Context, request fixtures.Request) []fixtures.Exchange
	// Root is the service root without version segment and trailing slash.
	Root() string
	// SameOrigin reports whether an absolute URL belongs to the target.
	SameOrigin(absolute string) bool
	// HasToken reports whether requests carry credentials.
	HasToken() bool
}

// Fetch reads one object; status is 0 where no answer came, also not to a second and third look, or where that is one to another URL.
func Fetch(ctx context.Context, sender Sender, object string) (status int, value map[string]any) {
	status, value, at := fetch(ctx, sender, object)
	if at != object { // a redirect shows something else
		return 0, nil
	}
	return status, value
}

func fetch(ctx context.Context, sender Sender, object string) (status int, value map[string]any, at string) {
	for range looks {
		exchanges := sender.Send(ctx, get(object))
		last := exchanges[len(exchanges)-1]
		if !last.Answered() {
			if ctx.Err() != nil {
				break
			}
			continue
		}
		decoded, _ := schemas.Decode(last.Response.Body)
		value, _ = decoded.(map[string]any)
		return last.Response.Status, value, last.Request.URL
	}
	return 0, nil, object
}

// Uncertain reports whether a request may have been carried out although no whole answer says so.
// Throttling answers say that it was not (RFC 6585, section 4; RFC 9110, section 15.6.4).
func Uncertain(exchange fixtures.Exchange) bool {
	if exchange.Response == nil {
		return exchange.Failure.Kind != fixtures.NotSent && exchange.Failure.Kind != fixtures.HeldBack
	}
	status := exchange.Response.Status
	return !exchange.Failure.None() && status/100 == 2 ||
		status >= 500 && status != http.StatusServiceUnavailable && status != http.StatusNotImplemented
}

// Made tells what a POST made: the URL, or nothing. certain is false where it may have made something that no answer names.
func Made(exchanges []fixtures.Exchange) (made string, certain bool) {
	for _, exchange := range exchanges {
		if Uncertain(exchange) {
			return "", false
		}
	}
	last := exchanges[len(exchanges)-1]
	if last.Response == nil || last.Response.Status/100 != 2 {
		return "", true
	}
	value, _ := schemas.Decode(last.Response.Body)
	object, _ := value.(map[string]any)
	id := resource.IDOf(object)
	if id == "" { // a Location alone proves nothing: what the answer does not show is looked for
		return "", false
	}
	return resource.Item(last.Request.URL, id), true
}

// Options say what the target is.
type Options struct {
	ReadOnly bool            // nothing but GET passes
	Private  bool            // the run started the target itself: nothing there is anybody else's, and nothing needs proof
	Tenant   bool            // others rely on the target
	Run      string          // whose tags mark what is sent
	Name     string          // what objects that the run makes are called; a number follows
	Calls    map[string]bool // names of actions and functions
	// Consistent is how long a write may take to show; 0 where it has to show at once.
	Consistent time.Duration
	// Restart starts the target again where the run started it, with nothing in it; nil elsewhere.
	Restart func(context.Context) error
}

// Guard lets requests of a run pass to the target, or holds them back. It is safe for concurrent use.
type Guard struct {
	Sender
	options Options

	listing   sync.Mutex                 // held while a collection is listed
	repeating sync.Mutex                 // held while the target is started again
	looking   atomic.Int32               // how many look whether it has ended
	mutex     sync.Mutex                 // guards the fields below
	before    map[string]map[string]bool // ids, folded, of a collection before the run made anything there
	own       map[string]*owned          // by URL
	gone      map[string]bool            // of these, those that were removed
	drawn     map[string]bool            // keys that the run made up
	within    []string                   // prefixes below which everything is the run's own
	singles   map[string]*single         // singletons that may be changed
	apart     map[string]string          // by collection: why looks at it prove nothing
	refused   map[string]int             // writes held back, by reason
	silence   silence
	late      lateness
}

// New returns a guard in front of a sender.
func New(sender Sender, options Options) *Guard {
	return &Guard{
		Sender: sender, options: options, before: map[string]map[string]bool{}, own: map[string]*owned{}, gone: map[string]bool{},
		drawn: map[string]bool{}, singles: map[string]*single{}, apart: map[string]string{}, refused: map[string]int{},
	}
}

// Send sends what may be sent. What is held back has an exchange that says why.
func (g *Guard) Send(ctx context.Context, request fixtures.Request) []fixtures.Exchange {
	if request.Method == http.MethodGet {
		begun := g.at(request.URL)
		exchanges := g.send(ctx, request)
		g.saw(exchanges[len(exchanges)-1], begun)
		g.sawOwn(exchanges[len(exchanges)-1])
		return exchanges
	}
	return g.write(ctx, request, false)
}

// SendToObject sends a request of whatever method to an object that the run made, or holds it back where that is not proved.
func (g *Guard) SendToObject(ctx context.Context, request fixtures.Request) []fixtures.Exchange {
	return g.write(ctx, request, true)
}

// write sends a request that may change something; toObject says that it is for an object, whatever its method.
func (g *Guard) write(ctx context.Context, request fixtures.Request, toObject bool) []fixtures.Exchange {
	if g.options.ReadOnly {
		return NotSent(request, "the run only reads")
	}
	if g.silence.lasts() { // nothing can be proved any more
		return NotSent(request, noMore)
	}
	may := g.mayWrite
	if toObject {
		may = g.mayActOn
	}
	if why := may(ctx, request); why != "" {
		g.refuse(why)
		return HeldBack(request, why)
	}
	defer g.late.wrote()
	defer g.wrote(request.URL)
	exchanges := g.send(g.lookingAgain(ctx, request, may), request)
	if last := exchanges[len(exchanges)-1].Failure; last.Kind == fixtures.HeldBack {
		g.refuse(last.Detail)
	}
	return exchanges
}

// refuse counts a write that is held back.
func (g *Guard) refuse(why string) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	g.refused[why]++
}

// looking sends looks of the guard's own, which learn nothing of what is seen.
type looking struct{ *Guard }

// Send sends a request, unless the target has stopped answering.
func (l looking) Send(ctx context.Context, request fixtures.Request) []fixtures.Exchange {
	return l.send(ctx, request)
}

// send sends a request, unless the target has stopped answering.
func (g *Guard) send(ctx context.Context, request fixtures.Request) []fixtures.Exchange {
	if g.silence.lasts() {
		return NotSent(request, noMore)
	}
	f := g.silence.begins()
	defer g.silence.lands(f)
	exchanges := g.Sender.Send(ctx, request)
	refused := g.silence.note(f.began, exchanges)
	switch {
	case g.options.Private:
	case unanswered(exchanges):
		g.lookForEnd(ctx, f, exchanges)
	case refused && g.hasEnded(ctx):
		g.silence.end(f)
	}
	return exchanges
}

// mayWrite says why a write is held back; empty where it may go.
func (g *Guard) mayWrite(ctx context.Context, request fixtures.Request) string {
	if why := g.misdirected(request.URL); why != "" {
		return why
	}
	switch request.Method {
	case http.MethodPost, http.MethodPatch, http.MethodDelete:
	default:
		return "no page documents the method"
	}
	if g.options.Private {
		return ""
	}
	below, why := g.below(ctx, request.URL)
	if why != "" || request.Method == http.MethodPost { // of which only exercise decides where they go
		return why
	}
	if why := g.namesNoItem(request.URL); why != "" {
		return why
	}
	path := strings.TrimPrefix(request.URL, g.Root())
	odd := isOdd(path)
	g.mutex.Lock()
	single := g.singles[request.URL]
	g.mutex.Unlock()
	switch {
	case odd, !below && hasCast(path): // nothing but a look tells where the target takes it
	case below:
		return g.ownBelow(ctx, request.URL)
	case single != nil:
		return g.asSeen(ctx, request.URL, single)
	}
	proof := g.prove(ctx, request.URL)
	if proof.Why == "" {
		return ""
	}
	// What is not there cannot be anybody's: a probe may go there, but not in a tenant, nor under a key that the target named alone.
	if !g.options.Tenant && !odd && g.knows(ctx, request.URL) && g.Missing(ctx, request.URL) {
		return ""
	}
	return "not proved ours: " + proof.Why
}

// Drew notes a key that the run drew: nobody has it, as long as a look finds nothing under it.
func (g *Guard) Drew(key string) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	if key != "" {
		g.drawn[key] = true
	}
}

// knows reports whether a URL has a key that the run drew, or that of an object which is proved the run's own or was removed by it. Below
// what the run drew, an object that an answer named has to be proved too: a target may find it whatever the parent.
func (g *Guard) knows(ctx context.Context, to string) bool {
	known, own := g.called(to)
	for _, object := range own {
		known = known || object != to && g.isOwn(ctx, object) == ""
	}
	if known || len(own) > 0 {
		return known
	}
	g.mutex.Lock()
	defer g.mutex.Unlock()
	for segment := range strings.SplitSeq(to, "/") {
		known = known || g.drawn[resource.Unsegment(segment)]
	}
	return known
}

// isOwn says why an object that an answer named is not proved the run's own.
func (g *Guard) isOwn(ctx context.Context, object string) string {
	if g.Owns(object) {
		return g.isOwnBelow(ctx, object)
	}
	return g.prove(ctx, object).Why
}

// Refused returns the writes that were held back, by reason, with how many there were.
func (g *Guard) Refused() map[string]int {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	return maps.Clone(g.refused)
}

// HeldBack returns the exchange of a request that might touch what is not the run's own.
func HeldBack(request fixtures.Request, why string) []fixtures.Exchange {
	return []fixtures.Exchange{{Request: request, Attempt: 1, Failure: fixtures.Failure{Kind: fixtures.HeldBack, Detail: why}}}
}

// NotSent returns the exchange of a request that is not sent for another reason.
func NotSent(request fixtures.Request, why string) []fixtures.Exchange {
	return []fixtures.Exchange{{Request: request, Attempt: 1, Failure: fixtures.Failure{Kind: fixtures.NotSent, Detail: why}}}
}

func get(object string) fixtures.Request {
	return fixtures.Request{Method: http.MethodGet, URL: object, Header: http.Header{"Accept": {"application/json"}}}
}
