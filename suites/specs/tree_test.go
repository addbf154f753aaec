package specs_test

import (
	"strings"
	"testing"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/plan"
	"graphconform/suites/specs"
)

// Every check of the catalog has a text of its own within its operation, in words, and labels that Ginkgo takes.
func TestTextsAreUnique(t *testing.T) {
	ofTheSuite(t)
	p := planned(t, plan.Options{Seed: 1, Strict: true})
	for _, unit := range p.Units {
		seen := map[string]bool{}
		for _, spec := range specs.NewTree(&plan.Plan{Units: []*plan.Unit{unit.Only(first(specs.ManyChecks))}}).Specs() {
			text := spec.Operation + " " + spec.Text
			if seen[text] {
				t.Errorf("%s: two specs are called %q", spec.Checks[0].ID, text)
			}
			seen[text] = true
			for _, label := range spec.Labels {
				if strings.ContainsAny(label, "&|!,()/") {
					t.Errorf("%s: label %q", spec.Checks[0].ID, label)
				}
			}
			if spec.Location.LineNumber < 1 || spec.Location.FileName == ".md" {
				t.Errorf("%s: at %s", spec.Checks[0].ID, spec.Location)
			}
		}
	}
}

// first keeps the first n.
func first(n int) func(*conform.Check) bool {
	return func(*conform.Check) bool { n--; return n >= 0 }
}

func planned(t testing.TB, options plan.Options) *plan.Plan {
	t.Helper()
	p, err := plan.New(schemas.Embedded(), options)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestRequirement(t *testing.T) {
	for id, want := range map[string]string{
		"create/status/documented":        "create the documented request gets the documented status and kind of body",
		"create/errors/platform:overflow": "create platform: an integer beyond its type's range is refused",
		"create/round_trip/platform":      "create platform: a value that is sent comes back as the same value of its type",
		"update/round_trip/platform@get": "update platform: " +
			"a value that is sent comes back as the same value of its type (seen by get)",
		"create/enum_values/status=conflict": "create the page lists conflict among the possible values of status",
		"update/patch/status:null":           "update status: null clears a property that was set",
		"delete/collection/status":           "delete DELETE answers 204 without a body",
	} {
		id = "beta/deviceComplianceDeviceStatus/" + id
		found := specs.NewTree(planned(t, plan.Options{Seed: 1, Select: []string{id}})).Specs()
		if got := found[0].Operation + " " + found[0].Text; len(found) != 1 || got != want {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
}

// A large plan has a spec for each family of a resource; resources that work in one collection stand together.
func TestLargeTree(t *testing.T) {
	ofTheSuite(t)
	p := planned(t, plan.Options{Seed: 1})
	checks, n := 0, map[string]int{}
	for _, group := range specs.NewTree(p) {
		for _, resource := range group.Resources {
			for _, spec := range resource {
				checks += len(spec.Checks)
				n[spec.Resource]++
			}
		}
	}
	if checks != len(p.Checks()) || len(n) != len(p.Units) {
		t.Errorf("%d checks of %d, %d resources of %d", checks, len(p.Checks()), len(n), len(p.Units))
	}
	for resource, specs := range n {
		if specs > len(plan.Families()) {
			t.Errorf("%s has %d specs", resource, specs)
		}
	}
	together := specs.NewTree(planned(t, plan.Options{Seed: 1, Select: []string{
		"beta/deviceComplianceDeviceStatus/*/status/*", "beta/deviceCompliancePolicyAssignment/*/status/*",
		"beta/deviceCategory/*/status/*",
	}}))
	if len(together) != 2 || len(together[0].Resources)+len(together[1].Resources) != 3 {
		t.Errorf("%d groups", len(together))
	}
}
