package compare_test

import (
	"net/http/httptest"
	"reflect"
	"testing"

	"graphconform/fixtures/tenant"
	"graphconform/fixtures/wire"
	"graphconform/runner/compare"
	"graphconform/runner/report"
	"graphconform/schemas"
	"graphconform/suites"
	"graphconform/suites/exercise"
	"graphconform/suites/plan"
)

// The parts of a run, each against a target of its own, have together what one run has: verdicts, what follows what, and how much was
// found.
func TestPartsMakeOneRun(t *testing.T) {
	plan, err := plan.New(schemas.Embedded(),
		plan.Options{Seed: 7, Select: []string{"beta/deviceComplianceDeviceStatus/*/enum_values/*",
			"beta/deviceComplianceDeviceStatus/*/status/*", "beta/hardwareConfigurationUserState/*/status/*",
			"v1.0/termsAndConditionsAcceptanceStatus/*/*/*"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, faults := range [][]string{{"create_answers_200"}, {"enum_refused_on_update", "list_in_items"}} {
		one := exercised(t, plan, nil, faults)
		for _, n := range []int{2, 4} {
			var parts []compare.Part
			for i := 1; i <= n; i++ {
				parts = append(parts, compare.Part{Report: exercised(t, plan.Shard(i, n),
					&report.Shard{Index: i, Count: n, Planned: len(plan.Checks())}, faults)})
			}
			whole, err := compare.Merge(parts, true)
			if err != nil {
				t.Fatal(err)
			}
			if whole.Plan != one.Plan || !reflect.DeepEqual(whole.Counts, one.Counts) || whole.ExitCode() != one.ExitCode() {
				t.Errorf("%v in %d parts: %+v, want %+v", faults, n, whole.Counts, one.Counts)
			}
			for i := range one.Checks {
				a, b := &one.Checks[i], &whole.Checks[i]
				if a.ID != b.ID || a.Verdict != b.Verdict || a.RootCause != b.RootCause || len(a.Findings) != len(b.Findings) {
					t.Errorf("%v in %d parts: %s %s follows %q with %d findings, want %s %s follows %q with %d",
						faults, n, b.ID, b.Verdict, b.RootCause, len(b.Findings), a.ID, a.Verdict, a.RootCause, len(a.Findings))
				}
			}
		}
	}
}

func exercised(t *testing.T, plan *plan.Plan, shard *report.Shard, faults []string) *report.Report {
	t.Helper()
	server := httptest.NewServer(tenant.New(tenant.WithFault(faults...)))
	defer server.Close()
	sender, err := wire.New(wire.Config{Root: server.URL, Token: "any"})
	if err != nil {
		t.Fatal(err)
	}
	defer sender.Close()
	outcomes, _ := suites.Judge(t.Context(), plan, exercise.Target{Sender: sender, RunID: "parts", Workers: 4})
	return report.New(plan, outcomes, report.Run{Shard: shard})
}
