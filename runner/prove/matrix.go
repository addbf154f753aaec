package prove

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"graphconform/suites/plan"
)

// Print writes the matrix fault x family, the variants, the score and the rules that earn no place of their own.
// It reports whether everything came out as it must. complete says that all faults were run, so that idle rules can be named.
func (r Result) Print(out io.Writer, complete bool) bool {
	r.faults(out)
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
			fmt.Fprintf(out, "WRONG %s %s: %s\n", c.Kind, c.Name, problem)
		}
	}
	if complete {
		for _, rule := range r.IdleRules() {
			good = false
			fmt.Fprintf(out, "IDLE rule %s is the root of no fault that names it, and names no rule that it is redundant with\n", rule)
		}
	}
	if pairs, hidden := r.hiding(); pairs > 0 {
		for _, line := range hidden {
			fmt.Fprintln(out, "HIDDEN", line)
		}
		if len(hidden)*mostHidden > pairs {
			good = false
			fmt.Fprintf(out, "WRONG %d of %d pairs of faults hide one another; at most one in %d may\n", len(hidden), pairs, mostHidden)
		}
		fmt.Fprintf(out, "%d of %d pairs of faults have roots of their own; %d hide one another\n",
			pairs-wrong-len(hidden), pairs, len(hidden))
	}
	fmt.Fprintf(out,
		"%d of %d faults caught by a check of their family; %d of %d conformant tenants (plain, variants, pairs) left in peace\n", caught,
		faults, quiet, others)
	return good
}

// faults prints one row a fault: how many checks of each family failed, and the first that did.
func (r Result) faults(out io.Writer) {
	families := plan.Families()
	table := tabwriter.NewWriter(out, 0, 4, 1, ' ', 0)
	fmt.Fprintf(table, "fault\tfamily\t%s\troots\tcaught first by\n", strings.Join(families, "\t"))
	for _, c := range r.Cases {
		if c.Kind != kindFault {
			continue
		}
		counts := map[string]int{}
		for _, o := range c.Failed() {
			counts[o.Check.Family]++
		}
		fmt.Fprintf(table, "%s\t%s", c.Name, c.Family)
		for _, family := range families {
			cell := "."
			if counts[family] > 0 {
				cell = fmt.Sprint(counts[family])
			}
			fmt.Fprintf(table, "\t%s", cell)
		}
		first, roots := "-", c.Roots()
		if len(roots) > 0 {
			first = roots[0].Check.ID
		}
		fmt.Fprintf(table, "\t%d\t%s\n", len(roots), first)
	}
	table.Flush() //nolint:errcheck // a terminal that is gone cannot be told
	fmt.Fprintln(out)
}
