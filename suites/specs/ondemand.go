package specs

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"graphconform/suites/conform"
	"graphconform/suites/plan"
)

// Exercise runs a plan against a target, delivers the outcome of every check, by one goroutine at a time, and returns what it could not
// remove.
type Exercise func(ctx context.Context, p *plan.Plan, deliver func(conform.Outcome)) (left []string)

// OnDemand exercises a resource when the first of its specs waits, with whole scenarios: those that the chosen specs rest on, and no
// others. So whatever makes Ginkgo leave out specs narrows the traffic.
type OnDemand struct {
	exercise Exercise
	units    map[string]*demanded // by id of a chosen check

	mutex    sync.Mutex
	outcomes map[string]conform.Outcome
	left     []string
}

// demanded is a resource that is exercised once.
type demanded struct {
	once sync.Once
	plan *plan.Plan
}

// NewOnDemand returns outcomes of which nothing is exercised yet, nor chosen.
func NewOnDemand(exercise Exercise) *OnDemand {
	return &OnDemand{exercise: exercise, units: map[string]*demanded{}, outcomes: map[string]conform.Outcome{}}
}

// Choose says which checks of a plan will be asked for. It is called once, before the first of them is.
func (d *OnDemand) Choose(p *plan.Plan, chosen func(*conform.Check) bool) {
	for _, unit := range p.Units {
		part := unit.Only(chosen)
		if part == nil {
			continue
		}
		of := &demanded{plan: &plan.Plan{Seed: p.Seed, Once: true, Units: []*plan.Unit{part}}}
		for _, check := range part.Checks {
			d.units[check.ID] = of
		}
	}
}

var errNotChosen = errors.New("its spec runs, and was not among those that Ginkgo said it would run; please report it")

// Outcome exercises the resource of a check, unless that was done, and returns the outcome. Where there is none, that is an error.
func (d *OnDemand) Outcome(ctx context.Context, id string) (conform.Outcome, error) {
	of := d.units[id]
	if of == nil {
		return conform.Outcome{}, fmt.Errorf("%s: not exercised: %w", id, errNotChosen)
	}
	of.once.Do(func() {
		left := d.exercise(ctx, of.plan, d.deliver)
		d.mutex.Lock()
		defer d.mutex.Unlock()
		d.left = append(d.left, left...)
	})
	d.mutex.Lock()
	defer d.mutex.Unlock()
	outcome, judged := d.outcomes[id]
	if !judged {
		return conform.Outcome{}, fmt.Errorf("%s: its resource was exercised, and the check not judged", id)
	}
	return outcome, nil
}

func (d *OnDemand) deliver(o conform.Outcome) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	o.Exchanges = nil // its findings have those that they show
	d.outcomes[o.Check.ID] = o
}

// Left returns what could not be removed, so far.
func (d *OnDemand) Left() []string {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	return append([]string(nil), d.left...)
}
