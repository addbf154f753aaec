package recorded

import (
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"slices"
	"time"

	"graphconform/fixtures/recording"
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/plan"
	"graphconform/suites/request"
)

// Options say how a recording is held against the pages.
type Options struct {
	// Version is that of URLs that name none; empty: they are none of Graph.
	Version string
	// Strict takes rules of level Strict too.
	Strict bool
	// Drift takes what is judged for the real service's: members and properties that no page lists are what the pages do not know yet, and
	// no findings; what stands in front of it may answer in words; and a write may take a while to show.
	Drift bool
}

// Judge judges exchanges as they come. One goroutine at a time uses it.
type Judge struct {
	options Options
	catalog *schemas.Catalog
	plan    *plan.Recording
	routes  routes
	units   map[int]*unit // by number of the contract
	file    string        // that is being read
	objects objects
	result  Result
}

const unknownContract = -1

// New returns a judge by the contracts of a catalog with their documented pairs.
func New(catalog *schemas.Catalog, pairs fs.FS, options Options) (*Judge, error) {
	planned, err := plan.NewRecording(catalog, pairs, families(), options.Strict)
	if err != nil {
		return nil, err
	}
	j := &Judge{options: options, catalog: catalog, plan: planned, routes: newRoutes(planned.Contracts()), units: map[int]*unit{}}
	j.result.Unmatched = map[string]int{}
	return j, nil
}

// Add judges an exchange, and those inside where it is a batch. What goes wrong is a mistake of the suite or of the catalog.
func (j *Judge) Add(entry recording.Entry) error {
	if entry.File != j.file { // which of two was recorded first nobody knows
		j.file, j.objects = entry.File, objects{}
	}
	if inside, isBatch := unbatch(entry); isBatch {
		for _, each := range inside {
			if err := j.one(each); err != nil {
				return err
			}
		}
		return nil
	}
	return j.one(entry)
}

func (j *Judge) one(entry recording.Entry) error {
	j.result.Exchanges++
	sent := entry.Exchange.Request
	at, ok := j.routes.locate(sent.Method, sent.URL, j.options.Version)
	switch {
	case !ok:
		j.result.Foreign++
		return nil
	case len(at.claims) == 0:
		j.result.unmatched(at)
		if sent.Method != http.MethodGet {
			j.objects.lose(at.path)
		}
		return nil
	}
	j.result.Matched++
	r := record(entry, at)
	about, err := j.about(at, r)
	if err != nil {
		return err
	}
	for _, each := range about {
		each.unit.note(each.record)
		if at.suffix == "" && !at.shaped && sent.Method != http.MethodHead { // else it is neither an object nor a list
			each.unit.add(each.record, formOf(entry, at, each.record, j.options.Drift))
		}
	}
	untold := len(about) == 0 && r.Operation != schemas.Get && r.Operation != schemas.List // of which type it is
	if r.Operation == schemas.Action || entry.Beside || untold {
		j.objects.lose(at.path)
	}
	if at.suffix == "" && !at.shaped && !entry.Mock && !entry.Apart && !entry.Beside && len(about) > 0 { // mocks are in no order
		j.follow(at, about[0], r)
	}
	return nil
}

// record makes of an exchange the record of a step, which is called after the entry.
func record(entry recording.Entry, at place) *conform.Record {
	op := at.claims[0].op
	act := string(op.Kind)
	if op.Kind.IsCall() {
		act = op.Name
	}
	r := &conform.Record{Operation: op.Kind, Key: at.key, Wrapped: op.Wrapped,
		Step: conform.Step{Scenario: single.Key(), Act: conform.Act(act), Subject: entry.File, Ordinal: entry.Number}}
	r.Exchanges = append(r.Exchanges, entry.Exchange)
	r.Exchanges[0].Entry = cmp.Or(entry.Exchange.Entry, fmt.Sprintf("%s#%d", entry.File, entry.Number))
	if op.Kind == schemas.List {
		r.AddPage()
		if !isWhole(r) {
			r.Broken = "one page alone"
		}
		return r
	}
	r.Read()
	return r
}

// follow judges what an exchange shows together with those before it.
func (j *Judge) follow(at place, about subject, r *conform.Record) {
	contract := unknownContract
	if about.named {
		contract = about.contract
	}
	if said := j.objects.follow(at, contract, r); len(said) > 1 && j.settled(said) {
		about.unit.judge(history, said)
	}
	if said := j.objects.gather(at, r); len(said) > 1 && j.settled(said) {
		about.unit.judge(listing, said)
	}
	for _, entry := range j.objects.listed(at, r) {
		if !j.settled(entry.said) {
			continue
		}
		of := about.unit
		if known := j.units[entry.contract]; known != nil {
			of = known
		}
		of.judge(history, entry.said)
	}
	if said := j.objects.pages(r); len(said) > 1 || len(said) == 1 && nextLink(r) != "" {
		about.unit.judge(listing, said)
	}
}

// settling is how long the real service may take to show a write everywhere.
const settling = time.Minute

// settled reports whether what was said before can be expected to show: where the real service is judged, once some time has passed.
func (j *Judge) settled(said []*conform.Record) bool {
	if !j.options.Drift {
		return true
	}
	before, now := said[len(said)-2].Last(), said[len(said)-1].Last()
	return !before.Started.IsZero() && now.Started.Sub(before.Started) >= settling
}

// Result ends the judging and returns what came of it. No check is planned for what the recording does not show.
func (j *Judge) Result() *Result {
	for _, number := range slices.Sorted(maps.Keys(j.units)) {
		u := j.units[number]
		u.flush()
		j.result.Outcomes = append(j.result.Outcomes, u.outcomes()...)
	}
	seen := map[*conform.Check]bool{}
	for _, o := range j.result.Outcomes {
		seen[o.Check] = true
	}
	j.result.Plan = j.plan.Plan(func(check *conform.Check) bool { return seen[check] })
	j.cover()
	return &j.result
}

// Failed returns what departs so far, and what the suite could not judge.
func (j *Judge) Failed() (failed []conform.Outcome) {
	for _, number := range slices.Sorted(maps.Keys(j.units)) {
		u := j.units[number]
		u.flush()
		for _, o := range u.outcomes() {
			if o.Verdict != conform.Pass {
				failed = append(failed, o)
			}
		}
	}
	return failed
}

// IsRequest reports whether a check is of what the client sends.
func IsRequest(check *conform.Check) bool { return check.Family == request.Name }

// SideOf returns whose departures the checks of a family show: "request" for the client's, "answer" for the server's.
func SideOf(family string) string {
	if family == request.Name {
		return "request"
	}
	return "answer"
}

// safely judges evidence by a check. A slip of the suite must cost one check, not the recording.
func safely(check *conform.Check, e *conform.Evidence) (j *conform.Judgement, slipped bool) {
	j = conform.NewJudgement(check.Rule)
	defer func() {
		if slip := recover(); slip != nil {
			j, slipped = conform.NewJudgement(check.Rule), true
			j.Slip(slip)
		}
	}()
	check.Judge(e, j)
	return j, false
}
