package suites

import (
	"bytes"
	"fmt"

	"graphconform/fixtures"
	"graphconform/schemas"
)

// scenario is a short sequence of requests that creates all it needs and shares nothing with others.
type scenario struct {
	name string
	way  route
	run  func(*Session)
}

// Transcript is what one scenario recorded.
type Transcript struct {
	Scenario  string
	Records   []*Record
	byLabel   map[string]*Record
	why       string // why it was not run
	shared    bool   // others may write to the collection that it worked in
	refrained string // why it was left undone
}

// Evidence is all that the scenarios of one resource recorded.
type Evidence struct {
	resource    *Resource
	transcripts map[string]*Transcript
	order       []string

	records []*Record // of all transcripts, once asked for
	answers map[schemas.OperationKind]*answers
}

// record returns a step's record; where the step was not reached, one that says so.
func (e *Evidence) record(scenario, label string) *Record {
	t := e.transcripts[scenario]
	if t == nil {
		return &Record{Label: label, why: "scenario " + scenario + " was not run", skipped: true}
	}
	if r := t.byLabel[label]; r != nil {
		return r
	}
	if t.why != "" {
		return &Record{Label: label, why: t.why}
	}
	return &Record{Label: label, why: fmt.Sprintf("step %s of scenario %s was not reached", label, scenario), skipped: true}
}

// all returns the records of every scenario, in plan order.
func (e *Evidence) all() []*Record {
	if e.records != nil {
		return e.records
	}
	for _, name := range e.order {
		if t := e.transcripts[name]; t != nil {
			e.records = append(e.records, t.Records...)
		}
	}
	return e.records
}

// noRoute lists how the service words that it has no such operation, with status 400.
var noRoute = [...]string{"No method match route template", "Resource not found for the segment", "No OData route exists"}

// refusal says how the target refuses an operation: its documented request gets 405, 501, 404 on the collection,
// or 400 with a text known to mean that there is no such route.
func (e *Evidence) refusal(op schemas.OperationKind) (string, bool) {
	scenario := documentedScenario
	if e.resource.form == existing {
		scenario = existingScenario
	}
	r := e.record(scenario, string(op))
	switch status := r.Status(); {
	case len(r.Pages) > 1: // what a link leads to is not the operation
		return "", false
	case status == 405 || status == 501:
	case status == 404 && (op == schemas.Create || op == schemas.List):
	case status == 400 && NoRoute(r.response().Body):
	case status == 404 && e.noItemRoutes():
	default:
		return "", false
	}
	return fmt.Sprintf("the target refuses %s: %s", op, r.got()), true
}

// noItemRoutes tells whether the target has no routes for single objects beside those that a page documents: all others answer 404 for
// an object that the list, where there is one, shows under its answered id. One of them alone is no sign of that.
func (e *Evidence) noItemRoutes() bool {
	asked := 0
	for _, op := range []schemas.OperationKind{schemas.Get, schemas.Update, schemas.Delete} {
		if _, documented := e.resource.operation(op); documented {
			continue
		}
		asked++
		if r := e.record(documentedScenario, string(op)); r.Status() != 404 {
			return false
		}
	}
	made, list := e.record(documentedScenario, "create"), e.record(documentedScenario, "list")
	return asked > 1 && (!list.OK() || len(list.Item(made.ID())) > 0)
}

const documentedScenario = "documented"

func rowScenario(k int) string { return fmt.Sprintf("row/%02d", k) }

// add plans a scenario.
func (b *builder) add(name string, run func(*Session)) string {
	b.unit.scenarios = append(b.unit.scenarios, scenario{name, b.route, run})
	return name
}

// shared plans the scenarios that several families read.
func (b *builder) shared() {
	if b.form == existing || b.form == callable {
		return
	}
	b.add(documentedScenario, b.runDocumented)
	for k := range b.rowCount {
		b.add(rowScenario(k), func(s *Session) { b.runRow(s, k) })
	}
}

// rowScenarios names the scenarios of all sample rows.
func (b *builder) rowScenarios() []string {
	if b.rowNames == nil {
		for k := range b.rowCount {
			b.rowNames = append(b.rowNames, rowScenario(k))
		}
	}
	return b.rowNames[:len(b.rowNames):len(b.rowNames)] // shared: who appends gets a copy
}

// runDocumented sends the documented requests as they stand, through the life of one object.
func (b *builder) runDocumented(s *Session) {
	if b.form == singleton {
		b.runDocumentedSingleton(s)
		return
	}
	body := b.documented(schemas.Create)
	if body == nil {
		body = encode(s.Base())
	}
	made := s.Post("create", s.parent.collection, body, nil)
	object, plain := made, s.Create("base", s.Base())
	if made.ID() == "" { // the documented values may be what is wrong
		object = plain
	}
	s.unit.plainRefused.Store(made.OK() && plain.Refused())
	if len(b.sent) > wide {
		s.unit.slimTaken.Store(s.Create("slim", b.slim(s.values)).OK())
	}
	s.Get("get", object)
	s.List("list")
	update := b.documented(schemas.Update)
	if update == nil {
		update = body
	}
	s.unit.updates.Store(s.Patch("update", object, update).OK())
	s.Get("updated", object)
	s.Delete("delete", object)
}

// lists tells whether the scenario of row k reads the collection: every other one does, as an update brings the values of the next row.
func (e *Evidence) lists(k int) bool {
	t := e.transcripts[rowScenario(k)]
	return t == nil || k%2 == 0 || t.byLabel["list"] != nil
}

func (b *builder) runDocumentedSingleton(s *Session) {
	s.getURL("get/before", s.parent.collection) // it is there from the start
	object := s.Create("base", s.Base())
	s.Get("get", object)
	body := b.documented(schemas.Update)
	if body == nil {
		body = encode(b.changeOf(s.Base()))
	}
	s.Patch("update", object, body)
	s.Get("updated", object)
}

