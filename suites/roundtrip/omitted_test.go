package roundtrip

import (
	"testing"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/conform/conformtest"
	"graphconform/suites/scenario"
)

func TestOmitted(t *testing.T) {
	of := conformtest.Resource(t, "beta/deviceComplianceScriptDeviceState")
	create := func(step conform.Step, status int, sent, answer string) *conform.Record {
		return conformtest.Record(schemas.Create, step, status, sent, answer)
	}
	full := `{"detectionState":"success","scriptOutput":"Value a","scriptError":"Value b","lastSyncDateTime":"2017-01-01T00:00:00Z"}`
	first := func(more string) *conform.Record {
		return create(scenario.Bare.Nth(1), 201, `{"scriptOutput":"x"}`, `{"id":"1","scriptOutput":"x"`+more+`}`)
	}
	before := create(scenario.Base.Once(), 201, full, `{"id":"2"}`)
	second := func(more string) *conform.Record {
		return create(scenario.Bare.Nth(2), 201, `{"scriptOutput":"y"}`, `{"id":"3","scriptOutput":"y"`+more+`}`)
	}
	refused := create(scenario.Bare.Nth(2), 400, `{"scriptOutput":"y"}`, `{"error":{"code":"BadRequest","message":"no"}}`)
	filled := func(kept string) []*conform.Record {
		update := conformtest.Record(schemas.Update, scenario.BareUpdate.Once(), 200, `{"scriptError":"Value c"}`, `{"id":"3"}`)
		return []*conform.Record{first(""), before, second(""), update,
			conformtest.Record(schemas.Get, scenario.BareKept.Once(), 200, "", kept)}
	}
	for _, test := range []struct {
		name    string
		records []*conform.Record
		verdict conform.Verdict
		text    string
	}{
		{"nothing", []*conform.Record{first(""), before, second("")}, conform.Pass, ""},
		{"null", []*conform.Record{first(""), before, second(`,"scriptError":null`)}, conform.Pass, ""},
		{"a default", []*conform.Record{first(`,"detectionState":"success"`), before, second(`,"detectionState":"success"`)},
			conform.Pass, ""},
		{"a time of its own", []*conform.Record{first(""), before, second(`,"lastSyncDateTime":"2026-01-01T00:00:00Z"`)}, conform.Pass, ""},
		{"another's text", []*conform.Record{first(""), before, second(`,"scriptError":"Value b"`)}, conform.Fail,
			`"Value b", as base sent it`},
		{"a text from elsewhere", []*conform.Record{first(`,"scriptError":"Value q"`), before, second(`,"scriptError":"Value q"`)},
			conform.Fail, `"Value q", a text that was sent for another object`},
		{"a text of the parent", []*conform.Record{create(scenario.Parent.Once(), 201, `{"name":"Value q"}`, `{"id":"9"}`),
			first(`,"scriptError":"Value q"`), before, second(`,"scriptError":"Value q"`)}, conform.Pass, ""},
		{"made of its own text", []*conform.Record{first(""), before,
			create(scenario.Bare.Nth(2), 201, `{"scriptOutput":"Value y"}`,
				`{"id":"3","scriptOutput":"Value y","scriptError":"Value yz"}`)},
			conform.Pass, ""},
		{"its own text", []*conform.Record{first(""), before,
			create(scenario.Bare.Nth(2), 201, `{"scriptOutput":"Value y"}`, `{"id":"3","scriptOutput":"Value y","scriptError":"Value y"}`)},
			conform.Pass, ""},
		{"another's member", []*conform.Record{first(`,"detectionState":"unknown"`), before, second(`,"detectionState":"success"`)},
			conform.Fail, `"success", as base sent it`},
		{"another's member in other case",
			[]*conform.Record{first(`,"detectionState":"UNKNOWN"`), before, second(`,"detectionState":"SUCCESS"`)},
			conform.Fail, `"SUCCESS", as base sent it`},
		{"another's time", []*conform.Record{first(""), before, second(`,"lastSyncDateTime":"2017-01-01T00:00:00.000Z"`)}, conform.Fail,
			"as base sent it"},
		{"the second filled", filled(`{"id":"1","scriptOutput":"x"}`), conform.Pass, ""},
		{"both filled", filled(`{"id":"1","scriptOutput":"x","scriptError":"Value c"}`), conform.Fail, `"Value c", as bare/update sent it`},
		{"refused", []*conform.Record{first(""), before, refused}, conform.Unsupported, "the target refuses an object with one property"},
		{"not made", []*conform.Record{before}, conform.Inconclusive, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := conformtest.Evidence(of, scenario.Nulls.Key(), test.records...)
			conformtest.Expect(t, conformtest.Judge(t, Family(), "omitted", "omitted", schemas.Create, e), test.verdict, test.text)
		})
	}
}

