package handmade

import (
	"encoding/json"
	"errors"
	"html"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// errRefused is what an over-strict validator says.
var errRefused = errors.New("the value is not valid")

func enumFaults() []Fault {
	const family = "enum_values"
	return []Fault{
		{"refuses-one-enum-member", family, "refuses the documented member scriptError", parsing(refusing("scriptError", create, update))},
		{"patch-refuses-one-enum-member", family, "PATCH refuses the documented member notApplicable", parsing(refusing("notApplicable", update))},
		{"enum-kept-as-sent", family, "an enumeration is stored as any string", parsingEnum(func(_ property, text string) (string, bool) { return text, true })},
		{"enum-case-kept", family, "a member in wrong case is accepted and returned in that case", parsingEnum(func(p property, text string) (string, bool) {
			return text, slices.ContainsFunc(p.members, func(m string) bool { return strings.EqualFold(m, text) })
		})},
		{"enum-first-member-omitted", family, "the first member counts as a default and is left out of answers", showing(func(p property, value any, next shower) (any, bool) {
			if p.kind == enumKind && value == p.members[0] {
				return nil, false
			}
			return next(p, value)
		})},
		{"enum-as-number", family, "answers hold the member's position", showingEnum(func(p property, text string) any { return slices.Index(p.members, text) })},
		{"enum-in-pascal-case", family, "answers begin a member with a capital", showingEnum(func(_ property, text string) any { return upperFirst(text) })},
		{"enum-number-kept", family, "a number in place of a member is accepted and returned", parsing(func(x *exchange, p property, raw any, next parser) (any, error) {
			if number, ok := raw.(json.Number); ok && p.kind == enumKind {
				return number, nil
			}
			return next(x, p, raw)
		})},
		{"enum-last-member-becomes-first", family, "a mapping lacks the last member and falls to its default", keeping(func(p property, value any) any {
			if p.kind == enumKind && value == p.members[len(p.members)-1] {
				return p.members[0]
			}
			return value
		})},
	}
}

// refusing refuses one value of an enumeration in these operations.
func refusing(name string, ops ...operation) func(*exchange, property, any, parser) (any, error) {
	return func(x *exchange, p property, raw any, next parser) (any, error) {
		if p.kind == enumKind && raw == name && slices.Contains(ops, x.op) {
			return nil, errRefused
		}
		return next(x, p, raw)
	}
}

// parsingEnum decides on every string in place of a member.
func parsingEnum(accept func(p property, text string) (string, bool)) change {
	return parsing(func(x *exchange, p property, raw any, next parser) (any, error) {
		if text, ok := raw.(string); ok && p.kind == enumKind {
			if kept, ok := accept(p, text); ok {
				return kept, nil
			}
		}
		return next(x, p, raw)
	})
}

func showingEnum(edit func(p property, text string) any) change {
	return showing(func(p property, value any, next shower) (any, bool) {
		if text, ok := value.(string); ok && p.kind == enumKind {
			return edit(p, text), true
		}
		return next(p, value)
	})
}

func upperFirst(name string) string { return strings.ToUpper(name[:1]) + name[1:] }

func stringFaults() []Fault {
	const family = "round_trip"
	tag := regexp.MustCompile(`<[^>]*>`)
	return []Fault{
		{"html-escapes", family, "markup in strings is stored as entities", keepingStrings(html.EscapeString)},
		{"html-unescapes", family, "entities in strings are stored as characters", keepingStrings(html.UnescapeString)},
		{"strips-markup", family, "tags in strings are removed", keepingStrings(func(text string) string { return tag.ReplaceAllString(text, "") })},
		{"trims", family, "blanks at both ends of strings are removed", keepingStrings(strings.TrimSpace)},
		{"truncates-at-255", family, "strings are cut after 255 characters", keepingStrings(func(text string) string {
			letters := []rune(text)
			return string(letters[:min(len(letters), 255)])
		})},
	}
}

// characterFaults lose single characters.
func characterFaults() []Fault {
	const family = "round_trip"
	return []Fault{
		{"unicode-beyond-bmp-lost", family, "characters beyond U+FFFF become question marks", keepingRunes(func(r rune) rune {
			if r > 0xffff {
				return '?'
			}
			return r
		})},
		{"drops-combining-marks", family, "combining characters are removed", keepingRunes(func(r rune) rune {
			if unicode.Is(unicode.Mn, r) {
				return -1
			}
			return r
		})},
		{"drops-control-characters", family, "control characters are removed, tabs and line ends among them", keepingRunes(func(r rune) rune {
			if unicode.IsControl(r) {
				return -1
			}
			return r
		})},
		{"line-ends-normalised", family, "CR LF becomes LF", keepingStrings(func(text string) string { return strings.ReplaceAll(text, "\r\n", "\n") })},
		{"doubles-quotes", family, "single quotes are doubled for a database that does not undo it", keepingStrings(func(text string) string { return strings.ReplaceAll(text, "'", "''") })},
		{"drops-backslashes", family, "backslashes are taken for escapes once more", keepingStrings(func(text string) string { return strings.ReplaceAll(text, `\`, "") })},
		{"utf8-read-as-latin1", family, "each byte of a string becomes a character", keepingStrings(func(text string) string {
			letters := []rune{}
			for _, b := range []byte(text) {
				letters = append(letters, rune(b))
			}
			return string(letters)
		})},
	}
}

// wholeStringFaults go wrong with some strings as a whole.
func wholeStringFaults() []Fault {
	const family = "round_trip"
	return []Fault{
		{"lowercases-principal-names", family, "user principal names are stored in lower case", keeping(func(p property, value any) any {
			if text, ok := value.(string); ok && (p.name == "upn" || p.name == "userPrincipalName") {
				return strings.ToLower(text)
			}
			return value
		})},
		{"empty-string-becomes-null", family, "an empty string is stored as null", keeping(func(_ property, value any) any {
			if value == "" {
				return nil
			}
			return value
		})},
		{"refuses-empty-string", family, "an empty string counts as missing and is refused", parsing(func(x *exchange, p property, raw any, next parser) (any, error) {
			if raw == "" {
				return nil, errRefused
			}
			return next(x, p, raw)
		})},
		{"copies-neighbour", family, "userEmail is stored from userName", reviewing(func(_ *exchange, d *draft) *refusal {
			if name, sent := d.values["userName"]; sent && d.has("userEmail") {
				d.values["userEmail"] = name
			}
			return nil
		})},
	}
}

func keepingRunes(edit func(rune) rune) change {
	return keepingStrings(func(text string) string { return strings.Map(edit, text) })
}

func numberFaults() []Fault {
	const family = "round_trip"
	return []Fault{
		{"swaps-two-counters", family, "failedDeviceCount and pendingDeviceCount are stored in each other's place", reviewing(func(_ *exchange, d *draft) *refusal {
			swapped := values{}
			for name, value := range d.values {
				switch name {
				case "failedDeviceCount":
					name = "pendingDeviceCount"
				case "pendingDeviceCount":
					name = "failedDeviceCount"
				}
				swapped[name] = value
			}
			d.values = swapped
			return nil
		})},
		{"int16-overflow", family, "integers are stored in 16 bits", keepingInts(func(n int64) int64 { return int64(int16(n)) })},
		{"negatives-become-zero", family, "negative integers are stored as 0", keepingInts(func(n int64) int64 { return max(n, 0) })},
		{"integers-through-float32", family, "integers pass through 24 bits of precision", keepingInts(func(n int64) int64 { return int64(float32(n)) })},
		{"refuses-largest-int32", family, "2147483647 is refused", parsing(func(x *exchange, p property, raw any, next parser) (any, error) {
			if p.kind == int32Kind && raw == json.Number("2147483647") {
				return nil, errRefused
			}
			return next(x, p, raw)
		})},
		{"zero-becomes-null", family, "0 is stored as null", keeping(func(_ property, value any) any {
			if value == int64(0) {
				return nil
			}
			return value
		})},
		{"null-becomes-default", family, "null is stored as the type's default", keeping(func(p property, value any) any {
			if value == nil {
				return defaultOf(p)
			}
			return value
		})},
	}
}

// defaultOf is what languages without null hold in a fresh property.
func defaultOf(p property) any {
	switch p.kind {
	case int32Kind:
		return int64(0)
	case enumKind:
		return p.members[0]
	case timeKind:
		return timestamp{time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC), 0}
	}
	return ""
}

func timeFaults() []Fault {
	const family = "round_trip"
	return []Fault{
		{"timestamps-cut-to-milliseconds", family, "timestamps keep three fractional digits", keepingTimes(cutTo(time.Millisecond, 3))},
		{"timestamps-cut-to-microseconds", family, "timestamps keep six fractional digits", keepingTimes(cutTo(time.Microsecond, 6))},
		{"timestamps-cut-to-seconds", family, "timestamps keep no fraction", keepingTimes(cutTo(time.Second, 0))},
		{"short-fractions-misread", family, "a fraction of fewer than seven digits is read as a count of 100 ns", keepingTimes(func(at timestamp) timestamp {
			count, _ := strconv.Atoi(at.fraction()) // no digits are none
			return timestamp{at.Truncate(time.Second).Add(time.Duration(count) * 100), 7}
		})},
		{"local-time", family, "the offset is dropped, the time of day stays", keepingTimes(func(at timestamp) timestamp { return at.withOffset(0) })},
		{"offset-minutes-ignored", family, "an offset of half an hour is read as one of full hours", keepingTimes(func(at timestamp) timestamp {
			return at.withOffset(at.offset() / 3600 * 3600)
		})},
		{"negative-half-hour-offset", family, "the minutes of a negative offset are added", keepingTimes(func(at timestamp) timestamp {
			seconds := at.offset()
			if seconds < 0 {
				seconds = seconds/3600*3600 - seconds%3600
			}
			return at.withOffset(seconds)
		})},
		{"summer-hour-lost", family, "instants from April to September come back an hour early", keepingTimes(func(at timestamp) timestamp {
			if m := at.UTC().Month(); m >= time.April && m <= time.September {
				at.Time = at.Add(-time.Hour)
			}
			return at
		})},
		{"stamps-time-of-write", family, "lastStateUpdateDateTime is the time of the write, whatever was sent", keeping(func(p property, value any) any {
			if p.name == "lastStateUpdateDateTime" {
				return timestamp{time.Now().UTC(), 7}
			}
			return value
		})},
		{"timestamps-lack-offset", family, "timestamps come back in UTC without saying so", showing(func(p property, value any, next shower) (any, bool) {
			if at, ok := value.(timestamp); ok {
				return strings.TrimSuffix(timestamp{at.UTC(), at.digits}.text(), "Z"), true
			}
			return next(p, value)
		})},
		{"timestamps-as-milliseconds", "schema", "timestamps come back as a count of milliseconds", showing(func(p property, value any, next shower) (any, bool) {
			if at, ok := value.(timestamp); ok {
				return at.UnixMilli(), true
			}
			return next(p, value)
		})},
	}
}

// cutTo cuts timestamps to a unit that has so many fractional digits.
func cutTo(unit time.Duration, digits int) func(timestamp) timestamp {
	return func(at timestamp) timestamp { return timestamp{at.Truncate(unit), min(at.digits, digits)} }
}

// offset returns the seconds east of UTC.
func (t timestamp) offset() int {
	_, seconds := t.Zone()
	return seconds
}

// withOffset returns the instant that shows the same clock at another offset.
func (t timestamp) withOffset(seconds int) timestamp {
	shift := time.Duration(t.offset()-seconds) * time.Second
	return timestamp{t.Add(shift).In(time.FixedZone("", seconds)), t.digits}
}
