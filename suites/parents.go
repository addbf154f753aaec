package suites

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"graphconform/fixtures"
	"graphconform/fixtures/wire"
)

// parents finds the objects below which a unit's scenarios work. Where a parent can be made, each scenario gets one
// of its own; else all share one that was given or listed, one scenario at a time.
type parents struct {
	mutex  sync.Mutex // guards the fields below
	mode   mode
	shared place
	others []place // further parents that were listed
	why    string  // why there is none
	ours   []place // parents that we made and share, to be removed when the unit is done

	// turn is held by the scenario that works below a shared parent: a list of several pages is no snapshot, and what one
	// scenario leaves in it for a while would be taken for a finding by another.
	turn sync.Mutex
}

type mode int

const (
	unknown mode = iota
	own
	sharing
	none
)

// enter gives the session its parent, or says why there is none. The function returned ends the scenario's turn.
func (p *parents) enter(s *Session) (leave func(), why string) {
	leave = func() {}
	p.mutex.Lock()
	if p.mode == unknown {
		p.find(s)
	}
	state := p.mode
	p.mutex.Unlock()
	switch state {
	case none:
		return leave, p.why
	case sharing:
		p.turn.Lock()
		s.parent = p.shared
		return p.turn.Unlock, ""
	}
	if s.parent.collection != "" { // made while finding out
		return leave, ""
	}
	at, why := makeParent(s)
	if why != "" && p.spare() { // a target may bound how many there are
		p.turn.Lock()
		s.parent = p.shared
		return p.turn.Unlock, ""
	}
	s.parent = at
	return leave, why
}

// spare tells whether one parent of ours is kept for scenarios that get none of their own.
func (p *parents) spare() bool {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return p.shared.collection != ""
}

// keep shares a parent from now on that could not be removed: a target that cannot delete must not be filled.
func (p *parents) keep(made place) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.mode == own && made.collection != "" {
		p.mode, p.shared = sharing, place{collection: made.collection, parent: made.parent, shared: true}
	}
}

// dissolve removes the parents that were kept for sharing, and returns those that it cannot remove.
func (p *parents) dissolve(ctx context.Context, target Target) (left []string) {
	clean, cancel := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
	defer cancel()
	for _, made := range p.ours {
		if !target.removed(clean, made.parent) {
			left = append(left, made.parent)
		}
	}
	return left
}

// find settles the mode: parents given, else made, else listed.
func (p *parents) find(s *Session) {
	r := s.resource
	if len(r.levels) == 0 {
		p.mode, p.shared = sharing, place{collection: s.root() + r.tail, shared: true}
		return
	}
	last := r.levels[len(r.levels)-1]
	above, why := p.above(s)
	if why != "" {
		p.mode, p.why = none, why
		return
	}
	collection := above + last.collection
	if id := s.exercise.target.Parents[last.placeholder]; id != "" {
		p.mode, p.shared = sharing, s.below(collection, id, true)
		return
	}
	if at, why := makeParent(s); why == "" {
		p.mode, s.parent = own, at
		p.reserve(s)
		return
	}
	list := s.listAt("parents", place{collection: collection})
	list.kind = ""
	for _, id := range list.anyIDs() {
		at := s.below(collection, id, true)
		if !slices.ContainsFunc(s.made, func(made place) bool { return made.parent == at.parent }) { // one of ours goes again
			p.others = append(p.others, at)
		}
	}
	if len(p.others) == 0 {
		p.mode, p.why = none, fmt.Sprintf("no parent: %s answered POST with %d and GET with %d; give --parent %s=ID, and look whether the target is the service root", collection, s.records[0].Status(), list.Status(), last.placeholder)
		return
	}
	p.mode, p.shared, p.others = sharing, p.others[0], p.others[1:]
}

// reserve makes one more parent to share in case later ones are refused, and takes it out of the session's care.
func (p *parents) reserve(s *Session) {
	before := len(s.made)
	if at, why := makeParent(s); why == "" {
		at.shared = true
		p.shared, p.ours = at, s.made[before:]
		s.made = s.made[:before:before]
	}
}

