package suites

import (
	"fmt"
	"net/http"
	"slices"

	"graphconform/schemas"
)

const lifeScenario = "life"

// collectionFamily checks that a collection holds what was created in it, and nothing else.
func collectionFamily() family {
	const (
		reading  = "OData 4.01 Part 1, 11.2.6"
		deleting = "OData 4.01 Part 1, 11.4.5"
	)
	return family{name: "collection", plan: planCollection, rules: []Rule{
		{ID: "member", Level: Protocol, Standard: reading, Promise: "a new object is in its list, once", Sent: "POST, then GET of the collection", Judged: "exactly one entry is the object"},
		{ID: "paged", Level: Protocol, Standard: "OData JSON Format 4.01, 4.6.5", Promise: "following @odata.nextLink to the end shows every object once",
			Sent: "many POSTs, then GET of the collection and of every nextLink", Judged: "each object is there exactly once; links end, stay with the target and do not lead back"},
		{ID: "exact", Level: Protocol, Standard: reading, Promise: "the collection of a new parent holds what was created in it, and nothing else", Sent: "GET of a collection before and after POST, below a parent of the run's own", Judged: "every entry is an object that a POST to this collection answered with; a list asked for earlier does not stick"},
		{ID: "two", Level: Protocol, Standard: "OData 4.01 Part 1, 11.4.2", Promise: "two creates make two objects, also where they carry equal values", Sent: "POSTs below one parent, two of them with the same body", Judged: "each is accepted, and none answers with an object that another one made"},
		{ID: "values", Level: Protocol, Standard: "OData 4.01 Part 1, 11.4.2", Promise: "objects created side by side keep each its own values", Sent: "many POSTs side by side", Judged: "the answers and the list show each object with the values that its own POST sent"},
		{ID: "delete_status", Level: Documented, Standard: deleting, Promise: "DELETE answers 204 without a body", Sent: "DELETE of an object", Judged: "the documented status, 204 where no page tells another; no body with 204"},
		{ID: "removed", Level: Protocol, Standard: deleting, Promise: "a deleted object cannot be read", Sent: "DELETE, then GET", Judged: "404 or 410"},
		{ID: "revived", Level: Protocol, Standard: deleting, Promise: "an update does not bring a deleted object back", Sent: "DELETE, then PATCH and GET", Judged: "PATCH is answered with 404 or 410, or creates anew where no page calls the id read-only; else GET finds nothing"},
		{ID: "race", Level: Protocol, Standard: deleting, Promise: "objects deleted side by side are all gone", Sent: "several DELETEs at the same time, then GET of each", Judged: "404 or 410 for each whose DELETE succeeded"},
		{ID: "unlisted", Level: Protocol, Standard: deleting, Promise: "a deleted object is not listed", Sent: "DELETE, then GET of the collection", Judged: "no entry is the object"},
		{ID: "alone", Level: Protocol, Standard: deleting, Promise: "DELETE removes that object alone", Sent: "DELETE of one of two objects", Judged: "the other one is read and listed as it was"},
		{ID: "list_parent", Level: Protocol, Standard: "OData URL Conventions 4.01, 4.3", Promise: "a list holds only the objects of its parent", Sent: "POST below one parent, GET of the list below another", Judged: "the object is not in it"},
		{ID: "get_parent", Level: Protocol, Standard: "OData URL Conventions 4.01, 4.3", Promise: "an object is not reachable below another parent", Sent: "GET of the object's id below another parent", Judged: "the object is not answered"},
		{ID: "update_parent", Level: Protocol, Standard: "OData URL Conventions 4.01, 4.3", Promise: "an object cannot be changed below another parent", Sent: "PATCH of the object's id below another parent, then GET below its own", Judged: "the object is as it was"},
		{ID: "delete_parent", Level: Protocol, Standard: "OData URL Conventions 4.01, 4.3", Promise: "an object cannot be deleted below another parent", Sent: "DELETE of the object's id below another parent, then GET below its own", Judged: "the object is still there"},
		{ID: "other_types", Level: Protocol, Standard: reading, Promise: "a collection of several types shows the objects of all of them", Sent: "POST of the documented object of another type beside those of this one, then GET of the collection and of one of these", Judged: "the list has entries of both types; GET answers the object that was asked for"},
		{ID: "location", Level: Protocol, Standard: "OData 4.01 Part 1, 8.3.3", Promise: "Location, where given, leads to the new object", Sent: "GET of the Location of a 201", Judged: "200 with the object's id; a Location at another origin is not followed"},
	}}
}

