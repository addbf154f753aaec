// Package pipeline strings together what makes a judged run, in one place for every command that judges:
//
//	plan > exercise (> redact, record) > judge > profile > waive > report
//
// Plan takes the first step and sends nothing; Run takes the others. Each step is a package's of its own: suites plans, exercises and
// judges, profile accepts known deviations, redact takes out what belongs to people, waiver sets known failures aside, report words it.
// The pipeline prints no verdict and knows no flag.
package pipeline

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"graphconform/runner/catalog"
	"graphconform/runner/exit"
	"graphconform/runner/profile"
	"graphconform/runner/progress"
	"graphconform/runner/redact"
	"graphconform/runner/report"
	"graphconform/runner/settings"
	"graphconform/runner/waiver"
	"graphconform/schemas/near"
	"graphconform/suites/conform"
	"graphconform/suites/plan"
)

// Pipeline holds the inputs of the steps.
type Pipeline struct {
	Catalog  catalog.Catalog
	Options  plan.Options               // of the plan; its documented pairs are the catalog's
	Made     *plan.Plan                 // what is planned already, as a recording was held against it; nil for what the options select
	Parents  map[string]string          // ids that were given for this run: each has to be one that a planned resource has
	Shard    settings.Shard             // the part of the plan to take
	Only     func(resource string) bool // the resources to take; nil for all
	Earlier  Earlier                    // an interrupted run to go on with
	Profile  profile.Profile
	Redactor *redact.Redactor // nil where nothing is taken out
	Known    waiver.Files
	FailFast bool      // stop at the first check that fails
	Progress io.Writer // where it is shown how far the run has come
	Quiet    bool      // Ginkgo is not shown the verdicts, and so any number of runs may follow each other
}

// Planned is a run of which all is known but what the target answers.
type Planned struct {
	Plan *plan.Plan // the part that is still to be judged

	inputs Pipeline
	shard  *report.Shard // nil for the whole plan
	known  *waiver.Known
	over   *report.Report
}

// Over is the report of the run that was to be picked up, where it had ended; nil where something is left to be judged.
func (p *Planned) Over() *report.Report { return p.over }

// Plan plans what is selected, and holds what is known of failures and parents against it.
func (p Pipeline) Plan() (*Planned, error) {
	whole, err := p.Made, error(nil)
	if whole == nil {
		if whole, err = p.Catalog.Plan(p.Options); err != nil {
			return nil, exit.With(exit.Usage, err)
		}
	}
	whole.Once = true
	planned := &Planned{Plan: whole, inputs: p}
	if planned.known, err = waiver.OpenKnown(p.Known, ids(whole), func(glob conform.Glob, former func(string) []string) (bool, string) {
		if p.Made != nil {
			return true, ""
		}
		return p.Catalog.Holds(p.Options, glob, former)
	}); err != nil {
		return nil, exit.With(exit.Usage, err)
	}
	if err := checkParents(whole, p.Parents); err != nil {
		return nil, err
	}
	if p.Shard.Count > 0 {
		planned.shard = &report.Shard{Index: p.Shard.Index, Count: p.Shard.Count, Planned: len(whole.Checks())}
		planned.Plan = whole.Shard(p.Shard.Index, p.Shard.Count)
	}
	if p.Only != nil {
		planned.Plan = planned.Plan.Only(p.Only)
	}
	return planned, planned.resume()
}

func ids(plan *plan.Plan) []string {
	var ids []string
	for _, check := range plan.Checks() {
		ids = append(ids, check.ID)
	}
	return ids
}

