package conform

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"graphconform/schemas/odata"
)

// Difference is how what came departs from what was wanted, apart from the values themselves: findings of one rule and one difference
// are of one kind, over properties, operations and resources.
type Difference string

// Differences of values.
const (
	Missing     Difference = "left out"
	Nulled      Difference = "null in place of a value"
	Emptied     Difference = "empty in place of a value"
	Filled      Difference = "a value in place of null"
	OtherType   Difference = "another JSON type"
	Cased       Difference = "in other letter case"
	Trimmed     Difference = "without blanks around it"
	Shortened   Difference = "cut short"
	FractionCut Difference = "fraction cut"
	Shifted     Difference = "another point in time"
	Rounded     Difference = "a number close to it"
	OtherLength Difference = "another number of elements"
	OtherValue  Difference = "another value"
)

// Differ sorts how a value that came back departs from the one that was wanted.
func Differ(want, got any, present bool) Difference {
	switch {
	case !present:
		return Missing
	case got == nil:
		return Nulled
	case want == nil:
		return Filled
	}
	switch want := want.(type) {
	case string:
		if text, ok := got.(string); ok {
			return differText(want, text)
		}
		return OtherType
	case json.Number:
		if number, ok := got.(json.Number); ok {
			return differNumber(want, number)
		}
		return OtherType
	case bool:
		if _, ok := got.(bool); !ok {
			return OtherType
		}
	case []any:
		list, ok := got.([]any)
		switch {
		case !ok:
			return OtherType
		case len(list) == 0:
			return Emptied
		case len(list) != len(want):
			return OtherLength
		}
	case map[string]any:
		if _, ok := got.(map[string]any); !ok {
			return OtherType
		}
	}
	return OtherValue
}

func differText(want, got string) Difference {
	a, errA := odata.ParseDateTimeOffset(want)
	b, errB := odata.ParseDateTimeOffset(got)
	switch {
	case got == "":
		return Emptied
	case errA == nil && errB == nil && a.Unix() == b.Unix():
		return FractionCut
	case errA == nil && errB == nil:
		return Shifted
	case strings.EqualFold(want, got):
		return Cased
	case strings.TrimSpace(want) == got:
		return Trimmed
	case strings.HasPrefix(want, got):
		return Shortened
	}
	return OtherValue
}

func differNumber(want, got json.Number) Difference {
	a, errA := want.Float64()
	b, errB := got.Float64()
	switch gap := a - b; {
	case errA == nil && errB == nil && b == 0:
		return Emptied
	case errA == nil && errB == nil && gap < 1 && gap > -1:
		return Rounded
	}
	return OtherValue
}

// differenceAt sorts a finding that is not about a single value: by the status where that is what is wrong, or where what was asked for
// was refused.
func differenceAt(r *Record, at string) Difference {
	if status := r.Status(); at == "status" || r.Refused() && at != "/error" && !slices.Contains([]string{"Content-Type", "body"}, at) {
		return Difference(fmt.Sprintf("status %d", status))
	}
	return ""
}
