package report

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"graphconform/suites/conform"
)

// What a terminal shows is bounded; the report has all.
const (
	shownFailures  = 25
	shownOfRule    = 3 // failures of one rule, where there are more than all that are shown
	shownFollowers = 3
	shownReasons   = 10
	shownLeft      = 20
	shownRows      = 40 // resources of the table: beyond, only those where not all passed
)

// Terminal prints a table resource by family, the departures, and what could not be judged. Headline comes behind it.
func Terminal(out io.Writer, r *Report) {
	r.table(out)
	r.failures(out)
	r.unjudged(out)
	for i, object := range r.Left {
		if i == shownLeft {
			fmt.Fprintf(out, "LEFT BEHIND … and %s; --report DIR lists all\n", count(len(r.Left)-i, "more object"))
			break
		}
		fmt.Fprintf(out, "LEFT BEHIND %s: it could not be removed; delete it by hand\n", conform.Printable(object))
	}
}

// Text writes what a terminal shows of the report.
func Text(out io.Writer, r *Report) error {
	w := bufio.NewWriter(out)
	Terminal(w, r)
	Headline(w, r)
	return w.Flush()
}

// table counts checks by resource and family: passed of planned, with what else there is.
func (r *Report) table(out io.Writer) {
	m := r.Matrix()
	rows, whole := m.Rows, 0
	if len(rows) > shownRows {
		rows = nil
		for _, row := range m.Rows {
			if row.All.Pass == row.All.Planned {
				whole++
			} else if len(rows) < shownRows {
				rows = append(rows, row)
			}
		}
	}
	table := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintf(table, "passed/planned\t%s\n", strings.Join(m.Families, "\t"))
	for _, row := range rows {
		fmt.Fprint(table, row.Resource)
		for _, cell := range row.Cells {
			fmt.Fprintf(table, "\t%s", cell.Text())
		}
		fmt.Fprintln(table)
	}
	table.Flush() //nolint:errcheck // the writer below keeps the first error
	if whole > 0 {
		fmt.Fprintf(out, "%s passed whole\n", count(whole, "more resource"))
	}
	if rest := len(m.Rows) - whole - len(rows); rest > 0 {
		fmt.Fprintf(out, "… and %s where not all passed\n", count(rest, "more resource"))
	}
	fmt.Fprintln(out)
}

// failures prints what failed and is explained by nothing else; where that is much, the first few of each rule.
func (r *Report) failures(out io.Writer) {
	roots, followers := r.Roots()
	of, kept := map[string]int{}, []*Check{}
	for _, c := range roots {
		if of[c.Rule]++; len(kept) < shownFailures && (len(roots) <= shownFailures || of[c.Rule] <= shownOfRule) {
			kept = append(kept, c)
		}
	}
	for _, c := range kept {
		of[c.Rule]--
		fmt.Fprint(out, conform.Render(r.Outcome(c)))
		if also := followers[c.ID]; len(also) > 0 {
			fmt.Fprintf(out, "  %-9s %s\n", "folded", folded(also))
		}
		fmt.Fprintf(out, "  %-9s %s\n\n", "rerun", r.RerunOf(c))
	}
	if len(kept) == len(roots) {
		return
	}
	fmt.Fprintf(out, "… and %s; --report DIR writes all of them\n", count(len(roots)-len(kept), "more failure"))
	for _, rule := range sortedKeys(of) {
		if of[rule] > 0 {
			fmt.Fprintf(out, "  %-9d of %s\n", of[rule], conform.Printable(rule))
		}
	}
	fmt.Fprintln(out)
}

// folded words what follows a failed check: how many, and the first few.
func folded(also []string) string {
	text := count(len(also), "more check") + ": " + strings.Join(also[:min(shownFollowers, len(also))], ", ")
	if len(also) > shownFollowers {
		text += ", …"
	}
	return text
}

// unjudged says once each reason for which checks were not judged.
func (r *Report) unjudged(out io.Writer) {
	for _, verdict := range []conform.Verdict{conform.Inconclusive, conform.Unsupported, conform.Disabled} {
		reasons := r.Reasons(verdict)
		for i, reason := range reasons {
			if i == shownReasons {
				fmt.Fprintf(out, "%s … and %s\n", strings.ToUpper(string(verdict)), count(len(reasons)-i, "more reason"))
				break
			}
			fmt.Fprintf(out, "%s %s: %s\n", strings.ToUpper(string(verdict)), count(reason.Checks, "check"), conform.Printable(reason.Text))
		}
		if len(reasons) > 0 {
			fmt.Fprintln(out)
		}
	}
}

// Headline prints the line that sums the run up.
func Headline(out io.Writer, r *Report) {
	fmt.Fprintf(out, "%s: %s\n", r.Word(), r.Sum())
}

// Word says in a word how the run ended.
func (r *Report) Word() string {
	word := map[int]string{0: "CONFORMS", 1: "DEPARTS", 3: "NOT JUDGED"}[r.ExitCode()]
	if r.empty() {
		word = fmt.Sprintf("EMPTY, part %d of %d", r.Shard.Index, r.Shard.Count)
	}
	if r.Unclean && r.Summary.Inconclusive == 0 && r.ExitCode() == 3 {
		word = "NOT CLEAN"
	}
	if r.Stopped {
		word += " (stopped before its end)"
	}
	return word
}

// Sum counts in one line what the run did.
func (r *Report) Sum() string {
	s := r.Summary
	failed := fmt.Sprintf("%d failed", s.Fail)
	if s.Advisory > 0 {
		failed += fmt.Sprintf(" (%d of them advisory)", s.Advisory)
	}
	return fmt.Sprintf("%s planned: %d passed, %s, %d unsupported, %d inconclusive, %d disabled; %s, %s, %.1f s, seed %d",
		count(s.Planned, "check"), s.Pass, failed, s.Unsupported, s.Inconclusive, s.Disabled, count(int(s.Requests), "request"), count(s.Observations, "observation"), r.Seconds, r.Seed)
}

// count words a number of things: 1 check, 2 checks.
func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}
