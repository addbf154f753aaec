package pipeline

import (
	"context"
	"net/http"
	"sync"

	"graphconform/fixtures/tenant"
	"graphconform/fixtures/wire"
	"graphconform/runner/doctor"
	"graphconform/runner/exit"
	"graphconform/schemas"
	"graphconform/suites"
	"graphconform/suites/conform"
	"graphconform/suites/exercise"
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
	suites.Exercise(ctx, p.Plan, target, func(conform.Outcome) {})
	if ctx.Err() != nil {
		return nil, exit.With(exit.Inconclusive, context.Cause(ctx))
	}
	e := &Estimate{Checks: len(p.Plan.Checks()), Resources: len(p.Plan.Units), Methods: count.methods}
	for method, requests := range count.methods {
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
