package suites

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"graphconform/fixtures"
	"graphconform/schemas"
)

// Session is what a scenario acts through: it sends, records, and knows what must be removed again.
// Parallel steps may use it side by side.
type Session struct {
	ctx       context.Context
	exercise  *exercise
	unit      *unitRun
	resource  *Resource
	way       route // where the scenario works; the resource's own but for actions and functions
	parents   *parents
	values    *fixtures.Sampler
	parent    place   // where the scenario's objects go
	second    *place  // another parent, once asked for
	noSecond  string  // why there is none
	refrained string  // why the scenario was not run
	calling   bool    // what is sent are actions and functions: they make no object of the resource
	original  *Record // a singleton that others rely on, as it was before the scenario
	made      []place // parents to remove

	mutex   sync.Mutex
	records []*Record
	objects []string   // URLs of created objects, to remove
	lost    []lostPost // POSTs that may have made something that no answer names
	gone    map[string]bool

	readings readings
}

// place is a collection below a certain parent.
type place struct {
	collection string // absolute URL of the resource's collection
	parent     string // absolute URL of the parent; empty for a collection at the root
	shared     bool
}

// record keeps a step's record; it returns the record for chaining.
func (s *Session) record(r *Record) *Record {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.records = append(s.records, r)
	return r
}

func (s *Session) skip(label, why string) *Record {
	return s.record(&Record{Label: label, why: why, skipped: true})
}

// refrain notes why the scenario leaves undone what it is for; its checks are Unsupported.
func (s *Session) refrain(why string) { s.refrained = why }

// send sends one request and records it under the label.
func (s *Session) send(label, method, to string, body []byte, header http.Header) *Record {
	r := &Record{Label: label}
	if why := s.unit.halted(method); why != "" {
		r.why = why
		return s.record(r)
	}
	r.Exchanges = s.exchange(method, to, body, header)
	s.readings.read(r)
	return s.record(r)
}

func (s *Session) exchange(method, to string, body []byte, header http.Header) []fixtures.Exchange {
	request := fixtures.Request{Method: method, URL: to, Body: body, Header: http.Header{"Accept": {"application/json"}}}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	for name, values := range header {
		request.Header[name] = values
	}
	return s.sendAgain(request)
}

// Create posts a body to the scenario's collection. A singleton is there already: it is brought into that state.
func (s *Session) Create(label string, body fixtures.Object) *Record {
	if s.resource.form == singleton {
		return s.patch(label, s.parent.collection, "", encode(s.resource.changeOf(body)))
	}
	return s.createAt(label, s.parent, body)
}

func (s *Session) createAt(label string, at place, body fixtures.Object) *Record {
	return s.Post(label, at.collection, encode(body), nil)
}

// Post posts bytes as they stand. What a success creates is removed at the end.
func (s *Session) Post(label, to string, body []byte, header http.Header) *Record {
	r := s.send(label, http.MethodPost, to, body, header)
	r.kind = schemas.Create
	s.unit.items.gave(r.ID())
	if id := r.ID(); r.OK() && id != "" {
		s.mutex.Lock()
		delete(s.gone, item(to, id)) // ids may come again
		s.objects = append(s.objects, item(to, id))
		s.mutex.Unlock()
	}
	return r
}

// Get reads the object that another record created.
func (s *Session) Get(label string, of *Record) *Record {
	if why := s.absence(of); why != "" {
		return s.skip(label, "no object to get: "+why)
	}
	return s.getURL(label, s.address(of.ID()))
}

// absence says why there is no object to act on; empty where there is one.
func (s *Session) absence(of *Record) string {
	if s.resource.form == collection && of.ID() == "" {
		return of.Label + " gave no id"
	}
	return ""
}

// address returns the URL of an object below the scenario's parent.
func (s *Session) address(id string) string {
	if s.resource.form == singleton {
		return s.parent.collection
	}
	return item(s.parent.collection, id)
}

// GetID reads the object with the id below the scenario's parent.
func (s *Session) GetID(label, id string) *Record {
	if id == "" {
		return s.skip(label, "no id to get")
	}
	r := s.getURL(label, item(s.parent.collection, id))
	r.object = id
	return r
}

