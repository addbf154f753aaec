package suites

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"graphconform/fixtures"
	"graphconform/schemas"
)

// callFamily checks actions and functions.
func callFamily() family {
	const notFound = "OData 4.01 Part 1, 9.2.1"
	return family{name: "call", plan: (*builder).planCalls, rules: []Rule{
		{ID: "documented", Level: Documented, Promise: "the documented call gets the documented status and kind of body", Sent: "the request of the page as it stands, on an object of the run's own", Judged: "the status code equals the documented one; 204 has no body, other answers have one"},
		{ID: "answer", Level: Documented, Promise: "the answer to a call is of the documented type", Sent: "the request of the page", Judged: "a collection or a primitive value stands under value, an object there or bare; each is valid by the derived schema; a Stream is any body that is not empty"},
		{ID: "parameter", Level: Documented, Standard: "OData JSON Format 4.01, 7.1", Promise: "a parameter of another JSON type is refused", Sent: "the documented request with a wrong value for one parameter", Judged: "refused with 4xx, never 5xx, never 2xx"},
		{ID: "unknown_object", Level: Protocol, Standard: notFound, Promise: "a call on an object that does not exist is answered with 404", Sent: "the documented request under an unused id of the same form", Judged: "404"},
		{ID: "envelope", Level: Protocol, Standard: "OData 4.01 Part 1, 9.4; Graph guidelines, Error handling", Promise: "every error is JSON with error.code and error.message", Sent: "calls that must be refused", Judged: "the body is a JSON object with error, an object with code and message, strings that are not empty"},
		{ID: "no_credentials", Level: Protocol, Standard: "RFC 9110, 15.5.2; Graph errors, 401", Promise: "a call without credentials is answered with 401", Sent: "the documented request without an Authorization header", Judged: "401; not 403, not a redirect, not success"},
	}}
}

const callScenario = "call "

// call is one action or function on its way.
type call struct {
	schemas.Operation
	way  route
	body []byte // of the documented request; nil for a function
	name string // of its scenario
	auth bool   // also without credentials
}

// callsOf returns the resource's actions and functions. What a function is called with stands in the documented request alone.
func (b *builder) callsOf() []call {
	var calls []call
	seen := map[string]bool{}
	for _, op := range b.Contract.Operations {
		if op.Kind != schemas.Action && op.Kind != schemas.Function || len(op.Paths) == 0 || seen[op.Name] {
			continue
		}
		seen[op.Name] = true
		c := call{Operation: op, way: routeOf(op.Paths[0]), name: callScenario + op.Name, auth: !b.noAuth}
		pair, shown := b.calls[op.Name]
		if shown {
			c.body = pair.Exchange.Request.Body
			if _, arguments, given := strings.Cut(pair.Exchange.Request.URL, op.Name+"("); given && !strings.Contains(c.way.tail, "(") {
				c.way.tail = strings.TrimSuffix(c.way.tail, "()") + "(" + strings.ReplaceAll(arguments, " ", "%20")
			}
		}
		if op.Kind == schemas.Action && len(c.body) == 0 && len(op.Parameters) > 0 {
			c.body = encode(b.arguments(op, b.sampler(c.name)))
		}
		calls = append(calls, c)
	}
	return calls
}

// arguments makes a body with a plain value for every parameter.
func (b *builder) arguments(op schemas.Operation, values *fixtures.Sampler) fixtures.Object {
	var body fixtures.Object
	for _, p := range op.Parameters {
		if value, ok := values.Plain(p); ok {
			body = append(body, fixtures.Member{Name: p.Name, Value: value})
		}
	}
	return body
}

func (b *builder) planCalls() {
	for _, c := range b.callsOf() {
		wrong := c.wrongParameters()
		b.unit.scenarios = append(b.unit.scenarios, scenario{c.name, c.way, func(s *Session) { c.run(s, wrong) }})
		where := at{op: c.Kind, call: &c.Operation, from: []string{c.name}}
		b.check("documented", where.to("documented"), func(e *Evidence, j *Judgement) { c.judgeStatus(e, j) })
		b.check("answer", where.to("answer"), func(e *Evidence, j *Judgement) { b.judgeAnswer(e, j, c) })
		b.check("envelope", where.to("envelope"), func(e *Evidence, j *Judgement) { c.judgeEnvelopes(e, j) })
		if c.auth {
			b.check("no_credentials", where.to("no_credentials"), func(e *Evidence, j *Judgement) { c.judgeAuth(e, j) })
		}
		if len(c.way.levels) > 0 {
			b.check("unknown_object", where.to("unknown_object"), func(e *Evidence, j *Judgement) {
				if r := e.record(c.name, "bad/unknown"); j.needs(e.record(c.name, "call")) && j.on(r) {
					j.want(r.Status() == 404, r, "status", "404 Not Found", r.gotStatus(true))
				}
			})
		}
		for _, p := range c.Parameters {
			if len(wrong[p.Name]) == 0 {
				continue
			}
			row := where.to("parameter:" + p.Name)
			row.section, row.row = "Request body", p.Name
			b.check("parameter", row, func(e *Evidence, j *Judgement) {
				for i, text := range wrong[p.Name] {
					if j.needs(e.record(c.name, "call")) {
						b.wantRefused(j, e.record(c.name, fmt.Sprintf("bad/%s#%d", p.Name, i)), "/"+p.Name, text)
					}
				}
			})
		}
	}
}

