package report

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"unicode/utf8"

	"graphconform/runner/terminal"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
)

// What a terminal shows is bounded; the report has all.
const (
	shownGroups       = 25 // in full
	shownTitles       = 40 // of the others
	shownMembers      = 6  // lines of other members of a group
	shownConsequences = 3
	columns           = 80
	shownReasons      = 10
	shownLeft         = 20
	shownLimits       = 10
	shownRows         = 40 // resources of the table: beyond, only those where not all passed
)

// Terminal prints a table resource by family, the departures, and what could not be judged. Headline comes behind it.
func Terminal(to io.Writer, r *Report) {
	width, out := terminal.Width(to), &strings.Builder{}
	r.table(out, width)
	r.failures(out)
	r.unjudged(out)
	limits := r.Limits()
	for _, line := range limits[:min(len(limits), shownLimits)] {
		fmt.Fprintln(out, "LIMIT", conform.Printable(line))
	}
	if more := len(limits) - shownLimits; more > 0 {
		fmt.Fprintf(out, "LIMIT … and %s; --report DIR lists all\n", count(more, "more limit"))
	}
	for i, object := range r.Left {
		if i == shownLeft {
			fmt.Fprintf(out, "LEFT BEHIND … and %s; --report DIR lists all\n", count(len(r.Left)-i, "more object"))
			break
		}
		if !strings.Contains(object, ": ") { // else it says why
			object += ": it could not be removed; delete it by hand"
		}
		fmt.Fprintln(out, "LEFT BEHIND", conform.Printable(object))
	}
	for _, line := range r.Recording.Lines() {
		fmt.Fprintln(out, conform.Printable(line))
	}
	if held := r.heldBack(); held != "" {
		fmt.Fprintln(out, conform.Printable(held))
	}
	text := shown(to, out.String())
	if terminal.Styled(to) && width > 0 {
		text = r.linked(text)
	}
	io.WriteString(to, text) //nolint:errcheck // the writer keeps the first error
}

// words are those that begin lines of a report, with how they are shown.
func words() map[string]terminal.Style {
	return map[string]terminal.Style{
		"FAIL": terminal.Bad, "DEPARTS": terminal.Bad, "NEWLY FAILING": terminal.Bad, "GROUP": terminal.Head, "CONFORMS": terminal.Good,
		"FIXED": terminal.Good, "INCONCLUSIVE": terminal.Care, "UNSUPPORTED": terminal.Care, "DISABLED": terminal.Care,
		"NOT JUDGED": terminal.Care, "WAIVERS OUT OF DATE": terminal.Care, "OUT OF DATE": terminal.Care, "LEFT BEHIND": terminal.Care,
		"EMPTY": terminal.Care,
	}
}

// shown is a text as it goes to an output: addresses shortened and lines folded where it is narrow, coloured where it has colours.
func shown(to io.Writer, text string) string {
	width := terminal.Width(to)
	if width > 0 {
		text = shortened(text, width)
	}
	text = terminal.Fold(text, width)
	if terminal.Styled(to) {
		text = terminal.Paint(text, words())
	}
	return text
}

// linked makes the sources of findings lead to their pages.
func (r *Report) linked(text string) string {
	pages := map[string]string{}
	for i := range r.Checks {
		if c := &r.Checks[i]; c.Verdict == conform.Fail && c.Address() != "" {
			pages[conform.Printable(c.Source)] = c.Address()
		}
	}
	sources, lines := sortedKeys(pages), strings.Split(text, "\n")
	for i, line := range lines {
		label, source, found := strings.Cut(line, "source\x1b[0m    ")
		at, _ := slices.BinarySearch(sources, source)
		if found && at < len(sources) && strings.HasPrefix(sources[at], source) { // it may be folded
			lines[i] = label + "source\x1b[0m    " + terminal.Link(source, pages[sources[at]])
		}
	}
	return strings.Join(lines, "\n")
}

// shortened cuts the middle out of addresses of exchanges that do not fit into a line; the reports have them in full.
func shortened(text string, width int) string {
	const label = "  exchange  "
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		rest, is := strings.CutPrefix(line, label)
		parts := strings.SplitN(rest, " ", 3)
		if !is || len(parts) < 2 {
			continue
		}
		bare := strings.TrimRight(parts[1], ",")
		parts[1] = terminal.Middle(bare, width-len(label)-len(parts[0])-2) + parts[1][len(bare):]
		lines[i] = label + strings.Join(parts, " ")
	}
	return strings.Join(lines, "\n")
}

