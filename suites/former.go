package suites

import (
	"strings"

	"graphconform/schemas"
)

// FormerID returns the id that a check had in the catalog before the renames, and the id itself where none concerns it.
//
// Check ids hold names of types, properties and members: what a person wrote down about a check goes on under its new id.
// A property is looked for by name whatever the type, since derived types inherit it.
func FormerID(id string, renames []schemas.Rename) string {
	parts := strings.SplitN(id, "/", 5)
	if len(parts) < 5 {
		return id
	}
	for _, r := range renames {
		switch {
		case r.Version != parts[0]:
		case r.Type == "":
			if parts[1] == r.New {
				parts[1] = r.Old
			}
		case r.At == "":
			if rest, ok := afterName(parts[4], r.New); ok {
				parts[4] = r.Old + rest
			}
		default:
			if rest, ok := afterName(parts[4], r.At+"="+r.New); ok {
				parts[4] = r.At + "=" + r.Old + rest
			}
		}
	}
	return strings.Join(parts, "/")
}

// afterName returns what follows a name at the beginning of a place: nothing, or a separator and more.
func afterName(place, name string) (rest string, ok bool) {
	rest, ok = strings.CutPrefix(place, name)
	return rest, ok && (rest == "" || strings.ContainsAny(rest[:1], "=:@./["))
}
