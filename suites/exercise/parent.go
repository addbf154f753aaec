package exercise

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"sync"

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
	known := s.run.bodiesOf(s, level)
	all := known.order()
	for i, body := range all {
		name := fmt.Sprintf("%s-%d", s.run.target.Name(), s.run.names.Add(1)) // names may have to differ
		made = s.sendParent(collection, body(name))
		switch noPost := made.Status() == http.StatusMethodNotAllowed || conform.NoCollection(made.Response()); {
		case made.OK():
			known.keep(body)
		case noPost, i == len(all)-1:
			known.keep(all[0])
		default:
			continue
		}
		break
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

// bodies are how parents are made in one collection, in the order in which they are tried: all, until it is known which one the target
// takes, or that it takes none.
type bodies struct {
	mutex sync.Mutex
	all   []resource.ParentBody
}

func (b *bodies) order() []resource.ParentBody {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return slices.Clone(b.all)
}

// keep leaves those to try alone that are given.
func (b *bodies) keep(some ...resource.ParentBody) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.all = some
}

// bodiesOf returns how to make a parent at a level of the scenario's route: what one resource learns of a collection holds for others.
func (r *run) bodiesOf(s *session, level int) *bodies {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	version, route := s.resource.Contract.Version, s.scenario.Route
	at := version + route.Template() + fmt.Sprint(level)
	if r.bodies[at] == nil {
		r.bodies[at] = &bodies{all: s.resource.Index.ParentBodies(version, route, level)}
	}
	return r.bodies[at]
}

// below returns the resource's collection below one parent.
func (s *session) below(parentCollection, id string, shared bool) scenario.Collection {
	parent := resource.Item(parentCollection, id)
	return scenario.Collection{URL: parent + s.scenario.Route.Tail, Parent: parent, Shared: shared}
}

func (s *session) root() string {
	return s.run.guard.Root() + "/" + s.resource.Contract.Version
}
