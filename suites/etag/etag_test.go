package etag_test

import (
	"fmt"
	"testing"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/conform/conformtest"
	"graphconform/suites/etag"
	"graphconform/suites/scenario"
)

const id = "beta/deviceComplianceScriptDeviceState"

// state shows the object with a tag and a text; without a tag where that is empty.
func state(tag, text string) string {
	if tag == "" {
		return fmt.Sprintf(`{"id":"1","scriptOutput":%q}`, text)
	}
	return fmt.Sprintf(`{"id":"1","@odata.etag":%q,"scriptOutput":%q}`, tag, text)
}

func sent(text string) string { return fmt.Sprintf(`{"scriptOutput":%q}`, text) }

// story is what the scenario of tags recorded, by step; each may be told otherwise.
type story map[conform.Act]*conform.Record

// told is that of a conformant target with tags of its own.
func told(first, second, third string) story {
	get := func(act conform.Act, body string) *conform.Record {
		return conformtest.Record(schemas.Get, act.Once(), 200, "", body)
	}
	update := func(act conform.Act, status int, text, body string) *conform.Record {
		return conformtest.Record(schemas.Update, act.Once(), status, sent(text), body)
	}
	return story{
		scenario.Base:           conformtest.Record(schemas.Create, scenario.Base.Once(), 201, sent("a"), state(first, "a")),
		scenario.Get:            get(scenario.Get, state(first, "a")),
		scenario.List:           conformtest.List(scenario.List.Once(), `{"value":[`+state(first, "a")+`]}`),
		scenario.TagAgain:       get(scenario.TagAgain, state(first, "a")),
		scenario.TagSame:        conformtest.Record(schemas.Get, scenario.TagSame.Once(), 304, "", ""),
		scenario.TagCurrent:     update(scenario.TagCurrent, 200, "b", state(second, "b")),
		scenario.TagChanged:     get(scenario.TagChanged, state(second, "b")),
		scenario.TagOther:       get(scenario.TagOther, state(second, "b")),
		scenario.TagStale:       update(scenario.TagStale, 412, "c", `{"error":{"code":"a","message":"b"}}`),
		scenario.TagKept:        get(scenario.TagKept, state(second, "b")),
		scenario.TagAny:         update(scenario.TagAny, 200, "d", state(third, "d")),
		scenario.TagAnyGet:      get(scenario.TagAnyGet, state(third, "d")),
		scenario.TagStaleDelete: conformtest.Record(schemas.Delete, scenario.TagStaleDelete.Once(), 412, "", ""),
		scenario.TagThere:       get(scenario.TagThere, state(third, "d")),
		scenario.TagDelete:      conformtest.Record(schemas.Delete, scenario.TagDelete.Once(), 204, "", ""),
	}
}

// lost has a step sent before, without an answer.
func (s story) lost(act conform.Act) story {
	r := s[act]
	first := r.Exchanges[0]
	first.Failure, first.Response = fixtures.Failure{Kind: fixtures.Reset}, nil
	r.Exchanges = append([]fixtures.Exchange{first}, r.Exchanges...)
	return s
}

// but tells steps otherwise: nil leaves one out.
func (s story) but(act conform.Act, status int, body string) story {
	if status == 0 {
		delete(s, act)
		return s
	}
	op, text := schemas.Get, ""
	if was := s[act]; was != nil {
		op, text = was.Operation, string(was.Last().Request.Body)
	}
	s[act] = conformtest.Record(op, act.Once(), status, text, body)
	return s
}

func (s story) update(act conform.Act, status int, text, body string) story {
	s[act] = conformtest.Record(schemas.Update, act.Once(), status, sent(text), body)
	return s
}

func (s story) records() []*conform.Record {
	var all []*conform.Record
	for _, r := range s {
		all = append(all, r)
	}
	return all
}

const (
	first, second, third = `W/"1"`, `W/"2"`, `W/"3"`
	strong               = `"1"`
)

func weak() story { return told(first, second, third) }

// still is that of a target whose weak tags tell the second: the tag moves after a while.
func still(later string) story {
	return told(first, first, third).but(scenario.TagOther, 0, "").but(scenario.TagStale, 0, "").but(scenario.TagKept, 0, "").
		update(scenario.TagLater, 200, "e", state(later, "e")).but(scenario.TagMoved, 200, state(later, "e"))
}

type check struct {
	name, rule string
	operation  schemas.OperationKind
	told       story
	want       conform.Verdict
	says       string
}