// Text writes what a terminal shows of the report.
func Text(out io.Writer, r *Report) error {
	Terminal(out, r)
	for _, line := range r.OutOfDate() {
		fmt.Fprintln(out, shown(out, "OUT OF DATE "+line))
	}
	return Headline(out, r)
}

// table counts checks by resource and family: passed of planned, with what else there is.
func (r *Report) table(out io.Writer, width int) {
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
	text := asTable(m.Families, rows)
	if first, _, _ := strings.Cut(text, "\n"); width > 0 && utf8.RuneCountInString(first) > width {
		text = asBlocks(rows, width)
	}
	io.WriteString(out, text) //nolint:errcheck // it is kept in memory
	if whole > 0 {
		fmt.Fprintf(out, "%s passed whole\n", count(whole, "more resource"))
	}
	if rest := len(m.Rows) - whole - len(rows); rest > 0 {
		fmt.Fprintf(out, "… and %s where not all passed\n", count(rest, "more resource"))
	}
	fmt.Fprintln(out)
}

// asTable has a line a resource, and a column a family.
func asTable(families []string, rows []Row) string {
	var text strings.Builder
	table := tabwriter.NewWriter(&text, 0, 4, 2, ' ', 0)
	fmt.Fprintf(table, "passed/planned\t%s\n", strings.Join(families, "\t"))
	for _, row := range rows {
		fmt.Fprint(table, row.Resource)
		for _, cell := range row.Cells {
			fmt.Fprintf(table, "\t%s", cell.Text())
		}
		fmt.Fprintln(table)
	}
	table.Flush() //nolint:errcheck // it is kept in memory
	return text.String()
}

// asBlocks has a line a resource, for what is too narrow for a table: below its name stand the families of which not all passed.
func asBlocks(rows []Row, width int) string {
	var text strings.Builder
	text.WriteString("passed/planned\n")
	for _, row := range rows {
		sum := "  " + Cell{Tally: row.All}.Text()
		fmt.Fprintf(&text, "%s%s\n", terminal.Middle(row.Resource, width-len(sum)), sum)
		line := ""
		for _, cell := range row.Cells {
			item := "  " + cell.Family + " " + cell.Text()
			switch {
			case cell.Rest() == "":
			case line != "" && len(line)+len(item) > width:
				text.WriteString(line + "\n")
				line = item
			default:
				line += item
			}
		}
		if line != "" {
			text.WriteString(line + "\n")
		}
	}
	return text.String()
}

// failures prints what failed, a group a block: its first member in full, the others by name.
func (r *Report) failures(out io.Writer) {
	groups := r.Groups()
	shown := min(len(groups), shownGroups)
	for _, g := range groups[:shown] {
		fmt.Fprintf(out, "%s\n", r.block(g))
	}
	rest := groups[shown:]
	if len(rest) == 0 {
		return
	}
	fmt.Fprintf(out, "… and %s of finding; --report DIR writes all of them\n", count(len(rest), "more kind"))
	for _, g := range rest[:min(len(rest), shownTitles)] {
		fmt.Fprintf(out, "  %-9d of %s\n", g.Checks, conform.Printable(g.Title()))
	}
	if len(rest) > shownTitles {
		fmt.Fprintln(out, "  …")
	}
	fmt.Fprintln(out)
}

// block is a group as text. One check alone needs no head.
func (r *Report) block(g *Group) string {
	var b strings.Builder
	first := g.First()
	if len(g.Members) > 1 {
		fmt.Fprintf(&b, "GROUP %s      %s\n  %s; the first of them:\n", conform.Printable(g.Title()), g.Level, g.Extent())
	}
	b.WriteString(conform.Render(r.example(g)))
	line := func(name, text string) { fmt.Fprintf(&b, "  %-9s %s\n", name, text) }
	if len(first.Consequences) > 0 {
		line("folded", folded(first.Consequences))
	}
	line("rerun", r.RerunOf(first.Check))
	also, left := g.also()
	for i, text := range also {
		line(map[bool]string{true: "also"}[i == 0], text)
	}
	if left > 0 {
		line("", fmt.Sprintf("… and %d more; report.html of --report DIR lists them", left))
	}
	return b.String()
}

