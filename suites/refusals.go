package suites

import (
	"fmt"
	"net/http"
	"strings"

	"graphconform/schemas"
)

// malformed bodies, by rule; %s stands for a harmless object.
// A body with < loses its closing brace and what stands in for it; @ stands for the name of a property.
var malformed = [...]struct{ rule, body string }{
	{"malformed", `{"@odata.type": "#microsoft.graph.`}, {"malformed", `%s<`}, {"malformed", `%s<,}`}, {"malformed", `%s trailing`}, {"malformed", `%s{}`},
	{"malformed", `{@: null}`}, {"malformed", `{'@': null}`}, {"malformed", `{"@": NaN}`}, {"malformed", `{"@": null /* comment */}`}, {"malformed", `not JSON`}, {"malformed", ``},
	{"not_an_object", `[%s]`}, {"not_an_object", `"text"`}, {"not_an_object", `42`}, {"not_an_object", `null`},
}

func (b *builder) malformedBodies(s *Session) [][]byte {
	var out [][]byte
	for _, m := range malformed {
		text := strings.Replace(m.body, "%s", string(encode(s.Base())), 1)
		if strings.HasPrefix(m.body, "{") && len(b.sent) > 0 && !strings.Contains(m.body, "@odata") {
			text = strings.Replace(text, "@", b.sent[0].Name, 1)
		}
		out = append(out, []byte(strings.Replace(text, "}<", "", 1)))
	}
	for _, name := range b.wrongTypes() {
		out = append(out, encode(s.Base().With("@odata.type", name)))
	}
	if foreign := b.layout.example(b.neighbour); foreign != nil {
		out = append(out, encodeAny(foreign))
	}
	return out
}

// wrongTypes are values of @odata.type that are not this type: unknown, unrelated, of a neighbour, and no string.
func (b *builder) wrongTypes() []any {
	unrelated := "#microsoft.graph.user"
	if b.Contract.Name == "user" {
		unrelated = "#microsoft.graph.mobileApp"
	}
	return []any{"#microsoft.graph.noSuchTypeAtAll", unrelated, "#microsoft.graph." + b.neighbour.Name, number(42)}
}

func (b *builder) planMalformed() {
	b.add(malformedScenario, func(s *Session) {
		object := s.Create("base", s.Base())
		s.Get("before", object)
		for i, body := range b.malformedBodies(s) {
			if b.form == collection {
				s.Post(fmt.Sprintf("bad/create#%02d", i), s.parent.collection, body, nil)
			}
			s.Patch(fmt.Sprintf("bad/update#%02d", i), object, body)
		}
		s.Get("after", object)
		s.List("after/list")
	})
	for _, op := range []schemas.OperationKind{schemas.Create, schemas.Update} {
		for _, rule := range []string{"malformed", "not_an_object", "odata_type"} {
			b.check(rule, at{op: op, place: rule, from: []string{malformedScenario}}, func(e *Evidence, j *Judgement) {
				for i := range len(malformed) + len(b.wrongTypes()) + 1 {
					of := "odata_type"
					if i < len(malformed) {
						of = malformed[i].rule
					}
					r := e.record(malformedScenario, fmt.Sprintf("bad/%s#%02d", op, i))
					if i == len(malformed)+len(b.wrongTypes()) && r.last() == nil {
						break // no page shows how the neighbour is made
					}
					if of == rule && j.needs(e.record(malformedScenario, "base")) {
						sent := ""
						if last := r.last(); last != nil {
							sent = tail(string(last.Request.Body), 60)
						}
						b.wantRefused(j, r, "body", sent)
					}
				}
			})
		}
	}
	scenarios := []string{malformedScenario}
	for _, each := range b.unit.scenarios {
		if strings.HasPrefix(each.name, wrongValues) {
			scenarios = append(scenarios, each.name)
		}
	}
	b.check("stored", at{op: schemas.Create, place: "stored", from: scenarios, uses: []schemas.OperationKind{schemas.List}}, func(e *Evidence, j *Judgement) { b.judgeStored(e, j, scenarios) })
	b.check("changed", at{op: schemas.Update, place: "changed", from: scenarios, uses: []schemas.OperationKind{schemas.Get}}, func(e *Evidence, j *Judgement) { b.judgeChanged(e, j, scenarios) })
}

