package pipeline

import (
	"slices"

	"graphconform/runner/exit"
	"graphconform/runner/report"
	"graphconform/suites/conform"
)

// Earlier is a run that was interrupted.
type Earlier struct {
	Folder string         // of its reports
	Report *report.Report // what it judged; nil for a run from the start
}

// resume takes what an interrupted run judged to the end out of the plan. A resource of which any check could not be judged is asked
// for again, as a whole.
func (p *Planned) resume() error {
	earlier := p.inputs.Earlier.Report
	if earlier == nil {
		return nil
	}
	if p.Plan.Digest() != earlier.Plan {
		return exit.Usagef("--resume %s: that run was of another plan; give the same flags and catalog", p.inputs.Earlier.Folder)
	}
	open := unjudged(earlier)
	p.Plan = p.Plan.Only(func(resource string) bool { return open[resource] })
	return nil
}

// unjudged returns the resources that are asked for again.
func unjudged(earlier *report.Report) map[string]bool {
	open := map[string]bool{}
	for i := range earlier.Checks {
		if check := &earlier.Checks[i]; check.Verdict == conform.Inconclusive {
			open[check.Resource()] = true
		}
	}
	return open
}

// join adds what the interrupted run judged to the report of the rest.
func (p *Planned) join(result *report.Report) {
	if p.inputs.Earlier.Report == nil {
		return
	}
	earlier, open := *p.inputs.Earlier.Report, unjudged(p.inputs.Earlier.Report)
	earlier.Checks = slices.DeleteFunc(slices.Clone(earlier.Checks), func(check report.Check) bool { return open[check.Resource()] })
	earlier.Resources = slices.DeleteFunc(slices.Clone(earlier.Resources), func(resource report.Resource) bool { return open[resource.ID] })
	result.Append(&earlier)
	result.Seconds += earlier.Seconds
	result.Deviations = append(slices.Clone(earlier.Deviations), result.Deviations...)
	result.Recount()
}
