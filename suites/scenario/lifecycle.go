package scenario

import (
	"net/http"
	"strings"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
)

// runLifecycle leads objects through creation, a look from another parent, and the deletion of the one in the middle, beside one with the
// same values. At last it removes the parent of all.
func runLifecycle(a Actor) {
	of := a.Resource()
	list(a, Vacant.Once())
	first := a.Create(Base.Nth(1), base(a))
	values := base(a)
	doomed := a.Create(Base.Nth(2), values)
	last := a.Create(Base.Nth(3), base(a))
	list(a, Filled.Once())
	a.Get(Get.Nth(1), first)
	a.Get(Get.Nth(3), last)
	followLocation(a, first, Location.Once())
	for _, other := range []*conform.Record{doomed, last} {
		if !locationNames(other) {
			followLocation(a, other, Location.Nth(other.Step.Ordinal))
		}
	}
	if SecondParent(of) {
		lookFromSecond(a, first)
	}
	list(a, BeforeList.Once()) // what was read last is what a cache would show
	expandParents(a)
	twin := a.Create(Equal.Once(), values)
	a.Get(Before.Once(), doomed)
	a.Delete(Delete.Once(), doomed)
	a.Get(Gone.Once(), doomed)
	list(a, GoneList.Once())    // before an update that may, where clients choose keys, create it anew
	if !a.Collection().Shared { // there the id may be another object's by now, which must not be changed
		update(a, GoneUpdate.Once(), doomed, of.Change(doomed.Sent(), a.Values()))
		a.Get(GoneAgain.Once(), doomed)
	}
	a.Create(Base.Nth(5), base(a))
	if twin.OK() { // equal values may be refused
		a.Get(EqualGet.Once(), twin)
	}
	a.Get(Kept.Nth(1), first)
	a.Get(Kept.Nth(3), last)
	readPaths(a, first)
	makeOther(a, last)
	if len(of.Levels) > 0 && !a.Collection().Shared && a.DropParent(ParentGone.Once()).OK() {
		a.Get(OrphanGet.Once(), first)
		list(a, OrphanList.Once())
	}
}

// SecondParent reports whether objects are looked for below a parent that is not theirs.
func SecondParent(of *resource.Resource) bool {
	return of.Kind == resource.Collection && len(of.Levels) > 0 && of.Effort != resource.Quick
}

// Staying are the ordinals of the objects of the lifecycle, and of patch, that stay as they are.
func Staying() []int { return []int{1, 3} }

// PathOf returns the step that reads by a path.
func PathOf(p resource.Path) conform.Step {
	if p.Operation == schemas.List {
		return PathList.About(p.Name)
	}
	return PathGet.About(p.Name)
}

// readPaths reads by every other documented path: what is wrong with an answer is judged by the objects in it alone.
func readPaths(a Actor, object *conform.Record) {
	of := a.Resource()
	for _, p := range of.Paths() {
		step, to := PathOf(p), p.URL(of.Route, a.Collection().URL, object.ID())
		switch {
		case object.ID() == "":
			a.Note(step, conform.NotSent{Cause: conform.Skipped, Detail: object.Step.String() + " gave no id", By: object.Step})
		case to == "":
			a.Note(step, conform.NotSent{Cause: conform.Elsewhere, Detail: "the objects are made by another path"})
		case p.Operation == schemas.List:
			a.List(step, Collection{URL: to}).Probe = true
		default:
			a.GetURL(step, to).Probe = true
		}
	}
}

// makeOther makes an object of another type in a collection of several, and looks whether the list still shows those of this type. Types
// are tried until one is taken.
func makeOther(a Actor, own *conform.Record) {
	of := a.Resource()
	for i, other := range of.Siblings() {
		made := a.Post(OtherType.Nth(i+1), resource.Encode(of.Index.Example(other)))
		made.Probe = true // it is no object of the resource
		if made.Refused() {
			continue
		}
		list(a, OtherTypeList.Once())
		a.Get(OtherTypeGet.Once(), own)
		return
	}
}

// OtherMade returns the record of the object of another type that was made; of the last one refused where none was.
func OtherMade(e *conform.Evidence) (made *conform.Record) {
	steps := e.In(Lifecycle.Key())
	made = steps.Nth(OtherType, 1)
	for n := 2; made.Refused() && steps.Nth(OtherType, n).Last() != nil; n++ {
		made = steps.Nth(OtherType, n)
	}
	return made
}

// locationNames reports whether the Location of a created object has its id, so that it need not be followed to be seen as its own.
func locationNames(made *conform.Record) bool {
	return made.Response() != nil && strings.Contains(made.Response().Header.Get("Location"), made.ID())
}

// Located reports whether an answer says by Location where the object is that it made: beside 201 (RFC 9110, section 10.2.2), and beside
// another success where the page promises 201.
func Located(of *resource.Resource, made *conform.Record) bool {
	documented, _ := of.Operation(schemas.Create)
	promised := made.Status() == http.StatusCreated || made.OK() && documented.Status == http.StatusCreated
	return promised && made.Response().Header.Get("Location") != ""
}

func followLocation(a Actor, made *conform.Record, step conform.Step) {
	if !Located(a.Resource(), made) {
		return
	}
	location := made.Response().Header.Get("Location")
	to, err := fixtures.Resolve(made.Last().Request.URL, location)
	switch {
	case err != nil:
		a.Note(step, conform.NotSent{Cause: conform.Elsewhere, Detail: "no URL: " + conform.Cut(location, 100)})
	case !a.SameOrigin(to):
		a.Note(step, conform.NotSent{Cause: conform.Elsewhere, Detail: "another origin: " + conform.Cut(to, 100)})
	default:
		a.GetURL(step, to).Probe = true // what it leads to is judged by the id alone
	}
}

// lookFromSecond tries to reach an object below a parent that is not its own.
func lookFromSecond(a Actor, object *conform.Record) {
	second, why := a.Second()
	if why != "" || object.ID() == "" {
		a.Note(Second.Once(), conform.NotSent{Cause: conform.Skipped, Detail: why})
		return
	}
	of := a.Resource()
	wrong := resource.Item(second.URL, object.ID())
	a.Create(Base.Nth(4), base(a))
	a.List(SecondList.Once(), second)
	if p := AskedOf(of).Text.Name; p != "" && object.Sent()[p] != nil {
		filtered := second
		filtered.URL += "?" + options("$filter", p+" eq "+literal(object.Sent()[p]))
		a.List(SecondFilter.Once(), filtered).Probe = true
	}
	a.GetURL(SecondGet.Once(), wrong)
	a.Probe(SecondUpdate.Once(), Probe{
		Operation: schemas.Update, Method: http.MethodPatch, URL: wrong, Body: resource.Encode(of.Change(object.Sent(), a.Values())),
	})
	a.Get(SecondUpdated.Once(), object)
	a.Probe(SecondDelete.Once(), Probe{Operation: schemas.Delete, Method: http.MethodDelete, URL: wrong})
	a.Get(SecondDeleted.Once(), object)
}
