package action_test

import (
	"slices"
	"strings"
	"testing"

	"graphconform/schemas"
	"graphconform/suites/action"
	"graphconform/suites/conform"
	"graphconform/suites/conform/conformtest"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

const (
	envelope = `{"error":{"code":"BadRequest","message":"no"}}`
	profile  = "beta/androidDeviceOwnerEnrollmentProfile" // createToken(tokenValidityInSeconds) answers 204
	vpp      = "beta/depOnboardingSetting"                // getExpiringVppTokenCount answers an Int32
	policy   = "beta/deviceCompliancePolicy"              // hasPayloadLinks answers a collection of hasPayloadLinkResultItem
	log      = "beta/appLogCollectionRequest"             // createDownloadUrl answers appLogCollectionDownloadDetails
)

func called(status int, body string) *conform.Record {
	return conformtest.Record(schemas.Action, scenario.Called.Once(), status, `{}`, body)
}

func refused(step conform.Step, status int, body string) *conform.Record {
	return conformtest.Record(schemas.Action, step, status, `{}`, body)
}

func records(all ...*conform.Record) []*conform.Record { return all }

// check is evidence of one call with what a rule must say of it.
type check struct {
	name, of, call string
	records        []*conform.Record
	want           conform.Verdict
	says           string // of the reason, or of the first finding
}

func (c check) run(t *testing.T, rule, place string) {
	e := conformtest.Evidence(conformtest.Resource(t, c.of), scenario.Call.Of(c.call), c.records...)
	out := conformtest.Judge(t, action.Family(), rule, place, schemas.OperationKind(c.call), e)
	text := out.Reason
	if len(out.Findings) > 0 {
		text = out.Findings[0].At + " " + out.Findings[0].Want + " | " + out.Findings[0].Got
	}
	if out.Verdict != c.want || !strings.Contains(text, c.says) {
		t.Errorf("verdict %s, %q; want %s, %q", out.Verdict, text, c.want, c.says)
	}
}

func TestStatus(t *testing.T) {
	for _, c := range []check{
		{"204", profile, "createToken", records(called(204, "")), conform.Pass, ""},
		{"204 with a body", profile, "createToken", records(called(204, `{}`)), conform.Fail, "204 No Content | 204"},
		{"200 for 204", profile, "createToken", records(called(200, "")), conform.Fail, "204 No Content | 200"},
		{"200", vpp, "getExpiringVppTokenCount", records(called(200, `{"value":1}`)), conform.Pass, ""},
		{"200 without a body", vpp, "getExpiringVppTokenCount", records(called(200, "")), conform.Fail, "200 OK with a body"},
		{"missing", profile, "createToken", nil, conform.Inconclusive, "step call"},
		{"no parent", profile, "createToken", records(conformtest.NotSent(scenario.Called.Once(), conform.NoParent, "no parent")),
			conform.Inconclusive, "no parent"},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, "documented", "documented") })
	}
}

func TestRead(t *testing.T) {
	pass, fail := conform.Pass, conform.Fail
	for status, want := range map[int]conform.Verdict{405: pass, 404: pass, 501: pass, 204: fail, 500: fail} {
		read := conformtest.Record(schemas.Get, scenario.ReadCall.Once(), status, "", "")
		check{"", profile, "createToken", records(read, called(204, "")), want, ""}.run(t, "read", "read")
	}
}

// A call that the claims do not tell of may be refused as an operation may; any other answer is held against the page.
func TestUnclaimed(t *testing.T) {
	for _, test := range []struct {
		claimed bool
		status  int
		want    conform.Verdict
	}{
		{false, 404, conform.Unsupported}, {false, 405, conform.Unsupported}, {false, 501, conform.Unsupported},
		{false, 400, conform.Fail}, {false, 500, conform.Fail}, {false, 204, conform.Pass}, {true, 405, conform.Fail},
	} {
		of := conformtest.ResourceWith(t, profile, resource.Options{Claims: map[string]bool{profile + " createToken": test.claimed}})
		body := envelope
		if test.status == 204 {
			body = ""
		}
		e := conformtest.Evidence(of, scenario.Call.Of("createToken"), called(test.status, body))
		out := conformtest.Judge(t, action.Family(), "documented", "documented", "createToken", e)
		if out.Verdict != test.want {
			t.Errorf("claimed %v, %d: %s, want %s", test.claimed, test.status, out.Verdict, test.want)
		}
	}
}

