package recorded_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"graphconform/fixtures/recording"
	"graphconform/suites/conform"
	"graphconform/suites/recorded"
)

const (
	states  = "https://graph.microsoft.com/beta/deviceManagement/deviceComplianceScripts/7/deviceRunStates"
	configs = "https://graph.microsoft.com/v1.0/deviceManagement/deviceConfigurations"
)

// said is one line of a recording: what was sent, and what was answered.
func said(method, url, sent string, status int, answer string) string {
	line := fmt.Sprintf(`"method":%q,"url":%q,"status":%d,"headers":{"Content-Type":"application/json"}`, method, url, status)
	if sent != "" {
		line += `,"requestBody":` + sent
	}
	if answer != "" {
		line += `,"body":` + answer
	}
	return "{" + line + "}"
}

// departures names the checks that fail, without the version and type that all are of.
func departures(t *testing.T, options recorded.Options, lines ...string) (failed []string, result *recorded.Result) {
	t.Helper()
	var entries []recording.Entry
	for entry, err := range recording.Read("r", strings.NewReader(strings.Join(lines, "\n")), nil) {
		if err != nil {
			t.Fatal(err)
		}
		entries = append(entries, entry)
	}
	result = judge(t, options, entries...)
	for _, o := range result.Outcomes {
		if o.Verdict == conform.Fail && o.Follows == "" {
			failed = append(failed, strings.SplitN(o.Check.ID, "/", 3)[2])
		}
	}
	slices.Sort(failed)
	return failed, result
}

