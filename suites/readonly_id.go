package suites

import (
	"fmt"
	"slices"
	"strings"

	"graphconform/fixtures"
	"graphconform/schemas"
)

const (
	idScenario    = "ids"
	crowdScenario = "crowd"
)

// readonlyIDFamily checks that ids are the target's own, are keys, and cannot be changed.
func readonlyIDFamily() family {
	const keys = "OData 4.01 Part 1, 11.4.3"
	return family{name: "readonly_id", plan: planReadonlyID, rules: []Rule{
		{ID: "assigned", Level: Documented, Doubles: "schema/id, for the sake of those who look for ids here", Promise: "an object created without id gets one: a non-empty string", Sent: "POST without id", Judged: "the answer has an id, a string that is not empty"},
		{ID: "unique", Level: Documented, Promise: "every created object gets an id of its own", Sent: "several POSTs below one parent, one after another and side by side", Judged: "no id comes twice"},
		{ID: "key", Level: Documented, Standard: "OData 4.01 Part 1, 11.4.2", Promise: "the id in the answer to POST is the key under which the object is found",
			Sent: "GET by the answered id", Judged: "the object is found and has that id"},
		{ID: "listed", Level: Protocol, Standard: "OData 4.01 Part 1, 11.2.6", Promise: "the list shows an object with the id that its creation answered", Sent: "GET of the collection after POST", Judged: "an entry has the id"},
		{ID: "client_id", Level: Documented, Promise: "an id that the client sends on create never sticks", Sent: "POST with a fresh id", Judged: "ignored or refused with 4xx; neither answered nor usable as a key"},
		{ID: "existing_id", Level: Protocol, Standard: "OData 4.01 Part 1, 11.4.2", Promise: "a create that carries the id of an existing object leaves that one alone", Sent: "POST with the id of another object, then GET of that one", Judged: "it is as it was"},
		{ID: "unused_id", Level: Documented, Standard: keys, Promise: "an update that carries an unused id does not move the object", Sent: "PATCH with a fresh id, then GET under both ids", Judged: "ignored or refused; the object keeps its id, nothing is found under the new one"},
		{ID: "other_id", Level: Documented, Standard: keys, Promise: "an update that carries the id of another object changes nothing of that one and moves neither", Sent: "PATCH of one object with the id of a second, then GET of both", Judged: "both are found under their own ids; the second is as it was"},
		{ID: "kept", Level: Documented, Standard: keys, Promise: "an updated object keeps its id", Sent: "PATCH without id", Judged: "the answer, where it has a body, and GET show the id as it was"},
	}}
}

func planReadonlyID(b *builder) {
	if b.form == singleton {
		where := at{op: schemas.Update, place: "kept", section: "Request body", row: "id", from: []string{documentedScenario}, uses: []schemas.OperationKind{schemas.Get}}
		b.check("kept", where, b.judgeSingleKept)
		return
	}
	b.add(idScenario, b.runIDs)
	b.add(crowdScenario, b.runCrowd)
	rows := b.rowScenarios()
	request := at{op: schemas.Create, section: "Request body", row: "id", from: append([]string{documentedScenario, idScenario, crowdScenario, lifeScenario}, rows...)}
	b.check("assigned", request.to("assigned"), func(e *Evidence, j *Judgement) {
		for _, r := range e.creates() {
			if r.OK() && j.on(r) && b.holds(r.Object()) {
				j.want(r.ID() != "", r, "/id", "a non-empty string", showMember(r.Object(), "id"))
			}
		}
		j.hangUnlessSeen("no object was created")
	})
	b.check("unique", request.to("unique"), b.judgeUnique)
	b.check("key", request.of(schemas.Get, "key", schemas.Create), b.judgeKey)
	if b.rowCount > 0 {
		b.check("listed", request.of(schemas.List, "same", schemas.List), b.judgeListed)
	}
	update := at{op: schemas.Update, section: "Request body", row: "id", from: append([]string{documentedScenario, idScenario}, rows...), uses: []schemas.OperationKind{schemas.Get}}
	b.check("kept", update.to("kept"), b.judgeKept)
	b.check("unused_id", update.to("unused_id"), b.judgeUnusedID)
	b.check("other_id", update.to("other_id"), b.judgeOtherID)
	existing := request.to("existing_id")
	existing.uses = []schemas.OperationKind{schemas.Get}
	b.check("existing_id", existing, b.judgeExistingID)
	if b.idIsReadOnly() {
		b.check("client_id", request.to("client_id"), b.judgeClientID)
	}
}

