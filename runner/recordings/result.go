package recordings

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"graphconform/runner/catalog"
	"graphconform/runner/profile"
	"graphconform/runner/report"
	"graphconform/suites/conform"
	"graphconform/suites/recorded"
)

// Side is whose departures fail.
type Side string

// The sides.
const (
	Request Side = "request" // the client's
	Answer  Side = "answer"  // the server's, or the mock's
	Both    Side = "both"
)

// Options say how recordings are judged.
type Options struct {
	Version string // of URLs that name none
	Side    Side
	Select  []string // globs on check ids, a union; none selects all
	Profile profile.Profile
}

// New returns a reader that has read nothing.
func New(from catalog.Catalog, options Options) (*Reader, error) {
	r := &Reader{options: options}
	for _, text := range options.Select {
		glob, err := conform.ParseGlob(text)
		if err != nil {
			return nil, fmt.Errorf("--select %s: %w", text, err)
		}
		r.globs = append(r.globs, glob)
	}
	var err error
	r.judge, err = recorded.New(from.Contracts, from.Files, recorded.Options{
		Version: options.Version, Strict: options.Profile.Strict, Drift: len(options.Profile.Deviations) > 0})
	return r, err
}

// Result ends the reading. What departs on the side that does not count is advisory.
func (r *Reader) Result() *recorded.Result {
	found := r.judge.Result()
	found.Outcomes = slices.DeleteFunc(found.Outcomes, func(o conform.Outcome) bool { return !r.selected(o.Check.ID) })
	for i := range found.Outcomes {
		if check := found.Outcomes[i].Check; !r.counts(check) {
			check.Level = conform.Advisory
		}
	}
	found.Plan = found.Plan.Of(func(check *conform.Check) bool { return r.selected(check.ID) })
	r.result = found
	return found
}

func (r *Reader) selected(id string) bool {
	return len(r.globs) == 0 || slices.ContainsFunc(r.globs, func(glob conform.Glob) bool { return glob.Match(id) })
}

// failing reports whether anything departs so far.
func (r *Reader) failing() bool {
	return slices.ContainsFunc(r.judge.Failed(), func(o conform.Outcome) bool {
		judged, _ := r.options.Profile.Judge(o)
		return judged.Verdict == conform.Fail && o.Check.Level != conform.Advisory && r.counts(o.Check) && r.selected(o.Check.ID)
	})
}

// counts reports whether a departure of the check's side fails.
func (r *Reader) counts(check *conform.Check) bool {
	return r.options.Side == Both || (r.options.Side == Request) == recorded.IsRequest(check)
}

// mostSkipped is how many files that are left out are named.
const mostSkipped = 5

// Skipped names files of folders that are no recordings, with why, but for those from which recordings take bodies.
func (r *Reader) Skipped() (names []string) {
	for _, s := range r.skipped {
		if !r.opened[s.path] {
			names = append(names, s.why.Error())
		}
	}
	if more := len(names) - mostSkipped; more > 0 {
		names = append(names[:mostSkipped], fmt.Sprintf("%d more files that are no recordings", more))
	}
	return names
}

const shownUnmatched = 5 // first segments of paths

// Nothing says why nothing was judged.
func (r *Reader) Nothing() string {
	found := r.result
	switch {
	case found.Exchanges == 0:
		return "the recordings hold no exchange that can be judged"
	case found.Matched == 0 && found.Foreign == found.Exchanges:
		return "no URL names a version of Graph, v1.0 or beta; --version says which it is of"
	case found.Matched == 0:
		names := slices.Sorted(maps.Keys(found.Unmatched))
		return "no page documents what was sent: " + strings.Join(names[:min(len(names), shownUnmatched)], ", ")
	case len(r.globs) == 0:
		return "the recordings show no answer to what they send, and no body that a page speaks of"
	}
	return "nothing of what the recordings show is selected"
}

// About is what a report says of the recordings.
func (r *Reader) About() *report.Recording {
	found := r.result
	return &report.Recording{
		Files: r.files, Exchanges: found.Exchanges, Matched: found.Matched, Foreign: found.Foreign, Broken: r.broken,
		Templates: r.templates, Unmatched: found.Unmatched, Operations: r.judge.Documented(), Coverage: found.Coverage, Drift: found.Drift,
	}
}
