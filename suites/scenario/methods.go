package scenario

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
)

// OnItem reports whether a page documents a method on objects of the resource's collections.
func OnItem(of *resource.Resource, method string) bool {
	return slices.ContainsFunc(of.Contract.Operations, func(op schemas.Operation) bool {
		return op.Method == method && slices.ContainsFunc(op.Paths, func(path string) bool { return strings.HasSuffix(path, "}") })
	})
}

// runMethods asks for what no page documents of an object: by methods that mean something else or nothing there, and by an update that
// must not be one.
func runMethods(a Actor) {
	of := a.Resource()
	object := a.Create(Base.Once(), base(a))
	before := a.Get(Get.Once(), object)
	if missing(a, object) || !before.OK() {
		return
	}
	ask := func(act conform.Act, op schemas.OperationKind, method string, body fixtures.Object, header http.Header) *conform.Record {
		p := Probe{Operation: op, Method: method, URL: address(a, object.ID()), Header: header, OnObject: true}
		if body != nil {
			p.Body = resource.Encode(body)
		}
		r := a.Probe(act.Once(), p)
		r.Key = object.ID()
		return r
	}
	if !OnItem(of, http.MethodHead) {
		ask(MethodHead, schemas.Get, http.MethodHead, nil, nil)
	}
	ask(MethodNone, schemas.Get, conform.NoMethod, nil, nil)
	a.Get(MethodRead.Once(), object)
	if !OnItem(of, http.MethodPost) {
		ask(MethodPost, schemas.Create, http.MethodPost, base(a), nil)
	}
	state := maps.Clone(object.Sent())
	if len(of.Changed) > 0 && TagOf(before.Object()) != "" { // as for other conditions
		ask(MethodNew, schemas.Update, http.MethodPatch, of.Change(state, a.Values()), http.Header{"If-None-Match": {"*"}})
	}
	a.Get(MethodPosted.Once(), object)
	if part := somePart(a, state); len(part) > 1 && !OnItem(of, http.MethodPut) {
		ask(MethodPut, schemas.Update, http.MethodPut, part, nil)
		a.Get(MethodPutGet.Once(), object)
	}
	list(a, MethodPutList.Once())
}

// somePart returns a body with some of an object's values: what PUT sets anew and leaves out is told apart then. The first text, which
// may show whose the object is, is among them, and is another one: what else PUT makes must not be taken for a copy of the object.
func somePart(a Actor, own map[string]any) fixtures.Object {
	of := a.Resource()
	body, markable := of.Typed(), of.Markable()
	for i, p := range of.Sent {
		switch value, sent := own[p.Name]; {
		case own != nil && len(markable) > 0 && p.Name == markable[0].Name:
			body = body.With(p.Name, a.Values().Word(p))
		case sent && i%2 == 0:
			body = body.With(p.Name, value)
		}
	}
	return body
}
