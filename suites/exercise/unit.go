package exercise

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"graphconform/fixtures"
	"graphconform/fixtures/wire"
	"graphconform/suites/cleanup"
	"graphconform/suites/conform"
	"graphconform/suites/plan"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

// unitState is what the scenarios of one resource share.
type unitState struct {
	*breaker
	parents  map[string]*parents // by template of the route
	items    keys                // of the resource's objects
	above    keys                // of parents
	posts    posts               // to collections that others may use
	patience patience            // with what does not show
	learned  scenario.Learned    // by the first scenario; fixed before the others begin
}

// unit runs the documented scenario first: it tells which operations answer at all. Then all others, side by side.
func (r *run) unit(ctx context.Context, unit *plan.Unit) *conform.Evidence {
	state := &unitState{breaker: newBreaker(ctx), parents: map[string]*parents{}}
	scenarios := r.routed(ctx, unit)
	for _, s := range scenarios {
		if at := s.Route.Template(); state.parents[at] == nil {
			state.parents[at] = &parents{access: r.accessTo(unit.Resource.Contract.Version, s.Route)}
		}
	}
	transcripts := make([]*conform.Transcript, len(scenarios))
	var rest sync.WaitGroup
	none := "" // why no object is made
	for _, i := range r.order(unit, len(scenarios)) {
		s := scenarios[i]
		if i == 0 {
			transcripts[0] = r.scenario(ctx, unit.Resource, state, s)
			documented := conform.NewEvidence(unit.Resource, transcripts[:1])
			state.learned = scenario.Learn(documented)
			if why, by := scenario.NoneToMake(documented); by != nil {
				none = why
			}
			continue
		}
		if none != "" && !s.Calling {
			transcripts[i] = &conform.Transcript{Scenario: s.Key, NotRun: conform.NotSent{Cause: conform.NoObject, Detail: none}}
			continue
		}
		if s.Without != nil {
			if why := s.Without(state.learned); why != "" {
				transcripts[i] = &conform.Transcript{Scenario: s.Key, Withheld: why}
				continue
			}
		}
		rest.Go(func() { transcripts[i] = r.scenario(ctx, unit.Resource, state, s) })
	}
	rest.Wait()
	for _, at := range slices.Sorted(maps.Keys(state.parents)) {
		r.leave(state.parents[at].dissolve(ctx, r, state))
	}
	r.lookAgain(ctx, &state.posts)
	return conform.NewEvidence(unit.Resource, transcripts)
}

// order is in which order the scenarios of a unit are begun: the documented one first, the others as the seed draws them.
func (r *run) order(unit *plan.Unit, scenarios int) []int {
	order := draw(r.seed, unit.Resource.ID()).Perm(scenarios)
	first := slices.Index(order, 0)
	return append([]int{0}, slices.Delete(order, max(first, 0), first+1)...)[:scenarios]
}

// repeats is how often a scenario is begun in all where connections break or answers do not come in time.
const repeats = 6

func (r *run) scenario(ctx context.Context, of *resource.Resource, state *unitState, s scenario.Scenario) *conform.Transcript {
	hanging := r.newHanging()
	for attempt := 1; ; attempt++ {
		transcript, broken := r.attempt(ctx, of, state, s)
		if !broken || state.open("").Cause != "" || hanging.find(transcript, state) || attempt == repeats {
			return transcript
		}
	}
}

// cleanUpTime bounds the removal of what one scenario made, also when the run was stopped.
const cleanUpTime = 20 * time.Second

// cleanUpTime is longer where the removal may show late.
func (r *run) cleanUpTime() time.Duration { return cleanUpTime + 2*r.target.Consistent }

// attempt runs the scenario once. broken reports that a connection broke, so that running it again may help.
func (r *run) attempt(
	ctx context.Context, of *resource.Resource, state *unitState, s scenario.Scenario,
) (t *conform.Transcript, broken bool) {
	session := &session{
		ctx: ctx, run: r, unit: state, resource: of, scenario: s, parents: state.parents[s.Route.Template()],
		values: of.Sampler("scenario " + s.Key.String()), gone: map[string]bool{}, tried: map[string]bool{},
		sent: map[string][]cleanup.Intent{},
	}
	t = &conform.Transcript{Scenario: s.Key, Invalid: s.Invalid}
	leave, why := session.parents.enter(session)
	defer leave()
	defer func() {
		apart, done := wire.Together(context.WithoutCancel(ctx), 0) // what was kept before leaves it room
		defer done()
		clean, cancel := context.WithTimeout(apart, r.cleanUpTime())
		defer cancel()
		r.leave(session.cleanUp(clean))
	}()
	switch open := state.open(http.MethodPost); {
	case why != "" && open.Cause != "":
		t.NotRun = open
		return t, false
	case why != "" && r.target.ReadOnly && !session.broke():
		t.Withheld = "there is nothing to read: " + why
		return t, false
	case why != "":
		t.NotRun = conform.NotSent{Cause: conform.NoParent, Detail: why}
		return t, session.broke()
	}
	session.withhold()
	if session.withheld == "" {
		s.Run(session)
	}
	t.Records, t.Shared, t.Withheld = session.records, session.at.Shared, session.withheld
	return t, session.broke()
}

// withhold leaves alone what may reach others of the target, and remembers a singleton as it was.
func (s *session) withhold() {
	if s.run.target.Shared && !s.run.target.ReadOnly && strings.HasSuffix(s.resource.Contract.Name, "Assignment") {
		s.Withhold("an assignment may reach people and devices of the tenant")
	}
	if s.resource.Kind != resource.Singleton || !s.at.Shared || s.scenario.Route.Template() != s.resource.Template() {
		return
	}
	if s.run.target.Shared {
		s.Withhold("changing the object would change what the run did not create")
		return
	}
	shown := s.GetURL(scenario.Original.Once(), s.at.URL)
	if shown.OK() && s.resource.Holds(shown.Object()) { // else it could not be brought back
		s.original = shown
	}
	if s.original != nil && s.journalOriginal() {
		s.run.guard.Single(s.at.URL, shown.Object())
	}
}

// broke reports whether any connection of the session broke, or any answer was cut off or did not come in time.
func (s *session) broke() bool {
	return slices.ContainsFunc(s.records, func(r *conform.Record) bool {
		e := r.Last()
		return e != nil && (e.Failure.Broken() || e.Failure.Kind == fixtures.TimeOut)
	})
}
