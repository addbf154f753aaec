package waiver

import (
	"io"
	"iter"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Failure is a check that fails, and what was found, in a few words.
type Failure struct {
	ID     string
	Reason string
}

// Suggestion is one entry of a suggested file.
type Suggestion struct {
	Check   string `yaml:"check"`
	Kind    Kind   `yaml:"kind"`
	Reason  string `yaml:"reason"`
	Expires string `yaml:"expires"`
}

// Suggest returns few entries whose patterns match each failing check once and none of the others. It is greedy: the pattern that
// covers most comes first, among equals the one that says most. Equal failures give equal suggestions.
func Suggest(failing []Failure, others iter.Seq[string], expires string) []Suggestion {
	failing = slices.Clone(failing)
	slices.SortFunc(failing, func(a, b Failure) int { return strings.Compare(a.ID, b.ID) })
	failing = slices.CompactFunc(failing, func(a, b Failure) bool { return a.ID == b.ID })
	covers := map[string][]int{} // pattern to failing checks
	used := map[string]bool{}    // segments of patterns
	for i, f := range failing {
		for _, pattern := range patterns(f.ID, nil) {
			covers[pattern] = append(covers[pattern], i)
			for segment := range strings.SplitSeq(pattern, "/") {
				used[segment] = true
			}
		}
	}
	for id := range others {
		for _, pattern := range patterns(id, used) {
			delete(covers, pattern)
		}
	}
	covered := make([]bool, len(failing))
	var out []Suggestion
	for _, pattern := range byWorth(covers) {
		if slices.ContainsFunc(covers[pattern], func(i int) bool { return covered[i] }) {
			continue // two entries must not match one check
		}
		for _, i := range covers[pattern] {
			covered[i] = true
		}
		out = append(out, Suggestion{pattern, KnownFailing, failing[covers[pattern][0]].Reason, expires})
	}
	slices.SortFunc(out, func(a, b Suggestion) int { return strings.Compare(a.Check, b.Check) })
	return out
}

// byWorth orders patterns: those that cover more first, then those with fewer wildcards, then by name.
func byWorth(covers map[string][]int) []string {
	names := make([]string, 0, len(covers))
	for pattern := range covers {
		names = append(names, pattern)
	}
	slices.SortFunc(names, func(a, b string) int {
		if more := len(covers[b]) - len(covers[a]); more != 0 {
			return more
		}
		if fewer := strings.Count(a, "*") - strings.Count(b, "*"); fewer != 0 {
			return fewer
		}
		return strings.Compare(a, b)
	})
	return names
}

// patterns returns the patterns that are considered for an id: each segment as it stands or any, and of the last one also its property
// with any member. Where used is given, only those whose every segment is in it.
func patterns(id string, used map[string]bool) []string {
	segments := strings.Split(id, "/")
	last := len(segments) - 1
	if last > 7 { // no id of a check has so many
		return []string{id}
	}
	forms := []string{""}
	for i, segment := range segments {
		choices := []string{segment, "*"}
		if name, _, member := strings.Cut(segment, "="); member && i == last {
			choices = append(choices, name+"=*")
		}
		var longer []string
		for _, form := range forms {
			for _, choice := range choices {
				if used == nil || used[choice] {
					longer = append(longer, form+choice+"/")
				}
			}
		}
		forms = longer
	}
	for i := range forms {
		forms[i] = strings.TrimSuffix(forms[i], "/")
	}
	return forms
}

// Write writes the entries as a waiver file.
func Write(out io.Writer, entries []Suggestion) error {
	if entries == nil {
		entries = []Suggestion{}
	}
	encoder := yaml.NewEncoder(out)
	encoder.SetIndent(2)
	if err := encoder.Encode(entries); err != nil {
		return err
	}
	return encoder.Close()
}
