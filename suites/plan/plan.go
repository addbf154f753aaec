package plan

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
)

// Plan is all that a run will check, counted before anything is sent. It is a pure function of catalog, options and seed.
type Plan struct {
	Seed  uint64
	Run   string // whose tags stand in the texts that are sent; empty for those of the seed alone
	Units []*Unit
	// Once says that the plan is exercised one time alone: what its checks were judged with is let go of then.
	Once bool
	// Share is how much of the reference the claims name; zero where there are none.
	Share Share

	// Effort is how much of what is worth trying is tried; empty for all.
	Effort  resource.Effort
	unclear []string // operations that may be refused, by what the claims say
	digest  string   // of the whole plan, where this is a part
}

// Options select what is planned.
type Options struct {
	Seed    uint64
	Run     string   // names the run that sends the values; empty for values of the seed alone
	Select  []string // globs on check ids, a union; none selects all
	Exclude []string // globs on check ids that are left out of those
	Strict  bool     // rules of level Strict too
	// Observe plans reading alone: what exists is listed and read, nothing is created, changed or deleted.
	Observe bool
	// Claims names the operations that the target says it implements, as in "beta/deviceComplianceDeviceStatus create", and with false
	// those of which nobody knows: where the target refuses one, that is Unsupported. What is not named is not checked. nil claims all.
	Claims map[string]bool
	// NoAuth leaves out what sends requests without credentials or with wrong ones: a tenant may take them for an attack.
	NoAuth bool
	// Effort is how much of what is worth trying is tried; empty for all.
	Effort resource.Effort
	Pairs  fs.FS // documented pairs; nil for the embedded ones

	unguessed bool // of a glob that matches nothing it is not said which one may have been meant
}

func (o Options) resource() resource.Options {
	return resource.Options{Seed: o.Seed, Run: o.Run, Claims: o.Claims, Observe: o.Observe, NoAuth: o.NoAuth, Effort: o.Effort}
}

// New plans the checks of every resource of the catalog that a page documents an operation of.
// A pattern that matches no check is an error.
func New(catalog *schemas.Catalog, options Options) (*Plan, error) {
	if options.Pairs == nil {
		options.Pairs = fixtures.Embedded()
	}
	patterns, err := compileGlobs("--select", options.Select)
	excluded, err2 := compileGlobs("--exclude", options.Exclude)
	if err := cmp.Or(err, err2); err != nil {
		return nil, err
	}
	contracts, err := catalog.Contracts()
	if err != nil {
		return nil, err
	}
	if err := options.unknown(contracts); err != nil {
		return nil, err
	}
	planner := &planner{catalog: catalog, index: resource.NewIndex(catalog, contracts, options.Pairs),
		families: families(), options: options}
	units, err := planner.units(contracts, patterns)
	if err != nil {
		return nil, err
	}
	plan := &Plan{Seed: options.Seed, Run: options.Run, Effort: options.Effort, Share: options.share(contracts), unclear: options.unclear()}
	for _, unit := range units {
		if unit == nil {
			continue
		}
		selected := unit.Only(func(check *conform.Check) bool {
			return unit.claims(check) && patterns.match(check.ID) && !excluded.named(check.ID)
		})
		if selected != nil {
			plan.Units = append(plan.Units, selected)
		}
	}
	if unmatched := patterns.unmatched(); len(unmatched) > 0 {
		return nil, options.matchNothing(catalog, contracts, unmatched)
	}
	if err := options.excludeNothing(catalog, contracts, excluded.unmatched()); err != nil {
		return nil, err
	}
	if len(plan.Units) == 0 {
		return nil, options.none()
	}
	return plan, nil
}

// none says why no check is planned.
func (o Options) none() error {
	if len(o.Exclude) > 0 {
		return errors.New("no check is planned: --exclude leaves out all that are selected")
	}
	return errNone
}

var errNone = errors.New("no check is planned: the catalog holds no resource with an operation, or the claims name none")

