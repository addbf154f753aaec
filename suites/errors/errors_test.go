package errors_test

import (
	"slices"
	"strings"
	"testing"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/conform/conformtest"
	"graphconform/suites/errors"
	"graphconform/suites/scenario"
)

const (
	id       = "beta/deviceComplianceScriptDeviceState"
	object   = `{"id":"1","scriptOutput":"as it was made"}`
	beside   = `{"id":"2","scriptOutput":"beside it"}`
	posted   = `{"scriptOutput":"posted in vain"}`
	stored   = `{"id":"3","scriptOutput":"posted in vain"}`
	envelope = `{"error":{"code":"BadRequest","message":"no"}}`
)

func made(step conform.Step, body string) *conform.Record {
	return conformtest.Record(schemas.Create, step, 201, `{}`, body)
}

func base() *conform.Record { return made(scenario.Base.Once(), object) }

func noBase() *conform.Record {
	return conformtest.Record(schemas.Create, scenario.Base.Once(), 500, `{}`, "")
}

func get(act conform.Act, status int, body string) *conform.Record {
	return conformtest.Record(schemas.Get, act.Once(), status, "", body)
}

func list(act conform.Act, objects ...string) *conform.Record {
	return conformtest.List(act.Once(), `{"value":[`+strings.Join(objects, ",")+`]}`)
}

func badCreate(step conform.Step, status int, sent string) *conform.Record {
	return conformtest.Record(schemas.Create, step, status, sent, envelope)
}

func badUpdate(step conform.Step, status int, sent string) *conform.Record {
	return conformtest.Record(schemas.Update, step, status, sent, envelope)
}

// probe is the record of a request that is no operation on the resource's objects.
func probe(op schemas.OperationKind, act conform.Act, status int) *conform.Record {
	r := conformtest.Record(op, act.Once(), status, "", envelope)
	r.Probe = true
	return r
}

func records(all ...*conform.Record) []*conform.Record { return all }

// check is evidence of one scenario with what a rule must say of it.
type check struct {
	name    string
	records []*conform.Record
	want    conform.Verdict
	says    string // of the reason, or of the first finding
}

func (c check) run(
	t *testing.T, rule, place string, op schemas.OperationKind, transcript *conform.Transcript, more ...*conform.Transcript,
) {
	t.Helper()
	transcript.Records, transcript.Invalid = c.records, true
	e := conform.NewEvidence(conformtest.Resource(t, id), append(more, transcript))
	out := conformtest.Judge(t, errors.Family(), rule, place, op, e)
	text := out.Reason
	if len(out.Findings) > 0 {
		text = out.Findings[0].At + " " + out.Findings[0].Want + " | " + out.Findings[0].Got
	}
	if out.Verdict != c.want || !strings.Contains(text, c.says) {
		t.Errorf("verdict %s, %q; want %s, %q", out.Verdict, text, c.want, c.says)
	}
}

// emptied returns transcripts of all scenarios that a rule on refused requests looks at, without the given one: nothing was refused there.
func emptied(t *testing.T, but conform.ScenarioKey) []*conform.Transcript {
	var all []*conform.Transcript
	for _, key := range scenario.RefusedKeys(conformtest.Resource(t, id)) {
		if key != but {
			all = append(all, conformtest.Transcript(key, base(), get(scenario.Before, 200, object), get(scenario.After, 200, object),
				list(scenario.AfterList, object)))
		}
	}
	return all
}

