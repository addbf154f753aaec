package scenario

import (
	"bytes"
	"cmp"
	"maps"
	"net/http"
	"strings"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
)

// TagOf returns the entity tag that an object shows (OData JSON Format 4.01, section 4.5); empty where it shows none.
func TagOf(object map[string]any) string {
	tag, _ := object["@odata.etag"].(string)
	return tag
}

// SameTag compares tags whether they are weak or not (RFC 9110, section 8.8.3.2).
func SameTag(a, b string) bool { return strings.TrimPrefix(a, weak) == strings.TrimPrefix(b, weak) }

const weak = "W/"

// IsWeak reports whether a tag is a weak one (RFC 9110, section 8.8.1): it may stay the same for a moment, and If-Match need not take it.
func IsWeak(tag string) bool { return strings.HasPrefix(tag, weak) }

// NoTags is why nothing is judged of a target that shows none. A header ETag alone is often a framework's.
const NoTags = "the target shows no @odata.etag"

// withoutTags is why a target is sent no conditions.
func withoutTags(known Learned) string {
	if known.NoTags {
		return NoTags
	}
	return ""
}

// tagged is an object that is changed under conditions.
type tagged struct {
	Actor
	object *conform.Record
	state  map[string]any // as it was written last
}

// ask sends a request on the object under a condition.
func (t *tagged) ask(act conform.Act, op schemas.OperationKind, method, header, tag string, body fixtures.Object) *conform.Record {
	p := Probe{Operation: op, Method: method, URL: address(t, t.object.ID()), Header: http.Header{header: {tag}}}
	if body != nil {
		p.Body = resource.Encode(body)
	}
	r := t.Probe(act.Once(), p)
	r.Key = t.object.ID()
	return r
}

// change is a body with another value than the object has.
func (t *tagged) change() fixtures.Object { return t.Resource().Change(t.state, t.Values()) }

// patch updates the object on condition that its tag is the one given.
func (t *tagged) patch(act conform.Act, tag string) *conform.Record {
	return t.wrote(t.ask(act, schemas.Update, http.MethodPatch, "If-Match", tag, t.change()))
}

// plain updates the object without a condition.
func (t *tagged) plain(act conform.Act) *conform.Record {
	return t.wrote(update(t, act.Once(), t.object, t.change()))
}

func (t *tagged) wrote(r *conform.Record) *conform.Record {
	if r.OK() {
		maps.Copy(t.state, r.Sent())
	}
	return r
}

// Writers is how many updates are sent side by side on condition of one tag.
const Writers = 2

// race changes the object side by side, each time on condition that its tag is the one given, and returns the tag that it has then. A weak
// tag may stay the same for a moment, and both changes be taken: then the same is tried with one that has to move.
func (t *tagged) race(tag string) string {
	first := t.both(TagRace, tag)
	now := TagOf(t.get(TagRaced).Object())
	if first < Writers || !IsWeak(tag) || now == "" {
		return now
	}
	t.Pause()
	t.both(TagRaceLater, now)
	return TagOf(t.get(TagRacedLater).Object())
}

// both sends changes side by side, where the object has a property for that, and returns how many were taken.
func (t *tagged) both(act conform.Act, tag string) (taken int) {
	one, other := resource.Encode(t.change()), resource.Encode(t.change())
	if bytes.Equal(one, other) { // what was done already may be answered so (RFC 9110, section 13.1.1)
		t.Note(act.Nth(1), conform.NotSent{Cause: conform.NoObject, Detail: "no property has two more values"})
		return 0
	}
	bodies := [Writers][]byte{one, other}
	var answers [Writers]*conform.Record
	t.Parallel(Writers, func(i int) {
		answers[i] = t.Probe(act.Nth(i+1), Probe{Operation: schemas.Update, Method: http.MethodPatch, URL: address(t, t.object.ID()),
			Header: http.Header{"If-Match": {tag}}, Body: bodies[i]})
		answers[i].Key = t.object.ID()
	})
	for _, r := range answers {
		if t.wrote(r).OK() {
			taken++
		}
	}
	return taken
}

// get reads the object.
func (t *tagged) get(act conform.Act) *conform.Record { return t.Get(act.Once(), t.object) }

// runTags reads, changes and deletes an object on conditions about its tag. Where it shows none, it is left alone.
func runTags(a Actor) {
	of := a.Resource()
	object := a.Create(Base.Once(), base(a))
	tag := TagOf(a.Get(Get.Once(), object).Object())
	if tag == "" {
		return
	}
	if of.Kind == resource.Collection {
		list(a, List.Once())
	}
	t := &tagged{a, object, maps.Clone(object.Sent())}
	t.get(TagAgain)
	t.ask(TagSame, schemas.Get, http.MethodGet, "If-None-Match", tag, nil)
	now, stale := tag, ""
	if len(of.Changed) > 0 {
		now, stale = changeTagged(t, tag)
	}
	if of.Kind != resource.Collection {
		return
	}
	if stale != "" {
		t.ask(TagStaleDelete, schemas.Delete, http.MethodDelete, "If-Match", stale, nil)
		t.get(TagThere)
	}
	t.ask(TagDelete, schemas.Delete, http.MethodDelete, "If-Match", now, nil)
}

// changeTagged updates the object on conditions, and returns the tag that it has then, and one that it had before; empty where it had no
// other. A weak tag may be one of the second in which the object was changed, so where it stays the same it is looked whether it moves with
// time. A tag that tells by what an object holds comes again with that.
func changeTagged(t *tagged, tag string) (now, stale string) {
	current := t.patch(TagCurrent, tag).OK()
	if !current { // weak tags may be refused
		t.plain(TagPlain)
	}
	second := TagOf(t.get(TagChanged).Object())
	if IsWeak(tag) && SameTag(tag, second) {
		t.Pause()
		t.plain(TagLater)
		second = TagOf(t.get(TagMoved).Object())
	}
	moved := second != "" && !SameTag(tag, second)
	if moved {
		t.ask(TagOther, schemas.Get, http.MethodGet, "If-None-Match", tag, nil)
		t.patch(TagStale, tag)
		t.get(TagKept)
	}
	t.patch(TagAny, "*")
	now = cmp.Or(TagOf(t.get(TagAnyGet).Object()), second, tag)
	if current {
		now = cmp.Or(t.race(now), now)
	}
	switch {
	case !moved:
	case !SameTag(now, tag):
		stale = tag
	case !SameTag(now, second):
		stale = second
	}
	return now, stale
}
