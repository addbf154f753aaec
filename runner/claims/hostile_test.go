package claims

import (
	"testing"
	"time"

	"graphconform/fixtures/hostile"
	"graphconform/fixtures/wire"
	"graphconform/schemas"
	"graphconform/suites/plan"
)

// harmful are the attacks under which map still touches what others own. The list is to be empty.
func harmful() map[string]bool {
	return map[string]bool{
		"redirect/POST 308 to their object":   true,
		"redirect/POST 307 to their object":   true,
		"redirect/PATCH to localhost":         true,
		"redirect/PATCH to another person":    true,
		"redirect/PATCH 308 to their object":  true,
		"redirect/PATCH 307 to their object":  true,
		"redirect/DELETE to localhost":        true,
		"redirect/DELETE to another person":   true,
		"redirect/DELETE 308 to their object": true,
		"redirect/DELETE 307 to their object": true,
		"echo/unknown ids":                    true,
		"redirect/DELETE to 127.0.0.2":        true,
		"redirect/DELETE to [::1]":            true,
		"redirect/DELETE to the collection":   true,
		"redirect/DELETE to the service root": true,
		"redirect/DELETE to the version":      true,
		"redirect/GET to 127.0.0.2":           true,
		"redirect/GET to [::1]":               true,
		"redirect/PATCH to 127.0.0.2":         true,
		"redirect/PATCH to [::1]":             true,
		"redirect/PATCH to the collection":    true,
		"redirect/PATCH to the service root":  true,
		"redirect/PATCH to the version":       true,
		"redirect/singleton":                  true,
		"resolve/all":                         true,
	}
}

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
	for _, attack := range hostile.Attacks() {
		tenant := hostile.New(paths, attack)
		sender, err := wire.New(wire.Config{
			Root: hostile.Root, Token: "abc", Timeout: 150 * time.Millisecond, MaxWait: 300 * time.Millisecond,
			Transport: tenant.Transport("map"),
		})
		if err != nil {
			t.Fatal(err)
		}
		probe := Probe{Sender: sender, Writes: true}
		if rows := probe.Map(t.Context(), p); len(rows) == 0 {
			t.Errorf("%s: nothing was asked for", attack.Name)
		}
		for _, entry := range tenant.Harms(false) {
			if attack.BeyondAt(false) || harmful()[attack.Name] {
				t.Logf("known: %s: %s", attack.Name, entry)
			} else {
				t.Errorf("%s: %s", attack.Name, entry)
			}
		}
		if left := tenant.Left("map"); len(left) > 0 {
			t.Errorf("%s: left %v", attack.Name, left)
		}
	}
}
