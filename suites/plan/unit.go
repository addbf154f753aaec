package plan

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

// Unit is one resource with its checks and the scenarios that they rest on.
type Unit struct {
	Resource  *resource.Resource
	Checks    []*conform.Check
	Scenarios []scenario.Scenario
}

// planner plans the resources of one catalog.
type planner struct {
	catalog  *schemas.Catalog
	index    *resource.Index
	families []conform.Family
	options  Options
}

// unit plans the resource of contract number i.
func (p *planner) unit(i int, contract *schemas.Contract) (*Unit, error) {
	pairs, err := fixtures.ReadPairs(p.options.Pairs, contract.Version, contract.Name)
	if err != nil {
		return nil, err
	}
	of := resource.New(p.index, i, pairs, p.options.resource())
	u := &Unit{Resource: of, Scenarios: scenario.All(of)}
	b := builder{unit: u, sources: map[schemas.Source]string{}, pages: map[schemas.Source]string{}}
	for _, f := range p.families {
		if f.Applies == nil && !of.Writable() || f.Applies != nil && !f.Applies(of) {
			continue
		}
		for _, rule := range f.All() {
			if rule.Level != conform.Strict || p.options.Strict {
				b.add(rule)
			}
		}
	}
	sort.SliceStable(u.Checks, func(i, j int) bool { return u.Checks[i].ID < u.Checks[j].ID })
	for i := 1; i < len(u.Checks); i++ {
		if u.Checks[i].ID == u.Checks[i-1].ID {
			return nil, fmt.Errorf("two checks are called %s", u.Checks[i].ID)
		}
	}
	return u, nil
}

// builder makes checks of rules.
type builder struct {
	unit    *Unit
	sources map[schemas.Source]string // rendered once for all checks that rest on them
	pages   map[schemas.Source]string // that people find of them

	// Checks of one resource share what they hold alike: there are many.
	scenarios [][]conform.ScenarioKey
	uses      [][]schemas.OperationKind
}

// shared returns the slice among those seen that equals one, and else keeps it as seen.
func shared[T comparable](seen *[][]T, one []T) []T {
	if at := slices.IndexFunc(*seen, func(other []T) bool { return slices.Equal(one, other) }); at >= 0 {
		return (*seen)[at]
	}
	*seen = append(*seen, one)
	return one
}

// add plans one check for each place where a rule applies.
func (b *builder) add(rule conform.Rule) {
	id := rule.ID()
	for _, place := range rule.Places(b.unit.Resource) {
		if !possible(b.unit.Resource, place) || !b.runs(place.Scenarios) {
			continue
		}
		if place.Anchor == "" {
			place.Anchor = place.Operation
		}
		does := string(place.Operation)
		if place.Call != nil {
			does = place.Call.Name
		}
		check := &conform.Check{
			ID: strings.Join([]string{b.unit.Resource.ID(), does, rule.Family, place.Name}, "/"), Does: does, Rule: id, Rank: rule.Rank,
			Promise: place.Promise, Operation: place.Operation, Family: rule.Family, Property: place.Row,
			Uses:      shared(&b.uses, append(slices.Clone(place.Uses), place.Operation)),
			Scenarios: shared(&b.scenarios, place.Scenarios), Judge: place.Judge,
		}
		if check.Promise == "" {
			check.Promise = rule.Promise
		}
		check.Place = check.ID[len(check.ID)-len(place.Name):] // one text for both: there are many
		check.Level, check.Source, check.Line = b.source(rule, place)
		check.Page = b.page(place)
		b.unit.Checks = append(b.unit.Checks, check)
	}
}

// runs reports whether the effort leaves none of the scenarios out that a check rests on.
func (b *builder) runs(scenarios []conform.ScenarioKey) bool {
	if b.unit.Resource.Effort != resource.Quick {
		return true
	}
	for _, key := range scenarios {
		if !slices.ContainsFunc(b.unit.Scenarios, func(s scenario.Scenario) bool { return s.Key == key }) {
			return false
		}
	}
	return true
}

// possible reports whether the resource has the operations that a check needs, and the property may take part in them.
func possible(of *resource.Resource, place conform.Place) bool {
	if place.Call != nil {
		return true
	}
	for _, op := range place.Uses {
		if !of.Offers(op) {
			return false
		}
	}
	if !of.Offers(place.Operation) || place.Several && of.Kind != resource.Collection {
		return false
	}
	fixed := !place.Fixed && place.Operation == schemas.Update && place.Row != "" && !of.Updatable[place.Row] &&
		of.Sends(place.Row)
	return !fixed
}

// source names what a check rests on: the page where one documents the operation and the rule is one of pages, else the standard.
func (b *builder) source(rule conform.Rule, place conform.Place) (conform.Level, string, conform.Line) {
	op, ok := b.operation(place)
	line := conform.Line{File: op.Source.File, Number: 1}
	if p, known := b.unit.Resource.Contract.Property(place.Row); known && p.Source.File == op.Source.File && p.Source.Line > 0 {
		line.Number = p.Source.Line
	}
	switch {
	case rule.Level == conform.Documented && ok:
		section := place.Section
		if section == "" {
			section = "Response"
		}
		return conform.Documented, b.sourceName(op.Source.In(section, place.Row)), line
	case rule.Level == conform.Documented:
		return conform.Protocol, rule.Standard, line
	}
	return rule.Level, rule.Standard, line
}

// operation returns the documented operation that a place is about; false where no page documents one.
func (b *builder) operation(place conform.Place) (schemas.Operation, bool) {
	if place.Call != nil {
		return *place.Call, true
	}
	return b.unit.Resource.Operation(place.Anchor)
}

// page names the page of the operation that a place is about.
func (b *builder) page(place conform.Place) string {
	op, documented := b.operation(place)
	if !documented {
		return ""
	}
	name, known := b.pages[op.Source]
	if !known {
		name = b.unit.Resource.Contract.PageOf(op.Source)
		b.pages[op.Source] = name
	}
	return name
}

func (b *builder) sourceName(source schemas.Source) string {
	name, known := b.sources[source]
	if !known {
		name = source.String()
		b.sources[source] = name
	}
	return name
}

// Weight is about how many requests the unit sends.
func (u *Unit) Weight() (requests int) {
	for _, s := range u.Scenarios {
		requests += scenario.Weight(u.Resource, s)
	}
	return requests
}

// Placeholders names the parents on the routes to the resource and to its actions and functions, as the pages' paths do, sorted.
func (u *Unit) Placeholders() []string {
	var names []string
	for _, s := range u.Scenarios {
		names = append(names, s.Route.Placeholders()...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Forget lets go of all that a judged unit needs no more.
func (u *Unit) Forget() {
	u.Scenarios = nil
	u.Resource.Release()
	for _, check := range u.Checks {
		check.Uses, check.Scenarios, check.Judge = nil, nil, nil
	}
}

// Only returns the unit with the checks that keep reports, and with the scenarios that they rest on; nil where no check is left.
func (u *Unit) Only(keep func(*conform.Check) bool) *Unit {
	part := &Unit{Resource: u.Resource}
	needed := map[conform.ScenarioKey]bool{scenario.Documented.Key(): true} // it tells which operations answer at all
	for _, check := range u.Checks {
		if keep(check) {
			part.Checks = append(part.Checks, check)
			for _, key := range check.Scenarios {
				needed[key] = true
			}
		}
	}
	if len(part.Checks) == 0 {
		return nil
	}
	for _, s := range u.Scenarios {
		if needed[s.Key] {
			part.Scenarios = append(part.Scenarios, s)
		}
	}
	return part
}
