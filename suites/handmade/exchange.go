package handmade

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// operation is what a method means at a place.
type operation string

const (
	listParents operation = "listParents"
	getParent   operation = "getParent"
	create      operation = "create"
	list        operation = "list"
	get         operation = "get"
	update      operation = "update"
	remove      operation = "delete"
)

// handler answers an exchange.
type handler func(x *exchange) *answer

// exchange is one request on its way to an answer.
type exchange struct {
	request    *http.Request
	requestID  string
	route      route
	found      bool // the path leads to a known place
	op         operation
	body       []byte
	unreadable *refusal // why there is no body
	malformed  bool     // the body is no JSON
	draft      *draft   // what was sent, once it is read
}

// route is a path taken apart: parents, parent, items, item lie at depth 1 to 4 below deviceManagement.
type route struct {
	resource     *resource
	depth        int
	parent, item string
}

// refusal is an error on its way to the client.
type refusal struct {
	status        int
	code, message string
}

// answer is a response before it is encoded.
type answer struct {
	status int
	header http.Header
	body   any    // JSON: *object, []any or a scalar; nil for no body
	text   string // sent with mediaType where there is no body

	mediaType string // in place of the target's own
}

func newExchange(r *http.Request) *exchange {
	return &exchange{request: r, requestID: guid()}
}

// newAnswer returns an answer with a body, nil for none.
func newAnswer(status int, body any) *answer {
	return &answer{status: status, header: http.Header{}, body: body}
}

// object returns the body where it is one object; otherwise an empty one, so that edits of it go nowhere.
func (a *answer) object() *object {
	if o, ok := a.body.(*object); ok {
		return o
	}
	return newObject()
}

// rows returns the objects of a list.
func (a *answer) rows() []any {
	rows, _ := a.object().get("value").([]any)
	return rows
}

// refuse answers with Graph's error envelope.
func (x *exchange) refuse(r refusal) *answer {
	inner := newObject(
		member{"date", time.Now().UTC().Format("2006-01-02T15:04:05")},
		member{"request-id", x.requestID},
		member{"client-request-id", x.clientRequestID()})
	return newAnswer(r.status, newObject(member{"error", newObject(
		member{"code", r.code}, member{"message", r.message}, member{"innerError", inner})}))
}

// clientRequestID echoes the client's, where there is one.
func (x *exchange) clientRequestID() string {
	if id := x.request.Header.Get("client-request-id"); id != "" {
		return id
	}
	return x.requestID
}

// origin is the service root as the client wrote it.
func (x *exchange) origin() string {
	scheme := "http"
	if x.request.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + x.request.Host
}

// collectionPath is the escaped path of the collection, without the origin.
func (x *exchange) collectionPath() string {
	return "/beta/deviceManagement/" + x.route.resource.parents + "/" + url.PathEscape(x.route.parent) + "/" + x.route.resource.items
}

// context is the value of @odata.context for a collection below deviceManagement.
func (x *exchange) context(set string) string {
	return x.origin() + "/beta/$metadata#deviceManagement/" + set
}

// itemsContext is the context of the collection itself.
func (x *exchange) itemsContext() string {
	key := url.PathEscape(x.route.parent)
	return x.context(x.route.resource.parents + "('" + key + "')/" + x.route.resource.items)
}

// route takes an escaped path apart; each segment is unescaped by itself, so an id may hold a slash.
func (s *server) route(escaped string) (route, bool) {
	segments := strings.Split(escaped, "/")
	if len(segments) < 4 || len(segments) > 7 {
		return route{}, false
	}
	for i, segment := range segments {
		plain, err := url.PathUnescape(segment)
		if err != nil || (plain == "" && i > 0) {
			return route{}, false
		}
		segments[i] = plain
	}
	if segments[0] != "" || segments[1] != "beta" || segments[2] != "deviceManagement" {
		return route{}, false
	}
	below := segments[3:]
	for _, c := range s.collections {
		if c.resource.parents != below[0] || len(below) > 2 && c.resource.items != below[2] {
			continue
		}
		r := route{resource: c.resource, depth: len(below)}
		if len(below) > 1 {
			r.parent = below[1]
		}
		if len(below) > 3 {
			r.item = below[3]
		}
		return r, true
	}
	return route{}, false
}

// methods says what each place offers, by HTTP method.
func methods(r route) map[string]operation {
	switch r.depth {
	case 1:
		return map[string]operation{http.MethodGet: listParents}
	case 2:
		return map[string]operation{http.MethodGet: getParent}
	case 3:
		return map[string]operation{http.MethodGet: list, http.MethodPost: create}
	}
	return map[string]operation{http.MethodGet: get, http.MethodPatch: update, http.MethodDelete: remove}
}

// guid returns a random GUID in Microsoft's form.
func guid() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails, by its contract
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
