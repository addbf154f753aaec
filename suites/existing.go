package suites

import (
	"fmt"

	"graphconform/schemas"
)

const existingScenario = "existing"

// looked is how many of the objects that a list shows are read one by one.
const looked = 5

// planExisting plans what can be held against objects that the run did not make: they are listed and read, never changed.
func (b *builder) planExisting() {
	from := []string{b.add(existingScenario, b.runExisting)}
	b.family = "status"
	b.check("existing", at{op: schemas.List, place: "existing", from: from}, func(e *Evidence, j *Judgement) {
		if r := e.record(existingScenario, "list"); j.on(r) {
			b.wantList(j, r)
		}
	})
	b.check("existing", at{op: schemas.Get, place: "existing", from: from}, b.eachFound(func(j *Judgement, r *Record) {
		j.want(r.Status() == 200 && b.holds(r.Object()), r, "status", "200 OK with the object", r.gotStatus(b.holds(r.Object())))
	}))
	b.family = "schema"
	planForm(b, from)
	b.family = "readonly_id"
	if b.offers(schemas.List) {
		b.check("key", at{op: schemas.Get, place: "key", from: from}, b.eachFound(func(j *Judgement, r *Record) {
			if r.OK() && r.object != "" {
				j.want(r.ID() == r.object, r, "/id", show(r.object), showMember(r.Object(), "id"))
			}
		}))
	}
	b.family = "collection"
	b.check("paged", at{op: schemas.List, place: "paged", from: from}, func(e *Evidence, j *Judgement) {
		if list := e.record(existingScenario, "list"); j.needs(list) {
			j.want(list.Broken == "", list, "/@odata.nextLink", "links to every page, to the last", list.Broken)
		}
	})
}

// runExisting lists the collection and reads some of what is there; where no page lists it, it reads the one object.
func (b *builder) runExisting(s *Session) {
	_, gets := b.operation(schemas.Get)
	_, lists := b.operation(schemas.List)
	if !lists {
		s.getURL("get", s.parent.collection)
		return
	}
	list := s.List("list")
	if !gets || !list.OK() {
		return
	}
	read := 0
	for _, item := range list.Items() {
		if id, _ := item["id"].(string); id != "" && read < looked && b.isOurs(item) {
			s.GetID(fmt.Sprintf("get#%d", read), id)
			read++
		}
	}
}

// eachFound judges every object that was read.
func (b *builder) eachFound(judge func(*Judgement, *Record)) func(*Evidence, *Judgement) {
	return func(e *Evidence, j *Judgement) {
		list := e.record(existingScenario, "list")
		for _, r := range e.labelled("get") {
			if j.on(r) {
				judge(j, r)
			}
		}
		if j.observations > 0 || len(j.missing) > 0 {
			return
		}
		if list.OK() {
			j.unsupported = nothingThere
			return
		}
		j.hang("the list could not be read")
	}
}

const nothingThere = "no object of this type exists, and none can be made"