func TestSequences(t *testing.T) {
	create := said("POST", states, `{"detectionState":"success","scriptOutput":"a"}`, 201,
		`{"id":"1","detectionState":"success","scriptOutput":"a"}`)
	get := func(body string) string { return said("GET", states+"/1", "", 200, body) }
	list := func(url, items, more string) string {
		return said("GET", url, "", 200, `{"value":[`+items+`]`+more+`}`)
	}
	patch := func(sent, answer string) string { return said("PATCH", states+"/1", sent, 200, answer) }
	removed := said("DELETE", states+"/1", "", 204, "")
	for name, test := range map[string]struct {
		lines []string
		want  string
	}{
		"as written": {[]string{create, get(`{"id":"1","detectionState":"success","scriptOutput":"a"}`)}, ""},
		"read otherwise": {[]string{create, get(`{"id":"1","detectionState":"success","scriptOutput":"b"}`)},
			"get/round_trip/scriptOutput"},
		"answered otherwise": {[]string{said("POST", states, `{"scriptOutput":"a"}`, 201, `{"id":"1","scriptOutput":"b"}`)},
			"create/round_trip/scriptOutput"},
		"updated": {[]string{create, patch(`{"scriptOutput":"b"}`, `{"id":"1","detectionState":"success","scriptOutput":"b"}`),
			get(`{"id":"1","detectionState":"success","scriptOutput":"b"}`)}, ""},
		"not updated": {[]string{create, said("PATCH", states+"/1", `{"scriptOutput":"b"}`, 204, ""),
			get(`{"id":"1","scriptOutput":"a"}`)},
			"get/round_trip/scriptOutput update/status/documented"},
		"not kept": {[]string{create, patch(`{"scriptOutput":"b"}`, `{"id":"1","scriptOutput":"b"}`),
			get(`{"id":"1","detectionState":"fail","scriptOutput":"b"}`)},
			"update/patch/detectionState:untouched"},
		"answer to an update": {[]string{create, patch(`{"scriptOutput":"b"}`, `{"id":"1","detectionState":null,"scriptOutput":"b"}`),
			get(`{"id":"1","detectionState":"success","scriptOutput":"b"}`)}, "update/patch/answer"},
		"refused": {[]string{create, said("PATCH", states+"/1", `{"scriptOutput":"b"}`, 400,
			`{"error":{"code":"BadRequest","message":"m"}}`),
			get(`{"id":"1","detectionState":"success","scriptOutput":"a"}`)}, ""},
		"unknown end": {[]string{create, said("PATCH", states+"/1", `{"scriptOutput":"b"}`, 500,
			`{"error":{"code":"e","message":"m"}}`),
			get(`{"id":"1","scriptOutput":"b"}`)}, ""},
		"a user's name": {[]string{said("GET", "https://graph.microsoft.com/v1.0/users/a@contoso.com", "", 200, `{"id":"7"}`)}, ""},
		"other key":     {[]string{get(`{"id":"2"}`)}, "get/readonly_id/key"},
		"updated first": {[]string{patch(`{"scriptOutput":"b"}`, `{"id":"1"}`), get(`{"id":"1","scriptOutput":"b"}`)}, ""},
		"updated first, unseen": {[]string{patch(`{"scriptOutput":"b"}`, `{"id":"1"}`), get(`{"id":"1","scriptOutput":"a"}`)},
			"get/round_trip/scriptOutput"},
		"another type": {[]string{get(`{"@odata.type":"#microsoft.graph.mobileApp","id":"1"}`)}, "get/schema/odata_type"},
		"deleted": {[]string{create, removed, said("GET", states+"/1", "", 404,
			`{"error":{"code":"NotFound","message":"m"}}`)}, ""},
		"still read":    {[]string{create, removed, get(`{"id":"1"}`)}, "delete/collection/removed"},
		"created anew":  {[]string{removed, create, get(`{"id":"1","scriptOutput":"a"}`)}, ""},
		"listed":        {[]string{create, list(states, `{"id":"1","scriptOutput":"a"}`, "")}, ""},
		"listed twice":  {[]string{create, list(states, `{"id":"1"},{"id":"1"}`, "")}, "list/collection/member"},
		"not listed":    {[]string{create, list(states, `{"id":"3"}`, "")}, "list/collection/member"},
		"filtered":      {[]string{create, list(states+"?$filter=scriptOutput eq 'z'", ``, "")}, ""},
		"on a page":     {[]string{create, list(states, `{"id":"3"}`, `,"@odata.nextLink":"`+states+`?$skiptoken=2"`)}, ""},
		"listed as old": {[]string{create, list(states, `{"id":"1","scriptOutput":"z"}`, "")}, "list/round_trip/scriptOutput"},
		"still listed":  {[]string{create, removed, list(states, `{"id":"1"}`, "")}, "delete/collection/unlisted"},
		"pages": {[]string{list(states, `{"id":"1"}`, `,"@odata.nextLink":"`+states+`?$skiptoken=2"`),
			list(states+"?$skiptoken=2", `{"id":"2"}`, "")}, ""},
		"pages repeat": {[]string{list(states, `{"id":"1"}`, `,"@odata.nextLink":"`+states+`?$skiptoken=2"`),
			list(states+"?$skiptoken=2", `{"id":"1"}`, "")},
			"list/collection/paged"},
		"page leads to itself": {[]string{list(states, `{"id":"1"}`, `,"@odata.nextLink":"`+states+`"`)}, "list/collection/paged"},
		"selected": {[]string{said("GET", states+"/1?$select=id,scriptOutput", "", 200,
			`{"id":"1","scriptOutput":null}`)}, ""},
		"selected, without it": {[]string{said("GET", states+"/1?$select=scriptOutput", "", 200, `{"detectionState":"fail"}`)},
			"get/query/select"},
		"client's id": {[]string{said("POST", states, `{"id":"mine"}`, 201, `{"id":"mine"}`)},
			"create/readonly_id/client_id create/request/id:read_only"},
		"member dropped": {[]string{said("POST", states, `{"colour":"red"}`, 201, `{"id":"1","scriptOutput":null}`)},
			"create/errors/undeclared create/request/undeclared"},
		"error in words": {[]string{said("GET", states+"/1", "", 404, `{"message":"gone"}`)}, "get/errors/envelope"},
		"aggregated": {[]string{said("GET", states+"?$apply=groupby((detectionState))", "", 200,
			`{"value":[{"detectionState":7}]}`)}, ""},
		"gateway": {[]string{said("GET", states+"/1", "", 503, `{"message":"later"}`)}, ""},
		"a type that was said before": {[]string{said("POST", configs, `{"@odata.type":"#microsoft.graph.iosCustomConfiguration"}`, 201,
			`{"@odata.type":"#microsoft.graph.iosCustomConfiguration","id":"AB"}`),
			said("PATCH", configs+"/AB", `{"payloadName":7}`, 400, `{"error":{"code":"a","message":"b"}}`)}, "update/request/payloadName"},
		"a call that no page knows in between": {[]string{create, said("POST", states+"/1/reset", "", 204, ""),
			get(`{"id":"1","scriptOutput":"z"}`)}, ""},
		"an action in between": {[]string{said("POST", configs, `{"@odata.type":"#microsoft.graph.iosCustomConfiguration"}`, 201,
			`{"@odata.type":"#microsoft.graph.iosCustomConfiguration","id":"1","displayName":"a"}`),
			said("PATCH", configs+"/1", `{"@odata.type":"#microsoft.graph.iosCustomConfiguration","displayName":"b"}`, 200,
				`{"@odata.type":"#microsoft.graph.iosCustomConfiguration","id":"1","displayName":"b"}`),
			said("POST", configs+"/1/assign", `{"assignments":[]}`, 200, `{"value":[]}`),
			said("GET", configs+"/1", "", 200, `{"@odata.type":"#microsoft.graph.iosCustomConfiguration","id":"1","displayName":"c"}`)},
			""},
		"a path that no page knows in between": {[]string{create, said("POST", states+"/1/reset", "", 204, ""), said("PUT",
			states+"/1", `{}`, 200, `{}`),
			get(`{"id":"1","scriptOutput":"z"}`)}, ""},
	} {
		if failed, _ := departures(t, recorded.Options{}, test.lines...); strings.Join(failed, " ") != test.want {
			t.Errorf("%s: %v, want %q", name, failed, test.want)
		}
	}
}

