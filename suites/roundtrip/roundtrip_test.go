package roundtrip

import (
	"slices"
	"strings"
	"testing"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/conform/conformtest"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

const (
	deviceState = "beta/deviceComplianceScriptDeviceState"
	refusal     = `{"error":{"code":"BadRequest","message":"no"}}`
)

// everyRow returns evidence in which every row's create sent one body and got one answer, which GET repeats.
func everyRow(of *resource.Resource, status int, sent, answer, read string) *conform.Evidence {
	var transcripts []*conform.Transcript
	for _, k := range of.Rows {
		transcripts = append(transcripts, conformtest.Transcript(scenario.RowKey(k),
			conformtest.Record(schemas.Create, scenario.Create.Once(), status, sent, answer),
			conformtest.Record(schemas.Get, scenario.Get.Once(), 200, "", read),
		))
	}
	return conform.NewEvidence(of, transcripts)
}

func TestValue(t *testing.T) {
	of := conformtest.Resource(t, deviceState)
	for _, test := range []struct {
		property, sent, got string // members
		verdict             conform.Verdict
		text                string
	}{
		{"scriptOutput", `"text"`, `"text"`, conform.Pass, ""},
		{"scriptOutput", `""`, `""`, conform.Pass, ""},
		{"scriptOutput", `""`, `null`, conform.Fail, `"" (plain)|null`},
		{"scriptOutput", `" text"`, `"text"`, conform.Fail, `" text" (plain)|"text"`},
		{"lastSyncDateTime", `"2017-01-01T00:00:00Z"`, `"2017-01-01T01:00:00.0000000+01:00"`, conform.Pass, ""},
		{"lastSyncDateTime", `"2017-01-01T00:00:00.0000001Z"`, `"2017-01-01T00:00:00Z"`, conform.Fail,
			`"2017-01-01T00:00:00.0000001Z" (plain)|"2017-01-01T00:00:00Z"`},
	} {
		body := func(value string) string { return `{"id":"1","` + test.property + `":` + value + `}` }
		t.Run(test.property+" "+test.sent, func(t *testing.T) {
			answered := everyRow(of, 201, body(test.sent), body(test.got), body(test.sent))
			judged := func(op schemas.OperationKind, e *conform.Evidence) conform.Outcome {
				out := conformtest.Judge(t, Family(), "value", test.property, op, e)
				for i := range out.Findings {
					out.Findings[i].Want = test.sent + " (plain)" // the row's label changes from property to property
				}
				return out
			}
			conformtest.ExpectExactly(t, judged(schemas.Create, answered), test.verdict, test.text)
			conformtest.ExpectExactly(t, judged(schemas.Get, answered), conform.Pass, "")
			read := everyRow(of, 204, body(test.sent), "", body(test.got))
			conformtest.ExpectExactly(t, judged(schemas.Get, read), test.verdict, test.text)
		})
	}
}

// Of a row that is refused the values that every server takes are judged without the others, and of these it is said which are refused.
func TestLimits(t *testing.T) {
	of := conformtest.Resource(t, deviceState)
	extremes := []string{"empty", "control characters", "beyond U+FFFF", "joiners and separators", "65 characters",
		"255 characters", "256 characters", "4096 characters",
		"300 characters of 4 bytes", "255 characters of 2 bytes", "4096 characters of 3 bytes"}
	for _, test := range []struct {
		name    string
		status  int    // of the values alone
		kept    string // of the others
		verdict conform.Verdict
		refused []string
	}{
		{"refused", 400, "x", conform.Pass, extremes},
		{"failed", 500, "x", conform.Fail, nil},
		{"the others changed", 400, "z", conform.Fail, extremes},
	} {
		var transcripts []*conform.Transcript
		for _, k := range of.Rows {
			transcripts = append(transcripts, conformtest.Transcript(scenario.RowKey(k),
				conformtest.Record(schemas.Create, scenario.Create.Once(), 400, `{"scriptError":"x"}`, refusal),
				conformtest.Record(schemas.Create, scenario.Moderate.Once(), 201, `{"scriptError":"x"}`,
					`{"id":"1","scriptError":"`+test.kept+`"}`),
				conformtest.Record(schemas.Create, scenario.Create.About("scriptError"), test.status, `{"scriptError":"y"}`, refusal)))
		}
		out := conformtest.Judge(t, Family(), "value", "scriptError", schemas.Create, conform.NewEvidence(of, transcripts))
		if out.Verdict != test.verdict {
			t.Errorf("%s: %s, %+v", test.name, out.Verdict, out.Findings)
		}
		if test.refused == nil {
			continue
		}
		if len(out.Limits) != 1 || out.Limits[0].At != "/scriptError" {
			t.Fatalf("%s: limits %+v", test.name, out.Limits)
		}
		got := slices.Sorted(slices.Values(out.Limits[0].Refused))
		if want := slices.Sorted(slices.Values(test.refused)); !slices.Equal(got, want) {
			t.Errorf("%s: refused %q, want %q", test.name, got, want)
		}
	}
}

func TestValueNotSeen(t *testing.T) {
	of := conformtest.Resource(t, deviceState)
	for name, test := range map[string]struct {
		e    *conform.Evidence
		text string
	}{
		"not run": {conform.NewEvidence(of, nil), "scenario row/00 was not run"},
		"refused with its base": {everyRow(of, 400, `{"scriptError":"x"}`, refusal, `{}`),
			"step create/scriptError of scenario row/00 was not reached"},
		"another answer": {everyRow(of, 201, `{"scriptError":"x"}`, `{}`, `{}`), "create does not answer with the object"},
	} {
		t.Run(name, func(t *testing.T) {
			conformtest.ExpectExactly(t, conformtest.Judge(t, Family(), "value", "scriptError", schemas.Create, test.e),
				conform.Inconclusive, test.text)
		})
	}
}

// TestConditional follows a property that the page restricts in prose: it is sent apart from the row, then alone.
func TestConditional(t *testing.T) {
	of := conformtest.Resource(t, "beta/iosVpnConfiguration")
	const sent, object = `{"realm":"x"}`, `{"id":"1","realm":"x"}`
	apart := func(step conform.Step, status int, answer string) *conform.Record {
		return conformtest.Record(schemas.Create, step, status, sent, answer)
	}
	read := func(step conform.Step) *conform.Record { return conformtest.Record(schemas.Get, step, 200, "", object) }
	once, alone := scenario.Restricted.Once(), scenario.Restricted.About("realm")
	for _, test := range []struct {
		name    string
		records []*conform.Record
		verdict conform.Verdict
		text    string
	}{
		{"taken", []*conform.Record{apart(once, 201, object), read(scenario.RestrictedGet.Once())}, conform.Pass, ""},
		{"changed", []*conform.Record{apart(once, 201, `{"id":"1","realm":"y"}`)}, conform.Fail, `"x"`},
		{"taken alone", []*conform.Record{
			apart(once, 400, refusal), apart(alone, 201, object), read(scenario.RestrictedGet.About("realm")),
		}, conform.Pass, ""},
		{"changed alone", []*conform.Record{apart(once, 400, refusal), apart(alone, 201, `{"id":"1"}`)}, conform.Fail, `"x"`},
		{"refused", []*conform.Record{apart(once, 400, refusal), apart(alone, 400, refusal)}, conform.Unsupported,
			scenario.RefusesRestricted},
		{"failed", []*conform.Record{apart(once, 400, refusal), apart(alone, 500, refusal)}, conform.Fail, "accepted"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var transcripts []*conform.Transcript
			for _, k := range of.Rows {
				records := make([]*conform.Record, len(test.records))
				for i, r := range test.records {
					each := *r
					records[i] = &each
				}
				transcripts = append(transcripts, conformtest.Transcript(scenario.RowKey(k), records...))
			}
			out := conformtest.Judge(t, Family(), "value", "realm", schemas.Create, conform.NewEvidence(of, transcripts))
			conformtest.Expect(t, out, test.verdict, test.text)
		})
	}
}

