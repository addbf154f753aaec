package request_test

import (
	"testing"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/conform/conformtest"
	"graphconform/suites/request"
)

func TestRequests(t *testing.T) {
	const state, ios = "beta/deviceComplianceScriptDeviceState", "v1.0/iosCustomConfiguration"
	for name, test := range map[string]struct {
		of, rule, place, sent string
		verdict               conform.Verdict
		text                  string
	}{
		"right":            {state, "value", "detectionState", `{"detectionState":"success"}`, conform.Pass, ""},
		"null":             {state, "value", "detectionState", `{"detectionState":null}`, conform.Pass, ""},
		"no member":        {state, "value", "detectionState", `{"detectionState":"sucess"}`, conform.Fail, `"sucess"`},
		"another type":     {state, "value", "scriptOutput", `{"scriptOutput":7}`, conform.Fail, "want string or null, got 7"},
		"no point in time": {state, "value", "lastStateUpdateDateTime", `{"lastStateUpdateDateTime":"today"}`, conform.Fail, `"today"`},
		"known": {state, "undeclared", "undeclared",
			`{"scriptOutput":"a","@odata.type":"#microsoft.graph.deviceComplianceScriptDeviceState"}`, conform.Pass, ""},
		"an annotation": {state, "undeclared", "undeclared", `{"scriptOutput@mine.note":"a"}`, conform.Pass, ""},
		"unknown":       {state, "undeclared", "undeclared", `{"colour":"red"}`, conform.Fail, "colour"},
		"misspelt":      {state, "undeclared", "undeclared", `{"ScriptOutput":"a"}`, conform.Fail, "a member scriptOutput"},
		"an object":     {state, "encoding", "encoding", `{"scriptOutput":"a"}`, conform.Pass, ""},
		"no object":     {state, "encoding", "encoding", `["a"]`, conform.Fail, "one JSON object"},
		"no JSON":       {state, "encoding", "encoding", `{"scriptOutput":`, conform.Fail, "one JSON object"},
		"a name twice": {state, "encoding", "encoding",
			`{"scriptOutput":"a","scriptOutput":"b"}`, conform.Fail, "one member of that name"},
		"a read-only id": {state, "read_only", "id:read_only", `{"id":"1"}`, conform.Fail, "read-only"},
		"none":           {state, "read_only", "id:read_only", `{"scriptOutput":"a"}`, conform.Pass, ""},
		"says its type": {ios, "odata_type", "odata_type",
			`{"@odata.type":"#microsoft.graph.iosCustomConfiguration"}`, conform.Pass, ""},
		"does not say it": {ios, "odata_type", "odata_type", `{"displayName":"a"}`, conform.Fail, "no such member"},
		"of another type": {ios, "undeclared", "undeclared",
			`{"@odata.type":"#microsoft.graph.iosUpdateConfiguration","x":1}`, conform.Inconclusive, ""},
		"listed with commas": {state, "value", "detectionState", `{"detectionState":"success,fail"}`, conform.Pass, ""},
	} {
		t.Run(name, func(t *testing.T) {
			const key conform.ScenarioKind = "exchange"
			r := conformtest.Record(schemas.Create, conform.Act("create").Once(), 201, test.sent, `{"id":"1"}`)
			e := conformtest.Evidence(conformtest.Resource(t, test.of), key.Key(), r)
			out := conformtest.Judge(t, request.Family(), test.rule, test.place, schemas.Create, e)
			conformtest.Expect(t, out, test.verdict, test.text)
		})
	}
}
