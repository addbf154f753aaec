package plan_test

import (
	"strings"
	"testing"

	"graphconform/schemas"
	"graphconform/suites/plan"
)

// What people write who do not know the ids is answered by what they meant, and by nothing that is not close.
func TestHints(t *testing.T) {
	category, ask := "'beta/deviceCategory/**'?", "`graphconform list --resources`"
	for glob, want := range map[string]string{
		"beta/devicecategory/**": category, "Beta/deviceCategory/**": category, "beta/deviceCategory": category,
		"beta/deviceCategory/": category, "/beta/deviceCategory/**": category, "beta//deviceCategory/**": category,
		"beta/deviceCategory/*": category, "beta/deviceCategories/**": category, "beta/deviceCategroy/**": category,
		"beta/deviceManagement/deviceCategories": category, "beta/#microsoft.graph.deviceCategory/**": category,
		"beta/device_category/**":                       category,
		"deviceCategory/**":                             "'beta/deviceCategory/**' or 'v1.0/deviceCategory/**'?",
		"deviceCategories":                              "'beta/deviceCategory/**' or 'v1.0/deviceCategory/**'?",
		"v1/deviceCategory/**":                          "'v1.0/deviceCategory/**'?",
		"beta/deviceCategory/post/**":                   "'beta/deviceCategory/create/**'?",
		"beta/deviceCategory/creat/**":                  "'beta/deviceCategory/create/**'?",
		"beta/deviceCategory/create":                    "'beta/deviceCategory/create/**'?",
		"beta/deviceCategory/create/round-trip/**":      "'beta/deviceCategory/create/round_trip/**'?",
		"beta/deviceCategory/create/status/documentd":   "'beta/deviceCategory/create/status/**'?",
		"v1.0/deviceComplianceScriptDeviceState/**":     "did you mean 'beta/deviceComplianceScriptDeviceState/**'?",
		"beta/mobileApps/**":                            "did you mean 'beta/mobileApp/**'?",
		"beta/deviceComplianceDeviceStatuses/**":        "did you mean 'beta/deviceComplianceDeviceStatus/**'?",
		"beta":                                          "did you mean 'beta/**'?",
		"*":                                             "did you mean '**'?",
		"round_trip":                                    "did you mean '**/round_trip/**'?",
		"status/documented":                             "did you mean '**/status/**'?",
		"beta/deviceCategory/**,beta/deviceCategory/**": "it takes one glob: give --select again for each",
		"beta/nothing/**":                               ask, "[beta": ask, "gzip": ask, "beta/x/**": ask, "?": ask,
	} {
		_, err := plan.New(schemas.Embedded(), plan.Options{Select: []string{glob}})
		if err == nil || !strings.HasPrefix(err.Error(), "--select '"+glob+"': matches no check; ") ||
			!strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", glob, err, want)
		}
	}
}