// above returns the URL in front of the last level's collection: the service root, or an object of each level on the way.
func (p *parents) above(s *Session) (string, string) {
	at := s.root()
	for _, level := range s.resource.levels[:len(s.resource.levels)-1] {
		at += level.collection
		id := s.exercise.target.Parents[level.placeholder]
		if id == "" {
			id = s.anyOf(at)
		}
		if id == "" {
			return "", fmt.Sprintf("no parent: nothing at %s; give --parent %s=ID", at, level.placeholder)
		}
		at = item(at, id)
	}
	return at, ""
}

// anyOf makes an object in a collection, or takes the first one that it lists.
func (s *Session) anyOf(collection string) string {
	if r := s.makeNamed(collection); r.OK() && r.ID() != "" {
		return r.ID()
	}
	list := s.listAt("ancestors", place{collection: collection})
	list.kind = ""
	if ids := list.anyIDs(); len(ids) > 0 {
		return ids[0]
	}
	return ""
}

// anyIDs returns the ids in an answer however it holds its objects: a list of parents may be as wrong as any other,
// and its form is not what is looked at here.
func (r *Record) anyIDs() []string {
	if !r.OK() {
		return nil
	}
	lists := []any{r.value}
	if object, ok := r.value.(map[string]any); ok {
		lists = nil
		for _, name := range slices.Sorted(maps.Keys(object)) {
			lists = append(lists, object[name])
		}
	}
	var ids []string
	for _, list := range lists {
		elements, _ := list.([]any)
		for _, element := range elements {
			object, _ := element.(map[string]any)
			if id, ok := object["id"].(string); ok && id != "" {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// another returns a second parent.
func (p *parents) another(s *Session) (place, string) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.mode == own {
		return makeParent(s)
	}
	if len(p.others) == 0 {
		return place{}, "the check needs a second parent, and none can be made or listed"
	}
	return p.others[0], ""
}

// makeParent posts a parent named after the run.
func makeParent(s *Session) (place, string) {
	r := s.resource
	above, why := s.unit.parents.above(s)
	if why != "" {
		return place{}, why
	}
	collection := above + r.levels[len(r.levels)-1].collection
	made := s.makeNamed(collection)
	if !made.OK() || made.ID() == "" {
		return place{}, "no parent could be made: " + made.got()
	}
	at := s.below(collection, made.ID(), false)
	return at, ""
}

// makeNamed posts an object that bears the run's name and remembers to remove it.
func (s *Session) makeNamed(collection string) *Record {
	name := fmt.Sprintf("%s-%d", s.exercise.target.Name(), s.exercise.names.Add(1)) // names may have to differ
	made := s.send("parent", http.MethodPost, collection, encode(fixtures.Object{{Name: "displayName", Value: name}}), nil)
	if id := made.ID(); made.OK() && id != "" {
		s.unit.above.gave(id)
		at := place{parent: item(collection, id)}
		if levels := s.resource.levels; len(levels) > 0 && strings.HasSuffix(collection, levels[len(levels)-1].collection) {
			at = s.below(collection, id, false)
		}
		s.made = append(s.made, at)
	} else if made.OK() {
		s.adoptLocation(made)
	}
	return made
}

// adoptLocation remembers to remove what an answer without an id says that it made.
func (s *Session) adoptLocation(made *Record) {
	location := made.response().Header.Get("Location")
	to, err := wire.Resolve(made.last().Request.URL, location)
	if err == nil && location != "" && s.exercise.target.Sender.SameOrigin(to) {
		s.made = append(s.made, place{parent: to})
	}
}

// below returns the resource's collection below one parent.
func (s *Session) below(parentCollection, id string, shared bool) place {
	parent := item(parentCollection, id)
	return place{collection: parent + s.resource.tail, parent: parent, shared: shared}
}

func (s *Session) root() string {
	return s.exercise.target.Sender.Root() + "/" + s.resource.Contract.Version
}
