package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
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
