package suites

import (
	"fmt"
	"strings"

	"graphconform/fixtures"
	"graphconform/schemas"
)

const patchScenario = "patch"

// patchFamily checks that an update merges: what is sent changes, and only that.
func patchFamily() family {
	const merge = "OData 4.01 Part 1, 11.4.3"
	return family{name: "patch", plan: planPatch, rules: []Rule{
		{ID: "single", Level: Protocol, Standard: merge, Promise: "an update of one property changes that property and no other",
			Sent: "PATCH with one property at a time, on one object, then GET", Judged: "GET shows the new value, and every other property as it was"},
		{ID: "untouched", Level: Protocol, Standard: merge, Promise: "an update that does not name a property leaves its value alone, whatever it is",
			Sent: "PATCH of one property of objects that hold every sample value, and nulls, in the others", Judged: "GET shows the others exactly as the GET before did"},
		{ID: "side_by_side", Level: Protocol, Standard: merge, Promise: "updates side by side all count", Sent: "PATCHes of different properties of one object, and of several objects, at the same time", Judged: "GET shows every update that was answered with success; one may be refused with 4xx"},
		{ID: "null", Level: Protocol, Standard: merge, Promise: "null clears a property that was set", Sent: "PATCH with null for one property that is set, then GET",
			Judged: "GET shows null or no such member; for numbers, timestamps and enums null may be refused with 4xx"},
		{ID: "empty", Level: Protocol, Doubles: "round_trip/value, where empty and zero stand among other changes", Standard: merge, Promise: "empty and zero are values: an update to them counts", Sent: "PATCH with an empty string, 0 or false for one property that has another value, then GET", Judged: "GET shows the value that was sent"},
		{ID: "answer", Level: Documented, Standard: merge, Promise: "the answer to an update shows the whole new state", Sent: "PATCH of one property", Judged: "an answer with a body agrees with the GET after it in every property that clients can set"},
		{ID: "again", Level: Protocol, Standard: merge, Promise: "a second and a third update count too", Sent: "three PATCHes of one property, each followed by GET", Judged: "each GET shows the value sent last"},
		{ID: "others", Level: Protocol, Standard: merge, Promise: "an update leaves all other objects alone", Sent: "PATCHes of one object; a second was created before", Judged: "GET shows the second object as it was"},
		{ID: "listed", Level: Protocol, Doubles: "round_trip/value, which looks into every other list after an update too", Standard: "OData 4.01 Part 1, 11.2.6", Promise: "the list shows an updated object in its new state", Sent: "GET of the collection after PATCH", Judged: "the entry has the values sent last"},
		{ID: "unknown", Level: Protocol, Standard: "OData 4.01 Part 1, 11.4.4", Promise: "an update of what does not exist does not create it", Sent: "PATCH under an unused id, then GET and list",
			Judged: "nothing is found under that id; where no page calls the id read-only, a success must have created the object"},
	}}
}

func planPatch(b *builder) {
	if len(b.changed) == 0 { // there is nothing that an update could change
		return
	}
	b.add(patchScenario, b.runPatch)
	update := at{op: schemas.Update, section: "Request body", from: []string{patchScenario}, uses: []schemas.OperationKind{schemas.Get}}
	for _, p := range b.changed {
		where := update.to(p.Name)
		b.check("single", where, func(e *Evidence, j *Judgement) { b.judgeSingle(e, j, p) })
		b.check("null", where.to(p.Name+":null"), func(e *Evidence, j *Judgement) { b.judgeClears(e, j, p) })
		untouched := where.to(p.Name + ":untouched")
		untouched.from = append(b.rowScenarios(), patchScenario)
		b.check("untouched", untouched, func(e *Evidence, j *Judgement) { b.judgeUntouched(e, j, p) })
		if _, ok := emptyOf(p); ok {
			b.check("empty", where.to(p.Name+":empty"), func(e *Evidence, j *Judgement) { b.judgeEmpty(e, j, p) })
		}
	}
	beside := update
	beside.several = true
	b.check("others", beside.to("others"), b.judgeOthers)
	race := beside.to("side_by_side")
	race.from = []string{crowdScenario}
	b.check("side_by_side", race, b.judgeRace)
	b.check("again", update.to("again"), b.judgeAgain)
	b.check("unknown", beside.to("unknown"), b.judgeUnknown)
	update.section = ""
	b.check("answer", update.to("answer"), b.judgeWholeAnswer)
	listed := update.to("listed")
	listed.uses = []schemas.OperationKind{schemas.List, schemas.Get}
	listed.from = b.rowScenarios()
	b.check("listed", listed, b.judgeRelisted)
}

