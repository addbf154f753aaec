package plan_test

import (
	"slices"
	"testing"

	"graphconform/suites/conform"
	"graphconform/suites/plan"
)

func TestRulesAreWhole(t *testing.T) {
	var ids []string
	for _, rule := range plan.AllRules() {
		if rule.Promise == "" || rule.Sent == "" || rule.Judged == "" || rule.Level == "" {
			t.Errorf("rule %s lacks a text or a level", rule.ID())
		}
		if rule.Level != conform.Documented && rule.Standard == "" {
			t.Errorf("rule %s rests on nothing: neither pages nor a standard", rule.ID())
		}
		ids = append(ids, rule.ID())
	}
	slices.Sort(ids)
	if doubled := len(ids) - len(slices.Compact(slices.Clone(ids))); doubled > 0 {
		t.Errorf("%d rule ids stand twice", doubled)
	}
}
