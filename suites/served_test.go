package suites_test

import (
	"net/http/httptest"
	"slices"
	"testing"

	"graphconform/fixtures/tenant"
	"graphconform/fixtures/wire"
	"graphconform/schemas"
	"graphconform/suites"
	"graphconform/suites/conform"
	"graphconform/suites/exercise"
	"graphconform/suites/plan"
)

// What conforms where the run started it itself conforms as well where somebody else did, so that all of the run's own is marked and
// proved.
func TestServedTenantConforms(t *testing.T) {
	if testing.Short() {
		t.Skip("asks for many resources")
	}
	server := httptest.NewServer(tenant.New())
	defer server.Close()
	p, err := plan.New(schemas.Embedded(), plan.Options{Seed: 5, Run: "served", Select: []string{"*/*/create/status/documented"}})
	if err != nil {
		t.Fatal(err)
	}
	kept := p.Units[:0]
	for i, unit := range p.Units { // a sample, with those that are made from nothing or shown in an order of their own
		if i%12 == 0 || slices.Contains([]string{
			"beta/iosDeviceFeaturesConfiguration", "beta/appLogCollectionRequest", "beta/groupPolicyPresentationText",
		}, unit.Resource.ID()) {
			kept = append(kept, unit)
		}
	}
	p.Units = kept
	sender, err := wire.New(wire.Config{Root: server.URL, Token: "abc"})
	if err != nil {
		t.Fatal(err)
	}
	defer sender.Close()
	outcomes, tally := suites.Judge(t.Context(), p, exercise.Target{Sender: sender, RunID: "served", Workers: 4})
	if len(outcomes) < 40 {
		t.Errorf("%d checks", len(outcomes))
	}
	for _, o := range outcomes {
		if o.Verdict == conform.Fail || o.Verdict == conform.Inconclusive {
			t.Error(conform.Render(o))
		}
	}
	if len(tally.Left) > 0 {
		t.Errorf("left %q", tally.Left)
	}
}
