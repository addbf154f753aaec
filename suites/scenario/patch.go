package scenario

import (
	"maps"
	"net/http"
	"slices"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
)

// runPatch changes one object property by property beside others that must stay as they are.
func runPatch(a Actor) {
	of := a.Resource()
	first, body := beside(a, 1), base(a)
	object := a.Create(Base.Nth(2), body)
	var others []*conform.Record
	if first != nil {
		others = []*conform.Record{first, beside(a, 3)}
		if twin := a.Create(Base.Nth(Twin), body); twin.OK() { // equal values may be refused
			others = append(others, twin)
		}
	}
	for _, other := range others {
		a.Get(OthersBefore.Nth(other.Step.Ordinal), other)
	}
	a.Get(Before.Once(), object)
	state := maps.Clone(object.Sent())
	if state == nil {
		state = map[string]any{}
	}
	stored := map[string]bool{}
	for _, p := range of.Changed {
		if value, ok := of.Another(p, state[p.Name], a.Values()); ok {
			update(a, Only.About(p.Name), object, of.Only(p.Name, value))
			after := a.Get(OnlyGet.About(p.Name), object)
			stored[p.Name] = after.OK() && of.Equal(p, value, after.Object()[p.Name])
			state[p.Name] = value
		}
	}
	patchAgain(a, object, state, stored)
	patchEmpty(a, object, state)
	for _, other := range others {
		a.Get(OthersAfter.Nth(other.Step.Ordinal), other)
	}
	if first != nil {
		runPatchUnknown(a, object)
	}
	patchUndescribed(a, object)
	for _, p := range of.CreateOnly() {
		if value, ok := of.Another(p, object.Sent()[p.Name], a.Values()); ok {
			update(a, Fixed.About(p.Name), object, of.Only(p.Name, value))
			a.Get(FixedGet.About(p.Name), object)
		}
	}
}

// Twin is the ordinal of the object that is made with the values of the one that is updated.
const Twin = 4

// Repetitions is how often one property is updated in a row.
const Repetitions = 3

// patchAgain updates one property several times: the first that the target was seen to store, as what is wrong with one is known by now.
func patchAgain(a Actor, object *conform.Record, state map[string]any, stored map[string]bool) {
	of := a.Resource()
	p, ok := of.FirstFree()
	if !ok {
		return
	}
	for _, q := range of.Changed {
		if !stored[p.Name] && stored[q.Name] && resource.IsFree(q) {
			p = q
		}
	}
	for i := range Repetitions {
		value, _ := of.Another(p, state[p.Name], a.Values())
		update(a, Again.Nth(i+1), object, of.Only(p.Name, value))
		a.Get(AgainGet.Nth(i+1), object)
		state[p.Name] = value
	}
}

// patchEmpty sets every property to empty and to null, then fills one of them again.
func patchEmpty(a Actor, object *conform.Record, state map[string]any) {
	of := a.Resource()
	changed, kept := of.Cleared(of.Changed), ""
	if a.Marked() {
		changed, kept = keepMark(of, changed)
	}
	for _, p := range changed {
		if p.Name == kept && a.Tenant() && len(of.Markable()) == 1 {
			continue // nothing else would show whose the object is
		}
		if empty, ok := resource.Empty(p); ok {
			update(a, Empty.About(p.Name), object, of.Only(p.Name, empty))
			a.Get(EmptyGet.About(p.Name), object)
			if !of.Effort.Amounts().Turns { // null is told from empty, too
				update(a, Set.About(p.Name), object, of.Only(p.Name, state[p.Name]))
			}
		}
		update(a, Null.About(p.Name), object, of.Only(p.Name, nil))
		a.Get(NullGet.About(p.Name), object)
		if p.Name == kept {
			update(a, SetAgain.About(p.Name), object, of.Only(p.Name, state[p.Name]))
			a.Get(SetAgainGet.About(p.Name), object) // where it is not set, nothing shows whose the object is
		}
	}
	a.Get(Cleared.Once(), object)
	list(a, ClearedList.Once())
	if p, ok := of.FirstFree(); ok {
		value, _ := of.Another(p, nil, a.Values())
		update(a, Refilled.Once(), object, of.Only(p.Name, value))
		a.Get(RefilledGet.Once(), object)
	}
}

// keepMark returns the properties that are changed, first of all one that can hold a mark, with its name: it is filled again while the
// others still hold theirs.
func keepMark(of *resource.Resource, all []schemas.Property) (changed []schemas.Property, kept string) {
	for _, p := range of.Markable() {
		if at := slices.IndexFunc(all, func(q schemas.Property) bool { return q.Name == p.Name }); at >= 0 {
			others := slices.Delete(slices.Clone(all), at, at+1)
			return slices.Insert(others, 0, all[at]), p.Name
		}
	}
	return all, ""
}

// beside creates an object that must stay as it is; nil where there can be but one.
func beside(a Actor, n int) *conform.Record {
	if a.Resource().Kind == resource.Singleton {
		return nil
	}
	return a.Create(Base.Nth(n), base(a))
}

func runPatchUnknown(a Actor, like *conform.Record) {
	if !like.OK() {
		return
	}
	id := a.Unused(like)
	r := a.Probe(PatchUnknown.Once(), Probe{
		Operation: schemas.Update, Method: http.MethodPatch, URL: address(a, id), Body: resource.Encode(base(a)), Upsert: true,
	})
	r.Key = id
	a.GetID(UnknownGet.Once(), id)
	list(a, UnknownList.Once())
}