// runPatch changes one object property by property beside another that must stay as it is.
func (b *builder) runPatch(s *Session) {
	first, last := b.beside(s, "base#1"), (*Record)(nil)
	object := s.Create("base#2", s.Base())
	if first != nil {
		last = b.beside(s, "base#3")
		s.Get("others/before#1", first)
		s.Get("others/before#3", last)
	}
	s.Get("before", object)
	state := map[string]any{}
	for name, value := range object.Sent() {
		state[name] = value
	}
	for _, p := range b.changed {
		if value, ok := b.another(p, state[p.Name], s.values); ok {
			s.Update("only/"+p.Name, object, b.only(p.Name, value))
			s.Get("only/get/"+p.Name, object)
			state[p.Name] = value
		}
	}
	for i := range 3 {
		if p, ok := b.firstPlain(); ok {
			value, _ := b.another(p, state[p.Name], s.values)
			s.Update(fmt.Sprintf("again#%d", i), object, b.only(p.Name, value))
			s.Get(fmt.Sprintf("again/get#%d", i), object)
			state[p.Name] = value
		}
	}
	for _, p := range b.changed {
		if empty, ok := emptyOf(p); ok {
			s.Update("empty/"+p.Name, object, b.only(p.Name, empty))
			s.Get("empty/get/"+p.Name, object)
			s.Update("set/"+p.Name, object, b.only(p.Name, state[p.Name]))
		}
		s.Update("null/"+p.Name, object, b.only(p.Name, nil))
		s.Get("null/get/"+p.Name, object)
	}
	s.Get("cleared", object)
	s.List("cleared/list")
	if p, ok := b.firstPlain(); ok {
		value, _ := b.another(p, nil, s.values)
		s.Update("refilled", object, b.only(p.Name, value))
		s.Get("refilled/get", object)
	}
	if first != nil {
		s.Get("others/after#1", first)
		s.Get("others/after#3", last)
		b.runUnknown(s, object)
	}
}

// beside creates an object that must stay as it is; nil where there can be but one.
func (b *builder) beside(s *Session, label string) *Record {
	if b.form == singleton {
		return nil
	}
	return s.Create(label, s.Base())
}

// emptyOf returns the value of a type that careless code takes for none.
func emptyOf(p schemas.Property) (any, bool) {
	least, most := fixtures.IntegerRange(p)
	switch {
	case p.Collection || len(p.Enum) > 0:
		return nil, false
	case p.Type == "String":
		return "", true
	case p.Type == "Boolean":
		return false, true
	case isInteger(p.Type) && least <= 0 && most >= 0:
		return number(0), true
	}
	return nil, false
}

func (b *builder) judgeEmpty(e *Evidence, j *Judgement, p schemas.Property) {
	update, after := e.record(patchScenario, "empty/"+p.Name), e.record(patchScenario, "empty/get/"+p.Name)
	if !j.needsObject(update) || !j.needs(after) {
		return
	}
	if update.Refused() {
		j.want(false, update, "/"+p.Name, show(update.Sent()[p.Name])+" accepted", update.got())
		return
	}
	if b.holds(after.Object()) {
		got, present := after.Object()[p.Name]
		j.want(present && b.equal(p, update.Sent()[p.Name], got), after, "/"+p.Name, show(update.Sent()[p.Name]), showMember(after.Object(), p.Name))
	}
	j.hangUnlessSeen("GET after the update does not answer with the object")
}

// firstPlain returns the first property whose values are free.
func (b *builder) firstPlain() (schemas.Property, bool) {
	for _, p := range b.changed {
		if isFree(p) {
			return p, true
		}
	}
	return schemas.Property{}, false
}

func (b *builder) runUnknown(s *Session, like *Record) {
	if like.ID() == "" {
		return
	}
	id := s.Unused(like)
	r := s.send("unknown", "PATCH", item(s.parent.collection, id), encode(s.Base()), nil)
	r.object = id
	if r.OK() {
		s.objects = append(s.objects, item(s.parent.collection, id))
	}
	s.GetID("unknown/get", id)
	s.List("unknown/list")
}

