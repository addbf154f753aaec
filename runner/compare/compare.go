// Package compare holds reports against each other: it says what changed from one to another, and joins the parts of one run.
//
// It judges nothing: verdicts are taken as they are. That two reports to compare are of one target, one catalog and one selection
// is for the caller to see to; parts to join must be of one plan.
package compare

import (
	"cmp"

	"graphconform/runner/report"
	"graphconform/suites/conform"
)

// Difference holds ids of checks, each list sorted, as the new report calls them; those that are gone, as the old one did.
type Difference struct {
	NewlyFailing []string `json:"newlyFailing"` // fail, and did not; also checks that are new
	Fixed        []string `json:"fixed"`        // failed, and pass
	StillFailing []string `json:"stillFailing"` // fail, and did
	Unjudged     []string `json:"unjudged"`     // passed or failed, and are inconclusive or unsupported now
	New          []string `json:"new"`          // stand in the new report alone
	Gone         []string `json:"gone"`         // stand in the old report alone
}

// Reports compares two reports. former returns the ids that a check had before renames, the latest first; nil where there are none.
func Reports(old, now *report.Report, former func(id string) []string) Difference {
	before := map[string]*report.Check{}
	for i := range old.Checks {
		before[old.Checks[i].ID] = &old.Checks[i]
	}
	d := Difference{NewlyFailing: []string{}, Fixed: []string{}, StillFailing: []string{}, Unjudged: []string{}, New: []string{},
		Gone: []string{}}
	met := map[string]bool{}
	for i := range now.Checks {
		c := &now.Checks[i]
		was := before[c.ID]
		if was == nil && former != nil {
			for _, id := range former(c.ID) {
				was = cmp.Or(was, before[id])
			}
		}
		if was != nil {
			met[was.ID] = true
		} else {
			d.New = append(d.New, c.ID)
		}
		d.sort(was, c)
	}
	for i := range old.Checks {
		if id := old.Checks[i].ID; !met[id] {
			d.Gone = append(d.Gone, id)
		}
	}
	return d
}

// sort puts a check of the new report where it belongs. was is nil for a new one.
func (d *Difference) sort(was, now *report.Check) {
	failed := was != nil && Fails(was)
	switch {
	case Fails(now) && failed:
		d.StillFailing = append(d.StillFailing, now.ID)
	case Fails(now):
		d.NewlyFailing = append(d.NewlyFailing, now.ID)
	case failed && now.Verdict == conform.Pass:
		d.Fixed = append(d.Fixed, now.ID)
	case was != nil && (failed || was.Verdict == conform.Pass) &&
		(now.Verdict == conform.Inconclusive || now.Verdict == conform.Unsupported):
		d.Unjudged = append(d.Unjudged, now.ID)
	}
}

// Fails reports whether the target departs at the check, also where that was set aside: a known failure is one. What is only advised
// fails nobody.
func Fails(c *report.Check) bool {
	return c.Level != conform.Advisory && (c.Verdict == conform.Fail || c.Verdict == conform.Disabled && len(c.Findings) > 0)
}
