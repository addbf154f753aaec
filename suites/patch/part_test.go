package patch

import (
	"testing"

	"graphconform/suites/conform"
	"graphconform/suites/scenario"
)

const (
	app  = "v1.0/webApp"
	icon = `{"id":"1","largeIcon":{"@odata.type":"microsoft.graph.mimeContent","type":"image/png","value":"AAAA"}}`
)

func TestNullInside(t *testing.T) {
	sent := `{"largeIcon":{"@odata.type":"microsoft.graph.mimeContent","type":null,"value":"BBBB"}}`
	accepted, read := update(scenario.PartNull.About("largeIcon"), 204, sent, ""), scenario.PartNullGet.About("largeIcon")
	with := func(shown string) []*conform.Record {
		return []*conform.Record{accepted, get(read, `{"id":"1","largeIcon":`+shown+`}`)}
	}
	judgeIn(t, scenario.Parts.Key(), app, "null_inside", "largeIcon:null_inside", []judged{
		{"null", with(`{"type":null,"value":"BBBB"}`), conform.Pass, ""},
		{"absent", with(`{"value":"BBBB"}`), conform.Pass, ""},
		{"kept", with(`{"type":"image/png","value":"BBBB"}`), conform.Fail, `null (sent with null for another member)|"image/png"`},
		{"the other lost", with(`{"type":null}`), conform.Fail, `"BBBB" (sent with null for another member)|no value`},
		{"refused", []*conform.Record{update(scenario.PartNull.About("largeIcon"), 400, sent, refusal)}, conform.Unsupported, refusesPart},
		{"failed", []*conform.Record{update(scenario.PartNull.About("largeIcon"), 500, sent, refusal)}, conform.Fail,
			`the change inside the object accepted, or refused with 4xx|500 Internal Server Error  ` + refusal},
		{"another answer", []*conform.Record{accepted, get(read, `{}`)}, conform.Inconclusive, notTheObject},
	})
}

func TestPart(t *testing.T) {
	sent := `{"largeIcon":{"@odata.type":"microsoft.graph.mimeContent","value":"BBBB"}}`
	accepted, read := update(scenario.PartOnly.About("largeIcon"), 204, sent, ""), scenario.PartOnlyGet.About("largeIcon")
	before := get(scenario.Before.Once(), icon)
	with := func(shown string) []*conform.Record {
		return []*conform.Record{before, accepted, get(read, `{"id":"1","largeIcon":`+shown+`}`)}
	}
	judgeIn(t, scenario.Parts.Key(), app, "part", "largeIcon:part", []judged{
		{"merged", with(`{"type":"image/png","value":"BBBB"}`), conform.Pass, ""},
		{"replaced", with(`{"type":null,"value":"BBBB"}`), conform.Pass, ""},
		{"ignored", with(`{"type":"image/png","value":"AAAA"}`), conform.Fail, `"BBBB" (sent by itself)|"AAAA"`},
	})
	judgeIn(t, scenario.Parts.Key(), app, "kept_inside", "largeIcon:kept_inside", []judged{
		{"merged", with(`{"type":"image/png","value":"BBBB"}`), conform.Pass, ""},
		{"replaced", with(`{"value":"BBBB"}`), conform.Fail, `"image/png" (as before the update of another member)|no type`},
		{"nothing to keep", []*conform.Record{get(scenario.Before.Once(), `{"id":"1"}`), accepted, get(read, icon)}, conform.Unsupported,
			"the object shows no other member before the update"},
	})
}

func TestType(t *testing.T) {
	of := `{"@odata.type":"#microsoft.graph.webApp","id":"1","displayName":"a"}`
	before := get(scenario.Before.Once(), of)
	accepted := update(scenario.TypeUpdate.Nth(1), 204, `{"@odata.type":"#microsoft.graph.iosStoreApp"}`, "")
	read := scenario.TypeGet.Once()
	judgeIn(t, scenario.Parts.Key(), app, "type", "type", []judged{
		{"ignored", []*conform.Record{before, accepted, get(read, of)}, conform.Pass, ""},
		{"refused", []*conform.Record{before, update(scenario.TypeUpdate.Nth(1), 400, `{}`, refusal), get(read, of)}, conform.Pass, ""},
		{"turned", []*conform.Record{before, accepted,
			get(read, `{"@odata.type":"#microsoft.graph.iosStoreApp","id":"1","displayName":"a"}`)}, conform.Fail,
			`"#microsoft.graph.webApp"|"#microsoft.graph.iosStoreApp"`},
		{"lost a value", []*conform.Record{before, accepted, get(read, `{"@odata.type":"#microsoft.graph.webApp","id":"1"}`)}, conform.Fail,
			`"a"|no displayName`},
		{"fails", []*conform.Record{before, update(scenario.TypeUpdate.Nth(1), 500, `{}`, refusal), get(read, of)}, conform.Fail,
			`another type ignored, or 4xx|500 Internal Server Error  ` + refusal},
	})
}
