package suites

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"

	"graphconform/fixtures"
	"graphconform/fixtures/wire"
	"graphconform/schemas"
)

// Journal keeps what a run is about to make and what it made, so that Sweep can remove what a killed run left.
// Several goroutines call its methods. runner/journal has one.
type Journal interface {
	// Held notes which objects a collection that is not the run's own held before the run's first POST to it.
	Held(collection string, ids []string) error
	// Intend notes a POST that is about to be sent and returns its number. Where it fails, nothing is sent.
	Intend(Intent) (int, error)
	// Answered notes the URL of what the POST made, or that it made nothing. A POST that it is not called for may have made something.
	Answered(number int, made string)
	// Removed notes that an object which the run made is gone.
	Removed(object string)
}

// Intent is a POST that is about to be sent.
type Intent struct {
	Collection string         // absolute URL
	Name       string         // displayName of a parent, which holds the run's name
	Marks      map[string]any // some of the members sent: they tell the run's object from others
	Own        bool           // below a parent of the run's own, and gone with it
}

// maxMarks and maxMark bound what a journal keeps of one body: so many members, so many bytes each.
const (
	maxMarks = 8
	maxMark  = 120
)

// marks picks what tells an object from others: short texts and numbers, no Boolean and no control information.
func marks(body []byte) map[string]any {
	out := map[string]any{}
	sent := decodeSent(body)
	for _, name := range slices.Sorted(maps.Keys(sent)) {
		value := sent[name]
		text := ""
		switch value := value.(type) {
		case string:
			text = value
		case json.Number:
			text = value.String()
		}
		if text != "" && len(text) <= maxMark && len(out) < maxMarks && !strings.HasPrefix(name, "@") {
			out[name] = value
		}
	}
	return out
}

// post sends a POST between two entries of the journal, and remembers it where nobody knows what became of it.
func (s *Session) post(ctx context.Context, request fixtures.Request) []fixtures.Exchange {
	target := s.exercise.target
	intent, number := s.intentOf(request), 0
	if target.Journal != nil {
		var err error
		if number, err = s.intend(intent); err != nil {
			return []fixtures.Exchange{{Request: request, Attempt: 1, Failure: fixtures.Failure{Kind: fixtures.NotSent, Detail: fmt.Sprintf("what it makes cannot be noted: %v", err)}}}
		}
	}
	exchanges := target.Sender.Send(ctx, request)
	made, certain := outcomeOf(exchanges, target.Sender)
	switch {
	case !certain:
		s.mutex.Lock()
		s.lost = append(s.lost, lostPost{intent, number})
		s.mutex.Unlock()
	case target.Journal != nil:
		target.Journal.Answered(number, made)
	}
	return exchanges
}

func (s *Session) intend(intent Intent) (int, error) {
	if intent.Collection == s.parent.collection && s.parent.shared {
		if err := s.exercise.held.note(s, intent.Collection); err != nil {
			return 0, err
		}
	}
	return s.exercise.target.Journal.Intend(intent)
}

func (s *Session) intentOf(request fixtures.Request) Intent {
	intent := Intent{Collection: request.URL, Marks: marks(request.Body), Own: request.URL == s.parent.collection && !s.parent.shared}
	if name, _ := intent.Marks["displayName"].(string); strings.HasPrefix(name, s.exercise.target.Name()+"-") {
		intent.Name = name
	}
	return intent
}

// heldLists remembers what shared collections held before the run, so that each is listed once.
type heldLists struct {
	mutex sync.Mutex
	noted map[string]bool
	ids   map[string][]string
}

// note journals what a shared collection holds, before the run's first POST to it. Of a list that cannot be read nothing is noted.
func (h *heldLists) note(s *Session, collection string) error {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	if h.noted[collection] {
		return nil
	}
	if h.noted == nil {
		h.noted, h.ids = map[string]bool{}, map[string][]string{}
	}
	if items, err := readList(s.ctx, s.exercise.target.Sender, collection); err == nil {
		h.ids[collection] = itemIDs(items)
		if err := s.exercise.target.Journal.Held(collection, h.ids[collection]); err != nil {
			return err
		}
	}
	h.noted[collection] = true
	return nil
}

func (h *heldLists) all() map[string][]string {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	return maps.Clone(h.ids)
}

// lostPost is a POST that may have made something that no answer names, with its number in the journal.
type lostPost struct {
	Intent
	number int
}

// findLost removes what POSTs of the session made whose answers did not come.
func (s *Session) findLost(ctx context.Context) (left []string) {
	for _, lost := range s.lost {
		swept := Sweep(ctx, s.exercise.target.Sender, Leftovers{Unanswered: []Intent{lost.Intent}, Held: s.exercise.held.all()})
		left = append(left, swept.Left...)
		s.found(lost, swept)
	}
	return left
}

// found journals that nothing of a POST is left.
func (s *Session) found(lost lostPost, swept Swept) {
	if journal := s.exercise.target.Journal; journal != nil && len(swept.Left) == 0 && !lost.Own {
		journal.Answered(lost.number, "")
	}
}

// wasRemoved journals that an object is gone.
func (t Target) wasRemoved(object string) {
	if t.Journal != nil {
		t.Journal.Removed(object)
	}
}

// returns journals an object that an update may bring back after its deletion.
func (s *Session) returns(object string) {
	s.mutex.Lock()
	gone := s.gone[object]
	s.mutex.Unlock()
	if journal := s.exercise.target.Journal; gone && journal != nil {
		if number, err := journal.Intend(Intent{Collection: s.parent.collection, Own: !s.parent.shared}); err == nil {
			journal.Answered(number, object)
		}
	}
}

// outcomeOf tells what a POST made: the URL, or nothing. certain is false where it may have made something that no answer names.
func outcomeOf(exchanges []fixtures.Exchange, sender Sender) (made string, certain bool) {
	for _, exchange := range exchanges {
		if uncertain(exchange) {
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
		return item(last.Request.URL, id), true
	}
	location := last.Response.Header.Get("Location")
	to, err := wire.Resolve(last.Request.URL, location)
	return to, err == nil && location != "" && sender.SameOrigin(to)
}

// uncertain tells whether a request may have been carried out although no whole answer says so.
// Throttling answers say that it was not (RFC 6585, section 4; RFC 9110, section 15.6.4).
func uncertain(exchange fixtures.Exchange) bool {
	if exchange.Response == nil {
		return exchange.Failure.Kind != fixtures.NotSent
	}
	status := exchange.Response.Status
	return !exchange.Failure.None() && status/100 == 2 || status >= 500 && status != http.StatusServiceUnavailable && status != http.StatusNotImplemented
}
