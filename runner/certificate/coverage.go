package certificate

import (
	"fmt"
	"strings"

	"graphconform/runner/catalog"
	"graphconform/runner/report"
	"graphconform/suites/conform"
	"graphconform/suites/plan"
)

// Coverage is how much of the reference a certificate covers. An operation is covered where every check of it is planned that the profile
// has, and one of them passed in each run; actions and functions are not counted.
type Coverage struct {
	Operations int  `json:"operations"` // covered
	Of         int  `json:"of"`         // documented
	Checks     int  `json:"checks"`     // planned
	Partial    bool `json:"partial"`    // not all documented operations are covered
}

// Share is which part of the documented operations is covered, from 0 to 1.
func (c Coverage) Share() float64 {
	if c.Of == 0 {
		return 0
	}
	return float64(c.Operations) / float64(c.Of)
}

// String words it.
func (c Coverage) String() string {
	partial := ""
	if c.Partial {
		partial = ", a partial certificate"
	}
	return fmt.Sprintf("%d of %d documented operations (%.1f %%)%s", c.Operations, c.Of, 100*c.Share(), partial)
}

// extent is what a run's plan covers.
type extent struct {
	documented int             // operations
	covered    map[string]bool // operations, "version/type/operation": every check is planned
	checks     int             // planned
}

// extentOf returns what a plan covers that was made of the catalog with these options, by the rules that keep reports.
func extentOf(from catalog.Catalog, p *plan.Plan, options plan.Options, keep func(*conform.Check) bool) (extent, error) {
	e := extent{covered: map[string]bool{}, checks: len(p.Checks())}
	contracts, err := from.Contracts.Contracts()
	if err != nil {
		return e, err
	}
	whole := p
	if len(options.Select) > 0 {
		options.Select, options.Exclude = nil, nil
		for _, unit := range p.Units {
			options.Select = append(options.Select, unit.Resource.ID()+"/**")
		}
		if whole, err = from.Plan(options); err != nil {
			return e, err
		}
	}
	planned, all := byOperation(p, keep), byOperation(whole, keep)
	for _, contract := range contracts {
		for _, op := range contract.Operations {
			if !plan.Counted(op) {
				continue
			}
			e.documented++
			at := contract.Version + "/" + contract.Name + "/" + string(op.Kind)
			if planned[at] > 0 && planned[at] == all[at] {
				e.covered[at] = true
			}
		}
	}
	return e, nil
}

// byOperation counts checks by resource and operation.
func byOperation(p *plan.Plan, keep func(*conform.Check) bool) map[string]int {
	counts := map[string]int{}
	for _, check := range p.Checks() {
		if keep(check) {
			counts[operationOf(check.ID)]++
		}
	}
	return counts
}

// operationOf returns the first three parts of a check's id.
func operationOf(id string) string { return strings.Join(strings.SplitN(id, "/", 4)[:3], "/") }

// cover adds a run to what is covered: an operation of which nothing passed in it is not.
func (d *draft) cover(e extent, r *report.Report) {
	passed := map[string]bool{}
	for i := range r.Checks {
		if c := &r.Checks[i]; c.Verdict == conform.Pass {
			passed[operationOf(c.ID)] = true
		}
	}
	for at := range e.covered {
		if !passed[at] || len(d.Runs) > 0 && !d.covered[at] {
			delete(e.covered, at)
		}
	}
	d.covered = e.covered
	d.Coverage = Coverage{Operations: len(e.covered), Of: e.documented, Checks: e.checks, Partial: len(e.covered) < e.documented}
}
