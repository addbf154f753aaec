package suites

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"graphconform/fixtures"
	"graphconform/schemas"
)

const (
	malformedScenario = "malformed"
	unknownScenario   = "unknown"
	wrongValues       = "wrong values of "
)

// errorsFamily checks that what is wrong is refused as the client's error, and changes nothing.
func errorsFamily() family {
	const (
		invalid  = "OData 4.01 Part 1, 9.3 and 11.4.2"
		notFound = "OData 4.01 Part 1, 9.2.1"
	)
	refused := "refused with 4xx, never 5xx, never 2xx"
	return family{name: "errors", plan: planErrors, rules: []Rule{
		{ID: "type", Level: Documented, Standard: "OData JSON Format 4.01, 7.1", Promise: "a value of another JSON type is refused", Sent: "a number, a boolean, an array or an object for a String, a string for an Int32, and so on", Judged: refused},
		{ID: "overflow", Level: Documented, Standard: "OData CSDL 4.01, 3.3", Promise: "an integer beyond its type's range is refused", Sent: "one beyond either end", Judged: refused},
		{ID: "fraction", Level: Documented, Standard: "OData CSDL 4.01, 3.3", Promise: "a fraction for an integer is refused", Sent: "1.5", Judged: refused},
		{ID: "timestamp", Level: Documented, Standard: "OData JSON Format 4.01, 7.1", Promise: "what is no point in time is refused", Sent: "words, a day that does not exist, an hour 25, a date alone, a time without offset", Judged: refused},
		{ID: "range", Level: Documented, Promise: "a value beyond the documented range, length or number of elements is refused", Sent: "one beyond either end", Judged: refused},
		{ID: "nested", Level: Documented, Standard: "OData JSON Format 4.01, 7.1 and 7.2", Promise: "a wrong value inside an object or a collection is refused", Sent: "objects and collections with one member or element of another JSON type, out of range, no member of its enum, or of a type that does not exist", Judged: refused},
		{ID: "malformed", Level: Protocol, Standard: "RFC 8259, 2", Promise: "a body that is no JSON is refused", Sent: "a body cut short, a stray comma, bytes behind the object", Judged: refused},
		{ID: "not_an_object", Level: Protocol, Standard: "OData JSON Format 4.01, 6", Promise: "a body that is no object is refused", Sent: "an array, a string, a number", Judged: refused},
		{ID: "odata_type", Level: Protocol, Standard: "OData JSON Format 4.01, 4.6.3", Promise: "a body that names another type is refused", Sent: "@odata.type of a type that does not exist, and of an unrelated one", Judged: refused},
		{ID: "stored", Level: Protocol, Standard: "OData 4.01 Part 1, 9.2", Promise: "a refused create stores nothing", Sent: "refused POSTs, then GET of the collection", Judged: "the list shows what was accepted, and nothing else"},
		{ID: "changed", Level: Protocol, Standard: "OData 4.01 Part 1, 9.2", Promise: "a refused update changes nothing", Sent: "refused PATCHes, then GET", Judged: "the object is as it was"},
		{ID: "unknown_item", Level: Protocol, Standard: notFound, Promise: "an object that does not exist is answered with 404", Sent: "GET, PATCH, DELETE under an unused id of the same form", Judged: "404; where no page calls the id read-only a PATCH may create; DELETE may be idempotent and answer 204"},
		{ID: "spared", Level: Protocol, Standard: "OData 4.01 Part 1, 11.4.5", Promise: "DELETE of what does not exist removes nothing", Sent: "DELETE under an unused id, then GET of the collection", Judged: "the objects that were there are there"},
		{ID: "unknown_parent", Level: Protocol, Standard: notFound, Promise: "a parent that does not exist is answered with 404", Sent: "every operation below an unused parent id of the same form", Judged: "404; DELETE may be idempotent and answer 204"},
		{ID: "envelope", Level: Protocol, Standard: "OData 4.01 Part 1, 9.4; Graph guidelines, Error handling", Promise: "every error is JSON with error.code and error.message", Sent: "all that must be refused",
			Judged: "the body is a JSON object with error, an object with code and message, strings that are not empty"},
		{ID: "success", Level: Protocol, Standard: "OData 4.01 Part 1, 9.4", Promise: "an error is never sent with a success status", Sent: "everything", Judged: "no answer with 2xx holds an error object in place of what was asked for"},
	}}
}

