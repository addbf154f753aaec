package errors

import (
	"fmt"
	"net/http"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

// attempt is an operation on what does not exist.
type attempt struct {
	operation schemas.OperationKind
	act       conform.Act
}

func unknownItemPlaces(*resource.Resource) []conform.Place {
	return unknownPlaces(conform.Place{Name: "unknown_item", Several: true}, judgeUnknownItem, []attempt{
		{schemas.Get, scenario.ItemGet}, {schemas.Update, scenario.ItemUpdate}, {schemas.Delete, scenario.ItemDelete},
	})
}

func unknownParentPlaces(of *resource.Resource) []conform.Place {
	if len(of.Levels) == 0 {
		return nil
	}
	return unknownPlaces(conform.Place{Name: "unknown_parent"}, judgeUnknownParent, []attempt{
		{schemas.Create, scenario.ParentCreate}, {schemas.List, scenario.ParentList}, {schemas.Get, scenario.ParentGet},
		{schemas.Update, scenario.ParentUpdate}, {schemas.Delete, scenario.ParentDelete},
	})
}

func unknownPlaces(
	p conform.Place, judge func(*conform.Evidence, *conform.Judgement, *conform.Record, schemas.OperationKind), attempts []attempt,
) []conform.Place {
	p.Scenarios = []conform.ScenarioKey{scenario.Unknown.Key()}
	var places []conform.Place
	for _, each := range attempts {
		p.Operation = each.operation
		places = append(places, p.By(func(e *conform.Evidence, j *conform.Judgement) {
			steps := e.In(scenario.Unknown.Key())
			base, r := steps.Once(scenario.Base), steps.Once(each.act)
			switch {
			case !j.Needs(base) || !j.NeedsSent(r):
			case r.Status() == http.StatusBadRequest && base.ID() == "" && e.Resource.Kind == resource.Collection && hasKey(each.operation):
				j.Block(base, "the create gave no id, so the key that was tried may be of a form that is refused")
			default:
				judge(e, j, r, each.operation)
			}
		}))
	}
	return places
}

// hasKey reports whether an operation is on one object.
func hasKey(op schemas.OperationKind) bool { return op != schemas.Create && op != schemas.List }

func sparedPlaces(*resource.Resource) []conform.Place {
	from := []conform.ScenarioKey{scenario.Unknown.Key()}
	return []conform.Place{conform.Place{Operation: schemas.Delete, Name: "spared", Scenarios: from}.Using(schemas.List).By(judgeSpared)}
}

func judgeUnknownItem(e *conform.Evidence, j *conform.Judgement, r *conform.Record, op schemas.OperationKind) {
	created := op == schemas.Update && !e.Resource.IDIsReadOnly() && r.OK()
	wantNotFound(j, r, created || deletedAnyway(r, op))
}

func judgeUnknownParent(e *conform.Evidence, j *conform.Judgement, r *conform.Record, op schemas.OperationKind) {
	wantNotFound(j, r, deletedAnyway(r, op))
	if op != schemas.Delete {
		return
	}
	steps := e.In(scenario.Unknown.Key())
	kept, list := steps.Once(scenario.Kept), steps.Once(scenario.ItemLeft)
	if kept.Status() == http.StatusNotFound && list.OK() && j.Needs(list) {
		there := len(list.Item(steps.Once(scenario.Base).ID())) > 0
		j.Want(!there, kept, "status", "the object of the other parent still there", kept.Got())
	}
}

// wantNotFound wants 404, or what is also right.
func wantNotFound(j *conform.Judgement, r *conform.Record, alsoRight bool) {
	j.Want(r.Status() == http.StatusNotFound || alsoRight, r, "status", "404 Not Found", r.GotStatus(true))
}

// deletedAnyway reports whether the answer is one that an idempotent DELETE may give where there is nothing.
func deletedAnyway(r *conform.Record, op schemas.OperationKind) bool {
	return op == schemas.Delete && (r.Status() == http.StatusNoContent || r.Status() == http.StatusGone)
}

func judgeSpared(e *conform.Evidence, j *conform.Judgement) {
	steps := e.In(scenario.Unknown.Key())
	list := steps.Once(scenario.ItemLeft)
	if !j.Needs(list) || list.Broken != "" {
		return
	}
	for _, made := range []*conform.Record{steps.Once(scenario.Base), steps.Nth(scenario.Base, 2)} {
		if j.Needs(made) && made.ID() != "" {
			want := fmt.Sprintf("the object %q that was not deleted", made.ID())
			j.Want(len(list.Item(made.ID())) > 0, list, "/value", want, fmt.Sprintf("%d entries", len(list.Items()))).As(conform.NoEntry)
		}
	}
	j.BlockUnlessSeen(steps.Once(scenario.Base), "no object with an id was created")
}
