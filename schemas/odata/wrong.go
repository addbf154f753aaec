package odata

import "slices"

// Wrong is a value that a property of some type cannot have.
type Wrong struct {
	Reason Reason
	JSON   string // the value's text
}

// Reason says why a value is wrong.
type Reason string

// The reasons for which a value is wrong.
const (
	OtherType Reason = "type"      // of another JSON type, or no text of the type (OData JSON Format 4.01, 7.1)
	Overflow  Reason = "overflow"  // beyond the ends of an integer type (OData CSDL 4.01, 3.3)
	Fraction  Reason = "fraction"  // for an integer (OData CSDL 4.01, 3.3)
	NoInstant Reason = "timestamp" // a text that is no point in time (OData ABNF 4.01, dateTimeOffsetValue)
)

// Wrong returns what must be refused for the type. What lenient readers may rightly take is not among it.
func (t Type) Wrong() []Wrong { return slices.Clone(t.wrong) }

func wrong(why Reason, texts ...string) []Wrong {
	found := make([]Wrong, len(texts))
	for i, text := range texts {
		found[i] = Wrong{why, text}
	}
	return found
}

// Values that are none of a type, in JSON.
var (
	notText    = wrong(OtherType, `42`, `true`, `["a"]`, `{"a":"b"}`, `{}`)
	notBoolean = wrong(OtherType, `"true"`, `1`, `"yes"`, `[true]`)
	notInteger = slices.Concat(
		wrong(OtherType, `"7"`, `true`, `false`, `[7]`, `{"a":7}`, `"seven"`, `"7 apples"`, `""`),
		wrong(Fraction, `1.5`, `-1.5`))
	notNumber  = wrong(OtherType, `true`, `"seven"`, `[1.5]`, `""`)
	notFloat   = append(slices.Clone(notNumber), wrong(OtherType, `"1.5"`)...) // a Decimal may be a string where that is asked for (3.2)
	notInstant = slices.Concat(
		wrong(OtherType, `1483257600`, `true`, `["2021-03-04T05:06:07Z"]`, `{}`),
		wrong(NoInstant, `""`, `"not a timestamp"`, `"2021-02-30T05:06:07Z"`, `"2021-13-01T05:06:07Z"`, `"2021-03-04T25:06:07Z"`,
			`"2021-03-04"`, `"2021-03-04T05:06:07"`, `"04/03/2021 05:06"`))
	notDate      = wrong(OtherType, `7`, `"not a date"`, `"2021-02-30"`, `true`, `["2021-03-04"]`)
	notTimeOfDay = wrong(OtherType, `7`, `"not a time"`, `"25:00:00"`, `true`, `["11:59:24"]`)
	notDuration  = wrong(OtherType, `7`, `"not a duration"`, `true`, `{}`, `["PT1H"]`)
	notGUID      = wrong(OtherType, `7`, `"not-a-guid"`, `["0d1e2f30-4152-4364-8576-8798a9bacbdc"]`)
	notBinary    = wrong(OtherType, `7`, `{}`, `"*** no base64 ***"`, `["YQ=="]`)
)
