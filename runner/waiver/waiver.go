// Package waiver reads waiver files and says which checks they set aside: failures that a team knows of and lives with for a time.
//
// A waiver has teeth: one that matches no check, that has expired, that shares a check with another one, or whose checks pass
// again is an error of its own. The package judges nothing and sends nothing.
package waiver

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"graphconform/runner/report"
	"graphconform/suites/conform"
)

// Kind says what is expected of the checks of a waiver.
type Kind string

// The kinds.
const (
	KnownFailing Kind = "known-failing" // every check must fail
	KnownFlaky   Kind = "known-flaky"   // a check may fail
)

// Waiver is one entry of a waiver file.
type Waiver struct {
	Check   conform.Glob // of check ids
	Kind    Kind
	Reason  string
	Link    string // where the defect is tracked; may be empty
	Expires string // the last day on which it holds, as YYYY-MM-DD
	At      string // file:line of the entry
}

// why is the reason that a check set aside carries.
func (w *Waiver) why() string {
	text := fmt.Sprintf("%s: %s (%s, until %s", w.Kind, w.Reason, w.At, w.Expires)
	if w.Link != "" {
		text += ", " + w.Link
	}
	return text + ")"
}

// Set holds the waivers of one run by the checks that it plans.
type Set struct {
	waivers []Waiver
	checks  map[string]*Waiver
}

// Scope is what waivers are compared with.
type Scope struct {
	Planned []string                 // ids of the checks of the run
	Former  func(id string) []string // ids that a check had before renames; may be nil
	// Elsewhere reports whether a check of the catalog that the run leaves out matches, and else what may be meant.
	Elsewhere func(g conform.Glob) (holds bool, hint string)
	Today     string // as YYYY-MM-DD
}

// New lays waivers over the checks of a run. An entry that has expired, that matches no check of the whole catalog, or that shares
// a check of the run with another entry is an error; all of them are reported at once. An entry whose checks the run leaves out is none:
// it is compared with them by the run that selects them.
func New(waivers []Waiver, scope Scope) (*Set, error) {
	s := &Set{waivers, map[string]*Waiver{}}
	names := scope.names()
	var problems []error
	for i := range waivers {
		w := &waivers[i]
		if w.Expires < scope.Today {
			problems = append(problems, fmt.Errorf("%s: %s expired on %s: mend the defect and remove the entry, or set a later day",
				w.At, w.Check, w.Expires))
		}
		matched, shared := 0, ""
		for k, id := range scope.Planned {
			if !slices.ContainsFunc(names[k], w.Check.Match) {
				continue
			}
			matched++
			if other := s.checks[id]; other != nil && shared == "" {
				shared = fmt.Sprintf("%s: %s is ambiguous: %s matches %s too; make one of the entries narrower",
					w.At, w.Check, other.At, id)
			}
			s.checks[id] = w
		}
		switch {
		case shared != "":
			problems = append(problems, errors.New(shared))
		case matched == 0:
			if holds, hint := scope.Elsewhere(w.Check); !holds {
				problems = append(problems, fmt.Errorf("%s: %s matches no check: remove the entry, or mend its pattern; %s",
					w.At, w.Check, cmp.Or(hint, "`graphconform list` shows all ids")))
			}
		}
	}
	return s, errors.Join(problems...)
}

// names returns the ids of each planned check, the former ones too.
func (s Scope) names() [][]string {
	names := make([][]string, len(s.Planned))
	for i, id := range s.Planned {
		names[i] = []string{id}
		if s.Former != nil {
			names[i] = append(names[i], s.Former(id)...)
		}
	}
	return names
}

// Of returns the waiver of a planned check; nil where there is none.
func (s *Set) Of(id string) *Waiver { return s.checks[id] }

// Excuse returns why a failure of the check is set aside; empty where it is not.
func (s *Set) Excuse(id string) string {
	if w := s.checks[id]; w != nil {
		return w.why()
	}
	return ""
}

// Stale returns the known-failing entries of which a check passes, in the order of the file. outcomes are those of the run after SetAside.
// What could not be judged, or is refused, says nothing about it.
func (s *Set) Stale(outcomes []conform.Outcome) (stale []report.Stale) {
	passed := map[*Waiver][]string{}
	for _, o := range outcomes {
		if w := s.checks[o.Check.ID]; w != nil && w.Kind == KnownFailing && o.Verdict == conform.Pass {
			passed[w] = append(passed[w], o.Check.ID)
		}
	}
	for i := range s.waivers {
		if w := &s.waivers[i]; len(passed[w]) > 0 {
			stale = append(stale, report.Stale{At: w.At, Check: w.Check.String(), Passed: passed[w]})
		}
	}
	return stale
}

// SetAside returns the outcome as a run should count it: a failure that is excused becomes Disabled, and with it what could not be
// judged because it is blocked by one. What fails itself needs an excuse of its own, and then follows nothing that is set aside.
// excuse returns why a failure of a check is set aside, empty where it is not.
func SetAside(o conform.Outcome, excuse func(id string) string) conform.Outcome {
	own, root := "", ""
	if o.Follows != "" {
		root = excuse(o.Follows)
	}
	switch {
	case o.Verdict == conform.Fail:
		own = excuse(o.Check.ID)
	case o.Verdict == conform.Inconclusive:
		own = root
	}
	switch {
	case own != "":
		o.Verdict, o.Reason = conform.Disabled, own
	case root != "":
		o.Follows = ""
	}
	return o
}
