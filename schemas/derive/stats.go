package derive

import (
	"fmt"
	"slices"
	"strings"

	"graphconform/schemas"
)

// Stats counts pages of one kind by what was derived of them.
type Stats struct {
	Contract   int // clean: nothing to report
	Repaired   int // with a warning: the page departs from the known shapes, all facts are derived
	Diagnostic int // with an error, known or not: a fact is not derived
}

// Stats by kind of page.
type StatsByKind map[PageKind]Stats

// kinds is the order in which kinds of page are listed.
var kinds = []PageKind{
	PageKind(schemas.Create), PageKind(schemas.Get), PageKind(schemas.List), PageKind(schemas.Update), PageKind(schemas.Delete),
	PageKind(schemas.Action), PageKind(schemas.Function), ResourcePage, EnumPage,
}

// foreignPage stands for the pages of other services.
const foreignPage PageKind = "left aside"

// Count counts the pages of a result; files that are no reference page stand under NoPage, those of other services
// under foreignPage.
func Count(r *Result) StatsByKind {
	counts := StatsByKind{NoPage: {Contract: len(r.NoPages)}, foreignPage: {Contract: len(r.Foreign)}}
	for _, p := range r.Pages {
		s := counts[p.Kind]
		switch p.worst() {
		case Error, Known:
			s.Diagnostic++
		case Warning:
			s.Repaired++
		default:
			s.Contract++
		}
		counts[p.Kind] = s
	}
	return counts
}

func (p *Page) worst() Severity {
	for _, severity := range []Severity{Error, Known, Warning} {
		if slices.ContainsFunc(p.Diagnostics, func(d Diagnostic) bool { return d.Severity == severity }) {
			return severity
		}
	}
	return Note
}

// String renders the counts as a table.
func (s StatsByKind) String() string {
	var out strings.Builder
	var all Stats
	line := func(name string, c Stats) {
		fmt.Fprintf(&out, "%-10s %8d %9d %9d %11d\n", name, c.Contract+c.Repaired+c.Diagnostic, c.Contract, c.Repaired, c.Diagnostic)
	}
	fmt.Fprintf(&out, "%-10s %8s %9s %9s %11s\n", "kind", "pages", "contract", "repaired", "diagnostic")
	for _, kind := range kinds {
		c := s[kind]
		line(string(kind), c)
		all.Contract, all.Repaired, all.Diagnostic = all.Contract+c.Contract, all.Repaired+c.Repaired, all.Diagnostic+c.Diagnostic
	}
	line("all", all)
	fmt.Fprintf(&out, "%-10s %8d\n", "no page", s[NoPage].Contract)
	fmt.Fprintf(&out, "%-10s %8d\n", foreignPage, s[foreignPage].Contract)
	return out.String()
}