func TestNull(t *testing.T) {
	of, key := conformtest.Resource(t, deviceState), scenario.Nulls.Key()
	base := func(status int) *conform.Record {
		return conformtest.Record(schemas.Create, scenario.Base.Once(), status, `{}`, `{"id":"1","scriptError":"x"}`)
	}
	made := func(property string, status int, answer string) *conform.Record {
		return conformtest.Record(schemas.Create, scenario.Null.About(property), status, `{"`+property+`":null}`, answer)
	}
	read := func(property, answer string) *conform.Record {
		return conformtest.Record(schemas.Get, scenario.NullGet.About(property), 200, "", answer)
	}
	for _, test := range []struct {
		name, property string
		records        []*conform.Record
		verdict        conform.Verdict
		text           string
	}{
		{"null", "scriptError", []*conform.Record{base(201), made("scriptError", 201, `{"id":"2","scriptError":null}`),
			read("scriptError", `{"id":"2","scriptError":null}`)}, conform.Pass, ""},
		{"absent", "scriptError", []*conform.Record{base(201), made("scriptError", 201, `{"id":"2"}`), read("scriptError", `{"id":"2"}`)},
			conform.Pass, ""},
		{"empty", "scriptError", []*conform.Record{base(201), made("scriptError", 201, `{"id":"2","scriptError":null}`),
			read("scriptError", `{"id":"2","scriptError":""}`)}, conform.Fail, `null or absent|""`},
		{"refused", "scriptError", []*conform.Record{base(201), made("scriptError", 400, refusal)}, conform.Pass, ""},
		{"refused for its sender", "scriptError", []*conform.Record{base(201), made("scriptError", 403, refusal)}, conform.Fail,
			`null accepted, or refused with 4xx|403 Forbidden  ` + refusal},
		{"refused", "detectionState", []*conform.Record{base(201), made("detectionState", 400, refusal)}, conform.Pass, ""},
		{"failed", "detectionState", []*conform.Record{base(201), made("detectionState", 500, "")}, conform.Fail,
			`null accepted, or refused with 4xx|500 Internal Server Error`},
		{"first member", "detectionState", []*conform.Record{base(201),
			made("detectionState", 201, `{"id":"2","detectionState":"unknown"}`)},
			conform.Fail, `null or absent|"unknown"`},
		{"not read", "scriptError", []*conform.Record{base(201), made("scriptError", 201, `{"id":"2"}`)}, conform.Inconclusive,
			"step null/get/scriptError of scenario nulls was not reached"},
		{"no base", "scriptError", []*conform.Record{base(400), made("scriptError", 400, refusal)}, conform.Inconclusive,
			"POST base answered 400"},
	} {
		t.Run(test.property+" "+test.name, func(t *testing.T) {
			e := conformtest.Evidence(of, key, test.records...)
			conformtest.ExpectExactly(t, conformtest.Judge(t, Family(), "null", test.property+":null", schemas.Create, e),
				test.verdict, test.text)
		})
	}
}

