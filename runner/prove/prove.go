// Package prove measures the suite itself: it runs it against every fault and every conformant variant of the fake tenant
// and holds the verdicts against what each of them is.
//
// It plans, exercises and judges as a run does, over real loopback HTTP, but without Ginkgo. It knows no check by name.
package prove

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"

	"graphconform/fixtures/tenant"
	"graphconform/fixtures/wire"
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/exercise"
	"graphconform/suites/judge"
	"graphconform/suites/plan"
)

// Options say what is proved.
type Options struct {
	Catalog *schemas.Catalog
	Plan    *plan.Plan
	Pairs   int      // sampled pairs of variants that are run together
	Two     int      // sampled pairs of faults that are run together
	Only    []string // names of faults and variants; none proves all that differ in kind
	All     bool     // also faults and variants that differ from another one in degree only
	AtOnce  int      // cases side by side; 0 means 2
	Judge   bool     // also judge the evidence of each case again, from a file
	Sampled bool     // the plan is the one of Select: each case is run where it can show
}

// Case is one run against the tenant in one condition.
type Case struct {
	Kind   string // "plain", kindFault, "variant", "pair" of variants, or "two" faults
	Name   string
	Family string   // of a fault: the family that it is listed under
	Rules  []string // of a fault: at least one of these must catch it
	Second []string // of the second of two faults
	// Advisory are those of them that fail no run: what they find counts here all the same.
	Advisory []string
	// Breaks are the strict rules that a variant breaks: they must find it, and no other may.
	Breaks []string
	// Overwritten says that the later of two faults replaces the step of the tenant that the other one changes.
	Overwritten bool
	Outcomes    []conform.Outcome // by check id, without their exchanges
	Requests    int64
	Costs       map[Place]Cost  // of the plain tenant
	Sent        map[string]Cost // there, by resource
	Err         error

	units    []*plan.Unit
	alone    [2]*Case                // each of two faults alone, on the same resource
	answered map[conform.Step]string // with what each step was, where there is one resource alone
}

// Result holds all cases, plain first, in a fixed order.
type Result struct {
	Cases []Case
	rules []conform.Rule
}

const token = "token-of-the-proof"

// Run runs all cases. done is called after each, by one goroutine at a time; it may be nil.
func Run(ctx context.Context, options Options, done func(Case)) Result {
	cases := options.cases(ctx)
	var mutex sync.Mutex
	var group sync.WaitGroup
	slots := make(chan struct{}, cmp.Or(options.AtOnce, 2))
	for i := range cases {
		if slots <- struct{}{}; ctx.Err() != nil {
			break
		}
		group.Go(func() {
			defer func() { <-slots }()
			cases[i].run(ctx, options)
			if cases[i].Kind == kindTwo && cases[i].Problem() != "" {
				cases[i].run(ctx, options) // what happens side by side may hide a fault once
			}
			if cases[i].Kind == kindTwo && cases[i].Problem() != "" {
				cases[i].Overwritten = cases[i].overwritten(ctx, options)
			}
			if done != nil {
				mutex.Lock()
				defer mutex.Unlock()
				done(cases[i])
			}
		})
	}
	group.Wait()
	return Result{Cases: cases, rules: plan.Rules()}
}

// Prepare plans a proof, with strict rules too. The tenants serve, and the plan knows, the planned entities alone: a fault is then one of
// these, and not of the parents that the scenarios work below.
func Prepare(catalog *schemas.Catalog, choose plan.Options) (Options, error) {
	choose.Strict = true
	all, err := plan.New(catalog, choose)
	if err != nil {
		return Options{}, err
	}
	planned, indexes := map[string]bool{}, map[string]map[string]schemas.Entry{}
	for _, unit := range all.Units {
		planned[unit.Resource.ID()] = true
		for _, op := range unit.Resource.Contract.Operations {
			for _, p := range op.Parameters { // of which an action may make objects
				planned[unit.Resource.Contract.Version+"/"+p.Type] = true
			}
		}
	}
	for _, version := range catalog.Versions() {
		indexes[version], _ = catalog.Index(version) // without an index all types are kept
	}
	served := catalog.Restrict(func(version, name string) bool {
		return planned[version+"/"+name] || indexes[version][name].Kind != schemas.Entity
	})
	all, err = plan.New(served, choose)
	return Options{Catalog: served, Plan: all}, err
}

// advisory returns those rules that fail no run.
func advisory(rules []string) (out []string) {
	for _, rule := range plan.Rules() {
		if rule.Level == conform.Advisory && slices.Contains(rules, rule.ID()) {
			out = append(out, rule.ID())
		}
	}
	return out
}

