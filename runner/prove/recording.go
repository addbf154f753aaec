package prove

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"

	"graphconform/suites/conform"
	"graphconform/suites/evidence"
	"graphconform/suites/judge"
	"graphconform/suites/plan"
)

// recording writes the evidence of a case as a run does, to be judged again; nil records nothing.
type recording struct {
	mutex    sync.Mutex
	file     bytes.Buffer
	writer   *evidence.Writer
	units    map[string]*plan.Unit
	outcomes map[string][]conform.Outcome // by resource
}

func newRecording(wanted bool) *recording {
	if !wanted {
		return nil
	}
	r := &recording{units: map[string]*plan.Unit{}, outcomes: map[string][]conform.Outcome{}}
	r.writer = evidence.NewWriter(&r.file, evidence.Header{})
	return r
}

func (r *recording) add(unit *plan.Unit, gathered *conform.Evidence, outcomes []conform.Outcome) {
	if r == nil {
		return
	}
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.writer.Write(unit.Resource.ID(), gathered.Transcripts())
	r.units[unit.Resource.ID()], r.outcomes[unit.Resource.ID()] = unit, outcomes
}

// differs judges the evidence again, and says where that comes to another outcome than the run did.
func (r *recording) differs() error {
	if r == nil {
		return nil
	}
	if err := r.writer.Close(0); err != nil {
		return err
	}
	reader, err := evidence.NewReader(&r.file)
	if err != nil {
		return err
	}
	for {
		id, transcripts, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		unit := r.units[id]
		again := judge.Judge(unit.Checks, conform.NewEvidence(unit.Resource, transcripts))
		for i, o := range r.outcomes[id] {
			if !sameOutcome(o, again[i]) {
				return fmt.Errorf("judged again %s is %s %q after %d findings, and was %s %q after %d", o.Check.ID,
					again[i].Verdict, again[i].Reason, len(again[i].Findings), o.Verdict, o.Reason, len(o.Findings))
			}
		}
	}
}

// sameOutcome compares finding by finding.
func sameOutcome(a, b conform.Outcome) bool {
	return a.Check == b.Check && a.Verdict == b.Verdict && a.Reason == b.Reason && a.Follows == b.Follows &&
		a.Observations == b.Observations &&
		len(a.Exchanges) == len(b.Exchanges) && slices.EqualFunc(a.Findings, b.Findings, sameFinding)
}

func sameFinding(a, b conform.Finding) bool {
	exchanges := a.Exchange == nil && b.Exchange == nil || a.Exchange != nil && b.Exchange != nil &&
		a.Exchange.Request.URL == b.Exchange.Request.URL && a.Exchange.Attempt == b.Exchange.Attempt
	a.Exchange, b.Exchange = nil, nil

	return exchanges && a == b
}
