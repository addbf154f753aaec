package scenario_test

import (
	"testing"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/conform/conformtest"
	"graphconform/suites/scenario"
)

func TestConcurrent(t *testing.T) {
	of := conformtest.Resource(t, "beta/deviceComplianceScriptDeviceState")
	made := func(n, status int, body string) *conform.Record {
		return conformtest.Record(schemas.Create, scenario.Base.Nth(n), status, `{}`, body)
	}
	probe := made(4, 201, `{"id":"4"}`)
	probe.Probe = true
	e := conformtest.Evidence(of, scenario.Concurrent.Key(), made(1, 201, `{"id":"1"}`), made(2, 400, `{"id":"2"}`),
		made(3, 201, `{}`), probe,
		conformtest.Record(schemas.Delete, scenario.RaceDelete.Nth(1), 204, "", ""),
		conformtest.Record(schemas.Delete, scenario.RaceDelete.Nth(2), 500, "", ""),
		conformtest.Record(schemas.Delete, scenario.RaceDelete.Nth(3), 204, "", ""),
		conformtest.Record(schemas.Get, scenario.RaceGone.Nth(1), 404, "", ""))
	if got := scenario.ConcurrentlyCreated(e); len(got) != 1 || got[0].ID() != "1" {
		t.Errorf("%d objects created, want the one that got an id", len(got))
	}
	pairs := scenario.Raced(e, scenario.RaceDelete, scenario.RaceGone)
	if len(pairs) != 2 || pairs[0][1].Status() != 404 || !pairs[1][1].Skipped() {
		t.Errorf("%d pairs, want those of the two deletions, the second without a GET", len(pairs))
	}
}

func TestConcurrentNotRun(t *testing.T) {
	e := conform.NewEvidence(conformtest.Resource(t, "beta/deviceComplianceScriptDeviceState"), nil)
	if len(scenario.ConcurrentlyCreated(e)) > 0 || len(scenario.Raced(e, scenario.RaceDelete, scenario.RaceGone)) > 0 {
		t.Error("something was created in a scenario that was not run")
	}
}