func planErrors(b *builder) {
	for batch := range slices.Chunk(b.wrongOfAll(), batchSize) {
		b.planWrongValues(batch)
	}
	b.planMalformed()
	b.planUnknown()
	b.planEnvelopes()
}

// batchSize is how many properties share a scenario, and with it the object whose updates must be refused.
const batchSize = 6

// wrongOf is a property with the values that it cannot have.
type wrongOf struct {
	schemas.Property
	values []wrongValue
}

// wrongOfAll returns every property that any value is wrong for. The first two of a type are tried with all, the others with some of each rule.
func (b *builder) wrongOfAll() []wrongOf {
	var all []wrongOf
	seen := map[string]int{}
	for _, p := range b.sent {
		wrong := slices.Concat(wrongValuesOf(p), b.outOfRange(p), b.nestedWrong(p))
		kind := kindOf(p)
		if seen[kind]++; seen[kind] > triedInFull {
			wrong = thinned(wrong, func(w wrongValue) string { return w.rule }, seen[kind])
		}
		if len(wrong) > 0 {
			all = append(all, wrongOf{p, wrong})
		}
	}
	return all
}

func (b *builder) planWrongValues(batch []wrongOf) {
	scenario := b.add(wrongValues+batch[0].Name, func(s *Session) {
		object := s.Create("base", s.Base())
		s.Get("before", object)
		for _, p := range batch {
			for i, w := range p.values {
				raw := json.RawMessage(w.json)
				if b.form == collection {
					s.Create(fmt.Sprintf("bad/create/%s#%02d", p.Name, i), s.Around().With(p.Name, raw))
				}
				s.Update(fmt.Sprintf("bad/update/%s#%02d", p.Name, i), object, b.changeBeside(p.Property, object, s.values).With(p.Name, raw))
			}
		}
		s.Get("after", object)
		s.List("after/list")
	})
	for _, p := range batch {
		rules := map[string]bool{}
		for _, w := range p.values {
			if rules[w.rule] {
				continue
			}
			rules[w.rule] = true
			for _, op := range []schemas.OperationKind{schemas.Create, schemas.Update} {
				where := at{op: op, place: p.Name + ":" + w.rule, section: "Request body", row: p.Name, from: []string{scenario}}
				b.check(w.rule, where, func(e *Evidence, j *Judgement) { b.judgeWrong(e, j, scenario, op, p, w.rule) })
			}
		}
	}
}

// judgeWrong wants the values that are wrong by one rule refused.
func (b *builder) judgeWrong(e *Evidence, j *Judgement, scenario string, op schemas.OperationKind, p wrongOf, rule string) {
	for i, each := range p.values {
		if each.rule == rule && j.needs(e.record(scenario, "base")) {
			b.wantRefused(j, e.record(scenario, fmt.Sprintf("bad/%s/%s#%02d", op, p.Name, i)), "/"+p.Name, each.json)
		}
	}
}

// changeBeside returns an update of another property than p, so that a refusal which stores the rest shows.
func (b *builder) changeBeside(p schemas.Property, of *Record, values *fixtures.Sampler) fixtures.Object {
	for _, q := range b.changed {
		if value, ok := b.another(q, of.Sent()[q.Name], values); ok && q.Name != p.Name && len(q.Enum) == 0 {
			return b.only(q.Name, value)
		}
	}
	return b.typed()
}

