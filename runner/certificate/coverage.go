package certificate

import (
	"fmt"
	"strings"

	"graphconform/runner/catalog"
	"graphconform/suites/conform"
	"graphconform/suites/plan"
)

// Coverage is how much of the reference a certificate covers. An operation is covered where every check of it is planned that the profile
// has; actions and functions are not counted.
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

// cover counts what a plan covers that was made of the catalog with these options, by the rules that keep reports.
func cover(from catalog.Catalog, p *plan.Plan, options plan.Options, keep func(*conform.Check) bool) (Coverage, error) {
	contracts, err := from.Contracts.Contracts()
	if err != nil {
		return Coverage{}, err
	}
	whole := p
	if len(options.Select) > 0 {
		options.Select = nil
		for _, unit := range p.Units {
			options.Select = append(options.Select, unit.Resource.ID()+"/**")
		}
		if whole, err = from.Plan(options); err != nil {
			return Coverage{}, err
		}
	}
	planned, all := byOperation(p, keep), byOperation(whole, keep)
	c := Coverage{Checks: len(p.Checks())}
	for _, contract := range contracts {
		for _, op := range contract.Operations {
			if !plan.Counted(op) {
				continue
			}
			c.Of++
			at := contract.Version + "/" + contract.Name + "/" + string(op.Kind)
			if planned[at] > 0 && planned[at] == all[at] {
				c.Operations++
			}
		}
	}
	c.Partial = c.Operations < c.Of
	return c, nil
}

// byOperation counts checks by resource and operation.
func byOperation(p *plan.Plan, keep func(*conform.Check) bool) map[string]int {
	counts := map[string]int{}
	for _, check := range p.Checks() {
		if !keep(check) {
			continue
		}
		parts := strings.SplitN(check.ID, "/", 4)
		counts[strings.Join(parts[:3], "/")]++
	}
	return counts
}
