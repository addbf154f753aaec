package cleanup

import (
	"fmt"

	"graphconform/schemas"
)

type resemblance int

const (
	foreign resemblance = iota
	mayFit
	fits
)

// fits reports whether an object is what the intent's POST made. A parent has its name. Anything else shows all values that were sent,
// as far as it has those members; and unless it is known to be new, two of them at least.
func (i Intent) fits(object map[string]any, isNew bool) resemblance {
	if i.Name != "" {
		if object["displayName"] == i.Name {
			return fits
		}
		return foreign
	}
	agree, differ := 0, 0
	for name, sent := range i.Marks {
		switch value, present := object[name]; {
		case !present || value == nil:
		case sameScalar(sent, value):
			agree++
		default:
			differ++
		}
	}
	switch {
	case differ == 0 && (isNew && agree > 0 || agree > 1):
		return fits
	case isNew && (differ == 0 || agree > 0):
		return mayFit
	}
	return foreign
}

// sameScalar compares a text, an instant or a number with what came back for it.
func sameScalar(sent, got any) bool {
	a, b := fmt.Sprint(sent), fmt.Sprint(got)
	if a == b {
		return true
	}
	x, errX := schemas.ParseDateTimeOffset(a)
	y, errY := schemas.ParseDateTimeOffset(b)
	return errX == nil && errY == nil && x.Equal(y)
}
