package handmade

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// documented are the bodies of the three create pages.
var documented = map[string]string{
	runStates: `{"@odata.type":"#microsoft.graph.deviceComplianceScriptDeviceState","detectionState":"success",` +
		`"lastStateUpdateDateTime":"2017-01-01T00:02:58.4418045-08:00","expectedStateUpdateDateTime":"2016-12-31T23:58:26.9294641-08:00",` +
		`"lastSyncDateTime":"2017-01-01T00:02:49.3205976-08:00","scriptOutput":"Script Output value","scriptError":"Script Error value"}`,
	statuses: `{"@odata.type":"#microsoft.graph.deviceComplianceDeviceStatus","deviceDisplayName":"Device Display Name value",` +
		`"userName":"User Name value","deviceModel":"Device Model value","platform":8,` +
		`"complianceGracePeriodExpirationDateTime":"2016-12-31T23:56:44.951111-08:00","status":"notApplicable",` +
		`"lastReportedDateTime":"2017-01-01T00:00:17.7769392-08:00","userPrincipalName":"User Principal Name value"}`,
	userStates: `{"@odata.type":"#microsoft.graph.hardwareConfigurationUserState","upn":"Upn value","userEmail":"User Email value",` +
		`"userName":"User Name value","lastStateUpdateDateTime":"2017-01-01T00:02:58.4418045-08:00","successfulDeviceCount":5,` +
		`"failedDeviceCount":1,"pendingDeviceCount":2,"errorDeviceCount":0,"notApplicableDeviceCount":8,"unknownDeviceCount":2}`,
}

// withID is the documented answer: the documented request with an id behind @odata.type.
func withID(body, id string) string {
	comma := strings.Index(body, ",")
	return body[:comma] + `,"id":"` + id + `"` + body[comma:]
}

func TestDocumentedRequests(t *testing.T) {
	for path, body := range documented {
		c := start(t)
		posted := c.post(path, body)
		if posted.status != 201 || posted.header.Get("Content-Type") != "application/json" {
			t.Fatalf("POST %s: %d %v", path, posted.status, posted.header)
		}
		id := posted.text("id")
		want := withID(body, id)
		at := path + "/" + id
		if got := string(posted.body); id == "" || got != want {
			t.Errorf("POST answers\n%s, want\n%s", got, want)
		}
		if location := posted.header.Get("Location"); location != c.origin+at {
			t.Errorf("Location: %s", location)
		}
		if got := c.get(at); got.status != 200 || string(got.body) != want {
			t.Errorf("GET answers %d\n%s, want\n%s", got.status, got.body, want)
		}
		if got := c.get(path); got.status != 200 || len(got.rows()) != 1 || string(got.rows()[0].body) != want {
			t.Errorf("list answers %d\n%s", got.status, got.body)
		}
		if got := c.patch(at, body); got.status != 200 || string(got.body) != want {
			t.Errorf("PATCH answers %d\n%s", got.status, got.body)
		}
		if got := c.delete(at); got.status != 204 || len(got.body) != 0 {
			t.Errorf("DELETE answers %d %s", got.status, got.body)
		}
		if got := c.get(at); got.status != 404 {
			t.Errorf("GET after DELETE answers %d", got.status)
		}
		if got := c.get(path); got.at("value") != "[]" {
			t.Errorf("list after DELETE answers %s", got.body)
		}
	}
}

func TestParents(t *testing.T) {
	c := start(t)
	for path, id := range map[string]string{
		"deviceComplianceScripts": DeviceComplianceScriptID, "deviceCompliancePolicies": DeviceCompliancePolicyID,
		"hardwareConfigurations": HardwareConfigurationID,
	} {
		path = "/beta/deviceManagement/" + path
		if got := c.get(path); got.status != 200 || len(got.rows()) != 1 || got.rows()[0].text("id") != id || got.rows()[0].text("displayName") == "" {
			t.Errorf("GET %s answers %d %s", path, got.status, got.body)
		}
		if got := c.get(path + "/" + id); got.status != 200 || got.text("id") != id {
			t.Errorf("GET %s by id answers %d %s", path, got.status, got.body)
		}
		if got := c.post(path, `{"displayName":"x"}`); got.status != 405 || got.header.Get("Allow") != "GET" || got.failure() != "MethodNotAllowed" {
			t.Errorf("POST %s answers %d %v %s", path, got.status, got.header, got.body)
		}
	}
}

