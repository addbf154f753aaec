package pipeline

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"slices"
	"sync"

	"graphconform/fixtures/tenant"
	"graphconform/fixtures/wire"
	"graphconform/runner/doctor"
	"graphconform/runner/exit"
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/exercise"
	"graphconform/suites/plan"
)

// Estimate is what a run would send.
type Estimate struct {
	Checks, Resources int
	Methods           map[string]int // requests by method
	Requests, Writes  int
	Permissions       []string // the least privileged ones that it takes
}

// Estimate says what the run would send, and sends nothing to the target: before, which stands for what is sent before a run, and the plan
// are carried out against the fake tenant inside this program, as the target would be treated, and their requests are counted. A target
// that refuses more, or less, gets others.
func (p *Planned) Estimate(ctx context.Context, target exercise.Target, before func(*wire.Sender)) (*Estimate, error) {
	from := p.inputs.Catalog
	fake := tenant.New(tenant.WithCatalog(from.Contracts), tenant.WithPairs(from.Files))
	count := &counting{RoundTripper: wire.InProcess(fake), methods: map[string]int{}}
	sender, err := wire.New(wire.Config{Root: "http://plan.invalid", Token: "plan", Transport: count})
	if err != nil {
		return nil, err
	}
	defer sender.Close()
	before(sender)
	target.Sender, target.Workers = sender, 4
	target.Parents, target.Consistent = nil, 0 // the fake tenant has no such parents, and shows at once what is created
	once := maps.Clone(count.methods)
	sample := sampled(p.Plan)
	exercise.Run(ctx, sample, target, func(unit *plan.Unit, _ *conform.Evidence) { unit.Resource.Release() })
	if ctx.Err() != nil {
		return nil, exit.With(exit.Inconclusive, context.Cause(ctx))
	}
	e := &Estimate{Checks: size(p.Plan), Resources: len(p.Plan.Units), Methods: count.methods}
	scale := float64(e.Checks) / float64(size(sample))
	for method, requests := range count.methods {
		requests = once[method] + int(float64(requests-once[method])*scale)
		if scale > 1 {
			requests = rounded(requests)
		}
		e.Methods[method] = requests
		e.Requests += requests
		if method != http.MethodGet {
			e.Writes += requests
		}
	}
	needs := doctor.Needs(p.Plan)
	if p.inputs.Options.Observe {
		needs = doctor.Needs(p.Plan, schemas.Get, schemas.List)
	}
	e.Permissions = doctor.Least(needs)
	return e, nil
}

// mostRehearsed is how many checks an estimate carries out, about: a second's worth.
const mostRehearsed = 6000

// sampled is the plan where it is small, and else resources of all sizes out of it, so that they stand for the whole.
func sampled(whole *plan.Plan) *plan.Plan {
	step := (size(whole) + mostRehearsed - 1) / mostRehearsed
	if step <= 1 {
		return whole
	}
	units := slices.Clone(whole.Units)
	slices.SortStableFunc(units, func(a, b *plan.Unit) int { return cmp.Compare(len(a.Checks), len(b.Checks)) })
	keep := map[string]bool{}
	for at := step / 2; at < len(units); at += step {
		keep[units[at].Resource.ID()] = true
	}
	return whole.Only(func(resource string) bool { return keep[resource] })
}

// rounded is a number to two digits: no more is known of one that a sample gave.
func rounded(n int) int {
	unit := 1
	for n/unit >= 100 {
		unit *= 10
	}
	return (n + unit/2) / unit * unit
}

// size is how many checks a plan has.
func size(p *plan.Plan) (checks int) {
	for _, unit := range p.Units {
		checks += len(unit.Checks)
	}
	return checks
}

// counting counts requests by method on their way.
type counting struct {
	http.RoundTripper
	mutex   sync.Mutex
	methods map[string]int
}

func (c *counting) RoundTrip(request *http.Request) (*http.Response, error) {
	c.mutex.Lock()
	c.methods[request.Method]++
	c.mutex.Unlock()
	return c.RoundTripper.RoundTrip(request)
}
