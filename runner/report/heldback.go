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
