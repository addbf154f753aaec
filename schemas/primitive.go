package schemas

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// dateTimeOffset is the rule dateTimeOffsetValue of the OData 4.01 ABNF, for the years that Graph knows.
var dateTimeOffset = regexp.MustCompile(
	`^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,12}))?)?(?:([Zz])|([+-])(\d{2}):(\d{2}))$`)

// ParseDateTimeOffset reads an OData dateTimeOffsetValue: seconds are optional, a fraction has up to 12
// digits (what is finer than a nanosecond is cut), the offset is Z or ±hh:mm, the year is 0001 to 9999,
// and the day must exist. Unlike RFC 3339 it knows no leap second.
func ParseDateTimeOffset(s string) (time.Time, error) {
	m := dateTimeOffset.FindStringSubmatch(s)
	if m == nil {
		return time.Time{}, fmt.Errorf("%q is no DateTimeOffset such as 2017-01-01T00:02:49.3205976-08:00", s)
	}
	field := func(i int) int { n, _ := strconv.Atoi(m[i]); return n } // digits by the pattern; "" is 0
	year, month, day := field(1), field(2), field(3)
	hour, minute, second := field(4), field(5), field(6)
	fraction, _ := strconv.Atoi((m[7] + "000000000")[:9])
	offset := field(10)*3600 + field(11)*60
	if hour > 23 || minute > 59 || second > 59 || field(10) > 23 || field(11) > 59 || year < 1 {
		return time.Time{}, fmt.Errorf("%q: a field is out of range", s)
	}
	if m[9] == "-" {
		offset = -offset
	}
	zone := time.UTC
	if offset != 0 {
		zone = time.FixedZone("", offset)
	}
	t := time.Date(year, time.Month(month), day, hour, minute, second, fraction, zone)
	if int(t.Month()) != month || t.Day() != day {
		return time.Time{}, fmt.Errorf("%q: there is no such day", s)
	}
	return t, nil
}

// Formats of our own, each named after the rule of the OData 4.01 ABNF that it asserts.
const (
	formatDateTimeOffset = "dateTimeOffsetValue"
	formatDate           = "dateValue"
	formatTimeOfDay      = "timeOfDayValue"
	formatDuration       = "durationValue"
	formatGUID           = "guidValue"
	formatBinary         = "binaryValue"
)

var (
	timeOfDay = regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,12})?)?$`)
	// duration allows a single unit, yet neither "P" nor a trailing "T".
	duration = regexp.MustCompile(`^[+-]?P(\d+D)?(T(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$`)
	guid     = regexp.MustCompile(`^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$`)
	// binary takes base64url as OData says, and the base64 that Graph's own pages show.
	binary = regexp.MustCompile(`^[A-Za-z0-9_+/-]*={0,2}$`)
)

// formats returns what the schema validator asserts: a value that is no string has no format.
func formats() map[string]func(any) bool {
	text := func(valid func(string) bool) func(any) bool {
		return func(v any) bool {
			s, ok := v.(string)
			return !ok || valid(s)
		}
	}
	return map[string]func(any) bool{
		formatDateTimeOffset: text(func(s string) bool { _, err := ParseDateTimeOffset(s); return err == nil }),
		formatDate:           text(func(s string) bool { _, err := time.Parse(time.DateOnly, s); return err == nil }),
		formatTimeOfDay:      text(timeOfDay.MatchString),
		formatDuration:       text(validDuration),
		formatGUID:           text(guid.MatchString),
		formatBinary:         text(binary.MatchString),
	}
}

func validDuration(s string) bool {
	return duration.MatchString(s) && !strings.HasSuffix(s, "P") && !strings.HasSuffix(s, "T")
}

// primitive is how one primitive type of the pages stands in JSON (OData JSON Format 4.01, section 7.1).
type primitive struct {
	jsonType string
	format   string
	min, max *int64
}

func between(low, high int64) primitive {
	return primitive{jsonType: "integer", min: &low, max: &high}
}

// primitives are the types that a page may name without a link.
var primitives = map[string]primitive{
	"Binary":         {jsonType: "string", format: formatBinary},
	"Boolean":        {jsonType: "boolean"},
	"Byte":           between(0, math.MaxUint8),
	"Date":           {jsonType: "string", format: formatDate},
	"DateTime":       {jsonType: "string"}, // no OData 4 type: a slip of a few pages
	"DateTimeOffset": {jsonType: "string", format: formatDateTimeOffset},
	"Decimal":        {jsonType: "number"},
	"Double":         {jsonType: "number"},
	"Duration":       {jsonType: "string", format: formatDuration},
	"Guid":           {jsonType: "string", format: formatGUID},
	"GUID":           {jsonType: "string", format: formatGUID},
	"Int16":          between(math.MinInt16, math.MaxInt16),
	"Int32":          between(math.MinInt32, math.MaxInt32),
	"Int64":          between(math.MinInt64, math.MaxInt64),
	"SByte":          between(math.MinInt8, math.MaxInt8),
	"Single":         {jsonType: "number"},
	"Stream":         {jsonType: "string"},
	"String":         {jsonType: "string"},
	"TimeOfDay":      {jsonType: "string", format: formatTimeOfDay},
}

// IsPrimitive tells whether a page's type name is a primitive type of OData.
func IsPrimitive(name string) bool {
	_, ok := primitives[name]
	return ok
}
