package suites

import (
	"context"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"graphconform/fixtures"
)

// Tally is what an exercise did beside judging.
type Tally struct {
	Left []string // URLs of objects that could not be removed
}

// Exercise runs the plan's scenarios against the target and delivers the outcome of every planned check, resource by resource.
// It returns when all is delivered and everything created is removed; when ctx ends it stops sending, removes what it made,
// and delivers what was judged, the rest as Inconclusive. deliver is called by one goroutine at a time.
func (p *Plan) Exercise(ctx context.Context, target Target, deliver func(Outcome)) Tally {
	e := &exercise{target: target, plan: p}
	var units sync.WaitGroup
	slots := make(chan struct{}, max(target.Workers, 1))
	inFlight := make(chan struct{}, max(target.Workers, 1))
	for _, unit := range p.Units {
		inFlight <- struct{}{}
		units.Go(func() {
			defer func() { <-inFlight }()
			outcomes := e.unit(ctx, unit, slots)
			e.mutex.Lock()
			defer e.mutex.Unlock()
			for _, outcome := range outcomes {
				deliver(outcome)
			}
		})
	}
	units.Wait()
	sort.Strings(e.left)
	return Tally{Left: e.left}
}

type exercise struct {
	target Target
	plan   *Plan
	mutex  sync.Mutex
	left   []string
}

// unitRun is the state that the scenarios of one resource share.
type unitRun struct {
	ctx      context.Context
	parents  parents
	timeouts atomic.Int32
}

// tooManyTimeouts is how many unanswered requests end a unit: a target that hangs must not cost a time-out a request.
const tooManyTimeouts = 3

// halted says why no more requests are sent; empty while they are.
func (u *unitRun) halted() string {
	switch {
	case u.ctx.Err() != nil:
		return "the run was stopped"
	case u.timeouts.Load() >= tooManyTimeouts:
		return "the target let several requests run into the time limit; no more were sent"
	}
	return ""
}

func (u *unitRun) note(exchanges []fixtures.Exchange) {
	if strings.Contains(exchanges[len(exchanges)-1].Failure, "time-out") {
		u.timeouts.Add(1)
	}
}

// unit runs the documented scenario first: it tells which operations answer at all. Then all others, side by side.
func (e *exercise) unit(ctx context.Context, unit *Unit, slots chan struct{}) []Outcome {
	run := &unitRun{ctx: ctx}
	evidence := &Evidence{resource: unit.Resource, transcripts: map[string]*Transcript{}}
	var mutex sync.Mutex
	perform := func(s scenario) {
		slots <- struct{}{}
		defer func() { <-slots }()
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
	return judge(unit, evidence)
}

// repeats is how often a scenario is begun anew after a broken connection; nothing is sent twice within one.
const repeats = 3

func (e *exercise) scenario(ctx context.Context, unit *Unit, run *unitRun, s scenario) *Transcript {
	for attempt := 1; ; attempt++ {
		transcript, broken := e.attempt(ctx, unit, run, s)
		if !broken || attempt == repeats || run.halted() != "" {
			return transcript
		}
	}
}

// attempt runs the scenario once. broken tells that a connection broke, so that running it again may help.
func (e *exercise) attempt(ctx context.Context, unit *Unit, run *unitRun, s scenario) (transcript *Transcript, broken bool) {
	session := &Session{ctx: ctx, exercise: e, unit: run, resource: unit.Resource, values: unit.Resource.sampler("scenario " + s.name), gone: map[string]bool{}}
	transcript = &Transcript{Scenario: s.name, byLabel: map[string]*Record{}}
	leave, why := run.parents.enter(session)
	defer leave()
	defer func() {
		// What was made is removed also when the run was stopped, within a bound.
		clean, cancel := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
		defer cancel()
		left := session.cleanUp(clean)
		e.mutex.Lock()
		e.left = append(e.left, left...)
		e.mutex.Unlock()
	}()
	switch halted := run.halted(); {
	case why != "" && halted != "":
		transcript.why = halted
		return transcript, false
	case why != "":
		transcript.why = why
		return transcript, session.broke()
	}
	s.run(session)
	transcript.Records, transcript.shared = session.records, session.parent.shared
	for _, r := range transcript.Records {
		transcript.byLabel[r.Label] = r
	}
	return transcript, session.broke()
}

// broke tells whether any connection of the session broke or any answer was cut off.
func (s *Session) broke() bool {
	for _, r := range s.records {
		e := r.last()
		if e != nil && (strings.HasPrefix(e.Failure, "broken connection") || strings.HasPrefix(e.Failure, "answer cut off")) {
			return true
		}
	}
	return false
}
