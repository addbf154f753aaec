package exercise

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/cleanup"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

// session is the actor of one scenario: it sends, records, and knows what must be removed again. Parallel steps may use it side by side.
type session struct {
	ctx      context.Context
	run      *run
	unit     *unitState
	resource *resource.Resource
	scenario scenario.Scenario
	parents  *parents
	values   *fixtures.Sampler
	at       scenario.Collection   // where the scenario's objects go
	second   *scenario.Collection  // another parent's, once asked for
	noSecond string                // why there is none
	withheld string                // why the scenario is left undone
	original *conform.Record       // a singleton that others rely on, as it was before the scenario
	made     []scenario.Collection // below parents to remove

	mutex    sync.Mutex
	records  []*conform.Record
	objects  []string         // URLs of created objects, to remove
	lost     []lostPost       // POSTs that may have made something that no answer names
	unseen   []cleanup.Intent // of these, those that were sent again, as no list showed what they made
	gone     map[string]bool
	tried    map[string]bool             // objects whose removal was asked for
	sent     map[string][]cleanup.Intent // by URL of what an answer said that it made
	readings conform.Readings
	writes   writes
}

var _ scenario.Actor = (*session)(nil)

// Resource, Values, Learned and Collection say what the scenario is about.
func (s *session) Resource() *resource.Resource    { return s.resource }
func (s *session) Values() *fixtures.Sampler       { return s.values }
func (s *session) Learned() scenario.Learned       { return s.unit.learned }
func (s *session) Collection() scenario.Collection { return s.at }

// HasToken, Tenant, Marked and SameOrigin say what the target is.
func (s *session) HasToken() bool { return s.run.guard.HasToken() }
func (s *session) Tenant() bool   { return s.run.target.Shared }
func (s *session) Marked() bool {
	return s.run.tagged && s.resource.Kind == resource.Collection && s.mayHoldOthers(s.at.URL)
}
func (s *session) SameOrigin(absolute string) bool { return s.run.guard.SameOrigin(absolute) }

// record keeps a step's record; it returns the record for chaining.
func (s *session) record(r *conform.Record) *conform.Record {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.records = append(s.records, r)
	return r
}

// skip records a step that lacks what an earlier one did not give.
func (s *session) skip(step conform.Step, of *conform.Record, why string) *conform.Record {
	return s.record(&conform.Record{Step: step, NotSent: conform.NotSent{Cause: conform.Skipped, Detail: why, By: of.Step}})
}

// Note records a step that is not sent.
func (s *session) Note(step conform.Step, why conform.NotSent) {
	s.record(&conform.Record{Step: step, NotSent: why})
}

// Withhold notes why the scenario leaves undone what it is for.
func (s *session) Withhold(why string) { s.withheld = why }

// send sends one request and records it.
func (s *session) send(step conform.Step, op schemas.OperationKind, method, to string, body []byte, header http.Header) *conform.Record {
	r := &conform.Record{Step: step, Operation: op}
	if why := s.unit.open(method); why.Cause != "" {
		r.NotSent = why
		return s.record(r)
	}
	if op == schemas.Get {
		documented, _ := s.resource.Operation(op)
		r.Wrapped = documented.Wrapped
	}
	r.Exchanges = s.exchange(op, method, to, body, header)
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.readings.Read(r)
	s.unnamedToo(r)
	s.records = append(s.records, r)
	return r
}

func (s *session) exchange(op schemas.OperationKind, method, to string, body []byte, header http.Header) []fixtures.Exchange {
	return s.sendAgain(op, requestOf(method, to, body, header))
}

// requestOf is a request for JSON, with the headers given in place of the usual ones.
func requestOf(method, to string, body []byte, header http.Header) fixtures.Request {
	request := fixtures.Request{Method: method, URL: to, Body: body, Header: http.Header{"Accept": {"application/json"}}}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	for name, values := range header {
		request.Header[name] = values
	}
	return request
}

// Create posts a body to the scenario's collection. A singleton is there already: it is brought into that state.
func (s *session) Create(step conform.Step, body fixtures.Object) *conform.Record {
	if s.resource.Kind == resource.Singleton {
		return s.patch(step, s.at.URL, "", resource.Encode(s.resource.ChangeOf(body)))
	}
	return s.Post(step, resource.Encode(body))
}

