package schema_test

import (
	"slices"
	"strings"
	"testing"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/conform/conformtest"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
	"graphconform/suites/schema"
)

const (
	state    = "beta/deviceComplianceScriptDeviceState"
	derived  = "beta/activeDirectoryWindowsAutopilotDeploymentProfile" // in a collection that holds several types
	existing = "beta/androidCertificateProfileBase"                    // others make its objects
)

// object is an answer that keeps every rule.
const object = `{"@odata.type":"#microsoft.graph.deviceComplianceScriptDeviceState","id":"7","detectionState":"success",` +
	`"scriptOutput":null,"lastSyncDateTime":"2017-01-01T00:02:49.3205976-08:00"}`

// created is an answer to POST.
func created(body string) *conform.Record {
	return conformtest.Record(schemas.Create, scenario.Create.Once(), 201, `{}`, body)
}

// as returns the record with another media type.
func as(media string, r *conform.Record) *conform.Record {
	r.Exchanges[0].Response.Header.Set("Content-Type", media)
	return r
}

func TestCreated(t *testing.T) {
	of := conformtest.Resource(t, state)
	failed := conformtest.Failed(schemas.Create, scenario.Create.Once(), fixtures.TimeOut)
	empty := conformtest.Record(schemas.Create, scenario.Create.Once(), 204, `{}`, "")
	refused := conformtest.Record(schemas.Create, scenario.Create.Once(), 400, `{}`, `{"error":{"code":"a","message":"b"}}`)
	for _, test := range []struct {
		rule, place string
		record      *conform.Record
		verdict     conform.Verdict
		text        string
	}{
		{"media_type", "media_type", created(object), conform.Pass, ""},
		{"media_type", "media_type", as("application/problem+json; charset=UTF-8", created(object)), conform.Pass, ""},
		{"media_type", "media_type", as("text/html", created(object)), conform.Fail, `want application/json, got "text/html"`},
		{"media_type", "media_type", as("application/json; charset=latin1", created(object)), conform.Fail, "charset utf-8, or none"},
		{"media_type", "media_type", failed, conform.Inconclusive, "time-out"},
		{"media_type", "media_type", refused, conform.Inconclusive, "no create succeeded"},
		{"media_type", "media_type", empty, conform.Pass, ""},
		{"encoding", "encoding", created(object), conform.Pass, ""},
		{"encoding", "encoding", created("\xef\xbb\xbf" + object), conform.Fail, "EF BB BF in front of it"},
		{"encoding", "encoding", created("{\"id\":\"\xff\"}"), conform.Fail, "bytes that are no UTF-8"},
		{"encoding", "encoding", created(object + "}"), conform.Fail, "body: want JSON"},
		{"unique_names", "unique_names", created(object), conform.Pass, ""},
		{"context_first", "context_first", created(object), conform.Pass, ""},
		{"context_first", "context_first", created(`{"id":"7","@odata.context":"c"}`), conform.Fail, `got behind "id"`},
		{"unique_names", "unique_names", created(`{"id":"7","a":{"b":[{"c":1,"c":1}]}}`), conform.Fail,
			"/a/b/0/c: want one member of that name, got the same value twice"},
		{"unique_names", "unique_names", created(`{"id":"7","id":"8"}`), conform.Fail, "/id: want one member of that name, got two values"},
		{"unique_names", "unique_names", failed, conform.Inconclusive, "time-out"},
		{"unique_names", "unique_names", empty, conform.Pass, ""},
		{"shape", "shape", created(`{"id":"7","detectionState":"success","id":"8"}`), conform.Inconclusive, "which of them counts is open"},
		{"property", "detectionState", created(`{"detectionState":"pending","id":"7","detectionState":"success"}`),
			conform.Inconclusive, "holds /detectionState more than once"},
		{"property", "detectionState", created(`{"detectionState":"success","id":"7","detectionState":"success"}`), conform.Pass, ""},
		{"shape", "shape", created(object), conform.Pass, ""},
		{"shape", "shape", created(`{"deviceState":` + object + `}`), conform.Fail, "the object's properties at the top"},
		{"shape", "shape", created(`[` + object + `]`), conform.Fail, "the object's properties at the top"},
		{"names", "names", created(object), conform.Pass, ""},
		{"names", "names", created(`{"id":"7","detection_state":"success"}`), conform.Fail,
			"/detectionState: want a member detectionState, got a member detection_state"},
		{"odata_type", "odata_type", created(object), conform.Pass, ""},
		{"odata_type", "odata_type", created(`{"id":"7"}`), conform.Pass, ""},
		{"odata_type", "odata_type", created(`{"id":"7","@odata.type":"#microsoft.graph.user"}`), conform.Fail,
			`got "#microsoft.graph.user"`},
		{"control", "control", created(object), conform.Pass, ""},
		{"control", "control", created(`{"id":"7","@odata.etag":""}`), conform.Fail, "/@odata.etag: want a string"},
		{"control", "control", created(`{"id":"7","@odata.context":7}`), conform.Fail, "/@odata.context"},
		{"control", "control", created(`{"id":"7","@odata.etag":null}`), conform.Fail, "/@odata.etag: want a string"},
		{"control", "control", created(`{"id":"7","@odata.id":null}`), conform.Pass, ""}, // of an object that has no address
		{"id", "id", created(object), conform.Pass, ""},
		{"id", "id", created(`{"detectionState":"success"}`), conform.Fail, "no id"},
		{"id", "id", created(`{"id":7,"detectionState":"success"}`), conform.Fail, "/id"},
		{"property", "detectionState", created(object), conform.Pass, ""},
		{"property", "detectionState", created(`{"id":"7","detectionState":3}`), conform.Fail, "/detectionState"},
		{"property", "scriptOutput", created(object), conform.Pass, ""},
		{"property", "scriptError", created(object), conform.Pass, ""}, // absent everywhere
		{"property", "lastSyncDateTime", created(`{"id":"7","lastSyncDateTime":"yesterday"}`), conform.Fail, "/lastSyncDateTime"},
		{"property", "scriptOutput", created(`{"odd":1}`), conform.Inconclusive, "no answer could be read as the object"},
		{"property", "scriptOutput", failed, conform.Inconclusive, "time-out"},
	} {
		e := conformtest.Evidence(of, scenario.Documented.Key(), test.record)
		out := conformtest.Judge(t, schema.Family(), test.rule, test.place, schemas.Create, e)
		conformtest.Expect(t, out, test.verdict, test.text)
	}
}

