package prove

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"graphconform/fixtures/tenant"
	"graphconform/suites/conform"
	"graphconform/suites/plan"
)

// Kinds of case.
const (
	kindFault = "fault"
	kindTwo   = "two" // faults at once
)

// sampleTwo draws pairs of faults of different rules, each on a resource where both show when they are alone.
func (o Options) sampleTwo(ctx context.Context, shapes map[*plan.Unit]map[tenant.Shape]bool) []Case {
	var all [][2]tenant.Fault
	faults := tenant.Faults()
	for i, a := range faults {
		for _, b := range faults[i+1:] {
			if !slices.ContainsFunc(a.Rules, func(rule string) bool { return slices.Contains(b.Rules, rule) }) {
				all = append(all, [2]tenant.Fault{a, b})
			}
		}
	}
	random := rand.New(rand.NewPCG(o.Plan.Seed, 2))
	random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	alone := alone{ctx: ctx, options: o, cases: map[string]*Case{}}
	var kept []Case
	for n, pair := range all {
		if len(kept) == o.Two || ctx.Err() != nil {
			break
		}
		if unit := alone.where(pair, o.candidates(n, pair, shapes)); unit != nil {
			kept = append(kept, Case{
				Kind: kindTwo, Name: pair[0].Name + "+" + pair[1].Name, Rules: pair[0].Rules, Second: pair[1].Rules,
				units:    []*plan.Unit{unit},
				Advisory: advisory(slices.Concat(pair[0].Rules, pair[1].Rules)),
				alone:    [2]*Case{alone.of(pair[0], unit), alone.of(pair[1], unit)},
			})
		}
	}
	return kept
}

// fewest is how many properties a resource must have that updates can change: on one of a single property every fault hides every other.
const fewest = 3

// mostCandidates is on how many resources a pair is run before another one is drawn.
const mostCandidates = 2

// candidates returns resources that have the shapes of both faults: one of the seeds after the other where those have them, else the
// smallest.
func (o Options) candidates(n int, pair [2]tenant.Fault, shapes map[*plan.Unit]map[tenant.Shape]bool) []*plan.Unit {
	var base, others []*plan.Unit
	for _, unit := range o.Plan.Units {
		switch {
		case !shapes[unit][pair[0].Needs] || !shapes[unit][pair[1].Needs] || rank(unit, "") != 0 || len(unit.Resource.Changed) < fewest:
		case slices.Contains(seeds[:], unit.Resource.ID()):
			base = append(base, unit)
		default:
			others = append(others, unit)
		}
	}
	slices.SortStableFunc(others, func(a, b *plan.Unit) int { return len(a.Checks) - len(b.Checks) })
	if len(base) > 0 {
		base = slices.Concat(base[n%len(base):], base[:n%len(base)])
	}
	all := append(base, others...)
	return all[:min(mostCandidates, len(all))]
}

// alone remembers what came of faults that were alone, by fault and resource.
type alone struct {
	ctx     context.Context
	options Options
	cases   map[string]*Case
}

// where returns the first of the resources on which both faults are caught alone; nil where there is none.
func (a alone) where(pair [2]tenant.Fault, units []*plan.Unit) *plan.Unit {
	for _, unit := range units {
		if a.of(pair[0], unit).Problem() == "" && a.of(pair[1], unit).Problem() == "" {
			return unit
		}
	}
	return nil
}

func (a alone) of(fault tenant.Fault, unit *plan.Unit) *Case {
	key := fault.Name + " " + unit.Resource.ID()
	c := a.cases[key]
	if c == nil {
		c = &Case{Kind: kindFault, Name: fault.Name, Rules: fault.Rules, Advisory: advisory(fault.Rules), units: []*plan.Unit{unit}}
		c.run(a.ctx, a.options)
		a.cases[key] = c
	}
	return c
}

// pairVerdict is what came of two faults at once.
type pairVerdict struct {
	missed []string // names of those without a root of their own
	folded []string // of these, with the check and the root that it was folded under
	hidden []string // of those that the other one makes unobservable, with the step that it broke
}

// pair weighs a case of two faults: each must have a root of its own, unless its check could not be judged for a step that the other broke.
func (c *Case) pair() (v pairVerdict) {
	for i, rules := range [][]string{c.Rules, c.Second} {
		name, mine := strings.Split(c.Name, "+")[i], func(o conform.Outcome) bool { return slices.Contains(rules, o.Check.Rule) }
		if slices.ContainsFunc(c.Roots(), mine) {
			continue
		}
		failed := c.Failed()
		why := c.answeredOtherwise(i, mine)
		if at := slices.IndexFunc(failed, mine); at >= 0 && why == "" {
			v.folded = append(v.folded, fmt.Sprintf("%s: %s under %s", name, failed[at].Check.ID, failed[at].Follows))
			continue
		}
		by := slices.IndexFunc(c.Outcomes, func(o conform.Outcome) bool {
			return mine(o) && o.Verdict == conform.Inconclusive && c.isRoot(o.Follows)
		})
		switch {
		case by < 0 && why != "":
			v.hidden = append(v.hidden, name+": "+why)
			continue
		case by < 0:
			v.missed = append(v.missed, name)
			continue
		}
		v.hidden = append(v.hidden, fmt.Sprintf("%s behind %s: %s", name, cmp.Or(c.Outcomes[by].Follows, "a step"), c.Outcomes[by].Reason))
	}
	return v
}

