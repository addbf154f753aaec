package conform

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/resource"
)

// Transcript is what one scenario recorded.
type Transcript struct {
	Scenario ScenarioKey
	Records  []*Record
	Shared   bool    // others may write to the collection that it worked in
	Invalid  bool    // it sends values that must be refused: the form of its answers is judged elsewhere
	NotRun   NotSent // why it was not run, or ended before its end
	Withheld string  // why it was left undone

	steps map[Step]*Record
}

// Evidence is all that the scenarios of one resource recorded. One goroutine at a time reads it.
type Evidence struct {
	Resource *resource.Resource

	transcripts map[ScenarioKey]*Transcript
	order       []ScenarioKey
	records     []*Record // of all transcripts, once asked for
	answers     map[schemas.OperationKind]*Answers
	made        map[string][]*Record // creates by the id that they were answered with, once asked for
	absent      map[Step]*Record     // what stands for steps that were not reached, once asked for
}

// NewEvidence returns the evidence of transcripts in plan order.
func NewEvidence(of *resource.Resource, transcripts []*Transcript) *Evidence {
	e := &Evidence{Resource: of, transcripts: map[ScenarioKey]*Transcript{}, answers: map[schemas.OperationKind]*Answers{},
		absent: map[Step]*Record{}}
	for _, t := range transcripts {
		if t.steps == nil {
			t.steps = map[Step]*Record{}
		}
		for _, r := range t.Records {
			r.Scenario = t.Scenario
			t.steps[r.Step] = r
		}
		t.markTwins()
		e.transcripts[t.Scenario] = t
		e.order = append(e.order, t.Scenario)
		e.records = append(e.records, t.Records...)
	}
	return e
}

// Record returns a step's record; where the step was not reached, one that says so.
func (e *Evidence) Record(scenario ScenarioKey, step Step) *Record {
	step.Scenario = scenario
	t := e.transcripts[scenario]
	if t != nil && t.steps[step] != nil {
		return t.steps[step]
	}
	known := e.absent[step]
	if known == nil {
		known = &Record{Step: step, NotSent: t.without(step)}
		e.absent[step] = known
	}
	return known
}

// without says why a step of the scenario was not sent.
func (t *Transcript) without(step Step) NotSent {
	switch {
	case t == nil:
		return NotSent{Cause: Unreached, Detail: fmt.Sprintf("scenario %s was not run", step.Scenario)}
	case t.NotRun.Cause != "":
		return t.NotRun
	}
	return NotSent{Cause: Unreached, Detail: fmt.Sprintf("step %s of scenario %s was not reached", step, step.Scenario)}
}

// Has reports whether a step was recorded.
func (e *Evidence) Has(scenario ScenarioKey, step Step) bool {
	t := e.transcripts[scenario]
	return t != nil && t.steps[step.In(scenario)] != nil
}

// Transcripts returns what all scenarios recorded, in plan order.
func (e *Evidence) Transcripts() []*Transcript {
	all := make([]*Transcript, len(e.order))
	for i, key := range e.order {
		all[i] = e.transcripts[key]
	}
	return all
}

// Transcript returns what a scenario recorded; nil where it was not run.
func (e *Evidence) Transcript(scenario ScenarioKey) *Transcript { return e.transcripts[scenario] }

// Records returns what a scenario recorded, step by step; none where it was not run.
func (e *Evidence) Records(scenario ScenarioKey) []*Record {
	if t := e.transcripts[scenario]; t != nil {
		return t.Records
	}
	return nil
}

// SharedBy reports whether others may write to the collection that a scenario worked in.
func (e *Evidence) SharedBy(scenario ScenarioKey) bool {
	t := e.transcripts[scenario]
	return t != nil && t.Shared
}

// All returns the records of every scenario, in plan order.
func (e *Evidence) All() []*Record { return e.records }

// Scenarios returns the keys of all scenarios that were planned, in plan order.
func (e *Evidence) Scenarios() []ScenarioKey { return e.order }

// Acts returns the records of one of the acts that were not skipped, of all scenarios.
func (e *Evidence) Acts(acts ...Act) []*Record {
	var out []*Record
	for _, r := range e.records {
		if !r.Skipped() && slices.Contains(acts, r.Act) {
			out = append(out, r)
		}
	}
	return out
}

// Elsewhere reports whether an entry of a scenario's list is an object that another scenario made below another parent: it has the id of
// one, and values of it. Such an entry is a defect of the list, not of what the scenario sent.
func (e *Evidence) Elsewhere(scenario ScenarioKey, entry map[string]any) bool {
	if e.made == nil {
		e.made = map[string][]*Record{}
		for _, r := range e.records {
			if r.Operation == schemas.Create && r.OK() && r.ID() != "" {
				e.made[r.ID()] = append(e.made[r.ID()], r)
			}
		}
	}
	return slices.ContainsFunc(e.made[resource.IDOf(entry)], func(r *Record) bool {
		return r.Scenario != scenario && e.Resource.Shares(r.Sent(), entry)
	})
}

// NotThere reports whether a status says that nothing stands under the URL (RFC 9110, sections 15.5.5 and 15.5.11).
func NotThere(status int) bool { return status == http.StatusNotFound || status == http.StatusGone }

// NoCollection reports whether an answer to a collection's URL says that nothing is there.
func NoCollection(response *fixtures.Response) bool {
	return response != nil && (NotThere(response.Status) || response.Status == http.StatusNotImplemented ||
		response.Status == http.StatusBadRequest && NoRoute(response.Body))
}

// NoRoute reports whether the body of a 400 says that the service has no such operation.
func NoRoute(body []byte) bool {
	for _, text := range [...]string{"No method match route template", "Resource not found for the segment", "No OData route exists"} {
		if bytes.Contains(body, []byte(text)) {
			return true
		}
	}
	return false
}

// In returns the steps of one scenario.
func (e *Evidence) In(scenario ScenarioKey) Steps { return Steps{e, scenario} }

// Steps are those of one scenario. A step that was not reached has a record that says so.
type Steps struct {
	evidence *Evidence
	scenario ScenarioKey
}

// Once returns what the scenario's only step of an act recorded.
func (s Steps) Once(act Act) *Record { return s.evidence.Record(s.scenario, act.Once()) }

// Step returns what a step recorded.
func (s Steps) Step(step Step) *Record { return s.evidence.Record(s.scenario, step) }

// All returns the records of the scenario's steps of some acts, in their order.
func (s Steps) All(acts ...Act) []*Record {
	return slices.DeleteFunc(slices.Clone(s.evidence.Records(s.scenario)), func(r *Record) bool { return !slices.Contains(acts, r.Act) })
}

// Nth returns what the n-th step of an act recorded, from 1.
func (s Steps) Nth(act Act, n int) *Record { return s.evidence.Record(s.scenario, act.Nth(n)) }

// About returns what the step of an act about a property, a parameter or a rule recorded.
func (s Steps) About(act Act, subject string) *Record {
	return s.evidence.Record(s.scenario, act.About(subject))
}
