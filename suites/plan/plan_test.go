package plan_test

import (
	"os"
	"strings"
	"testing"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/plan"
)

// seeds selects the resources of the seed operations.
var seeds = []string{"beta/deviceComplianceScriptDeviceState/**", "beta/deviceComplianceDeviceStatus/**",
	"beta/hardwareConfigurationUserState/**"}

func planned(t testing.TB, selected ...string) *plan.Plan {
	t.Helper()
	if len(selected) == 0 {
		selected = seeds
	}
	p, err := plan.New(schemas.Embedded(), plan.Options{Seed: 7, Select: selected})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPlanOfTheSeedOperations(t *testing.T) {
	p := planned(t)
	seen := map[string]bool{}
	families := map[string]int{}
	for _, check := range p.Checks() {
		if seen[check.ID] {
			t.Errorf("%s is planned twice", check.ID)
		}
		seen[check.ID] = true
		families[check.Family]++
		if check.Source == "" || check.Promise == "" {
			t.Errorf("%s names no source or promise", check.ID)
		}
		if strings.Count(check.ID, "/") != 4 {
			t.Errorf("%s: want version/type/operation/family/place", check.ID)
		}
	}
	if len(seen) < 700 {
		t.Errorf("%d checks; there were more", len(seen))
	}
	for _, family := range plan.Families() {
		// The seed types have no actions, and no times of their own; what is strict was not asked for.
		if families[family] == 0 && family != "call" && family != "computed" && family != "method" {
			t.Errorf("family %s plans nothing", family)
		}
	}
	for _, id := range []string{ // ids that waivers rely on
		"beta/deviceComplianceScriptDeviceState/create/enum_values/detectionState=scriptError",
		"beta/deviceComplianceScriptDeviceState/update/enum_values/detectionState=unknown",
		"beta/deviceComplianceScriptDeviceState/create/readonly_id/client_id",
		"beta/deviceComplianceDeviceStatus/create/round_trip/platform",
		"beta/hardwareConfigurationUserState/create/status/documented",
		"beta/hardwareConfigurationUserState/list/collection/paged",
	} {
		if !seen[id] {
			t.Errorf("%s is not planned", id)
		}
	}
	if seen["beta/deviceComplianceDeviceStatus/create/readonly_id/client_id"] {
		t.Error("the id of deviceComplianceDeviceStatus is a key, not read-only: nobody may be blamed for taking the client's")
	}
}

func TestSources(t *testing.T) {
	want := map[string]struct {
		level  conform.Level
		source string
	}{
		"beta/deviceComplianceScriptDeviceState/create/enum_values/detectionState=scriptError": {conform.Documented,
			"Create deviceComplianceScriptDeviceState, Request body, row detectionState"},
		"beta/deviceComplianceScriptDeviceState/update/round_trip/scriptOutput": {conform.Documented,
			"Update deviceComplianceScriptDeviceState, Request body, row scriptOutput"},
		"beta/deviceComplianceScriptDeviceState/get/round_trip/scriptOutput": {conform.Documented,
			"Create deviceComplianceScriptDeviceState, Request body, row scriptOutput"},
		"beta/deviceComplianceDeviceStatus/update/round_trip/platform": {conform.Documented,
			"Update deviceComplianceDeviceStatus, Request body, row platform"},
		"beta/hardwareConfigurationUserState/update/round_trip/upn": {conform.Protocol, "OData 4.01 Part 1, 11.4.1.5"},
		"beta/hardwareConfigurationUserState/create/status/documented": {conform.Documented,
			"Create hardwareConfigurationUserState, Response"},
	}
	for _, check := range planned(t).Checks() {
		if w, ok := want[check.ID]; ok {
			if check.Level != w.level || check.Source != w.source {
				t.Errorf("%s: %s, %s; want %s, %s", check.ID, check.Level, check.Source, w.level, w.source)
			}
			delete(want, check.ID)
		}
	}
	for id := range want {
		t.Errorf("%s is not planned", id)
	}
}

func TestPlanIsAFunctionOfItsSeed(t *testing.T) {
	digest := func(seed uint64) string {
		plan, err := plan.New(schemas.Embedded(), plan.Options{Seed: seed, Select: seeds})
		if err != nil {
			t.Fatal(err)
		}
		return plan.Digest()
	}
	once, again := digest(1), digest(1)
	if once != again || once == digest(2) {
		t.Error("equal seeds must give equal plans, and other seeds others")
	}
}

func TestSelection(t *testing.T) {
	for pattern, want := range map[string]int{
		"beta/deviceComplianceScriptDeviceState/create/enum_values/detectionState=*": 6,
		"beta/deviceCompliance*DeviceStat*/create/status/*":                          2 * 2,
		"beta/deviceComplianceScript*/**/detectionState=unknown":                     4,
		"beta/hardwareConfigurationUserState/create/status/??????":                   1,
	} {
		if got := len(planned(t, pattern).Checks()); got != want {
			t.Errorf("%s selects %d checks, want %d", pattern, got, want)
		}
	}
	_, err := plan.New(schemas.Embedded(), plan.Options{Select: []string{"beta/deviceComplianceDeviceStatus/create/**", "beta/nothing/**"}})
	if err == nil || !strings.Contains(err.Error(), "beta/nothing/**") || strings.Contains(err.Error(), "create") {
		t.Errorf("a pattern without a match gives: %v", err)
	}
}

func TestRulesFileIsCurrent(t *testing.T) {
	file, err := os.ReadFile("../RULES.md")
	if err != nil {
		t.Fatal(err)
	}
	if string(file) != plan.RulesMarkdown() {
		t.Error("suites/RULES.md is not what the families say; renew it with `make rules`")
	}
}
