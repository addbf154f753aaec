package suites

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"graphconform/fixtures"
	"graphconform/schemas"
)

// unit plans the resource of one contract; nil where no page documents anything of it that can be checked.
func (l *layout) unit(i int, options Options) (*Unit, error) {
	contract := l.contracts[i]
	pairs, err := fixtures.ReadPairs(l.pairs, contract.Version, contract.Name)
	if err != nil {
		return nil, err
	}
	resource := newResource(l.catalog, contract, pairs, options)
	resource.neighbour, resource.layout = l.neighbour(i), l
	resource.mixed = l.mixed(contract, resource.route)
	b := &builder{Resource: resource, unit: &Unit{Resource: resource}, strict: options.Strict, noAuth: options.NoAuth}
	b.shared()
	if b.form == existing {
		b.planExisting()
	}
	for _, f := range families() {
		b.family = f.name
		if f.name == "auth" && options.NoAuth {
			continue
		}
		if f.name == "call" && !options.Observe || f.name != "call" && (b.form == collection || b.form == singleton) {
			f.plan(b)
		}
	}
	sort.SliceStable(b.unit.Checks, func(i, j int) bool { return b.unit.Checks[i].ID < b.unit.Checks[j].ID })
	for i := 1; i < len(b.unit.Checks); i++ {
		if b.unit.Checks[i].ID == b.unit.Checks[i-1].ID {
			return nil, fmt.Errorf("two checks are called %s", b.unit.Checks[i].ID)
		}
	}
	return b.unit, nil
}

// Placeholders names the parents on the ways to the resource and to its actions and functions, as the pages' paths do, sorted.
func (u *Unit) Placeholders() []string {
	var names []string
	for _, s := range u.scenarios {
		names = append(names, s.way.Placeholders()...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// forget lets go of all that a judged unit needs no more.
func (u *Unit) forget() {
	u.scenarios = nil
	for _, check := range u.Checks {
		check.uses, check.scenarios, check.judge = nil, nil, nil
	}
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

// builder plans one resource. Families add scenarios and checks to it.
type builder struct {
	*Resource
	unit   *Unit
	family string
	strict bool
	noAuth bool

	rowNames []string // of the scenarios of all sample rows
	named    map[schemas.Source]string
}

// sourceName renders a source, once for all checks that rest on it.
func (b *builder) sourceName(source schemas.Source) string {
	name, known := b.named[source]
	if !known {
		if b.named == nil {
			b.named = map[schemas.Source]string{}
		}
		name = source.String()
		b.named[source] = name
	}
	return name
}

// at says where a check stands and what it rests on.
type at struct {
	op      schemas.OperationKind
	place   string
	section string                // of the page; empty for Response
	row     string                // of the page's table
	anchor  schemas.OperationKind // whose page promises it; empty for op
	uses    []schemas.OperationKind
	says    string             // the promise in the words of this place; empty for the rule's
	call    *schemas.Operation // the action or function that it is about
	several bool               // needs objects beside each other, which a singleton has not
	from    []string
}

// check plans one check of a rule of the current family.
func (b *builder) check(rule string, where at, judge func(*Evidence, *Judgement)) {
	r, ok := b.layout.rules[b.family+"/"+rule]
	if !ok {
		r = ruleByID(b.family + "/" + rule)
	}
	if r.Level == Strict && !b.strict || !b.possible(where) {
		return
	}
	if where.anchor == "" {
		where.anchor = where.op
	}
	does := string(where.op)
	if where.call != nil {
		does = where.call.Name
	}
	check := &Check{
		ID: strings.Join([]string{b.ID(), does, b.family, where.place}, "/"), does: does,
		Rule: r.ID, Level: r.Level, Promise: where.says, Operation: where.op, Family: b.family, Place: where.place,
		uses: append(where.uses, where.op), scenarios: where.from, judge: judge,
	}
	if check.Promise == "" {
		check.Promise = r.Promise
	}
	check.Place = check.ID[len(check.ID)-len(where.place):] // one text for both: there are many
	check.Level, check.Source = b.source(r, where)
	b.unit.Checks = append(b.unit.Checks, check)
}

// possible tells whether the resource has the operations that a check needs, and the property may take part in them.
func (b *builder) possible(where at) bool {
	if where.call != nil {
		return true
	}
	for _, op := range append(where.uses, where.op) {
		if !b.offers(op) {
			return false
		}
	}
	if where.several && b.form != collection {
		return false
	}
	fixed := where.op == schemas.Update && where.row != "" && !b.updatable[where.row] && slices.ContainsFunc(b.sent, func(p schemas.Property) bool { return p.Name == where.row })
	return !fixed
}

// source names what a check rests on: the page where one documents the operation and the rule is one of pages, else the standard.
func (b *builder) source(rule Rule, where at) (Level, string) {
	op, ok := b.operation(where.anchor)
	if where.call != nil {
		op, ok = *where.call, true
	}
	if rule.Level == Documented && ok {
		section := where.section
		if section == "" {
			section = "Response"
		}
		return Documented, b.sourceName(op.Source.In(section, where.row))
	}
	if rule.Level == Documented {
		return Protocol, rule.Standard
	}
	return rule.Level, rule.Standard
}
