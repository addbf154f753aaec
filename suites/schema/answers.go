package schema

import (
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

// judgeAnswer judges one successful answer with a body.
type judgeAnswer func(*resource.Resource, *conform.Judgement, *conform.Record)

// eachAnswer hands every successful answer with a body to judge.
func eachAnswer(op schemas.OperationKind, judge judgeAnswer) conform.Judge {
	return overAnswers(op, func(of *resource.Resource, j *conform.Judgement, found *conform.Answers) {
		for _, r := range found.Records {
			judge(of, j, r)
		}
	})
}

// overAnswers hands the answers to an operation to judge, and says why there is nothing to judge where there is not.
func overAnswers(op schemas.OperationKind, judge func(*resource.Resource, *conform.Judgement, *conform.Answers)) conform.Judge {
	return func(e *conform.Evidence, j *conform.Judgement) {
		of, found := e.Resource, e.Answers(op)
		for _, r := range found.Lacking {
			j.Lack(r)
		}
		judge(of, j, found)
		switch {
		case j.Nothing() && of.Kind == resource.Existing && scenario.NothingFound(e):
			j.Unsupport(scenario.NothingThere)
		case len(found.Records) > 0 && j.Nothing():
			j.Block(found.Records[0], "no answer could be read as the object")
		case len(found.Records) == 0 && found.Empty:
			j.Observations++ // answers without a body have no form to judge
		}
		var by *conform.Record
		if of.Kind == resource.Existing { // what is read of others is what their list shows
			by = e.In(scenario.Existing.Key()).Once(scenario.List)
		}
		j.BlockUnlessSeen(by, "no "+string(op)+" succeeded")
	}
}
