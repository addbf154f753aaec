package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"graphconform/suites/recorded"
)

// holdBack adds writes that another run held back.
func (r *Report) holdBack(writes map[string]int) {
	if len(writes) == 0 {
		return
	}
	sum := map[string]int{}
	for _, part := range []map[string]int{r.HeldBack, writes} {
		for reason, n := range part {
			sum[reason] += n
		}
	}
	r.HeldBack = sum
}

// heldBack words in one line the writes that were held back, those of the most frequent reason first; empty where there are none.
func (r *Report) heldBack() string {
	if len(r.HeldBack) == 0 {
		return ""
	}
	total, reasons := 0, slices.Collect(maps.Keys(r.HeldBack))
	slices.SortFunc(reasons, func(a, b string) int { return cmp.Or(cmp.Compare(r.HeldBack[b], r.HeldBack[a]), cmp.Compare(a, b)) })
	var words []string
	for i, reason := range reasons {
		total += r.HeldBack[reason]
		if i < shownReasons {
			words = append(words, fmt.Sprintf("%s (%d)", cut(reason, 200), r.HeldBack[reason]))
		}
	}
	if more := len(reasons) - shownReasons; more > 0 {
		words = append(words, "… and "+count(more, "more reason"))
	}
	return fmt.Sprintf("%s held back: %s", count(total, "write"), strings.Join(words, ", "))
}

// Limits words what the target refuses of what no page promises to be taken: the properties that are alike in one line, the most first.
func (r *Report) Limits() []string {
	type found struct {
		refused []string
		taken   int
	}
	of := map[string]*found{} // by property, with its resource
	for i := range r.Checks {
		for _, limit := range r.Checks[i].Limits {
			property := resourceOf(r.Checks[i].ID) + limit.At
			if of[property] == nil {
				of[property] = &found{}
			}
			f := of[property]
			f.taken = max(f.taken, limit.Taken)
			for _, value := range limit.Refused {
				if !slices.Contains(f.refused, value) {
					f.refused = append(f.refused, value)
				}
			}
		}
	}
	alike := map[string][]string{}
	for property, f := range of {
		slices.Sort(f.refused)
		text := "refused: " + strings.Join(f.refused, ", ")
		if f.taken > 0 {
			text = fmt.Sprintf("%d characters taken; %s", f.taken, text)
		}
		alike[text] = append(alike[text], property)
	}
	texts := slices.Collect(maps.Keys(alike))
	slices.SortFunc(texts, func(a, b string) int { return cmp.Or(len(alike[b])-len(alike[a]), cmp.Compare(a, b)) })
	lines := make([]string, len(texts))
	for i, text := range texts {
		properties := alike[text]
		slices.Sort(properties)
		lines[i] = properties[0]
		if more := len(properties) - 1; more > 0 {
			lines[i] += fmt.Sprintf(" and %d more", more)
		}
		lines[i] += ": " + cut(text, 400)
	}
	return lines
}

// What is shown of a recording.
const (
	shownUnmatched = 10
	shownDrift     = 10
)

// Lines says what a recording showed and what it did not; none where there is none.
func (r *Recording) Lines() []string {
	if r == nil {
		return nil
	}
	lines := []string{fmt.Sprintf(
		"RECORDING %s, %s: %d of documented operations; they are %d of %d that the pages of their versions document",
		count(len(r.Files), "file"), count(r.Exchanges, "exchange"), r.Matched, r.Operations.Seen, r.Operations.Of)}
	if r.Foreign > 0 {
		lines = append(lines, fmt.Sprintf("NOT GRAPH %s: no version in the URL", count(r.Foreign, "exchange")))
	}
	if r.Templates > 0 {
		lines = append(lines, fmt.Sprintf("NOT JUDGED %s with parts that are filled in when it answers", count(r.Templates, "mock")))
	}
	if r.Broken > 0 {
		lines = append(lines, fmt.Sprintf("NOT READ %s", count(r.Broken, "damaged entry")))
	}
	var unmatched []string
	for _, name := range sortedKeys(r.Unmatched) {
		unmatched = append(unmatched, fmt.Sprintf("%s (%d)", name, r.Unmatched[name]))
	}
	if more := len(unmatched) - shownUnmatched; more > 0 {
		unmatched = append(unmatched[:shownUnmatched], fmt.Sprintf("… and %d more", more))
	}
	if len(unmatched) > 0 {
		lines = append(lines, "NO PAGE documents what was sent to "+strings.Join(unmatched, ", "))
	}
	for i, d := range r.Drift {
		if i == shownDrift {
			lines = append(lines, fmt.Sprintf("DRIFT … and %d more; --report DIR lists all", len(r.Drift)-i))
			break
		}
		lines = append(lines, fmt.Sprintf("DRIFT %s, %s, first in %s", drifted(d.Drift), count(d.Count, "time"), d.First))
	}
	return lines
}

// drifted words what the pages do not know.
func drifted(d recorded.Drift) string {
	switch {
	case d.Type != "":
		return fmt.Sprintf("%s: no page describes the type %s", d.Resource, d.Type)
	case d.Member != "":
		return fmt.Sprintf("%s: no page lists %s for %s", d.Resource, d.Member, d.Property)
	}
	return fmt.Sprintf("%s: no page lists the property %s", d.Resource, d.Property)
}