func (b *builder) judgeSingle(e *Evidence, j *Judgement, p schemas.Property) {
	update, after := e.record(patchScenario, "only/"+p.Name), e.record(patchScenario, "only/get/"+p.Name)
	if update.last() == nil { // perhaps for want of a value
		if _, more := b.another(p, e.record(patchScenario, "base#2").Sent()[p.Name], b.sampler("another")); !more {
			j.unsupported = "the property has but one value"
			return
		}
	}
	if !j.needsObject(update) {
		return
	}
	if update.Refused() {
		j.want(false, update, "/"+p.Name, "a PATCH of one property accepted", update.got())
		return
	}
	before := b.stateBefore(e, p)
	if !j.needs(after) || !j.needs(before) || !b.holds(after.Object()) {
		j.hangUnlessSeen("GET after the update does not answer with the object")
		return
	}
	got, present := after.Object()[p.Name]
	j.want(present && b.equal(p, update.Sent()[p.Name], got), after, "/"+p.Name, show(update.Sent()[p.Name]), showMember(after.Object(), p.Name))
	for _, q := range b.sent {
		if q.Name != p.Name {
			old, now := before.Object()[q.Name], after.Object()[q.Name]
			if j.holds(b.equal(q, old, now)) {
				continue
			}
			j.want(false, after, "/"+q.Name, "as before the update of "+p.Name+": "+show(old), showMember(after.Object(), q.Name))
		}
	}
}

// stateBefore returns the last GET before the update of one property.
func (b *builder) stateBefore(e *Evidence, p schemas.Property) *Record {
	before := e.record(patchScenario, "before")
	for _, q := range b.sent {
		if q.Name == p.Name {
			break
		}
		if r := e.record(patchScenario, "only/get/"+q.Name); r.OK() {
			before = r
		}
	}
	return before
}

// judgeUntouched compares the GETs around updates of other properties.
func (b *builder) judgeUntouched(e *Evidence, j *Judgement, p schemas.Property) {
	compare := func(scenario, before, update, after string) {
		old, changed, now := e.record(scenario, before), e.record(scenario, update), e.record(scenario, after)
		if _, named := changed.Sent()[p.Name]; named || !changed.OK() || !old.OK() || !now.OK() || !b.holds(old.Object()) || !b.holds(now.Object()) {
			return
		}
		j.on(now)
		was, is := old.Object()[p.Name], now.Object()[p.Name]
		if !j.holds(b.equal(p, was, is)) {
			j.want(false, now, "/"+p.Name, "as before an update of another property: "+showMember(old.Object(), p.Name), showMember(now.Object(), p.Name))
		}
	}
	for k := range b.rowCount {
		compare(rowScenario(k), "updated", "touch", "touched")
	}
	compare(patchScenario, "cleared", "refilled", "refilled/get")
	if j.observations == 0 && len(j.missing) == 0 && len(b.changed) < 2 {
		j.unsupported = "there is no other property to update"
	}
	j.hangUnlessSeen("no object was updated in another property and read again")
}

// raced pairs what succeeded side by side in the crowd with the GET after it.
func (e *Evidence) raced(did, then string) [][2]*Record {
	var pairs [][2]*Record
	if t := e.transcripts[crowdScenario]; t != nil {
		for _, r := range t.Records {
			if number, found := strings.CutPrefix(r.Label, did); found && r.OK() {
				pairs = append(pairs, [2]*Record{r, e.record(crowdScenario, then+number)})
			}
		}
	}
	return pairs
}

// judgeRace looks at the updates that runRace sent side by side.
func (b *builder) judgeRace(e *Evidence, j *Judgement) {
	for _, pair := range e.raced("race/update#", "race/get#") {
		r, after := pair[0], pair[1]
		if !j.on(after) || !after.OK() || !b.holds(after.Object()) {
			continue
		}
		for _, p := range b.sent {
			if sent, named := r.Sent()[p.Name]; named && !j.holds(b.equal(p, sent, after.Object()[p.Name])) {
				j.want(false, after, "/"+p.Name, show(sent)+", sent beside other updates and answered with success", showMember(after.Object(), p.Name))
			}
		}
	}
	j.hangUnlessSeen("no update side by side was accepted")
}

func (b *builder) judgeClears(e *Evidence, j *Judgement, p schemas.Property) {
	update, after := e.record(patchScenario, "null/"+p.Name), e.record(patchScenario, "null/get/"+p.Name)
	if !j.needsObject(update) || !j.needs(after) {
		return
	}
	if update.Refused() {
		j.want(nullRefusable(p) && update.Status()/100 == 4, update, "/"+p.Name, wantNull(p), update.got())
		return
	}
	if update.OK() && update.Status() != 204 {
		b.wantNull(j, p, update)
	}
	b.wantNull(j, p, after)
	j.hangUnlessSeen("GET after the update does not answer with the object")
}

