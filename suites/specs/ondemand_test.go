package specs_test

import (
	"context"
	"strings"
	"testing"

	"graphconform/suites/conform"
	"graphconform/suites/plan"
	"graphconform/suites/specs"
)

// A resource is exercised once, when it is first asked for, and with its chosen checks alone. What has no outcome is an error.
func TestOnDemand(t *testing.T) {
	p := planned(t, plan.Options{Seed: 3, Select: []string{
		"beta/deviceComplianceDeviceStatus/*/status/*", "beta/hardwareConfigurationUserState/*/status/*",
	}})
	var exercised [][]string
	outcomes := specs.NewOnDemand(func(_ context.Context, part *plan.Plan, deliver func(conform.Outcome)) []string {
		var ids []string
		for _, check := range part.Checks() {
			ids = append(ids, check.ID)
			if !strings.HasSuffix(check.ID, "/varied") { // is forgotten
				deliver(conform.Outcome{Check: check, Verdict: conform.Pass})
			}
		}
		exercised = append(exercised, ids)
		if part.Seed != 3 || len(part.Units) != 1 {
			t.Errorf("seed %d, %d resources", part.Seed, len(part.Units))
		}
		return []string{"left " + part.Units[0].Resource.ID()}
	})
	outcomes.Choose(p, func(check *conform.Check) bool { return check.Does == "create" })
	const first = "beta/deviceComplianceDeviceStatus/create/status/"
	for _, id := range []string{first + "documented", first + "documented"} {
		if o, err := outcomes.Outcome(t.Context(), id); err != nil || o.Verdict != conform.Pass || o.Check.ID != id {
			t.Errorf("%s: %+v, %v", id, o, err)
		}
	}
	for id, want := range map[string]string{
		first + "varied": "not judged",
		"beta/deviceComplianceDeviceStatus/get/status/existing": "not among those",
		"beta/nothing": "not among those",
	} {
		if _, err := outcomes.Outcome(t.Context(), id); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", id, err)
		}
	}
	if len(exercised) != 1 || strings.Join(exercised[0], " ") != first+"documented "+first+"varied" {
		t.Errorf("exercised %q", exercised)
	}
	if left := outcomes.Left(); len(left) != 1 || left[0] != "left beta/deviceComplianceDeviceStatus" {
		t.Errorf("%q", left)
	}
}
