package derive

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"graphconform/schemas"
)

// Restrictions counts what pages let a property be, over all types: a property counts for each that is stated of it.
type Restrictions map[string]int

// CountRestrictions counts the restrictions of all contracts.
func CountRestrictions(contracts []*schemas.Contract) Restrictions {
	counts := Restrictions{}
	for _, c := range contracts {
		for _, p := range c.Properties {
			counts.add("limit: range", p.Minimum != nil || p.Maximum != nil)
			counts.add("limit: length", p.MaxLength > 0)
			counts.add("limit: elements", p.MaxItems > 0)
			counts.add("read-only: "+string(p.ReadOnly), p.ReadOnly != schemas.Writable)
			for _, condition := range p.Conditions {
				counts.add("condition: "+string(condition.Kind), true)
			}
			counts.add("conditional in all", p.Conditional())
		}
		for _, op := range c.Operations {
			counts.add("condition of an operation: "+string(schemas.State), op.Condition != nil)
		}
	}
	return counts
}

func (counts Restrictions) add(what string, holds bool) {
	if holds {
		counts[what]++
	}
}

// String renders the counts as a table, by name.
func (counts Restrictions) String() string {
	var out strings.Builder
	fmt.Fprintf(&out, "%-32s %10s\n", "restriction", "properties")
	for _, what := range slices.Sorted(maps.Keys(counts)) {
		fmt.Fprintf(&out, "%-32s %10d\n", what, counts[what])
	}
	return out.String()
}
