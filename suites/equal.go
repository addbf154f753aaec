package suites

import (
	"encoding/base64"
	"encoding/json"
	"math"
	"math/big"
	"reflect"
	"strconv"
	"strings"
	"time"

	"graphconform/schemas"
)

// equal compares values whose types no page describes beyond their property's own row.
func equal(p schemas.Property, sent, got any) bool { return likeness{}.equal(p, sent, got) }

// equalPrimitive compares a value that was sent with the one that came back, by the type of the property:
// what a type calls one value is equal however it is written (OData JSON Format 4.01, section 7.1).
func equalPrimitive(p schemas.Property, sent, got any) bool {
	switch p.Type {
	case "Byte", "SByte", "Int16", "Int32", "Int64", "Decimal":
		return equalNumber(sent, got)
	case "Double", "Single":
		return equalFloat(p.Type, sent, got)
	case "DateTimeOffset", "DateTime":
		return equalInstant(sent, got)
	case "TimeOfDay", "Duration":
		return equalTime(p.Type, sent, got)
	case "Guid", "GUID":
		a, ok := sent.(string)
		b, isString := got.(string)
		return ok && isString && strings.EqualFold(a, b)
	case "Binary", "Stream":
		return equalBytes(sent, got)
	}
	return equalFlags(sent, got)
}

// absent tells whether got is what null may come back as: null, or an empty collection.
// A property that the answer leaves out is not handed to equal at all.
func absent(p schemas.Property, got any) bool {
	if list, ok := got.([]any); ok && p.Collection {
		return len(list) == 0
	}
	return got == nil
}

// equalNumber compares by value, so that 5, 5.0 and 5e0 are one.
func equalNumber(sent, got any) bool {
	a, ok := rational(sent)
	b, isNumber := rational(got)
	return ok && isNumber && a.Cmp(b) == 0
}

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
func equalFloat(kind string, sent, got any) bool {
	a, ok := sent.(json.Number)
	b, isNumber := got.(json.Number)
	if !ok || !isNumber {
		return reflect.DeepEqual(sent, got) // INF, -INF and NaN are strings
	}
	bits := 64
	if kind == "Single" {
		bits = 32
	}
	x, errX := strconv.ParseFloat(string(a), bits)
	y, errY := strconv.ParseFloat(string(b), bits)
	return errX == nil && errY == nil && (x == y || math.IsNaN(x) && math.IsNaN(y))
}

// equalInstant compares as points in time at 100 ns, whatever the offset.
func equalInstant(sent, got any) bool {
	a, ok := instant(sent)
	b, isInstant := instant(got)
	return ok && isInstant && a.Equal(b)
}

func instant(value any) (time.Time, bool) {
	text, ok := value.(string)
	if !ok {
		return time.Time{}, false
	}
	at, err := schemas.ParseDateTimeOffset(text)
	return at.Truncate(100 * time.Nanosecond), err == nil
}

// equalTime compares times of day and durations by length.
func equalTime(kind string, sent, got any) bool {
	a, ok := sent.(string)
	b, isString := got.(string)
	if !ok || !isString {
		return false
	}
	parse := parseTimeOfDay
	if kind == "Duration" {
		parse = parseDuration
	}
	x, okX := parse(a)
	y, okY := parse(b)
	return okX && okY && x.Cmp(y) == 0
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

// equalBytes compares base64 and base64url, padded or not, by the bytes.
func equalBytes(sent, got any) bool {
	a, ok := decodeBinary(sent)
	b, isBinary := decodeBinary(got)
	return ok && isBinary && a == b
}

func decodeBinary(value any) (string, bool) {
	text, ok := value.(string)
	if !ok {
		return "", false
	}
	text = strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(text, "="))
	bytes, err := base64.RawStdEncoding.DecodeString(text)
	return string(bytes), err == nil
}

// equalFlags compares a list of members as a set; a single member is a set of one.
func equalFlags(sent, got any) bool {
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