func run(t *testing.T, checks []check) {
	for _, c := range checks {
		t.Run(c.rule+" "+c.name, func(t *testing.T) {
			e := conformtest.Evidence(conformtest.Resource(t, id), scenario.Tags.Key(), c.told.records()...)
			conformtest.Expect(t, conformtest.Judge(t, etag.Family(), c.rule, c.rule, c.operation, e), c.want, c.says)
		})
	}
}

func TestTags(t *testing.T) {
	untagged := told("", "", "")
	run(t, []check{
		{"one", "steady", schemas.Get, weak(), conform.Pass, ""},
		{"none", "steady", schemas.Get, untagged, conform.Unsupported, scenario.NoTags},
		{"not read", "steady", schemas.Get, weak().but(scenario.Get, 0, ""), conform.Inconclusive, ""},
		{"moved by reading", "steady", schemas.Get, weak().but(scenario.TagAgain, 200, state(second, "a")), conform.Fail, `W/\"2\"`},
		{"beside other values", "steady", schemas.Get, weak().but(scenario.TagAgain, 200, state(second, "x")), conform.Pass, ""},
		{"weak and strong", "steady", schemas.Get, weak().but(scenario.TagAgain, 200, state(strong, "a")), conform.Pass, ""},
		{"another in the answer", "steady", schemas.Get, weak().but(scenario.Base, 201, state(third, "a")), conform.Fail, third},
		{"another in the answer to an update", "steady", schemas.Get, weak().but(scenario.TagAny, 200, state(second, "d")),
			conform.Fail, second},
		{"none in the answer", "steady", schemas.Get, weak().but(scenario.Base, 201, state("", "a")), conform.Pass, ""},

		{"another", "changes", schemas.Update, weak(), conform.Pass, ""},
		{"the same", "changes", schemas.Update, told(strong, strong, strong), conform.Fail, "another tag"},
		{"none after it", "changes", schemas.Update, weak().but(scenario.TagChanged, 200, state("", "b")), conform.Fail, "another tag"},
		{"the same for a second", "changes", schemas.Update, still(second), conform.Pass, ""},
		{"the same for longer", "changes", schemas.Update, still(first), conform.Fail, "another tag"},
		{"no change shows", "changes", schemas.Update, weak().but(scenario.TagChanged, 200, state(first, "a")), conform.Inconclusive, ""},
		{"no update", "changes", schemas.Update, weak().but(scenario.TagCurrent, 400, ""), conform.Inconclusive, ""},
		{"a strong one stays later", "changes", schemas.Update, told(strong, `"2"`, `"2"`), conform.Fail, "another tag"},

		{"304", "not_modified", schemas.Get, weak(), conform.Pass, ""},
		{"200", "not_modified", schemas.Get, weak().but(scenario.TagSame, 200, state(first, "a")), conform.Pass, ""},
		{"200 without a body", "not_modified", schemas.Get, weak().but(scenario.TagSame, 200, ""), conform.Fail, "304"},
		{"412", "not_modified", schemas.Get, weak().but(scenario.TagSame, 412, ""), conform.Fail, "412"},
		{"304 after a change", "not_modified", schemas.Get, weak().but(scenario.TagOther, 304, ""), conform.Fail, "changed since"},
	})
}

