package suites

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"sort"
	"strings"

	"graphconform/fixtures"
	"graphconform/schemas"
)

// Plan is all that a run will check, counted before anything is sent. It is a pure function of catalog, options and seed.
type Plan struct {
	Seed  uint64
	Units []*Unit

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

	uses      []schemas.OperationKind
	scenarios []string
	judge     func(*Evidence, *Judgement)
}

// Options select what is planned.
type Options struct {
	Seed   uint64
	Select []string // globs on check ids, a union; none selects all
	Strict bool     // rules of level Strict too
	Pairs  fs.FS    // documented pairs; nil for the embedded ones
}

// NewPlan plans the checks of every resource of the catalog that has a create operation.
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
	plan := &Plan{Seed: options.Seed}
	for i, contract := range contracts {
		if !patterns.mayMatch(contract.Version + "/" + contract.Name + "/") {
			continue
		}
		unit, err := newUnit(catalog, contract, options)
		if err != nil {
			return nil, err
		}
		if unit != nil && unit.narrow(patterns) {
			unit.Resource.neighbour = neighbour(contracts, i)
			plan.Units = append(plan.Units, unit)
		}
	}
	if unmatched := patterns.unmatched(); len(unmatched) > 0 {
		return nil, fmt.Errorf("--select %s: matches no check; `graphconform list` shows all ids", strings.Join(unmatched, ", "))
	}
	return plan, nil
}

// neighbour returns the name of the next entity type of the catalog that has no base in common with the one at i.
func neighbour(contracts []*schemas.Contract, i int) string {
	for step := 1; step < len(contracts); step++ {
		other := contracts[(i+step)%len(contracts)]
		if other.Kind == schemas.Entity && other.Base == "" && contracts[i].Base == "" && other.Name != contracts[i].Name && len(other.Operations) > 0 {
			return other.Name
		}
	}
	return "noSuchNeighbour"
}

func newUnit(catalog *schemas.Catalog, contract *schemas.Contract, options Options) (*Unit, error) {
	if _, ok := contract.Operation(schemas.Create); !ok {
		return nil, nil
	}
	pairs, err := fixtures.ReadPairs(options.Pairs, contract.Version, contract.Name)
	if err != nil {
		return nil, err
	}
	resource, err := newResource(catalog, contract, pairs, options.Seed)
	if err != nil || resource == nil {
		return nil, err
	}
	b := &builder{Resource: resource, unit: &Unit{Resource: resource}, strict: options.Strict, rules: map[string]Rule{}}
	for _, rule := range Rules() {
		b.rules[rule.ID] = rule
	}
	b.shared()
	for _, f := range families() {
		b.family = f.name
		f.plan(b)
	}
	sort.SliceStable(b.unit.Checks, func(i, j int) bool { return b.unit.Checks[i].ID < b.unit.Checks[j].ID })
	for i := 1; i < len(b.unit.Checks); i++ {
		if b.unit.Checks[i].ID == b.unit.Checks[i-1].ID {
			return nil, fmt.Errorf("two checks are called %s", b.unit.Checks[i].ID)
		}
	}
	return b.unit, nil
}

// narrow drops checks that were not selected and scenarios that nothing selected needs.
func (u *Unit) narrow(patterns *globs) bool {
	var checks []*Check
	needed := map[string]bool{documentedScenario: true}
	for _, check := range u.Checks {
		if patterns.match(check.ID) {
			checks = append(checks, check)
			for _, name := range check.scenarios {
				needed[name] = true
			}
		}
	}
	var scenarios []scenario
	for _, s := range u.scenarios {
		if needed[s.name] {
			scenarios = append(scenarios, s)
		}
	}
	u.Checks, u.scenarios = checks, scenarios
	return len(checks) > 0
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

// builder plans one resource. Families add scenarios and checks to it.
type builder struct {
	*Resource
	unit   *Unit
	family string
	strict bool
	rules  map[string]Rule
}

// at says where a check stands and what it rests on.
type at struct {
	op      schemas.OperationKind
	place   string
	section string                // of the page; empty for Response
	row     string                // of the page's table
	anchor  schemas.OperationKind // whose page promises it; empty for op
	uses    []schemas.OperationKind
	says    string // the promise in the words of this place; empty for the rule's
	from    []string
}

// check plans one check of a rule of the current family.
func (b *builder) check(rule string, where at, judge func(*Evidence, *Judgement)) {
	r, ok := b.rules[b.family+"/"+rule]
	if !ok {
		r = ruleByID(b.family + "/" + rule)
	}
	if r.Level == Strict && !b.strict {
		return
	}
	if where.anchor == "" {
		where.anchor = where.op
	}
	check := &Check{
		ID:   strings.Join([]string{b.ID(), string(where.op), b.family, where.place}, "/"),
		Rule: r.ID, Level: r.Level, Promise: where.says, Operation: where.op, Family: b.family, Place: where.place,
		uses: append(where.uses, where.op), scenarios: where.from, judge: judge,
	}
	if check.Promise == "" {
		check.Promise = r.Promise
	}
	check.Level, check.Source = b.source(r, where)
	b.unit.Checks = append(b.unit.Checks, check)
}

// source names what a check rests on: the page where one documents the operation and the rule is one of pages, else the standard.
func (b *builder) source(rule Rule, where at) (Level, string) {
	op, ok := b.operation(where.anchor)
	if rule.Level == Documented && ok {
		section := where.section
		if section == "" {
			section = "Response"
		}
		return Documented, op.Source.In(section, where.row).String()
	}
	if rule.Level == Documented {
		return Protocol, rule.Standard
	}
	return rule.Level, rule.Standard
}
