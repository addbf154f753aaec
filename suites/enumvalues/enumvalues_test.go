package enumvalues

import (
	"slices"
	"strings"
	"testing"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/conform/conformtest"
	"graphconform/suites/scenario"
)

// twoRows is a type with two sample rows: one a member of configurationType.
const twoRows = "beta/groupPolicyDefinitionValue"

// rows returns evidence of as many rows as a resource has, each with records of its own.
func rows(t *testing.T, id string, records func() []*conform.Record) *conform.Evidence {
	of := conformtest.Resource(t, id)
	var transcripts []*conform.Transcript
	for _, k := range of.Rows {
		transcripts = append(transcripts, conformtest.Transcript(scenario.RowKey(k), records()...))
	}
	return conform.NewEvidence(of, transcripts)
}

func TestMember(t *testing.T) {
	const sent, refused = `{"configurationType":"policy"}`, `{"error":{"code":"BadRequest","message":"no"}}`
	created := func(status int, answer string) *conform.Record {
		return conformtest.Record(schemas.Create, scenario.Create.Once(), status, sent, answer)
	}
	changed := func(sent string) *conform.Record {
		return conformtest.About("1", conformtest.Record(schemas.Update, scenario.Update.Once(), 204, sent, ""))
	}
	kept := func(op schemas.OperationKind, act conform.Act, answer string) *conform.Record {
		return conformtest.Record(op, act.Once(), 200, "", answer)
	}
	for _, test := range []struct {
		name    string
		in      schemas.OperationKind
		place   string
		records func() []*conform.Record
		verdict conform.Verdict
		text    string
	}{
		{"answered", schemas.Create, "configurationType=policy", func() []*conform.Record {
			return []*conform.Record{created(201, `{"id":"1","configurationType":"policy"}`)}
		}, conform.Pass, ""},
		{"in other letters", schemas.Create, "configurationType=policy", func() []*conform.Record {
			return []*conform.Record{created(201, `{"id":"1","configurationType":"Policy"}`)}
		}, conform.Fail, `"policy" (policy)|"Policy"`},
		{"left out", schemas.Create, "configurationType=policy", func() []*conform.Record {
			return []*conform.Record{created(201, `{"id":"1"}`)}
		}, conform.Fail, `"policy" (policy)|no configurationType`},
		{"not the object", schemas.Create, "configurationType=policy", func() []*conform.Record {
			return []*conform.Record{created(201, `{"value":[]}`)}
		}, conform.Inconclusive, "create does not answer with the object"},
		{"refused alone", schemas.Create, "configurationType=policy", func() []*conform.Record {
			alone := conformtest.Record(schemas.Create, scenario.Create.About("configurationType"), 400, sent, refused)
			base := conformtest.Record(schemas.Create, scenario.Base.Once(), 201, `{}`, `{"id":"2"}`)
			return []*conform.Record{created(400, refused), base, alone}
		}, conform.Fail, `"policy" accepted (policy)|400 Bad Request  ` + refused},
		{"refused as all is", schemas.Create, "configurationType=policy", func() []*conform.Record {
			alone := conformtest.Record(schemas.Create, scenario.Create.About("configurationType"), 400, sent, refused)
			return []*conform.Record{created(400, refused), alone}
		}, conform.Inconclusive, "the write was refused: 400 Bad Request  " + refused},
		{"read", schemas.Get, "configurationType=policy", func() []*conform.Record {
			return []*conform.Record{created(201, `{"id":"1"}`), kept(schemas.Get, scenario.Get, `{"id":"1","configurationType":"policy"}`)}
		}, conform.Pass, ""},
		{"replaced", schemas.Get, "configurationType=policy", func() []*conform.Record {
			return []*conform.Record{created(201, `{"id":"1"}`),
				kept(schemas.Get, scenario.Get, `{"id":"1","configurationType":"preference"}`)}
		}, conform.Fail, `"policy" (policy)|"preference"`},
		{"not read", schemas.Get, "configurationType=policy", func() []*conform.Record {
			return []*conform.Record{created(201, `{"id":"1"}`)}
		}, conform.Inconclusive, "step get of scenario row/00 was not reached"},
		{"listed", schemas.List, "configurationType=policy", func() []*conform.Record {
			list := conformtest.List(scenario.List.Once(), `{"value":[{"id":"2"}]}`, `{"value":[{"id":"1","configurationType":"policy"}]}`)
			relisted := conformtest.List(scenario.Relisted.Once(), `{"value":[{"id":"1","configurationType":"policy"}]}`)
			return []*conform.Record{created(201, `{"id":"1"}`), list, changed(sent), relisted}
		}, conform.Pass, ""},
		{"not listed", schemas.List, "configurationType=policy", func() []*conform.Record {
			list, relisted := conformtest.List(scenario.List.Once(), `{"value":[]}`),
				conformtest.List(scenario.Relisted.Once(), `{"value":[]}`)
			return []*conform.Record{created(201, `{"id":"1"}`), list, changed(sent), relisted}
		}, conform.Inconclusive, "the list does not show the object"},
		{"updated without a body", schemas.Update, "configurationType=policy", func() []*conform.Record {
			return []*conform.Record{changed(sent)}
		}, conform.Pass, ""},
		{"update dropped", schemas.Update, "configurationType=preference@get", func() []*conform.Record {
			after := kept(schemas.Get, scenario.Updated, `{"id":"1","configurationType":null}`)
			return []*conform.Record{changed(`{"configurationType":"preference"}`), after}
		}, conform.Fail, `"preference" (preference)|null`},
		{"another member sent", schemas.Create, "configurationType=preference", func() []*conform.Record {
			return []*conform.Record{created(201, `{"id":"1","configurationType":"policy"}`)}
		}, conform.Inconclusive, "nothing was observed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			out := conformtest.Judge(t, Family(), "member", test.place, test.in, rows(t, twoRows, test.records))
			conformtest.ExpectExactly(t, out, test.verdict, test.text)
		})
	}
}