func planCollection(b *builder) {
	if b.form == singleton {
		return
	}
	b.add(lifeScenario, b.runLife)
	life := at{from: []string{lifeScenario}, section: ""}
	crowd := at{op: schemas.List, from: []string{crowdScenario}}
	b.check("member", at{op: schemas.List, place: "member", from: append(b.rowScenarios(), lifeScenario, nullScenario, patchScenario)}, b.judgeMember)
	b.check("paged", crowd.to("paged"), b.judgePaged)
	b.check("values", crowd.to("values"), b.judgeCrowd)
	b.check("exact", life.of(schemas.List, "exact", schemas.List), b.judgeExact)
	b.check("two", life.of(schemas.Create, "two", schemas.Create), b.judgeTwo)
	b.check("delete_status", life.of(schemas.Delete, "status", schemas.Delete), b.judgeDeleteStatus)
	gone := life.of(schemas.Get, "removed", schemas.Delete)
	gone.uses = []schemas.OperationKind{schemas.Delete}
	b.check("removed", gone, b.judgeRemoved)
	revived := life.of(schemas.Update, "revived", schemas.Update)
	revived.uses = []schemas.OperationKind{schemas.Delete, schemas.Get}
	b.check("revived", revived, b.judgeRevived)
	race := crowd.of(schemas.Delete, "side_by_side", schemas.Delete)
	race.uses = []schemas.OperationKind{schemas.Get}
	b.check("race", race, b.judgeDeleteRace)
	unlisted := life.of(schemas.List, "removed", schemas.Delete)
	unlisted.uses = []schemas.OperationKind{schemas.Delete}
	b.check("unlisted", unlisted, b.judgeUnlisted)
	alone := life.of(schemas.Delete, "alone", schemas.Delete)
	alone.uses = []schemas.OperationKind{schemas.Get}
	b.check("alone", alone, b.judgeAlone)
	location := life.of(schemas.Create, "location", schemas.Create)
	location.uses = []schemas.OperationKind{schemas.Get}
	b.check("location", location, b.judgeLocation)
	if b.layout.other(b.Resource) != nil {
		b.check("other_types", life.of(schemas.List, "other_types", schemas.List), b.judgeOthersBeside)
	}
	if len(b.levels) > 0 {
		b.check("list_parent", life.of(schemas.List, "parent", schemas.List), b.judgeListParent)
		b.check("get_parent", life.of(schemas.Get, "parent", schemas.Get), b.judgeGetParent)
		changed, gone := life.of(schemas.Update, "parent", schemas.Update), life.of(schemas.Delete, "parent", schemas.Delete)
		changed.uses, gone.uses = []schemas.OperationKind{schemas.Get}, []schemas.OperationKind{schemas.Get}
		b.check("update_parent", changed, b.judgeUpdateParent)
		b.check("delete_parent", gone, b.judgeDeleteParent)
	}
}

func (b *builder) judgeMember(e *Evidence, j *Judgement) {
	type pair struct{ made, list *Record }
	var pairs []pair
	for k := range b.rowCount {
		if !e.lists(k) {
			continue
		}
		made := e.record(rowScenario(k), "create")
		pairs = append(pairs, pair{made, e.record(rowScenario(k), "list")})
		if e.record(rowScenario(k), "update").OK() {
			pairs = append(pairs, pair{made, e.record(rowScenario(k), "relisted")})
		}
	}
	for _, label := range []string{"base#1", "base#2", "base#3"} {
		pairs = append(pairs, pair{e.record(lifeScenario, label), e.record(lifeScenario, "filled")})
	}
	nulls := e.record(nullScenario, "null/list")
	whole := len(nulls.Item(e.record(nullScenario, "base").ID())) > 0 && len(nulls.Item(e.record(nullScenario, "base/last").ID())) > 0
	for _, p := range b.sent {
		if whole { // the first and the last object are there: what is missing between is missing for its null
			pairs = append(pairs, pair{e.record(nullScenario, "null/"+p.Name), nulls})
		}
	}
	if cleared := e.record(patchScenario, "cleared/list"); cleared.OK() {
		pairs = append(pairs, pair{e.record(patchScenario, "base#2"), cleared})
	}
	for _, p := range pairs {
		made, list := p.made, p.list
		if !made.OK() || made.ID() == "" || !j.needs(list) {
			continue
		}
		if list.Broken != "" {
			j.hang(list.Broken)
			continue
		}
		found := len(list.Item(made.ID()))
		j.want(found == 1, list, "/value", fmt.Sprintf("one entry with id %q", made.ID()), fmt.Sprintf("%d of %d entries", found, len(list.Items())))
	}
	j.hangUnlessSeen("no object with an id was created and listed")
}

// crowd returns the objects created side by side that got an id.
func (e *Evidence) crowd() []*Record {
	var made []*Record
	if t := e.transcripts[crowdScenario]; t != nil {
		for _, r := range t.Records {
			if r.kind == schemas.Create && r.OK() && r.ID() != "" {
				made = append(made, r)
			}
		}
	}
	return made
}

