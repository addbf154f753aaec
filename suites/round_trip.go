package suites

import (
	"graphconform/fixtures"
	"graphconform/schemas"
)

// roundTripFamily checks that what is written comes back, compared by type.
func roundTripFamily() family {
	return family{name: "round_trip", plan: planRoundTrip, rules: []Rule{
		{ID: "value", Level: Documented, Standard: "OData 4.01 Part 1, 11.4.1.5", Promise: "a value that is sent comes back as the same value of its type",
			Sent: "sample rows: empty, long and hurting strings, ends of integers, timestamps with every precision and offset", Judged: "compared by type (instants at 100 ns, numbers by value) in the answer to the write, in GET and in the list"},
		{ID: "null", Level: Documented, Standard: "OData JSON Format 4.01, 7.1", Promise: "null that is sent on create comes back as null or absent",
			Sent: "a body with null for the property", Judged: "null or absent in answer and GET; for numbers, timestamps and enums it may be refused with 4xx"},
		{ID: "null_inside", Level: Documented, Standard: "OData JSON Format 4.01, 7.1 and 7.2", Promise: "null that is sent inside an object comes back as null or absent",
			Sent: "a body with an object in which every String is null", Judged: "accepted; null or absent in answer and GET"},
	}}
}

func planRoundTrip(b *builder) {
	for _, p := range b.sent {
		if len(p.Enum) > 0 && !p.Collection {
			continue // the enum family compares members one by one
		}
		for _, place := range enumPlaces {
			where := b.valueAt(place.op, place.in, p.Name, p.Name+place.suffix)
			b.check("value", where, func(e *Evidence, j *Judgement) {
				b.judgeValues(e, j, p, place.in, func(any) bool { return true })
			})
		}
	}
	b.planNulls()
}

const nullScenario = "nulls"

func (b *builder) planNulls() {
	nulls := map[string]fixtures.Object{}
	for _, p := range b.sent {
		nulls[p.Name] = b.withNulls(p)
	}
	b.add(nullScenario, func(s *Session) {
		s.Create("base", s.Base())
		for _, p := range b.sent {
			made := s.Create("null/"+p.Name, s.Around().With(p.Name, nil))
			if made.OK() {
				s.Get("null/get/"+p.Name, made)
			}
			if object := nulls[p.Name]; object != nil {
				value := any(object)
				if p.Collection {
					value = []any{object}
				}
				inside := s.Create("null_inside/"+p.Name, s.Around().With(p.Name, value))
				s.Get("null_inside/get/"+p.Name, inside)
			}
		}
		s.Create("base/last", s.Base())
		s.List("null/list")
	})
	for _, p := range b.sent {
		if object := nulls[p.Name]; object != nil {
			where := at{op: schemas.Create, place: p.Name + ":null_inside", section: "Request body", row: p.Name, from: []string{nullScenario}}
			b.check("null_inside", where, func(e *Evidence, j *Judgement) { b.judgeNullInside(e, j, p, object) })
		}
		where := at{op: schemas.Create, place: p.Name + ":null", section: "Request body", row: p.Name, from: []string{nullScenario}}
		b.check("null", where, func(e *Evidence, j *Judgement) {
			made := e.record(nullScenario, "null/"+p.Name)
			if !j.needs(e.record(nullScenario, "base")) || !j.on(made) {
				return
			}
			if made.Refused() {
				j.want(nullRefusable(p) && made.Status()/100 == 4, made, "/"+p.Name, wantNull(p), made.got())
				return
			}
			b.wantNull(j, p, made)
			b.wantNull(j, p, e.record(nullScenario, "null/get/"+p.Name))
		})
	}
}

// withNulls returns an object with null for every String in it, which no server may refuse; nil where the property holds none such.
func (b *builder) withNulls(p schemas.Property) fixtures.Object {
	p.Collection = false
	plain, _ := b.sampler("nulls inside " + p.Name).Plain(p)
	object, isObject := plain.(fixtures.Object)
	if !isObject {
		return nil
	}
	contract, found := b.types.Named(fixtures.TypeName(object[0].Value)), false
	for i, member := range object {
		if q, ok := contract.Property(member.Name); ok && q.Type == "String" && !q.Collection && len(q.Enum) == 0 {
			object[i].Value, found = nil, true
		}
	}
	if !found {
		return nil
	}
	return object
}

func (b *builder) judgeNullInside(e *Evidence, j *Judgement, p schemas.Property, sent fixtures.Object) {
	for _, label := range []string{"null_inside/", "null_inside/get/"} {
		r := e.record(nullScenario, label+p.Name)
		if !j.needsObject(r) {
			continue
		}
		if r.Refused() {
			j.want(false, r, "/"+p.Name, "an object with nulls accepted", r.got())
			return
		}
		if !b.holds(r.Object()) {
			continue
		}
		value := r.Object()[p.Name]
		if list, isList := value.([]any); isList && len(list) == 1 {
			value = list[0]
		}
		object, _ := value.(map[string]any)
		for _, member := range sent {
			if member.Value == nil {
				got := object[member.Name]
				j.want(got == nil, r, "/"+p.Name+"/"+member.Name, "null or absent", show(got))
			}
		}
	}
	j.hangUnlessSeen("no answer could be read as the object")
}

// nullRefusable tells whether a server may refuse null: pages say nothing of it, and typed languages differ for all but strings.
func nullRefusable(p schemas.Property) bool { return p.Type != "String" || p.Collection }

func wantNull(p schemas.Property) string {
	if nullRefusable(p) {
		return "null accepted, or refused with 4xx"
	}
	return "null accepted"
}

// wantNull wants a property to be null or absent in an answer.
func (b *builder) wantNull(j *Judgement, p schemas.Property, r *Record) {
	if !j.on(r) || !b.holds(r.Object()) {
		return
	}
	got, present := r.Object()[p.Name]
	j.want(!present || absent(p, got), r, "/"+p.Name, "null or absent", showMember(r.Object(), p.Name))
}

// only returns a body that holds one property.
func (b *builder) only(name string, value any) fixtures.Object { return b.typed().With(name, value) }