// Every value here comes back as it was sent.
func TestRoundTrip(t *testing.T) {
	for path, samples := range map[string][]string{
		runStates + " scriptOutput":             {`""`, `" a\tb\r\n "`, `"\"'\\/<b>&amp;%00"`, `"e\u0301 \ud83d\ude00 \u0000\ufeff\uffff\u2028"`, `"` + strings.Repeat("ü", 4096) + `"`, `null`},
		runStates + " detectionState":           {`"unknown"`, `"success"`, `"fail"`, `"scriptError"`, `"pending"`, `"notApplicable"`, `null`},
		statuses + " status":                    {`"unknown"`, `"notApplicable"`, `"compliant"`, `"remediated"`, `"nonCompliant"`, `"error"`, `"conflict"`, `"notAssigned"`},
		statuses + " platform":                  {`0`, `-1`, `32768`, `2147483647`, `-2147483648`, `null`},
		userStates + " pendingDeviceCount":      {`16777217`},
		userStates + " failedDeviceCount":       {`70000`},
		runStates + " lastSyncDateTime":         {`"2017-01-01T00:02:49.3205976-08:00"`, `"2020-02-29T23:59:59Z"`, `"2024-07-15T12:00:00.000+05:30"`, `"0001-01-01T00:00:00Z"`, `"9999-12-31T23:59:59.9999999Z"`, `null`},
		statuses + " lastReportedDateTime":      {`"2016-12-31T23:56:44.951111-03:30"`},
		userStates + " lastStateUpdateDateTime": {`"2017-01-01T00:00:00.1Z"`},
	} {
		path, name, _ := strings.Cut(path, " ")
		c := start(t)
		for _, sample := range samples {
			body := fmt.Sprintf(`{%q:%s}`, name, sample)
			posted := c.post(path, body)
			at := path + "/" + posted.text("id")
			cleared := c.patch(at, fmt.Sprintf(`{%q:null}`, name))
			patched := c.patch(at, body)
			if got := cleared.at(name); got != "null" {
				t.Errorf("%s %s cleared: %s", name, sample, got)
			}
			for what, r := range map[string]reply{"POST": posted, "PATCH": patched, "GET": c.get(at)} {
				if r.status >= 300 || !sameJSON(r.at(name), sample) {
					t.Errorf("%s %s after %s: %d %s", name, sample, what, r.status, r.body)
				}
			}
		}
	}
}

func sameJSON(a, b string) bool {
	var x, y any
	return json.Unmarshal([]byte(a), &x) == nil && json.Unmarshal([]byte(b), &y) == nil && x == y
}

// These are accepted and come back in another spelling.
func TestOtherSpellings(t *testing.T) {
	c := start(t)
	for _, row := range []struct{ path, name, sent, want string }{
		{statuses, "platform", `5.0`, `5`},
		{statuses, "platform", `1e2`, `100`},
		{statuses, "platform", `-0`, `0`},
		{runStates, "lastSyncDateTime", `"2017-01-01t00:02z"`, `"2017-01-01T00:02:00Z"`},
		{runStates, "lastSyncDateTime", `"2017-01-01T00:02:49.123456789012+00:00"`, `"2017-01-01T00:02:49.1234567Z"`},
		{runStates, "id", `null`, ""},
		{runStates, "@odata.type", `"microsoft.graph.deviceComplianceScriptDeviceState"`, ""},
		{runStates, "scriptOutput@odata.type", `"#String"`, ""},
		{runStates, "@example.note", `{"a":[1]}`, ""},
	} {
		got := c.post(row.path, fmt.Sprintf(`{%q:%s}`, row.name, row.sent))
		if got.status != 201 || row.want != "" && got.at(row.name) != row.want {
			t.Errorf("%s %s: %d %s", row.name, row.sent, got.status, got.body)
		}
	}
}

