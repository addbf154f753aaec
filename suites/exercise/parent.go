package exercise

import (
	"fmt"
	"maps"
	"net/http"
	"slices"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

// anyOf makes an object in a collection, or takes the first one that it lists.
func (s *session) anyOf(collection string, level int) string {
	if r := s.makeNamed(collection, level); r.OK() && r.ID() != "" {
		if why := s.run.guard.Within(s.ctx, resource.Item(collection, r.ID())); why == "" {
			return r.ID()
		}
	}
	if target := s.run.target; target.Shared && !target.ReadOnly {
		return ""
	}
	list := s.list(scenario.Ancestors.Once(), scenario.Collection{URL: collection})
	list.Probe = true
	for _, id := range anyIDs(list) {
		if !s.unit.above.has(id) { // what another scenario made goes with it
			return id
		}
	}
	return ""
}

// anyIDs returns the ids in an answer however it holds its objects: a list of parents may be as wrong as any other,
// and its form is not what is looked at here.
func anyIDs(r *conform.Record) []string {
	if !r.OK() {
		return nil
	}
	value, _ := r.Value()
	lists := []any{value}
	if object, ok := value.(map[string]any); ok {
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
			if id := resource.IDOf(object); id != "" {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// another returns a second parent.
func (p *parents) another(s *session) (scenario.Collection, string) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.mode == own {
		return makeParent(s)
	}
	if len(p.others) == 0 {
		return scenario.Collection{}, "the check needs a second parent, and none can be made or listed"
	}
	return p.others[0], ""
}

// makeParent posts a parent named after the run.
func makeParent(s *session) (scenario.Collection, string) {
	above, why := s.parents.above(s)
	if why != "" {
		return scenario.Collection{}, why
	}
	last := len(s.scenario.Route.Levels) - 1
	collection := above + s.scenario.Route.Levels[last].Collection
	made := s.makeNamed(collection, last)
	if !made.OK() || made.ID() == "" {
		return scenario.Collection{}, "no parent could be made: " + made.Got()
	}
	at := s.below(collection, made.ID(), false)
	if why := s.run.guard.Within(s.ctx, at.Parent); why != "" {
		return scenario.Collection{}, "the parent that was made is not proved ours: " + why
	}
	return at, ""
}

// sendParent posts what a scenario works below.
func (s *session) sendParent(collection string, body []byte) *conform.Record {
	r := s.send(scenario.Parent.Once(), schemas.Create, http.MethodPost, collection, body, nil)
	r.Probe = true // it is no object of the resource
	return r
}

// makeNamed posts an object that bears the run's name, as a page shows one of its type, and remembers to remove it.
func (s *session) makeNamed(collection string, level int) *conform.Record {
	var made *conform.Record
	for _, body := range s.parents.bodiesAt(s, level) {
		name := fmt.Sprintf("%s-%d", s.run.target.Name(), s.run.names.Add(1)) // names may have to differ
		if made = s.sendParent(collection, body(name)); made.OK() {
			s.parents.takes(level, body)
			break
		}
	}
	if id := made.ID(); made.OK() && id != "" {
		s.unit.above.gave(id)
		s.run.guard.Claim(collection, id, made.Last().Request.Body)
		at := scenario.Collection{Parent: resource.Item(collection, id)}
		if level == len(s.scenario.Route.Levels)-1 {
			at = s.below(collection, id, false)
		}
		s.made = append(s.made, at)
	}
	return made
}

func (p *parents) bodiesAt(s *session, level int) []resource.ParentBody {
	p.learning.Lock()
	defer p.learning.Unlock()
	if p.bodies == nil {
		p.bodies = map[int][]resource.ParentBody{}
	}
	if p.bodies[level] == nil {
		p.bodies[level] = s.resource.Index.ParentBodies(s.resource.Contract.Version, s.scenario.Route, level)
	}
	return p.bodies[level]
}

func (p *parents) takes(level int, body resource.ParentBody) {
	p.learning.Lock()
	defer p.learning.Unlock()
	p.bodies[level] = []resource.ParentBody{body}
}

// below returns the resource's collection below one parent.
func (s *session) below(parentCollection, id string, shared bool) scenario.Collection {
	parent := resource.Item(parentCollection, id)
	return scenario.Collection{URL: parent + s.scenario.Route.Tail, Parent: parent, Shared: shared}
}

func (s *session) root() string {
	return s.run.guard.Root() + "/" + s.resource.Contract.Version
}
