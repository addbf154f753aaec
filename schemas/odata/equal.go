package odata

import (
	"encoding/base64"
	"encoding/json"
	"math"
	"math/big"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// Equal reports whether the value that came back is the one that was sent: what a type calls one value is equal however it
// is written. It reads more than the type's lexical form: a value in a wrong form is the schema's to find.
func (t Type) Equal(sent, got any) bool { return t.equal(sent, got) }

// Equal is Type.Equal by the type's name; false where that is of no primitive type.
func Equal(name string, sent, got any) bool {
	t, ok := types[name]
	return ok && t.equal(sent, got)
}

var (
	equalExactly   = reflect.DeepEqual                         // text by code point
	equalNumber    = equalBy(rational, equalRational)          // so that 5, 5.0 and 5e0 are one
	equalInstant   = equalBy(textBy(instant), time.Time.Equal) // whatever the offset
	equalTimeOfDay = equalBy(textBy(parseTimeOfDay), equalRational)
	equalDuration  = equalBy(textBy(parseDuration), equalRational) // by length
	equalGUID      = equalBy(textBy(verbatim), strings.EqualFold)
	equalBinary    = equalBy(textBy(decodeBinary), equalText) // by the bytes
)

// equalBy compares what is read of both values; one that cannot be read equals nothing.
func equalBy[T any](read func(any) (T, bool), same func(a, b T) bool) func(sent, got any) bool {
	return func(sent, got any) bool {
		a, ok := read(sent)
		b, readable := read(got)
		return ok && readable && same(a, b)
	}
}

// textBy reads strings alone.
func textBy[T any](parse func(string) (T, bool)) func(any) (T, bool) {
	return func(value any) (read T, ok bool) {
		if text, isText := value.(string); isText {
			return parse(text)
		}
		return read, false
	}
}

func verbatim(text string) (string, bool) { return text, true }

func equalText(a, b string) bool { return a == b }

func equalRational(a, b *big.Rat) bool { return a.Cmp(b) == 0 }

// rational reads a JSON number exactly. Numbers of absurd size are no number of OData's.
func rational(value any) (*big.Rat, bool) {
	number, ok := value.(json.Number)
	if !ok || len(number) > 400 {
		return nil, false
	}
	if i := strings.IndexAny(string(number), "eE"); i >= 0 {
		if exponent, err := strconv.Atoi(string(number[i+1:])); err != nil || exponent > 400 || exponent < -400 {
			return nil, false
		}
	}
	return new(big.Rat).SetString(string(number))
}

// equalFloat compares as the nearest IEEE 754 value of the type's width.
func equalFloat(bits int) func(sent, got any) bool {
	return func(sent, got any) bool {
		a, ok := sent.(json.Number)
		b, isNumber := got.(json.Number)
		if !ok || !isNumber {
			return reflect.DeepEqual(sent, got) // INF, -INF and NaN are strings
		}
		x, errX := strconv.ParseFloat(string(a), bits)
		y, errY := strconv.ParseFloat(string(b), bits)
		return errX == nil && errY == nil && (x == y || math.IsNaN(x) && math.IsNaN(y))
	}
}

// instant reads a point in time at 100 ns.
func instant(text string) (time.Time, bool) {
	at, err := ParseDateTimeOffset(text)
	return at.Truncate(100 * time.Nanosecond), err == nil
}

// parseTimeOfDay returns seconds since midnight (OData ABNF, timeOfDayValue).
func parseTimeOfDay(text string) (*big.Rat, bool) {
	parts := strings.Split(text, ":")
	if len(parts) < 2 || len(parts) > 3 {
		return nil, false
	}
	total := new(big.Rat)
	for i, scale := range []int64{3600, 60, 1}[:len(parts)] {
		value, ok := rational(json.Number(parts[i]))
		if !ok || value.Sign() < 0 {
			return nil, false
		}
		total.Add(total, value.Mul(value, big.NewRat(scale, 1)))
	}
	return total, true
}

// parseDuration returns seconds (OData ABNF, durationValue: days, hours, minutes, seconds).
func parseDuration(text string) (*big.Rat, bool) {
	negative := strings.HasPrefix(text, "-")
	rest, ok := strings.CutPrefix(strings.TrimLeft(text, "+-"), "P")
	if !ok || rest == "" {
		return nil, false
	}
	total, inTime := new(big.Rat), false
	for rest != "" {
		if rest[0] == 'T' {
			inTime, rest = true, rest[1:]
			continue
		}
		end := strings.IndexAny(rest, "DHMS")
		if end <= 0 {
			return nil, false
		}
		value, ok := rational(json.Number(rest[:end]))
		scale := map[byte]int64{'D': 86400, 'H': 3600, 'M': 60, 'S': 1}[rest[end]]
		if !ok || inTime == (rest[end] == 'D') {
			return nil, false
		}
		total.Add(total, value.Mul(value, big.NewRat(scale, 1)))
		rest = rest[end+1:]
	}
	if negative {
		total.Neg(total)
	}
	return total, true
}

// decodeBinary reads base64 and base64url, padded or not.
func decodeBinary(text string) (string, bool) {
	text = strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(text, "="))
	bytes, err := base64.RawStdEncoding.DecodeString(text)
	return string(bytes), err == nil
}

// EqualFlags compares a list of members as a set; a single member is a set of one.
func EqualFlags(sent, got any) bool {
	a, ok := sent.(string)
	b, isString := got.(string)
	if !ok || !isString {
		return false
	}
	if a == b {
		return true
	}
	set := func(text string) map[string]bool {
		members := map[string]bool{}
		for _, member := range strings.Split(text, ",") {
			members[strings.TrimSpace(member)] = true
		}
		return members
	}
	x, y := set(a), set(b)
	if len(x) != len(y) || !strings.Contains(a, ",") {
		return false
	}
	for member := range x {
		if !y[member] {
			return false
		}
	}
	return true
}

// Instant returns the point in time that a DateTimeOffset names; false for what is none.
func Instant(value any) (time.Time, bool) {
	text, _ := value.(string)
	if !isDateTimeOffset(text) {
		return time.Time{}, false
	}
	at, err := time.Parse(time.RFC3339Nano, text)
	return at, err == nil
}

// Resolution is the shortest time that the text of a DateTimeOffset can tell of.
func Resolution(text string) time.Duration {
	_, fraction, _ := strings.Cut(text, ".")
	shortest := time.Second
	for _, c := range fraction {
		if c < '0' || c > '9' {
			break
		}
		shortest = max(shortest/10, 1)
	}
	return shortest
}