// cases are the conditions that show on the planned types.
func (o Options) cases(ctx context.Context) []Case {
	shapes := o.shapesOf()
	cases := []Case{{Kind: "plain", Name: "plain", units: o.Plan.Units}}
	add := func(each Case, needs tenant.Shape, core bool) {
		each.Advisory = advisory(each.Rules)
		each.units = o.units(len(cases), needs, shapes)
		shows := slices.ContainsFunc(each.units, func(unit *plan.Unit) bool { return shapes[unit][needs] })
		if slices.Contains(o.Only, each.Name) && !shows {
			each.Err = errors.New("nothing that is selected can show it; select a resource that can, or leave --select out")
		}
		if slices.Contains(o.Only, each.Name) || len(o.Only) == 0 && (core || o.All) && shows {
			cases = append(cases, each)
		}
	}
	for _, fault := range tenant.Faults() {
		add(Case{Kind: kindFault, Name: fault.Name, Family: fault.Family(), Rules: fault.Rules}, fault.Needs, fault.Core)
	}
	variants := tenant.Variants()
	for _, variant := range variants {
		add(Case{Kind: "variant", Name: variant.Name, Breaks: variant.Breaks}, variant.Needs, variant.Core)
	}
	pairs := samplePairs(variants, o.Pairs, o.Plan.Seed)
	for i := range pairs {
		pairs[i].units = o.units(i, "", shapes)
	}
	return slices.Concat(cases, pairs, o.sampleTwo(ctx, shapes))
}

// samplePairs draws different pairs of variants that can be combined.
func samplePairs(variants []tenant.Variant, count int, seed uint64) []Case {
	var all []Case
	for i, a := range variants {
		for _, b := range variants[i+1:] {
			if tenant.Compatible(a, b) {
				all = append(all, Case{Kind: "pair", Name: a.Name + "+" + b.Name, Breaks: slices.Concat(a.Breaks, b.Breaks)})
			}
		}
	}
	random := rand.New(rand.NewPCG(seed, 1))
	random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all[:min(count, len(all))]
}

// run starts a tenant in the case's condition and runs the plan against it.
func (c *Case) run(ctx context.Context, options Options) {
	if c.Err != nil && c.Outcomes == nil { // it can show nowhere
		return
	}
	condition := []tenant.Option{tenant.WithCatalog(options.Catalog), tenant.WithToken(token)}
	switch c.Kind {
	case kindFault, kindTwo:
		condition = append(condition, tenant.WithFault(strings.Split(c.Name, "+")...))
	case "variant", "pair":
		condition = append(condition, tenant.WithVariant(strings.Split(c.Name, "+")...))
	}
	sender, stop, err := connect(tenant.New(condition...), c.Kind == kindFault || c.Kind == kindTwo)
	if err != nil {
		c.Err = err
		return
	}
	defer stop()
	part := &plan.Plan{Seed: options.Plan.Seed, Units: c.units}
	c.Outcomes, c.answered, c.Costs = nil, map[conform.Step]string{}, map[Place]Cost{}
	c.Sent = map[string]Cost{}
	recorded := newRecording(options.Judge)
	var mutex sync.Mutex
	exercise.Run(ctx, part, exercise.Target{Sender: sender, RunID: "proof", Workers: 4, Private: true},
		func(unit *plan.Unit, gathered *conform.Evidence) {
			outcomes := judge.Judge(unit.Checks, gathered)
			recorded.add(unit, gathered, outcomes)
			unit.Resource.Release()
			mutex.Lock()
			defer mutex.Unlock()
			c.note(gathered)
			c.count(gathered)
			for _, o := range outcomes {
				c.Outcomes = append(c.Outcomes, withoutEvidence(o))
			}
		})
	c.Err = recorded.differs()
	c.Requests = sender.Sent()
	slices.SortFunc(c.Outcomes, func(a, b conform.Outcome) int { return cmp.Compare(a.Check.ID, b.Check.ID) })
}

// withoutEvidence drops the exchanges: those of all cases together are gigabytes.
func withoutEvidence(o conform.Outcome) conform.Outcome {
	o.Exchanges = nil
	if o.Blocked != nil {
		o.Blocked = &conform.Record{Step: o.Blocked.Step}
	}
	o.Findings = slices.Clone(o.Findings)
	for i := range o.Findings {
		o.Findings[i].Exchange = nil
	}
	return o
}

