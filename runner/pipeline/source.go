package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"graphconform/runner/redact"
	"graphconform/runner/report"
	"graphconform/suites/conform"
	"graphconform/suites/evidence"
	"graphconform/suites/exercise"
	"graphconform/suites/judge"
	"graphconform/suites/plan"
)

// Source gives the judged outcomes of a plan: by exercising a target, or out of evidence of before.
type Source interface {
	// Outcomes delivers one outcome for each check of the plan, also from several goroutines at once.
	Outcomes(ctx context.Context, plan *plan.Plan, deliver func(conform.Outcome)) Ended
	// Sent is how many requests were sent so far.
	Sent() int64
}

// Ended is what there is to say where all outcomes are delivered.
type Ended struct {
	Left       []string       // objects that could not be removed
	HeldBack   map[string]int // writes that the guard held back, by reason
	Unclean    bool           // objects were left where that matters
	Consistent time.Duration  // how long at most objects that were created took to be readable
	Err        error          // why the evidence cannot be relied on; the outcomes are void then
}

// Judged is the source of outcomes that are there already.
type Judged struct {
	Found    []conform.Outcome
	Redactor *redact.Redactor // of what is shown
	Requests int64            // that were judged
}

// Outcomes delivers them.
func (j *Judged) Outcomes(_ context.Context, _ *plan.Plan, deliver func(conform.Outcome)) Ended {
	for _, o := range j.Found {
		deliver(j.Redactor.Outcome(o))
	}
	return Ended{}
}

// Sent is how many requests were judged.
func (j *Judged) Sent() int64 { return j.Requests }

// Exercise is the source that asks a target. Judging goes along with it: a resource is judged as soon as its answers are there.
type Exercise struct {
	Target    exercise.Target
	Redactor  *redact.Redactor // of what is judged, recorded and shown; nil where nothing is taken out
	Record    *evidence.Writer // where the evidence goes; nil for nowhere
	Unreached error            // where the target is not reached nothing is sent, and every check says why it was not judged
	Requests  func() int64     // sent so far
}

// Outcomes sends what the plan needs, and judges.
func (e *Exercise) Outcomes(ctx context.Context, p *plan.Plan, deliver func(conform.Outcome)) Ended {
	if e.Unreached != nil {
		p.GiveUp(e.Unreached.Error(), deliver)
		return Ended{}
	}
	target := e.Target
	if e.Redactor != nil {
		target.Sender = e.Redactor.Watch(target.Sender)
	}
	var mutex sync.Mutex
	tally := exercise.Run(ctx, p, target, func(unit *plan.Unit, gathered *conform.Evidence) {
		if e.Redactor != nil {
			gathered = e.Redactor.Evidence(gathered)
		}
		if e.Record != nil {
			e.Record.Write(unit.Resource.ID(), gathered.Transcripts())
		}
		outcomes := judge.Judge(unit.Checks, gathered)
		unit.Forget()
		mutex.Lock()
		defer mutex.Unlock()
		for _, outcome := range outcomes {
			deliver(outcome)
		}
	})
	ended := Ended{
		Left: tally.Left, HeldBack: tally.Refused, Unclean: len(tally.Left) > 0 && e.Target.Shared, Consistent: tally.Consistent,
	}
	if e.Record != nil {
		if err := e.Record.Close(e.Sent()); err != nil {
			ended.Err = fmt.Errorf("evidence: %w; is the disk full?", err)
		}
	}
	return ended
}

// Sent is how many requests were sent so far.
func (e *Exercise) Sent() int64 { return e.Requests() }

// Recorded is the source that judges the evidence of an earlier run again. It sends nothing.
type Recorded struct {
	Reader *evidence.Reader
	Name   string         // of the file
	Report *report.Report // of that run: what it says of its end is said again

	requests atomic.Int64
}

// OptionsOf returns what a plan was made of, as its evidence says.
func OptionsOf(h evidence.Header) plan.Options {
	options := plan.Options{
		Seed: h.Seed, Run: h.Run, Select: h.Select, Exclude: h.Exclude, Strict: h.Strict, Observe: h.Observe, NoAuth: h.NoAuth,
		Effort: h.Effort,
	}
	if h.Claims != nil {
		options.Claims = map[string]bool{}
		for _, claim := range h.Claims {
			options.Claims[claim] = !slices.Contains(h.Unclear, claim)
		}
	}
	return options
}

// Header says what the plan was made of, for the evidence of a run of that id by a version of the suite.
func (p *Planned) Header(version, runID string) evidence.Header {
	o := p.inputs.Options
	header := evidence.Header{
		Suite: version, Catalog: p.inputs.Catalog.Digest(), Plan: p.Plan.Digest(), Seed: o.Seed, Select: o.Select, Exclude: o.Exclude,
		Strict: o.Strict,
		Run:    o.Run, Observe: o.Observe, NoAuth: o.NoAuth, Effort: o.Effort, Profile: p.inputs.Profile.Name, RunID: runID,
	}
	if o.Claims != nil {
		header.Claims = slices.Sorted(maps.Keys(o.Claims))
		header.Unclear = slices.DeleteFunc(slices.Clone(header.Claims), func(claim string) bool { return o.Claims[claim] })
	}
	for _, unit := range p.Plan.Units {
		header.Resources = append(header.Resources, unit.Resource.ID())
	}
	return header
}

// Outcomes judges resource by resource, so that no more than one is in memory. What the evidence does not speak of is not judged.
func (r *Recorded) Outcomes(ctx context.Context, p *plan.Plan, deliver func(conform.Outcome)) Ended {
	units := map[string]*plan.Unit{}
	for _, unit := range p.Units {
		units[unit.Resource.ID()] = unit
	}
	for ctx.Err() == nil {
		id, transcripts, err := r.Reader.Next()
		switch {
		case errors.Is(err, io.EOF):
			for _, unit := range p.Units {
				if units[unit.Resource.ID()] != nil {
					judgeUnit(unit, nil, deliver)
				}
			}
			r.requests.Store(r.Reader.Requests)
			return Ended{Left: r.Report.Left, HeldBack: r.Report.HeldBack, Unclean: r.Report.Unclean}
		case err != nil:
			return Ended{Err: fmt.Errorf("%s: %w", r.Name, err)}
		}
		if unit := units[id]; unit != nil {
			delete(units, id)
			judgeUnit(unit, transcripts, deliver)
		}
	}
	return Ended{Err: ctx.Err()}
}

func judgeUnit(unit *plan.Unit, transcripts []*conform.Transcript, deliver func(conform.Outcome)) {
	for _, outcome := range judge.Judge(unit.Checks, conform.NewEvidence(unit.Resource, transcripts)) {
		deliver(outcome)
	}
	unit.Forget()
}

// Sent is how many requests were sent for the evidence; known once it is judged.
func (r *Recorded) Sent() int64 { return r.requests.Load() }
