package cleanup

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"

	"graphconform/fixtures"
	"graphconform/suites/conform"
	"graphconform/suites/guard"
	"graphconform/suites/resource"
)

// Leftovers is what a journal says that a run may have left.
type Leftovers struct {
	Made       []Made              // in the order in which they were made
	Unanswered []Intent            // POSTs whose answer nobody noted
	Held       map[string][]string // ids by collection before the run's first POST to it, where its list could be read
	Written    map[string][]string // marks that updates put into an object, by URL
	Removed    map[string]bool     // URLs of objects that the run removed itself
	Changed    map[string]Changed  // singletons, by URL
	Below      []string            // URLs that begin otherwise are not the run's; none for a run that knows what it wrote to
}

// None reports whether nothing can be left.
func (l Leftovers) None() bool {
	for _, made := range l.Made {
		if !l.Removed[made.URL] && !l.orphan(made.URL) {
			return false
		}
	}
	return len(l.Changed) == 0 && !slices.ContainsFunc(l.Unanswered, func(i Intent) bool { return !i.Own })
}

// orphan reports whether an object lay below one that was removed, and so is gone.
func (l Leftovers) orphan(object string) bool {
	for {
		slash := strings.LastIndexByte(object, '/')
		if slash < 0 {
			return false
		}
		object = object[:slash]
		if l.Removed[object] {
			return true
		}
	}
}

// Made is an object that a run made.
type Made struct {
	URL    string
	Intent Intent
	Twice  bool // two creations were answered with it
	Listed bool // found in a list; nothing else names it
}

// isItem reports whether the URL is that of an item of the collection which the POST went to: one segment below it, and no route.
func (m Made) isItem() bool {
	key, below := strings.CutPrefix(m.URL, strings.TrimRight(m.Intent.Collection, "/")+"/")
	return below && m.URL == resource.Item(m.Intent.Collection, resource.Unsegment(key)) && !strings.HasPrefix(key, "$")
}

// Remains is what is left or may be: an object, or a collection which hides what stands there.
type Remains struct {
	URL     string
	Why     string // empty where it just did not go
	Changed bool   // a singleton, which cannot go
	Within  bool   // a collection, which is not meant to go: what may be left is an object in it
}

// String shows the URL first.
func (r Remains) String() string {
	what := r.URL
	if r.Within {
		what += " (a collection, in which something may be left)"
	}
	if r.Why == "" {
		return what
	}
	return what + ": " + r.Why
}

// Compare orders by URL, then by reason.
func (r Remains) Compare(other Remains) int {
	return cmp.Or(strings.Compare(r.URL, other.URL), strings.Compare(r.Why, other.Why))
}

// Swept is what a sweep did.
type Swept struct {
	Removed  []string // URLs of objects that were there and are not any more, or would not be
	Restored []string // URLs of singletons that were changed and are as they were, or would be
	Left     []Remains
	Unfound  []int // which of the unanswered POSTs made nothing that can be seen
}

// removals is how many objects are removed side by side.
const removals = 8

// Sweep removes what a run left: objects that the journal names, and objects that were made without an answer, which are found by the
// marks that they were given. It touches nothing that does not show such a mark when it is looked at, and says what it left.
func Sweep(ctx context.Context, sender *guard.Guard, left Leftovers) Swept {
	return (&sweep{Leftovers: left, sender: sender}).all(ctx)
}

// Preview finds what Sweep would remove and leave, and sends nothing but GET.
func Preview(ctx context.Context, sender *guard.Guard, left Leftovers) Swept {
	return (&sweep{Leftovers: left, sender: sender, preview: true}).all(ctx)
}

type sweep struct {
	Leftovers
	Swept
	sender  *guard.Guard
	preview bool
	known   map[string]bool // URLs that the journal names, or that were found
	lists   map[string]list // by collection

	mutex sync.Mutex // guards what was swept, and held
	held  map[string]map[string]bool
}

func (s *sweep) all(ctx context.Context) Swept {
	s.known, s.lists, s.held = map[string]bool{}, map[string]list{}, map[string]map[string]bool{}
	var parents, children []Made
	add := func(made Made) {
		if made.Intent.Name != "" {
			parents = append(parents, made)
		} else {
			children = append(children, made)
		}
	}
	for _, made := range s.Made {
		s.known[made.URL] = true
		if !s.Leftovers.Removed[made.URL] && !s.orphan(made.URL) {
			add(made)
		}
	}
	for _, made := range s.lost(ctx) {
		add(made)
	}
	for _, object := range slices.Sorted(maps.Keys(s.Changed)) {
		s.restore(ctx, object, s.Changed[object])
	}
	s.remove(ctx, children)
	slices.Reverse(parents)
	s.remove(ctx, parents)
	slices.Sort(s.Swept.Removed)
	slices.SortFunc(s.Swept.Left, Remains.Compare)
	s.Swept.Removed, s.Swept.Left = slices.Compact(s.Swept.Removed), slices.Compact(s.Swept.Left)
	return s.Swept
}

