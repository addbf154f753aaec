package readonlyid

import (
	"fmt"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/scenario"
)

func judgeAssigned(e *conform.Evidence, j *conform.Judgement) {
	for _, r := range e.Acts(scenario.Create, scenario.Base) {
		if r.OK() && j.On(r) && e.Resource.Holds(r.Object()) {
			j.Want(r.ID() != "", r, "/id", "a non-empty string", conform.ShowMember(r.Object(), "id"))
		}
	}
	j.BlockUnlessSeen(nil, "no object was created")
}

func judgeUnique(e *conform.Evidence, j *conform.Judgement) {
	for _, key := range e.Scenarios() {
		alive := map[string]*conform.Record{}
		for _, r := range e.Records(key) {
			id := r.ID()
			switch {
			case r.Probe || !r.OK():
			case r.Operation == schemas.Delete:
				delete(alive, r.Key) // whether its id comes again is left to the target
			case r.Operation == schemas.Create && id != "" && isValid(r):
				j.On(r)
				if first := alive[id]; first != nil {
					got := fmt.Sprintf("%q, as %s has it", id, first.Step)
					j.Want(false, r, "/id", "an id that no other object of the collection has", got)
				} else if len(alive) > 0 {
					j.Observations++
				}
				alive[id] = r
			}
		}
	}
	j.BlockUnlessSeen(nil, "no two objects were created with ids")
}

// isValid reports whether the record answers a valid POST.
func isValid(r *conform.Record) bool { return r.Act == scenario.Create || r.Act == scenario.Base }

func judgeClientID(e *conform.Evidence, j *conform.Judgement) {
	ids := e.In(scenario.IDs.Key())
	made, read := ids.Once(scenario.ClientID), ids.Once(scenario.ClientGet)
	if !j.NeedsSent(made) {
		return
	}
	sent, _ := made.Sent()["id"].(string)
	if made.Refused() {
		j.Want(made.Status()/100 == 4, made, "status", "the id ignored, or 4xx", made.Got())
	} else if e.Resource.Holds(made.Object()) {
		j.Want(made.ID() != sent, made, "/id", "an id of the target's own", conform.Show(made.ID()))
	}
	if own := ids.Once(scenario.ClientOwn); own.OK() && made.ID() != sent && j.On(own) {
		j.Want(own.ID() == made.ID(), own, "/id", conform.Show(made.ID()), conform.ShowMember(own.Object(), "id"))
	}
	if j.On(read) {
		j.Want(!read.OK() || read.ID() != sent, read, "/id", "nothing under the client's id", gotID(read))
	}
}

func judgeExistingID(e *conform.Evidence, j *conform.Judgement) {
	ids := e.In(scenario.IDs.Key())
	before, made, after := ids.Once(scenario.ExistingBefore), ids.Once(scenario.ExistingID), ids.Once(scenario.ExistingAfter)
	if j.Needs(before) && j.NeedsSent(made) && j.On(after) {
		wantIgnored(j, made)
		scenario.WantUnchanged(e.Resource, j, before, after)
	}
}

// gotID renders the status line of an answer with the id that it shows.
func gotID(r *conform.Record) string { return r.Got() + " " + conform.ShowMember(r.Object(), "id") }
