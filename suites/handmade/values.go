package handmade

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A stored value is nil, a string (String and enumerations), an int64 (Int32) or a timestamp (DateTimeOffset).

type (
	// parser turns a decoded JSON value (numbers as json.Number) into a stored value, or says why it is none.
	parser func(x *exchange, p property, raw any) (any, error)
	// shower turns a stored value into JSON; false leaves the member out.
	shower func(p property, value any) (any, bool)
)

// parse accepts exactly what the property's type allows, and null.
func parse(_ *exchange, p property, raw any) (any, error) {
	if raw == nil {
		return nil, nil
	}
	if p.kind == int32Kind {
		number, ok := raw.(json.Number)
		if !ok {
			return nil, fmt.Errorf("%s: an Int32 is a JSON number", p.name)
		}
		return parseInt32(p.name, number)
	}
	text, ok := raw.(string)
	switch {
	case !ok:
		return nil, fmt.Errorf("%s: a JSON string is expected", p.name)
	case p.kind == timeKind:
		return parseTime(p.name, text, false)
	case p.kind == enumKind && !slices.Contains(p.members, text):
		return nil, fmt.Errorf("%s: %q is not one of %s", p.name, text, strings.Join(p.members, ", "))
	}
	return text, nil
}

// parseInt32 takes integers by value: 5.0 and 5e0 are 5.
func parseInt32(name string, number json.Number) (any, error) {
	digits := number.String()
	if e := strings.IndexAny(digits, "eE"); e >= 0 && len(digits)-e > 4 {
		return nil, fmt.Errorf("%s: exponent too long for an Int32", name) // and for the memory of big.Rat
	}
	value, ok := new(big.Rat).SetString(digits)
	if !ok || !value.IsInt() {
		return nil, fmt.Errorf("%s: %s is not an integer", name, digits)
	}
	if n := value.Num(); n.IsInt64() && n.Int64() >= math.MinInt32 && n.Int64() <= math.MaxInt32 {
		return n.Int64(), nil
	}
	return nil, fmt.Errorf("%s: %s is outside of Int32", name, digits)
}

// show writes values as the pages do.
func show(_ property, value any) (any, bool) {
	switch v := value.(type) {
	case int64:
		return json.Number(strconv.FormatInt(v, 10)), true
	case timestamp:
		return v.text(), true
	}
	return value, true
}

// timestamp is an instant with the offset and the number of fractional digits (at most 7) that it was sent with.
type timestamp struct {
	time.Time
	digits int
}

// text writes the timestamp with its own offset, a zero offset as Z.
func (t timestamp) text() string {
	point := ""
	if t.digits > 0 {
		point = "."
	}
	return t.Format("2006-01-02T15:04:05") + point + t.fraction() + t.Format("Z07:00")
}

// fraction returns the fractional digits.
func (t timestamp) fraction() string { return fmt.Sprintf("%09d", t.Nanosecond())[:t.digits] }

// dateTimeOffset is OData's dateTimeOffsetValue, but for years outside of 0000 to 9999. Its literals T and Z are, as
// in any ABNF, of either case.
var dateTimeOffset = regexp.MustCompile(`^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,12}))?)?(?:[Zz]|([+-])(\d\d):(\d\d))$`)

// parseTime reads a DateTimeOffset to 100 ns. Years run from 1 to 9999, here and in UTC. rollOver lets the days past
// the end of a month run into the next one.
func parseTime(name, text string, rollOver bool) (any, error) {
	part := dateTimeOffset.FindStringSubmatch(text)
	if part == nil {
		return nil, fmt.Errorf("%s: %q is not a DateTimeOffset", name, text)
	}
	field := func(i int) int {
		n, _ := strconv.Atoi(part[i]) // two to four digits, or none, which is 0
		return n
	}
	year, month, day, hour, minute, second := field(1), field(2), field(3), field(4), field(5), field(6)
	fraction := (part[7] + "000000000")[:9]
	nanoseconds, _ := strconv.Atoi(fraction)
	offset := field(9)*3600 + field(10)*60
	if part[8] == "-" {
		offset = -offset
	}
	if hour > 23 || minute > 59 || second > 59 || field(9) > 23 || field(10) > 59 {
		return nil, fmt.Errorf("%s: %q is no time of day", name, text)
	}
	at := time.Date(year, time.Month(month), day, hour, minute, second, nanoseconds/100*100, time.FixedZone("", offset))
	if !rollOver && (at.Day() != day || int(at.Month()) != month) {
		return nil, fmt.Errorf("%s: %q is no day of the calendar", name, text)
	}
	for _, y := range []int{year, at.Year(), at.UTC().Year()} {
		if y < 1 || y > 9999 {
			return nil, fmt.Errorf("%s: %q is outside of the years 1 to 9999", name, text)
		}
	}
	return timestamp{at, min(len(part[7]), 7)}, nil
}