// checkParents refuses parents that no planned resource has, and empty ids.
func checkParents(plan *plan.Plan, given map[string]string) error {
	known := map[string]bool{}
	for _, unit := range plan.Units {
		for _, name := range unit.Placeholders() {
			known[name] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		switch {
		case !known[name]:
			hint := parentsHint(name, slices.Sorted(maps.Keys(known)))
			return exit.Usagef("--parent %s: no selected resource has such a parent; %s", name, hint)
		case given[name] == "":
			return exit.Usagef("--parent %s=: the id is empty", name)
		}
	}
	return nil
}

// mostParents is how many parents are named at most.
const mostParents = 12

func parentsHint(name string, known []string) string {
	question := near.Question(name, known)
	switch {
	case question != "":
		return question
	case len(known) == 0:
		return "they have none"
	case len(known) > mostParents:
		return fmt.Sprintf("there are %d, such as %s: the names in braces in the paths of the pages", len(known), known[0])
	}
	return "there are " + strings.Join(known, ", ")
}

// About is what a report says of a run that its steps do not.
type About struct {
	Version       string
	RunID         string
	Started       time.Time
	Target        report.Target
	Configuration map[string]string // without secrets
	Rerun         string
	Recording     *report.Recording // what was judged in place of a target
	// Of a run of before that is judged again: how long it took, whether it was stopped, and which part it was.
	Took    time.Duration
	Stopped bool
	Shard   *report.Shard
}

// Result is a run that is over.
type Result struct {
	Report   *report.Report
	Outcomes []conform.Outcome // of this run, in plan order, then of the one that it goes on with; without their exchanges
	Ended    Ended
	Known    *waiver.Known
	Fault    error // of the run itself: specs and verdicts disagree
}

// Run judges the planned checks by what the source gives, and reports. Unless it is quiet, it can run once a process, since Ginkgo shows
// the verdicts.
func (p *Planned) Run(ctx context.Context, source Source, about About) *Result {
	builder := report.NewBuilder(p.Plan, p.inputs.Catalog.Pairs)
	store := newStore(p.Plan, builder)
	processor := profile.NewProcessor(p.inputs.Profile)
	result, ended := &Result{Known: p.known}, make(chan struct{})
	asked, stopAsking := context.WithCancelCause(ctx)
	defer stopAsking(nil)
	go func() {
		defer close(ended)
		result.Ended = source.Outcomes(asked, p.Plan, func(judged conform.Outcome) {
			o := p.known.SetAside(processor.Process(judged))
			if store.post(o); p.inputs.FailFast && o.Verdict == conform.Fail && o.Check.Level != conform.Advisory {
				stopAsking(errFailed)
			}
		})
		result.Outcomes = store.close() // else a spec would wait for an outcome that nobody delivers
	}()
	stop := func() {}
	if p.inputs.Progress != nil && !givenUp(source) {
		planned, expected := len(p.Plan.Checks()), 0
		for _, unit := range p.Plan.Units {
			expected += unit.Weight()
		}
		stop = progress.Start(p.inputs.Progress, func() progress.Counts {
			judged, failed := store.Done()
			return progress.Counts{Judged: judged, Failed: failed, Planned: planned, Requests: source.Sent(), Expected: int64(expected)}
		})
	}
	if p.inputs.Quiet {
		<-ended
	} else {
		result.Fault = show(ctx, p.Plan, store, ended)
	}
	stop()
	kept := p.kept()
	result.Outcomes = append(result.Outcomes, outcomesOf(kept)...)
	result.Report = builder.Report(report.Run{
		Version: about.Version, Catalog: p.inputs.Catalog.Digest(), Shard: cmp.Or(p.shard, about.Shard), RunID: about.RunID,
		Profile:    p.inputs.Profile.Name,
		Deviations: deviations(processor), Configuration: about.Configuration, Rerun: about.Rerun, Target: about.Target,
		Requests: source.Sent(), Left: result.Ended.Left, HeldBack: result.Ended.HeldBack, Unclean: result.Ended.Unclean,
		Started: about.Started, Recording: about.Recording,
		Duration: cmp.Or(about.Took, time.Since(about.Started)), Stopped: about.Stopped || ctx.Err() != nil || leftOut(result.Outcomes),
		Waivers:  p.known.Used(result.Outcomes),
		Stale:    p.known.Stale(result.Outcomes),
		Editions: p.inputs.Catalog.Editions,
	})
	p.join(result.Report, kept)
	return result
}

// leftOut reports whether a check was not judged because the run was stopped.
func leftOut(outcomes []conform.Outcome) bool {
	return slices.ContainsFunc(outcomes, func(o conform.Outcome) bool { return o.Reason == conform.StoppedReason })
}

// errFailed is why a run stops that is to stop at the first failure.
var errFailed = errors.New("a check failed, and --fail-fast was given")

// givenUp reports whether nothing is sent: there is no progress then, and nothing is judged.
func givenUp(source Source) bool {
	exercise, sends := source.(*Exercise)
	return sends && exercise.Unreached != nil
}

func deviations(processor *profile.Processor) []report.Deviation {
	var out []report.Deviation
	for _, met := range processor.Met() {
		out = append(out, report.Deviation{ID: met.ID, Says: met.Says, Source: met.Source, Met: met.Checks})
	}
	return out
}
