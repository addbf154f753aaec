package odata

import (
	"fmt"
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

func isDateTimeOffset(text string) bool {
	_, err := ParseDateTimeOffset(text)
	return err == nil
}

func isDate(text string) bool {
	_, err := time.Parse(time.DateOnly, text)
	return err == nil
}

// Rules of the OData 4.01 ABNF.
var (
	timeOfDay = regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,12})?)?$`)
	// duration allows a single unit, yet neither "P" nor a trailing "T".
	duration = regexp.MustCompile(`^[+-]?P(\d+D)?(T(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$`)
	guid     = regexp.MustCompile(`^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$`)
	// binary takes base64url as OData says, and the base64 that Graph's own pages show.
	binary = regexp.MustCompile(`^[A-Za-z0-9_+/-]*={0,2}$`)
)

func isDuration(text string) bool {
	return duration.MatchString(text) && !strings.HasSuffix(text, "P") && !strings.HasSuffix(text, "T")
}

// HasForm reports whether a text is one of the type's.
func (t Type) HasForm(text string) bool { return t.form == nil || t.form(text) }

// Formats returns what a schema validator asserts for the formats that the table names: a value that is no string has no format.
func Formats() map[string]func(any) bool {
	formats := map[string]func(any) bool{}
	for _, t := range types {
		if t.Format != "" {
			formats[t.Format] = func(value any) bool {
				text, ok := value.(string)
				return !ok || t.HasForm(text)
			}
		}
	}
	return formats
}

// Schema returns the JSON Schema of the type's values. Null is always among them: no page forbids it.
func (t Type) Schema(f Facets) map[string]any {
	schema := map[string]any{"type": []string{t.JSON, "null"}}
	if t.Format != "" {
		schema["format"] = t.Format
	}
	switch t.JSON {
	case jsonInteger:
		schema["minimum"], schema["maximum"] = t.Range(f)
	case jsonNumber: // three values are strings
		schema["type"] = []string{jsonNumber, jsonString, "null"}
		schema["pattern"] = "^(?:-?INF|NaN)$"
		if f.Minimum != nil {
			schema["minimum"] = *f.Minimum
		}
		if f.Maximum != nil {
			schema["maximum"] = *f.Maximum
		}
	case jsonString:
		if f.MaxLength > 0 {
			schema["maxLength"] = f.MaxLength
		}
	}
	return schema
}
