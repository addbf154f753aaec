package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"graphconform/suites"
)

// Terminal prints a table resource by family, the departures, what could not be judged, and one headline.
// rerun is the start of a command that checks the same target again.
func Terminal(out io.Writer, r *Report, rerun string) {
	r.table(out)
	r.failures(out, rerun)
	r.unjudged(out)
	for _, object := range r.Left {
		fmt.Fprintf(out, "LEFT BEHIND %s: it could not be removed; delete it by hand\n", object)
	}
	r.headline(out)
}

// table counts checks by resource and family: passed of planned, with what else there is.
func (r *Report) table(out io.Writer) {
	type cell map[suites.Verdict]int
	rows := map[string]map[string]cell{}
	var names []string
	for _, o := range r.outcomes {
		parts := strings.SplitN(o.Check.ID, "/", 3)
		name := parts[0] + "/" + parts[1]
		if rows[name] == nil {
			rows[name] = map[string]cell{}
			names = append(names, name)
		}
		if rows[name][o.Check.Family] == nil {
			rows[name][o.Check.Family] = cell{}
		}
		rows[name][o.Check.Family][o.Verdict]++
	}
	table := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintf(table, "passed/planned\t%s\n", strings.Join(r.families, "\t"))
	for _, name := range names {
		fmt.Fprint(table, name)
		for _, family := range r.families {
			c := rows[name][family]
			total := 0
			for _, n := range c {
				total += n
			}
			text := fmt.Sprintf("%d/%d", c[suites.Pass], total)
			for _, mark := range []struct {
				verdict suites.Verdict
				letter  string
			}{{suites.Fail, "F"}, {suites.Unsupported, "U"}, {suites.Inconclusive, "I"}, {suites.Disabled, "D"}} {
				if c[mark.verdict] > 0 {
					text += fmt.Sprintf(" %d%s", c[mark.verdict], mark.letter)
				}
			}
			if total == 0 {
				text = "-"
			}
			fmt.Fprintf(table, "\t%s", text)
		}
		fmt.Fprintln(table)
	}
	table.Flush() //nolint:errcheck // a terminal that is gone cannot be told
	fmt.Fprintln(out)
}

// shownFailures bounds what a terminal shows; the report has all.
const shownFailures = 25

func (r *Report) failures(out io.Writer, rerun string) {
	followers := map[string][]string{}
	var roots []suites.Outcome
	for _, o := range r.outcomes {
		switch {
		case o.Follows != "":
			followers[o.Follows] = append(followers[o.Follows], o.Check.ID)
		case o.Verdict == suites.Fail:
			roots = append(roots, o)
		}
	}
	slices.SortStableFunc(roots, func(a, b suites.Outcome) int { return cmp.Compare(levelRank(a), levelRank(b)) })
	for i, o := range roots {
		if i == shownFailures {
			fmt.Fprintf(out, "… and %d more failures; --report DIR writes all of them\n\n", len(roots)-i)
			break
		}
		fmt.Fprint(out, suites.Render(o))
		if also := followers[o.Check.ID]; len(also) > 0 {
			fmt.Fprintf(out, "  %-9s %d more checks: %s\n", "folded", len(also), strings.Join(also[:min(3, len(also))], ", "))
		}
		fmt.Fprintf(out, "  %-9s %s --seed %d --select '%s'\n\n", "rerun", rerun, r.Seed, o.Check.ID)
	}
}

func levelRank(o suites.Outcome) int {
	return slices.Index([]suites.Level{suites.Documented, suites.Protocol, suites.Strict, suites.Advisory}, o.Check.Level)
}

// unjudged says once each reason for which checks were not judged.
func (r *Report) unjudged(out io.Writer) {
	for _, verdict := range []suites.Verdict{suites.Inconclusive, suites.Unsupported, suites.Disabled} {
		counts := map[string]int{}
		var reasons []string
		for _, o := range r.outcomes {
			if o.Verdict == verdict && (o.Follows == "" || verdict == suites.Disabled) {
				if counts[o.Reason] == 0 {
					reasons = append(reasons, o.Reason)
				}
				counts[o.Reason]++
			}
		}
		for i, reason := range reasons {
			if i == 10 {
				fmt.Fprintf(out, "%s … and %d more reasons\n", strings.ToUpper(string(verdict)), len(reasons)-i)
				break
			}
			fmt.Fprintf(out, "%s %d checks: %s\n", strings.ToUpper(string(verdict)), counts[reason], suites.Printable(reason))
		}
		if len(reasons) > 0 {
			fmt.Fprintln(out)
		}
	}
}

func (r *Report) headline(out io.Writer) {
	s := r.Summary
	word := map[int]string{0: "CONFORMS", 1: "DEPARTS", 3: "NOT JUDGED"}[r.ExitCode()]
	fmt.Fprintf(out, "%s: %d checks planned: %d passed, %d failed, %d unsupported, %d inconclusive, %d disabled; %d requests, %d observations, %.1f s, seed %d\n",
		word, s.Planned, s.Pass, s.Fail, s.Unsupported, s.Inconclusive, s.Disabled, s.Requests, s.Observations, r.Seconds, r.Seed)
}
