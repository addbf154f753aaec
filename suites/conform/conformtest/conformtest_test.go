package conformtest_test

import (
	"testing"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/conform/conformtest"
	"graphconform/suites/scenario"
	"graphconform/suites/status"
)

func TestJudge(t *testing.T) {
	of := conformtest.Resource(t, "beta/deviceComplianceScriptDeviceState")
	key, step := scenario.Documented.Key(), scenario.Create.Once()
	for name, test := range map[string]struct {
		record *conform.Record
		want   conform.Verdict
		text   string
	}{
		"pass":    {conformtest.Record(schemas.Create, step, 201, `{}`, `{"id":"1","detectionState":"success"}`), conform.Pass, ""},
		"fail":    {conformtest.Record(schemas.Create, step, 400, `{}`, `{"error":{}}`), conform.Fail, "201 Created"},
		"missing": {conformtest.NotSent(step, conform.Skipped, "no parent"), conform.Inconclusive, "no parent"},
		"broken":  {conformtest.Failed(schemas.Create, step, fixtures.TimeOut), conform.Inconclusive, "time-out"},
	} {
		t.Run(name, func(t *testing.T) {
			out := conformtest.Judge(t, status.Family(), "documented", "documented", schemas.Create,
				conformtest.Evidence(of, key, test.record))
			conformtest.Expect(t, out, test.want, test.text)
		})
	}
}

func TestList(t *testing.T) {
	r := conformtest.List(scenario.List.Once(), `{"value":[{"id":"1"}],"@odata.nextLink":"x"}`, `{"value":[{"id":"2"}]}`)
	if len(r.Items()) != 2 || len(r.Controls()) != 2 || r.Broken != "" || !r.OK() {
		t.Errorf("%d items, %d pages, broken %q, ok %v", len(r.Items()), len(r.Controls()), r.Broken, r.OK())
	}
}