// wantRefused wants a bad request answered with 4xx.
func (b *builder) wantRefused(j *Judgement, r *Record, at, sent string) {
	if j.needsObject(r) && !j.holds(r.Status()/100 == 4) {
		j.want(r.Status()/100 == 4, r, at, sent+" refused with 4xx", r.gotStatus(true))
	}
}

// judgeStored looks in the list after refused creates for what they sent. Below a parent of its own the list may show nothing else either.
func (b *builder) judgeStored(e *Evidence, j *Judgement, scenarios []string) {
	for _, scenario := range scenarios {
		list, t := e.record(scenario, "after/list"), e.transcripts[scenario]
		if !j.needs(e.record(scenario, "base")) || !j.needs(list) || list.Broken != "" {
			continue
		}
		accepted, refused := map[any]bool{}, []*Record{}
		for _, r := range t.Records {
			if r.kind == schemas.Create && r.OK() {
				accepted[r.ID()] = true
			} else if r.kind == schemas.Create && r.Refused() && fixtures.TypeName(r.Sent()["@odata.type"]) != b.neighbour.Name { // whose values anybody may have sent
				refused = append(refused, r)
			}
		}
		stored := 0
		for _, entry := range list.Items() {
			ours := !t.shared || slices.ContainsFunc(refused, func(r *Record) bool { return b.shares(r, entry) })
			if id, _ := entry["id"].(string); !accepted[id] && ours {
				stored++
			}
		}
		if len(refused) > 0 {
			j.want(stored == 0, list, "/value", "no entry but those whose creation was accepted", fmt.Sprintf("%d more", stored))
		}
	}
	j.hangUnlessSeen("nothing was refused")
}

// shares tells whether an entry holds a value that the request carried and that nobody else can have chosen.
func (b *builder) shares(r *Record, entry map[string]any) bool {
	for _, p := range b.sent {
		if sent, ok := r.Sent()[p.Name].(string); ok && p.Type == "String" && len(sent) > 8 && entry[p.Name] == sent {
			return true
		}
	}
	return false
}

func (b *builder) judgeChanged(e *Evidence, j *Judgement, scenarios []string) {
	for _, scenario := range scenarios {
		before, after := e.record(scenario, "before"), e.record(scenario, "after")
		if !j.needs(before) || !j.on(after) {
			continue
		}
		accepted := map[string]bool{}
		for _, r := range e.transcripts[scenario].Records {
			if r.kind == schemas.Update && r.OK() {
				for name := range r.Sent() {
					accepted[name] = true
				}
				if r.Sent() == nil { // a malformed body was taken: what it changed is that finding's business
					accepted["*"] = true
				}
			}
		}
		if accepted["*"] {
			j.observations++
			continue
		}
		for _, p := range b.sent {
			old, now := before.Object()[p.Name], after.Object()[p.Name]
			if !accepted[p.Name] && after.OK() && !j.holds(b.equal(p, old, now)) {
				j.want(b.equal(p, old, now), after, "/"+p.Name, "as before the refused updates: "+show(old), showMember(after.Object(), p.Name))
			}
		}
		j.want(after.OK(), after, "status", "the object still there after refused updates", after.got())
	}
}

func (b *builder) planEnvelopes() {
	var scenarios []string
	for _, s := range b.unit.scenarios {
		if strings.HasPrefix(s.name, wrongValues) || s.name == malformedScenario || s.name == unknownScenario {
			scenarios = append(scenarios, s.name)
		}
	}
	for _, op := range authOperations {
		if op != schemas.List || len(b.levels) > 0 { // a list is refused for its parent's sake alone
			b.check("envelope", at{op: op, place: "envelope", from: scenarios}, func(e *Evidence, j *Judgement) { b.judgeEnvelopes(e, j, op) })
		}
		b.check("success", at{op: op, place: "success", from: append(b.rowScenarios(), documentedScenario)}, func(e *Evidence, j *Judgement) { b.judgeSuccess(e, j, op) })
	}
}

