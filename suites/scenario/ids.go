package scenario

import (
	"fmt"
	"strings"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
)

// runIDs tries to choose, to change and to swap ids.
func runIDs(a Actor) {
	of := a.Resource()
	first := a.Create(Base.Nth(1), base(a))
	second := a.Create(Base.Nth(2), base(a))
	fresh := a.Values().GUID()
	chosen := a.Create(ClientID.Once(), base(a).With("id", fresh))
	a.Get(ClientOwn.Once(), chosen)
	a.GetID(ClientGet.Once(), fresh)
	a.Get(ExistingBefore.Once(), first)
	if !missing(a, first) {
		a.Create(ExistingID.Once(), base(a).With("id", first.ID()))
	}
	a.Get(ExistingAfter.Once(), first)
	unused := a.Unused(first)
	update(a, UnusedID.Once(), first, of.Change(first.Sent(), a.Values()).With("id", unused))
	a.Get(UnusedGet.Once(), first)
	a.GetID(UnusedNew.Once(), unused)
	a.Get(OtherBefore.Once(), second)
	update(a, OtherID.Once(), first, of.Change(first.Sent(), a.Values()).With("id", second.ID()))
	a.Get(OtherFirst.Once(), first)
	a.Get(OtherSecond.Once(), second)
}

// runConcurrent creates many objects side by side below one parent and lists them.
func runConcurrent(a Actor) {
	of := a.Resource()
	amounts := of.Effort.Amounts()
	bodies := make([]fixtures.Object, amounts.Crowd)
	for i := range bodies {
		fill := around
		if i < amounts.Whole {
			fill = base
		}
		bodies[i] = of.Precise(fill(a), a.Values())
	}
	made := make([]*conform.Record, len(bodies))
	a.Parallel(len(bodies), func(i int) { made[i] = a.Create(Base.Nth(i+1), bodies[i]) })
	listed := list(a, List.Once())
	askForPage(a, listed)
	askPaged(a)
	askFiltered(a, listed, made)
	a.Parallel(amounts.Reads, func(i int) { a.Get(Get.Nth(i+1), made[i]) })
	runRace(a, made[:amounts.Updates], made[amounts.Updates:amounts.Reads])
}

// runRace updates and deletes side by side: one object by a property each, the others each by itself.
func runRace(a Actor, made, doomed []*conform.Record) {
	type change struct {
		object *conform.Record
		body   fixtures.Object
	}
	of := a.Resource()
	var changes []change
	for _, p := range of.Changed {
		if value, ok := of.Another(p, made[0].Sent()[p.Name], a.Values()); ok && len(p.Enum) == 0 {
			changes = append(changes, change{made[0], of.Only(p.Name, value)})
		}
	}
	for _, object := range made[1:] {
		changes = append(changes, change{object, of.Change(object.Sent(), a.Values())})
	}
	a.Parallel(len(changes), func(i int) { update(a, RaceUpdate.Nth(i+1), changes[i].object, changes[i].body) })
	a.Parallel(len(changes), func(i int) { a.Get(RaceGet.Nth(i+1), changes[i].object) })
	a.Parallel(len(doomed), func(i int) { a.Delete(RaceDelete.Nth(i+1), doomed[i]) })
	a.Parallel(len(doomed), func(i int) { a.Get(RaceGone.Nth(i+1), doomed[i]) })
}

// ConcurrentlyCreated returns the objects created side by side that got an id.
func ConcurrentlyCreated(e *conform.Evidence) []*conform.Record {
	var made []*conform.Record
	for _, r := range e.Records(Concurrent.Key()) {
		if r.Operation == schemas.Create && !r.Probe && r.OK() && r.ID() != "" {
			made = append(made, r)
		}
	}
	return made
}

// Raced pairs what succeeded side by side with the step after it on the same object.
func Raced(e *conform.Evidence, did, then conform.Act) [][2]*conform.Record {
	var pairs [][2]*conform.Record
	for _, r := range e.Records(Concurrent.Key()) {
		if r.Act == did && r.OK() {
			pairs = append(pairs, [2]*conform.Record{r, e.In(Concurrent.Key()).Nth(then, r.Ordinal)})
		}
	}
	return pairs
}

// Queried is how many of the objects created side by side are asked for.
func Queried(of *resource.Resource) int { return of.Effort.Amounts().Crowd - 1 }

// askPaged asks for as many objects as were created but one, in order where there is one: a link to a further page has to keep what was
// asked for.
func askPaged(a Actor) {
	at := a.Collection()
	at.Pages = 2 * a.Resource().Effort.Amounts().Crowd
	collection, top := at.URL, options("$top", fmt.Sprint(Queried(a.Resource())))
	if asked := AskedOf(a.Resource()); len(asked.Ordered) > 0 {
		at.URL = collection + "?" + top + "&" + options("$orderby", asked.Ordered[0].Name)
		r := a.List(QueryPaged.Nth(1), at)
		if r.Probe = true; !r.Refused() {
			return
		}
	}
	at.URL = collection + "?" + top
	a.List(QueryPaged.Nth(2), at).Probe = true
}

// LeftOut returns those of the objects made side by side that a filter over all of them leaves out: of those that the list shows with their
// texts as they were sent, one from the middle and the last one. Of both one stands on a further page, however long pages are.
func LeftOut(of *resource.Resource, list *conform.Record, made []*conform.Record) (out []*conform.Record) {
	p := AskedOf(of).Text
	byID := map[string]*conform.Record{}
	for _, r := range made {
		if text, named := r.Sent()[p.Name].(string); p.Name != "" && r.ID() != "" && named && text != "" {
			byID[r.ID()] = r
		}
	}
	for _, entry := range list.Items() {
		if r := byID[resource.IDOf(entry)]; r != nil && of.Equal(p, r.Sent()[p.Name], entry[p.Name]) {
			out = append(out, r)
		}
	}
	if len(out) < ranks {
		return nil
	}
	return []*conform.Record{out[len(out)/2], out[len(out)-1]}
}

// askFiltered asks for all objects of a collection but two, over as many pages as the target makes.
func askFiltered(a Actor, listed *conform.Record, made []*conform.Record) {
	p := AskedOf(a.Resource()).Text.Name
	var passes []string
	for _, r := range LeftOut(a.Resource(), listed, made) {
		passes = append(passes, p+" ne "+literal(r.Sent()[p]))
	}
	if len(passes) > 0 {
		askList(a, QueryPagedFilter.Once(), 0, "$filter", strings.Join(passes, " and "))
	}
}

// Paged returns the list of many objects with $top, sorted where that is carried out.
func Paged(e *conform.Evidence) (r *conform.Record, sorted bool) {
	steps := e.In(Concurrent.Key())
	if r = steps.Nth(QueryPaged, 1); r.Refused() && len(r.Pages) < 2 || len(AskedOf(e.Resource).Ordered) == 0 {
		return steps.Nth(QueryPaged, 2), false
	}
	return r, true
}
