package suites

import (
	"graphconform/fixtures"
	"graphconform/schemas"
)

// planMembersInside plans the checks of enums that stand inside the objects or the collection of a property.
func (b *builder) planMembersInside(p schemas.Property) {
	plain, ok := b.sampler("enums inside " + p.Name).Plain(p)
	if !ok || b.enumsIn(p, plain) == nil {
		return
	}
	for _, place := range enumPlaces {
		where := b.valueAt(place.op, place.in, p.Name, p.Name+":inside"+place.suffix)
		b.check("inside", where, func(e *Evidence, j *Judgement) {
			var all []tried
			for _, t := range b.triedIn(e, p, place.in) {
				if t.value = b.enumsIn(p, t.value); t.value != nil {
					all = append(all, t)
				}
			}
			b.judgeTried(j, p, place.in, all)
		})
	}
}

// enumsIn returns a value with nothing but the enums in it; nil where it has none.
func (b *builder) enumsIn(p schemas.Property, value any) any {
	switch value := value.(type) {
	case []any:
		element := p
		element.Collection = false
		var kept []any
		for _, each := range value {
			if part := b.enumsIn(element, each); part != nil {
				kept = append(kept, part)
			}
		}
		if len(kept) < len(value) || len(kept) == 0 {
			return nil // elements without any cannot be told apart
		}
		return kept
	case fixtures.Object:
		return b.enumsInObject(value)
	}
	if len(p.Enum) > 0 {
		return value
	}
	return nil
}

func (b *builder) enumsInObject(object fixtures.Object) any {
	contract := b.types.Named(fixtures.TypeName(object[0].Value))
	if contract == nil {
		return nil
	}
	var kept fixtures.Object
	for _, q := range fixtures.Settable(b.types, contract) {
		if value, present := object.Get(q.Name); present {
			if part := b.enumsIn(q, value); part != nil {
				kept = append(kept, fixtures.Member{Name: q.Name, Value: part})
			}
		}
	}
	if kept == nil {
		return nil
	}
	return kept
}