// provoked tells whether a record answers a request that had to be refused.
func (r *Record) provoked() bool {
	return strings.HasPrefix(r.Label, "bad/") || strings.HasPrefix(r.Label, "item/") && r.Label != "item/left" || strings.HasPrefix(r.Label, "parent/") || strings.HasPrefix(r.Label, "auth/")
}

// does tells which operation a record's request stands for.
func (r *Record) does() schemas.OperationKind {
	if strings.HasPrefix(r.scenario, callScenario) {
		return schemas.Action
	}
	if r.kind != "" || r.last() == nil {
		return r.kind
	}
	switch r.method() {
	case http.MethodPost:
		return schemas.Create
	case http.MethodPatch:
		return schemas.Update
	case http.MethodDelete:
		return schemas.Delete
	}
	if strings.HasSuffix(r.Label, "list") {
		return schemas.List
	}
	return schemas.Get
}

func (b *builder) judgeEnvelopes(e *Evidence, j *Judgement, op schemas.OperationKind) {
	for _, r := range e.all() {
		if !r.provoked() || strings.HasPrefix(r.Label, "auth/") || r.does() != op || !r.Refused() || r.Status() < 400 {
			continue
		}
		problem := envelopeProblem(r)
		j.sees(r, problem == "", "/error", wantedEnvelope, problem)
	}
	switch {
	case j.observations > 0:
	case e.anyProvoked(op):
		j.unsupported = "nothing was refused with an error status"
	default:
		j.hang("nothing that must be refused could be sent")
	}
}

// anyProvoked tells whether a request of the operation that had to be refused was answered.
func (e *Evidence) anyProvoked(op schemas.OperationKind) bool {
	return slices.ContainsFunc(e.all(), func(r *Record) bool { return r.provoked() && r.does() == op && r.Status() != 0 })
}

// wantEnvelope wants the body of an error to be one (OData 4.01 Part 1, 9.4).
func (j *Judgement) wantEnvelope(r *Record) {
	problem := envelopeProblem(r)
	j.want(problem == "", r, "/error", wantedEnvelope, problem)
}

const wantedEnvelope = `JSON {"error":{"code","message"}} with both not empty`

// envelopeProblem says what is wrong with an error body; empty where nothing is.
func envelopeProblem(r *Record) string {
	body := r.response().Body
	object, _ := r.value.(map[string]any)
	inner, isObject := object["error"].(map[string]any)
	media, _, _ := r.mediaType()
	switch {
	case len(body) == 0:
		return fmt.Sprintf("%d without a body", r.Status())
	case r.readErr != nil || object == nil:
		return fmt.Sprintf("%d with %s", r.Status(), cut(string(body), 120))
	case media != "application/json" && !strings.HasSuffix(media, "+json"):
		return fmt.Sprintf("%d with media type %q", r.Status(), media)
	case !isObject:
		return fmt.Sprintf("%d with %s", r.Status(), cut(string(body), 120))
	}
	for _, name := range []string{"code", "message"} {
		if text, ok := inner[name].(string); !ok || text == "" {
			return fmt.Sprintf("%s in error: %s", showMember(inner, name), cut(string(body), 120))
		}
	}
	return ""
}

func (b *builder) judgeSuccess(e *Evidence, j *Judgement, op schemas.OperationKind) {
	for _, r := range e.all() {
		if r.does() != op || !r.OK() {
			continue
		}
		object, _ := r.value.(map[string]any)
		inner, isError := object["error"].(map[string]any)
		_, hasCode := inner["code"]
		_, hasMessage := inner["message"]
		if j.holds(!isError || !hasCode && !hasMessage) {
			j.evidence(r)
			continue
		}
		j.sees(r, false, "/error", "an error status with an error body", r.got()+" with "+show(inner))
	}
	j.hangUnlessSeen("no " + string(op) + " succeeded")
}