// runRow creates an object from one sample row, reads it, changes it to the next row and reads it again.
// Where a row is refused, its values are sent one by one, so that the culprit has a name.
func (b *builder) runRow(s *Session, k int) {
	label := "create"
	if b.form == singleton {
		label = "base" // only what follows is judged
	}
	object := s.Create(label, b.row(k).body)
	switch {
	case object.Refused() && b.form == collection:
		object = s.Create("base", s.Base())
		b.oneByOne(b.row(k).body, func(name string, value any) {
			one := s.Create("create/"+name, s.Base().With(name, value)) // beside values that are known to be accepted
			s.Get("get/"+name, one)
		})
	default:
		s.Get("get", object)
	}
	lists := k%2 == 0 || !s.unit.updates.Load()
	if lists {
		s.List("list")
	}
	changed := s.Update("update", object, b.row(k+1).change)
	if changed.Refused() {
		b.oneByOne(b.row(k+1).change, func(name string, value any) {
			s.Update("update/"+name, object, b.typed().With(name, value))
			s.Get("updated/"+name, object)
		})
		if lists && b.form == collection { // the next row does not list what it creates
			s.Create("next", b.row(k+1).body)
			s.List("next/list")
		}
		return
	}
	s.Get("updated", object)
	if lists {
		s.List("relisted")
	}
	if name, value, ok := b.touch(k, s.values); ok { // every sample must survive an update that does not name its property
		s.Update("touch", object, b.only(name, value))
		s.Get("touched", object)
	}
}

// isFree tells whether a property has one value out of many.
func isFree(p schemas.Property) bool {
	return len(p.Enum) == 0 && !p.Collection && p.Type != "Boolean" && !fixtures.IsComplex(p)
}

// touch returns what row k changes alone, another property from row to row: of those with free values, where there are some.
func (b *builder) touch(k int, values *fixtures.Sampler) (name string, value any, ok bool) {
	var free []schemas.Property
	for _, p := range b.changed {
		if isFree(p) {
			free = append(free, p)
		}
	}
	if len(free) < 2 {
		free = b.changed
	}
	for i := range free {
		p := free[(k+i)%len(free)]
		if value, ok := b.another(p, b.row(k + 1).samples[p.Name].Value, values); ok {
			return p.Name, value, true
		}
	}
	return "", nil, false
}

func (b *builder) oneByOne(body fixtures.Object, send func(name string, value any)) {
	for _, member := range body {
		if member.Name != "@odata.type" {
			send(member.Name, member.Value)
		}
	}
}

// tried is one sample value on its way through one row's scenario.
type tried struct {
	value any
	label string
	row   int     // of which it is a sample
	id    string  // of the object that holds it
	write *Record // the request that carried it
	read  *Record // the answer looked at
	alone bool    // sent in place of a refused row
	base  bool    // a harmless body was accepted beside it
}

// creates returns what became of each sample of a property in POST, as seen in: "create", "get" or "list".
func (b *builder) creates(e *Evidence, name, in string) []tried {
	var out []tried
	for k := range b.rowCount {
		sample, ok := b.row(k).samples[name]
		if !ok || in == "list" && !e.lists(k) {
			continue
		}
		scenario := rowScenario(k)
		t := tried{value: sample.Value, label: sample.Label, row: k, write: e.record(scenario, "create"), base: true}
		suffix := ""
		if t.write.Refused() {
			suffix, t.alone = "/"+name, true
			t.write = e.record(scenario, "create"+suffix)
			t.base = e.record(scenario, "base").OK()
		}
		t.id = t.write.ID()
		t.read = map[string]*Record{"create": t.write, "get": e.record(scenario, "get"+suffix), "list": e.record(scenario, "list")}[in]
		out = append(out, t)
	}
	return out
}

// updates returns what became of each sample of a property in PATCH, as seen in: "update" (the answer), "updated" (GET) or "relisted".
func (b *builder) updates(e *Evidence, name, in string) []tried {
	var out []tried
	for k := range b.rowCount {
		sample, ok := b.row(k + 1).samples[name]
		if !ok || !b.updatable[name] || in == "relisted" && !e.lists(k) {
			continue
		}
		scenario := rowScenario(k)
		t := tried{value: sample.Value, label: sample.Label, row: (k + 1) % b.rowCount, write: e.record(scenario, "update"), base: true}
		suffix := ""
		if t.write.Refused() && in == "relisted" {
			t.write = e.record(scenario, "next")
			t.id, t.read = t.write.ID(), e.record(scenario, "next/list")
			out = append(out, t)
			continue
		}
		if t.write.Refused() {
			suffix, t.alone = "/"+name, true
			t.write = e.record(scenario, "update"+suffix)
			t.base = e.someAccepted(scenario, "update/", b.row(0).change)
		}
		t.id = t.write.object
		t.read = map[string]*Record{"update": t.write, "updated": e.record(scenario, "updated"+suffix), "relisted": e.record(scenario, "relisted")}[in]
		out = append(out, t)
	}
	return out
}

// someAccepted tells whether any of the values sent one by one was accepted.
func (e *Evidence) someAccepted(scenario, prefix string, members fixtures.Object) bool {
	for _, member := range members {
		if e.record(scenario, prefix+member.Name).OK() {
			return true
		}
	}
	return false
}

// NoRoute tells whether the body of a 400 says that the service has no such operation.
func NoRoute(body []byte) bool {
	for _, text := range noRoute {
		if bytes.Contains(body, []byte(text)) {
			return true
		}
	}
	return false
}
