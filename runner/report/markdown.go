package report

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"graphconform/suites/conform"
)

// summaryLimit keeps summary.md below what a comment on a pull request may hold, 65,536 characters.
const summaryLimit = 60_000

// Markdown writes summary.md, for a job summary or a comment: headline, matrix, what failed, a kind of finding a block that is folded away.
// What a target sent can neither format nor link nor call anybody.
func Markdown(out io.Writer, r *Report) error {
	m := &markdown{budget: summaryLimit}
	sign := map[int]string{0: "✅", 1: "❌", 2: "❌", 3: "❔"}[r.ExitCode()]
	m.add("## %s %s\n\n%s\n\n", sign, r.Word(), plain(r.Sum()))
	m.matrix(r.Matrix())
	groups := r.Groups()
	if len(groups) > 0 {
		m.add("### %s of finding in %s\n\n", count(len(groups), "kind"), count(r.Summary.Fail, "failed check"))
	}
	for i, g := range groups {
		if !m.add("%s", r.details(g)) {
			m.end("… and %s of finding; report.html shows all.\n\n", count(len(groups)-i, "more kind"))
			break
		}
	}
	m.reasons(r)
	for _, line := range r.OutOfDate() {
		if !m.add("- waiver out of date: %s\n", plain(line)) {
			m.end("- %s\n", "more waivers are out of date; report.html names them")
			break
		}
	}
	limits := r.Limits()
	for i, line := range limits {
		if !m.add("- limit found: %s\n", plain(line)) {
			m.end("- limits found: %s more\n", fmt.Sprint(len(limits)-i))
			break
		}
	}
	for i, line := range r.Recording.Lines() {
		if !m.add("- %s\n", plain(line)) {
			m.end("- %s more of the recording\n", fmt.Sprint(len(r.Recording.Lines())-i))
			break
		}
	}
	for i, object := range r.Left {
		if !m.add("- left behind: %s\n", plain(object)) {
			m.end("- left behind: %s more\n", fmt.Sprint(len(r.Left)-i))
			break
		}
	}
	if held := r.heldBack(); held != "" && !m.add("- %s\n", plain(held)) {
		m.end("- %s\n", "writes were held back; report.html says why")
	}
	_, err := io.WriteString(out, m.text.String())
	return err
}

// markdown is text that is only so long.
type markdown struct {
	text   strings.Builder
	budget int
}

// add appends a block as a whole, or not at all.
func (m *markdown) add(format string, args ...any) bool {
	block := fmt.Sprintf(format, args...)
	if len(block) > m.budget {
		m.budget = 0
		return false
	}
	m.budget -= len(block)
	m.text.WriteString(block)
	return true
}

// end says what was left out; there is always room for that.
func (m *markdown) end(format string, args ...any) { fmt.Fprintf(&m.text, format, args...) }

func (m *markdown) matrix(all Matrix) {
	m.add("| passed/planned | %s |\n| --- |%s\n", strings.Join(all.Families, " | "), strings.Repeat(" --- |", len(all.Families)))
	left := 0
	for _, row := range all.Rows {
		if row.All.Pass == row.All.Planned && len(all.Rows) > shownRows {
			left++
			continue
		}
		var line strings.Builder
		fmt.Fprintf(&line, "| %s |", plain(row.Resource))
		for _, cell := range row.Cells {
			text := cell.Text()
			if cell.Fail > 0 {
				text = "**" + text + "**"
			}
			fmt.Fprintf(&line, " %s |", text)
		}
		if m.budget < summaryLimit/2 || !m.add("%s\n", line.String()) {
			left++
		}
	}
	if left > 0 {
		m.end("\n%s in report.html.\n", count(left, "more resource"))
	}
	m.end("\nF failed, U unsupported, I inconclusive, D disabled.\n\n")
}

func (m *markdown) reasons(r *Report) {
	for _, verdict := range []conform.Verdict{conform.Inconclusive, conform.Unsupported, conform.Disabled} {
		reasons := r.Reasons(verdict)
		for i, reason := range reasons {
			if i == shownReasons || !m.add("- %s, %s: %s\n", verdict, count(reason.Checks, "check"), plain(cut(reason.Words(), 500))) {
				m.end("- %s: %s\n", verdict, count(len(reasons)-i, "more reason"))
				break
			}
		}
	}
}

// details is one group, folded away: one check alone under its id, several under what they have in common.
func (r *Report) details(g *Group) string {
	text, c := r.block(g), g.First().Check
	head, tail := plain(c.ID), ""
	switch {
	case len(g.Members) > 1:
		head, tail = plain(g.Title()), ", "+plain(g.Extent())
	case len(c.Findings) > 0:
		tail = ": " + plain(cut(c.Findings[0].Got, 80))
	}
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	page := ""
	if address := c.Address(); address != "" {
		page = fmt.Sprintf("\n[%s](%s)\n", plain(c.Source), address)
	}
	return fmt.Sprintf("<details><summary>%s (%s)%s</summary>\n\n%stext\n%s%s\n%s\n</details>\n\n",
		head, g.Level, tail, fence, text, fence, page)
}

// plain writes text so that neither Markdown nor HTML sees anything in it but text.
func plain(text string) string {
	var out strings.Builder
	for _, r := range conform.Printable(text) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(" /=,;.", r) {
			out.WriteRune(r)
		} else {
			fmt.Fprintf(&out, "&#%d;", r)
		}
	}
	return out.String()
}