func (b *builder) judgePaged(e *Evidence, j *Judgement) {
	list, made := e.record(crowdScenario, "list"), e.crowd()
	if len(list.Pages) > 1 && list.Refused() {
		j.on(list)
		j.want(false, list, "/@odata.nextLink", "a link to the next page", fmt.Sprintf("page %d answers %s", len(list.Pages), list.got()))
		return
	}
	if !j.needs(list) {
		return
	}
	if len(made) < b.crowd()/2 {
		j.hang("too few objects with ids were created")
		return
	}
	j.want(list.Broken == "", list, "/@odata.nextLink", "links to every page, to the last", list.Broken)
	if list.Broken != "" {
		return
	}
	missing, twice, example := 0, 0, ""
	for id, times := range b.timesListed(list, made) {
		switch {
		case times == 0:
			missing++
			example = least(example, id)
		case times > 1:
			twice++
			example = least(example, id)
		}
	}
	j.observations += len(made) - 1
	if t := e.transcripts[crowdScenario]; !t.shared && len(made) == b.crowd() && missing == 0 && twice == 0 {
		j.want(len(list.Items()) == len(made), list, "/value", fmt.Sprintf("%d entries", len(made)), fmt.Sprintf("%d entries over %d pages", len(list.Items()), len(list.Pages)))
	}
	j.want(missing == 0 && twice == 0, list, "/value", fmt.Sprintf("each of the %d objects once", len(made)),
		fmt.Sprintf("%d missing, %d more than once over %d pages (%s)", missing, twice, len(list.Pages), example))
}

func least(a, b string) string {
	if a == "" {
		return b
	}
	return min(a, b)
}

// timesListed counts the entries of a list for each created object.
func (b *builder) timesListed(list *Record, made []*Record) map[string]int {
	times := map[string]int{}
	for _, r := range made {
		times[r.ID()] = 0
	}
	for _, item := range list.Items() {
		if id, ok := item["id"].(string); ok {
			if _, ours := times[id]; ours {
				times[id]++
			}
		}
	}
	return times
}

func (b *builder) judgeCrowd(e *Evidence, j *Judgement) {
	list, made := e.record(crowdScenario, "list"), e.crowd()
	if !j.needs(list) {
		return
	}
	for _, r := range made {
		if b.holds(r.Object()) {
			if name, same := b.same(r.Sent(), r.Object()); !same {
				j.want(false, r, "/"+name, show(r.Sent()[name]), showMember(r.Object(), name))
			}
		}
		if entries := list.Item(r.ID()); len(entries) > 0 {
			name, same := b.same(r.Sent(), entries[0])
			if j.holds(same) {
				continue
			}
			j.want(false, list, "/value/*/"+name, fmt.Sprintf("%s for the object of %s", show(r.Sent()[name]), r.Label), showMember(entries[0], name))
		}
	}
	j.hangUnlessSeen("no created object could be listed")
}

func (b *builder) judgeDeleteStatus(e *Evidence, j *Judgement) {
	want := http.StatusNoContent
	if op, ok := b.operation(schemas.Delete); ok {
		want = op.Status
	}
	for _, r := range []*Record{e.record(lifeScenario, "delete"), e.record(documentedScenario, "delete")} {
		if !j.needsObject(r) {
			continue
		}
		j.want(r.Status() == want, r, "status", fmt.Sprintf("%d %s", want, http.StatusText(want)), r.got())
		if r.Status() == http.StatusNoContent {
			j.want(len(r.response().Body) == 0, r, "body", "none", cut(string(r.response().Body), 80))
		}
	}
}

func (b *builder) judgeRemoved(e *Evidence, j *Judgement) {
	r := e.record(lifeScenario, "gone")
	if j.needs(e.record(lifeScenario, "delete")) && j.needsObject(r) {
		if b.anothers(e, r.Object()) {
			j.observations++
			return
		}
		j.want(r.Status() == 404 || r.Status() == 410, r, "status", "404 Not Found", r.got())
	}
}

// anothers tells whether an object below a shared parent has taken the place of the deleted one: targets may give ids again.
func (b *builder) anothers(e *Evidence, object map[string]any) bool {
	if t := e.transcripts[lifeScenario]; t == nil || !t.shared || object == nil {
		return false
	}
	_, same := b.same(e.record(lifeScenario, "base#2").Sent(), object)
	return !same
}

