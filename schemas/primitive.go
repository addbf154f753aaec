package schemas

import (
	"time"

	"graphconform/schemas/odata"
)

// ParseDateTimeOffset reads a point in time as OData writes it.
func ParseDateTimeOffset(s string) (time.Time, error) { return odata.ParseDateTimeOffset(s) }

// IsPrimitive reports whether a page's type name is a primitive type of OData.
func IsPrimitive(name string) bool {
	_, ok := odata.Named(name)
	return ok
}

// Facets returns what the page says of a single value of the property, beside its type.
func (p Property) Facets() odata.Facets {
	return odata.Facets{Minimum: p.Minimum, Maximum: p.Maximum, MaxLength: p.MaxLength}
}
