package exercise

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"

	"graphconform/fixtures/wire"
	"graphconform/suites/cleanup"
	"graphconform/suites/guard"
	"graphconform/suites/resource"
)

// posts remembers to which collections that others may use one resource's POSTs went.
type posts struct {
	mutex       sync.Mutex
	collections map[string]bool // whether anything that was posted there bears no mark
}

func (p *posts) note(collection string, marked bool) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.collections == nil {
		p.collections = map[string]bool{}
	}
	p.collections[collection] = p.collections[collection] || !marked
}

// gone forgets the collections below an object that was removed: what was in them went with it.
func (p *posts) gone(object string) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	maps.DeleteFunc(p.collections, func(collection string, _ bool) bool { return strings.HasPrefix(collection, object+"/") })
}

// lookAgain lists the collections once more that the resource's POSTs went to: an answer may have denied what was made, a DELETE what was
// kept. What was not there before is listed as left, and not touched: it may be another client's copy.
func (r *run) lookAgain(ctx context.Context, sent *posts) {
	if r.target.Private || r.target.ReadOnly {
		return
	}
	clean, cancel := context.WithTimeout(wire.Unlimited(context.WithoutCancel(ctx)), r.cleanUpTime())
	defer cancel()
	if len(sent.collections) > 0 {
		r.guard.Settle(clean)
	}
	for _, collection := range slices.Sorted(maps.Keys(sent.collections)) {
		left, err := r.appeared(clean, collection, sent.collections[collection])
		if err != nil && r.existing.isListed(collection) { // what never could be listed holds what answers name
			left = []cleanup.Remains{{URL: collection, Within: true,
				Why: "cannot be listed any more, so something made there may be left: " + err.Error()}}
		}
		r.leave(left)
	}
}

// appeared returns what a collection holds that was not there before and is not listed as left yet: what shows a mark of the run's, and
// where the run posted something without one, all.
func (r *run) appeared(ctx context.Context, collection string, unmarked bool) ([]cleanup.Remains, error) {
	before := map[string]bool{}
	for _, id := range r.existing.all()[collection] {
		before[id] = true
	}
	was := func(item guard.Listed) bool { return before[item.ID] }
	items, err := guard.ReadList(ctx, r.guard, collection, r.guard.Marks)
	if len(before) > 0 && !slices.ContainsFunc(items, was) { // it may be the list of another collection
		items, err = guard.ReadList(ctx, r.guard, collection, r.guard.Marks)
	}
	if err != nil {
		return nil, err
	}
	var left []cleanup.Remains
	for _, item := range items {
		at := resource.Item(collection, item.ID)
		if item.ID == "" || was(item) || r.isLeft(at) {
			continue
		}
		switch {
		case len(item.Marks) > 0:
			left = append(left, cleanup.Remains{URL: at, Why: "shows a mark of the run, and no answer named it; it was not touched"})
		case unmarked:
			left = append(left, cleanup.Remains{URL: at, Why: "was not there before, and nothing tells whose it is; it was not touched"})
		}
	}
	return left, nil
}

// isLeft reports whether an object is listed as left.
func (r *run) isLeft(object string) bool {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return slices.ContainsFunc(r.left, func(left cleanup.Remains) bool { return left.URL == object })
}
