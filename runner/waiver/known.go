package waiver

import (
	"fmt"
	"slices"
	"time"

	"graphconform/runner/compare"
	"graphconform/runner/report"
	"graphconform/suites/conform"
)

// Files name what is known of failures. None of them need be given.
type Files struct {
	Waivers  string        // a waiver file
	Baseline string        // report.json of an earlier run: what failed in it is known
	Target   report.Target // what is checked; without a name of none
	Renamed  string        // renames by which checks are known under former ids too; else those inside the program
}

// Known are the failures that do not fail a run: those of waivers, and those of a baseline.
type Known struct {
	waivers  *Set                     // nil for none
	baseline map[string]bool          // ids that failed, as they were called
	since    string                   // file of the baseline
	former   func(id string) []string // nil where nothing was renamed
}

// Elsewhere reports whether a glob matches a check of the catalog, under its id or a former one, also of those that a plan leaves out, and
// where it matches none, what may be meant.
type Elsewhere func(glob conform.Glob, former func(id string) []string) (holds bool, hint string)

// OpenKnown reads what is known and holds it against the ids of the planned checks. Errors name the flag that gave the file.
func OpenKnown(files Files, planned []string, elsewhere Elsewhere) (k *Known, err error) {
	k = &Known{baseline: map[string]bool{}, since: files.Baseline}
	if k.former, err = compare.Former(files.Renamed); err != nil {
		return nil, err
	}
	if files.Baseline != "" {
		earlier, err := report.Read(files.Baseline)
		if err != nil {
			return nil, fmt.Errorf("--baseline: %w", err)
		}
		if there := earlier.Target; there.Embedded != files.Target.Embedded {
			return nil, fmt.Errorf("--baseline %s: is of target %s, and this run would check %s: what fails there says nothing of it; "+
				"give a report of the same target", files.Baseline, there.Name(), files.Target.Name())
		} else if !there.Same(files.Target) {
			k.since += ", of target " + conform.Printable(there.Name()) + ","
		}
		for i := range earlier.Checks {
			if check := &earlier.Checks[i]; compare.Fails(check) {
				k.baseline[check.ID] = true
			}
		}
	}
	if files.Waivers == "" {
		return k, nil
	}
	waivers, err := Open(files.Waivers)
	if err != nil {
		return nil, fmt.Errorf("--waivers: %w", err)
	}
	scope := Scope{Planned: planned, Former: k.former, Today: time.Now().Format(time.DateOnly)}
	scope.Elsewhere = func(glob conform.Glob) (bool, string) { return elsewhere(glob, k.former) }
	if k.waivers, err = New(waivers, scope); err != nil {
		return nil, fmt.Errorf("--waivers:\n%w", err)
	}
	return k, nil
}

// SetAside returns the outcome as the run counts it.
func (k *Known) SetAside(o conform.Outcome) conform.Outcome { return SetAside(o, k.excuse) }

// excuse returns why a failure of the check is set aside; empty where it is not.
func (k *Known) excuse(id string) string {
	if k.waivers != nil {
		if why := k.waivers.Excuse(id); why != "" {
			return why
		}
	}
	if k.failed(id) {
		return "known: failed in " + k.since + " too"
	}
	return ""
}

// failed reports whether the check failed in the baseline.
func (k *Known) failed(id string) bool {
	return k.baseline[id] || k.former != nil && slices.ContainsFunc(k.former(id), func(old string) bool { return k.baseline[old] })
}

// Used returns the waivers that set a check aside, with those checks.
func (k *Known) Used(outcomes []conform.Outcome) []report.Waiver {
	if k.waivers == nil {
		return nil
	}
	var out []report.Waiver
	index := map[*Waiver]int{}
	for _, o := range outcomes {
		w := k.waivers.Of(o.Check.ID)
		if w == nil {
			w = k.waivers.Of(o.Follows) // it is blocked by that failure
		}
		if w == nil || o.Verdict != conform.Disabled {
			continue
		}
		if _, known := index[w]; !known {
			index[w] = len(out)
			out = append(out, report.Waiver{
				At: w.At, Check: w.Check.String(), Kind: string(w.Kind), Reason: w.Reason, Link: w.Link, Expires: w.Expires,
			})
		}
		out[index[w]].Checks = append(out[index[w]].Checks, o.Check.ID)
	}
	return out
}

// Mended words how many checks pass that failed in the baseline; empty where none does. A baseline that is out of date is no error: it
// is a record, and nobody promised to keep it.
func (k *Known) Mended(outcomes []conform.Outcome) string {
	mended := 0
	for _, o := range outcomes {
		if o.Verdict == conform.Pass && k.failed(o.Check.ID) {
			mended++
		}
	}
	if mended == 0 {
		return ""
	}
	return fmt.Sprintf("%d of the checks that failed in %s pass now; the report of this run makes a stricter baseline", mended, k.since)
}

// Stale returns the waivers that are out of date.
func (k *Known) Stale(outcomes []conform.Outcome) []report.Stale {
	if k.waivers == nil {
		return nil
	}
	return k.waivers.Stale(outcomes)
}