func (s *sweep) leave(object, why string) { s.left(Remains{URL: object, Why: why}) }

// leaveWithin says why a collection may hold what is not found there.
func (s *sweep) leaveWithin(collection, why string) {
	s.left(Remains{URL: collection, Why: why, Within: true})
}

func (s *sweep) left(r Remains) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.Swept.Left = append(s.Swept.Left, r)
}

// remove removes objects side by side. One below an own parent that refuses to go is gone with that.
func (s *sweep) remove(ctx context.Context, objects []Made) {
	work := make(chan Made)
	var workers sync.WaitGroup
	for range removals {
		workers.Go(func() {
			for made := range work {
				why, was := s.removeOne(ctx, made)
				switch {
				case why != "" && !made.Intent.Own:
					s.leave(made.URL, why)
				case why == "" && was:
					s.mutex.Lock()
					s.Swept.Removed = append(s.Swept.Removed, made.URL)
					s.mutex.Unlock()
				}
			}
		})
	}
	for _, made := range objects {
		work <- made
	}
	close(work)
	workers.Wait()
}

// notOurs is said of what is left alone since nothing proves it.
const notOurs = ", so it is not proved the run's own; it was not touched"

// removeOne looks before it deletes: a key may have come again for an object of somebody else.
func (s *sweep) removeOne(ctx context.Context, made Made) (why string, was bool) {
	switch {
	case !s.below(made.URL):
		return "does not lie below the API versions that the run was of" + notOurs, true
	case !made.isItem():
		return "is no item of the collection that was posted to" + notOurs, true
	case ctx.Err() != nil:
		return "was not looked at: stopped", true
	}
	status, object := guard.Fetch(ctx, s.sender, made.URL)
	texts := s.texts(made.Intent, s.Written[made.URL]...)
	switch {
	case conform.NotThere(status):
		return "", false
	case status != http.StatusOK:
		return guard.Answered(status) + notOurs, true
	case made.Listed && !shownIn(object, texts):
		s.leaveWithin(made.Intent.Collection, "GET of what its list shows shows another object, so what the run made cannot be found")
		return "", false
	case made.Twice:
		return "two creations were answered with it" + notOurs, true
	case !shownIn(object, texts) && !s.isNew(made, object):
		return "does not show what the run wrote into it" + notOurs, true
	}
	s.sender.Adopt(made.URL, texts, made.Intent.Values)
	if s.preview {
		if proof := s.sender.Proves(ctx, made.URL); proof.Why != "" {
			return proof.Why + notOurs, true
		}
		return "", true
	}
	return s.delete(ctx, made.URL), true
}

// delete says why an object that was deleted is not gone. An answer alone is not believed, nor its absence: it looks.
func (s *sweep) delete(ctx context.Context, object string) (why string) {
	exchanges := s.sender.Send(ctx, fixtures.Request{Method: http.MethodDelete, URL: object,
		Header: http.Header{"Accept": {"application/json"}}})
	last := exchanges[len(exchanges)-1]
	if last.Failure.Kind == fixtures.HeldBack {
		return last.Failure.Detail + "; it was not touched"
	}
	if last.Failure.Kind == fixtures.NotSent {
		return "DELETE was not sent: " + last.Failure.Detail
	}
	if s.sender.Vanishes(ctx, object) {
		return ""
	}
	still := "it is still there"
	if proof := s.sender.Proves(ctx, object); proof.Why != "" {
		still = "whether it is still there is not known: " + proof.Why
	}
	if last.Response == nil {
		return fmt.Sprintf("DELETE: %s; %s", last.Failure, still)
	}
	return fmt.Sprintf("DELETE answered %d; %s", last.Response.Status, still)
}

// below reports whether a URL is one that the run may have written to.
func (s *sweep) below(url string) bool {
	return len(s.Below) == 0 || slices.ContainsFunc(s.Below, func(prefix string) bool { return strings.HasPrefix(url, prefix) })
}

// isNew reports whether an object without a mark was not there before the run and shows all values that it was made with.
func (s *sweep) isNew(made Made, object map[string]any) bool {
	held, known := s.heldIn(made.Intent.Collection)
	id := resource.IDOf(object)
	return known && id != "" && !held[id] && made.Intent.agrees(object)
}

// heldIn returns the ids that a collection held before the run's first POST to it, where they are known.
func (s *sweep) heldIn(collection string) (ids map[string]bool, known bool) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	all, known := s.Held[collection]
	if known && s.held[collection] == nil {
		s.held[collection] = make(map[string]bool, len(all))
		for _, id := range all {
			s.held[collection][id] = true
		}
	}
	return s.held[collection], known
}