// units plans the resources of which checks may be selected, each at the index of its contract.
func (p *planner) units(contracts []*schemas.Contract, patterns *globs) ([]*Unit, error) {
	units, failed := make([]*Unit, len(contracts)), make([]error, len(contracts))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, contract := range contracts {
		if len(contract.Operations) > 0 && p.options.names(contract) && patterns.mayMatch(contract.Version+"/"+contract.Name+"/") {
			group.Go(func() error {
				units[i], failed[i] = p.unit(i, contract)
				return nil
			})
		}
	}
	_ = group.Wait() // errors are kept by contract, so that the same one is told every time
	return units, cmp.Or(failed...)
}

// Checks returns all planned checks in order.
func (p *Plan) Checks() []*conform.Check {
	var all []*conform.Check
	for _, unit := range p.Units {
		all = append(all, unit.Checks...)
	}
	return all
}

// Digest identifies the plan: equal digests mean the same checks over the same values, and the same operations that may be refused. Parts
// have that of the whole.
func (p *Plan) Digest() string {
	if p.digest != "" {
		return p.digest
	}
	hash := sha256.New()
	fmt.Fprintln(hash, p.Seed)
	for _, check := range p.Checks() {
		fmt.Fprintln(hash, check.ID, check.Level)
	}
	if p.Effort != "" && p.Effort != resource.Exhaustive {
		fmt.Fprintln(hash, "effort", p.Effort)
	}
	for _, claim := range p.unclear {
		fmt.Fprintln(hash, claim, "may be refused")
	}
	return hex.EncodeToString(hash.Sum(nil))[:16]
}

// GiveUp delivers every planned check as Inconclusive, for a target that cannot be reached at all.
func (p *Plan) GiveUp(reason string, deliver func(conform.Outcome)) {
	for _, check := range p.Checks() {
		deliver(conform.Outcome{Check: check, Verdict: conform.Inconclusive, Reason: reason})
	}
}

// part is an empty part of the plan.
func (p *Plan) part() *Plan {
	return &Plan{Seed: p.Seed, Run: p.Run, Effort: p.Effort, Once: p.Once, Share: p.Share, digest: p.Digest()}
}

// Only returns the part of the plan that is about the resources which keep reports, by id, with the digest of the whole.
func (p *Plan) Only(keep func(resource string) bool) *Plan {
	part := p.part()
	for _, unit := range p.Units {
		if keep(unit.Resource.ID()) {
			part.Units = append(part.Units, unit)
		}
	}
	return part
}

// Of returns the part of the plan that holds the checks which keep reports, with the digest of the whole.
func (p *Plan) Of(keep func(*conform.Check) bool) *Plan {
	part := p.part()
	for _, unit := range p.Units {
		if kept := unit.Only(keep); kept != nil {
			part.Units = append(part.Units, kept)
		}
	}
	return part
}

// Shard returns part i of n of the plan, i counting from 1, with the digest of the whole. The parts share no check, together hold all,
// and are of about the same size. A part is empty where there are fewer resources than parts.
//
// A part holds whole resources. Scenarios of one resource are judged together: what one of them shows explains what another one
// saw, and some rules look at every answer of the resource. Cutting a resource would change verdicts, or run its scenarios in
// every part.
func (p *Plan) Shard(i, n int) *Plan {
	units := slices.Clone(p.Units)
	weights := map[*Unit]int{}
	for _, unit := range units {
		weights[unit] = unit.Weight()
	}
	slices.SortStableFunc(units, func(a, b *Unit) int { return cmp.Compare(weights[b], weights[a]) })
	load, part := make([]int, n), map[*Unit]int{}
	for _, unit := range units { // the largest first, each to the part that has least
		least := slices.Index(load, slices.Min(load))
		load[least] += weights[unit]
		part[unit] = least + 1
	}
	shard := p.part()
	for _, unit := range p.Units {
		if part[unit] == i {
			shard.Units = append(shard.Units, unit)
		}
	}
	return shard
}
