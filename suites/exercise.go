package suites

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"graphconform/fixtures"
)

// Tally is what an exercise did beside judging.
type Tally struct {
	Left    []string      // URLs of objects that could not be removed
	Settled time.Duration // the longest that a created object took to be readable, where that may take a while
}

// Exercise runs the plan's scenarios against the target and delivers the outcome of every planned check, resource by resource.
// It returns when all is delivered and everything created is removed; when ctx ends it stops sending, removes what it made,
// and delivers what was judged, the rest as Inconclusive. deliver is called by one goroutine at a time.
func (p *Plan) Exercise(ctx context.Context, target Target, deliver func(Outcome)) Tally {
	e := &exercise{target: target, plan: p, turns: map[string]*sync.RWMutex{}, slots: make(chan struct{}, max(target.Workers, 1))}
	var group sync.WaitGroup
	abreast := make(chan struct{}, max(target.Workers, 2)) // what is not judged yet costs memory
	for _, lane := range p.lanes() {
		abreast <- struct{}{}
		group.Go(func() {
			defer func() { <-abreast }()
			for _, unit := range lane {
				outcomes := e.unit(ctx, unit)
				e.mutex.Lock()
				for _, outcome := range outcomes {
					deliver(outcome)
				}
				e.mutex.Unlock()
			}
		})
	}
	group.Wait()
	sort.Strings(e.left)
	return Tally{Left: e.left, Settled: e.settled}
}

// lanes groups the units by the outermost collection on their way, where they would be in each other's: those of one lane are
// run one after another. The longest lane comes first, as it ends last.
func (p *Plan) lanes() [][]*Unit {
	at := map[string]int{}
	var lanes [][]*Unit
	for _, unit := range p.Units {
		entrance := unit.Resource.Entrance()
		if _, known := at[entrance]; !known {
			at[entrance] = len(lanes)
			lanes = append(lanes, nil)
		}
		lanes[at[entrance]] = append(lanes[at[entrance]], unit)
	}
	weight := func(lane []*Unit) (n int) {
		for _, unit := range lane {
			n += len(unit.Checks)
		}
		return n
	}
	slices.SortStableFunc(lanes, func(a, b []*Unit) int { return weight(b) - weight(a) })
	return lanes
}

type exercise struct {
	target  Target
	plan    *Plan
	slots   chan struct{} // of scenarios at once
	names   atomic.Int64  // parents named so far
	held    heldLists
	mutex   sync.Mutex
	left    []string
	settled time.Duration
	turns   map[string]*sync.RWMutex // by outermost collection
}

// turn returns the lock of a route's outermost collection.
func (e *exercise) turn(version string, way route) *sync.RWMutex {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	at := version + way.first()
	if e.turns[at] == nil {
		e.turns[at] = &sync.RWMutex{}
	}
	return e.turns[at]
}

// unitRun is the state that the scenarios of one resource share.
type unitRun struct {
	ctx     context.Context
	parents map[string]*parents // by route
	items   ids                 // of the resource's objects
	above   ids                 // of parents

	updates      atomic.Bool // the documented update was accepted
	slimTaken    atomic.Bool // so was one with a few properties alone
	plainRefused atomic.Bool // the documented request was accepted and a plain one was not

	mutex    sync.Mutex
	stuck    map[string]int // requests by method that got no answer in time, or were throttled out
	answered map[string]int // others
}

// tooManyStuck is how many requests of a method may end without an answer, unless they are few among many: a target that hangs must
// not cost a time-out a request.
const (
	tooManyStuck = 3
	fewAmong     = 40
)

// halted says why no more requests of the method are sent; empty while they are.
func (u *unitRun) halted(method string) string {
	u.mutex.Lock()
	defer u.mutex.Unlock()
	switch {
	case u.ctx.Err() != nil:
		return stopped
	case u.stuck[method] >= max(tooManyStuck, u.answered[method]/fewAmong):
		return fmt.Sprintf("the target left several %s requests without an answer, or throttled them for too long; no more were sent", method)
	}
	return ""
}

func (u *unitRun) note(exchanges []fixtures.Exchange) {
	last := exchanges[len(exchanges)-1]
	u.mutex.Lock()
	defer u.mutex.Unlock()
	if last.Failure.Kind == fixtures.TimeOut || last.Failure.Kind == fixtures.Throttled {
		u.stuck[last.Request.Method]++
	} else {
		u.answered[last.Request.Method]++
	}
}