func TestListed(t *testing.T) {
	of := conformtest.Resource(t, state)
	more := `"@odata.nextLink":"https://target.example/objects?page=2"`
	list := func(pages ...string) *conform.Record { return conformtest.List(scenario.List.Once(), pages...) }
	broken := list(`{"value":[` + object + `],"@odata.count":2,` + more + `}`)
	broken.Broken = "a page is missing"
	for _, test := range []struct {
		rule    string
		record  *conform.Record
		verdict conform.Verdict
		text    string
	}{
		{"unique_names", list(`{"value":[`+object+`],`+more+`}`, `{"value":[`+object+`]}`), conform.Pass, ""},
		{"unique_names", list(`{"value":[{"id":"1","id":"2"}],`+more+`}`, `{"value":[]}`), conform.Fail, "/value/0/id: want one member"},
		{"unique_names", list(`{"value":[],`+more+`}`, `{"value":[],"value":[`+object+`]}`), conform.Fail, "/value: want one member"},
		{"shape", list(`{"value":[{"id":"1","id":"2"}],`+more+`}`, `{"value":[]}`), conform.Inconclusive, "which of them counts is open"},
		{"shape", list(`{"value":[` + object + `]}`), conform.Pass, ""},
		{"shape", list(`{"value":[]}`), conform.Pass, ""},
		{"shape", list(`[` + object + `]`), conform.Fail, "an object with an array named value"},
		{"shape", list(`{"value":[7]}`), conform.Fail, "/value/*: want an object, got 7"},
		{"shape", list(`{"value":[{"odd":7}]}`), conform.Fail, "/value/*: want the object's properties"},
		{"control", list(`{"value":[`+object+`],"@odata.count":2,`+more+`}`, `{"value":[`+object+`]}`), conform.Pass, ""},
		{"control", list(`{"value":[`+object+`],"@odata.count":1,`+more+`}`, `{"value":[`+object+`]}`), conform.Fail,
			"/@odata.count: want 2, got 1"},
		{"control", list(`{"value":[],"@odata.nextLink":""}`), conform.Fail, "/@odata.nextLink"},
		{"control", list(`{"value":[],"@odata.nextLink":null}`), conform.Fail, "/@odata.nextLink"},
		{"control", list(`{"value":[{"id":"7","@odata.etag":"W/\"1\""}]}`), conform.Pass, ""},
		{"control", list(`{"value":[{"id":"7","@odata.etag":"W/\"1\""},{"id":"8","@odata.etag":null}]}`), conform.Fail,
			"/value/*/@odata.etag: want a string"},
		{"control", broken, conform.Pass, ""},
		{"context_first", list(`{"value":[]}`), conform.Pass, ""},
		{"context_first", list(`{"@odata.count":0,"@odata.context":"c","value":[]}`), conform.Pass, ""},
		{"context_first", list(`{"@odata.count":0,"value":[],"@odata.context":"c"}`), conform.Fail, `got behind "value"`},
		{"context_first", list(`{"@odata.context":"c",`+more+`,"value":[]}`, `{"@odata.context":"c","value":[]}`), conform.Pass, ""},
		{"context_first", list(`{"@odata.context":"c",`+more+`,"value":[]}`, `{"value":[],"@odata.context":"c"}`), conform.Fail,
			`/@odata.context: want the first member of the answer, got behind "value"`},
	} {
		e := conformtest.Evidence(of, scenario.RowKey(0), test.record)
		conformtest.Expect(t, conformtest.Judge(t, schema.Family(), test.rule, test.rule, schemas.List, e), test.verdict, test.text)
	}
}

