package prove

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"graphconform/fixtures"
	har "graphconform/fixtures/recording"
	"graphconform/suites/conform"
	"graphconform/suites/evidence"
	"graphconform/suites/judge"
	"graphconform/suites/plan"
)

// recording writes the evidence of a case as a run does, and its exchanges as HAR, to be judged again; nil records nothing.
type recording struct {
	mutex    sync.Mutex
	file     bytes.Buffer
	writer   *evidence.Writer
	archive  bytes.Buffer
	har      *har.HARWriter
	err      error // the first of har
	units    map[string]*plan.Unit
	outcomes map[string][]conform.Outcome // by resource
}

func newRecording(wanted bool) *recording {
	if !wanted {
		return nil
	}
	r := &recording{units: map[string]*plan.Unit{}, outcomes: map[string][]conform.Outcome{}}
	r.writer = evidence.NewWriter(&r.file, evidence.Header{})
	r.har = har.NewHARWriter(&r.archive, "")
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
	for _, t := range gathered.Transcripts() {
		for _, record := range t.Records {
			for _, x := range record.Exchanges {
				r.err = cmp.Or(r.err, r.har.Add(har.Entry{Exchange: x, Step: stepOf(unit.Resource.ID(), record)}))
			}
		}
	}
}

// stepOf names the step of a record among all resources.
func stepOf(resource string, r *conform.Record) string {
	return strings.Join([]string{resource, r.Step.Scenario.String(), r.Step.String()}, " ")
}

// archived reads the HAR, by steps.
func (r *recording) archived() (map[string][]fixtures.Exchange, error) {
	if err := cmp.Or(r.err, r.har.Close()); err != nil {
		return nil, err
	}
	all := map[string][]fixtures.Exchange{}
	for entry, err := range har.Read("evidence.har", &r.archive, nil) {
		if err != nil {
			return nil, err
		}
		all[entry.Step] = append(all[entry.Step], entry.Exchange)
	}
	return all, nil
}

// differs judges the evidence again, with the exchanges as the HAR has them, and says where that comes to another outcome than the run
// did.
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
	archived, err := r.archived()
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
		if err := replace(id, transcripts, archived); err != nil {
			return err
		}
		again := judge.Judge(unit.Checks, conform.NewEvidence(unit.Resource, transcripts))
		for i, o := range r.outcomes[id] {
			if !sameOutcome(o, again[i]) {
				return fmt.Errorf("judged again %s is %s %q after %d findings, and was %s %q after %d", o.Check.ID,
					again[i].Verdict, again[i].Reason, len(again[i].Findings), o.Verdict, o.Reason, len(o.Findings))
			}
		}
	}
}

// replace gives the records of a resource the exchanges that the HAR has under their steps, in order: each level of parents has one step.
func replace(resource string, transcripts []*conform.Transcript, archived map[string][]fixtures.Exchange) error {
	var readings conform.Readings
	for _, t := range transcripts {
		for _, record := range t.Records {
			step, wanted := stepOf(resource, record), len(record.Exchanges)
			if got := len(archived[step]); got < wanted {
				return fmt.Errorf("the HAR has %d more exchanges of %s, and the run made %d", got, step, wanted)
			}
			record.Exchanges, archived[step] = archived[step][:wanted], archived[step][wanted:]
			record.Reread(&readings)
		}
	}
	return nil
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
