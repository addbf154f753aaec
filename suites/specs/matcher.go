package specs

import (
	"fmt"

	"github.com/onsi/gomega/types"

	"graphconform/suites/conform"
)

// Conform succeeds for an outcome that passed. Its failure message is the rendering of the outcome.
func Conform() types.GomegaMatcher { return conforms{} }

type conforms struct{}

func (conforms) Match(actual any) (bool, error) {
	outcome, ok := actual.(conform.Outcome)
	if !ok {
		return false, fmt.Errorf("Conform matches a conform.Outcome, not %T", actual)
	}
	return outcome.Verdict == conform.Pass, nil
}

func (conforms) FailureMessage(actual any) string { return conform.Render(actual.(conform.Outcome)) }

func (conforms) NegatedFailureMessage(actual any) string {
	return fmt.Sprintf("%s passed, and was expected not to", actual.(conform.Outcome).Check.ID)
}