// runNulls sends null for every property, and inside the objects of those that hold some. Before and after that it creates an object with
// next to nothing.
func runNulls(a Actor) {
	of := a.Resource()
	first := a.Create(Bare.Nth(1), of.Bare(a.Values()))
	full := a.Create(Base.Once(), base(a))
	for _, p := range of.Hollow() {
		object := of.Whole(p, a.Values())[:1] // its type
		a.Create(BareInside.About(p.Name), around(a).With(p.Name, resource.InPlace(p, object)))
	}
	for _, p := range of.Cleared(of.Sent) {
		made := a.Create(Null.About(p.Name), around(a).With(p.Name, nil))
		if made.OK() {
			a.Get(NullGet.About(p.Name), made)
		}
		if object := of.WithNulls(p); object != nil {
			inside := a.Create(NullInside.About(p.Name), around(a).With(p.Name, resource.InPlace(p, object)))
			a.Get(NullInsideGet.About(p.Name), inside)
		}
	}
	a.Create(Base.Nth(2), over(base(a), of.Turned(full.Sent())))
	bare := a.Create(Bare.Nth(2), of.Bare(a.Values()))
	a.Get(BareGet.Once(), bare)
	list(a, NullList.Once())
	fillLeftOut(a, first, bare)
}

// fillLeftOut updates what two creates left out, of the second object: a collection, or an object, that holds nothing yet may be one for
// both.
func fillLeftOut(a Actor, first, second *conform.Record) {
	of := a.Resource()
	left := slices.DeleteFunc(slices.Clone(of.Changed), func(p schemas.Property) bool {
		_, named := second.Sent()[p.Name]
		return named || of.Conditional[p.Name] || len(p.Enum) > 0 && !p.Collection || p.Type == "Boolean"
	})
	if of.Kind != resource.Collection || len(left) == 0 || !first.OK() || !second.OK() {
		return
	}
	several := func(p schemas.Property) bool { return p.Collection }
	p := left[max(0, slices.IndexFunc(left, fixtures.IsComplex), slices.IndexFunc(left, several))]
	if value, ok := of.Another(p, nil, a.Values()); ok && update(a, BareUpdate.Once(), second, of.Only(p.Name, value)).OK() {
		a.Get(BareKept.Once(), first)
	}
}

// patchUndescribed updates the properties of types that no page describes, by values as the documented update has them.
func patchUndescribed(a Actor, object *conform.Record) {
	of := a.Resource()
	for _, p := range of.Undescribed(schemas.Update) {
		value, _ := of.DocumentedValue(p)
		less := resource.Varied(value, a.Values())
		more := less
		if elements, isList := value.([]any); isList {
			other, _ := resource.Varied(value, a.Values()).([]any)
			more = slices.Concat(elements, other)
		}
		update(a, More.About(p.Name), object, of.Only(p.Name, more))
		a.Get(MoreGet.About(p.Name), object)
		if p.Collection {
			update(a, Less.About(p.Name), object, of.Only(p.Name, less))
			a.Get(LessGet.About(p.Name), object)
		}
		patchInsideUndescribed(a, object, p)
	}
}

// patchInsideUndescribed updates members of an object of a type that no page describes: one that is named alone, one to null, and one to
// an empty text.
func patchInsideUndescribed(a Actor, object *conform.Record, p schemas.Property) {
	of := a.Resource()
	texts := of.UndescribedTexts(p)
	if len(texts) == 0 {
		return
	}
	documented, _ := of.DocumentedValue(p)
	with := func(name string, member any) fixtures.Object {
		value, _ := withInside(p, resource.Varied(documented, a.Values()), name, member)
		return of.Only(p.Name, value)
	}
	last := texts[len(texts)-1]
	if !p.Collection {
		alone := maps.Clone(resource.Inside(p, map[string]any{p.Name: documented}))
		maps.DeleteFunc(alone, func(name string, _ any) bool { return name != "@odata.type" })
		alone[last] = a.Values().Word(schemas.Property{})
		update(a, PartOnly.About(p.Name), object, of.Only(p.Name, alone))
		a.Get(PartOnlyGet.About(p.Name), object)
	}
	update(a, PartNull.About(p.Name), object, with(texts[0], nil))
	a.Get(PartNullGet.About(p.Name), object)
	update(a, PartEmpty.About(p.Name), object, with(last, ""))
	a.Get(PartEmptyGet.About(p.Name), object)
}

// runParts changes what stands inside an object: an update that names one member alone, and one whose value has null for a member. Then one
// says that the object is of another type.
func runParts(a Actor) {
	of := a.Resource()
	object := a.Create(Base.Once(), base(a))
	a.Get(Before.Once(), object)
	for _, part := range of.Parts() {
		if !part.Changes() {
			continue
		}
		p := part.Property
		whole := of.Whole(p, a.Values())
		held, _ := whole.Get(part.Changed.Name)
		value, more := of.Another(part.Changed, held, a.Values())
		if part.Changed.Name != "" && more {
			update(a, PartOnly.About(p.Name), object, of.Only(p.Name, fixtures.Object{whole[0]}.With(part.Changed.Name, value)))
			a.Get(PartOnlyGet.About(p.Name), object)
		}
		if part.Cleared.Name != "" {
			update(a, PartNull.About(p.Name), object, of.Only(p.Name, resource.InPlace(p, whole.With(part.Cleared.Name, nil))))
			a.Get(PartNullGet.About(p.Name), object)
		}
	}
	for i, sibling := range of.Siblings() {
		typed := fixtures.Object{}.With("@odata.type", "#microsoft.graph."+sibling.Name)
		if !update(a, TypeUpdate.Nth(i+1), object, typed).Refused() {
			break
		}
	}
	if len(of.Siblings()) > 0 {
		a.Get(TypeGet.Once(), object)
	}
}
