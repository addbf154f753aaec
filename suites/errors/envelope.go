package errors

import (
	"slices"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/scenario"
)

func judgeEnvelopes(e *conform.Evidence, j *conform.Judgement, op schemas.OperationKind) {
	for _, r := range e.All() {
		if !scenario.MustBeRefused(r) || scenario.WithoutCredentials(r) || r.Operation != op || r.Status() < 400 {
			continue
		}
		problem, difference := scenario.EnvelopeProblem(r)
		j.Sees(r, problem == "", "/error", scenario.WantedEnvelope, problem).As(difference)
	}
	noneRefused(e, j, op)
}

// noneRefused says why no error was looked at, where none was.
func noneRefused(e *conform.Evidence, j *conform.Judgement, op schemas.OperationKind) {
	switch {
	case j.Observations > 0:
	case anyAnswered(e, op):
		j.Unsupport("nothing was refused with an error status")
	default:
		j.Block(nil, "nothing that must be refused could be sent")
	}
}

// anyAnswered reports whether a request of the operation that had to be refused was answered: of lists, one for its parent's sake.
func anyAnswered(e *conform.Evidence, op schemas.OperationKind) bool {
	return slices.ContainsFunc(e.All(), func(r *conform.Record) bool {
		counts := op != schemas.List || !scenario.WithoutCredentials(r)
		return scenario.MustBeRefused(r) && counts && r.Operation == op && r.Status() != 0
	})
}

func judgeSuccess(e *conform.Evidence, j *conform.Judgement, op schemas.OperationKind) {
	for _, r := range e.All() {
		if r.Operation != op || !r.OK() {
			continue
		}
		inner, isError := r.Whole()["error"].(map[string]any)
		_, hasCode := inner["code"]
		_, hasMessage := inner["message"]
		if j.Holds(!isError || !hasCode && !hasMessage) {
			j.Keep(r)
			continue
		}
		j.Sees(r, false, "/error", "an error status with an error body", r.Got()+" with "+conform.Show(inner))
	}
	j.BlockUnlessSeen(nil, "no "+string(op)+" succeeded")
}
