package scenario

import (
	"slices"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
)

// RowKey names the scenario of sample row k.
func RowKey(k int) conform.ScenarioKey { return conform.ScenarioKey{Kind: Rows, Row: k} }

// RowKeys names the scenarios of all sample rows. Who appends to it gets a copy.
func RowKeys(of *resource.Resource) []conform.ScenarioKey {
	var keys []conform.ScenarioKey
	for _, k := range of.Rows {
		keys = append(keys, RowKey(k))
	}
	return keys
}

// runDocumented sends the documented requests as they stand, through the life of one object.
func runDocumented(a Actor) {
	of := a.Resource()
	if of.Kind == resource.Singleton {
		runDocumentedSingleton(a)
		return
	}
	body := of.Documented(schemas.Create)
	if body == nil {
		body = resource.Encode(base(a))
	}
	made := a.Post(Create.Once(), body)
	object, plain := made, a.Create(Base.Once(), base(a))
	if made.ID() == "" { // the documented values may be what is wrong
		object = plain
	}
	all := []*conform.Record{made, plain}
	if of.Wide() {
		all = append(all, a.Create(Minimal.Once(), of.Minimal(a.Values())))
	}
	a.Get(Get.Once(), object)
	if OwnParent(a) { // it shows by now, as what was made below it does
		a.GetURL(ParentBefore.Once(), a.Collection().Parent).Probe = true
	}
	list(a, List.Once())
	change := of.Documented(schemas.Update)
	if change == nil {
		change = body
	}
	a.Patch(Update.Once(), object, change)
	a.Get(Updated.Once(), object)
	a.Delete(Delete.Once(), object)
	if OwnParent(a) {
		empty(a, slices.DeleteFunc(all, func(r *conform.Record) bool { return r == object || r.ID() == "" }))
	}
}

// OwnParent reports whether the scenario has a parent to itself.
func OwnParent(a Actor) bool { return a.Collection().Parent != "" && !a.Collection().Shared }

// empty deletes what is left below the parent, and looks at what that leaves.
func empty(a Actor, left []*conform.Record) {
	for i, r := range left {
		a.Delete(Emptying.Nth(i+1), r)
	}
	list(a, Emptied.Once())
	a.GetURL(ParentKept.Once(), a.Collection().Parent).Probe = true
}

func runDocumentedSingleton(a Actor) {
	of := a.Resource()
	a.GetURL(GetBefore.Once(), a.Collection().URL) // it is there from the start
	object := a.Create(Base.Once(), base(a))
	a.Get(Get.Once(), object)
	body := of.Documented(schemas.Update)
	if body == nil {
		body = resource.Encode(of.ChangeOf(base(a)))
	}
	a.Patch(Update.Once(), object, body)
	a.Get(Updated.Once(), object)
}

// Lists reports whether the scenario of row k reads the collection: every other one does, as an update brings the values of the next row.
func Lists(e *conform.Evidence, k int) bool {
	return e.Transcript(RowKey(k)) == nil || k%2 == 0 || e.Has(RowKey(k), List.Once())
}

// runRow creates an object from one sample row, reads it, changes it to the next row and reads it again.
// Where a row is refused, it is sent without the values that no page promises to be taken, and these are sent one by one; where that does
// not help, all values are, so that the culprit has a name.
func runRow(a Actor, k int) {
	of := a.Resource()
	act := Create
	if of.Kind == resource.Singleton {
		act = Base // only what follows is judged
	}
	object := a.Create(act.Once(), of.Row(k).Body)
	switch {
	case object.Refused() && of.Kind == resource.Collection:
		object = runRefusedRow(a, k)
	default:
		a.Get(Get.Once(), object)
	}
	makeRestricted(a, of.Row(k).Restricted)
	lists := k%2 == 0 || !a.Learned().Updates
	if lists {
		list(a, List.Once())
	}
	changed := update(a, Update.Once(), object, of.Row(k+1).Change)
	changeRestricted(a, object, of.Row(k+1).RestrictedChange)
	if changed.Refused() && !runRefusedUpdate(a, k, object, lists) {
		return
	}
	a.Get(Updated.Once(), object)
	if lists {
		list(a, Relisted.Once())
	}
	if name, value, ok := of.Touch(k, a.Values()); ok { // every sample must survive an update that does not name its property
		update(a, Touch.Once(), object, of.Only(name, value))
		a.Get(Touched.Once(), object)
	}
}

