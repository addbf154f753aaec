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

// Where creates answer no ids, nothing that a run made is taken away below its feet, and what needs no id is judged all the same.
func TestWithoutIDs(t *testing.T) {
	const of = "beta/deviceComplianceScriptDeviceState"
	outcomes, tally := judge(t, planned(t, of+"/**"), tenant.New(tenant.WithFault("create_without_id")), nil)
	verdicts := map[string]conform.Verdict{}
	for _, o := range outcomes {
		id := strings.TrimPrefix(o.Check.ID, of+"/")
		verdicts[id] = o.Verdict
		root := o.Verdict == conform.Fail && o.Follows == ""
		if root && id != "create/schema/id" && id != "create/readonly_id/assigned" {
			t.Errorf("found besides: %s", conform.Render(o))
		}
		if o.Verdict == conform.Inconclusive && o.Follows == "" {
			t.Errorf("hangs on nothing: %s", conform.Render(o))
		}
	}
	for _, id := range []string{"get/errors/unknown_item", "update/errors/unknown_item", "delete/errors/unknown_item",
		"get/errors/unknown_parent", "update/patch/unknown", "list/auth/none", "create/auth/none"} {
		if verdicts[id] != conform.Pass {
			t.Errorf("%s waits for an id: %s", id, verdicts[id])
		}
	}
	if len(tally.Left) > 0 {
		t.Errorf("left %v", tally.Left)
	}
}
