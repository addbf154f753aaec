package scenario

import (
	"maps"
	"net/http"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
)

// What no page names: a member of an object, and a term of an annotation.
const (
	UndeclaredMember = "noSuchProperty"
	LanguageMember   = "constructor" // what every object has in some languages
	unknownTerm      = "@example.note"
)

// runUndeclared sends members that no page names, at the top and inside an object, and reads what was accepted. Then it sends an annotation
// that nobody knows, a body whose media type says more than most, bodies that do not name their type, and values for what the server sets.
// Steps are about the property that holds the member.
func runUndeclared(a Actor) {
	of := a.Resource()
	object := a.Create(Base.Once(), base(a))
	named := func(name string) func(fixtures.Object) fixtures.Object {
		return func(body fixtures.Object) fixtures.Object {
			return body.With(name, a.Values().Word(schemas.Property{}))
		}
	}
	member := named(UndeclaredMember)
	create := func(about string, extended func(fixtures.Object) fixtures.Object) {
		if of.Kind != resource.Collection {
			return
		}
		if made := a.Create(UndeclaredCreate.About(about), extended(around(a))); made.OK() {
			a.Get(UndeclaredGet.About(about), made)
		}
	}
	change := func(about string, extended func(fixtures.Object) fixtures.Object) {
		if update(a, UndeclaredUpdate.About(about), object, extended(of.Typed())).OK() {
			a.Get(UndeclaredUpdated.About(about), object)
		}
	}
	create("", member)
	change("", member)
	change(LanguageMember, named(LanguageMember))
	if p, ok := of.Foreign(); ok {
		create(p.Name, named(p.Name))
		change(p.Name, named(p.Name))
	}
	for i, part := range of.Parts() { // inside the first by a create too
		p := part.Property
		inner := func(body fixtures.Object) fixtures.Object {
			return body.With(p.Name, resource.InPlace(p, member(of.Whole(p, a.Values()))))
		}
		if i == 0 {
			create(p.Name, inner)
		}
		change(p.Name, inner)
	}
	insideUndescribed(a, change)
	annotate(a)
	if of.NeedsNoType() {
		untyped(a, object)
	}
	if len(of.Unsettable()) > 0 {
		choose(a, object)
	}
}

// annotate creates objects by bodies that say more than they must: by an annotation, and by their media type.
func annotate(a Actor) {
	if a.Resource().Kind != resource.Collection {
		return
	}
	a.Create(Annotated.Once(), around(a).With(unknownTerm, "a note"))
	typed := Probe{Operation: schemas.Create, Method: http.MethodPost, URL: a.Collection().URL, Body: resource.Encode(base(a)),
		Header: http.Header{"Content-Type": {"application/json; charset=utf-8"}}}
	a.Probe(Charset.Once(), typed).Probe = false // it is a create as pages document it
}

// untyped sends bodies as clients write them that know of one type: without its name.
func untyped(a Actor, object *conform.Record) {
	of := a.Resource()
	if of.Kind == resource.Collection {
		a.Create(UntypedCreate.Once(), resource.Untyped(base(a)))
	}
	change := resource.Untyped(of.Change(object.Sent(), a.Values()))
	if len(change) == 0 {
		a.Note(UntypedUpdate.Once(), conform.NotSent{Cause: conform.NoObject, Detail: "no property has another value"})
		return
	}
	update(a, UntypedUpdate.Once(), object, change)
}

// insideUndescribed sends a member that no page names inside the objects of types that no page describes.
func insideUndescribed(a Actor, change func(about string, extended func(fixtures.Object) fixtures.Object)) {
	of := a.Resource()
	for _, p := range of.Undescribed(schemas.Update) {
		documented, _ := of.DocumentedValue(p)
		if value, ok := withInside(p, documented, UndeclaredMember, a.Values().Word(schemas.Property{})); ok {
			change(p.Name, func(body fixtures.Object) fixtures.Object { return body.With(p.Name, value) })
		}
	}
}

// withInside returns a decoded value of a property with a member set in its only object; false where it holds no such object.
func withInside(p schemas.Property, value any, name string, member any) (any, bool) {
	object := maps.Clone(resource.Inside(p, map[string]any{p.Name: value}))
	if object == nil {
		return nil, false
	}
	object[name] = member
	if _, isList := value.([]any); isList {
		return []any{object}, true
	}
	return object, true
}

// choose sends values for what the server sets.
func choose(a Actor, object *conform.Record) {
	of := a.Resource()
	if of.Kind == resource.Collection {
		if made := a.Create(ChosenCreate.Once(), of.Chosen(around(a), a.Values())); made.OK() {
			a.Get(ChosenGet.Once(), made)
		}
	}
	if update(a, ChosenUpdate.Once(), object, of.Chosen(of.Typed(), a.Values())).OK() {
		a.Get(ChosenUpdated.Once(), object)
	}
}
