package patch

import (
	"slices"
	"strings"
	"testing"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/conform/conformtest"
	"graphconform/suites/scenario"
)

func TestUndescribed(t *testing.T) {
	const of = "v1.0/roleDefinition"
	made := conformtest.Record(schemas.Create, scenario.Base.Nth(2), 201, `{}`, `{"id":"1"}`)
	role := func(actions ...string) string {
		return `{"id":"1","rolePermissions":[{"resourceActions":[` + strings.Join(actions, ",") + `]}]}`
	}
	after := func(more, less string) []*conform.Record {
		about := func(act conform.Act, sent, shown string) []*conform.Record {
			return []*conform.Record{
				conformtest.Record(schemas.Update, act.About("rolePermissions"), 200, sent, sent),
				conformtest.Record(schemas.Get, (act + "/get").About("rolePermissions"), 200, "", shown),
			}
		}
		first, then := about(scenario.More, role(`"a"`, `"b"`), more), about(scenario.Less, role(`"c"`), less)
		return slices.Concat([]*conform.Record{made}, first, then)
	}
	judge(t, of, "undescribed", "rolePermissions:undescribed", []judged{
		{"as sent", after(role(`"a"`, `"b"`), role(`"c"`)), conform.Pass, ""},
		{"the tail kept", after(role(`"a"`, `"b"`), role(`"c"`, `"b"`)), conform.Fail,
			`[{"resourceActions":["c"]}] (sent by itself)|[{"resourceActions":["c","b"]}]`},
		{"not stored", after(role(), role(`"c"`)), conform.Fail,
			`[{"resourceActions":["a","b"]}] (sent by itself)|[{"resourceActions":[]}]`},
		{"not sent", []*conform.Record{made}, conform.Inconclusive,
			"step more/rolePermissions of scenario patch was not reached"},
	})
}

func TestInsideUndescribed(t *testing.T) {
	const of, about = "v1.0/auditEvent", "actor" // whose type no page describes
	actor := func(members string) string {
		return `{"id":"1","actor":{"@odata.type":"microsoft.graph.auditActor",` + members + `}}`
	}
	before := get(scenario.MoreGet.About(about), actor(`"auditActorType":"a","type":"b"`))
	steps := func(act, then conform.Act, sent, shown string) []*conform.Record {
		return []*conform.Record{before, update(act.About(about), 204, actor(sent), ""), get(then.About(about), actor(shown))}
	}
	null := func(shown string) []*conform.Record {
		return steps(scenario.PartNull, scenario.PartNullGet, `"auditActorType":"c","type":null`, shown)
	}
	judge(t, of, "null_inside", "actor:null_inside", []judged{
		{"null", null(`"auditActorType":"c","type":null`), conform.Pass, ""},
		{"absent", null(`"auditActorType":"c"`), conform.Pass, ""},
		{"kept", null(`"auditActorType":"c","type":"b"`), conform.Fail, `null (sent by itself)|"b"`},
		{"the other not stored", null(`"auditActorType":"a"`), conform.Fail, `"c" (sent by itself)|"a"`},
		{"refused", []*conform.Record{before, update(scenario.PartNull.About(about), 400, actor(`"type":null`), refusal)},
			conform.Unsupported, refusesPart},
	})
	part := func(shown string) []*conform.Record {
		return steps(scenario.PartOnly, scenario.PartOnlyGet, `"type":"c"`, shown)
	}
	judge(t, of, "part", "actor:part", []judged{
		{"merged", part(`"auditActorType":"a","type":"c"`), conform.Pass, ""},
		{"replaced", part(`"type":"c"`), conform.Pass, ""},
		{"of another type", []*conform.Record{before, update(scenario.PartOnly.About(about), 204, actor(`"type":"c"`), ""),
			get(scenario.PartOnlyGet.About(about), `{"id":"1","actor":{"@odata.type":"#microsoft.graph.auditEvent","type":"c"}}`)},
			conform.Fail,
			`{"@odata.type":"microsoft.graph.auditActor","type":"c"} (sent by itself)|` +
				`{"@odata.type":"#microsoft.graph.auditEvent","type":"c"}`},
		{"ignored", part(`"auditActorType":"a","type":"b"`), conform.Fail, `"c" (sent by itself)|"b"`},
	})
	judge(t, of, "kept_inside", "actor:kept_inside", []judged{
		{"merged", part(`"auditActorType":"a","type":"c"`), conform.Pass, ""},
		{"replaced", part(`"type":"c"`), conform.Fail, `"a" (as before the update of another member)|no auditActorType`},
		{"another one", part(`"auditActorType":"x","type":"c"`), conform.Fail, `"a" (as before the update of another member)|"x"`},
		{"not seen before", part(`"type":"c"`)[1:], conform.Inconclusive, "step more/get/actor of scenario patch was not reached"},
	})
}