// connect returns a sender for the tenant: for a fault in process, else over loopback HTTP, since variants differ on the wire too.
func connect(fake http.Handler, local bool) (*wire.Sender, func(), error) {
	if local {
		sender, err := wire.New(wire.Config{Root: "http://tenant.invalid", Token: token, Transport: wire.InProcess(fake)})
		return sender, func() {}, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, fmt.Errorf("embedded tenant: %w", err)
	}
	server := tenant.Server(fake)
	go server.Serve(listener) //nolint:errcheck // ends with the case
	sender, err := wire.New(wire.Config{Root: "http://" + listener.Addr().String(), Token: token})
	if err != nil {
		server.Close()
		return nil, nil, err
	}
	return sender, func() { sender.Close(); server.Close() }, nil
}

// Failed returns the outcomes that fail the run, in order, and those of an advisory rule that must find the case's fault.
func (c *Case) Failed() []conform.Outcome {
	var out []conform.Outcome
	for _, o := range c.Outcomes {
		if o.Verdict == conform.Fail && (o.Check.Level != conform.Advisory || slices.Contains(c.Advisory, o.Check.Rule)) {
			out = append(out, o)
		}
	}
	return out
}

// Roots returns the failed outcomes that do not merely follow another.
func (c *Case) Roots() []conform.Outcome {
	return slices.DeleteFunc(c.Failed(), func(o conform.Outcome) bool { return o.Follows != "" })
}

// Problem says why the case does not come out as it must; empty where it does: a fault is caught by one of the rules that it names,
// everything else ends 0.
func (c *Case) Problem() string {
	failed := slices.DeleteFunc(c.Failed(), c.mayFind)
	inconclusive := slices.IndexFunc(c.Outcomes, func(o conform.Outcome) bool { return o.Verdict == conform.Inconclusive })
	switch {
	case c.Err != nil:
		return c.Err.Error()
	case c.Kind == kindFault && len(failed) == 0:
		return "not caught"
	case c.Kind == kindFault && !slices.ContainsFunc(failed,
		func(o conform.Outcome) bool { return slices.Contains(c.Rules, o.Check.Rule) }):
		return "not caught by " + strings.Join(c.Rules, " or ") + ", only by " + failed[0].Check.ID
	case c.Kind == kindFault && !slices.ContainsFunc(c.Roots(),
		func(o conform.Outcome) bool { return slices.Contains(c.Rules, o.Check.Rule) }):
		return "folded under another finding"
	case c.Kind == kindFault:
		return ""
	case c.Kind == kindTwo:
		return c.twoProblem()
	case len(failed) > 0:
		return "blamed: " + failed[0].Check.ID + findings(failed[0])
	case inconclusive >= 0:
		return "not judged: " + c.Outcomes[inconclusive].Check.ID + ": " + c.Outcomes[inconclusive].Reason
	case c.overlooked():
		return "not caught by " + strings.Join(c.Breaks, " or ")
	case !slices.ContainsFunc(c.Outcomes, func(o conform.Outcome) bool { return o.Verdict == conform.Pass }):
		return "no check passed, so that nothing was shown"
	}
	return ""
}

// overlooked tells whether nothing finds what a variant breaks.
func (c *Case) overlooked() bool {
	return c.Kind == "variant" && len(c.Breaks) > 0 && c.Err == nil && len(c.Failed()) == 0
}

// mayFind tells whether an outcome is what a strict rule finds in a variant that breaks it.
func (c *Case) mayFind(o conform.Outcome) bool {
	return o.Check.Level == conform.Strict && slices.Contains(c.Breaks, o.Check.Rule)
}

// findings returns what a check found first, for people who look for the reason.
func findings(out conform.Outcome) string {
	if len(out.Findings) == 0 {
		return ""
	}
	first := out.Findings[0]
	return fmt.Sprintf(": %s %s: want %s, got %s", first.Step, first.At, first.Want, first.Got)
}

// IdleRules returns the rules that are the root of no fault which names them, and do not name a rule that they double.
func (r Result) IdleRules() []string {
	catches := map[string]bool{}
	for i := range r.Cases {
		c := &r.Cases[i]
		for _, o := range c.Roots() {
			catches[o.Check.Rule] = catches[o.Check.Rule] || c.Kind == kindFault && slices.Contains(c.Rules, o.Check.Rule)
		}
	}
	var idle []string
	for _, rule := range r.rules {
		if !catches[rule.ID()] && rule.RedundantWith == "" && rule.Level != conform.Advisory {
			idle = append(idle, rule.ID())
		}
	}
	return idle
}