// to returns the place under another name.
func (w at) to(place string) at { w.place = place; return w }

// of returns the place in another operation, resting on the page of anchor.
func (w at) of(op schemas.OperationKind, place string, anchor schemas.OperationKind) at {
	w.op, w.place, w.anchor = op, place, anchor
	return w
}

// hangUnlessSeen makes a check that compared nothing hang on the step that gave it nothing to compare.
func (j *Judgement) hangUnlessSeen(reason string) {
	if j.observations == 0 && len(j.missing) == 0 {
		j.hang(reason)
	}
}

// creates returns the answers to all valid POSTs.
func (e *Evidence) creates() []*Record { return e.labelled("create", "base") }

// runIDs tries to choose, to change and to swap ids.
func (b *builder) runIDs(s *Session) {
	first := s.Create("base#1", s.Base())
	second := s.Create("base#2", s.Base())
	fresh := s.values.GUID()
	chosen := s.Create("client", s.Base().With("id", fresh))
	s.Get("client/own", chosen)
	s.GetID("client/get", fresh)
	s.Get("existing/before", first)
	s.Create("existing", s.Base().With("id", first.ID()))
	s.Get("existing/after", first)
	unused := s.Unused(first)
	s.Update("unused", first, b.change(first, s.values).With("id", unused))
	s.Get("unused/get", first)
	s.GetID("unused/new", unused)
	s.Get("other/before", second)
	s.Update("other", first, b.change(first, s.values).With("id", second.ID()))
	s.Get("other/first", first)
	s.Get("other/second", second)
}

// change returns an update of one property.
func (b *builder) change(of *Record, values *fixtures.Sampler) fixtures.Object {
	body := b.typed()
	for _, p := range b.changed {
		if value, ok := b.another(p, of.Sent()[p.Name], values); ok {
			return body.With(p.Name, value)
		}
	}
	return body
}

func (b *builder) judgeUnique(e *Evidence, j *Judgement) {
	for _, name := range e.order {
		t := e.transcripts[name]
		if t == nil {
			continue
		}
		alive := map[string]*Record{}
		for _, r := range t.Records {
			id := r.ID()
			switch {
			case r.kind == schemas.Delete && r.OK():
				delete(alive, r.object) // whether its id comes again is left to the target
			case r.kind == schemas.Create && r.OK() && id != "" && r.valid():
				j.on(r)
				if first := alive[id]; first != nil {
					j.want(false, r, "/id", "an id that no other object of the collection has", fmt.Sprintf("%q, as %s has it", id, first.Label))
				} else if len(alive) > 0 {
					j.observations++
				}
				alive[id] = r
			}
		}
	}
	j.hangUnlessSeen("no two objects were created with ids")
}

// valid tells whether the record answers a valid POST.
func (r *Record) valid() bool {
	step := r.step()
	return step == "create" || step == "base"
}

// reads pairs every valid creation with the first GET of its object.
func (b *builder) reads(e *Evidence) [][2]*Record {
	out := [][2]*Record{{e.record(documentedScenario, "create"), e.record(documentedScenario, "get")}}
	for k := range b.rowCount {
		scenario := rowScenario(k)
		made := e.record(scenario, "create")
		if made.OK() {
			out = append(out, [2]*Record{made, e.record(scenario, "get")})
		}
	}
	for _, object := range living {
		if made := e.record(lifeScenario, "base"+object); made.OK() {
			out = append(out, [2]*Record{made, e.record(lifeScenario, "get"+object)})
		}
	}
	return out
}

func (b *builder) judgeKey(e *Evidence, j *Judgement) {
	for _, pair := range b.reads(e) {
		made, read := pair[0], pair[1]
		if !made.OK() || made.ID() == "" || !j.on(read) {
			continue
		}
		if read.OK() && read.Object() == nil {
			continue // no object at all: the status family says so
		}
		id, _ := read.Object()["id"].(string)
		j.want(read.OK() && id == made.ID(), read, "/id", fmt.Sprintf("200 OK with id %q", made.ID()), read.got()+" "+showMember(read.Object(), "id"))
	}
	j.hangUnlessSeen("no object with an id was created")
}