// runRefusedRow sends what a refused row holds in parts, and returns the object to go on with.
func runRefusedRow(a Actor, k int) *conform.Record {
	row := a.Resource().Row(k)
	alone := func(body fixtures.Object) {
		oneByOne(body, func(name string, value any) {
			one := a.Create(Create.About(name), base(a).With(name, value)) // beside values that are known to be accepted
			a.Get(Get.About(name), one)
		})
	}
	moderate, extreme := row.Apart(row.Body)
	if len(extreme) > 0 {
		if object := a.Create(Moderate.Once(), over(base(a), moderate)); object.OK() {
			alone(extreme)
			a.Get(Get.Once(), object)
			return object
		}
	}
	object := a.Create(Base.Once(), base(a))
	alone(row.Body)
	return object
}

// over lays members over an object.
func over(object, members fixtures.Object) fixtures.Object {
	for _, member := range members {
		object = object.With(member.Name, member.Value)
	}
	return object
}

// makeRestricted creates an object with what prose restricts beside harmless values. Where that is refused, its values are sent one by one.
func makeRestricted(a Actor, values fixtures.Object) {
	if len(values) == 0 || a.Resource().Kind != resource.Collection {
		return
	}
	made := a.Create(Restricted.Once(), over(around(a), values))
	if !made.Refused() {
		a.Get(RestrictedGet.Once(), made)
		return
	}
	oneByOne(values, func(name string, value any) {
		if one := a.Create(Restricted.About(name), around(a).With(name, value)); one.OK() {
			a.Get(RestrictedGet.About(name), one)
		}
	})
}

// changeRestricted updates an object by what prose restricts, as makeRestricted creates one.
func changeRestricted(a Actor, object *conform.Record, values fixtures.Object) {
	if len(values) == 0 {
		return
	}
	typed := a.Resource().Typed()
	if !update(a, RestrictedUpdate.Once(), object, over(typed, values)).Refused() {
		a.Get(RestrictedUpdated.Once(), object)
		return
	}
	oneByOne(values, func(name string, value any) {
		if update(a, RestrictedUpdate.About(name), object, typed.With(name, value)).OK() {
			a.Get(RestrictedUpdated.About(name), object)
		}
	})
}

// runRefusedUpdate sends the values of a refused change in parts. It reports whether the object then holds those of the next row, but for
// what no page promises to be taken.
func runRefusedUpdate(a Actor, k int, object *conform.Record, lists bool) bool {
	of := a.Resource()
	row := of.Row(k + 1)
	moderate, extreme := row.Apart(row.Change)
	lessened := len(extreme) > 0 && len(moderate) > 0 && update(a, Lessened.Once(), object, over(of.Typed(), moderate)).OK()
	if !lessened {
		extreme = append(moderate, extreme...)
	}
	oneByOne(extreme, func(name string, value any) {
		update(a, Update.About(name), object, of.Typed().With(name, value))
		a.Get(Updated.About(name), object)
	})
	if lessened {
		return true
	}
	if lists && of.Kind == resource.Collection { // the next row does not list what it creates
		a.Create(Next.Once(), of.Row(k+1).Body)
		list(a, NextList.Once())
	}
	return false
}

func oneByOne(body fixtures.Object, send func(name string, value any)) {
	for _, member := range body {
		if member.Name != "@odata.type" {
			send(member.Name, member.Value)
		}
	}
}