func (b *builder) judgeRevived(e *Evidence, j *Judgement) {
	if t := e.transcripts[lifeScenario]; t != nil && t.shared {
		j.unsupported = "the parent is shared, and the id may be another object's by now"
		return
	}
	update, again := e.record(lifeScenario, "gone/update"), e.record(lifeScenario, "gone/again")
	gone := e.record(lifeScenario, "gone")
	if !j.needs(e.record(lifeScenario, "delete")) || !j.needsObject(update) || !j.on(again) {
		return
	}
	if gone.OK() {
		j.hang("the deleted object was not gone to begin with")
		return
	}
	if !b.idIsReadOnly() && update.OK() {
		j.want(again.OK(), again, "status", "the object that PATCH answered to have created", again.got())
		return
	}
	j.want(update.Status() == 404 || update.Status() == 410, update, "status", "404 Not Found", update.got())
	j.want(!again.OK(), again, "status", "404 Not Found", again.got())
}

func (b *builder) judgeDeleteRace(e *Evidence, j *Judgement) {
	for _, pair := range e.raced("race/delete#", "race/gone#") {
		if after := pair[1]; j.on(after) {
			j.want(after.Status() == 404 || after.Status() == 410, after, "status", "404 Not Found", after.got())
		}
	}
	j.hangUnlessSeen("no DELETE side by side succeeded")
}

func (b *builder) judgeUnlisted(e *Evidence, j *Judgement) {
	made, list := e.record(lifeScenario, "base#2"), e.record(lifeScenario, "gone/list")
	if j.needs(made) && j.needs(e.record(lifeScenario, "delete")) && j.needs(list) {
		found := slices.DeleteFunc(list.Item(made.ID()), func(entry map[string]any) bool { return b.anothers(e, entry) })
		j.want(len(found) == 0, list, "/value/*/id", "no entry with the deleted id", fmt.Sprintf("an entry with id %q", made.ID()))
	}
}

func (b *builder) judgeAlone(e *Evidence, j *Judgement) {
	if !j.needs(e.record(lifeScenario, "delete")) {
		return
	}
	for _, object := range living {
		before, after := e.record(lifeScenario, "get"+object), e.record(lifeScenario, "kept"+object)
		if !j.needs(before) || !j.on(after) {
			continue
		}
		b.wantUnchanged(j, before, after)
		filled, list := e.record(lifeScenario, "filled"), e.record(lifeScenario, "gone/list")
		if list.OK() && list.Broken == "" && len(filled.Item(before.ID())) > 0 && j.on(list) {
			j.want(len(list.Item(before.ID())) > 0, list, "/value/*/id", "the other object still listed", fmt.Sprintf("no entry with id %q", before.ID()))
		}
	}
}

func (b *builder) judgeExact(e *Evidence, j *Judgement) {
	t := e.transcripts[lifeScenario]
	if t != nil && t.shared {
		j.unsupported = "the parent is shared, and others may write below it"
		return
	}
	for _, label := range []string{"vacant", "filled"} {
		list, made := e.record(lifeScenario, label), map[string]bool{}
		if !j.needs(list) || list.Broken != "" {
			continue
		}
		if label == "filled" {
			for _, name := range []string{"base#1", "base#2", "base#3"} {
				if r := e.record(lifeScenario, name); j.needs(r) && r.ID() != "" {
					made[r.ID()] = true
				}
			}
		}
		j.want(len(list.Items()) == len(made), list, "/value", fmt.Sprintf("%d entries", len(made)), fmt.Sprintf("%d entries", len(list.Items())))
	}
}

func (b *builder) judgeTwo(e *Evidence, j *Judgement) {
	seen := map[string]string{}
	for _, label := range []string{"base#1", "base#2", "base#3"} {
		r := e.record(lifeScenario, label)
		if !j.on(r) {
			continue
		}
		if r.Refused() {
			if len(seen) > 0 {
				j.want(false, r, "status", "another object made", r.got())
			} else {
				j.hang(r.got())
			}
			continue
		}
		if r.ID() != "" {
			j.want(seen[r.ID()] == "", r, "/id", "an object of its own", fmt.Sprintf("the object %q of %s", r.ID(), seen[r.ID()]))
			seen[r.ID()] = label
		}
	}
	j.hangUnlessSeen("no object with an id was created")
}

func (b *builder) judgeLocation(e *Evidence, j *Judgement) {
	made := e.record(lifeScenario, "base#1")
	if !j.needs(made) {
		return
	}
	if made.response().Header.Get("Location") == "" || made.Status() != http.StatusCreated {
		j.observations++ // not given
		return
	}
	r := e.record(lifeScenario, "location")
	if r.last() == nil {
		j.unsupported = "Location is not followed: " + r.why
		return
	}
	if j.on(r) {
		j.want(r.OK() && r.ID() == made.ID(), r, "Location", fmt.Sprintf("200 OK with id %q", made.ID()), r.got()+" "+showMember(r.Object(), "id"))
	}
}
