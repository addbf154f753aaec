package resource

import (
	"slices"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/schemas/odata"
)

// Computed returns the properties that the server sets, the key excepted: those that a page calls read-only, or that no documented request
// sends (OData 4.01 Part 1, 11.4.2). Enums, objects and collections are not among them: they may tell of what goes on by itself.
func (r *Resource) Computed() []schemas.Property {
	return slices.DeleteFunc(slices.Clone(r.Contract.Properties), func(p schemas.Property) bool {
		of, primitive := odata.Named(p.Type)
		clock := p.Type == "DateTimeOffset" && p.Stamp() == ""
		return p.Name == "id" || p.ReadOnly == schemas.Writable || p.Collection || len(p.Enum) > 0 || !primitive || clock ||
			of.Name == "Boolean" || of.Name == "Stream"
	})
}

// Stamps returns the times that the server sets.
func (r *Resource) Stamps(of schemas.Stamp) []schemas.Property {
	return slices.DeleteFunc(r.Computed(), func(p schemas.Property) bool { return p.Stamp() != of })
}

// Unsettable returns those of the properties that the server sets which no client may set: of what a page calls read-only, and a documented
// request sends all the same, that is not known.
func (r *Resource) Unsettable() []schemas.Property {
	create, update := Members(r.Documented(schemas.Create)), Members(r.Documented(schemas.Update))
	return slices.DeleteFunc(r.Computed(), func(p schemas.Property) bool {
		_, created := create[p.Name]
		_, updated := update[p.Name]
		return created || updated
	})
}

// Chosen returns a body with a value of the client's own for each property that no client may set: none that a server would choose.
func (r *Resource) Chosen(body fixtures.Object, values *fixtures.Sampler) fixtures.Object {
	for _, p := range r.Unsettable() {
		if value, ok := values.Plain(p); ok {
			if p.Stamp() != "" {
				value = "2001-02-03T04:05:06Z"
			}
			body = body.With(p.Name, value)
		}
	}
	return body
}