// Post posts bytes as they stand. What a success creates is removed at the end.
func (s *session) Post(step conform.Step, body []byte) *conform.Record {
	return s.post(step, s.at.URL, s.marked(step, body), nil)
}

// marked gives a body without marks one, where others may use the collection that it goes to: documented requests have none. What the step
// is about stays as it is.
func (s *session) marked(step conform.Step, body []byte) []byte {
	if !s.Marked() || len(s.run.guard.Marks(body)) > 0 {
		return body
	}
	object := resource.Members(body)
	if object == nil {
		return body // the guard holds it back
	}
	for _, p := range s.resource.Markable() {
		if _, isText := object[p.Name].(string); p.Name != step.Subject && (isText || object[p.Name] == nil) {
			s.mutex.Lock() // steps side by side draw from one sampler
			word := s.values.Word(p)
			s.mutex.Unlock()
			return resource.WithMember(body, p.Name, word)
		}
	}
	return body
}

// stillMarked gives an update a mark in place of a text, where it would overwrite all marks of the object.
func (s *session) stillMarked(step conform.Step, object string, body []byte) []byte {
	if !s.Marked() || s.run.guard.StillMarked(object, body) {
		return body
	}
	return s.marked(step, body)
}

func (s *session) post(step conform.Step, to string, body []byte, header http.Header) *conform.Record {
	r := s.send(step, schemas.Create, http.MethodPost, to, body, header)
	if to == s.at.URL {
		s.unit.items.gave(r.ID())
	}
	s.creates(r, resource.Item(to, r.ID()))
	return r
}