func TestAnswer(t *testing.T) {
	const one, many, object = "getExpiringVppTokenCount", "hasPayloadLinks", "createDownloadUrl"
	for _, c := range []check{
		{"number", vpp, one, records(called(200, `{"value":7}`)), conform.Pass, ""},
		{"null", vpp, one, records(called(200, `{"value":null}`)), conform.Pass, ""},
		{"text", vpp, one, records(called(200, `{"value":"7"}`)), conform.Fail, "/value"},
		{"too great", vpp, one, records(called(200, `{"value":3000000000}`)), conform.Fail, "/value"},
		{"bare", vpp, one, records(called(200, `7`)), conform.Fail, "a value of type Int32 | 7"},
		{"no JSON", vpp, one, records(called(200, `seven`)), conform.Fail, "body JSON | seven"},
		{"collection", policy, many, records(called(200, `{"value":[{"payloadId":"1","hasLink":true}]}`)), conform.Pass, ""},
		{"empty collection", policy, many, records(called(200, `{"value":[]}`)), conform.Pass, ""},
		{"object for a collection", policy, many, records(called(200, `{"value":{}}`)), conform.Fail, "an array | {}"},
		{"wrong element", policy, many, records(called(200, `{"value":[{},{"hasLink":"yes"}]}`)), conform.Fail, "/value/1/hasLink"},
		{"object", log, object, records(called(200, `{"downloadUrl":"x"}`)), conform.Pass, ""},
		{"object under value", log, object, records(called(200, `{"value":{"downloadUrl":"x"}}`)), conform.Pass, ""},
		{"wrong object", log, object, records(called(200, `{"downloadUrl":1}`)), conform.Fail, "/downloadUrl"},
		{"wrong object under value", log, object, records(called(200, `{"value":{"downloadUrl":1}}`)), conform.Fail, "/value/downloadUrl"},
		{"nothing", profile, "createToken", records(called(204, "")), conform.Pass, ""},
		{"refused", vpp, one, records(called(500, "")), conform.Inconclusive, "POST call answered 500"},
		{"missing", vpp, one, nil, conform.Inconclusive, "step call"},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, "answer", "answer") })
	}
}

func TestParameter(t *testing.T) {
	const name = "tokenValidityInSeconds"
	of := conformtest.Resource(t, profile)
	calls := scenario.CallsOf(of)
	i := slices.IndexFunc(calls, func(c resource.Call) bool { return c.Name == "createToken" })
	wrong := calls[i].Wrong[name]
	if len(wrong) < 2 {
		t.Fatalf("wrong values of %s: %q, want several", name, wrong)
	}
	sent := func(last int) []*conform.Record {
		all := records(called(204, ""))
		for n := range wrong {
			status := 400
			if n == len(wrong)-1 {
				status = last
			}
			all = append(all, refused(scenario.BadParameter.About(name).Nth(n+1), status, envelope))
		}
		return all
	}
	for _, c := range []check{
		{"refused", profile, "createToken", sent(400), conform.Pass, ""},
		{"server error", profile, "createToken", sent(500), conform.Fail, "/" + name},
		{"accepted", profile, "createToken", sent(204), conform.Fail, wrong[len(wrong)-1] + " refused with 4xx | 204"},
		{"one missing", profile, "createToken", sent(400)[:len(wrong)], conform.Inconclusive, "step bad/" + name},
		{"call refused", profile, "createToken", append(records(called(400, envelope)), sent(400)[1:]...),
			conform.Inconclusive, "answered 400"},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, "parameter", "parameter:"+name) })
	}
}

func TestUnknownObject(t *testing.T) {
	step := scenario.BadObject.Once()
	for _, c := range []check{
		{"404", profile, "createToken", records(called(204, ""), refused(step, 404, envelope)), conform.Pass, ""},
		{"400", profile, "createToken", records(called(204, ""), refused(step, 400, envelope)), conform.Fail, "404 Not Found | 400"},
		{"missing", profile, "createToken", records(called(204, "")), conform.Inconclusive, "step bad/unknown"},
		{"call refused", profile, "createToken", records(called(500, ""), refused(step, 404, envelope)),
			conform.Inconclusive, "answered 500"},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, "unknown_object", "unknown_object") })
	}
}

