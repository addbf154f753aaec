package plan

import (
	"io/fs"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

// Recording plans what a recording can be held against: resource by resource, as it comes to speak of them, since nobody knows before which
// those are. One goroutine at a time uses it.
type Recording struct {
	planner   planner
	contracts []*schemas.Contract
	units     map[int]*Unit
}

// NewRecording returns a plan that is empty. families are those whose checks a recording can be held against; without strict, their rules
// of that level are left out.
func NewRecording(catalog *schemas.Catalog, pairs fs.FS, families []conform.Family, strict bool) (*Recording, error) {
	contracts, err := catalog.Contracts()
	if err != nil {
		return nil, err
	}
	return &Recording{contracts: contracts, units: map[int]*Unit{}, planner: planner{
		catalog: catalog, index: resource.NewIndex(catalog, contracts, pairs), families: families,
		options: Options{Pairs: pairs, Strict: strict},
	}}, nil
}

// Contracts returns all contracts of the catalog, by version, then name.
func (r *Recording) Contracts() []*schemas.Contract { return r.contracts }

// Unit returns the resource of contract number i with its checks; the same one whenever it is asked for.
func (r *Recording) Unit(i int) (*Unit, error) {
	if known := r.units[i]; known != nil {
		return known, nil
	}
	unit, err := r.planner.unit(i, r.contracts[i])
	if err != nil {
		return nil, err
	}
	unit.Scenarios = []scenario.Scenario{} // nothing is sent
	r.units[i] = unit
	return unit, nil
}

// Plan returns the checks that keep reports.
func (r *Recording) Plan(keep func(*conform.Check) bool) *Plan {
	p := &Plan{Once: true}
	for i := range r.contracts {
		if unit := r.units[i]; unit != nil {
			if kept := unit.Only(keep); kept != nil {
				p.Units = append(p.Units, kept)
			}
		}
	}
	return p
}