func TestValues(t *testing.T) {
	const name = "scriptOutput"
	for _, batch := range scenario.Batches(conformtest.Resource(t, id)) {
		for _, p := range batch.Refused {
			if p.Name != name {
				continue
			}
			all := records(base())
			for n, w := range p.Values {
				if w.Rule == "type" {
					all = append(all, badCreate(scenario.BadCreate.About(name).Nth(n+1), 400, `{}`))
				}
			}
			accepted := slices.Clone(all)
			accepted[1] = badCreate(scenario.BadCreate.About(name).Nth(1), 201, `{}`)
			failed := slices.Clone(all)
			failed[len(failed)-1] = badCreate(all[len(all)-1].Step, 500, `{}`)
			for _, c := range []check{
				{"refused", all, conform.Pass, ""},
				{"accepted", accepted, conform.Fail, "/scriptOutput " + p.Values[0].JSON + " refused with 4xx | 201 Created"},
				{"server error", failed, conform.Fail, "refused with 4xx | 500"},
				{"one missing", all[:len(all)-1], conform.Inconclusive, "step bad/create/scriptOutput"},
				{"no object", append(records(noBase()), all[1:]...), conform.Inconclusive, "POST base answered 500"},
				{"not run", nil, conform.Inconclusive, "step base"},
			} {
				t.Run(c.name, func(t *testing.T) { c.run(t, "type", name+":type", schemas.Create, conformtest.Transcript(batch.Key)) })
			}
			return
		}
	}
	t.Fatal("no value is wrong for " + name)
}

func TestBodies(t *testing.T) {
	first, second := scenario.BadUpdate.About("not_an_object").Nth(12), scenario.BadUpdate.About("not_an_object").Nth(13)
	other := badUpdate(scenario.BadUpdate.About("malformed").Nth(1), 204, `{`)
	long := `"` + strings.Repeat("a", 100) + strings.Repeat("b", 100) + `"`
	for _, c := range []check{
		{"refused", records(base(), other, badUpdate(first, 400, `[]`), badUpdate(second, 415, `42`)), conform.Pass, ""},
		{"accepted", records(base(), badUpdate(first, 400, `[]`), badUpdate(second, 204, `42`)), conform.Fail,
			"body 42 refused with 4xx | 204"},
		{"both ends", records(base(), badUpdate(first, 204, long)),
			conform.Fail, `"` + strings.Repeat("a", 59) + "…" + strings.Repeat("b", 59) + `"`},
		{"not sent", records(base(), badUpdate(first, 400, `[]`), conformtest.NotSent(second, conform.Stopped, conform.StoppedReason)),
			conform.Inconclusive, conform.StoppedReason},
		{"no id", records(base(), conformtest.NotSent(first, conform.Skipped, "base gave no id")), conform.Inconclusive, "base gave no id"},
		{"none", records(base(), other), conform.Inconclusive, "nothing that must be refused could be sent"},
		{"no object", records(noBase(), badUpdate(first, 204, `[]`)), conform.Inconclusive, "answered 500"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.run(t, "not_an_object", "not_an_object", schemas.Update, conformtest.Transcript(scenario.Malformed.Key()))
		})
	}
	cut := check{"cut short", records(base(), badUpdate(first, 400, `[]`)), conform.Inconclusive, "no answers"}
	t.Run(cut.name, func(t *testing.T) {
		cut.run(t, "not_an_object", "not_an_object", schemas.Update, &conform.Transcript{
			Scenario: scenario.Malformed.Key(), NotRun: conform.NotSent{Cause: conform.NoAnswers, Detail: "no answers"},
		})
	})
}

func TestStored(t *testing.T) {
	refused := badCreate(scenario.BadCreate.About("malformed").Nth(1), 400, posted)
	accepted := conformtest.Record(schemas.Create, scenario.BadCreate.About("malformed").Nth(2), 201, posted, stored)
	after := func(objects ...string) *conform.Record { return list(scenario.AfterList, objects...) }
	broken := after(object)
	broken.Broken = "no URL"
	for _, c := range []struct {
		check
		shared bool
	}{
		{check{"nothing", records(base(), refused, after(object)), conform.Pass, ""}, false},
		{check{"stored", records(base(), refused, after(object, stored)),
			conform.Fail, "/value no entry but those whose creation was accepted | 1 more"}, false},
		{check{"of others", records(base(), refused, after(object, beside)), conform.Pass, ""}, true},
		{check{"beside others", records(base(), refused, after(object, beside, stored)), conform.Fail, "| 1 more"}, true},
		{check{"accepted", records(base(), refused, accepted, after(object, stored)), conform.Pass, ""}, false},
		{check{"none refused", records(base(), after(object)), conform.Inconclusive, "nothing was refused"}, false},
		{check{"broken", records(base(), refused, broken), conform.Inconclusive, "nothing was refused"}, false},
		{check{"missing", records(base(), refused), conform.Inconclusive, "step after/list"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.run(t, "stored", "stored", schemas.Create, &conform.Transcript{Scenario: scenario.Malformed.Key(), Shared: c.shared},
				emptied(t, scenario.Malformed.Key())...)
		})
	}
}

