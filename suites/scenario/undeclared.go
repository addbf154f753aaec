package scenario

import (
	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/resource"
)

// What no page names: a member of an object, and a term of an annotation.
const (
	UndeclaredMember = "noSuchProperty"
	unknownTerm      = "@graphconform.note"
)

// Holder returns the first property of single objects that can be changed: what no page names is tried inside it too.
func Holder(of *resource.Resource) (schemas.Property, bool) {
	for _, p := range of.Changed {
		if _, ok := of.Sampler("holder").Plain(p); ok && fixtures.IsComplex(p) && !p.Collection && !of.Conditional[p.Name] {
			return p, true
		}
	}
	return schemas.Property{}, false
}

// runUndeclared sends members that no page names, at the top and inside an object, and reads what was accepted. Then it sends an annotation
// that nobody knows, and values for what the server sets. Steps are about the property that holds the member.
func runUndeclared(a Actor) {
	of := a.Resource()
	object := a.Create(Base.Once(), base(a))
	member := func(body fixtures.Object) fixtures.Object {
		return body.With(UndeclaredMember, "Value "+a.Values().Tag())
	}
	try := func(about string, extended func(fixtures.Object) fixtures.Object) {
		if of.Kind == resource.Collection {
			if made := a.Create(UndeclaredCreate.About(about), extended(around(a))); made.OK() {
				a.Get(UndeclaredGet.About(about), made)
			}
		}
		if update(a, UndeclaredUpdate.About(about), object, extended(of.Typed())).OK() {
			a.Get(UndeclaredUpdated.About(about), object)
		}
	}
	try("", member)
	if p, ok := Holder(of); ok {
		try(p.Name, func(body fixtures.Object) fixtures.Object {
			value, _ := a.Values().Plain(p)
			inner, _ := value.(fixtures.Object)
			return body.With(p.Name, member(inner))
		})
	}
	if of.Kind == resource.Collection {
		a.Create(Annotated.Once(), around(a).With(unknownTerm, "a note"))
	}
	if len(of.Computed()) == 0 {
		return
	}
	if of.Kind == resource.Collection {
		if made := a.Create(ChosenCreate.Once(), of.Chosen(around(a), a.Values())); made.OK() {
			a.Get(ChosenGet.Once(), made)
		}
	}
	if update(a, ChosenUpdate.Once(), object, of.Chosen(of.Typed(), a.Values())).OK() {
		a.Get(ChosenUpdated.Once(), object)
	}
}
