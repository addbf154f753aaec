package main

import (
	"path/filepath"
	"slices"

	"graphconform/runner/report"
	"graphconform/suites"
)

// resume goes on with a run that was interrupted: resources that were judged to the end are not asked for again.
type resume struct {
	Resume string `help:"Folder of the report of a run that was interrupted: go on with it, under the same flags." placeholder:"DIR"`

	earlier *report.Report // what was judged; nil for a run from the start
}

// open reads what was judged, and takes over the seed and the folder.
func (r *resume) open(c *runCmd) error {
	if r.Resume == "" {
		return nil
	}
	earlier, err := report.Read(filepath.Join(r.Resume, "report.json"))
	switch {
	case err != nil:
		return usage("--resume: %v", err)
	case c.Seed != nil && *c.Seed != earlier.Seed:
		return usage("--seed %d: the run in %s has seed %d; leave --seed out", *c.Seed, r.Resume, earlier.Seed)
	case c.Report != nil && filepath.Clean(*c.Report) != filepath.Clean(r.Resume):
		return usage("--report: stands beside --resume, which writes to its own folder")
	}
	r.earlier, c.Seed, c.Report = earlier, &earlier.Seed, &r.Resume
	return nil
}

// rest returns the part of the plan that is not judged.
func (r *resume) rest(plan *suites.Plan) (*suites.Plan, error) {
	if r.earlier == nil {
		return plan, nil
	}
	if plan.Digest() != r.earlier.Plan {
		return nil, usage("--resume %s: that run was of another plan; give the same flags and catalog", r.Resume)
	}
	open := map[string]bool{}
	for _, check := range r.earlier.Checks {
		if check.Verdict == suites.Inconclusive {
			open[check.Resource()] = true
		}
	}
	r.earlier.Checks = slices.DeleteFunc(r.earlier.Checks, func(check report.Check) bool { return open[check.Resource()] })
	r.earlier.Resources = slices.DeleteFunc(r.earlier.Resources, func(resource report.Resource) bool { return open[resource.ID] })
	return plan.Only(func(resource string) bool { return open[resource] }), nil
}

// join adds what was judged before to the report of the rest.
func (r *resume) join(result *report.Report) {
	if r.earlier == nil {
		return
	}
	result.Append(r.earlier)
	result.Seconds += r.earlier.Seconds
	result.Deviations = append(r.earlier.Deviations, result.Deviations...)
	result.Recount()
}
