package scenario

import (
	"net/http"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
)

// runUnknown acts on an id that no object has, and on an object below a parent that does not exist.
func runUnknown(a Actor) {
	of := a.Resource()
	object := a.Create(Base.Once(), base(a))
	known := !missing(a, object)
	if of.Kind == resource.Collection && object.OK() {
		unknown := address(a, a.Unused(object))
		a.Create(Base.Nth(2), base(a))
		a.GetURL(ItemGet.Once(), unknown)
		change := resource.Encode(of.Change(object.Sent(), a.Values()))
		a.Probe(ItemUpdate.Once(), Probe{Operation: schemas.Update, Method: http.MethodPatch, URL: unknown, Body: change})
		a.Probe(ItemDelete.Once(), Probe{Operation: schemas.Delete, Method: http.MethodDelete, URL: unknown})
		list(a, ItemLeft.Once())
	}
	if a.Collection().Parent != "" && (known || object.OK()) {
		runUnknownParent(a, object)
	}
}

func runUnknownParent(a Actor, object *conform.Record) {
	of := a.Resource()
	other := a.BelowUnknown()
	key := other
	if of.Kind == resource.Collection {
		a.Probe(ParentCreate.Once(), Probe{Operation: schemas.Create, Method: http.MethodPost, URL: other, Body: resource.Encode(base(a))})
		a.Probe(ParentList.Once(), Probe{Operation: schemas.List, Method: http.MethodGet, URL: other})
		id := object.ID()
		if id == "" {
			id = a.Unused(object)
		}
		key = resource.Item(other, id)
		a.Probe(ParentDelete.Once(), Probe{Operation: schemas.Delete, Method: http.MethodDelete, URL: key})
	}
	a.Probe(ParentGet.Once(), Probe{Operation: schemas.Get, Method: http.MethodGet, URL: key})
	change := resource.Encode(of.Change(object.Sent(), a.Values()))
	a.Probe(ParentUpdate.Once(), Probe{Operation: schemas.Update, Method: http.MethodPatch, URL: key, Body: change})
	a.Get(Kept.Once(), object)
}