// What must be refused and was not is for other families: its form is nobody's promise.
func TestInvalidIsLeftOut(t *testing.T) {
	of := conformtest.Resource(t, state)
	stored := conformtest.Record(schemas.Create, scenario.BadCreate.About("malformed").Nth(1), 201, `{`, `7`)
	wrong := conformtest.Transcript(scenario.Malformed.Key(), stored)
	wrong.Invalid = true
	e := conform.NewEvidence(of, []*conform.Transcript{wrong})
	out := conformtest.Judge(t, schema.Family(), "shape", "shape", schemas.Create, e)
	conformtest.Expect(t, out, conform.Inconclusive, "no create succeeded")
}

func TestDerivedType(t *testing.T) {
	of := conformtest.Resource(t, derived)
	name := strings.Replace(derived, "beta/", "microsoft.graph.", 1)
	says := `"@odata.type":"#` + name + `"`
	context := `"@odata.context":"https://target.example/$metadata#things/` + name + `/$entity"`
	for _, test := range []struct {
		body    string
		verdict conform.Verdict
		text    string
	}{
		{`{"id":"7",` + says + `}`, conform.Pass, ""},
		{`{"id":"7",` + context + `}`, conform.Pass, ""},
		{`{"id":"7"}`, conform.Fail, "no such member"},
	} {
		e := conformtest.Evidence(of, scenario.Documented.Key(), created(test.body))
		conformtest.Expect(t, conformtest.Judge(t, schema.Family(), "derived_type", "derived_type", schemas.Create, e),
			test.verdict, test.text)
	}
}

// Of what only others make, the form of what is there is judged; where nothing is there, nothing can be.
func TestExisting(t *testing.T) {
	of := conformtest.Resource(t, existing)
	list := conformtest.List(scenario.List.Once(), `{"value":[]}`)
	for _, test := range []struct {
		records []*conform.Record
		verdict conform.Verdict
		text    string
	}{
		{[]*conform.Record{list, conformtest.Record(schemas.Get, scenario.Get.Nth(1), 200, "", `{"id":"7"}`)}, conform.Pass, ""},
		{[]*conform.Record{list, conformtest.Record(schemas.Get, scenario.Get.Nth(1), 200, "", `{"displayName":"7"}`)}, conform.Fail,
			"no id"},
		{[]*conform.Record{list}, conform.Unsupported, scenario.NothingThere},
		{nil, conform.Inconclusive, "no get succeeded"},
	} {
		e := conformtest.Evidence(of, scenario.Existing.Key(), test.records...)
		conformtest.Expect(t, conformtest.Judge(t, schema.Family(), "id", "id", schemas.Get, e), test.verdict, test.text)
	}
}

func TestPlaces(t *testing.T) {
	kept := func(of *resource.Resource, rule string) (n int) {
		for _, name := range conformtest.Places(schema.Family(), of) {
			if strings.HasSuffix(name, " "+rule) {
				n++
			}
		}
		return n
	}
	of := conformtest.Resource(t, state)
	if got := kept(of, "property"); got != 4*6 {
		t.Errorf("%d places of properties, want one for each of six in four operations", got)
	}
	if got := kept(of, "derived_type"); got != 0 {
		t.Errorf("%d places of derived_type where there is one type", got)
	}
	if !slices.Contains(conformtest.Places(schema.Family(), conformtest.Resource(t, existing)), "get/id id") {
		t.Error("what exists has no place for its id")
	}
}

// By a list that is none, nobody can say that nothing is there, nor how many objects there are.
func TestNoList(t *testing.T) {
	conformtest.NoList(t, schema.Family(), "id", "id", schemas.Get, conformtest.Resource(t, existing), scenario.Existing.Key(),
		func(list conformtest.Listing) []*conform.Record {
			return []*conform.Record{list(scenario.List.Once(), object)}
		})
	for _, rule := range []string{"control", "names", "odata_type", "id"} {
		conformtest.NoList(t, schema.Family(), rule, rule, schemas.List, conformtest.Resource(t, state), scenario.RowKey(0),
			func(list conformtest.Listing) []*conform.Record {
				return []*conform.Record{list(scenario.List.Once(), object)}
			})
	}
}
