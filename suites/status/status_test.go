package status_test

import (
	"testing"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/conform/conformtest"
	"graphconform/suites/scenario"
	"graphconform/suites/status"
)

const object = `{"id":"1","detectionState":"success"}`

func TestDocumented(t *testing.T) {
	of, key := conformtest.Resource(t, "beta/deviceComplianceScriptDeviceState"), scenario.Documented.Key()
	made := func(code int, body string) *conform.Record {
		return conformtest.Record(schemas.Create, scenario.Create.Once(), code, object, body)
	}
	for name, test := range map[string]struct {
		records []*conform.Record
		want    conform.Verdict
		text    string
	}{
		"as the page says":   {[]*conform.Record{made(201, object)}, conform.Pass, ""},
		"another success":    {[]*conform.Record{made(200, object)}, conform.Fail, "200 OK"},
		"without the object": {[]*conform.Record{made(201, `{"ok":true}`)}, conform.Fail, "with another body"},
		"no content":         {[]*conform.Record{made(204, ``)}, conform.Fail, "204 No Content"},
		"an error":           {[]*conform.Record{made(500, `{"error":{}}`)}, conform.Fail, "500"},
		"not reached":        {nil, conform.Inconclusive, "not reached"},
	} {
		t.Run(name, func(t *testing.T) {
			o := conformtest.Judge(t, status.Family(), "documented", "documented", schemas.Create,
				conformtest.Evidence(of, key, test.records...))
			conformtest.Expect(t, o, test.want, test.text)
		})
	}
}

// A documented request that holds what the page restricts in prose may be refused, where one without that is taken.
func TestDocumentedCondition(t *testing.T) {
	of, key := conformtest.Resource(t, "beta/iosVpnConfiguration"), scenario.Documented.Key()
	const realm, refusal = `{"id":"1","realm":"x"}`, `{"error":{"code":"BadRequest","message":"no"}}`
	create := func(step conform.Step, code int, sent, body string) *conform.Record {
		return conformtest.Record(schemas.Create, step, code, sent, body)
	}
	base, refused := create(scenario.Base.Once(), 201, `{}`, `{"id":"2"}`), create(scenario.Base.Once(), 400, `{}`, refusal)
	for name, test := range map[string]struct {
		sent string
		code int
		base *conform.Record
		want conform.Verdict
		text string
	}{
		"restricted":         {realm, 400, base, conform.Unsupported, scenario.RefusesRestricted},
		"nothing is taken":   {realm, 400, refused, conform.Fail, "400 Bad Request"},
		"nothing restricted": {`{"displayName":"x"}`, 400, base, conform.Fail, "400 Bad Request"},
		"failed":             {realm, 500, base, conform.Fail, "500 Internal Server Error"},
	} {
		t.Run(name, func(t *testing.T) {
			e := conformtest.Evidence(of, key, create(scenario.Create.Once(), test.code, test.sent, refusal), test.base)
			o := conformtest.Judge(t, status.Family(), "documented", "documented", schemas.Create, e)
			conformtest.Expect(t, o, test.want, test.text)
		})
	}
}

// Without an update page 200 with the object and 204 are both right.
func TestUndocumentedUpdate(t *testing.T) {
	of, key := conformtest.Resource(t, "beta/hardwareConfigurationUserState"), scenario.Documented.Key()
	for body, want := range map[string]conform.Verdict{"": conform.Pass, "x": conform.Fail} {
		r := conformtest.Record(schemas.Update, scenario.Update.Once(), 204, object, body)
		o := conformtest.Judge(t, status.Family(), "documented", "documented", schemas.Update, conformtest.Evidence(of, key, r))
		conformtest.Expect(t, o, want, "")
	}
}

func TestVaried(t *testing.T) {
	of, key := conformtest.Resource(t, "beta/deviceComplianceScriptDeviceState"), scenario.RowKey(0)
	refused := conformtest.Record(schemas.Create, scenario.Create.Once(), 400, object, `{"error":{}}`)
	alone := []*conform.Record{refused}
	for _, p := range of.Sent {
		alone = append(alone, conformtest.Record(schemas.Create, scenario.Create.About(p.Name), 201, `{"`+p.Name+`":1}`, object))
	}
	judge := func(records ...*conform.Record) conform.Outcome {
		return conformtest.Judge(t, status.Family(), "varied", "varied", schemas.Create, conformtest.Evidence(of, key, records...))
	}
	if o := judge(alone...); o.Verdict != conform.Fail || len(o.Findings) != 1 {
		t.Errorf("a row whose values are all accepted one by one: %+v", o)
	}
	if o := judge(alone[:len(alone)-1]...); len(o.Findings) != 0 {
		t.Errorf("a row with a value that is refused alone too is for the check of its property: %+v", o.Findings)
	}
}

func TestExisting(t *testing.T) {
	of, key := conformtest.Resource(t, "beta/deviceComplianceScriptDeviceState"), scenario.Lifecycle.Key()
	for name, test := range map[string]struct {
		op     schemas.OperationKind
		record *conform.Record
		want   conform.Verdict
		text   string
	}{
		"found":        {schemas.Get, conformtest.Record(schemas.Get, scenario.Get.Nth(1), 200, "", object), conform.Pass, ""},
		"accepted":     {schemas.Get, conformtest.Record(schemas.Get, scenario.Get.Nth(1), 202, "", object), conform.Fail, "202"},
		"listed":       {schemas.List, conformtest.List(scenario.Filled.Once(), `{"value":[`+object+`]}`), conform.Pass, ""},
		"a bare list":  {schemas.List, conformtest.List(scenario.Filled.Once(), `[`+object+`]`), conform.Fail, "another body"},
		"nothing read": {schemas.Get, conformtest.NotSent(scenario.Get.Nth(1), conform.Skipped, "no object"), conform.Inconclusive, ""},
	} {
		t.Run(name, func(t *testing.T) {
			o := conformtest.Judge(t, status.Family(), "existing", "existing", test.op, conformtest.Evidence(of, key, test.record))
			conformtest.Expect(t, o, test.want, test.text)
		})
	}
}
