package exercise

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"graphconform/fixtures"
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

// lookAgain lists the collections once more that the resource's POSTs went to: an answer may have denied what was made, a DELETE what was
// kept. What was not there before is listed as left, and not touched: it may be another client's copy.
func (r *run) lookAgain(ctx context.Context, sent *posts) {
	if r.target.Private || r.target.ReadOnly {
		return
	}
	clean, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanUpTime)
	defer cancel()
	for _, collection := range slices.Sorted(maps.Keys(sent.collections)) {
		remaining, err := r.appeared(clean, collection)
		if err != nil {
			continue // what could not be found for that is listed already
		}
		var left []string
		for _, object := range remaining {
			switch {
			case object.marked:
				left = append(left, object.url+": shows a mark of the run, and no answer named it; it was not touched")
			case sent.collections[collection]:
				left = append(left, object.url+": was not there before, and nothing tells whose it is; it was not touched")
			}
		}
		r.leave(left)
	}
}

// remains is an object that was not there before the run.
type remains struct {
	url    string
	marked bool
}

// appeared returns what a collection holds that was not there before and is not listed as left yet.
func (r *run) appeared(ctx context.Context, collection string) ([]remains, error) {
	items, err := guard.ReadList(ctx, r.guard, collection)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", collection, err)
	}
	before := r.existing.all()[collection]
	var remaining []remains
	for _, item := range items {
		id, _ := item["id"].(string)
		at := resource.Item(collection, id)
		if id == "" || slices.Contains(before, id) || r.isLeft(at) {
			continue
		}
		text, err := fixtures.Marshal(item)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", collection, err)
		}
		remaining = append(remaining, remains{url: at, marked: len(r.guard.Marks(text)) > 0})
	}
	return remaining, nil
}

// isLeft reports whether an object is listed as left.
func (r *run) isLeft(object string) bool {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return slices.ContainsFunc(r.left, func(line string) bool { return isAbout(line, object) })
}

// isAbout reports whether a line of what is left names an object, or all of its collection.
func isAbout(line, object string) bool {
	rest, begins := strings.CutPrefix(line, object)
	return begins && (rest == "" || rest[0] == ':' || rest[0] == ' ')
}
