package schema_test

import (
	"fmt"
	"testing"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/conform/conformtest"
	"graphconform/suites/scenario"
	"graphconform/suites/schema"
)

// at sends a record's requests to another URL of the target.
func at(path string, r *conform.Record) *conform.Record {
	for i := range r.Exchanges {
		r.Exchanges[i].Request.URL = "https://target.example/beta/deviceManagement/" + path
	}
	return r
}

func TestContext(t *testing.T) {
	const (
		states = "deviceComplianceScripts/4711/deviceRunStates"
		set    = "https://target.example/beta/$metadata#deviceManagement/deviceComplianceScripts('4711')/deviceRunStates"
		named  = "microsoft.graph.deviceComplianceScriptDeviceState"
	)
	for _, test := range []struct {
		list    bool
		context string
		says    string // empty where nothing is wrong
	}{
		{false, set + "/$entity", ""},
		{false, set + "(id,detectionState)/$entity", ""},
		{false, set + "/" + named + "/$entity", ""},
		{false, "$metadata#deviceManagement/deviceComplianceScripts/4711/deviceRunStates/$entity", ""},
		{false, "../$metadata#deviceManagement/deviceComplianceScripts(4711)/deviceRunStates/$entity", ""},
		{false, "$metadata#deviceManagement/deviceComplianceScripts(id=%274711%27)/deviceRunStates/$entity", ""},
		{false, "$metadata#deviceRunStates/$entity", ""},
		{false, "$metadata#runs/$entity", ""}, // no page has the name
		{false, "$metadata#" + named, ""},
		{false, "$metadata#" + named + "(id)", ""},
		{false, "$metadata#other.thing", ""},
		{false, "$metadata", ""},
		{false, "$metadata#", ""},
		{false, "$metadata#%zz", ""},
		{false, "$metadata#$ref", ""},
		{false, set, "/$entity"},
		{false, set + "('7')", "/$entity"},
		{false, "$metadata#Collection(" + named + ")", "the context of an object"},
		{false, "$metadata#microsoft.graph.deviceCategory", "the type of what was asked for"},
		{false, "$metadata#deviceManagement/deviceCategories/$entity", "the collection that was asked for, deviceRunStates"},
		{false, "$metadata#deviceManagement/deviceComplianceScripts('4712')/deviceRunStates/$entity",
			"deviceManagement/deviceComplianceScripts/4711/deviceRunStates"},
		{true, set, ""},
		{true, set + "(id,settings(a))", ""},
		{true, set + "/" + named, ""},
		{true, "$metadata#Collection(" + named + ")", ""},
		{true, "$metadata#Collection(" + named + ")(id)", ""},
		{true, "$metadata#Collection(other.thing)", ""},
		{true, set + "/$entity", "the context of a collection"},
		{true, "$metadata#" + named, "the context of a collection"},
		{true, "$metadata#Collection(microsoft.graph.deviceCategory)", "the type of what was asked for"},
		{true, "$metadata#deviceManagement/deviceCategories", "the collection that was asked for, deviceRunStates"},
	} {
		t.Run(test.context, func(t *testing.T) {
			want := conform.Pass
			if test.says != "" {
				want = conform.Fail
			}
			of := conformtest.Resource(t, state)
			judge := func(op schemas.OperationKind, r *conform.Record) {
				e := conformtest.Evidence(of, scenario.RowKey(0), r)
				conformtest.Expect(t, conformtest.Judge(t, schema.Family(), "context", "context", op, e), want, test.says)
			}
			if test.list {
				judge(schemas.List, at(states, conformtest.List(scenario.List.Once(),
					fmt.Sprintf(`{"@odata.context":%q,"value":[%s]}`, test.context, object))))
				return
			}
			body := fmt.Sprintf(`{"@odata.context":%q,"id":"7","detectionState":"success"}`, test.context)
			judge(schemas.Create, at(states, created(body)))
			judge(schemas.Get, at(states+"/7", conformtest.Record(schemas.Get, scenario.Get.Once(), 200, "", body)))
			judge(schemas.Update, at(states+"/7", conformtest.Record(schemas.Update, scenario.Update.Once(), 200, `{}`, body)))
		})
	}
}

// A collection may be declared to hold a type that the page of a derived one does not name.
func TestContextOfDeclaredType(t *testing.T) {
	of := conformtest.Resource(t, "beta/androidForWorkEnterpriseWiFiConfiguration")
	const body = `{"@odata.context":"$metadata#Collection(microsoft.graph.deviceConfiguration)","value":[]}`
	list := conformtest.List(scenario.List.Once(), body)
	e := conformtest.Evidence(of, scenario.RowKey(0), at("deviceConfigurations", list))
	conformtest.Expect(t, conformtest.Judge(t, schema.Family(), "context", "context", schemas.List, e), conform.Pass, "")
}

// Where an answer has no context, or is none, there is nothing to judge by.
func TestContextUnsaid(t *testing.T) {
	of := conformtest.Resource(t, state)
	for _, test := range []struct {
		record *conform.Record
		want   conform.Verdict
	}{
		{created(object), conform.Pass},
		{created(`{"@odata.context":7,"id":"7"}`), conform.Pass},
		{conformtest.Record(schemas.Create, scenario.Create.Once(), 400, `{}`, `{}`), conform.Inconclusive},
	} {
		e := conformtest.Evidence(of, scenario.Documented.Key(), test.record)
		conformtest.Expect(t, conformtest.Judge(t, schema.Family(), "context", "context", schemas.Create, e), test.want, "")
	}
}

// A singleton may be described by its name, or as one of the set that it is bound to; a shared parent may have been given by another key.
func TestContextOfSingletonAndShared(t *testing.T) {
	of := conformtest.Resource(t, "beta/androidManagedStoreAccountEnterpriseSettings")
	const name = "deviceManagement/androidManagedStoreAccountEnterpriseSettings"
	for context, want := range map[string]conform.Verdict{
		name: conform.Pass, name + "/$entity": conform.Pass, "microsoft.graph.androidManagedStoreAccountEnterpriseSettings": conform.Pass,
		"deviceManagement/deviceCategories": conform.Fail, "Collection(microsoft.graph.deviceCategory)": conform.Fail,
	} {
		body := fmt.Sprintf(`{"@odata.context":"$metadata#%s","id":"7"}`, context)
		r := conformtest.Record(schemas.Get, scenario.Get.Once(), 200, "", body)
		e := conformtest.Evidence(of, scenario.Documented.Key(), at("androidManagedStoreAccountEnterpriseSettings", r))
		conformtest.Expect(t, conformtest.Judge(t, schema.Family(), "context", "context", schemas.Get, e), want, "")
	}
	body := `{"@odata.context":"$metadata#deviceManagement/deviceComplianceScripts('1')/deviceRunStates/$entity","id":"7"}`
	given := conformtest.Transcript(scenario.Documented.Key(), at("deviceComplianceScripts/name/deviceRunStates", created(body)))
	given.Shared = true
	e := conform.NewEvidence(conformtest.Resource(t, state), []*conform.Transcript{given})
	conformtest.Expect(t, conformtest.Judge(t, schema.Family(), "context", "context", schemas.Create, e), conform.Pass, "")
}
