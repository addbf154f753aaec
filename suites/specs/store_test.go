package specs_test

import (
	"context"
	"strings"
	"testing"

	"graphconform/suites/conform"
	"graphconform/suites/plan"
	"graphconform/suites/specs"
)

func TestStore(t *testing.T) {
	a, b := &conform.Check{ID: "a"}, &conform.Check{ID: "b"}
	store := specs.NewStore(&plan.Plan{Units: []*plan.Unit{{Checks: []*conform.Check{a, b}}}})
	waited := make(chan conform.Outcome)
	go func() {
		o, err := store.Outcome(t.Context(), "b")
		if err != nil {
			t.Error(err)
		}
		waited <- o
	}()
	store.Post(conform.Outcome{Check: b, Verdict: conform.Fail})
	if o := <-waited; o.Verdict != conform.Fail {
		t.Errorf("waited for %+v", o)
	}
	if judged, failed := store.Done(); judged != 1 || failed != 1 || store.Has("a") || !store.Has("b") {
		t.Errorf("%d judged, %d failed", judged, failed)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := store.Outcome(ended, "a"); err == nil || !strings.Contains(err.Error(), "a: not judged") {
		t.Errorf("what is not there: %v", err)
	}
	if all := store.Outcomes(); len(all) != 2 || all[0].Check != a || all[0].Verdict != conform.Inconclusive ||
		all[1].Verdict != conform.Fail {
		t.Errorf("%+v", all)
	}
}
