package suites

import (
	"fmt"
	"net/http"

	"graphconform/fixtures/wire"
)

// runLife leads objects through creation, a look from another parent, and the deletion of the one in the middle.
func (b *builder) runLife(s *Session) {
	s.List("vacant")
	body := s.Base()
	first := s.Create("base#1", body)
	doomed := s.Create("base#2", s.Base())
	last := s.Create("base#3", body)
	s.List("filled")
	s.Get("get#1", first)
	s.Get("get#3", last)
	b.followLocation(s, first)
	if len(b.levels) > 0 {
		b.lookFromSecond(s, first)
	}
	s.List("before/list") // what was read last is what a cache would show
	s.Get("before", doomed)
	s.Delete("delete", doomed)
	s.Get("gone", doomed)
	s.List("gone/list")   // before an update that may, where clients choose keys, create it anew
	if !s.parent.shared { // there the id may be another object's by now, which must not be changed
		s.Update("gone/update", doomed, b.change(doomed, s.values))
		s.Get("gone/again", doomed)
	}
	s.Create("base#5", s.Base())
	s.Get("kept#1", first)
	s.Get("kept#3", last)
	b.makeOther(s, last)
}

// makeOther makes an object of another type in a collection of several, and looks whether the list still shows those of this type.
func (b *builder) makeOther(s *Session, own *Record) {
	other := b.layout.other(b.Resource)
	if other == nil {
		return
	}
	made := s.Post("other", s.parent.collection, encodeAny(b.layout.example(other)), nil)
	made.kind = "" // it is no object of the resource
	s.List("other/list")
	s.Get("other/get", own)
}

func (b *builder) judgeOthersBeside(e *Evidence, j *Judgement) {
	made, list := e.record(lifeScenario, "other"), e.record(lifeScenario, "other/list")
	if made.Refused() {
		j.on(made)
		j.unsupported = "no object of another type could be made: " + made.got()
		return
	}
	if !j.needs(made) || !j.needs(list) || list.Broken != "" {
		return
	}
	for _, label := range []string{"base#1", "base#3"} {
		if own := e.record(lifeScenario, label); j.needs(own) && own.ID() != "" {
			j.want(len(list.Item(own.ID())) > 0, list, "/value", fmt.Sprintf("an entry with id %q beside the one of another type", own.ID()), fmt.Sprintf("%d entries", len(list.Items())))
		}
	}
	if own, r := e.record(lifeScenario, "base#3"), e.record(lifeScenario, "other/get"); own.ID() != "" && j.on(r) {
		j.want(r.OK() && r.ID() == own.ID(), r, "/id", show(own.ID()), r.got()+" "+showMember(r.Object(), "id"))
	}
	if id := made.ID(); id != "" {
		j.want(len(list.Item(id)) > 0, list, "/value", fmt.Sprintf("the object %q of another type", id), fmt.Sprintf("%d entries", len(list.Items())))
	}
}

// living are the objects of runLife that stay.
var living = [...]string{"#1", "#3"}

func (b *builder) followLocation(s *Session, made *Record) {
	if made.response() == nil {
		return
	}
	location := made.response().Header.Get("Location")
	if location == "" || made.Status() != http.StatusCreated {
		return
	}
	to, err := wire.Resolve(made.last().Request.URL, location)
	switch {
	case err != nil:
		s.record(&Record{Label: "location", why: "no URL: " + cut(location, 100)})
	case !s.exercise.target.Sender.SameOrigin(to):
		s.record(&Record{Label: "location", why: "another origin: " + cut(to, 100)})
	default:
		s.getURL("location", to).kind = "" // what it leads to is judged by the id alone
	}
}

// lookFromSecond tries to reach an object below a parent that is not its own.
func (b *builder) lookFromSecond(s *Session, object *Record) {
	second, why := s.Second()
	if why != "" || object.ID() == "" {
		s.skip("second", why)
		return
	}
	wrong := item(second.collection, object.ID())
	s.Create("base#4", s.Base())
	s.listAt("second/list", second)
	s.getURL("second/get", wrong)
	s.send("second/update", http.MethodPatch, wrong, encode(b.change(object, s.values)), nil)
	s.Get("second/updated", object)
	s.send("second/delete", http.MethodDelete, wrong, nil, nil)
	s.Get("second/deleted", object)
}

// second notes that the check needs a second parent; false where there is none.
func (j *Judgement) second(e *Evidence) bool {
	if r := e.record(lifeScenario, "second"); r.Label == "second" && r.skipped && e.transcripts[lifeScenario] != nil && e.transcripts[lifeScenario].byLabel["second"] != nil {
		if r.why == "" {
			j.hang("no object was created")
		} else {
			j.unsupported = r.why
		}
		return false
	}
	return j.needs(e.record(lifeScenario, "base#1"))
}

func (b *builder) judgeListParent(e *Evidence, j *Judgement) {
	list := e.record(lifeScenario, "second/list")
	if !j.second(e) || !j.needs(list) {
		return
	}
	for _, label := range []string{"base#1", "base#4"} { // created before the second parent was, and after
		made, foreign := e.record(lifeScenario, label), false
		for _, entry := range list.Item(made.ID()) {
			_, same := b.same(made.Sent(), entry) // ids may repeat from parent to parent
			foreign = foreign || same
		}
		j.want(!foreign, list, "/value", "only objects of that parent", fmt.Sprintf("the object %q of another parent", made.ID()))
	}
}

func (b *builder) judgeGetParent(e *Evidence, j *Judgement) {
	if made, r := e.record(lifeScenario, "base#1"), e.record(lifeScenario, "second/get"); j.second(e) && j.on(r) {
		_, same := b.same(made.Sent(), r.Object())
		j.want(!r.OK() || r.Object() == nil || !same, r, "status", "404 Not Found", r.got()+" with the object of another parent")
	}
}

func (b *builder) judgeUpdateParent(e *Evidence, j *Judgement) {
	before, after := e.record(lifeScenario, "get#1"), e.record(lifeScenario, "second/updated")
	if j.second(e) && j.needs(before) && j.on(after) {
		name, same := b.same(before.Object(), after.Object())
		j.want(after.OK() && same, after, "/"+name, showMember(before.Object(), name), after.got()+" "+showMember(after.Object(), name))
	}
}

func (b *builder) judgeDeleteParent(e *Evidence, j *Judgement) {
	before, after := e.record(lifeScenario, "second/updated"), e.record(lifeScenario, "second/deleted")
	if j.second(e) && j.needs(before) && j.on(after) {
		j.want(after.OK() && after.ID() == before.ID(), after, "status", "the object still there", after.got())
	}
}