// creates remembers to remove what a successful request made.
func (s *session) creates(r *conform.Record, object string) {
	if !r.OK() || r.ID() == "" && r.Method() == http.MethodPost {
		return
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	delete(s.gone, object) // ids may come again
	s.objects = append(s.objects, object)
	s.wrote(object, r.Last().Request.Body, true)
	if r.Method() == http.MethodPost {
		s.run.guard.Claim(r.Last().Request.URL, r.ID(), r.Last().Request.Body)
	} else if at := strings.LastIndexByte(object, '/'); at > 0 { // an update that made it
		s.run.guard.Claim(object[:at], resource.Unsegment(object[at+1:]), r.Last().Request.Body)
	}
}

// Get reads the object that another record created.
func (s *session) Get(step conform.Step, of *conform.Record) *conform.Record {
	if why := s.absence(of); why != "" {
		return s.skip(step, of, "no object to get: "+why)
	}
	return s.GetURL(step, s.address(of.ID()))
}

// absence says why there is no object to act on; empty where there is one.
func (s *session) absence(of *conform.Record) string {
	if s.resource.Kind == resource.Collection && of.ID() == "" {
		return of.Step.String() + " gave no id"
	}
	return ""
}

// address returns the URL of an object below the scenario's parent.
func (s *session) address(id string) string {
	if s.resource.Kind == resource.Singleton {
		return s.at.URL
	}
	return resource.Item(s.at.URL, id)
}

// GetID reads the object with the id below the scenario's parent.
func (s *session) GetID(step conform.Step, id string) *conform.Record {
	if id == "" {
		return s.skip(step, &conform.Record{}, "no id to get")
	}
	r := s.GetURL(step, resource.Item(s.at.URL, id))
	r.Key = id
	return r
}

// GetURL reads what an absolute URL leads to.
func (s *session) GetURL(step conform.Step, to string) *conform.Record {
	r := s.send(step, schemas.Get, http.MethodGet, to, nil, nil)
	s.awaitConsistent(r, to)
	return r
}

// Patch patches with bytes as they stand.
func (s *session) Patch(step conform.Step, of *conform.Record, body []byte) *conform.Record {
	if why := s.absence(of); why != "" {
		return s.skip(step, of, "no object to update: "+why)
	}
	to := s.address(of.ID())
	return s.patch(step, to, of.ID(), s.stillMarked(step, to, body))
}

func (s *session) patch(step conform.Step, to, id string, body []byte) *conform.Record {
	r := s.update(step, schemas.Update, to, body, nil)
	r.Key = id
	return r
}

// update sends a PATCH, and remembers what it may write before and what it wrote after.
func (s *session) update(step conform.Step, op schemas.OperationKind, to string, body []byte, header http.Header) *conform.Record {
	s.journalReturn(to)
	s.journalWriting(to, body)
	s.journalChanging(to, body, false)
	done := s.run.guard.Writes(to, body)
	r := s.send(step, op, http.MethodPatch, to, body, header)
	done(r.OK())
	if r.OK() {
		s.journalChanging(to, body, true)
		s.wrote(to, body, s.resource.Kind == resource.Singleton && !s.writes.knows(to))
		s.mutex.Lock()
		delete(s.gone, to) // where PATCH may create
		s.mutex.Unlock()
	}
	return r
}

// Delete removes the object that another record created.
func (s *session) Delete(step conform.Step, of *conform.Record) *conform.Record {
	if of.ID() == "" {
		return s.skip(step, of, "no object to delete: "+of.Step.String()+" gave no id")
	}
	to := resource.Item(s.at.URL, of.ID())
	r := s.send(step, schemas.Delete, http.MethodDelete, to, nil, nil)
	r.Key = of.ID()
	if r.OK() {
		s.mutex.Lock()
		s.gone[to] = true
		s.mutex.Unlock()
		s.writes.deleted(to)
		s.run.wasRemoved(to)
	}
	return r
}

// DropParent removes the parent that was made for the scenario. Nothing below it is written to from then on, whatever the target answers.
func (s *session) DropParent(step conform.Step) *conform.Record {
	r := s.send(step, schemas.Delete, http.MethodDelete, s.at.Parent, nil, nil)
	r.Probe = true // it is no object of the resource
	if r.OK() {
		s.run.guard.Drop(s.at.Parent)
		s.mutex.Lock()
		defer s.mutex.Unlock()
		s.gone[s.at.Parent] = true
	}
	return r
}

// Probe sends a probe. What it should not have made is removed at the end.
func (s *session) Probe(step conform.Step, probe scenario.Probe) *conform.Record {
	var r *conform.Record
	switch {
	case probe.OnObject:
		r = s.act(step, probe)
	case probe.Method == http.MethodPost && probe.Operation != schemas.Action:
		r = s.post(step, probe.URL, s.marked(step, probe.Body), probe.Header)
	case probe.Method == http.MethodPatch: // a target may carry out what it should refuse
		r = s.update(step, probe.Operation, probe.URL, probe.Body, probe.Header)
	default:
		r = s.send(step, probe.Operation, probe.Method, probe.URL, probe.Body, probe.Header)
	}
	if probe.Upsert {
		s.creates(r, probe.URL)
	}
	r.Operation, r.Probe = probe.Operation, true
	return r
}

// Second returns the collection of another parent of the same kind, made by the first call.
func (s *session) Second() (at scenario.Collection, why string) {
	if s.second == nil && s.noSecond == "" {
		if at, why = s.parents.another(s); why == "" {
			s.second = &at
		}
		s.noSecond = why
	}
	if s.second == nil {
		return scenario.Collection{}, s.noSecond
	}
	return *s.second, ""
}

// Unused returns an id that no object has, of the form of the one that another record was answered; a GUID where that has none.
func (s *session) Unused(like *conform.Record) string {
	unused := s.unit.items.unused(like.ID(), s.values)
	if unused == "" {
		unused = s.values.GUID()
	}
	s.run.guard.Drew(unused)
	return unused
}

// BelowUnknown returns where the scenario's route leads below a parent that does not exist, with a key of the form of its own one's.
func (s *session) BelowUnknown() string {
	cut := strings.LastIndexByte(s.at.Parent, '/')
	unused := s.unit.above.unused(resource.Unsegment(s.at.Parent[cut+1:]), s.values)
	s.run.guard.Drew(unused)
	return s.at.Parent[:cut] + "/" + resource.Segment(unused) + s.scenario.Route.Tail
}

// parallel is how many steps of a scenario are in flight at once.
const parallel = 8

// Parallel runs n steps side by side. Their records are put in the order of the steps.
func (s *session) Parallel(n int, step func(i int)) {
	from := len(s.records)
	var group sync.WaitGroup
	for first := range min(parallel, n) {
		group.Go(func() {
			for i := first; i < n; i += parallel {
				step(i)
			}
		})
	}
	group.Wait()
	slices.SortStableFunc(s.records[from:], func(a, b *conform.Record) int { return conform.CompareSteps(a.Step, b.Step) })
}
