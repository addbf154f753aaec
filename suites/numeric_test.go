package suites_test

import (
	"strings"
	"testing"

	"graphconform/fixtures/tenant"
	"graphconform/suites/conform"
)

// Numbers in place of ids are one finding, by the rule on their form. All else goes on with them, and finds what is wrong beside them.
func TestNumericIDsHideNothing(t *testing.T) {
	const of = "beta/deviceComplianceScriptDeviceState"
	p := planned(t, of+"/**")
	for beside, also := range map[string]string{
		"": "", "strings_cut_at_64": "create/round_trip/", "delete_does_nothing": "get/collection/removed",
		"list_lacks_newest": "list/collection/member",
	} {
		faults := []string{"id_is_number"}
		if beside != "" {
			faults = append(faults, beside)
		}
		outcomes, tally := judge(t, p, tenant.New(tenant.WithFault(faults...)), nil)
		form, other := false, also == ""
		for _, o := range outcomes {
			id := strings.TrimPrefix(o.Check.ID, of+"/")
			root := o.Verdict == conform.Fail && o.Follows == ""
			form = form || root && id == "create/schema/id"
			other = other || root && also != "" && strings.HasPrefix(id, also)
			if beside == "" && o.Verdict != conform.Pass && !strings.HasSuffix(id, "/schema/id") {
				t.Errorf("numeric ids alone: %s", conform.Render(o))
			}
		}
		if !form || !other || len(tally.Left) > 0 && beside != "delete_does_nothing" {
			t.Errorf("numeric ids and %q: the form found %t, the other %t, left %v", beside, form, other, tally.Left)
		}
	}
}