func (s *Session) getURL(label, to string) *Record {
	r := s.send(label, http.MethodGet, to, nil, nil)
	s.settle(r, to)
	r.kind = schemas.Get
	if op, ok := s.resource.operation(schemas.Get); ok {
		r.wrapped = op.Wrapped
	}
	return r
}

// Update patches the object that another record created.
func (s *Session) Update(label string, of *Record, body fixtures.Object) *Record {
	return s.Patch(label, of, encode(body))
}

// Patch patches with bytes as they stand.
func (s *Session) Patch(label string, of *Record, body []byte) *Record {
	if why := s.absence(of); why != "" {
		return s.skip(label, "no object to update: "+why)
	}
	return s.patch(label, s.address(of.ID()), of.ID(), body)
}

func (s *Session) patch(label, to, id string, body []byte) *Record {
	s.returns(to)
	r := s.send(label, http.MethodPatch, to, body, nil)
	r.kind, r.object = schemas.Update, id
	if r.OK() {
		s.mutex.Lock()
		delete(s.gone, to) // where PATCH may create
		s.mutex.Unlock()
	}
	return r
}

// Delete removes the object that another record created.
func (s *Session) Delete(label string, of *Record) *Record {
	if of.ID() == "" {
		return s.skip(label, "no object to delete: "+of.Label+" gave no id")
	}
	to := item(s.parent.collection, of.ID())
	r := s.send(label, http.MethodDelete, to, nil, nil)
	r.kind, r.object = schemas.Delete, of.ID()
	if r.OK() {
		s.mutex.Lock()
		s.gone[to] = true
		s.mutex.Unlock()
		s.exercise.target.wasRemoved(to)
	}
	return r
}

// Second returns another parent of the same kind, made by the first call.
func (s *Session) Second() (place, string) {
	if s.second == nil && s.noSecond == "" {
		at, why := s.parents.another(s)
		if why != "" {
			s.noSecond = why
		} else {
			s.second = &at
		}
	}
	if s.second == nil {
		return place{}, s.noSecond
	}
	return *s.second, ""
}

// Unused returns an id that no object has, of the form of the one that another record was answered; empty where that has none.
func (s *Session) Unused(like *Record) string { return s.unit.items.unused(like.ID(), s.values) }

// Around returns a harmless body to put one value under test in: of a wide type a few properties alone, where the target takes such.
func (s *Session) Around() fixtures.Object {
	if s.unit.slimTaken.Load() {
		return s.resource.slim(s.values)
	}
	return s.Base()
}

// Base returns a harmless body. Where the target is known to refuse plain values it is the documented request's.
func (s *Session) Base() fixtures.Object {
	if s.unit.plainRefused.Load() {
		return s.resource.shown(s.values)
	}
	return s.resource.base(s.values)
}

// Parallel runs n steps side by side, in a few lanes. Their records are put in the order of the steps.
func (s *Session) Parallel(n int, step func(i int)) {
	const lanes = 8
	from := len(s.records)
	var group sync.WaitGroup
	for lane := range min(lanes, n) {
		group.Go(func() {
			for i := lane; i < n; i += lanes {
				step(i)
			}
		})
	}
	group.Wait()
	slices.SortStableFunc(s.records[from:], func(a, b *Record) int { return strings.Compare(a.Label, b.Label) })
}

// item returns the URL of an object in a collection, its key as one path segment (OData URL Conventions 4.01, section 4.3.6).
func item(collection, id string) string {
	return strings.TrimRight(collection, "/") + "/" + segment(id)
}

// segment escapes a key. A key of dots alone would be taken for a step in the folders.
func segment(id string) string {
	if strings.Trim(id, ".") == "" {
		return strings.ReplaceAll(id, ".", "%2E")
	}
	return url.PathEscape(id)
}

// unsegment reads a key back from a path segment.
func unsegment(segment string) string {
	if id, err := url.PathUnescape(segment); err == nil {
		return id
	}
	return segment
}

func encode(body fixtures.Object) []byte { return encodeAny(body) }

func encodeAny(value any) []byte {
	data, err := fixtures.Marshal(value)
	if err != nil {
		panic(err) // bodies are built by this package out of JSON values
	}
	return data
}

func decodeSent(body []byte) map[string]any {
	value, err := schemas.Decode(body)
	if err != nil {
		return nil
	}
	object, _ := value.(map[string]any)
	return object
}