// wrongParameters returns JSON texts that a parameter cannot have, by its name.
func (c call) wrongParameters() map[string][]string {
	wrong := map[string][]string{}
	if c.Kind != schemas.Action || decodeSent(c.body) == nil {
		return wrong
	}
	for _, p := range c.Parameters {
		if len(p.Enum) > 0 && !p.Collection {
			wrong[p.Name] = append(wrong[p.Name], `"notAMemberOf`+p.Type+`"`)
		}
		for _, w := range wrongValuesOf(p) {
			if w.rule == "type" && len(wrong[p.Name]) < 3 {
				wrong[p.Name] = append(wrong[p.Name], w.json)
			}
		}
	}
	return wrong
}

// run sends what must be refused first: the call itself may use its object up.
func (c call) run(s *Session, wrong map[string][]string) {
	if c.Kind == schemas.Action && s.exercise.target.Shared {
		s.refrain("an action may reach people and devices of the tenant")
		return
	}
	s.calling = true
	to := s.parent.collection
	for _, p := range c.Parameters {
		for i, text := range wrong[p.Name] {
			body := decodeSent(c.body)
			body[p.Name] = json.RawMessage(text)
			bad, err := fixtures.Marshal(body)
			if err == nil {
				s.send(fmt.Sprintf("bad/%s#%d", p.Name, i), c.Method, to, bad, nil)
			}
		}
	}
	if s.parent.parent != "" {
		s.send("bad/unknown", c.Method, s.belowUnknown(), c.body, nil)
	}
	if c.auth && s.exercise.target.Sender.HasToken() {
		s.send("auth/call", c.Method, to, c.body, http.Header{"Authorization": {}})
	}
	s.send("call", c.Method, to, c.body, nil)
}

func (c call) judgeStatus(e *Evidence, j *Judgement) {
	r := e.record(c.name, "call")
	if !j.needsObject(r) {
		return
	}
	body := len(r.response().Body) > 0
	want := fmt.Sprintf("%d %s", c.Status, http.StatusText(c.Status))
	if c.Status != http.StatusNoContent && c.Returns != nil {
		want += " with a body"
	}
	right := r.Status() == c.Status && (c.Status != http.StatusNoContent || !body) && (c.Status == http.StatusNoContent || c.Returns == nil || body)
	j.want(right, r, "status", want, r.gotStatus(body))
}

func (c call) judgeEnvelopes(e *Evidence, j *Judgement) {
	if t := e.transcripts[c.name]; t != nil {
		for _, r := range t.Records {
			if r.provoked() && r.Status() >= 400 && j.on(r) {
				j.wantEnvelope(r)
			}
		}
	}
	if r := e.record(c.name, "call"); j.observations == 0 && j.on(r) {
		j.unsupported = "nothing was refused with an error status"
	}
}

func (c call) judgeAuth(e *Evidence, j *Judgement) {
	r := e.record(c.name, "auth/call")
	if r.last() == nil && e.record(c.name, "call").last() != nil {
		j.unsupported = noToken
		return
	}
	if j.needs(e.record(c.name, "call")) && j.on(r) {
		j.want(r.Status() == 401, r, "status", "401 Unauthorized", r.gotStatus(true))
	}
}

// judgeAnswer holds the body of an answer against the documented return type.
func (b *builder) judgeAnswer(e *Evidence, j *Judgement, c call) {
	r := e.record(c.name, "call")
	if !j.needs(r) {
		return
	}
	if c.Returns == nil || r.Status() == http.StatusNoContent || c.Returns.Type == "Stream" {
		j.observations++ // whether a body is due is for the status
		return
	}
	if r.readErr != nil {
		j.want(false, r, "body", "JSON", cut(string(r.response().Body), 80))
		return
	}
	object, _ := r.value.(map[string]any)
	value, wrapped := object["value"]
	single := schemas.IsPrimitive(c.Returns.Type)
	if of := b.types.Named(c.Returns.Type); of != nil && of.Kind == schemas.Enum {
		single = true
	}
	switch list, isList := value.([]any); {
	case c.Returns.Collection && !isList:
		j.want(false, r, "/value", "an array", showMember(object, "value"))
	case c.Returns.Collection:
		j.observations++
		for i, element := range list {
			b.wantOf(j, r, c.Returns.Type, element, fmt.Sprintf("/value/%d", i))
		}
	case single && !wrapped:
		j.want(false, r, "/value", "a value of type "+c.Returns.Type, cut(show(r.value), 80))
	case single:
		b.wantOf(j, r, c.Returns.Type, value, "/value")
	default:
		if inner, isObject := value.(map[string]any); isObject {
			b.wantOf(j, r, c.Returns.Type, inner, "/value")
		} else {
			b.wantOf(j, r, c.Returns.Type, r.value, "")
		}
	}
}

// wantOf wants a value of a type that a page describes.
func (b *builder) wantOf(j *Judgement, r *Record, kind string, value any, place string) {
	if schemas.IsPrimitive(kind) {
		j.want(value == nil || isOf(kind, value), r, place, "a value of type "+kind, show(value))
		return
	}
	schema, err := b.layout.catalog.Schema(b.Contract.Version, kind, schemas.ForAnswer)
	if err != nil || value == nil { // no page describes the type, or nothing is there
		j.observations++
		return
	}
	violations := schema.Validate(value)
	if j.holds(len(violations) == 0) {
		return
	}
	j.want(false, r, place+violations[0].At, violations[0].Message, cut(show(value), 120))
}

// isOf tells whether a JSON value can be of a primitive type (OData JSON Format 4.01, section 7.1).
func isOf(kind string, value any) bool {
	switch value := value.(type) {
	case bool:
		return kind == "Boolean"
	case string:
		return kind != "Boolean" && !isInteger(kind)
	case json.Number:
		whole, ok := rational(value)
		return ok && (isInteger(kind) && whole.IsInt() || kind == "Double" || kind == "Single" || kind == "Decimal")
	}
	return false
}
