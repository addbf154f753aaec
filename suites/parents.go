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

	// turn is of the outermost collection. Who works below a shared parent has it alone: a list of several pages is no snapshot, and
	// what one scenario leaves in it for a while would be taken for a finding by another. Who makes a parent shares it with its like.
	turn *sync.RWMutex

	forming sync.Mutex
	forms   map[int][]parentForm // by level: how its parents are made, the one that the target takes alone once it is known
}

type mode int

const (
	unknown mode = iota
	own
	sharing
	none
)

// enter gives the session its turn, a slot and its parent, or says why there is none. The function returned ends all that.
func (p *parents) enter(s *Session) (leave func(), why string) {
	p.turn.RLock()
	s.exercise.slots <- struct{}{}
	together := func() { <-s.exercise.slots; p.turn.RUnlock() }
	p.mutex.Lock()
	if p.mode == unknown {
		p.find(s)
	}
	state := p.mode
	p.mutex.Unlock()
	switch {
	case state == none:
		return together, p.why
	case state == sharing:
		return p.alone(s), ""
	case s.parent.collection != "": // made while finding out
		return together, ""
	}
	at, why := makeParent(s)
	if why != "" && p.spare() { // a target may bound how many there are
		return p.alone(s), ""
	}
	s.parent = at
	return together, why
}

// alone waits until nobody else works below the shared parent. Who waits holds nothing that others need to end.
func (p *parents) alone(s *Session) (leave func()) {
	<-s.exercise.slots
	p.turn.RUnlock()
	p.turn.Lock()
	s.exercise.slots <- struct{}{}
	s.parent = p.shared
	return func() { <-s.exercise.slots; p.turn.Unlock() }
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
	if len(s.way.levels) == 0 {
		p.mode, p.shared = sharing, place{collection: s.root() + s.way.tail, shared: true}
		return
	}
	last := s.way.levels[len(s.way.levels)-1]
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
	if target := s.exercise.target; target.Shared && !target.ReadOnly {
		p.mode, p.why = none, fmt.Sprintf("no parent: %s answered POST with %d, and those of others are not worked below; give --parent %s=ID", collection, s.records[0].Status(), last.placeholder)
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
		if s.exercise.target.ReadOnly && list.OK() {
			p.mode, p.why = none, fmt.Sprintf("no parent: %s is empty", collection)
			return
		}
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
	for i, level := range s.way.levels[:len(s.way.levels)-1] {
		at += level.collection
		id := s.exercise.target.Parents[level.placeholder]
		if id == "" {
			id = s.anyOf(at, i)
		}
		if id == "" {
			return "", fmt.Sprintf("no parent: nothing at %s; give --parent %s=ID", at, level.placeholder)
		}
		at = item(at, id)
	}
	return at, ""
}

// anyOf makes an object in a collection, or takes the first one that it lists.
func (s *Session) anyOf(collection string, level int) string {
	if r := s.makeNamed(collection, level); r.OK() && r.ID() != "" {
		return r.ID()
	}
	if target := s.exercise.target; target.Shared && !target.ReadOnly {
		return ""
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
	above, why := s.parents.above(s)
	if why != "" {
		return place{}, why
	}
	last := len(s.way.levels) - 1
	collection := above + s.way.levels[last].collection
	made := s.makeNamed(collection, last)
	if !made.OK() || made.ID() == "" {
		return place{}, "no parent could be made: " + made.got()
	}
	at := s.below(collection, made.ID(), false)
	return at, ""
}

// makeNamed posts an object that bears the run's name, as a page shows one of its type, and remembers to remove it.
func (s *Session) makeNamed(collection string, level int) *Record {
	var made *Record
	for _, form := range s.parents.formsAt(s, level) {
		name := fmt.Sprintf("%s-%d", s.exercise.target.Name(), s.exercise.names.Add(1)) // names may have to differ
		if made = s.send("parent", http.MethodPost, collection, form(name), nil); made.OK() {
			s.parents.takes(level, form)
			break
		}
	}
	if id := made.ID(); made.OK() && id != "" {
		s.unit.above.gave(id)
		at := place{parent: item(collection, id)}
		if level == len(s.way.levels)-1 {
			at = s.below(collection, id, false)
		}
		s.made = append(s.made, at)
	} else if made.OK() {
		s.adoptLocation(made)
	}
	return made
}

func (p *parents) formsAt(s *Session, level int) []parentForm {
	p.forming.Lock()
	defer p.forming.Unlock()
	if p.forms == nil {
		p.forms = map[int][]parentForm{}
	}
	if p.forms[level] == nil {
		p.forms[level] = s.resource.layout.parentForms(s.resource.Contract.Version, s.way, level)
	}
	return p.forms[level]
}

func (p *parents) takes(level int, form parentForm) {
	p.forming.Lock()
	defer p.forming.Unlock()
	p.forms[level] = []parentForm{form}
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
	return place{collection: parent + s.way.tail, parent: parent, shared: shared}
}

// belowUnknown returns where the scenario's way leads below a parent that does not exist, with a key of the form of its own one's.
func (s *Session) belowUnknown() string {
	cut := strings.LastIndexByte(s.parent.parent, '/')
	unused := s.unit.above.unused(unsegment(s.parent.parent[cut+1:]), s.values)
	return s.parent.parent[:cut] + "/" + segment(unused) + s.way.tail
}

func (s *Session) root() string {
	return s.exercise.target.Sender.Root() + "/" + s.resource.Contract.Version
}