// unit runs the documented scenario first: it tells which operations answer at all. Then all others, side by side.
func (e *exercise) unit(ctx context.Context, unit *Unit) []Outcome {
	defer unit.Resource.release()
	run := &unitRun{ctx: ctx, stuck: map[string]int{}, answered: map[string]int{}, parents: map[string]*parents{}}
	for _, s := range unit.scenarios {
		if at := s.way.template(); run.parents[at] == nil {
			run.parents[at] = &parents{turn: e.turn(unit.Resource.Contract.Version, s.way)}
		}
	}
	evidence := &Evidence{resource: unit.Resource, transcripts: map[string]*Transcript{}}
	var mutex sync.Mutex
	perform := func(s scenario) {
		transcript := e.scenario(ctx, unit, run, s)
		mutex.Lock()
		evidence.transcripts[s.name] = transcript
		mutex.Unlock()
	}
	var rest sync.WaitGroup
	for i, s := range unit.scenarios {
		evidence.order = append(evidence.order, s.name)
		if i == 0 {
			perform(s)
			continue
		}
		rest.Go(func() { perform(s) })
	}
	rest.Wait()
	for _, at := range slices.Sorted(maps.Keys(run.parents)) {
		e.leave(run.parents[at].dissolve(ctx, e.target))
	}
	outcomes := judge(unit, evidence)
	if e.plan.Once {
		unit.forget()
	}
	return outcomes
}

// repeats is how often a scenario is begun in all where connections break or answers do not come in time.
const repeats = 6

func (e *exercise) scenario(ctx context.Context, unit *Unit, run *unitRun, s scenario) *Transcript {
	for attempt := 1; ; attempt++ {
		transcript, broken := e.attempt(ctx, unit, run, s)
		if !broken || attempt == repeats || run.halted("") != "" {
			return transcript
		}
	}
}

// attempt runs the scenario once. broken tells that a connection broke, so that running it again may help.
func (e *exercise) attempt(ctx context.Context, unit *Unit, run *unitRun, s scenario) (transcript *Transcript, broken bool) {
	session := &Session{
		ctx: ctx, exercise: e, unit: run, resource: unit.Resource, way: s.way, parents: run.parents[s.way.template()],
		values: unit.Resource.sampler("scenario " + s.name), gone: map[string]bool{},
	}
	transcript = &Transcript{Scenario: s.name, byLabel: map[string]*Record{}}
	leave, why := session.parents.enter(session)
	defer leave()
	defer func() {
		// What was made is removed also when the run was stopped, within a bound.
		clean, cancel := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
		defer cancel()
		e.leave(session.cleanUp(clean))
	}()
	switch halted := run.halted(http.MethodPost); {
	case why != "" && halted != "":
		transcript.why = halted
		return transcript, false
	case why != "" && e.target.ReadOnly && !session.broke():
		transcript.refrained = "there is nothing to read: " + why
		return transcript, false
	case why != "":
		transcript.why = why
		return transcript, session.broke()
	}
	if e.target.Shared && strings.HasSuffix(unit.Resource.Contract.Name, "Assignment") && !e.target.ReadOnly {
		session.refrain("an assignment may reach people and devices of the tenant")
	}
	if unit.Resource.form == singleton && session.parent.shared && s.way.template() == unit.Resource.template() {
		if target := e.target; target.Shared {
			session.refrain("changing the object would change what the run did not create")
		} else {
			session.original = session.getURL("original", session.parent.collection)
		}
	}
	if session.refrained == "" {
		s.run(session)
	}
	transcript.Records, transcript.shared, transcript.refrained = session.records, session.parent.shared, session.refrained
	for _, r := range transcript.Records {
		r.scenario = s.name
		transcript.byLabel[r.Label] = r
	}
	return transcript, session.broke()
}

// leave notes what could not be removed.
func (e *exercise) leave(left []string) {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	e.left = append(e.left, left...)
}

// broke tells whether any connection of the session broke, or any answer was cut off or did not come in time.
func (s *Session) broke() bool {
	for _, r := range s.records {
		e := r.last()
		if e != nil && (broken(*e) || e.Failure.Kind == fixtures.TimeOut) {
			return true
		}
	}
	return false
}
