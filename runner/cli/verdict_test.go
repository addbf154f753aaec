package cli

import (
	"errors"
	"testing"

	"graphconform/runner/exit"
	"graphconform/runner/pipeline"
)

// A run whose specs and verdicts disagree has a fault of its own, whatever its verdicts are.
func TestAFaultOfTheRunComesFirst(t *testing.T) {
	fault := errors.New("verdicts and specs disagree")
	if err := verdict(&env{}, &pipeline.Result{Fault: fault}); exit.Code(err) != exit.Inconclusive || !errors.Is(err, fault) {
		t.Errorf("%v, exit %d", err, exit.Code(err))
	}
}
