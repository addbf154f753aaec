package report

import (
	"fmt"
	"slices"
	"strings"

	"graphconform/suites/conform"
	"graphconform/suites/plan"
)

// Matrix counts checks by resource and family.
type Matrix struct {
	Families []string // in the order of reports
	Rows     []Row    // by resource
}

// Row is one resource of a matrix.
type Row struct {
	Resource string
	All      Tally
	Cells    []Cell // one a family
}

// Cell counts the checks of one resource and family.
type Cell struct {
	Resource, Family string
	Tally
}

// Matrix returns the report's matrix. Families without any check are left out, unless the suite has them.
func (r *Report) Matrix() Matrix {
	families := plan.Families()
	if r.Recording != nil { // which shows what few families are about
		families = slices.DeleteFunc(families, func(family string) bool { return r.Counts.Family[family].Planned == 0 })
	}
	for _, family := range sortedKeys(r.Counts.Family) {
		if !slices.Contains(families, family) {
			families = append(families, family)
		}
	}
	column := map[string]int{}
	for i, family := range families {
		column[family] = i
	}
	m := Matrix{Families: families}
	index := map[string]int{}
	for i := range r.Checks {
		c := &r.Checks[i]
		id, family := c.Resource(), c.Family()
		n, known := index[id]
		if !known {
			n = len(m.Rows)
			index[id] = n
			row := Row{Resource: id, Cells: make([]Cell, len(families))}
			for k := range row.Cells {
				row.Cells[k].Resource, row.Cells[k].Family = id, families[k]
			}
			m.Rows = append(m.Rows, row)
		}
		m.Rows[n].All.count(c.Verdict)
		if k, known := column[family]; known {
			m.Rows[n].Cells[k].count(c.Verdict)
		}
	}
	return m
}

// letters mark verdicts where there is little room. Pass has none.
func letters() []struct {
	verdict conform.Verdict
	letter  string
} {
	return []struct {
		verdict conform.Verdict
		letter  string
	}{{conform.Fail, "F"}, {conform.Unsupported, "U"}, {conform.Inconclusive, "I"}, {conform.Disabled, "D"}}
}

// Text is "passed/planned", with what else there is.
func (c Cell) Text() string {
	if c.Planned == 0 {
		return "-"
	}
	return strings.TrimSpace(fmt.Sprintf("%d/%d %s", c.Pass, c.Planned, c.Rest()))
}

// Rest is how many failed (F), were unsupported (U), inconclusive (I) or disabled (D); empty where all passed.
func (c Cell) Rest() string {
	var marks []string
	for _, mark := range letters() {
		if n := c.Of(mark.verdict); n > 0 {
			marks = append(marks, fmt.Sprintf("%d%s", n, mark.letter))
		}
	}
	return strings.Join(marks, " ")
}

// Worst is the verdict that matters most in the cell; empty where it has no check.
func (c Cell) Worst() conform.Verdict {
	for _, verdict := range []conform.Verdict{conform.Fail, conform.Inconclusive, conform.Unsupported, conform.Disabled, conform.Pass} {
		if c.Of(verdict) > 0 {
			return verdict
		}
	}
	return ""
}