// Objects are judged by the types that they say they are of; what the pages do not know is drift.
func TestTypes(t *testing.T) {
	ios := `{"@odata.type":"#microsoft.graph.iosCustomConfiguration","id":"1","payloadName":7}`
	for name, test := range map[string]struct {
		options recorded.Options
		line    string
		want    string
		drift   string
	}{
		"an entry of a derived type": {line: said("GET", configs, "", 200, `{"value":[`+ios+`]}`), want: "list/schema/payloadName"},
		"an object of one":           {line: said("GET", configs+"/1", "", 200, ios), want: "get/schema/payloadName"},
		"a type in the path": {line: said("GET", configs+"/1/microsoft.graph.iosCustomConfiguration", "", 200,
			`{"id":"1","payloadName":7}`),
			want: "get/schema/payloadName"},
		"a type of later": {line: said("GET", configs, "", 200,
			`{"value":[{"@odata.type":"#microsoft.graph.laterConfiguration","id":"1"}]}`),
			drift: "laterConfiguration"},
		"a property of later": {line: said("GET", states+"/1", "", 200, `{"id":"1","scriptOutput":"a","later":1}`),
			drift: "later"},
		"a member of later": {line: said("GET", states+"/1", "", 200, `{"id":"1","detectionState":"later"}`),
			want: "get/schema/detectionState"},
		"a member of later, drifts": {recorded.Options{Drift: true}, said("GET", states+"/1", "", 200,
			`{"id":"1","detectionState":"later"}`), "", `"later"`},
		"a create without its type": {line: said("POST", configs, `{"displayName":"a"}`, 201, ios),
			want: "create/request/odata_type create/schema/payloadName"},
		"a batch": {line: said("POST", "https://graph.microsoft.com/v1.0/$batch",
			`{"requests":[{"id":"1","method":"GET","url":"/deviceManagement/deviceConfigurations/1"},`+
				`{"id":"2","method":"GET","url":"/users"}]}`, 200,
			`{"responses":[{"id":"2","status":200,"body":{"value":[]}},{"id":"1","status":200,`+
				`"headers":{"Content-Type":"application/json"},"body":`+ios+`}]}`),
			want: "get/schema/payloadName"},
	} {
		failed, result := departures(t, test.options, test.line)
		drift := ""
		for _, d := range result.Drift {
			drift += cmp.Or(d.Type, d.Member, d.Property)
		}
		if strings.Join(failed, " ") != test.want || drift != test.drift {
			t.Errorf("%s: %v, drift %q, want %q and %q", name, failed, drift, test.want, test.drift)
		}
	}
}

func TestExpand(t *testing.T) {
	for answer, want := range map[string]string{
		`{"id":"1","assignments":[{"id":"2"}]}`: "", `{"id":"1"}`: "", `{"id":"1","assignments":{"id":"2"}}`: "get/query/expand",
	} {
		failed, _ := departures(t, recorded.Options{}, said("GET", configs+"/1?$expand=assignments", "", 200, answer))
		if strings.Join(failed, " ") != want {
			t.Errorf("%s: %v, want %q", answer, failed, want)
		}
	}
}

