package suites

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"runtime"
	"strings"

	"golang.org/x/sync/errgroup"

	"graphconform/fixtures"
	"graphconform/schemas"
)

// Plan is all that a run will check, counted before anything is sent. It is a pure function of catalog, options and seed.
type Plan struct {
	Seed  uint64
	Units []*Unit
	// Once says that the plan is exercised one time alone: what its checks were judged with is let go of then.
	Once bool

	digest string // of the whole plan, where this is a part
}

// Unit is one resource with its checks and the scenarios that they rest on.
type Unit struct {
	Resource  *Resource
	Checks    []*Check
	scenarios []scenario
}

// Check is one rule at one place: a property, an enum member, or an operation.
type Check struct {
	ID        string // "<version>/<type>/<operation>/<family>/<place>"
	Rule      string // rule id
	Level     Level
	Source    string // page, section and row; else the standard with its section
	Promise   string // what holds
	Operation schemas.OperationKind
	Family    string
	Place     string

	does      string // its operation: the kind, or the name of an action or function
	uses      []schemas.OperationKind
	scenarios []string
	judge     func(*Evidence, *Judgement)
}

// Does names the operation as the id does: its kind, or the name of an action or function.
func (c *Check) Does() string { return c.does }

// Options select what is planned.
type Options struct {
	Seed   uint64
	Select []string // globs on check ids, a union; none selects all
	Strict bool     // rules of level Strict too
	// Observe plans reading alone: what exists is listed and read, nothing is created, changed or deleted.
	Observe bool
	// Claims names the operations that the target says it implements, as in "beta/deviceComplianceDeviceStatus create"; nil claims all.
	// Where the target refuses another one, that is Unsupported.
	Claims map[string]bool
	// NoAuth leaves out what sends requests without credentials or with wrong ones: a tenant may take them for an attack.
	NoAuth bool
	Pairs  fs.FS // documented pairs; nil for the embedded ones
}

// NewPlan plans the checks of every resource of the catalog that a page documents an operation of.
// A pattern that matches no check is an error.
func NewPlan(catalog *schemas.Catalog, options Options) (*Plan, error) {
	if options.Pairs == nil {
		options.Pairs = fixtures.Embedded()
	}
	patterns, err := compileGlobs(options.Select)
	if err != nil {
		return nil, err
	}
	contracts, err := catalog.Contracts()
	if err != nil {
		return nil, err
	}
	layout := newLayout(catalog, contracts, options.Pairs)
	units, failed := make([]*Unit, len(contracts)), make([]error, len(contracts))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, contract := range contracts {
		if len(contract.Operations) > 0 && patterns.mayMatch(contract.Version+"/"+contract.Name+"/") {
			group.Go(func() error {
				units[i], failed[i] = layout.unit(i, options)
				return nil
			})
		}
	}
	_ = group.Wait() // errors are kept by contract, so that the same one is told every time
	if err := cmp.Or(failed...); err != nil {
		return nil, err
	}
	plan := &Plan{Seed: options.Seed}
	filled := map[string]bool{}
	for _, unit := range units {
		if unit != nil && unit.narrow(patterns) {
			plan.Units = append(plan.Units, unit)
			at := unit.Resource.Contract.Version + unit.Resource.template()
			unit.Resource.follows, filled[at] = filled[at], true
		}
	}
	if unmatched := patterns.unmatched(); len(unmatched) > 0 {
		return nil, fmt.Errorf("--select %s: matches no check; `graphconform list` shows all ids", strings.Join(unmatched, ", "))
	}
	return plan, nil
}

// Checks returns all planned checks in order.
func (p *Plan) Checks() []*Check {
	var all []*Check
	for _, unit := range p.Units {
		all = append(all, unit.Checks...)
	}
	return all
}

// Digest identifies the plan: equal digests mean the same checks over the same values. Parts have that of the whole.
func (p *Plan) Digest() string {
	if p.digest != "" {
		return p.digest
	}
	hash := sha256.New()
	fmt.Fprintln(hash, p.Seed)
	for _, check := range p.Checks() {
		fmt.Fprintln(hash, check.ID, check.Level)
	}
	return hex.EncodeToString(hash.Sum(nil))[:16]
}
