package exercise

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"graphconform/fixtures/wire"
	"graphconform/suites/cleanup"
	"graphconform/suites/conform"
	"graphconform/suites/guard"
)

// leave notes what could not be removed.
func (r *run) leave(left []cleanup.Remains) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.left = append(r.left, left...)
}

// remaining says what is left at the end, one line for each URL, sorted. Scenarios note what they see on their way; what went since, with
// its parent or late, is left out.
func (r *run) remaining(ctx context.Context) []string {
	ctx, cancel := context.WithTimeout(wire.Unlimited(context.WithoutCancel(ctx)), r.cleanUpTime())
	defer cancel()
	reasons, changed, within := map[string][]string{}, map[string]bool{}, map[string]bool{}
	for _, left := range r.left {
		reasons[left.URL] = append(reasons[left.URL], left.Why)
		changed[left.URL] = changed[left.URL] || left.Changed
		within[left.URL] = within[left.URL] || left.Within
	}
	var lines []string
	answers := true
	for _, url := range slices.Sorted(maps.Keys(reasons)) {
		if answers && !changed[url] && !r.existing.isNoted(url) {
			status, _ := guard.Fetch(ctx, r.guard, url)
			if conform.NotThere(status) {
				r.wasRemoved(url)
				continue
			}
			answers = status != 0 // a target that is silent is not asked for all of them
		}
		lines = append(lines, cleanup.Remains{URL: url, Why: summary(reasons[url]), Within: within[url]}.String())
	}
	return lines
}

// summary names one of several reasons, that which says most, and how many others there are.
func summary(reasons []string) string {
	slices.Sort(reasons)
	reason := slices.MaxFunc(reasons, func(a, b string) int { return cmp.Compare(len(a), len(b)) })
	if also := len(reasons) - 1; reason != "" && also > 0 {
		reason += fmt.Sprintf("; so it is with %d more requests", also)
	}
	return reason
}