func TestRefusedBodies(t *testing.T) {
	c := start(t)
	made := map[string]string{runStates: c.made(runStates, `{"scriptOutput":"x"}`), statuses: c.made(statuses, `{"platform":7}`)}
	for _, row := range []struct{ path, body string }{
		{runStates, ``}, {runStates, `{`}, {runStates, `{} {}`}, {runStates, `{}x`}, {runStates, `[]`}, {runStates, `[{}]`}, {runStates, `null`}, {runStates, `"x"`},
		{runStates, "{\"scriptOutput\":\"\xff\"}"}, {runStates, "\ufeff{}"}, {runStates, `{"scriptOutput":'x'}`},
		{runStates, `{"scriptOutput":5}`}, {runStates, `{"scriptOutput":true}`}, {runStates, `{"scriptOutput":["x"]}`}, {runStates, `{"scriptOutput":{}}`},
		{runStates, `{"detectionState":"running"}`}, {runStates, `{"detectionState":"Success"}`}, {runStates, `{"detectionState":""}`}, {runStates, `{"detectionState":1}`},
		{statuses, `{"platform":"5"}`}, {statuses, `{"platform":5.5}`}, {statuses, `{"platform":2147483648}`}, {statuses, `{"platform":-2147483649}`},
		{statuses, `{"platform":1e999999999}`}, {statuses, `{"platform":1e-999999999}`}, {statuses, `{"platform":true}`}, {statuses, `{"platform":[]}`},
		{runStates, `{"lastSyncDateTime":0}`}, {runStates, `{"lastSyncDateTime":""}`}, {runStates, `{"lastSyncDateTime":"2017-01-01"}`},
		{runStates, `{"lastSyncDateTime":"2017-01-01T00:00:00"}`}, {runStates, `{"lastSyncDateTime":"2017-02-29T00:00:00Z"}`},
		{runStates, `{"lastSyncDateTime":"2017-13-01T00:00:00Z"}`}, {runStates, `{"lastSyncDateTime":"2017-00-10T00:00:00Z"}`},
		{runStates, `{"lastSyncDateTime":"2017-01-00T00:00:00Z"}`}, {runStates, `{"lastSyncDateTime":"2017-01-01T24:00:00Z"}`},
		{runStates, `{"lastSyncDateTime":"2017-01-01T00:60:00Z"}`}, {runStates, `{"lastSyncDateTime":"2017-01-01T00:00:60Z"}`},
		{runStates, `{"lastSyncDateTime":"2017-01-01T00:00:00+24:00"}`}, {runStates, `{"lastSyncDateTime":"2017-01-01T00:00:00+0100"}`},
		{runStates, `{"lastSyncDateTime":"2017-01-01 00:00:00Z"}`}, {runStates, `{"lastSyncDateTime":"2017-01-01T00:00:00.1234567890123Z"}`},
		{runStates, `{"lastSyncDateTime":"2017-01-01T00:00:00.Z"}`}, {runStates, `{"lastSyncDateTime":"0000-01-01T00:00:00Z"}`},
		{runStates, `{"lastSyncDateTime":"0001-01-01T00:00:00+01:00"}`}, {runStates, `{"lastSyncDateTime":"9999-12-31T23:59:59-01:00"}`},
		{runStates, `{"notThere":1}`}, {runStates, `{"ScriptOutput":"x"}`}, {runStates, `{"platform":5}`},
		{runStates, `{"@odata.type":"#microsoft.graph.deviceComplianceDeviceStatus"}`}, {runStates, `{"@odata.type":5}`}, {runStates, `{"id":5}`},
	} {
		before := string(c.get(row.path).body)
		for method, path := range map[string]string{"POST": row.path, "PATCH": made[row.path]} {
			got := c.do(method, path, row.body)
			if got.status != 400 || got.failure() != "BadRequest" && got.failure() != "ModelValidationFailure" {
				t.Errorf("%s %s: %d %s", method, row.body, got.status, got.body)
			}
		}
		if after := string(c.get(row.path).body); after != before {
			t.Errorf("%s left a trace: %s", row.body, after)
		}
	}
}

func TestErrors(t *testing.T) {
	c := start(t)
	at := c.made(runStates, `{}`)
	for _, row := range []struct {
		method, path string
		status       int
		allow        string
	}{
		{"GET", runStates + "/none", 404, ""}, {"PATCH", runStates + "/none", 404, ""}, {"DELETE", runStates + "/none", 404, ""},
		{"GET", statuses + at[len(runStates):], 404, ""}, {"GET", runStates + "/", 404, ""}, {"GET", at + "/more", 404, ""},
		{"GET", strings.Replace(runStates, DeviceComplianceScriptID, "none", 1), 404, ""},
		{"POST", strings.Replace(runStates, DeviceComplianceScriptID, "none", 1), 404, ""},
		{"GET", strings.Replace(at, DeviceComplianceScriptID, "none", 1), 404, ""},
		{"GET", "/beta/deviceManagement/deviceComplianceScripts/none", 404, ""},
		{"GET", strings.Replace(runStates, "deviceRunStates", "deviceStatuses", 1), 404, ""},
		{"GET", strings.Replace(runStates, "beta", "v1.0", 1), 404, ""}, {"GET", "/", 404, ""}, {"GET", "/beta/deviceManagement", 404, ""},
		{"PUT", at, 405, "DELETE, GET, PATCH"}, {"POST", at, 405, "DELETE, GET, PATCH"}, {"DELETE", runStates, 405, "GET, POST"},
		{"PATCH", runStates, 405, "GET, POST"}, {"DELETE", "/beta/deviceManagement/deviceComplianceScripts/" + DeviceComplianceScriptID, 405, "GET"},
		{"GET", runStates + "?$skiptoken=!", 400, ""},
	} {
		got := c.do(row.method, row.path, "")
		if got.status != row.status || strings.Contains(got.failure(), " ") || got.header.Get("Allow") != row.allow || got.header.Get("request-id") == "" {
			t.Errorf("%s %s answers %d %v %s", row.method, row.path, got.status, got.header, got.body)
		}
	}
	if got := c.do("POST", runStates, "{}", "Content-Type", "text/plain"); got.status != 415 || got.failure() != "UnsupportedMediaType" {
		t.Errorf("text/plain: %d %s", got.status, got.body)
	}
	if got := c.do("GET", runStates, "", "client-request-id", "mine"); got.header.Get("client-request-id") != "mine" {
		t.Errorf("client-request-id: %v", got.header)
	}
}

