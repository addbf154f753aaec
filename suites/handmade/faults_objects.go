package handmade

import (
	"encoding/json"
	"maps"
	"net/http"
	"strconv"
	"time"
)

func statusFaults() []Fault {
	const family = "status"
	return []Fault{
		{"post-answers-200", family, "POST answers 200 in place of 201", after(status(http.StatusOK), create)},
		{"post-answers-204", family, "POST answers 204 without the object", after(noContent, create)},
		{"post-answers-text", family, "POST answers 201 with the word Created", after(func(_ *server, _ *exchange, a *answer) { a.plainText("text/plain; charset=utf-8", "Created") }, create)},
		{"post-answers-id-only", family, "POST answers 201 with the id alone", after(func(_ *server, _ *exchange, a *answer) {
			a.body = newObject(member{"id", a.object().get("id")})
		}, create)},
		{"patch-answers-204", family, "PATCH answers 204 without the object", after(noContent, update)},
		{"patch-answers-201", family, "PATCH answers 201 in place of 200", after(status(http.StatusCreated), update)},
	}
}

func status(code int) func(*server, *exchange, *answer) {
	return func(_ *server, _ *exchange, a *answer) { a.status = code }
}

func noContent(_ *server, _ *exchange, a *answer) { a.status, a.body = http.StatusNoContent, nil }

func idFaults() []Fault {
	const family = "readonly_id"
	return []Fault{
		{"adopts-client-id", family, "POST stores the object under the client's id", func(s *server) {
			s.takesClientID = func(*resource) bool { return true }
		}},
		{"post-echoes-client-id", family, "POST answers the client's id and stores another", after(echoID, create)},
		{"patch-echoes-client-id", family, "PATCH answers the client's id and keeps the old one", after(echoID, update)},
		{"patch-adopts-client-id", family, "PATCH moves the object to the client's id", during(update, func(s *server, x *exchange, next handler) *answer {
			it := s.collection(x).find(x.route.item)
			a := next(x)
			if a.status == http.StatusOK && x.draft.id != "" {
				it.id = x.draft.id
				a.body = s.shown(x, it)
			}
			return a
		})},
		{"ids-restart-per-second", family, "ids are the second of their creation and collide", func(s *server) {
			s.newID = func(*exchange) string { return strconv.FormatInt(time.Now().Unix(), 10) }
		}},
		{"id-empty", family, "POST answers an empty id", after(func(_ *server, _ *exchange, a *answer) { a.object().set("id", "") }, create)},
		{"list-omits-id", family, "objects in a list have no id", after(eachRow(func(o *object) { o.drop("id") }), list)},
		{"list-numbers-ids", family, "objects in a list have their position for an id", after(func(_ *server, _ *exchange, a *answer) {
			for i, row := range a.rows() {
				row.(*object).set("id", strconv.Itoa(i))
			}
		}, list)},
	}
}

func echoID(_ *server, x *exchange, a *answer) {
	if x.draft.id != "" {
		a.object().set("id", x.draft.id)
	}
}

// eachRow edits the objects of a list.
func eachRow(edit func(o *object)) func(*server, *exchange, *answer) {
	return func(_ *server, _ *exchange, a *answer) {
		for _, row := range a.rows() {
			edit(row.(*object))
		}
	}
}

func schemaFaults() []Fault {
	const family = "schema"
	return []Fault{
		{"id-as-number", family, "ids are JSON numbers", both(countedIDs, finishing(func(_ *exchange, o *object) {
			o.set("id", json.Number(o.id()))
		}))},
		{"id-under-underscore", family, "the id's name is _id", finishing(func(_ *exchange, o *object) {
			o.rename(func(name string) string {
				if name == "id" {
					return "_id"
				}
				return name
			})
		})},
		{"pascal-case-names", family, "members begin with a capital", finishing(func(_ *exchange, o *object) {
			o.rename(upperFirst)
		})},
		{"integers-as-strings", family, "integers come back in quotes", showing(func(p property, value any, next shower) (any, bool) {
			if n, ok := value.(int64); ok {
				return strconv.FormatInt(n, 10), true
			}
			return next(p, value)
		})},
		{"answers-wrapped", family, "POST and PATCH answer the object inside of a member data", after(func(_ *server, _ *exchange, a *answer) {
			a.body = newObject(member{"data", a.body})
		}, create, update)},
		{"get-answers-array", family, "GET by id answers an array of one", after(func(_ *server, _ *exchange, a *answer) { a.body = []any{a.body} }, get)},
		{"odata-type-of-sibling", family, "@odata.type names another type", finishing(func(_ *exchange, o *object) {
			o.set("@odata.type", "#microsoft.graph.deviceHealthScriptDeviceState")
		})},
		{"json-as-html", family, "JSON goes out as text/html", func(s *server) { s.wire.mediaType = "text/html; charset=utf-8" }},
		{"byte-order-mark", family, "JSON begins with a byte order mark", editing(func(data []byte) []byte { return append([]byte("\ufeff"), data...) })},
		{"answers-in-latin1", family, "JSON goes out in Latin-1", editing(func(data []byte) []byte {
			var latin []byte
			for _, r := range string(data) {
				if r > 0xff {
					r = '?'
				}
				latin = append(latin, byte(r))
			}
			return latin
		})},
		{"content-length-counts-characters", family, "Content-Length counts characters and cuts the body there", func(s *server) { s.wire.countsRunes = true }},
	}
}

