package patch

import (
	"testing"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/conform/conformtest"
	"graphconform/suites/scenario"
)

const (
	deviceState = "beta/deviceComplianceScriptDeviceState" // its id is read-only
	refusal     = `{"error":{"code":"BadRequest","message":"no"}}`
)

func get(step conform.Step, answer string) *conform.Record {
	return conformtest.Record(schemas.Get, step, 200, "", answer)
}

func update(step conform.Step, status int, sent, answer string) *conform.Record {
	return conformtest.About("1", conformtest.Record(schemas.Update, step, status, sent, answer))
}

// judged is evidence of the scenario of patches with the outcome that a rule must come to.
type judged struct {
	name    string
	records []*conform.Record
	verdict conform.Verdict
	text    string
}

// judge judges each evidence by a rule of updates.
func judge(t *testing.T, id, rule, place string, tests []judged) {
	judgeIn(t, scenario.Patch.Key(), id, rule, place, tests)
}

func judgeIn(t *testing.T, key conform.ScenarioKey, id, rule, place string, tests []judged) {
	of := conformtest.Resource(t, id)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := conformtest.Evidence(of, key, test.records...)
			conformtest.ExpectExactly(t, conformtest.Judge(t, Family(), rule, place, schemas.Update, e), test.verdict, test.text)
		})
	}
}

func TestSingle(t *testing.T) {
	before := get(scenario.Before.Once(), `{"id":"1","scriptOutput":"a","scriptError":"old"}`)
	only, read := scenario.Only.About("scriptError"), scenario.OnlyGet.About("scriptError")
	accepted := update(only, 200, `{"scriptError":"new"}`, `{"id":"1","scriptOutput":"a","scriptError":"new"}`)
	judge(t, deviceState, "single", "scriptError", []judged{
		{"stored", []*conform.Record{before, accepted, get(read, `{"id":"1","scriptOutput":"a","scriptError":"new"}`)}, conform.Pass, ""},
		{"not stored", []*conform.Record{before, accepted, get(read, `{"id":"1","scriptOutput":"a","scriptError":"old"}`)}, conform.Fail,
			`"new"|"old"`},
		{"another lost", []*conform.Record{before, accepted, get(read, `{"id":"1","scriptError":"new"}`)}, conform.Fail,
			`"a" (as before the update of scriptError)|no scriptOutput`},
		{"after the update before", []*conform.Record{before, get(scenario.OnlyGet.About("scriptOutput"), `{"id":"1","scriptOutput":"b"}`),
			accepted, get(read, `{"id":"1","scriptOutput":"a","scriptError":"new"}`)}, conform.Fail,
			`"b" (as before the update of scriptError)|"a"`},
		{"refused", []*conform.Record{before, update(only, 400, `{"scriptError":"new"}`, refusal)}, conform.Fail,
			`a PATCH of one property accepted|400 Bad Request  ` + refusal},
		{"another answer", []*conform.Record{before, accepted, get(read, `{}`)}, conform.Inconclusive, notTheObject},
		{"not read", []*conform.Record{before, accepted}, conform.Inconclusive,
			"step only/get/scriptError of scenario patch was not reached"},
		{"not sent", []*conform.Record{before}, conform.Inconclusive, "step only/scriptError of scenario patch was not reached"},
		{"skipped", []*conform.Record{conformtest.NotSent(only, conform.Skipped, "no object")}, conform.Inconclusive, "no object"},
	})
}

// TestSingleValue holds that a property with one value alone cannot be updated. No page documents such a one.
func TestSingleValue(t *testing.T) {
	base := conformtest.Record(schemas.Create, scenario.Base.Nth(2), 201, `{"detectionState":"unknown"}`, `{"id":"1"}`)
	j := conform.NewJudgement("patch/single")
	p := schemas.Property{Name: "detectionState", Type: "runState", Enum: []string{"unknown"}}
	judgeSingle(conformtest.Evidence(conformtest.Resource(t, deviceState), scenario.Patch.Key(), base), j, p)
	conformtest.ExpectExactly(t, j.Outcome(nil), conform.Unsupported, "the property has but one value")
}

