package errors_test

import (
	"testing"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/conform/conformtest"
	"graphconform/suites/scenario"
)

func TestDetails(t *testing.T) {
	body := func(status int, more string) []*conform.Record {
		text := `{"error":{"code":"a","message":"b"` + more + `}}`
		return records(base(), conformtest.Record(schemas.Create, scenario.BadCreate.About("malformed").Nth(1), status, `{`, text))
	}
	for _, c := range []check{
		{"none", body(400, ``), conform.Pass, ""},
		{"all", body(400, `,"target":"x","details":[{"code":"c","message":"","target":null}],"innerError":{"innerError":{}}`),
			conform.Pass, ""},
		{"null", body(400, `,"target":null,"details":null,"innerError":null,"innererror":null`), conform.Pass, ""},
		{"no details", body(400, `,"details":[]`), conform.Pass, ""},
		{"an object", body(400, `,"details":{"scriptOutput":["too long"]}`), conform.Fail, "/error/details an array of objects"},
		{"a text", body(500, `,"details":"at line 7"`), conform.Fail, "/error/details an array of objects"},
		{"of texts", body(400, `,"details":[{"code":"c","message":"d"},"too long"]`), conform.Fail, "/error/details/* an object"},
		{"no code", body(400, `,"details":[{"message":"d"}]`), conform.Fail, "/error/details/*/code a string"},
		{"a number for a code", body(400, `,"details":[{"code":7,"message":"d"}]`), conform.Fail, "/error/details/*/code a string"},
		{"no message", body(400, `,"details":[{"code":"c","message":null}]`), conform.Fail, "/error/details/*/message a string"},
		{"an object for a target", body(400, `,"target":{"a":1}`), conform.Fail, "/error/target a string"},
		{"a text for an inner error", body(400, `,"innerError":"NullReferenceException"`), conform.Fail, "/error/innerError an object"},
		{"in lower case", body(400, `,"innererror":[]`), conform.Fail, "/error/innererror an object"},
		{"accepted", body(201, `,"details":7`), conform.Unsupported, "nothing was refused with an error status"},
		{"nothing sent", records(base()), conform.Inconclusive, "nothing that must be refused could be sent"},
		{"no envelope", records(base(), conformtest.Record(schemas.Create, scenario.BadCreate.About("malformed").Nth(1), 400, `{`, "bad")),
			conform.Unsupported, "nothing was refused"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.run(t, "details", "details", schemas.Create, conformtest.Transcript(scenario.Malformed.Key()))
		})
	}
}

func TestCharset(t *testing.T) {
	const sent = `{"scriptOutput":"as it was made"}`
	plain := conformtest.Record(schemas.Create, scenario.Base.Once(), 201, sent, object)
	lossy := conformtest.Record(schemas.Create, scenario.Base.Once(), 201, sent, `{"id":"1","scriptOutput":"AS IT WAS MADE"}`)
	charset := func(status int, body string) *conform.Record {
		return conformtest.Record(schemas.Create, scenario.Charset.Once(), status, sent, body)
	}
	for _, c := range []check{
		{"taken", records(plain, charset(201, object)), conform.Pass, ""},
		{"taken without an answer", records(plain, charset(204, "")), conform.Pass, ""},
		{"refused", records(plain, charset(415, envelope)), conform.Fail, "taken as one without it | 415"},
		{"failed", records(plain, charset(500, "")), conform.Fail, "500"},
		{"not read", records(plain, charset(201, `{"id":"1","scriptOutput":null}`)), conform.Fail, "/scriptOutput"},
		{"changed as always", records(lossy, charset(201, `{"id":"1","scriptOutput":"AS IT WAS MADE"}`)), conform.Pass, ""},
		{"no create works", records(noBase(), charset(500, "")), conform.Inconclusive, "POST base answered 500"},
		{"not sent", records(plain), conform.Inconclusive, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.run(t, "charset", "charset", schemas.Create, conformtest.Transcript(scenario.Undeclared.Key()))
		})
	}
}

func TestUntyped(t *testing.T) {
	const sent = `{"scriptOutput":"as it was made"}`
	plain := conformtest.Record(schemas.Create, scenario.Base.Once(), 201, sent, object)
	for _, op := range []schemas.OperationKind{schemas.Create, schemas.Update} {
		act := map[schemas.OperationKind]conform.Act{schemas.Create: scenario.UntypedCreate, schemas.Update: scenario.UntypedUpdate}[op]
		answer := func(status int, body string) *conform.Record {
			return conformtest.Record(op, act.Once(), status, sent, body)
		}
		for _, c := range []check{
			{"taken", records(plain, answer(200, object)), conform.Pass, ""},
			{"refused", records(plain, answer(400, envelope)), conform.Fail, "without @odata.type taken as one with it | 400"},
			{"failed", records(plain, answer(500, "")), conform.Fail, "500"},
			{"no create works", records(noBase(), answer(500, "")), conform.Inconclusive, "POST base answered 500"},
			{"not sent", records(plain), conform.Inconclusive, ""},
		} {
			t.Run(string(op)+" "+c.name, func(t *testing.T) {
				c.run(t, "untyped", "untyped", op, conformtest.Transcript(scenario.Undeclared.Key()))
			})
		}
	}
}
