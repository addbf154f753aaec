package claims

import (
	"testing"
	"time"

	"graphconform/fixtures/hostile"
	"graphconform/fixtures/wire"
	"graphconform/schemas"
	"graphconform/suites/guard"
	"graphconform/suites/plan"
)

// Whatever a tenant answers, map changes nothing there.
func TestMapDoesNoHarm(t *testing.T) {
	paths, err := hostile.ReadPaths(schemas.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	p, err := plan.New(schemas.Embedded(), plan.Options{Seed: 7, Select: []string{
		"beta/deviceComplianceScriptDeviceState/**", "beta/androidOmaCpConfiguration/**", "beta/deviceCategory/**",
		"beta/notificationMessageTemplate/**", "beta/onPremisesConditionalAccessSettings/**",
	}})
	if err != nil {
		t.Fatal(err)
	}
	attacks := hostile.Attacks()
	for i := range 2 * len(attacks) {
		if testing.Short() && i%25 != 0 { // the race detector sees enough in a few
			continue
		}
		attack, shared := attacks[i/2], i%2 == 0
		tenant := hostile.New(paths, attack)
		sender, err := wire.New(wire.Config{
			Root: hostile.Root, Token: "abc", Timeout: 150 * time.Millisecond, MaxWait: 300 * time.Millisecond,
			Transport: tenant.Transport("map"),
		})
		if err != nil {
			t.Fatal(err)
		}
		probe := Probe{Sender: guard.New(sender, guard.Options{Tenant: shared}), Writes: true}
		if rows := probe.Map(t.Context(), p); len(rows) == 0 {
			t.Errorf("%s: nothing was asked for", attack.Name)
		}
		for _, entry := range tenant.Harms(shared) {
			if !attack.BeyondAt(shared) {
				t.Errorf("%s: %s", attack.Name, entry)
			}
		}
		if left := tenant.Left("map"); len(left) > 0 {
			t.Errorf("%s: left %v", attack.Name, left)
		}
	}
}