func patchFaults() []Fault {
	const family = "patch"
	return []Fault{
		{"patch-replaces", family, "PATCH forgets what was not sent", func(s *server) { s.merge = func(_, sent values) values { return sent } }},
		{"patch-ignores-null", family, "PATCH takes null for not sent", dropping(func(value any) bool { return value == nil })},
		{"falsy-values-dropped-on-patch", family, "PATCH takes null, 0 and the empty string for not sent", dropping(func(value any) bool {
			return value == nil || value == "" || value == int64(0)
		})},
		{"patch-not-stored", family, "PATCH answers the new state and stores nothing", onUpdate(func(s *server, x *exchange, it *item, old values, _ *answer) {
			it.values = old
		})},
		{"patch-answers-stale", family, "PATCH answers the state before it", onUpdate(func(s *server, x *exchange, it *item, old values, a *answer) {
			a.body = s.shown(x, &item{id: it.id, values: old})
		})},
		{"patch-echoes-only-sent", family, "PATCH answers the sent members only", onUpdate(func(s *server, x *exchange, it *item, _ values, a *answer) {
			a.body = s.shown(x, &item{id: it.id, values: x.draft.values})
		})},
		{"patch-hits-all", family, "PATCH changes every object of the collection", onUpdate(func(s *server, x *exchange, _ *item, _ values, _ *answer) {
			for _, other := range s.collection(x).items {
				other.values = s.merge(other.values, x.draft.values)
			}
		})},
		{"patch-works-once", family, "a second PATCH undoes the first one", patchFromCreated()},
		{"patch-requires-all", family, "PATCH refuses a body without every property", reviewing(func(x *exchange, d *draft) *refusal {
			for _, p := range x.route.resource.properties {
				if x.op == update && !d.has(p.name) {
					return &refusal{http.StatusBadRequest, "ModelValidationFailure", p.name + " is required"}
				}
			}
			return nil
		})},
		{"patch-skips-validation", family, "PATCH stores values of any type", parsing(func(x *exchange, p property, raw any, next parser) (any, error) {
			value, err := next(x, p, raw)
			if err != nil && x.op == update {
				return raw, nil
			}
			return value, err
		})},
		{"patch-upserts-unknown", family, "PATCH of an unknown id creates the object", during(update, func(s *server, x *exchange, next handler) *answer {
			if s.collection(x).find(x.route.item) == nil {
				s.collection(x).add(x.route.item, values{})
			}
			return next(x)
		})},
	}
}

// dropping takes values out of what PATCH sends.
func dropping(falsy func(value any) bool) change {
	return reviewing(func(x *exchange, d *draft) *refusal {
		if x.op == update {
			maps.DeleteFunc(d.values, func(_ string, value any) bool { return falsy(value) })
		}
		return nil
	})
}

// onUpdate acts after a successful PATCH, with the object and its values before.
func onUpdate(act func(s *server, x *exchange, it *item, old values, a *answer)) change {
	return during(update, func(s *server, x *exchange, next handler) *answer {
		it := s.collection(x).find(x.route.item)
		old := values{}
		if it != nil {
			old = maps.Clone(it.values)
		}
		a := next(x)
		if a.status == http.StatusOK {
			act(s, x, it, old, a)
		}
		return a
	})
}

// patchFromCreated merges each PATCH into a copy that was made at the create.
func patchFromCreated() change {
	return func(s *server) {
		created := map[string]values{}
		after(func(s *server, x *exchange, a *answer) {
			id := a.object().id()
			if it := s.collection(x).find(id); it != nil {
				created[id] = maps.Clone(it.values)
			}
		}, create)(s)
		onUpdate(func(s *server, x *exchange, it *item, _ values, a *answer) {
			it.values = s.merge(created[it.id], x.draft.values)
			a.body = s.shown(x, it)
		})(s)
	}
}

func replayFaults() []Fault {
	const family = "replay"
	return []Fault{
		{"replay", family, "every answer is the documented example", both(
			replaying(create, func(x *exchange) *answer { return newAnswer(http.StatusCreated, example(x.route.resource)) }),
			replaying(get, func(x *exchange) *answer { return newAnswer(http.StatusOK, example(x.route.resource)) }),
			replaying(update, func(x *exchange) *answer { return newAnswer(http.StatusOK, example(x.route.resource)) }),
			replaying(remove, func(*exchange) *answer { return newAnswer(http.StatusNoContent, nil) }),
			replaying(list, func(x *exchange) *answer {
				return newAnswer(http.StatusOK, newObject(member{"value", []any{example(x.route.resource)}}))
			}))},
		{"post-replays", family, "POST answers the documented example under the new id", after(func(_ *server, x *exchange, a *answer) {
			id := a.object().get("id")
			a.body = example(x.route.resource)
			a.object().set("id", id)
		}, create)},
	}
}

// replaying answers one operation without a look at what was sent.
func replaying(op operation, canned handler) change {
	return during(op, func(_ *server, x *exchange, _ handler) *answer {
		x.draft = &draft{values: values{}}
		return canned(x)
	})
}

// example is the documented answer.
func example(r *resource) *object {
	o := newObject(member{"@odata.type", r.odataType()}, member{"id", r.exampleID})
	for _, p := range r.properties {
		if p.kind == int32Kind {
			o.set(p.name, json.Number(p.example))
			continue
		}
		o.set(p.name, p.example)
	}
	return o
}

// countedIDs makes ids of the count of creates in all collections.
func countedIDs(s *server) {
	s.newID = func(*exchange) string {
		count := 1
		for _, c := range s.collections {
			count += c.created
		}
		return strconv.Itoa(count)
	}
}
