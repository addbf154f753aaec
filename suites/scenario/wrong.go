package scenario

import (
	"encoding/json"
	"slices"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
)

// Enum is a property with members, and what is tried in place of one.
type Enum struct {
	schemas.Property
	Wrong []resource.WrongMember
}

// Enums returns the properties of a resource that hold one member of an enum.
func Enums(of *resource.Resource) []Enum {
	var enums []Enum
	for _, p := range of.Sent {
		if len(p.Enum) > 0 && !p.Collection {
			enums = append(enums, Enum{p, of.WrongMembers(p, len(enums))})
		}
	}
	return enums
}

// WrongMembersOf names the scenario that tries what is no member of an enum.
func WrongMembersOf(p schemas.Property) conform.ScenarioKey { return WrongMembers.Of(p.Name) }

// runWrongMembers tries what is no member of an enum, on create and on update, and reads what was accepted.
func runWrongMembers(a Actor, p schemas.Property, wrong []resource.WrongMember) {
	of := a.Resource()
	object := a.Create(Base.Once(), base(a))
	for i, w := range wrong {
		if of.Kind == resource.Collection {
			made := a.Create(Wrong.Nth(i+1), around(a).With(p.Name, w.Value))
			if made.OK() {
				a.Get(WrongGet.Nth(i+1), made)
			}
		}
		changed := update(a, WrongUpdate.Nth(i+1), object, of.Typed().With(p.Name, w.Value))
		if changed.OK() {
			a.Get(WrongUpdated.Nth(i+1), object)
		}
	}
}

// batchSize is how many properties share a scenario of wrong values, and with it the object whose updates must be refused.
const batchSize = 6

// Batch is some of a resource's properties with their wrong values, and the scenario that tries them.
type Batch struct {
	Key     conform.ScenarioKey
	Refused []resource.Refused
}

// Batches returns all that must be refused for its values.
func Batches(of *resource.Resource) []Batch {
	var out []Batch
	for batch := range slices.Chunk(of.Refused(), batchSize) {
		out = append(out, Batch{WrongValues.Of(batch[0].Name), batch})
	}
	return out
}

// RefusedKeys names the scenarios whose creates and updates must all be refused but the first create.
func RefusedKeys(of *resource.Resource) []conform.ScenarioKey {
	keys := []conform.ScenarioKey{Malformed.Key()}
	for _, batch := range Batches(of) {
		keys = append(keys, batch.Key)
	}
	return keys
}

func runWrongValues(a Actor, batch []resource.Refused) {
	of := a.Resource()
	object := a.Create(Base.Once(), base(a))
	a.Get(Before.Once(), object)
	for _, p := range batch {
		for i, w := range p.Values {
			raw := json.RawMessage(w.JSON)
			if of.Kind == resource.Collection && p.On(i, schemas.Create) {
				a.Create(BadCreate.About(p.Name).Nth(i+1), around(a).With(p.Name, raw))
			}
			if !p.On(i, schemas.Update) {
				continue
			}
			change := of.ChangeBeside(p.Property, object.Sent(), a.Values()).With(p.Name, raw)
			update(a, BadUpdate.About(p.Name).Nth(i+1), object, change)
		}
	}
	a.Get(After.Once(), object)
	list(a, AfterList.Once())
}

// runMalformed sends bodies that must be refused as a whole. Their steps are about the rule by which they are wrong.
func runMalformed(a Actor) {
	object := a.Create(Base.Once(), base(a))
	a.Get(Before.Once(), object)
	several := a.Resource().Kind == resource.Collection
	for i, m := range a.Resource().Malformed(func() fixtures.Object { return base(a) }) {
		if several && m.On(i, schemas.Create) {
			a.Post(BadCreate.About(m.Rule).Nth(i+1), m.Body)
		}
		if m.On(i, schemas.Update) {
			a.Patch(BadUpdate.About(m.Rule).Nth(i+1), object, m.Body)
		}
	}
	a.Get(After.Once(), object)
	list(a, AfterList.Once())
}
