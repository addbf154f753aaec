package exercise

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"graphconform/fixtures/wire"
	"graphconform/suites/guard"
)

// leave notes what could not be removed, each with its URL first.
func (r *run) leave(left []string) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.left = append(r.left, left...)
}

// remaining says what is left at the end, one line for each URL, sorted. Scenarios note what they see on their way; what went since, with
// its parent or late, is left out.
func (r *run) remaining(ctx context.Context) []string {
	ctx, cancel := context.WithTimeout(wire.Unlimited(context.WithoutCancel(ctx)), cleanUpTime)
	defer cancel()
	reasons := map[string][]string{}
	for _, line := range r.left {
		url, reason, _ := strings.Cut(line, " ")
		url = strings.TrimSuffix(url, ":")
		reasons[url] = append(reasons[url], reason)
	}
	var lines []string
	answers := true
	for _, url := range slices.Sorted(maps.Keys(reasons)) {
		if answers && !r.existing.isNoted(url) {
			status, _ := guard.Fetch(ctx, r.guard, url)
			if status == http.StatusNotFound || status == http.StatusGone {
				r.wasRemoved(url)
				continue
			}
			answers = status != 0 // a target that is silent is not asked for all of them
		}
		lines = append(lines, leftLine(url, reasons[url]))
	}
	return lines
}

// leftLine words one line. Of several reasons it names one, that which says most.
func leftLine(url string, reasons []string) string {
	slices.Sort(reasons)
	reason := slices.MaxFunc(reasons, func(a, b string) int { return len(a) - len(b) })
	switch {
	case reason == "":
		return url
	case strings.HasPrefix(reason, "("):
		return url + " " + reason
	}
	if also := len(reasons) - 1; also > 0 {
		reason += fmt.Sprintf("; and so for others: %d", also)
	}
	return url + ": " + reason
}