func (b *builder) judgeListed(e *Evidence, j *Judgement) {
	for k := range b.rowCount {
		made, list := e.record(rowScenario(k), "create"), e.record(rowScenario(k), "list")
		if e.lists(k) && made.OK() && made.ID() != "" && j.needs(list) {
			if len(list.Item(made.ID())) > 0 {
				j.holds(true)
			} else if entry := b.entryLike(made, list); entry != nil { // one that is not there at all is for the collection family
				j.want(false, list, "/value/*/id", show(made.ID()), showMember(entry, "id"))
			}
		}
	}
	j.hangUnlessSeen("no object with an id was created and listed")
}

// entryLike returns the entry of a list that has the values of a created object.
func (b *builder) entryLike(made, list *Record) map[string]any {
	for _, entry := range list.Items() {
		if _, same := b.same(made.Sent(), entry); same {
			return entry
		}
	}
	return nil
}

func (b *builder) judgeSingleKept(e *Evidence, j *Judgement) {
	before, after := e.record(documentedScenario, "get/before"), e.record(documentedScenario, "updated")
	if j.needs(before) && j.needs(after) {
		j.want(before.ID() == "" || after.ID() == before.ID(), after, "/id", show(before.ID()), showMember(after.Object(), "id"))
	}
}

func (b *builder) judgeKept(e *Evidence, j *Judgement) {
	check := func(scenario, made, update, read string) {
		object := e.record(scenario, made)
		if !object.OK() {
			object = e.record(scenario, "base")
		}
		if object.ID() == "" {
			return
		}
		if changed := e.record(scenario, update); changed.OK() && b.holds(changed.Object()) && j.on(changed) {
			if _, shown := changed.Object()["id"]; shown {
				j.want(changed.ID() == object.ID(), changed, "/id", show(object.ID()), showMember(changed.Object(), "id"))
			}
		}
		if after := e.record(scenario, read); !after.skipped && j.on(after) && after.Object() != nil {
			j.want(after.OK() && after.ID() == object.ID(), after, "/id", show(object.ID()), after.got()+" "+showMember(after.Object(), "id"))
		}
	}
	check(documentedScenario, "create", "update", "updated")
	for k := range b.rowCount {
		check(rowScenario(k), "create", "update", "updated")
	}
	j.hangUnlessSeen("no object was created, updated and read again")
}

func (b *builder) judgeClientID(e *Evidence, j *Judgement) {
	made, read := e.record(idScenario, "client"), e.record(idScenario, "client/get")
	if !j.needsObject(made) {
		return
	}
	sent, _ := made.Sent()["id"].(string)
	if made.Refused() {
		j.want(made.Status()/100 == 4, made, "status", "the id ignored, or 4xx", made.got())
	} else if b.holds(made.Object()) {
		j.want(made.ID() != sent, made, "/id", "an id of the target's own", show(made.ID()))
	}
	if own := e.record(idScenario, "client/own"); own.OK() && made.ID() != sent && j.on(own) {
		j.want(own.ID() == made.ID(), own, "/id", show(made.ID()), showMember(own.Object(), "id"))
	}
	if j.on(read) {
		j.want(!read.OK() || read.ID() != sent, read, "/id", "nothing under the client's id", read.got()+" "+showMember(read.Object(), "id"))
	}
}

func (b *builder) judgeExistingID(e *Evidence, j *Judgement) {
	before, made, after := e.record(idScenario, "existing/before"), e.record(idScenario, "existing"), e.record(idScenario, "existing/after")
	if !j.needs(before) || !j.needsObject(made) || !j.on(after) {
		return
	}
	b.wantUnchanged(j, before, after)
}

func (b *builder) judgeUnusedID(e *Evidence, j *Judgement) {
	first, update := e.record(idScenario, "base#1"), e.record(idScenario, "unused")
	if !j.needs(first) || !j.needsObject(update) {
		return
	}
	j.refusable(update)
	if r := e.record(idScenario, "unused/get"); j.on(r) {
		j.want(r.OK() && r.ID() == first.ID(), r, "/id", fmt.Sprintf("the object still under %q", first.ID()), r.got()+" "+showMember(r.Object(), "id"))
	}
	if r := e.record(idScenario, "unused/new"); j.on(r) {
		sent, _ := update.Sent()["id"].(string)
		j.want(!r.OK() || r.ID() != sent, r, "/id", "nothing under the id that the update carried", r.got()+" "+showMember(r.Object(), "id"))
	}
	if update.OK() && b.holds(update.Object()) {
		if _, shown := update.Object()["id"]; shown {
			j.want(update.ID() == first.ID(), update, "/id", show(first.ID()), show(update.ID()))
		}
	}
}

