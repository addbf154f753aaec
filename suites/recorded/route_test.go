package recorded

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"graphconform/schemas"
)

func TestLocate(t *testing.T) {
	contracts, err := schemas.Embedded().Contracts()
	if err != nil {
		t.Fatal(err)
	}
	all := newRoutes(contracts)
	for _, test := range []struct{ method, url, want string }{
		{"GET", "https://graph.microsoft.com/beta/deviceManagement/deviceComplianceScripts/7/deviceRunStates",
			"beta deviceComplianceScriptDeviceState/list"},
		{"GET", "https://graph.microsoft.com/beta/deviceManagement/deviceComplianceScripts/7/deviceRunStates/ab",
			"beta deviceComplianceScriptDeviceState/get key ab"},
		{"PATCH", "https://graph.microsoft.us/beta/deviceManagement/deviceComplianceScripts('7')/deviceRunStates('a''b')",
			"beta deviceComplianceScriptDeviceState/update key a'b"},
		{"POST", "http://localhost:5000/api/beta/DeviceManagement/DeviceComplianceScripts(7)/deviceRunStates?x=1",
			"beta deviceComplianceScriptDeviceState/create"},
		{"GET", "https://graph.microsoft.com/v1.0/deviceManagement/deviceCompliancePolicies?$select=id",
			"v1.0 deviceCompliancePolicy/list …"},
		{"GET", "https://graph.microsoft.com/v1.0/deviceManagement/deviceCompliancePolicies/$count",
			"v1.0 deviceCompliancePolicy/list … suffix $count"},
		{"GET", "https://graph.microsoft.com/v1.0/deviceManagement/deviceCompliancePolicies/*", "v1.0 deviceCompliancePolicy/get … key *"},
		{"GET", "https://graph.microsoft.com/v1.0/deviceManagement/deviceConfigurations/1", "v1.0 deviceConfiguration/get … key 1"},
		{"GET", "https://graph.microsoft.com/v1.0/deviceManagement/deviceConfigurations/1/graph.iosCustomConfiguration",
			"v1.0 deviceConfiguration/get … cast iosCustomConfiguration"},
		{"GET", "https://graph.microsoft.com/v1.0/deviceManagement/deviceConfigurations/microsoft.graph.iosCustomConfiguration",
			"v1.0 deviceConfiguration/list … cast iosCustomConfiguration"},
		{"GET", "/v1.0/deviceManagement/deviceCompliancePolicies", "v1.0 deviceCompliancePolicy/list …"},
		{"GET", "/deviceManagement/deviceCompliancePolicies", "v1.0 deviceCompliancePolicy/list …"},
		{"POST", "https://graph.microsoft.com/v1.0/deviceManagement/deviceCompliancePolicies/7/microsoft.graph.assign",
			"v1.0 deviceCompliancePolicy/action"},
		{"POST", "https://graph.microsoft.com/v1.0/deviceManagement/deviceCompliancePolicies/7/assign",
			"v1.0 deviceCompliancePolicy/action"},
		{"DELETE", "https://graph.microsoft.com/v1.0/deviceManagement", "v1.0"},
		{"GET", "https://graph.microsoft.com/v1.0/groups/7", "v1.0"},
		{"GET", "https://graph.microsoft.com/beta/%zz/%2F", ""},
		{"GET", "https://graph.microsoft.com/beta/" + strings.Repeat("x/", 100), ""},
	} {
		at, ok := all.locate(test.method, test.url, "v1.0")
		if got := render(at, contracts); ok != (test.want != "") || got != test.want {
			t.Errorf("%s %s: %q, want %q", test.method, test.url, got, test.want)
		}
	}
}

func render(at place, contracts []*schemas.Contract) string {
	var words []string
	for _, c := range at.claims {
		words = append(words, fmt.Sprintf("%s/%s", contracts[c.contract].Name, c.op.Kind))
	}
	slices.Sort(words)
	if len(words) > 1 {
		if i := slices.IndexFunc(words, func(w string) bool {
			return strings.HasPrefix(w, "deviceConfiguration/") || strings.HasPrefix(w, "deviceCompliancePolicy/")
		}); i >= 0 {
			words[0] = words[i]
		}
		words = []string{words[0], "…"}
	}
	if at.version != "" {
		words = append([]string{at.version}, words...)
	}
	for _, part := range [][2]string{{"cast", at.cast}, {"suffix", at.suffix}, {"key", at.key}} {
		if part[1] != "" && (part[0] != "key" || at.cast == "") {
			words = append(words, part[0], part[1])
		}
	}
	return strings.Join(words, " ")
}