func TestMemberNotRun(t *testing.T) {
	e := conform.NewEvidence(conformtest.Resource(t, twoRows), nil)
	out := conformtest.Judge(t, Family(), "member", "configurationType=policy", schemas.Create, e)
	conformtest.ExpectExactly(t, out, conform.Inconclusive, "scenario row/00 was not run")
}

func TestInside(t *testing.T) {
	const item = `"@odata.type":"#microsoft.graph.androidForWorkAppConfigurationSchemaItem","displayName":"a","dataType":"choice"`
	const sent = `{"schemaItems":[{` + item + `}]}`
	for name, test := range map[string]struct {
		answer  string
		verdict conform.Verdict
	}{
		"the same":              {`{"id":"1","schemaItems":[{"displayName":"a","dataType":"choice"}]}`, conform.Pass},
		"other values are free": {`{"id":"1","schemaItems":[{"displayName":"b","dataType":"choice"}]}`, conform.Pass},
		"another member":        {`{"id":"1","schemaItems":[{"displayName":"a","dataType":"bool"}]}`, conform.Fail},
		"left out":              {`{"id":"1","schemaItems":[{"displayName":"a"}]}`, conform.Fail},
		"an element less":       {`{"id":"1","schemaItems":[]}`, conform.Fail},
		"not the object":        {`{"value":1}`, conform.Inconclusive},
	} {
		t.Run(name, func(t *testing.T) {
			e := rows(t, "beta/androidForWorkAppConfigurationSchema", func() []*conform.Record {
				return []*conform.Record{conformtest.Record(schemas.Create, scenario.Create.Once(), 201, sent, test.answer)}
			})
			if out := conformtest.Judge(t, Family(), "inside", "schemaItems:inside", schemas.Create, e); out.Verdict != test.verdict {
				t.Errorf("%s %q %v, want %s", out.Verdict, out.Reason, out.Findings, test.verdict)
			}
		})
	}
}

func TestPlaces(t *testing.T) {
	got := conformtest.Places(Family(), conformtest.Resource(t, twoRows))
	want := []string{
		"create/configurationType:case case", "create/configurationType:number number",
		"create/configurationType:undocumented undocumented",
		"create/configurationType=policy member", "create/configurationType=preference member",
		"get/configurationType=policy member", "get/configurationType=preference member",
		"list/configurationType=policy member", "list/configurationType=preference member",
		"update/configurationType:case case", "update/configurationType:number number",
		"update/configurationType:undocumented undocumented",
		"update/configurationType=policy member", "update/configurationType=policy@get member",
		"update/configurationType=preference member", "update/configurationType=preference@get member",
	}
	if !slices.Equal(got, want) {
		t.Errorf("places\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestNoList(t *testing.T) {
	of, key := conformtest.Resource(t, twoRows), conform.ScenarioKey{}
	for _, k := range of.Rows {
		if of.Row(k).Samples["configurationType"].Value == "policy" {
			key = scenario.RowKey(k)
		}
	}
	conformtest.NoList(t, Family(), "member", "configurationType=policy", schemas.List, of, key,
		func(list conformtest.Listing) []*conform.Record {
			const object = `{"id":"1","configurationType":"policy"}`
			return []*conform.Record{
				conformtest.Record(schemas.Create, scenario.Create.Once(), 201, `{"configurationType":"policy"}`, object),
				list(scenario.List.Once(), object)}
		})
}
