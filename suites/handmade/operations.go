package handmade

import (
	"encoding/base64"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// item is one stored object.
type item struct {
	id     string
	number int // of the creates in its collection, from 1
	values values
}

// collection holds the objects of the one parent, in the order of their creation.
type collection struct {
	resource *resource
	items    []*item
	created  int
}

// find returns the object with this id, or nil.
func (c *collection) find(id string) *item {
	if i := c.index(id); i >= 0 {
		return c.items[i]
	}
	return nil
}

func (c *collection) index(id string) int {
	return slices.IndexFunc(c.items, func(it *item) bool { return it.id == id })
}

// add stores a new object at the end.
func (c *collection) add(id string, v values) *item {
	c.created++
	it := &item{id: id, number: c.created, values: v}
	c.items = append(c.items, it)
	return it
}

// collection is the one that the exchange is about.
func (s *server) collection(x *exchange) *collection { return s.collections[x.route.resource.items] }

// authenticate lets nobody past without a bearer token.
func (s *server) authenticate(x *exchange) *answer {
	if s.authorized(x) {
		return s.dispatch(x)
	}
	a := x.refuse(refusal{http.StatusUnauthorized, "InvalidAuthenticationToken", "Access token is empty or not valid."})
	a.header.Set("WWW-Authenticate", "Bearer")
	return a
}

func (s *server) hasBearer(x *exchange) bool {
	scheme, token, _ := strings.Cut(x.request.Header.Get("Authorization"), " ")
	token = strings.TrimSpace(token)
	return strings.EqualFold(scheme, "Bearer") && token != "" && (s.token == "" || token == s.token)
}

// dispatch finds the operation that path and method name.
func (s *server) dispatch(x *exchange) *answer {
	if !x.found {
		return x.refuse(refusal{http.StatusNotFound, "ResourceNotFound", "Resource not found for the segments of this path."})
	}
	offered := s.offered(x.route)
	op, ok := offered[x.request.Method]
	if !ok {
		a := x.refuse(refusal{http.StatusMethodNotAllowed, "MethodNotAllowed", "The method is not offered here."})
		a.header.Set("Allow", strings.Join(slices.Sorted(maps.Keys(offered)), ", "))
		return a
	}
	x.op = op
	if x.route.depth > 1 && !s.knownParent(x.route) {
		return x.refuse(refusal{http.StatusNotFound, "ResourceNotFound", "The parent does not exist."})
	}
	return s.operations[op](x)
}

func (s *server) listParents(x *exchange) *answer {
	return newAnswer(http.StatusOK, newObject(
		member{"@odata.context", x.context(x.route.resource.parents)},
		member{"value", []any{parent(x.route.resource)}}))
}

func (s *server) getParent(x *exchange) *answer {
	return newAnswer(http.StatusOK, parent(x.route.resource))
}

func parent(r *resource) *object {
	return newObject(member{"id", r.parentID}, member{"displayName", "The one of " + r.parents})
}

func (s *server) create(x *exchange) *answer {
	if r := s.read(x); r != nil {
		return x.refuse(*r)
	}
	id := s.newID(x)
	if x.draft.id != "" && s.takesClientID(x.route.resource) {
		if s.collection(x).find(x.draft.id) != nil {
			return x.refuse(refusal{http.StatusConflict, "Conflict", "An object with this id exists."})
		}
		id = x.draft.id
	}
	a := newAnswer(http.StatusCreated, s.shown(x, s.collection(x).add(id, x.draft.values)))
	a.header.Set("Location", x.origin()+x.collectionPath()+"/"+url.PathEscape(id))
	return a
}

func (s *server) get(x *exchange) *answer {
	it := s.collection(x).find(x.route.item)
	if it == nil {
		return x.missing()
	}
	return newAnswer(http.StatusOK, s.shown(x, it))
}

func (s *server) update(x *exchange) *answer {
	it := s.collection(x).find(x.route.item)
	if it == nil {
		return x.missing()
	}
	if r := s.read(x); r != nil {
		return x.refuse(*r)
	}
	it.values = s.merge(it.values, x.draft.values)
	return newAnswer(http.StatusOK, s.shown(x, it))
}

// merge returns what PATCH makes of an object: members that were not sent stay, null is a value.
func merge(old, sent values) values {
	merged := maps.Clone(old)
	maps.Copy(merged, sent)
	return merged
}

func (s *server) remove(x *exchange) *answer {
	c := s.collection(x)
	i := c.index(x.route.item)
	if i < 0 {
		return x.missing()
	}
	c.items = slices.Delete(c.items, i, i+1)
	return newAnswer(http.StatusNoContent, nil)
}

func (x *exchange) missing() *answer {
	return x.refuse(refusal{http.StatusNotFound, "ResourceNotFound", "The object does not exist."})
}

// shown writes an object in the order of the page's table; members that no table knows come last.
func (s *server) shown(x *exchange, it *item) *object {
	r := x.route.resource
	o := newObject(member{"@odata.type", r.odataType()}, member{"id", it.id})
	for _, p := range r.properties {
		value, set := it.values[p.name]
		if !set {
			value, set = s.unset(p)
		}
		if shown, visible := s.show(p, value); set && visible {
			o.set(p.name, shown)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(it.values)) {
		if _, known := r.property(name); !known {
			o.set(name, it.values[name])
		}
	}
	s.finish(x, o)
	return o
}

// paging cuts lists into pages; the zero value does not.
type paging struct {
	size     int
	byOffset bool // $skip with a count, otherwise $skiptoken with a place
	relative bool // links without origin
	gap      int  // objects lost between two pages
}

func (s *server) list(x *exchange) *answer {
	items := slices.Clone(s.collection(x).items)
	if s.newFirst {
		slices.Reverse(items)
	}
	start, ok := s.start(x, items)
	if !ok {
		return x.refuse(refusal{http.StatusBadRequest, "BadRequest", "The paging token is not valid."})
	}
	end := len(items)
	body := newObject(member{"@odata.context", x.itemsContext()})
	if p := s.paging; p.size > 0 && end-start > p.size {
		end = start + p.size
		body.set("@odata.nextLink", s.nextLink(x, end, items[end-1].number))
	}
	rows := []any{}
	for _, it := range items[start:end] {
		rows = append(rows, s.shown(x, it))
	}
	body.set("value", rows)
	return newAnswer(http.StatusOK, body)
}

// start returns the index of the page's first object. A token names the last object of the page before it, which
// may be gone by now.
func (s *server) start(x *exchange, items []*item) (int, bool) {
	query := x.request.URL.Query()
	if skip := query.Get("$skip"); skip != "" && s.paging.byOffset {
		n, err := strconv.Atoi(skip)
		return min(max(n, 0), len(items)), err == nil
	}
	token := query.Get("$skiptoken")
	if token == "" {
		return 0, true
	}
	place, err := base64.RawURLEncoding.DecodeString(token)
	last, bad := strconv.Atoi(string(place))
	valid := err == nil && bad == nil
	for i, it := range items {
		if it.number > last && !s.newFirst || it.number < last && s.newFirst {
			return i, valid
		}
	}
	return len(items), valid
}

// nextLink leads to the objects from index end on, which follow the one with this number.
func (s *server) nextLink(x *exchange, end, number int) string {
	link := x.collectionPath()
	if !s.paging.relative {
		link = x.origin() + link
	}
	if s.paging.byOffset {
		return link + "?$skip=" + strconv.Itoa(end+s.paging.gap)
	}
	return link + "?$skiptoken=" + base64.RawURLEncoding.EncodeToString([]byte(strconv.Itoa(number)))
}