// Actions and functions are found by all their names, and their answers are of the type that the page names.
func TestCalls(t *testing.T) {
	const root = "https://graph.microsoft.com/v1.0/deviceManagement"
	assignment := `{"id":"1","target":{"@odata.type":"microsoft.graph.allLicensedUsersAssignmentTarget"}}`
	for name, test := range map[string]struct{ line, want string }{
		"a function": {said("GET", root+"/verifyWindowsEnrollmentAutoDiscovery(domainName='contoso.com')", "", 200, `{"value":true}`), ""},
		"a function of another type": {said("GET", root+"/microsoft.graph.verifyWindowsEnrollmentAutoDiscovery(domainName='a.b')", "", 200,
			`{"value":"yes"}`), "verifyWindowsEnrollmentAutoDiscovery/call/answer"},
		"a function bare": {said("GET", root+"/auditEvents/getAuditCategories", "", 200, `["a"]`), "getAuditCategories/call/answer"},
		"an action": {said("POST", root+"/deviceConfigurations/1/assign", `{"assignments":[`+assignment+`]}`, 200,
			`{"value":[`+assignment+`]}`), ""},
		"an action without its answer": {said("POST", root+"/deviceConfigurations('1')/microsoft.graph.assign",
			`{"assignments":[]}`, 204, ""),
			"assign/call/documented"},
		"a refused action": {said("POST", root+"/deviceConfigurations/1/assign", `{}`, 400, `{"error":{"code":"a","message":"b"}}`), ""},
	} {
		if failed, _ := departures(t, recorded.Options{}, test.line); strings.Join(failed, " ") != test.want {
			t.Errorf("%s: %v, want %q", name, failed, test.want)
		}
	}
}

// What a client asks for in headers is right.
func TestAskedFor(t *testing.T) {
	const line = `{"method":%q,"url":%q,"requestHeaders":{%q:%q},"status":%d,"headers":{"Content-Type":%q},"requestBody":%s,"body":%s}`
	plain, none, texts := "application/json", "application/json;odata.metadata=none", "application/json;IEEE754Compatible=true"
	object := `{"id":"1","payloadName":"a"}`
	const app = "https://graph.microsoft.com/v1.0/deviceAppManagement/mobileApps/1"
	for name, test := range map[string]struct{ line, want string }{
		"no body of an update": {fmt.Sprintf(line, "PATCH", states+"/1", "Prefer", "return=minimal", 204, plain, `{"scriptOutput":"a"}`,
			"null"), ""},
		"no body unasked": {fmt.Sprintf(line, "PATCH", states+"/1", "Accept", plain, 204, plain, `{"scriptOutput":"a"}`, "null"),
			"update/status/documented"},
		"no types": {fmt.Sprintf(line, "GET", configs+"/microsoft.graph.iosCustomConfiguration", "Accept", none, 200, none, "null",
			`{"value":[`+object+`]}`), ""},
		"numbers as texts": {fmt.Sprintf(line, "GET", app, "Accept", texts, 200, texts,
			"null", `{"@odata.type":"#microsoft.graph.androidLobApp","id":"1","size":"7"}`), ""},
		"numbers as texts unasked": {fmt.Sprintf(line, "GET", app, "Accept", plain, 200,
			plain, "null", `{"@odata.type":"#microsoft.graph.androidLobApp","id":"1","size":"7"}`), "get/schema/size"},
	} {
		if failed, _ := departures(t, recorded.Options{}, test.line); strings.Join(failed, " ") != test.want {
			t.Errorf("%s: %v, want %q", name, failed, test.want)
		}
	}
}

// What no page of a type documents is done to its objects all the same: an object that is gone need not be listed, and what its own pages
// say of times that the server sets is not what those of its base type say.
func TestTypesThatPagesTellLittleOf(t *testing.T) {
	const configs = "https://graph.microsoft.com/beta/deviceManagement/deviceConfigurations"
	const typed = `"@odata.type":"#microsoft.graph.androidForWorkTrustedRootCertificate"` // no page of which documents DELETE and GET there
	create := said("POST", configs, `{`+typed+`,"displayName":"a","createdDateTime":"2001-02-03T04:05:06Z"}`, 201,
		`{`+typed+`,"id":"1","displayName":"a","createdDateTime":"2026-01-02T03:04:05Z"}`)
	get := func(name string) string {
		return said("GET", configs+"/1", "", 200, `{`+typed+`,"id":"1","displayName":"`+name+`","createdDateTime":"2026-01-02T03:04:05Z"}`)
	}
	list := said("GET", configs, "", 200, `{"value":[{`+typed+`,"id":"2"}]}`)
	for name, test := range map[string]struct {
		lines []string
		want  string
	}{
		"not listed":                 {[]string{create, list}, "list/collection/member"},
		"not listed, for it is gone": {[]string{create, said("DELETE", configs+"/1", "", 204, ""), list}, ""},
		"a time of the server's":     {[]string{create, get("a")}, ""},
		"another name":               {[]string{create, get("b")}, "get/round_trip/displayName"},
	} {
		if failed, _ := departures(t, recorded.Options{}, test.lines...); !strings.HasPrefix(strings.Join(failed, " "), test.want) ||
			test.want == "" && len(failed) > 0 {
			t.Errorf("%s: %v, want %q", name, failed, test.want)
		}
	}
}