func (b *builder) judgeWholeAnswer(e *Evidence, j *Judgement) {
	for _, p := range b.sent {
		update, after := e.record(patchScenario, "only/"+p.Name), e.record(patchScenario, "only/get/"+p.Name)
		switch {
		case !update.OK() || !after.OK() || !b.holds(after.Object()):
			continue
		case update.Status() == 204:
			j.observations++ // no body that could disagree; whether 204 is right is for the status family
			continue
		case !j.on(update) || !b.holds(update.Object()):
			continue
		}
		for _, q := range b.sent {
			shown, now := update.Object()[q.Name], after.Object()[q.Name]
			if j.holds(b.equal(q, now, shown)) {
				continue
			}
			j.want(false, update, "/"+q.Name, "as GET shows it: "+show(now), showMember(update.Object(), q.Name))
		}
	}
	j.hangUnlessSeen("no update was answered with the object")
}

func (b *builder) judgeAgain(e *Evidence, j *Judgement) {
	p, ok := b.firstPlain()
	if !ok {
		j.unsupported = "no property has free values"
		return
	}
	for i := range 3 {
		update, after := e.record(patchScenario, fmt.Sprintf("again#%d", i)), e.record(patchScenario, fmt.Sprintf("again/get#%d", i))
		if !j.needs(update) || !j.needs(after) || !b.holds(after.Object()) {
			j.hangUnlessSeen("GET after the update does not answer with the object")
			return
		}
		got := after.Object()[p.Name]
		stored := b.equal(p, update.Sent()[p.Name], got)
		if i == 0 && !stored {
			j.hang("the first update was not stored")
			return
		}
		j.want(stored, after, "/"+p.Name, fmt.Sprintf("%s, sent with update %d", show(update.Sent()[p.Name]), i+1), showMember(after.Object(), p.Name))
	}
}

// wantUnchanged wants an object that nobody changed to be there as it was.
func (b *builder) wantUnchanged(j *Judgement, before, after *Record) {
	j.want(after.OK(), after, "status", "the object still there", after.got())
	if after.OK() {
		name, same := b.same(before.Object(), after.Object())
		j.want(same, after, "/"+name, showMember(before.Object(), name), showMember(after.Object(), name))
	}
}

func (b *builder) judgeOthers(e *Evidence, j *Judgement) {
	for _, other := range living {
		before, after := e.record(patchScenario, "others/before"+other), e.record(patchScenario, "others/after"+other)
		if !j.needs(before) || !j.on(after) {
			continue
		}
		b.wantUnchanged(j, before, after)
	}
}

func (b *builder) judgeRelisted(e *Evidence, j *Judgement) {
	for k := range b.rowCount {
		update, list := e.record(rowScenario(k), "update"), e.record(rowScenario(k), "relisted")
		if !e.lists(k) || !update.OK() || !j.needs(list) {
			continue
		}
		entries := list.Item(update.object)
		if len(entries) == 0 {
			if len(e.record(rowScenario(k), "list").Item(update.object)) > 0 && list.Broken == "" {
				j.want(false, list, "/value", "the updated object", fmt.Sprintf("no entry with id %q", update.object))
			} else {
				j.hang("the list does not show the object")
			}
			continue
		}
		after := e.record(rowScenario(k), "updated")
		if !after.OK() || !b.holds(after.Object()) {
			continue
		}
		name, same := b.same(after.Object(), entries[0])
		j.want(same, list, "/value/*/"+name, "as GET shows it: "+showMember(after.Object(), name), showMember(entries[0], name))
	}
	j.hangUnlessSeen("no updated object could be listed")
}

func (b *builder) judgeUnknown(e *Evidence, j *Judgement) {
	update, read, list := e.record(patchScenario, "unknown"), e.record(patchScenario, "unknown/get"), e.record(patchScenario, "unknown/list")
	if !j.needsObject(update) || !j.on(read) {
		return
	}
	found := read.OK() && b.holds(read.Object())
	if !b.idIsReadOnly() && update.OK() { // an upsert, which is free where clients may choose keys
		j.want(found, read, "status", "the object that PATCH answered to have created", read.got())
		return
	}
	j.want(!found, read, "status", "nothing under an id that was only ever patched", read.got())
	if list.OK() && j.on(list) {
		j.want(len(list.Item(update.object)) == 0, list, "/value/*/id", "no entry with that id", fmt.Sprintf("an entry with id %q", update.object))
	}
}