func TestEnvelope(t *testing.T) {
	step := scenario.BadObject.Once()
	for _, c := range []check{
		{"pass", profile, "createToken", records(called(204, ""), refused(step, 404, envelope)), conform.Pass, ""},
		{"without", profile, "createToken", records(called(204, ""), refused(step, 404, "")), conform.Fail, "404 without a body"},
		{"none refused", profile, "createToken", records(called(204, ""), refused(step, 204, "")),
			conform.Unsupported, "nothing was refused"},
		{"missing", profile, "createToken", nil, conform.Inconclusive, "step call"},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, "envelope", "envelope") })
	}
}

func TestNoCredentials(t *testing.T) {
	step := scenario.AuthCall.Once()
	for _, c := range []check{
		{"401", profile, "createToken", records(called(204, ""), refused(step, 401, envelope)), conform.Pass, ""},
		{"accepted", profile, "createToken", records(called(204, ""), refused(step, 204, "")), conform.Fail, "401 Unauthorized | 204"},
		{"no token", profile, "createToken", records(called(204, "")), conform.Unsupported, "the run has no token"},
		{"missing", profile, "createToken", nil, conform.Inconclusive, "step call"},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, "no_credentials", "no_credentials") })
	}
}

func TestKept(t *testing.T) {
	look := func(act conform.Act, status int, body string) *conform.Record {
		return conformtest.Record(schemas.Get, act.Once(), status, "", body)
	}
	const one, cleared = `{"id":"1","displayName":"a"}`, `{"id":"1","displayName":null}`
	before := look(scenario.Uncalled, 200, one)
	after := func(status int, body string) *conform.Record { return look(scenario.CalledGet, status, body) }
	const function = "getRelatedAppStates"
	for _, c := range []check{
		{"kept", profile, "createToken", records(before, called(204, ""), after(200, one)), conform.Pass, ""},
		{"changed", profile, "createToken", records(before, called(204, ""), after(200, cleared)), conform.Pass, ""},
		{"gone", profile, "createToken", records(before, called(204, ""), after(404, envelope)), conform.Fail, `the object, "1" | 404`},
		{"another", profile, "createToken", records(before, called(204, ""), after(200, `{"id":"2"}`)), conform.Fail, `the object, "1"`},
		{"not seen before", profile, "createToken", records(look(scenario.Uncalled, 404, envelope), called(204, ""), after(404, envelope)),
			conform.Unsupported, "before"},
		{"not called", profile, "createToken", records(before), conform.Inconclusive, "step call"},
		{"function", "beta/mobileApp", function, records(before, called(200, `{"value":[]}`), after(200, one)), conform.Pass, ""},
		{"function that changes", "beta/mobileApp", function, records(before, called(200, `{"value":[]}`), after(200, cleared)),
			conform.Fail, "as it was before"},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, "kept", "kept") })
	}
}