// An object inside that is created with its type alone has nothing that another one was given.
func TestOmittedInside(t *testing.T) {
	of := conformtest.Resource(t, "v1.0/auditEvent")
	object := func(members string) string {
		return `{"id":"1","resources":[{"@odata.type":"microsoft.graph.auditResource"` + members + `}]}`
	}
	create := func(step conform.Step, sent, answer string) *conform.Record {
		return conformtest.Record(schemas.Create, step, 201, sent, answer)
	}
	const properties = `,"modifiedProperties":[{"@odata.type":"microsoft.graph.auditProperty","newValue":"Value a","oldValue":"Value b"}]`
	text := `,"displayName":"Value c"`
	first := create(scenario.Bare.Nth(1), `{"displayName":"x"}`, `{"id":"1","displayName":"x"}`)
	second := create(scenario.Bare.Nth(2), `{"displayName":"y"}`, `{"id":"2","displayName":"y"}`)
	full := create(scenario.Base.Once(), object(properties+text), object(properties+text))
	hollow := func(members string) []*conform.Record {
		return []*conform.Record{first, full, create(scenario.BareInside.About("resources"), object(""), object(members)), second}
	}
	for _, test := range []struct {
		name, members string
		verdict       conform.Verdict
		text          string
	}{
		{"nothing", "", conform.Pass, ""},
		{"null and empty", `,"displayName":null,"modifiedProperties":[]`, conform.Pass, ""},
		{"a default", `,"displayName":"unnamed"`, conform.Pass, ""},
		{"another's text", text, conform.Fail, `"Value c", as base sent it`},
		{"another's collection", properties, conform.Fail, "as base sent it"},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := conformtest.Evidence(of, scenario.Nulls.Key(), hollow(test.members)...)
			conformtest.Expect(t, conformtest.Judge(t, Family(), "omitted", "omitted", schemas.Create, e), test.verdict, test.text)
		})
	}
}

// Of a resource with one property, the object inside is all that there is to see.
func TestOmittedOfOneProperty(t *testing.T) {
	of := conformtest.Resource(t, "beta/groupPolicyPresentationValueList")
	object := func(members string) string {
		return `{"id":"1","values":[{"@odata.type":"microsoft.graph.keyValuePair"` + members + `}]}`
	}
	create := func(step conform.Step, status int, sent, answer string) *conform.Record {
		return conformtest.Record(schemas.Create, step, status, sent, answer)
	}
	bare := func(n int) *conform.Record {
		return create(scenario.Bare.Nth(n), 201, object(`,"name":"Value a"`), object(`,"name":"Value a"`))
	}
	inside := scenario.BareInside.About("values")
	for _, test := range []struct {
		name    string
		hollow  *conform.Record
		verdict conform.Verdict
		text    string
	}{
		{"null", create(inside, 201, object(""), object(`,"name":null`)), conform.Pass, ""},
		{"another's", create(inside, 201, object(""), object(`,"name":"Value a"`)), conform.Fail, `"Value a", as bare#1 sent it`},
		{"refused", create(inside, 400, object(""), `{"error":{"code":"BadRequest","message":"no"}}`), conform.Unsupported, "type alone"},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := conformtest.Evidence(of, scenario.Nulls.Key(), bare(1), test.hollow, bare(2))
			conformtest.Expect(t, conformtest.Judge(t, Family(), "omitted", "omitted", schemas.Create, e), test.verdict, test.text)
		})
	}
}
