package prove

import (
	"fmt"
	"io"
	"strings"

	"graphconform/runner/terminal"
	"graphconform/suites/plan"
)

// Print writes the matrix fault x family, the variants, the score and the rules that earn no place of their own.
// It reports whether everything came out as it must. complete says that all faults were run, so that idle rules can be named.
func (r Result) Print(out io.Writer, complete bool) bool {
	r.faults(out)
	line := func(format string, args ...any) {
		fmt.Fprintln(out, terminal.Fold(fmt.Sprintf(format, args...), terminal.Width(out)))
	}
	caught, faults, quiet, others, wrong := 0, 0, 0, 0, 0
	good := true
	for _, c := range r.Cases {
		problem := c.Problem()
		if c.Kind == kindTwo {
			if problem != "" {
				wrong++
			}
		} else if c.Kind == kindFault {
			faults++
			if problem == "" {
				caught++
			}
		} else {
			others++
			if problem == "" {
				quiet++
			}
		}
		if problem != "" {
			good = false
			line("WRONG %s %s: %s", c.Kind, c.Name, problem)
		}
	}
	if complete {
		for _, rule := range r.IdleRules() {
			good = false
			line("IDLE rule %s is the root of no fault that names it, and names no rule that it is redundant with", rule)
		}
	}
	if pairs, hidden := r.hiding(); pairs > 0 {
		for _, pair := range hidden {
			line("HIDDEN %s", pair)
		}
		if len(hidden)*mostHidden > pairs {
			good = false
			line("WRONG %d of %d pairs of faults hide one another; at most one in %d may", len(hidden), pairs, mostHidden)
		}
		line("%d of %d pairs of faults have roots of their own; %d hide one another",
			pairs-wrong-len(hidden), pairs, len(hidden))
	}
	line("%d of %d faults caught by a check of their family; %d of %d conformant tenants (plain, variants, pairs) left in peace", caught,
		faults, quiet, others)
	return good
}

// faults prints one row a fault: how many checks of each family failed, and the first that did. On a terminal only the families are named
// of which any failed.
func (r Result) faults(out io.Writer) {
	families := plan.Families()
	rows := [][]string{append(append([]string{"fault", "family"}, families...), "roots", "caught first by")}
	short := [][]string{{"fault", "family", "roots", "failed checks by family", "caught first by"}}
	for _, c := range r.Cases {
		if c.Kind != kindFault {
			continue
		}
		counts := map[string]int{}
		for _, o := range c.Failed() {
			counts[o.Check.Family]++
		}
		row, failed := []string{c.Name, c.Family}, []string{}
		for _, family := range families {
			cell := "."
			if counts[family] > 0 {
				cell = fmt.Sprint(counts[family])
				failed = append(failed, family+" "+cell)
			}
			row = append(row, cell)
		}
		first, roots := "-", c.Roots()
		if len(roots) > 0 {
			first = roots[0].Check.ID
		}
		rows = append(rows, append(row, fmt.Sprint(len(roots)), first))
		short = append(short, []string{c.Name, c.Family, fmt.Sprint(len(roots)), strings.Join(failed, ", "), first})
	}
	if terminal.Width(out) > 0 {
		rows = short
	}
	terminal.Table(out, rows) //nolint:errcheck // a terminal that is gone cannot be told
	fmt.Fprintln(out)
}
