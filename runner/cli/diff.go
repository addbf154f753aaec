package cli

import (
	"encoding/json"
	"fmt"
	"io"

	"graphconform/runner/compare"
	"graphconform/runner/exit"
	"graphconform/runner/report"
	"graphconform/runner/settings"
	"graphconform/runner/terminal"
	"graphconform/suites/conform"
)

type diffCmd struct {
	Old  string `arg:"" help:"report.json of the earlier run."`
	New  string `arg:"" help:"report.json of the later run."`
	JSON bool   `name:"json" help:"Print the lists as one JSON object."`

	settings.RenamedFlag
}

// Run prints what changed between two reports. What fails newly is a failure of the command.
func (c *diffCmd) Run(e *env) error {
	former, err := c.former()
	if err != nil {
		return exit.With(exit.Usage, err)
	}
	old, err := report.Read(c.Old)
	if err != nil {
		return exit.With(exit.Usage, err)
	}
	now, err := report.Read(c.New)
	if err != nil {
		return exit.With(exit.Usage, err)
	}
	d := compare.Reports(old, now, former)
	if len(d.New) == len(now.Checks) {
		return exit.Usagef("diff: %s and %s have no check in common, so that nothing can be said to have changed; "+
			"name reports of one selection, or --renamed FILE where names were spelt otherwise", c.Old, c.New)
	}
	if c.JSON {
		encoder := json.NewEncoder(e.out)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		if err := encoder.Encode(d); err != nil {
			return err
		}
	} else {
		printDifference(terminal.Folding(e.out), d, now)
	}
	switch {
	case len(d.NewlyFailing) > 0:
		return exit.Quietly(exit.Fail)
	case len(d.Unjudged) > 0:
		return exit.Quietly(exit.Inconclusive)
	}
	return nil
}

func (c *diffCmd) former() (func(id string) []string, error) {
	if c.Renamed == nil {
		return compare.Former("")
	}
	return compare.Former(*c.Renamed)
}

// printDifference prints what matters first; --json has all of it.
func printDifference(out io.Writer, d compare.Difference, now *report.Report) {
	checks := map[string]*report.Check{}
	for i := range now.Checks {
		checks[now.Checks[i].ID] = &now.Checks[i]
	}
	printNew(out, d.NewlyFailing, checks)
	for _, list := range []struct {
		word  string
		ids   []string
		shown int
	}{{"FIXED", d.Fixed, 100}, {"NO LONGER JUDGED", d.Unjudged, 20}, {"NEW", d.New, 10}, {"GONE", d.Gone, 10}} {
		for i, id := range list.ids {
			if i == list.shown {
				fmt.Fprintf(out, "%s … and %d more; --json lists all\n", list.word, len(list.ids)-i)
				break
			}
			fmt.Fprintf(out, "%s %s%s\n", list.word, conform.Printable(id), describeCheck(checks[id]))
		}
	}
	fmt.Fprintf(out, "%d newly failing, %d fixed, %d still failing, %d no longer judged, %d new, %d gone\n",
		len(d.NewlyFailing), len(d.Fixed), len(d.StillFailing), len(d.Unjudged), len(d.New), len(d.Gone))
}

// printNew prints the newly failing checks that no other one explains: of each kind of finding the first few.
func printNew(out io.Writer, newly []string, checks map[string]*report.Check) {
	const kindsShown, ofKind = 30, 3
	roots, consequences := newRoots(newly, checks)
	of := map[string][]string{}
	var kinds []string
	for _, id := range roots {
		kind := checks[id].Kind()
		if of[kind] == nil {
			kinds = append(kinds, kind)
		}
		of[kind] = append(of[kind], id)
	}
	for i, kind := range kinds {
		if i == kindsShown {
			fmt.Fprintf(out, "NEWLY FAILING … and %d more kinds of finding; --json lists all\n", len(kinds)-i)
			break
		}
		ids := of[kind]
		for _, id := range ids[:min(ofKind, len(ids))] {
			fmt.Fprintf(out, "NEWLY FAILING %s%s\n", conform.Printable(id), describeCheck(checks[id]))
			if n := consequences[id]; n > 0 {
				fmt.Fprintf(out, "  folded: %d newly failing that repeat it\n", n)
			}
		}
		if more := len(ids) - ofKind; more > 0 {
			fmt.Fprintf(out, "  … and %d more of %s; --json lists all\n", more, conform.Printable(kind))
		}
	}
}

// newRoots returns those of the newly failing checks that no other one of them explains, and how many each explains.
func newRoots(newly []string, checks map[string]*report.Check) (roots []string, consequences map[string]int) {
	consequences = map[string]int{}
	isNew := map[string]bool{}
	for _, id := range newly {
		isNew[id] = true
	}
	for _, id := range newly {
		if root := checks[id].RootCause; isNew[root] {
			consequences[root]++
		} else {
			roots = append(roots, id)
		}
	}
	return roots, consequences
}

// describeCheck says in a few words what there is to say of a check now.
func describeCheck(c *report.Check) string {
	switch {
	case c == nil:
		return ""
	case compare.Fails(c):
		return ": " + firstFinding(c)
	case c.Reason != "":
		return ": " + conform.Printable(c.Reason)
	}
	return ""
}

// firstFinding words the first finding of a check.
func firstFinding(c *report.Check) string {
	if len(c.Findings) == 0 {
		return "fails"
	}
	f := c.Findings[0]
	text := conform.Printable(fmt.Sprintf("want %s, got %s", f.Want, f.Got))
	if runes := []rune(text); len(runes) > 160 {
		text = string(runes[:160]) + "…"
	}
	return text
}
