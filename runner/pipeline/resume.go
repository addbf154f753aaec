package pipeline

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"graphconform/runner/compare"
	"graphconform/runner/exit"
	"graphconform/runner/profile"
	"graphconform/runner/regular"
	"graphconform/runner/report"
	"graphconform/suites/conform"
	"graphconform/suites/evidence"
	"graphconform/suites/plan"
)

// Earlier is a run that was interrupted.
type Earlier struct {
	Folder string         // of its reports
	Report *report.Report // what it judged; nil for a run from the start
	Now    report.Report  // what goes on with it: version and target
	PickUp bool           // it may also have ended, and is not run again then
}

// resume takes what an interrupted run judged to the end out of the plan. A resource of which any check could not be judged is asked
// for again, as a whole.
func (p *Planned) resume() error {
	earlier := p.inputs.Earlier.Report
	if earlier == nil {
		return nil
	}
	refuse := func(format string, args ...any) error {
		return exit.Usagef("%s %s: %s", p.inputs.Earlier.flag(), p.inputs.Earlier.Folder, fmt.Sprintf(format, args...))
	}
	now := p.inputs.Earlier.Now
	now.Plan, now.Catalog, now.Shard, now.Claims = p.Plan.Digest(), p.inputs.Catalog.Digest(), p.shard, report.ClaimsOf(p.Plan.Share)
	now.Profile = report.ProfileName(p.inputs.Profile.Name)
	if what, was, is := compare.Differ(earlier, &now); what != "" {
		return refuse("that run differs in its %s: %s, not %s; give the same flags, target and catalog, to the same program", what, was, is)
	}
	if was := earlier.Shard; was != nil && was.Index != p.shard.Index {
		return refuse("that run took part %d of %d, not %d; give the same --shard", was.Index, was.Count, p.shard.Index)
	}
	if id := differing(p.Plan.Checks(), earlier.Checks); id != "" {
		return refuse("its report does not hold the checks of its plan: check %s; was it edited? %s", id, anew)
	}
	if p.inputs.Earlier.PickUp && !earlier.Stopped {
		p.over = earlier
		return nil
	}
	open := unjudged(earlier)
	if len(open) == 0 && !earlier.Stopped {
		return refuse("nothing is left of that run, and nothing would be sent: all was judged; " +
			"leave --resume out to check again, or `graphconform report` shows its report again")
	}
	if err := p.vouch(open); err != nil {
		return refuse("%v; %s", err, anew)
	}
	p.Plan = p.Plan.Only(func(resource string) bool { return open[resource] })
	return nil
}

// anew is what helps where nobody can go on with a run.
const anew = "start anew, without that flag and into another folder"

// flag is the one that an earlier run was given by.
func (e Earlier) flag() string {
	if e.PickUp {
		return "--pick-up"
	}
	return "--resume"
}

// vouch judges the evidence of what the interrupted run judged to the end again: verdicts that it does not bear out are not taken over.
func (p *Planned) vouch(open map[string]bool) error {
	says := map[string]conform.Verdict{}
	for i := range p.inputs.Earlier.Report.Checks {
		if check := &p.inputs.Earlier.Report.Checks[i]; !open[check.Resource()] {
			says[check.ID] = check.Verdict
		}
	}
	if len(says) == 0 {
		return nil
	}
	file, err := regular.Open(filepath.Join(p.inputs.Earlier.Folder, evidence.FileName))
	if err != nil {
		return fmt.Errorf("the evidence of its verdicts: %w", err)
	}
	defer file.Close()
	reader, err := evidence.NewReader(file)
	if err != nil {
		return fmt.Errorf("%s: %w", file.Name(), err)
	}
	options := p.inputs.Options
	options.Run = reader.Header.Run // the values that were sent hold its name
	before, err := p.inputs.Catalog.Plan(options)
	if err != nil {
		return err
	}
	units, processor := map[string]*plan.Unit{}, profile.NewProcessor(p.inputs.Profile)
	for _, unit := range before.Units {
		units[unit.Resource.ID()] = unit
	}
	differs := ""
	for len(says) > 0 && differs == "" {
		id, transcripts, err := reader.Next()
		if err != nil {
			return fmt.Errorf("%s: does not hold the evidence of all its verdicts: %w", file.Name(), err)
		}
		if unit := units[id]; unit != nil && !open[id] {
			judgeUnit(unit, transcripts, func(o conform.Outcome) {
				if o = processor.Process(o); !borneOut(says[o.Check.ID], o.Verdict) && differs == "" {
					differs = fmt.Sprintf("its report says %s of %s, its evidence %s: one of them was edited",
						says[o.Check.ID], o.Check.ID, o.Verdict)
				}
				delete(says, o.Check.ID)
			})
		}
	}
	if differs != "" {
		return errors.New(differs)
	}
	return nil
}

// borneOut reports whether a report may say a verdict where its evidence gives another one: what is set aside failed, or needs what failed.
func borneOut(says, judged conform.Verdict) bool {
	return says == judged || says == conform.Disabled && (judged == conform.Fail || judged == conform.Inconclusive)
}

// differing returns a check that stands only once in the plan and in the report; empty where there is none.
func differing(planned []*conform.Check, judged []report.Check) string {
	count := map[string]int{}
	for _, check := range planned {
		count[check.ID]++
	}
	for i := range judged {
		if count[judged[i].ID]--; count[judged[i].ID] < 0 {
			return judged[i].ID
		}
	}
	for _, check := range planned {
		if count[check.ID] != 0 {
			return check.ID
		}
	}
	return ""
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

// kept is what the interrupted run judged, without what is asked for again. What it set aside is set aside by what is known now, else
// it is what it was before. Nil for a run from the start.
func (p *Planned) kept() *report.Report {
	if p.inputs.Earlier.Report == nil {
		return nil
	}
	kept, open := *p.inputs.Earlier.Report, unjudged(p.inputs.Earlier.Report)
	kept.Checks = slices.DeleteFunc(slices.Clone(kept.Checks), func(check report.Check) bool { return open[check.Resource()] })
	kept.Resources = slices.DeleteFunc(slices.Clone(kept.Resources), func(resource report.Resource) bool { return open[resource.ID] })
	for i := range kept.Checks {
		c := &kept.Checks[i]
		if c.Verdict == conform.Disabled {
			c.Verdict, c.Reason = conform.Inconclusive, "it needs a step that failed"
			if len(c.Findings) > 0 {
				c.Verdict, c.Reason = conform.Fail, ""
			}
		}
		o := p.known.SetAside(conform.Outcome{
			Check: &conform.Check{ID: c.ID}, Verdict: c.Verdict, Reason: c.Reason, Follows: c.RootCause,
		})
		c.Verdict, c.Reason, c.RootCause = o.Verdict, o.Reason, o.Follows
	}
	return &kept
}

// outcomesOf returns the outcomes of a report; none of nil.
func outcomesOf(r *report.Report) (outcomes []conform.Outcome) {
	if r == nil {
		return nil
	}
	for i := range r.Checks {
		outcomes = append(outcomes, r.Outcome(&r.Checks[i]))
	}
	return outcomes
}

// join adds what the interrupted run judged to the report of the rest.
func (p *Planned) join(result, kept *report.Report) {
	if kept == nil {
		return
	}
	result.Append(kept)
	result.Seconds += kept.Seconds
	result.Deviations = append(slices.Clone(kept.Deviations), result.Deviations...)
	result.Recount()
}