// tail keeps both ends of a text: what is wrong with a body stands at either.
func tail(text string, n int) string {
	if len(text) <= 2*n {
		return text
	}
	return cut(text, n) + strings.ToValidUTF8(text[len(text)-n:], "")
}

// runUnknownItem acts on an id that no object has, and on an object below a parent that does not exist.
func (b *builder) runUnknownItem(s *Session) {
	object := s.Create("base", s.Base())
	if s.absence(object) != "" {
		return
	}
	if b.form == collection {
		unknown := s.address(s.Unused(object))
		s.Create("base/beside", s.Base())
		s.getURL("item/get", unknown)
		s.send("item/update", http.MethodPatch, unknown, encode(b.change(object, s.values)), nil)
		s.send("item/delete", http.MethodDelete, unknown, nil, nil)
		s.List("item/left")
	}
	if s.parent.parent != "" {
		b.runUnknownParent(s, object)
	}
}

func (b *builder) runUnknownParent(s *Session, object *Record) {
	other := s.belowUnknown()
	key := other
	if b.form == collection {
		key = item(other, object.ID())
		made := s.send("parent/create", http.MethodPost, other, encode(s.Base()), nil)
		if made.OK() && made.ID() != "" {
			s.objects = append(s.objects, item(other, made.ID()))
		}
		s.send("parent/list", http.MethodGet, other, nil, nil)
		s.send("parent/delete", http.MethodDelete, key, nil, nil)
	}
	s.send("parent/get", http.MethodGet, key, nil, nil)
	s.send("parent/update", http.MethodPatch, key, encode(b.change(object, s.values)), nil)
	s.Get("kept", object)
}

func (b *builder) planUnknown() {
	b.add(unknownScenario, b.runUnknownItem)
	check := func(op schemas.OperationKind, rule, label string) {
		b.check(rule, at{op: op, place: rule, from: []string{unknownScenario}, several: rule == "unknown_item"}, func(e *Evidence, j *Judgement) {
			r := e.record(unknownScenario, label)
			if j.needs(e.record(unknownScenario, "base")) && j.needsObject(r) {
				free := rule == "unknown_item" && op == schemas.Update && !b.idIsReadOnly() && r.OK() || op == schemas.Delete && r.Status() == 204
				gone := op == schemas.Delete && r.Status() == 410
				j.want(r.Status() == 404 || free || gone, r, "status", "404 Not Found", r.gotStatus(true))
				if kept := e.record(unknownScenario, "kept"); label == "parent/delete" && kept.Status() == 404 && e.record(unknownScenario, "item/left").OK() {
					found := len(e.record(unknownScenario, "item/left").Item(e.record(unknownScenario, "base").ID())) > 0
					j.want(!found, kept, "status", "the object of the other parent still there", kept.got())
				}
			}
		})
	}
	check(schemas.Get, "unknown_item", "item/get")
	check(schemas.Update, "unknown_item", "item/update")
	check(schemas.Delete, "unknown_item", "item/delete")
	b.check("spared", at{op: schemas.Delete, place: "spared", from: []string{unknownScenario}, uses: []schemas.OperationKind{schemas.List}}, b.judgeSpared)
	if len(b.levels) > 0 {
		check(schemas.Create, "unknown_parent", "parent/create")
		check(schemas.List, "unknown_parent", "parent/list")
		check(schemas.Get, "unknown_parent", "parent/get")
		check(schemas.Update, "unknown_parent", "parent/update")
		check(schemas.Delete, "unknown_parent", "parent/delete")
	}
}

func (b *builder) judgeSpared(e *Evidence, j *Judgement) {
	list := e.record(unknownScenario, "item/left")
	if !j.needs(list) || list.Broken != "" {
		return
	}
	for _, label := range []string{"base", "base/beside"} {
		if made := e.record(unknownScenario, label); j.needs(made) && made.ID() != "" {
			j.want(len(list.Item(made.ID())) > 0, list, "/value", fmt.Sprintf("the object %q that was not deleted", made.ID()), fmt.Sprintf("%d entries", len(list.Items())))
		}
	}
}
