package cleanup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"slices"
	"strings"
	"sync"

	"graphconform/fixtures"
	"graphconform/suites/guard"
	"graphconform/suites/resource"
)

// Leftovers is what a journal says that a run may have left.
type Leftovers struct {
	Run        string              // whose objects they are; its tags prove them
	Made       []Made              // in the order in which they were made
	Unanswered []Intent            // POSTs whose answer nobody noted
	Held       map[string][]string // ids by collection before the run's first POST to it; a collection whose list could not be read is missing
	Removed    map[string]bool     // URLs of objects that the run removed itself
}

// None reports whether nothing can be left.
func (l Leftovers) None() bool {
	s := &sweep{Leftovers: l}
	for _, made := range l.Made {
		if !l.Removed[made.URL] && !s.orphan(made.URL) {
			return false
		}
	}
	return !slices.ContainsFunc(l.Unanswered, func(i Intent) bool { return !i.Own })
}

// Made is an object that a run made.
type Made struct {
	URL    string
	Intent Intent
	listed bool // found in a list; nothing else names it
}

// Swept is what a sweep did.
type Swept struct {
	Removed []string // URLs of objects that were there and are not any more
	Left    []string // what is still there, or may be, with the reason
	Unfound []int    // which of the unanswered POSTs made nothing that can be seen
}

// removals is how many objects are removed side by side.
const removals = 8

// Sweep removes what a run left: objects that the journal names, and objects that were made without an answer, which are found by the
// marks that they were given. It touches nothing that does not show such a mark when it is looked at, and says what it left.
func Sweep(ctx context.Context, sender *guard.Guard, left Leftovers) Swept {
	s := &sweep{sender: sender, run: left.Run, Leftovers: left, known: map[string]bool{}, lists: map[string]list{}}
	var parents, children []Made
	for _, made := range left.Made {
		s.known[made.URL] = true
		switch {
		case left.Removed[made.URL]:
		case made.Intent.Name != "":
			parents = append(parents, made)
		case !s.orphan(made.URL):
			children = append(children, made)
		}
	}
	for i, intent := range left.Unanswered {
		if intent.Own { // gone with its parent
			continue
		}
		found, listed := s.find(ctx, intent)
		switch {
		case len(found) > 1: // one POST makes one: the others are copies
			for _, made := range found {
				s.Swept.Left = append(s.Swept.Left, made.URL+": shows what the run wrote, and so does another object; it was not touched")
			}
		case len(found) == 1 && intent.Name != "":
			parents = append(parents, found...)
		case len(found) == 1:
			children = append(children, found...)
		case listed:
			s.Unfound = append(s.Unfound, i)
		}
	}
	s.remove(ctx, children)
	slices.Reverse(parents)
	s.remove(ctx, parents)
	slices.Sort(s.Swept.Removed)
	slices.Sort(s.Swept.Left)
	return s.Swept
}

type sweep struct {
	Leftovers
	Swept
	sender *guard.Guard
	run    string          // whose tags prove what the journal names
	known  map[string]bool // URLs that the journal names
	lists  map[string]list // by collection
	mutex  sync.Mutex
}

// orphan reports whether an object lay below one that was removed, and so is gone.
func (s *sweep) orphan(object string) bool {
	for {
		slash := strings.LastIndexByte(object, '/')
		if slash < 0 {
			return false
		}
		object = object[:slash]
		if s.Leftovers.Removed[object] {
			return true
		}
	}
}

// remove removes objects side by side. One below an own parent that refuses to go is gone with that.
func (s *sweep) remove(ctx context.Context, objects []Made) {
	work := make(chan Made)
	var workers sync.WaitGroup
	for range removals {
		workers.Go(func() {
			for made := range work {
				why, was := s.removeOne(ctx, made)
				s.mutex.Lock()
				switch {
				case why != "" && made.listed && !was:
					s.Swept.Left = append(s.Swept.Left, made.Intent.Collection+": "+why)
				case why != "" && !made.Intent.Own:
					s.Swept.Left = append(s.Swept.Left, made.URL+": "+why)
				case why == "" && was:
					s.Swept.Removed = append(s.Swept.Removed, made.URL)
				}
				s.mutex.Unlock()
			}
		})
	}
	for _, made := range objects {
		work <- made
	}
	close(work)
	workers.Wait()
}

// removeOne looks before it deletes: a key may have come again for an object of somebody else.
func (s *sweep) removeOne(ctx context.Context, made Made) (why string, was bool) {
	status, object := guard.Fetch(ctx, s.sender, made.URL)
	if status == http.StatusNotFound || status == http.StatusGone {
		return "", false
	}
	if status != http.StatusOK {
		return fmt.Sprintf("GET answered %d, so it is not proved the run's own; it was not touched", status), true
	}
	shown := made.Intent.shownIn(object, s.run)
	if !shown && made.listed {
		return "GET of what a list shows there shows another object, so what the run made cannot be found", false
	}
	if !shown && !s.isNew(made, object) {
		return "does not show what the run wrote into it, so it is not proved the run's own; it was not touched", true
	}
	s.sender.Adopt(made.URL, made.Intent.texts(), made.Intent.Values)
	exchanges := s.sender.Send(ctx, fixtures.Request{Method: http.MethodDelete, URL: made.URL, Header: http.Header{"Accept": {"application/json"}}})
	switch last := exchanges[len(exchanges)-1]; {
	case last.Response == nil:
		return "DELETE: " + last.Failure.String(), true
	case last.Response.Status == http.StatusNotFound || last.Response.Status == http.StatusGone:
		return "", false
	case last.Response.Status/100 != 2:
		return fmt.Sprintf("DELETE answered %d", last.Response.Status), true
	}
	return "", true
}

// isNew reports whether an object without a mark was not there before the run and shows all values that it was made with.
func (s *sweep) isNew(made Made, object map[string]any) bool {
	held, known := s.Held[made.Intent.Collection]
	id, _ := object["id"].(string)
	return known && id != "" && !slices.Contains(held, id) && made.Intent.agrees(object)
}

// list is what a collection holds, or why it cannot be listed.
type list struct {
	items []map[string]any
	err   error
}

func (s *sweep) list(ctx context.Context, collection string) list {
	if l, known := s.lists[collection]; known {
		return l
	}
	items, err := guard.ReadList(ctx, s.sender, collection)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		s.Swept.Left = append(s.Swept.Left, fmt.Sprintf("%s: cannot be listed, so something made there may be left: %v", collection, err))
	}
	s.lists[collection] = list{items, err}
	return s.lists[collection]
}

// find returns what an unanswered POST made, as far as the collection tells, and whether it could be listed.
func (s *sweep) find(ctx context.Context, intent Intent) (found []Made, listed bool) {
	list := s.list(ctx, intent.Collection)
	if list.err != nil { // where it is not there, it went with its parent
		return nil, false
	}
	held := s.Held[intent.Collection]
	for _, object := range list.items {
		id, _ := object["id"].(string)
		url := resource.Item(intent.Collection, id)
		if id == "" || slices.Contains(held, id) || s.known[url] {
			continue
		}
		if intent.marks(object) {
			found = append(found, Made{URL: url, Intent: intent, listed: true})
		}
	}
	return found, true
}