func TestNullInside(t *testing.T) {
	const property = "additionalInformation" // a collection of keyValuePair, which has a name and a value
	of, key := conformtest.Resource(t, "beta/appleVppTokenTroubleshootingEvent"), scenario.Nulls.Key()
	const sent = `{"additionalInformation":[{"@odata.type":"microsoft.graph.keyValuePair","name":null,"value":null}]}`
	made := func(status int, answer string) *conform.Record {
		return conformtest.Record(schemas.Create, scenario.NullInside.About(property), status, sent, answer)
	}
	read := func(answer string) *conform.Record {
		return conformtest.Record(schemas.Get, scenario.NullInsideGet.About(property), 200, "", answer)
	}
	const null = `{"id":"1","additionalInformation":[{"name":null}]}`
	const empty = `{"id":"1","additionalInformation":[{"name":null,"value":""}]}`
	for _, test := range []struct {
		name    string
		records []*conform.Record
		verdict conform.Verdict
		text    string
	}{
		{"null and absent", []*conform.Record{made(201, null), read(null)}, conform.Pass, ""},
		{"empty", []*conform.Record{made(201, null), read(empty)}, conform.Fail, `null or absent|""`},
		{"empty in the answer", []*conform.Record{made(201, empty), read(null)}, conform.Fail, `null or absent|""`},
		{"refused", []*conform.Record{made(400, refusal)}, conform.Pass, ""},
		{"failed", []*conform.Record{made(500, "")}, conform.Fail,
			`an object with nulls accepted, or refused with 4xx|500 Internal Server Error`},
		{"another answer", []*conform.Record{made(201, `{}`), read(`{}`)}, conform.Inconclusive, "no answer could be read as the object"},
		{"not sent", nil, conform.Inconclusive, "step null_inside/additionalInformation of scenario nulls was not reached"},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := conformtest.Evidence(of, key, test.records...)
			out := conformtest.Judge(t, Family(), "null_inside", property+":null_inside", schemas.Create, e)
			conformtest.ExpectExactly(t, out, test.verdict, test.text)
		})
	}
}

func TestPlaces(t *testing.T) {
	got := conformtest.Places(Family(), conformtest.Resource(t, "beta/groupPolicyDefinitionValue"))
	want := []string{ // configurationType is an enum
		"create/configurationType:null null", "create/enabled value", "create/enabled:null null", "create/omitted omitted",
		"get/enabled value", "list/enabled value", "update/enabled value", "update/enabled@get value",
	}
	if !slices.Equal(got, want) {
		t.Errorf("places\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