// example is the first member of a group, and of its findings first those that show the group's difference.
func (r *Report) example(g *Group) conform.Outcome {
	o := r.Outcome(g.First().Check)
	slices.SortStableFunc(o.Findings, func(a, b conform.Finding) int {
		return other(a.Difference, g) - other(b.Difference, g)
	})
	return o
}

func other(d conform.Difference, g *Group) int {
	if d == g.Difference {
		return 0
	}
	return 1
}

// also names the members of a group beside the first, a resource a line, and counts those on lines that are not shown.
func (g *Group) also() (lines []string, left int) {
	const indent = 12
	for others := g.Members[1:]; len(others) > 0; {
		if len(lines) == shownMembers {
			return lines, len(others)
		}
		line, named, here := others[0].Resource()+": ", 0, 0
		for ; here < len(others) && others[here].Resource() == others[0].Resource(); here++ {
			name := others[here].short()
			if here > 0 {
				name = ", " + others[here].behind(others[here-1].Check)
			}
			if named == 0 || named == here && indent+len(line)+len(name) <= columns-len(", +99") {
				line, named = line+name, named+1
			}
		}
		if here > named {
			line += fmt.Sprintf(", +%d", here-named)
		}
		lines, others = append(lines, conform.Printable(line)), others[here:]
	}
	return lines, 0
}

// short names a check among those of its resource and rule: its operation, and its place so far as the rule does not say it already.
func (c *Check) short() string {
	_, name, _ := strings.Cut(c.Rule, "/")
	place := c.Place()
	if place == name {
		return c.Operation()
	}
	return c.Operation() + " " + strings.TrimSuffix(place, ":"+name)
}

// behind is short, behind that of another check: an operation is named once.
func (c *Check) behind(before *Check) string {
	if place, more := strings.CutPrefix(c.short(), before.Operation()+" "); more && c.Operation() == before.Operation() {
		return place
	}
	return c.short()
}

// folded words what follows a failed check: how many, and the first few.
func folded(also []*Check) string {
	var ids []string
	for _, c := range also[:min(shownConsequences, len(also))] {
		ids = append(ids, conform.Printable(c.ID))
	}
	text := count(len(also), "more check") + ": " + strings.Join(ids, ", ")
	if len(also) > shownConsequences {
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
			fmt.Fprintf(out, "%s %s: %s\n", strings.ToUpper(string(verdict)), count(reason.Checks, "check"),
				conform.Printable(reason.Words()))
		}
		if len(reasons) > 0 {
			fmt.Fprintln(out)
		}
	}
}

// Headline prints the line that sums the run up.
func Headline(out io.Writer, r *Report) error {
	_, err := fmt.Fprintln(out, shown(out, r.Word()+": "+r.Sum()))
	return err
}

// Sum counts in one line what the run did.
func (r *Report) Sum() string {
	s := r.Summary
	failed, notes := fmt.Sprintf("%d failed", s.Fail), []string{}
	if s.Groups > 0 {
		notes = append(notes, count(s.Groups, "kind")+" of finding")
	}
	if s.Advisory > 0 {
		notes = append(notes, fmt.Sprintf("%d of them advisory", s.Advisory))
	}
	if len(notes) > 0 {
		failed += " (" + strings.Join(notes, "; ") + ")"
	}
	claimed := ""
	if r.Claims != nil {
		claimed = r.Claims.String() + "; "
	}
	catalog := ""
	if dir := r.Configuration["catalog"]; dir != "" { // which may promise less
		catalog = ", catalog " + conform.Printable(dir)
	}
	if effort := r.Configuration["effort"]; effort != "" && effort != string(resource.Exhaustive) {
		catalog += ", effort " + conform.Printable(effort)
	}
	about, seed := "request", fmt.Sprintf(", seed %d", r.Seed)
	if r.Recording != nil {
		about, seed = "exchange", ""
	}
	return fmt.Sprintf("%s%s planned: %d passed, %s, %d unsupported, %d inconclusive, %d disabled; %s, %s, %.1f s, target %s%s%s",
		claimed, count(s.Planned, "check"), s.Pass, failed, s.Unsupported, s.Inconclusive, s.Disabled, count(int(s.Requests), about),
		count(s.Observations, "observation"), r.Seconds, conform.Printable(r.Target.Name()), catalog, seed)
}

// count words a number of things: 1 check, 2 checks, 3 properties.
func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	if stem, yes := strings.CutSuffix(what, "y"); yes {
		return strconv.Itoa(n) + " " + stem + "ies"
	}
	return strconv.Itoa(n) + " " + what + "s"
}