func TestChanged(t *testing.T) {
	step := scenario.BadUpdate.About("malformed").Nth(1)
	before, changed := get(scenario.Before, 200, object), `{"id":"1","scriptOutput":"otherwise"}`
	for _, c := range []check{
		{"as it was", records(base(), before, badUpdate(step, 400, posted), get(scenario.After, 200, object)), conform.Pass, ""},
		{"changed", records(base(), before, badUpdate(step, 400, posted), get(scenario.After, 200, changed)), conform.Fail,
			`/scriptOutput as before the refused updates: "as it was made" | "otherwise"`},
		{"accepted", records(base(), before, badUpdate(step, 204, posted), get(scenario.After, 200, changed)), conform.Pass, ""},
		{"malformed accepted", records(base(), before, badUpdate(step, 204, `{`), get(scenario.After, 200, changed)), conform.Pass, ""},
		{"removed", records(base(), before, badUpdate(step, 400, posted), get(scenario.After, 404, "")), conform.Fail,
			"status the object still there after refused updates | 404"},
		{"missing", records(base(), before), conform.Inconclusive, "step after"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.run(t, "changed", "changed", schemas.Update, conformtest.Transcript(scenario.Malformed.Key()),
				emptied(t, scenario.Malformed.Key())...)
		})
	}
}

