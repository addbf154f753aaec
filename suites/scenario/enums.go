package scenario

import (
	"graphconform/schemas"
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
			enums = append(enums, Enum{p, resource.WrongMembers(p, len(enums))})
		}
	}
	return enums
}