func TestAuthentication(t *testing.T) {
	c := start(t)
	at := c.made(runStates, `{"scriptOutput":"kept"}`)
	for _, header := range []string{"", "Basic dXNlcjpwYXNz", "Bearer", "Bearer  ", "token"} {
		for _, row := range [][3]string{{"GET", runStates}, {"POST", runStates, `{}`}, {"GET", at}, {"PATCH", at, `{"scriptOutput":"x"}`}, {"DELETE", at}, {"GET", "/none"}, {"PUT", at}} {
			got := c.as(header).do(row[0], row[1], row[2])
			if got.status != 401 || got.failure() != "InvalidAuthenticationToken" || got.header.Get("WWW-Authenticate") == "" {
				t.Errorf("%q %s: %d %s", header, row[0], got.status, got.body)
			}
		}
	}
	if got := c.get(runStates).column("scriptOutput"); got != `"kept"` {
		t.Errorf("something changed without a token: %s", got)
	}
	one := start(t, Token("secret"))
	if got := one.as("bearer secret").get(runStates).status; got != 200 {
		t.Errorf("the right token: %d", got)
	}
	if got := one.as("Bearer other").get(runStates).status; got != 401 {
		t.Errorf("another token: %d", got)
	}
}

func TestClientIDsAreIgnored(t *testing.T) {
	c := start(t)
	for path := range documented {
		other := c.post(path, `{}`).text("id")
		posted := c.post(path, `{"id":"mine"}`)
		id := posted.text("id")
		for _, sent := range []string{"mine", other} {
			if got := c.patch(path+"/"+id, fmt.Sprintf(`{"id":%q}`, sent)); got.status != 200 || got.text("id") != id {
				t.Errorf("PATCH: %d %s", got.status, got.body)
			}
		}
		if id == "mine" || c.get(path+"/mine").status != 404 || c.get(path+"/"+other).text("id") != other {
			t.Errorf("%s took the client's id", path)
		}
	}
}

func TestPackedBodies(t *testing.T) {
	c := start(t)
	var b bytes.Buffer
	packer := gzip.NewWriter(&b)
	_, _ = packer.Write([]byte(`{"scriptOutput":"packed"}`))
	_ = packer.Close()
	for encoding, want := range map[string]int{"gzip": 201, "GZIP": 201, "br": 415, "": 400} {
		if got := c.do("POST", runStates, b.String(), "Content-Encoding", encoding); got.status != want {
			t.Errorf("%q: %d %s", encoding, got.status, got.body)
		}
	}
	if got := c.do("POST", runStates, "{}", "Content-Encoding", "gzip"); got.status != 400 {
		t.Errorf("no gzip: %d", got.status)
	}
	b.Reset()
	packer.Reset(&b)
	_, _ = packer.Write(bytes.Repeat([]byte(" "), maxBody+1))
	_ = packer.Close()
	if got := c.do("POST", runStates, b.String(), "Content-Encoding", "gzip"); got.status != 413 {
		t.Errorf("unpacked body beyond the limit: %d", got.status)
	}
}

func TestManyClientsAtOnce(t *testing.T) {
	c := start(t)
	var group sync.WaitGroup
	for i := range 16 {
		group.Go(func() {
			at := c.made(userStates, fmt.Sprintf(`{"failedDeviceCount":%d}`, i))
			c.patch(at, `{"upn":"x"}`)
			c.get(userStates)
			if got := c.get(at).at("failedDeviceCount"); got != fmt.Sprint(i) {
				t.Errorf("%d: %s", i, got)
			}
			if i%2 == 0 {
				c.delete(at)
			}
		})
	}
	group.Wait()
	if got := len(c.get(userStates).rows()); got != 8 {
		t.Errorf("%d objects are left, want 8", got)
	}
}

func TestEscapedKeys(t *testing.T) {
	c := start(t, With("escaped-ids"))
	posted := c.post(runStates, `{}`)
	id := posted.text("id")
	if !strings.ContainsAny(id, " /+%=") {
		t.Fatalf("id %q", id)
	}
	at := runStates + "/" + url.PathEscape(id)
	if got := c.get(at).text("id"); got != id || posted.header.Get("Location") != c.origin+at {
		t.Errorf("GET answers %q, Location %s", got, posted.header.Get("Location"))
	}
}

func TestUnknownNamePanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("With took a name that nobody lists")
		}
	}()
	With("no-such-name")
}