func TestUnknown(t *testing.T) {
	left, kept := list(scenario.ItemLeft, object, beside), get(scenario.Kept, 404, "")
	for _, c := range []struct {
		rule string
		op   schemas.OperationKind
		check
	}{
		{"unknown_item", schemas.Get, check{"get 404", records(base(), get(scenario.ItemGet, 404, envelope)), conform.Pass, ""}},
		{"unknown_item", schemas.Get, check{"get 200", records(base(), get(scenario.ItemGet, 200, `{}`)), conform.Fail,
			"404 Not Found | 200"}},
		{"unknown_item", schemas.Get, check{"get 410", records(base(), get(scenario.ItemGet, 410, "")), conform.Fail,
			"404 Not Found | 410"}},
		{"unknown_item", schemas.Update, check{"update 200", records(base(), probe(schemas.Update, scenario.ItemUpdate, 200)),
			conform.Fail, "200"}},
		{"unknown_item", schemas.Delete, check{"delete 204",
			records(base(), probe(schemas.Delete, scenario.ItemDelete, 204)), conform.Pass, ""}},
		{"unknown_item", schemas.Delete, check{"delete 410",
			records(base(), probe(schemas.Delete, scenario.ItemDelete, 410)), conform.Pass, ""}},
		{"unknown_item", schemas.Delete, check{"delete 200", records(base(), probe(schemas.Delete, scenario.ItemDelete, 200)),
			conform.Fail, "200"}},
		{"unknown_item", schemas.Get, check{"missing", records(base()), conform.Inconclusive, "step item/get"}},
		{"unknown_item", schemas.Get, check{"no object", records(noBase()), conform.Inconclusive, "POST base answered 500"}},
		{"unknown_item", schemas.Get, check{"no id", records(made(scenario.Base.Once(), `{}`), get(scenario.ItemGet, 404, envelope)),
			conform.Pass, ""}},
		{"unknown_item", schemas.Get, check{"no id, 200", records(made(scenario.Base.Once(), `{}`), get(scenario.ItemGet, 200, object)),
			conform.Fail, "404 Not Found | 200"}},
		{"unknown_item", schemas.Update, check{"no id, so of any form", records(made(scenario.Base.Once(), `{}`),
			probe(schemas.Update, scenario.ItemUpdate, 400)), conform.Inconclusive, "gave no id"}},
		{"spared", schemas.Delete, check{"no id", records(made(scenario.Base.Once(), `{}`), list(scenario.ItemLeft, object)),
			conform.Inconclusive, "step base#2"}},
		{"unknown_parent", schemas.Create, check{"create 404", records(base(), probe(schemas.Create, scenario.ParentCreate, 404)),
			conform.Pass, ""}},
		{"unknown_parent", schemas.List, check{"list 200",
			records(base(), probe(schemas.List, scenario.ParentList, 200)), conform.Fail, "200"}},
		{"unknown_parent", schemas.Delete, check{"delete 404, kept away", records(base(), probe(schemas.Delete, scenario.ParentDelete, 404),
			list(scenario.ItemLeft, beside), kept), conform.Pass, ""}},
		{"unknown_parent", schemas.Delete, check{"delete 204, removed", records(base(),
			probe(schemas.Delete, scenario.ParentDelete, 204), left, kept),
			conform.Fail, "the object of the other parent still there | 404"}},
		{"unknown_parent", schemas.Delete, check{"missing", records(base()), conform.Inconclusive, "step parent/delete"}},
		{"spared", schemas.Delete, check{"there", records(base(), made(scenario.Base.Nth(2), beside), left), conform.Pass, ""}},
		{"spared", schemas.Delete, check{"one gone", records(base(), made(scenario.Base.Nth(2), beside), list(scenario.ItemLeft, object)),
			conform.Fail,
			`the object "2" that was not deleted | 1 entries`}},
		{"spared", schemas.Delete, check{"no list", records(base()), conform.Inconclusive, "step item/left"}},
	} {
		t.Run(c.rule+" "+c.name, func(t *testing.T) { c.run(t, c.rule, c.rule, c.op, conformtest.Transcript(scenario.Unknown.Key())) })
	}
}

func TestEnvelope(t *testing.T) {
	body := func(status int, body string) []*conform.Record {
		return records(base(), conformtest.Record(schemas.Create, scenario.BadCreate.About("malformed").Nth(1), status, `{`, body))
	}
	for _, c := range []check{
		{"pass", body(400, envelope), conform.Pass, ""},
		{"no body", body(400, ""), conform.Fail, "400 without a body"},
		{"no JSON", body(400, "bad"), conform.Fail, "400 with bad"},
		{"no code", body(400, `{"error":{"message":"no"}}`), conform.Fail, "no code in error"},
		{"empty message", body(400, `{"error":{"code":"a","message":""}}`), conform.Fail, `"" in error`},
		{"accepted", body(201, object), conform.Unsupported, "nothing was refused with an error status"},
		{"nothing sent", records(base()), conform.Inconclusive, "nothing that must be refused could be sent"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.run(t, "envelope", "envelope", schemas.Create, conformtest.Transcript(scenario.Malformed.Key()))
		})
	}
}

func TestSuccess(t *testing.T) {
	created := func(status int, body string) []*conform.Record {
		return records(conformtest.Record(schemas.Create, scenario.Create.Once(), status, `{}`, body))
	}
	for _, c := range []check{
		{"object", created(201, object), conform.Pass, ""},
		{"error", created(200, envelope), conform.Fail, "/error an error status with an error body | 200 OK with "},
		{"error as a property", created(201, `{"id":"1","error":{"reason":"x"}}`), conform.Pass, ""},
		{"refused", created(400, envelope), conform.Inconclusive, "no create succeeded"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.run(t, "success", "success", schemas.Create, conformtest.Transcript(scenario.Documented.Key()))
		})
	}
}

