package handmade

import (
	"net/http"
	"net/url"
	"slices"
)

func collectionFaults() []Fault {
	const family = "collection"
	return []Fault{
		{"flat-store", family, "the parent in the path does not matter", func(s *server) { s.knownParent = func(route) bool { return true } }},
		{"create-not-stored", family, "POST answers the object and forgets it", during(create, func(s *server, x *exchange, next handler) *answer {
			a := next(x)
			if c := s.collection(x); a.status == http.StatusCreated {
				c.items = c.items[:len(c.items)-1]
			}
			return a
		})},
		{"get-answers-newest", family, "GET by id answers the newest object", during(get, func(s *server, x *exchange, next handler) *answer {
			a := next(x)
			if items := s.collection(x).items; a.status == http.StatusOK {
				a.body = s.shown(x, items[len(items)-1])
			}
			return a
		})},
		{"delete-answers-200", family, "DELETE answers 200 with an empty object", after(func(_ *server, _ *exchange, a *answer) {
			a.status, a.body = http.StatusOK, newObject()
		}, remove)},
		{"delete-does-nothing", family, "DELETE answers 204 and deletes nothing", during(remove, func(s *server, x *exchange, next handler) *answer {
			kept := slices.Clone(s.collection(x).items)
			a := next(x)
			s.collection(x).items = kept
			return a
		})},
		{"delete-removes-neighbour", family, "DELETE removes the next object as well", during(remove, func(s *server, x *exchange, next handler) *answer {
			c := s.collection(x)
			i := c.index(x.route.item)
			a := next(x)
			if a.status == http.StatusNoContent && i < len(c.items) {
				c.items = slices.Delete(c.items, i, i+1)
			}
			return a
		})},
		{"delete-keeps-in-list", family, "a deleted object is still listed", deleting(list, func(a *answer, _ string, gone map[string]*object, order []string) {
			rows := a.rows()
			for _, id := range order {
				rows = append(rows, gone[id])
			}
			a.object().set("value", rows)
		})},
		{"delete-keeps-readable", family, "a deleted object can still be read by id", deleting(get, func(a *answer, id string, gone map[string]*object, _ []string) {
			if o := gone[id]; o != nil && a.status == http.StatusNotFound {
				a.status, a.body = http.StatusOK, o
			}
		})},
		{"location-wrong", family, "Location leads to nothing", after(func(_ *server, x *exchange, a *answer) {
			a.header.Set("Location", x.origin()+"/"+x.route.resource.items+"/"+url.PathEscape(a.object().id()))
		}, create)},
	}
}

// deleting remembers deleted objects, in their order, and edits the answers of another operation with them.
func deleting(op operation, edit func(a *answer, id string, gone map[string]*object, order []string)) change {
	return func(s *server) {
		gone := map[*resource]map[string]*object{}
		order := map[*resource][]string{}
		during(remove, func(s *server, x *exchange, next handler) *answer {
			r := x.route.resource
			if it := s.collection(x).find(x.route.item); it != nil {
				if gone[r] == nil {
					gone[r] = map[string]*object{}
				}
				gone[r][it.id] = s.shown(x, it)
				order[r] = append(order[r], it.id)
			}
			return next(x)
		})(s)
		during(op, func(_ *server, x *exchange, next handler) *answer {
			a := next(x)
			edit(a, x.route.item, gone[x.route.resource], order[x.route.resource])
			return a
		})(s)
	}
}

func listFaults() []Fault {
	const family = "collection"
	return []Fault{
		{"list-wraps-in-array", family, "a list is a bare array", after(func(_ *server, _ *exchange, a *answer) { a.body = a.rows() }, list, listParents)},
		{"list-under-items", family, "a list's objects are under items in place of value", after(func(_ *server, _ *exchange, a *answer) {
			a.body = newObject(member{"items", a.rows()})
		}, list, listParents)},
		{"list-omits-newest", family, "a list lacks the newest object", after(func(_ *server, _ *exchange, a *answer) {
			rows := a.rows()
			a.object().set("value", rows[:max(len(rows)-1, 0)])
		}, list)},
		{"list-repeats-items", family, "a list holds each object twice", after(func(_ *server, _ *exchange, a *answer) {
			a.object().set("value", slices.Repeat(a.rows(), 2))
		}, list)},
		{"list-shows-first-version", family, "a list shows objects as they were created", listAsCreated()},
		{"unknown-parent-lists-empty", family, "the list below an unknown parent is empty", afterError(statusError(http.StatusNotFound), func(x *exchange, a *answer) {
			if x.op == list {
				a.status, a.body = http.StatusOK, newObject(member{"value", []any{}})
			}
		})},
		{"first-page-only", family, "a list ends after three objects without a link", both(pages(paging{size: 3}), after(func(_ *server, _ *exchange, a *answer) {
			a.object().drop("@odata.nextLink")
		}, list))},
		{"paging-skips-one", family, "each page begins one object too late", pages(paging{size: 3, byOffset: true, gap: 1})},
		{"next-link-to-itself", family, "each page links to itself", both(pages(paging{size: 3}), after(func(_ *server, x *exchange, a *answer) {
			if a.object().get("@odata.nextLink") != nil {
				a.object().set("@odata.nextLink", x.origin()+x.request.URL.RequestURI())
			}
		}, list))},
	}
}

func pages(p paging) change { return func(s *server) { s.paging = p } }

// listAsCreated keeps the answers to POST and lists them.
func listAsCreated() change {
	return func(s *server) {
		first := map[string]any{}
		after(func(_ *server, _ *exchange, a *answer) { first[a.object().id()] = a.body }, create)(s)
		after(func(_ *server, _ *exchange, a *answer) {
			for i, row := range a.rows() {
				if created := first[row.(*object).id()]; created != nil {
					a.rows()[i] = created
				}
			}
		}, list)(s)
	}
}
