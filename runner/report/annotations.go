package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"graphconform/suites/conform"
)

// shownAnnotations is how many annotations of a kind GitHub shows for one step; the last one may say how many there are beside.
const shownAnnotations = 10

// annotation is a remark on a run in a pipeline.
type annotation struct {
	kind  string // "error" or "warning"
	title string
	text  string
}

// annotations are the kinds of finding, strongest level first, and what was not judged, as many as a pipeline shows.
func (r *Report) annotations() []annotation {
	var out []annotation
	groups := r.Groups()
	for i, g := range groups {
		if i == shownAnnotations-1 && len(groups) > shownAnnotations {
			out = append(out, annotation{"error", "graphconform", count(len(groups)-i, "more kind") + " of finding; the report shows all"})
			break
		}
		kind := "error"
		if g.Level == conform.Advisory {
			kind = "warning"
		}
		out = append(out, annotation{kind, g.First().ID, r.annotationText(g)})
	}
	stale := r.OutOfDate()
	for _, line := range stale[:min(len(stale), shownAnnotations)] {
		out = append(out, annotation{"error", "graphconform", "waiver out of date: " + line})
	}
	if n := r.Summary.Inconclusive; n > 0 {
		text := count(n, "check") + " could not be judged"
		if reasons := r.Reasons(conform.Inconclusive); len(reasons) > 0 {
			text += ": " + cut(reasons[0].Words(), 300)
		}
		out = append(out, annotation{"warning", "graphconform", text})
	}
	if len(out) == 0 && r.ExitCode() != 0 {
		out = append(out, annotation{"warning", "graphconform", r.Word() + ": " + r.Sum()})
	}
	return out
}

// annotationText is the first member of a group, and how many there are.
func (r *Report) annotationText(g *Group) string {
	c := r.example(g)
	lines := []string{c.Check.Promise, "source: " + c.Check.Source}
	for _, f := range c.Findings[:min(1, len(c.Findings))] {
		lines = append(lines, strings.TrimLeft(f.At+" want: ", " ")+f.Want, "got: "+cut(f.Got, 500))
	}
	if n := len(g.First().Consequences); n > 0 {
		lines = append(lines, "folded: "+count(n, "more check"))
	}
	if len(g.Members) > 1 {
		lines = append(lines, "all of this kind: "+g.Title()+", "+g.Extent())
	}
	return strings.Join(append(lines, "rerun: "+r.RerunOf(g.First().Check)), "\n")
}

// GitHub writes workflow commands for GitHub Actions: one line each, whatever a target sent.
func GitHub(out io.Writer, r *Report) error {
	data := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
	return r.annotate(out, func(a annotation) string {
		return fmt.Sprintf("::%s title=%s::%s", a.kind, property.Replace(a.title), data.Replace(a.text))
	})
}

// Azure writes logging commands for Azure Pipelines: one line each, whatever a target sent.
func Azure(out io.Writer, r *Report) error {
	data := strings.NewReplacer("%", "%AZP25", "\r", "%0D", "\n", "%0A")
	property := strings.NewReplacer("%", "%AZP25", "\r", "%0D", "\n", "%0A", ";", "%3B", "]", "%5D")
	return r.annotate(out, func(a annotation) string {
		return fmt.Sprintf("##vso[task.logissue type=%s;code=%s]%s", a.kind, property.Replace(a.title), data.Replace(a.title+"\n"+a.text))
	})
}

func (r *Report) annotate(out io.Writer, command func(annotation) string) error {
	w := bufio.NewWriter(out)
	for _, a := range r.annotations() {
		lines := strings.Split(a.text, "\n")
		for i, line := range lines {
			lines[i] = conform.Printable(line)
		}
		a.title, a.text = conform.Printable(a.title), strings.Join(lines, "\n")
		fmt.Fprintln(w, command(a)) //nolint:errcheck // Flush returns the error
	}
	return w.Flush()
}
