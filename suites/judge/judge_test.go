package judge

import (
	"strings"
	"testing"

	"graphconform/suites/conform"
)

func TestASlipCostsOneCheck(t *testing.T) {
	check := &conform.Check{Judge: func(*conform.Evidence, *conform.Judgement) { panic("slip") }}
	j := conform.NewJudgement("")
	safely(check, &conform.Evidence{}, j)
	if out := j.Outcome(check); out.Verdict != conform.Inconclusive || !strings.Contains(out.Reason, "slip") {
		t.Errorf("a panic gives %s: %s", out.Verdict, out.Reason)
	}
}
