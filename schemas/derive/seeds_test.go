package derive

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"graphconform/schemas"
)

// want is what a person reads on the first five pages: name, type, and "read-only" or the members of an enum.
var want = map[string][]string{
	"deviceComplianceScriptDeviceState": {
		"id String read-only",
		"detectionState runState unknown,success,fail,scriptError,pending,notApplicable",
		"lastStateUpdateDateTime DateTimeOffset",
		"expectedStateUpdateDateTime DateTimeOffset",
		"lastSyncDateTime DateTimeOffset",
		"scriptOutput String",
		"scriptError String",
	},
	"deviceComplianceDeviceStatus": {
		"id String",
		"deviceDisplayName String",
		"userName String",
		"deviceModel String",
		"platform Int32",
		"complianceGracePeriodExpirationDateTime DateTimeOffset",
		"status complianceStatus unknown,notApplicable,compliant,remediated,nonCompliant,error,conflict,notAssigned",
		"lastReportedDateTime DateTimeOffset",
		"userPrincipalName String",
	},
	"hardwareConfigurationUserState": {
		"id String read-only",
		"upn String",
		"userEmail String",
		"userName String",
		"lastStateUpdateDateTime DateTimeOffset",
		"successfulDeviceCount Int32",
		"failedDeviceCount Int32",
		"pendingDeviceCount Int32",
		"errorDeviceCount Int32",
		"notApplicableDeviceCount Int32",
		"unknownDeviceCount Int32",
	},
}

// wantOperations are kind, method, path, status.
var wantOperations = map[string][]string{
	"deviceComplianceScriptDeviceState": {
		"create POST /deviceManagement/deviceComplianceScripts/{deviceComplianceScriptId}/deviceRunStates 201",
		"update PATCH /deviceManagement/deviceComplianceScripts/{deviceComplianceScriptId}/deviceRunStates/" +
			"{deviceComplianceScriptDeviceStateId} 200",
	},
	"deviceComplianceDeviceStatus": {
		"create POST /deviceManagement/deviceCompliancePolicies/{deviceCompliancePolicyId}/deviceStatuses 201",
	},
	"hardwareConfigurationUserState": {
		"create POST /deviceManagement/hardwareConfigurations/{hardwareConfigurationId}/userRunStates 201",
	},
}

// TestSeeds derives the first five pages where they are present.
func TestSeeds(t *testing.T) {
	result, err := Read([]string{sharedPages(t, "seeds")})
	if err != nil {
		t.Fatal(err)
	}
	if len(result.Diagnostics) > 0 {
		t.Errorf("diagnostics: %v", result.Diagnostics)
	}
	if len(result.Pages) != 5 || !slices.Equal(result.NoPages, []string{"README.md"}) {
		t.Errorf("%d pages, no pages %v", len(result.Pages), result.NoPages)
	}
	checkSeedContracts(t, result.Contracts)
	for _, c := range result.Contracts {
		if c.Name == "deviceComplianceScriptDeviceState" && len(c.Sources) != 3 {
			t.Errorf("%d sources of %s, want both editions and the update page", len(c.Sources), c.Name)
		}
	}
}

// TestCommittedSeeds holds the committed files to the same, with and without pages.
func TestCommittedSeeds(t *testing.T) {
	var contracts []*schemas.Contract
	for name := range want {
		c, err := schemas.Embedded().Contract("beta", name)
		if err != nil {
			t.Fatal(err)
		}
		contracts = append(contracts, c)
	}
	checkSeedContracts(t, contracts)
}

func checkSeedContracts(t *testing.T, contracts []*schemas.Contract) {
	t.Helper()
	if len(contracts) != len(want) {
		t.Fatalf("%d contracts, want %d", len(contracts), len(want))
	}
	for _, c := range contracts {
		if c.Version != "beta" || c.Kind != schemas.Entity {
			t.Errorf("%s: version %s, kind %s", c.Name, c.Version, c.Kind)
		}
		var properties, operations []string
		for _, p := range c.Properties {
			text := p.Name + " " + p.Type
			if p.ReadOnly == schemas.ReadOnlyDocumented {
				text += " read-only"
			}
			if len(p.Enum) > 0 {
				text += " " + strings.Join(p.Enum, ",")
			}
			properties = append(properties, text)
		}
		slices.Sort(properties) // a newer resource page may order them differently
		expected := slices.Sorted(slices.Values(want[c.Name]))
		if !slices.Equal(properties, expected) {
			t.Errorf("%s:\ngot  %q\nwant %q", c.Name, properties, expected)
		}
		for _, op := range c.Operations {
			if op.Kind == schemas.Create || op.Kind == schemas.Update {
				operations = append(operations, fmt.Sprintf("%s %s %s %d", op.Kind, op.Method, op.Paths[0], op.Status))
			}
		}
		for _, line := range wantOperations[c.Name] {
			if !slices.Contains(operations, line) {
				t.Errorf("%s: no operation %q in %q", c.Name, line, operations)
			}
		}
	}
}

// TestEditions: two editions of one page, in two renderings, promise the same.
func TestEditions(t *testing.T) {
	result, err := Read([]string{sharedPages(t, "seeds")})
	if err != nil {
		t.Fatal(err)
	}
	older, newer := result.Pages[0].facts(), result.Pages[1].facts()
	older.Page, newer.Page = "", ""
	if !reflect.DeepEqual(older, newer) {
		t.Errorf("the editions differ:\n%+v\n%+v", older, newer)
	}
}