func TestUntouched(t *testing.T) {
	cleared := get(scenario.Cleared.Once(), `{"id":"1","scriptError":null}`)
	refilled := update(scenario.Refilled.Once(), 204, `{"lastSyncDateTime":"2017-01-01T00:00:00Z"}`, "")
	read, text := scenario.RefilledGet.Once(), "no object was updated in another property and read again"
	judge(t, deviceState, "untouched", "scriptError:untouched", []judged{
		{"still null", []*conform.Record{cleared, refilled, get(read, `{"id":"1","scriptError":null}`)}, conform.Pass, ""},
		{"left out", []*conform.Record{cleared, refilled, get(read, `{"id":"1"}`)}, conform.Pass, ""},
		{"filled", []*conform.Record{cleared, refilled, get(read, `{"id":"1","scriptError":""}`)}, conform.Fail,
			`null (as before an update of another property)|""`},
		{"named", []*conform.Record{cleared, update(scenario.Refilled.Once(), 204, `{"scriptError":"x"}`, ""),
			get(read, `{"id":"1","scriptError":"x"}`)}, conform.Inconclusive, text},
		{"refused", []*conform.Record{cleared, update(scenario.Refilled.Once(), 400, `{}`, refusal), get(read, `{"id":"1"}`)},
			conform.Inconclusive, text},
		{"not read", []*conform.Record{cleared, refilled}, conform.Inconclusive, text},
	})
	judge(t, "beta/groupPolicyPresentationValueBoolean", "untouched", "value:untouched", []judged{
		{"the only one", []*conform.Record{cleared}, conform.Unsupported, "there is no other property to update"},
	})
}

func TestUntouchedInRow(t *testing.T) {
	for answer, want := range map[string]conform.Verdict{
		`{"id":"1","scriptError":"a "}`: conform.Pass,
		`{"id":"1","scriptError":"a"}`:  conform.Fail,
	} {
		e := conformtest.Evidence(conformtest.Resource(t, deviceState), scenario.RowKey(7),
			get(scenario.Updated.Once(), `{"id":"1","scriptError":"a "}`),
			update(scenario.Touch.Once(), 204, `{"scriptOutput":"b"}`, ""),
			get(scenario.Touched.Once(), answer))
		if out := conformtest.Judge(t, Family(), "untouched", "scriptError:untouched", schemas.Update, e); out.Verdict != want {
			t.Errorf("%s: %s %q %v, want %s", answer, out.Verdict, out.Reason, out.Findings, want)
		}
	}
}

func TestNull(t *testing.T) {
	null, read := scenario.Null.About("scriptError"), scenario.NullGet.About("scriptError")
	accepted := update(null, 204, `{"scriptError":null}`, "")
	judge(t, deviceState, "null", "scriptError:null", []judged{
		{"null", []*conform.Record{accepted, get(read, `{"id":"1","scriptError":null}`)}, conform.Pass, ""},
		{"absent", []*conform.Record{accepted, get(read, `{"id":"1"}`)}, conform.Pass, ""},
		{"kept", []*conform.Record{accepted, get(read, `{"id":"1","scriptError":"x"}`)}, conform.Fail, `null or absent|"x"`},
		{"kept in the answer", []*conform.Record{update(null, 200, `{"scriptError":null}`, `{"id":"1","scriptError":"x"}`),
			get(read, `{"id":"1"}`)}, conform.Fail, `null or absent|"x"`},
		{"refused", []*conform.Record{update(null, 400, `{"scriptError":null}`, refusal), get(read, `{"id":"1"}`)}, conform.Pass, ""},
		{"another answer", []*conform.Record{accepted, get(read, `{}`)}, conform.Inconclusive, notTheObject},
		{"not read", []*conform.Record{accepted}, conform.Inconclusive, "step null/get/scriptError of scenario patch was not reached"},
	})
	state, stateRead := scenario.Null.About("detectionState"), get(scenario.NullGet.About("detectionState"), `{"id":"1"}`)
	judge(t, deviceState, "null", "detectionState:null", []judged{
		{"enum refused", []*conform.Record{update(state, 422, `{"detectionState":null}`, refusal), stateRead}, conform.Pass, ""},
		{"enum failed", []*conform.Record{update(state, 500, `{"detectionState":null}`, ""), stateRead}, conform.Fail,
			"null accepted, or refused with 4xx|500 Internal Server Error"},
	})
}

