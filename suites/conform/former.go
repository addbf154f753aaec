package conform

import (
	"slices"
	"strings"

	"graphconform/schemas"
)

// FormerIDs returns the ids that a check had before the renames, which are in the order of their time; the latest id comes first.
//
// Check ids hold names of types, properties and members: what a person wrote down about a check goes on under its new id.
// A property is looked for by name whatever the type, since derived types inherit it.
func FormerIDs(id string, renames []schemas.Rename) []string {
	parts := strings.SplitN(id, "/", 5)
	if len(parts) < 5 {
		return nil
	}
	var former []string
	for _, r := range slices.Backward(renames) {
		if r.Version == parts[0] && undo(r, parts) {
			former = append(former, strings.Join(parts, "/"))
		}
	}
	return former
}

// undo gives the parts of an id the names of before the rename; false where it does not concern them.
func undo(r schemas.Rename, parts []string) bool {
	old, name := r.Old, r.New
	switch {
	case r.Type == "":
		if parts[1] != name {
			return false
		}
		parts[1] = old
		return true
	case r.At != "":
		old, name = r.At+"="+old, r.At+"="+name
	}
	rest, ok := afterName(parts[4], name)
	if ok {
		parts[4] = old + rest
	}
	return ok
}

// afterName returns what follows a name at the beginning of a place: nothing, or a separator and more.
func afterName(place, name string) (rest string, ok bool) {
	rest, ok = strings.CutPrefix(place, name)
	return rest, ok && (rest == "" || strings.ContainsAny(rest[:1], "=:@./["))
}