// refusable wants an update that carries an id to be ignored in that part, or refused as the client's error.
func (j *Judgement) refusable(update *Record) {
	j.want(update.OK() || update.Status()/100 == 4, update, "status", "the id ignored, or 4xx", update.got())
}

func (b *builder) judgeOtherID(e *Evidence, j *Judgement) {
	first, second, before := e.record(idScenario, "base#1"), e.record(idScenario, "base#2"), e.record(idScenario, "other/before")
	update := e.record(idScenario, "other")
	if !j.needs(first) || !j.needs(second) || !j.needs(before) || !j.needsObject(update) {
		return
	}
	j.refusable(update)
	if r := e.record(idScenario, "other/first"); j.on(r) {
		j.want(r.OK() && r.ID() == first.ID(), r, "/id", fmt.Sprintf("the object still under %q", first.ID()), r.got()+" "+showMember(r.Object(), "id"))
	}
	if r := e.record(idScenario, "other/second"); j.on(r) {
		name, same := b.same(before.Object(), r.Object())
		found := r.OK() && r.ID() == second.ID()
		j.want(found, r, "/id", fmt.Sprintf("the second object still under %q", second.ID()), r.got()+" "+showMember(r.Object(), "id"))
		if found {
			j.want(same, r, "/"+name, showMember(before.Object(), name), showMember(r.Object(), name))
		}
	}
}

// How many objects are created side by side: more than a usual page holds; of further types in one collection, enough to meet what races.
const (
	crowdSize = 105
	fewOthers = 24
)

// runCrowd creates many objects side by side below one parent and lists them.
func (b *builder) runCrowd(s *Session) {
	size := b.crowd()
	bodies := make([]fixtures.Object, size)
	for i := range bodies {
		bodies[i] = b.precise(s.Base(), s.values)
	}
	s.Parallel(size, func(i int) { s.Create(fmt.Sprintf("base#%03d", i), bodies[i]) })
	made := slices.Clone(s.records[len(s.records)-size:])
	s.List("list")
	const read = 16 // of the many, enough to meet what happens side by side
	s.Parallel(min(read, len(made)), func(i int) { s.Get(fmt.Sprintf("get#%03d", i), made[i]) })
	b.runRace(s, made[:min(read, len(made))])
}

// precise gives timestamps all their digits: what is lost on a later page of a list shows only then.
func (b *builder) precise(body fixtures.Object, values *fixtures.Sampler) fixtures.Object {
	for _, p := range b.sent {
		if text, ok := body.Get(p.Name); ok && p.Type == "DateTimeOffset" && !p.Collection {
			if second, isText := text.(string); isText && strings.HasSuffix(second, "Z") && len(second) == len("2006-01-02T15:04:05Z") {
				body = body.With(p.Name, fmt.Sprintf("%s.%06d1Z", strings.TrimSuffix(second, "Z"), values.Below(1000000)))
			}
		}
	}
	return body
}

// runRace updates and deletes side by side: one object by a property each, the others each by itself.
func (b *builder) runRace(s *Session, made []*Record) {
	type change struct {
		of   *Record
		body fixtures.Object
	}
	var changes []change
	for _, p := range b.changed {
		if value, ok := b.another(p, made[0].Sent()[p.Name], s.values); ok && len(p.Enum) == 0 {
			changes = append(changes, change{made[0], b.only(p.Name, value)})
		}
	}
	for _, of := range made[1:8] {
		changes = append(changes, change{of, b.change(of, s.values)})
	}
	s.Parallel(len(changes), func(i int) { s.Update(fmt.Sprintf("race/update#%03d", i), changes[i].of, changes[i].body) })
	s.Parallel(len(changes), func(i int) { s.Get(fmt.Sprintf("race/get#%03d", i), changes[i].of) })
	s.Parallel(len(made)-8, func(i int) { s.Delete(fmt.Sprintf("race/delete#%03d", i), made[8+i]) })
	s.Parallel(len(made)-8, func(i int) { s.Get(fmt.Sprintf("race/gone#%03d", i), made[8+i]) })
}