func TestEmpty(t *testing.T) {
	empty, read := scenario.Empty.About("scriptError"), scenario.EmptyGet.About("scriptError")
	accepted := update(empty, 204, `{"scriptError":""}`, "")
	judge(t, deviceState, "empty", "scriptError:empty", []judged{
		{"stored", []*conform.Record{accepted, get(read, `{"id":"1","scriptError":""}`)}, conform.Pass, ""},
		{"taken for none", []*conform.Record{accepted, get(read, `{"id":"1","scriptError":"old"}`)}, conform.Fail, `""|"old"`},
		{"left out", []*conform.Record{accepted, get(read, `{"id":"1"}`)}, conform.Fail, `""|no scriptError`},
		{"refused", []*conform.Record{update(empty, 400, `{"scriptError":""}`, refusal), get(read, `{"id":"1"}`)}, conform.Pass, ""},
		{"failed", []*conform.Record{update(empty, 500, `{"scriptError":""}`, ""), get(read, `{"id":"1"}`)}, conform.Fail,
			`"" accepted|500 Internal Server Error`},
		{"not sent", nil, conform.Inconclusive, "step empty/scriptError of scenario patch was not reached"},
	})
}

// TestConditional holds that a target may refuse a property that the page restricts in prose, and must keep what it takes.
func TestConditional(t *testing.T) {
	const vpn = "beta/iosVpnConfiguration" // its realm is one with a certain connection type
	before := get(scenario.Before.Once(), `{"id":"1","realm":null}`)
	only, read := scenario.Only.About("realm"), scenario.OnlyGet.About("realm")
	sent := `{"realm":"new"}`
	text := scenario.RefusesRestricted
	judge(t, vpn, "single", "realm", []judged{
		{"stored", []*conform.Record{before, update(only, 204, sent, ""), get(read, `{"id":"1","realm":"new"}`)}, conform.Pass, ""},
		{"changed", []*conform.Record{before, update(only, 204, sent, ""), get(read, `{"id":"1","realm":"old"}`)}, conform.Fail,
			`"new"|"old"`},
		{"refused", []*conform.Record{before, update(only, 400, sent, refusal)}, conform.Unsupported, text},
		{"refused without an error", []*conform.Record{before, update(only, 400, sent, "")}, conform.Fail,
			"a PATCH of one property accepted|400 Bad Request"},
		{"failed", []*conform.Record{before, update(only, 500, sent, refusal)}, conform.Fail,
			"a PATCH of one property accepted|500 Internal Server Error  " + refusal},
	})
	empty, after := scenario.Empty.About("strictEnforcement"), get(scenario.EmptyGet.About("strictEnforcement"), `{"id":"1"}`)
	judge(t, vpn, "empty", "strictEnforcement:empty", []judged{
		{"refused", []*conform.Record{update(empty, 400, `{"strictEnforcement":false}`, refusal), after}, conform.Unsupported, text},
	})
}

func TestCreateOnly(t *testing.T) {
	before := get(scenario.Before.Once(), `{"id":"1","appUrl":"a"}`)
	fixed, read := scenario.Fixed.About("appUrl"), scenario.FixedGet.About("appUrl")
	sent, kept := `{"appUrl":"b"}`, get(read, `{"id":"1","appUrl":"a"}`)
	judge(t, "v1.0/webApp", "create_only", "appUrl:create_only", []judged{
		{"ignored", []*conform.Record{before, update(fixed, 200, sent, `{"id":"1","appUrl":"a"}`), kept}, conform.Pass, ""},
		{"refused", []*conform.Record{before, update(fixed, 400, sent, refusal), kept}, conform.Pass, ""},
		{"failed", []*conform.Record{before, update(fixed, 500, sent, ""), kept}, conform.Fail,
			"the property ignored, or 4xx|500 Internal Server Error"},
		{"changed", []*conform.Record{before, update(fixed, 200, sent, ""), get(read, `{"id":"1","appUrl":"b"}`)}, conform.Fail,
			`"a" (as it was created)|"b"`},
		{"another answer", []*conform.Record{before, update(fixed, 204, sent, ""), get(read, `{}`)}, conform.Inconclusive, notTheObject},
		{"not read", []*conform.Record{before, update(fixed, 204, sent, "")}, conform.Inconclusive,
			"step fixed/get/appUrl of scenario patch was not reached"},
	})
}
