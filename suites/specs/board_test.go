package specs_test

import (
	"context"
	"strings"
	"testing"

	"graphconform/suites"
	"graphconform/suites/specs"
)

func TestBoard(t *testing.T) {
	a, b := &suites.Check{ID: "a"}, &suites.Check{ID: "b"}
	board := specs.NewBoard(&suites.Plan{Units: []*suites.Unit{{Checks: []*suites.Check{a, b}}}})
	waited := make(chan suites.Outcome)
	go func() {
		o, err := board.Outcome(t.Context(), "b")
		if err != nil {
			t.Error(err)
		}
		waited <- o
	}()
	board.Post(suites.Outcome{Check: b, Verdict: suites.Fail})
	if o := <-waited; o.Verdict != suites.Fail {
		t.Errorf("waited for %+v", o)
	}
	if judged, failed := board.Done(); judged != 1 || failed != 1 || board.Has("a") || !board.Has("b") {
		t.Errorf("%d judged, %d failed", judged, failed)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := board.Outcome(ended, "a"); err == nil || !strings.Contains(err.Error(), "a: not judged") {
		t.Errorf("what is not there: %v", err)
	}
	if all := board.Outcomes(); len(all) != 2 || all[0].Check != a || all[0].Verdict != suites.Inconclusive || all[1].Verdict != suites.Fail {
		t.Errorf("%+v", all)
	}
}