// What a list that is none does not show is neither kept nor stored by that.
func TestNoList(t *testing.T) {
	of, left := conformtest.Resource(t, id), scenario.ItemLeft.Once()
	conformtest.NoList(t, errors.Family(), "stored", "stored", schemas.Create, of, scenario.Malformed.Key(),
		func(list conformtest.Listing) []*conform.Record {
			return records(base(), badCreate(scenario.BadCreate.About("malformed").Nth(1), 400, posted),
				list(scenario.AfterList.Once(), object+","+stored))
		})
	conformtest.NoList(t, errors.Family(), "spared", "spared", schemas.Delete, of, scenario.Unknown.Key(),
		func(list conformtest.Listing) []*conform.Record {
			return records(base(), made(scenario.Base.Nth(2), beside), list(left, object+","+beside))
		})
	conformtest.NoList(t, errors.Family(), "unknown_parent", "unknown_parent", schemas.Delete, of, scenario.Unknown.Key(),
		func(list conformtest.Listing) []*conform.Record {
			return records(base(), probe(schemas.Delete, scenario.ParentDelete, 404), list(left, object), get(scenario.Kept, 404, ""))
		})
}

func TestUndeclared(t *testing.T) {
	const sent, kept = `{"scriptOutput":"a","noSuchProperty":"Value 1"}`, `{"id":"001","scriptOutput":"a","noSuchProperty":"Value 1"}`
	write := func(act conform.Act, op schemas.OperationKind, status int) *conform.Record {
		return conformtest.Record(op, act.Once(), status, sent, object)
	}
	read := func(act conform.Act, body string) *conform.Record {
		return conformtest.Record(schemas.Get, act.Once(), 200, "", body)
	}
	for _, op := range []schemas.OperationKind{schemas.Create, schemas.Update} {
		act, get := scenario.UndeclaredCreate, scenario.UndeclaredGet
		if op == schemas.Update {
			act, get = scenario.UndeclaredUpdate, scenario.UndeclaredUpdated
		}
		for _, c := range []check{
			{"refused", records(base(), write(act, op, 400)), conform.Pass, ""},
			{"server error", records(base(), write(act, op, 500)), conform.Fail, "refused with 4xx | 500"},
			{"kept", records(base(), write(act, op, 201), read(get, kept)), conform.Pass, ""},
			{"dropped", records(base(), write(act, op, 201), read(get, object)), conform.Fail,
				`/noSuchProperty "Value 1", or refused with 4xx | no noSuchProperty`},
			{"changed", records(base(), write(act, op, 201), read(get, strings.ReplaceAll(kept, "Value 1", "value"))), conform.Fail,
				`/noSuchProperty "Value 1", or refused with 4xx | "value"`},
			{"not read", records(base(), write(act, op, 201)), conform.Inconclusive, ""},
			{"not sent", records(base()), conform.Inconclusive, ""},
		} {
			t.Run(string(op)+" "+c.name, func(t *testing.T) {
				c.run(t, "undeclared", "undeclared", op, conformtest.Transcript(scenario.Undeclared.Key()))
			})
		}
	}
}

func TestAnnotation(t *testing.T) {
	annotated := func(status int, body string) *conform.Record {
		return conformtest.Record(schemas.Create, scenario.Annotated.Once(), status, `{"@graphconform.note":"a"}`, body)
	}
	for _, c := range []check{
		{"taken", records(base(), annotated(201, object)), conform.Pass, ""},
		{"refused", records(base(), annotated(400, envelope)), conform.Fail, "taken as one without it | 400"},
		{"no create works", records(noBase(), annotated(500, "")), conform.Inconclusive, "POST base answered 500"},
		{"not sent", records(base()), conform.Inconclusive, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.run(t, "annotation", "annotation", schemas.Create, conformtest.Transcript(scenario.Undeclared.Key()))
		})
	}
}
