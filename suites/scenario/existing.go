package scenario

import (
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
)

// looked is how many of the objects that a list shows are read one by one.
const looked = 5

// runExisting lists the collection and reads some of what is there; where no page lists it, it reads the one object.
func runExisting(a Actor) {
	of := a.Resource()
	_, gets := of.Operation(schemas.Get)
	if _, lists := of.Operation(schemas.List); !lists {
		a.GetURL(Get.Once(), a.Collection().URL)
		return
	}
	shown := list(a, List.Once())
	if !gets || !shown.OK() {
		return
	}
	read := 0
	for _, item := range shown.Items() {
		if id := resource.IDOf(item); id != "" && read < looked && of.IsOwn(item) {
			read++
			a.GetID(Get.Nth(read), id)
		}
	}
}

// NothingThere is why what exists cannot be judged where nothing does.
const NothingThere = "no object of this type exists, and none can be made"

// NothingFound reports whether the list of what exists could be read: where nothing was judged, it shows nothing that could be.
func NothingFound(e *conform.Evidence) bool {
	list := e.In(Existing.Key()).Once(List)
	return list.OK() && !list.Unlisted()
}

// EachFound judges every object of others that was read.
func EachFound(judge func(*resource.Resource, *conform.Judgement, *conform.Record)) conform.Judge {
	return func(e *conform.Evidence, j *conform.Judgement) {
		for _, r := range e.Acts(Get) {
			if j.On(r) {
				judge(e.Resource, j, r)
			}
		}
		if !j.Nothing() {
			return
		}
		list := e.In(Existing.Key()).Once(List)
		switch why := Unclaimed(e, schemas.List); {
		case NothingFound(e):
			j.Unsupport(NothingThere)
		case why != "":
			j.Refused(list, why)
		default:
			j.Block(list, "the list could not be read")
		}
	}
}