func TestConditions(t *testing.T) {
	refused := weak().but(scenario.TagCurrent, 412, "").update(scenario.TagPlain, 200, "b", state(second, "b"))
	run(t, []check{
		{"refused", "stale", schemas.Update, weak(), conform.Pass, ""},
		{"refused with 409", "stale", schemas.Update, weak().but(scenario.TagStale, 409, ""), conform.Pass, ""},
		{"taken", "stale", schemas.Update, weak().but(scenario.TagStale, 200, state(third, "c")), conform.Fail, "refused with 4xx"},
		{"answered 204, not done", "stale", schemas.Update, weak().but(scenario.TagStale, 204, ""), conform.Fail, "refused with 4xx"},
		{"failed", "stale", schemas.Update, weak().but(scenario.TagStale, 500, ""), conform.Fail, "500"},
		{"refused and done", "stale", schemas.Update, weak().but(scenario.TagKept, 200, state(third, "c")), conform.Fail, `"b"`},
		{"not sent", "stale", schemas.Update, told(strong, strong, strong).but(scenario.TagStale, 0, ""), conform.Inconclusive, ""},
		{"no tags", "stale", schemas.Update, told("", "", ""), conform.Unsupported, scenario.NoTags},
		{"refused", "stale", schemas.Delete, weak(), conform.Pass, ""},
		{"taken", "stale", schemas.Delete, weak().but(scenario.TagStaleDelete, 204, ""), conform.Fail, "refused with 4xx"},
		{"refused and done", "stale", schemas.Delete, weak().but(scenario.TagThere, 404, ""), conform.Fail, "still there"},

		{"taken", "current", schemas.Update, weak(), conform.Pass, ""},
		{"weak ones refused", "current", schemas.Update, refused, conform.Unsupported, "weak"},
		{"failed", "current", schemas.Update, weak().but(scenario.TagCurrent, 500, "").update(scenario.TagPlain, 200, "b", ""),
			conform.Fail, "500"},
		{"a strong one refused", "current", schemas.Update, told(strong, `"2"`, `"3"`).but(scenario.TagCurrent, 412, "").
			update(scenario.TagPlain, 200, "b", ""), conform.Fail, "2xx"},
		{"a strong one refused, sent again", "current", schemas.Update, told(strong, `"2"`, `"3"`).but(scenario.TagCurrent, 412, "").
			lost(scenario.TagCurrent).update(scenario.TagPlain, 200, "b", ""), conform.Unsupported, "sent again"},
		{"sent again and failed", "current", schemas.Update, weak().but(scenario.TagCurrent, 500, "").lost(scenario.TagCurrent).
			update(scenario.TagPlain, 200, "b", ""), conform.Fail, "500"},
		{"all updates refused", "current", schemas.Update, weak().but(scenario.TagCurrent, 400, "").
			update(scenario.TagPlain, 400, "b", ""), conform.Inconclusive, ""},
		{"taken and not done", "current", schemas.Update, weak().but(scenario.TagChanged, 200, state(second, "a")), conform.Fail, `"b"`},
		{"taken", "current", schemas.Delete, weak(), conform.Pass, ""},
		{"weak ones refused", "current", schemas.Delete, weak().but(scenario.TagDelete, 412, ""), conform.Unsupported, "weak"},
		{"not there any more, sent again", "current", schemas.Delete, told(strong, `"2"`, `"3"`).but(scenario.TagDelete, 404, "").
			lost(scenario.TagDelete), conform.Unsupported, "sent again"},
		{"not there", "current", schemas.Delete, told(strong, `"2"`, `"3"`).but(scenario.TagDelete, 404, ""), conform.Fail, "2xx"},
		{"failed", "current", schemas.Delete, weak().but(scenario.TagDelete, 500, ""), conform.Fail, "500"},
		{"gone before", "current", schemas.Delete, weak().but(scenario.TagThere, 404, "").but(scenario.TagDelete, 404, ""),
			conform.Inconclusive, ""},

		{"taken", "any", schemas.Update, weak(), conform.Pass, ""},
		{"refused", "any", schemas.Update, weak().but(scenario.TagAny, 412, ""), conform.Fail, "2xx"},
		{"taken and not done", "any", schemas.Update, weak().but(scenario.TagAnyGet, 200, state(second, "b")), conform.Fail, `"d"`},
	})
}

func TestOnlyNew(t *testing.T) {
	told := func(tag string, status int, shown string) []*conform.Record {
		return []*conform.Record{
			conformtest.Record(schemas.Get, scenario.Get.Once(), 200, "", state(tag, "a")),
			conformtest.Record(schemas.Update, scenario.MethodNew.Once(), status, sent("b"), ""),
			conformtest.Record(schemas.Get, scenario.MethodPosted.Once(), 200, "", state(tag, shown)),
		}
	}
	for _, c := range []struct {
		name    string
		records []*conform.Record
		want    conform.Verdict
		says    string
	}{
		{"refused", told(first, 412, "a"), conform.Pass, ""},
		{"taken", told(first, 200, "b"), conform.Fail, "refused with 4xx"},
		{"refused and done", told(first, 412, "b"), conform.Fail, "not what was refused"},
		{"no tags", told("", 200, "b"), conform.Unsupported, scenario.NoTags},
		{"not sent", told(first, 412, "a")[:1], conform.Inconclusive, ""},
		{"not read", nil, conform.Inconclusive, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := conformtest.Evidence(conformtest.Resource(t, id), scenario.Methods.Key(), c.records...)
			conformtest.Expect(t, conformtest.Judge(t, etag.Family(), "only_new", "only_new", schemas.Update, e), c.want, c.says)
		})
	}
}
