package plan_test

import (
	"slices"
	"testing"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/plan"
)

// A unit that is narrowed has the scenarios that its checks rest on, the documented one, and no others; the whole stays as it was.
func TestUnitOnly(t *testing.T) {
	p, err := plan.New(schemas.Embedded(), plan.Options{Seed: 1, Select: []string{"beta/deviceComplianceDeviceStatus/**"}})
	if err != nil {
		t.Fatal(err)
	}
	whole := p.Units[0]
	checks, scenarios := len(whole.Checks), len(whole.Scenarios)
	part := whole.Only(func(check *conform.Check) bool { return check.Family == "auth" })
	var keys []string
	for _, s := range part.Scenarios {
		keys = append(keys, s.Key.String())
	}
	if want := []string{"documented", "concurrent", "auth"}; !slices.Equal(keys, want) {
		t.Errorf("scenarios %q, want %q", keys, want)
	}
	if len(part.Checks) == 0 || part.Resource != whole.Resource || len(whole.Checks) != checks || len(whole.Scenarios) != scenarios {
		t.Errorf("%d checks; the whole has %d and %d scenarios", len(part.Checks), len(whole.Checks), len(whole.Scenarios))
	}
	if whole.Only(func(*conform.Check) bool { return false }) != nil {
		t.Error("a unit without checks")
	}
}
