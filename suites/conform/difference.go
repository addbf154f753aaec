package conform

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"graphconform/schemas/odata"
)

// Difference is how what came departs from what was wanted, apart from the values themselves: findings of one rule and one difference
// are of one kind, over properties, operations and resources.
type Difference string

// Differences of values.
const (
	Missing           Difference = "left out"
	Nulled            Difference = "null in place of a value"
	Emptied           Difference = "empty in place of a value"
	Filled            Difference = "a value in place of null"
	OtherType         Difference = "another JSON type"
	Cased             Difference = "in other letter case"
	Trimmed           Difference = "without blanks around it"
	Shortened         Difference = "cut short"
	CutToSeconds      Difference = "fraction cut to whole seconds"
	CutToMilliseconds Difference = "fraction cut to milliseconds"
	CutToMicroseconds Difference = "fraction cut to microseconds"
	Shifted           Difference = "another point in time"
	Rounded           Difference = "a number close to it"
	OtherLength       Difference = "another number of elements"
	OtherValue        Difference = "another value"
	NoMember          Difference = "not a documented member"
	OutOfRange        Difference = "out of range"
	OtherForm         Difference = "another lexical form"
)

// Differences of answers.
const (
	Accepted       Difference = "accepted"
	NoMore         Difference = "no answer"
	Ended          Difference = "the target ended" // of whatever rule: what did it is one request of those that were under way
	NoBody         Difference = "no body"
	OtherBody      Difference = "another body"
	NotJSON        Difference = "not JSON"
	NotUTF8        Difference = "not UTF-8"
	RepeatedName   Difference = "repeated name"
	ByteOrderMark  Difference = "byte order mark"
	OtherMediaType Difference = "another media type"
	OtherCharset   Difference = "another charset"
	NotAnObject    Difference = "not an object"
	NotAList       Difference = "not a list"
	NoErrorObject  Difference = "no error object"
	NoErrorCode    Difference = "no code"
	NoErrorMessage Difference = "no message"
)

// Differences of collections.
const (
	NoEntry     Difference = "no entry"
	EntryMore   Difference = "an entry more"
	EntryTwice  Difference = "an entry more than once"
	OtherNumber Difference = "another number of entries"
	OtherOrder  Difference = "another order"
	LinkBroken  Difference = "a link that leads nowhere"
)

// ByKeyword is the difference that a violation of a JSON Schema shows, by the keyword that is broken; empty where that says nothing.
func ByKeyword(keyword string) Difference {
	return map[string]Difference{
		"type": OtherType, "enum": NoMember, "const": OtherValue, "required": Missing, "format": OtherForm, "pattern": OtherForm,
		"minimum": OutOfRange, "maximum": OutOfRange, "exclusiveMinimum": OutOfRange, "exclusiveMaximum": OutOfRange,
		"minLength": OutOfRange, "maxLength": OutOfRange, "minItems": OutOfRange, "maxItems": OutOfRange, "multipleOf": OutOfRange,
	}[keyword]
}

// Prevailing returns the difference that most findings show; among equals the first in sorted order.
func Prevailing[F any](findings []F, of func(F) Difference) Difference {
	if len(findings) == 1 {
		return of(findings[0])
	}
	counts := map[Difference]int{}
	for _, f := range findings {
		counts[of(f)]++
	}
	var most Difference
	for _, d := range slices.Sorted(maps.Keys(counts)) {
		if counts[d] > counts[most] {
			most = d
		}
	}
	return most
}

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
		return differInside(len(want), func(i int) (any, any, bool) { return want[i], list[i], true })
	case map[string]any:
		object, ok := got.(map[string]any)
		if !ok {
			return OtherType
		}
		names := slices.Sorted(maps.Keys(want))
		return differInside(len(names), func(i int) (any, any, bool) {
			value, present := object[names[i]]
			return want[names[i]], value, present
		})
	}
	return OtherValue
}

// differInside is the difference that most of n members or elements show.
func differInside(n int, at func(int) (want, got any, present bool)) Difference {
	var all []Difference
	for i := range n {
		if want, got, present := at(i); !alike(want, got) {
			all = append(all, Differ(want, got, present))
		}
	}
	if len(all) == 0 {
		return OtherValue
	}
	return Prevailing(all, func(d Difference) Difference { return d })
}

// alike reports whether two values are the same under any type that they may be of.
func alike(want, got any) bool {
	switch a := want.(type) {
	case json.Number:
		b, isNumber := got.(json.Number)
		x, errX := a.Float64()
		y, errY := b.Float64()
		return isNumber && errX == nil && errY == nil && x == y
	case string:
		b, isText := got.(string)
		x, errX := odata.ParseDateTimeOffset(a)
		y, errY := odata.ParseDateTimeOffset(b)
		return isText && (a == b || errX == nil && errY == nil && x.Equal(y))
	}
	return reflect.DeepEqual(want, got)
}

func differText(want, got string) Difference {
	a, errA := odata.ParseDateTimeOffset(want)
	b, errB := odata.ParseDateTimeOffset(got)
	switch {
	case got == "":
		return Emptied
	case errA == nil && errB == nil:
		return differTime(a, b)
	case strings.EqualFold(want, got):
		return Cased
	case strings.TrimSpace(want) == got:
		return Trimmed
	case strings.HasPrefix(want, got):
		return Shortened
	}
	return OtherValue
}

// differTime names the unit that a point in time was cut or rounded to: the coarsest that it still fits. The same point in other words is
// no finding about a time, but about a text that was taken for one.
func differTime(want, got time.Time) Difference {
	if got.Equal(want) {
		return OtherForm
	}
	for _, unit := range []struct {
		length time.Duration
		is     Difference
	}{{time.Second, CutToSeconds}, {time.Millisecond, CutToMilliseconds}, {time.Microsecond, CutToMicroseconds}} {
		if got.Equal(want.Truncate(unit.length)) || got.Equal(want.Round(unit.length)) {
			return unit.is
		}
	}
	return Shifted
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
	if at == "status" || r.Refused() && at != "/error" && !slices.Contains([]string{"Content-Type", "body"}, at) {
		return Answered(r)
	}
	return ""
}

// Unread is how an answer departs that is no JSON: with a body, or without one.
func Unread(r *Record) Difference {
	if response := r.Response(); response == nil || len(response.Body) == 0 {
		return NoBody
	}
	return NotJSON
}

// Answered is the difference that lies in the status of an answer.
func Answered(r *Record) Difference { return Difference(fmt.Sprintf("status %d", r.Status())) }