func TestEffect(t *testing.T) {
	const parameter = "assignments"
	list := func(act conform.Act, n int) *conform.Record {
		return conformtest.List(act.About(parameter), `{"value":[`+strings.TrimSuffix(strings.Repeat(`{"id":"1"},`, n), ",")+`]}`)
	}
	calls := func(before, after int) []*conform.Record {
		return records(list(scenario.UncalledList, before), called(200, `{"value":[]}`), list(scenario.CalledList, after))
	}
	others := func(after int) []*conform.Record {
		return append(calls(0, 1), list(scenario.OtherListed, 1), list(scenario.OtherList, after))
	}
	const target = `{"@odata.type":"microsoft.graph.configurationManagerCollectionAssignmentTarget","collectionId":"one"}`
	given := func(entries string) []*conform.Record {
		sent := `{"assignments":[{"id":"5","target":` + target + `}]}`
		call := conformtest.Record(schemas.Action, scenario.Called.Once(), 200, sent, `{"value":[]}`)
		shown := conformtest.List(scenario.CalledList.About(parameter), `{"value":[`+entries+`]}`)
		return records(list(scenario.UncalledList, strings.Count(entries, "id")-1), call, shown)
	}
	none := conformtest.Record(schemas.List, scenario.CalledList.About(parameter), 404, "", envelope)
	bad := refused(scenario.BadParameter.About(parameter).Nth(1), 200, `{"value":[]}`)
	for _, c := range []check{
		{"made", policy, "assign", calls(0, 1), conform.Pass, ""},
		{"in place of others", policy, "assign", calls(2, 1), conform.Pass, ""},
		{"beside others", policy, "assign", calls(2, 3), conform.Pass, ""},
		{"nothing", policy, "assign", calls(0, 0), conform.Fail, "1 entries, as assignments had"},
		{"twice", policy, "assign", calls(0, 2), conform.Fail, "| 2 entries"},
		{"more in place of it", policy, "assign", append(calls(0, 1), list(scenario.CalledMoreList, 2)), conform.Pass, ""},
		{"more, one of them there", policy, "assign", append(calls(2, 3), list(scenario.CalledMoreList, 4)), conform.Pass, ""},
		{"more beside it", policy, "assign", append(calls(2, 3), list(scenario.CalledMoreList, 5)), conform.Pass, ""},
		{"one of several", policy, "assign", append(calls(0, 1), list(scenario.CalledMoreList, 1)), conform.Fail,
			"2 entries, as assignments had then"},
		{"another's kept", policy, "assign", others(1), conform.Pass, ""},
		{"another's changed, too", policy, "assign", others(2), conform.Fail,
			"as before the call on another object, 1 entries: 1 | 2 entries: 1, 1"},
		{"nothing of another", policy, "assign", append(calls(0, 1), list(scenario.OtherListed, 0), list(scenario.OtherList, 0)),
			conform.Fail, "1 entries, as assignments had of the other object | 0 entries"},
		{"as given", policy, "assign", given(`{"id":"7","source":"direct","target":` + target + `}`), conform.Pass, ""},
		{"as given, among others", policy, "assign", given(`{"id":"6","target":null},{"id":"7","target":` + target + `}`),
			conform.Pass, ""},
		{"empty", policy, "assign", given(`{"id":"7","target":null}`), conform.Fail, "an entry with target = "},
		{"another target", policy, "assign", given(`{"id":"7","target":` + strings.Replace(target, "one", "two", 1) + `}`), conform.Fail,
			"an entry with target = "},
		{"no list", policy, "assign", append(calls(0, 1)[:2], none), conform.Unsupported, "does not list"},
		{"a wrong parameter taken", policy, "assign", append(calls(0, 2), bad), conform.Unsupported, "wrong parameter"},
		{"not called", policy, "assign", nil, conform.Inconclusive, "step call"},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, "effect", parameter+":effect") })
	}
}

func TestPlaces(t *testing.T) {
	places := func(options resource.Options) []string {
		return slices.DeleteFunc(conformtest.Places(action.Family(), conformtest.ResourceWith(t, profile, options)),
			func(place string) bool {
				return !strings.HasPrefix(place, "createToken/")
			})
	}
	want := []string{
		"createToken/answer answer", "createToken/documented documented", "createToken/envelope envelope",
		"createToken/kept kept", "createToken/no_credentials no_credentials", "createToken/parameter:tokenValidityInSeconds parameter",
		"createToken/read read", "createToken/unknown_object unknown_object",
	}
	if got := places(resource.Options{}); !slices.Equal(got, want) {
		t.Errorf("places %q, want %q", got, want)
	}
	if got := places(resource.Options{NoAuth: true}); !slices.Equal(got, slices.Delete(slices.Clone(want), 4, 5)) {
		t.Errorf("without sign-in: places %q", got)
	}
	if got := places(resource.Options{Observe: true}); got != nil {
		t.Errorf("only observed: places %q, want none", got)
	}
}

// The page lets apps be assigned in a certain state alone.
func TestState(t *testing.T) {
	const app = "beta/mobileApp"
	for rule, place := range map[string]string{
		"documented": "documented", "answer": "answer", "envelope": "envelope", "parameter": "parameter:mobileAppAssignments",
	} {
		check{"refused", app, "assign", records(called(400, envelope)), conform.Unsupported, scenario.RefusesState}.run(t, rule, place)
	}
	check{"failed", app, "assign", records(called(500, envelope)), conform.Fail, "500"}.run(t, "documented", "documented")
	check{"no error", app, "assign", records(called(400, "")), conform.Fail, "400"}.run(t, "documented", "documented")
}
