package exercise

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"graphconform/fixtures/wire"
	"graphconform/suites/cleanup"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

// parents finds the objects below which a unit's scenarios work. Where a parent can be made, each scenario gets one
// of its own; else all share one that was given or listed, one scenario at a time.
type parents struct {
	mutex  sync.Mutex // guards the fields below
	mode   mode
	shared scenario.Collection
	others []scenario.Collection       // further parents that were listed
	why    string                      // why there is none
	ours   []scenario.Collection       // parents that we made and share, to be removed when the unit is done
	sent   map[string][]cleanup.Intent // by URL of what an answer said that it made
	lost   []lostPost                  // POSTs whose answers name no parent: one that is listed may be what they made

	// access is of the outermost collection. Who works below a shared parent has it alone: a list of several pages is no snapshot, and
	// what one scenario leaves in it for a while would be taken for a finding by another. Who makes a parent shares it with its like.
	access *sync.RWMutex
}

type mode int

const (
	unknown mode = iota
	own
	sharing
	none
)

// enter waits until the session may begin and gives it its parent, or says why there is none. The function returned ends all that.
func (p *parents) enter(s *session) (leave func(), why string) {
	p.access.RLock()
	s.run.scenarios <- struct{}{}
	together := func() { <-s.run.scenarios; p.access.RUnlock() }
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
	case s.at.URL != "": // made while finding out
		return together, ""
	}
	at, why := makeParent(s)
	if why != "" && p.spare() { // a target may bound how many there are
		return p.alone(s), ""
	}
	s.at = at
	return together, why
}

// alone waits until nobody else works below the shared parent. Who waits holds nothing that others need to end.
func (p *parents) alone(s *session) (leave func()) {
	<-s.run.scenarios
	p.access.RUnlock()
	p.access.Lock()
	s.run.scenarios <- struct{}{}
	s.at = p.shared
	return func() { <-s.run.scenarios; p.access.Unlock() }
}

// spare reports whether one parent of ours is kept for scenarios that get none of their own.
func (p *parents) spare() bool {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return p.shared.URL != ""
}

// keep shares a parent from now on that could not be removed: a target that cannot delete must not be filled.
func (p *parents) keep(made scenario.Collection) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.mode == own && made.URL != "" {
		p.mode, p.shared = sharing, scenario.Collection{URL: made.URL, Parent: made.Parent, Shared: true}
	}
}

// dissolve removes the parents that were kept for sharing, and returns those that it cannot remove.
func (p *parents) dissolve(ctx context.Context, r *run, unit *unitState) (left []cleanup.Remains) {
	apart, done := wire.Together(context.WithoutCancel(ctx), 0)
	defer done()
	clean, cancel := context.WithTimeout(apart, r.cleanUpTime())
	defer cancel()
	care := &session{ctx: clean, run: r, unit: unit, sent: p.sent, lost: p.lost}
	for _, made := range slices.Backward(p.ours) {
		switch r := r.removed(clean, made.Parent); {
		case r.gone:
		case r.notOurs != "" && !r.tried:
			care.disown(made.Parent, r.notOurs)
		default:
			left = append(left, cleanup.Remains{URL: made.Parent, Why: r.notOurs})
		}
	}
	return append(left, care.findLost(clean)...)
}

// find settles the mode: parents given, else made, else listed.
func (p *parents) find(s *session) {
	if len(s.scenario.Route.Levels) == 0 {
		p.mode, p.shared = sharing, scenario.Collection{URL: s.root() + s.scenario.Route.Tail, Shared: true}
		return
	}
	last := s.scenario.Route.Levels[len(s.scenario.Route.Levels)-1]
	above, why := p.above(s)
	if why != "" {
		p.mode, p.why = none, why
		return
	}
	collection := above + last.Collection
	if id := s.run.target.Parents[last.Placeholder]; id != "" {
		p.share(s, s.below(collection, id, true))
		return
	}
	if at, why := makeParent(s); why == "" {
		p.mode, s.at = own, at
		if !p.reserve(s) { // a target may take no two alike, or bound how many there are
			at.Shared = true
			p.share(s, at)
		}
		return
	}
	if target := s.run.target; target.Shared && !target.ReadOnly {
		p.mode, p.why = none, fmt.Sprintf(
			"no parent: %s answered POST with %s, and those of others are not worked below; give --parent %s=ID",
			collection, answered(s.posted(last)), last.Placeholder)
		return
	}
	p.fromList(s, collection, last)
}

// fromList settles for parents that a collection lists.
func (p *parents) fromList(s *session, collection string, level resource.Level) {
	list := s.list(scenario.Parents.Once(), scenario.Collection{URL: collection})
	list.Probe = true
	for _, id := range anyIDs(list) {
		at := s.below(collection, id, true)
		if !slices.ContainsFunc(s.made, func(made scenario.Collection) bool { return made.Parent == at.Parent }) { // one of ours goes again
			p.others = append(p.others, at)
		}
	}
	if len(p.others) == 0 {
		if s.run.target.ReadOnly && list.OK() {
			p.mode, p.why = none, fmt.Sprintf("no parent: %s is empty", collection)
			return
		}
		p.mode, p.why = none, fmt.Sprintf(
			"no parent: %s answered POST with %s and GET with %s; give --parent %s=ID, and look whether the target is the service root",
			collection, answered(s.posted(level)), answered(list), level.Placeholder)
		return
	}
	p.share(s, p.others[0])
	p.others = p.others[1:]
	p.lost, s.lost = s.lost, nil // all work below it, so it is looked for when the unit is done
}

// share lets all sessions work below one parent. What this session made above it has to last as long as they do.
func (p *parents) share(s *session, at scenario.Collection) {
	p.mode, p.shared = sharing, at
	p.ours, p.sent, s.made = s.made, maps.Clone(s.sent), nil
}

// posted is the record of the first POST to a collection of parents.
func (s *session) posted(level resource.Level) *conform.Record {
	for _, r := range s.records {
		if r.Last() != nil && r.Method() == http.MethodPost && strings.HasSuffix(r.Exchanges[0].Request.URL, level.Collection) {
			return r
		}
	}
	return &conform.Record{}
}

// answered is the status of an answer, or why there is none.
func answered(r *conform.Record) string {
	last := r.Last()
	switch {
	case last == nil:
		return "nothing"
	case last.Response == nil:
		return "nothing (" + last.Failure.String() + ")"
	}
	return strconv.Itoa(last.Response.Status)
}

// reserve makes one more parent to share in case later ones are refused, takes it out of the session's care, and reports whether it could.
func (p *parents) reserve(s *session) bool {
	before := len(s.made)
	at, why := makeParent(s)
	if why != "" {
		return false
	}
	at.Shared = true
	p.shared, p.ours, p.sent = at, s.made[before:], maps.Clone(s.sent)
	s.made = s.made[:before:before]
	return true
}

// above returns the URL in front of the last level's collection: the service root, or an object of each level on the way.
func (p *parents) above(s *session) (string, string) {
	at := s.root()
	for i, level := range s.scenario.Route.Levels[:len(s.scenario.Route.Levels)-1] {
		at += level.Collection
		id := s.run.target.Parents[level.Placeholder]
		if id == "" {
			id = s.anyOf(at, i)
		}
		if id == "" {
			return "", fmt.Sprintf("no parent: nothing at %s; give --parent %s=ID", at, level.Placeholder)
		}
		at = resource.Item(at, id)
	}
	return at, ""
}