// answeredOtherwise names a step that was answered otherwise than when the fault was alone, so that it could not show; empty where none
// was. It is one that shows the fault, or another one that the check rests on.
func (c *Case) answeredOtherwise(i int, mine func(conform.Outcome) bool) string {
	alone := c.alone[i]
	if alone == nil {
		return ""
	}
	for _, o := range alone.Roots() {
		if !mine(o) {
			continue
		}
		var steps []conform.Step
		for _, finding := range o.Findings {
			steps = append(steps, finding.Step)
		}
		for step := range alone.answered {
			if slices.Contains(o.Check.Scenarios, step.Scenario) {
				steps = append(steps, step)
			}
		}
		slices.SortStableFunc(steps[len(o.Findings):], func(a, b conform.Step) int {
			return cmp.Or(cmp.Compare(a.Scenario.String(), b.Scenario.String()), conform.CompareSteps(a, b))
		})
		for _, step := range steps {
			if then := alone.answered[step]; then != c.answered[step] {
				return fmt.Sprintf("alone, %s rests on step %s of %s being answered with %s", o.Check.ID, step, step.Scenario, then)
			}
		}
	}
	return ""
}

// note notes with what each step was answered.
func (c *Case) note(e *conform.Evidence) {
	if len(c.units) > 1 {
		return // nobody asks
	}
	for _, r := range e.All() {
		c.answered[r.Step] = answer(r)
	}
}

// answer renders what a step was answered with: its status, and in what form, as another form shows nothing of what the body says.
func answer(r *conform.Record) string {
	if r.Response() == nil {
		return "nothing"
	}
	media, _, _ := r.MediaType()
	return strings.TrimSpace(fmt.Sprintf("%d %s", r.Status(), media))
}

// overwritten reports whether one of two faults replaces the step of the tenant that the other one changes: then the later one alone shows,
// whichever that is.
func (c *Case) overwritten(ctx context.Context, options Options) bool {
	a, b, _ := strings.Cut(c.Name, "+")
	other := Case{Kind: kindTwo, Name: b + "+" + a, Rules: c.Second, Second: c.Rules, units: c.units,
		alone: [2]*Case{c.alone[1], c.alone[0]}}
	other.run(ctx, options)
	first, second := c.pair(), other.pair()
	if c.like(c.alone[0]) || c.like(c.alone[1]) {
		return true
	}
	return len(first.missed) == 1 && len(second.missed) < 2 && !slices.Equal(first.missed, second.missed)
}

// like reports whether every check has the verdict that it had with one of the faults alone: the other one changes nothing that is looked
// at.
func (c *Case) like(alone *Case) bool {
	if alone == nil {
		return false
	}
	then := map[string]conform.Verdict{}
	for _, o := range alone.Outcomes {
		then[o.Check.ID] = o.Verdict
	}
	return len(c.Outcomes) > 0 && !slices.ContainsFunc(c.Outcomes, func(o conform.Outcome) bool { return then[o.Check.ID] != o.Verdict })
}

// isRoot reports whether a check is a root, by id.
func (c *Case) isRoot(id string) bool {
	return slices.ContainsFunc(c.Roots(), func(o conform.Outcome) bool { return o.Check.ID == id })
}

// mostHidden is the share of pairs in which one fault may make the other unobservable: one in so many.
const mostHidden = 10

// hiding returns how many pairs of faults there are, and in which of them one makes the other unobservable.
func (r Result) hiding() (pairs int, hidden []string) {
	for i := range r.Cases {
		c := &r.Cases[i]
		if c.Kind != kindTwo {
			continue
		}
		pairs++
		if c.Overwritten {
			hidden = append(hidden, c.Name+": both decide on one step of the tenant, and the later one alone shows")
		} else if why := c.pair().hidden; c.Problem() == "" && len(why) > 0 {
			hidden = append(hidden, c.Name+": "+strings.Join(why, "; "))
		}
	}
	return pairs, hidden
}

// twoProblem says why a case of two faults does not come out as it must.
func (c *Case) twoProblem() string {
	switch v := c.pair(); {
	case len(v.folded) > 0:
		return "on " + c.units[0].Resource.ID() + " folded: " + strings.Join(v.folded, "; ")
	case len(v.missed) > 0 && !c.Overwritten:
		return "on " + c.units[0].Resource.ID() + " not caught: " + strings.Join(v.missed, ", ")
	}
	return ""
}
