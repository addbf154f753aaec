package cleanup

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"graphconform/suites/guard"
	"graphconform/suites/resource"
)

// list is what a collection holds that the journal does not name and that was not there before the run, or why it cannot be listed.
type list struct {
	marked map[string][]string // URLs by mark
	fresh  int                 // how many objects there are
	err    error
}

// lost returns what unanswered POSTs made, as far as the collections tell.
func (s *sweep) lost(ctx context.Context) (found []Made) {
	alike := map[string]int{} // how many POSTs were given the same marks
	for _, intent := range s.Unanswered {
		alike[s.likeness(intent)]++
	}
	for i, intent := range s.Unanswered {
		if intent.Own { // gone with its parent
			continue
		}
		if !s.below(intent.Collection) {
			s.leaveWithin(intent.Collection, "does not lie below the API versions that the run was of; it was not looked at")
			continue
		}
		list := s.list(ctx, intent.Collection)
		if list.err != nil {
			continue
		}
		made, any := s.find(intent, list, alike[s.likeness(intent)])
		if !any {
			s.Unfound = append(s.Unfound, i)
		}
		found = append(found, made...)
	}
	return found
}

func (s *sweep) likeness(i Intent) string { return i.Collection + " " + strings.Join(s.texts(i), " ") }

// find returns what an unanswered POST made, as far as a list tells, and reports whether the list shows anything that it may have made.
// Of more objects that show a mark than POSTs gave it, no one can tell which are the run's own.
func (s *sweep) find(intent Intent, list list, posts int) (found []Made, any bool) {
	texts := s.texts(intent)
	if len(texts) == 0 {
		if len(s.Below) == 0 { // beside a run others are new, and it says itself what it cannot find
			return nil, false
		}
		if list.fresh > 0 {
			s.leaveWithin(intent.Collection, fmt.Sprintf("a POST was not answered, and nothing marks what it may have made; "+
				"objects that are new there: %d; they were not touched", list.fresh))
		}
		return nil, list.fresh > 0
	}
	candidates := list.marked[texts[0]]
	for _, text := range texts[1:] { // one of several marks may stand in a copy that another client changed
		candidates = slices.DeleteFunc(slices.Clone(candidates), func(url string) bool { return !slices.Contains(list.marked[text], url) })
	}
	slices.Sort(candidates)
	candidates = slices.Compact(candidates)
	for _, url := range candidates {
		switch {
		case s.known[url]:
		case len(candidates) > posts && !s.sender.Owns(intent.Collection):
			s.leave(url, fmt.Sprintf("%d objects show the mark of %d that the run may have made%s", len(candidates), posts, notOurs))
		default:
			s.known[url] = true
			found = append(found, Made{URL: url, Intent: intent, Listed: true})
		}
	}
	return found, len(candidates) > 0
}

// list lists a collection once.
func (s *sweep) list(ctx context.Context, collection string) list {
	if l, known := s.lists[collection]; known {
		return l
	}
	l := list{marked: map[string][]string{}}
	items, err := guard.ReadList(ctx, s.sender, collection, s.sender.Marks)
	if l.err = err; err != nil {
		s.leaveWithin(collection, fmt.Sprintf("cannot be listed, so something made there may be left: %v", err))
	}
	held, _ := s.heldIn(collection)
	moved := false
	for _, item := range items {
		url := resource.Item(collection, item.ID)
		if item.ID == "" || s.known[url] {
			continue
		}
		if held[item.ID] {
			if len(item.Marks) > 0 && !moved {
				s.leaveWithin(collection, "lists what the run made under the id of an object that was there before, so it cannot be found")
				moved = true
			}
			continue
		}
		l.fresh++
		for _, mark := range item.Marks {
			l.marked[mark] = append(l.marked[mark], url)
		}
	}
	s.lists[collection] = l
	return l
}
