package roundtrip

import (
	"testing"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/conform/conformtest"
	"graphconform/suites/scenario"
)

// The type of rolePermissions has no page in v1.0.
func TestUndescribed(t *testing.T) {
	of := conformtest.Resource(t, "v1.0/roleDefinition")
	permissions := func(allowed, not string) string {
		return `"rolePermissions":[{"@odata.type":"microsoft.graph.rolePermission","resourceActions":[` +
			`{"allowedResourceActions":["` + allowed + `"],"notAllowedResourceActions":["` + not + `"]}]}]`
	}
	made := func(status int, answer string) *conform.Record {
		return conformtest.Record(schemas.Create, scenario.Create.Once(), status, `{`+permissions("a", "b")+`}`, answer)
	}
	refusal := `{"error":{"code":"BadRequest","message":"no"}}`
	for _, test := range []struct {
		name    string
		record  *conform.Record
		verdict conform.Verdict
		text    string
	}{
		{"as sent", made(201, `{"id":"1",`+permissions("a", "b")+`}`), conform.Pass, ""},
		{"with more", made(201, `{"id":"1",`+permissions("a", `b"],"x":["y`)+`}`), conform.Pass, ""},
		{"copied", made(201, `{"id":"1",`+permissions("a", "a")+`}`), conform.Fail, "as the page shows it"},
		{"a reference", made(201, `{"id":"1","rolePermissions":[{"$ref":"1"}]}`), conform.Fail, `[{"$ref":"1"}]`},
		{"lost", made(201, `{"id":"1"}`), conform.Fail, "no rolePermissions"},
		{"refused", made(400, refusal), conform.Unsupported, scenario.RefusesRestricted}, // prose restricts it
		{"failed", made(500, refusal), conform.Inconclusive, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := conformtest.Evidence(of, scenario.Documented.Key(), test.record)
			out := conformtest.Judge(t, Family(), "undescribed", "rolePermissions", schemas.Create, e)
			conformtest.Expect(t, out, test.verdict, test.text)
		})
	}
}
