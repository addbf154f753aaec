package guard

import (
	"context"
	"fmt"
	"io/fs"
	"net/http"

	"graphconform/fixtures"
	"graphconform/fixtures/wire"
	"graphconform/schemas"
	"graphconform/suites/conform"
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

// Fetch reads one object; status is 0 where no answer came.
func Fetch(ctx context.Context, sender Sender, object string) (status int, value map[string]any) {
	exchanges := sender.Send(ctx, fixtures.Request{Method: http.MethodGet, URL: object, Header: http.Header{"Accept": {"application/json"}}})
	last := exchanges[len(exchanges)-1]
	if last.Response == nil || !last.Failure.None() {
		return 0, nil
	}
	decoded, _ := schemas.Decode(last.Response.Body)
	value, _ = decoded.(map[string]any)
	return last.Response.Status, value
}

// ReadList reads a collection to its last page, or says why it cannot.
func ReadList(ctx context.Context, sender Sender, collection string) ([]map[string]any, error) {
	var items []map[string]any
	seen := map[string]bool{}
	for next := collection; next != ""; {
		if seen[next] || len(seen) >= maxPages || !sender.SameOrigin(next) {
			return nil, fmt.Errorf("its nextLink %q leads nowhere", conform.Cut(next, 100))
		}
		seen[next] = true
		status, page := Fetch(ctx, sender, next)
		switch status {
		case http.StatusOK:
		case http.StatusNotFound, http.StatusGone:
			return nil, fmt.Errorf("GET answered %d: %w", status, fs.ErrNotExist)
		default:
			return nil, fmt.Errorf("GET answered %d", status)
		}
		elements, _ := page["value"].([]any)
		for _, element := range elements {
			if object, ok := element.(map[string]any); ok {
				items = append(items, object)
			}
		}
		link, _ := page["@odata.nextLink"].(string)
		if link == "" {
			break
		}
		var err error
		if next, err = wire.Resolve(next, link); err != nil {
			return nil, fmt.Errorf("its nextLink %q is no URL", conform.Cut(link, 100))
		}
	}
	return items, nil
}

func ItemIDs(items []map[string]any) []string {
	ids := []string{}
	for _, object := range items {
		if id, ok := object["id"].(string); ok {
			ids = append(ids, id)
		}
	}
	return ids
}

// Uncertain reports whether a request may have been carried out although no whole answer says so.
// Throttling answers say that it was not (RFC 6585, section 4; RFC 9110, section 15.6.4).
func Uncertain(exchange fixtures.Exchange) bool {
	if exchange.Response == nil {
		return exchange.Failure.Kind != fixtures.NotSent
	}
	status := exchange.Response.Status
	return !exchange.Failure.None() && status/100 == 2 || status >= 500 && status != http.StatusServiceUnavailable && status != http.StatusNotImplemented
}

// Made tells what a POST made: the URL, or nothing. certain is false where it may have made something that no answer names.
func Made(exchanges []fixtures.Exchange, sender Sender) (made string, certain bool) {
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
	if id, _ := object["id"].(string); id != "" {
		return resource.Item(last.Request.URL, id), true
	}
	location := last.Response.Header.Get("Location")
	to, err := wire.Resolve(last.Request.URL, location)
	return to, err == nil && location != "" && sender.SameOrigin(to)
}

// maxPages is how many pages of a list are read.
const maxPages = 2000

// Guard lets requests of a run pass to the target, or holds them back.
type Guard struct {
	Sender
	readOnly bool
}

// New returns a guard in front of a sender. Where readOnly is set nothing but GET passes.
func New(sender Sender, readOnly bool) *Guard { return &Guard{sender, readOnly} }

// Send sends what may be sent. What is held back has an exchange that says why.
func (g *Guard) Send(ctx context.Context, request fixtures.Request) []fixtures.Exchange {
	if g.readOnly && request.Method != http.MethodGet {
		return NotSent(request, "the run only reads")
	}
	return g.Sender.Send(ctx, request)
}

// NotSent returns the exchange of a request that is held back.
func NotSent(request fixtures.Request, why string) []fixtures.Exchange {
	return []fixtures.Exchange{{Request: request, Attempt: 1, Failure: fixtures.Failure{Kind: fixtures.NotSent, Detail: why}}}
}
