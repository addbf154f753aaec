// Package odata is the table of OData's primitive types: for each type that a reference page may name without a link, its
// JSON type, lexical form, range, equality, sample values, and values that no reader may take for one.
//
// It knows no page, no property and no schema of a whole type, and says nothing of enumerations but how their values compare.
package odata

import (
	"math"
	"slices"
)

// Type is one primitive type: a row of the table.
type Type struct {
	Name        string // as OData spells it, without "Edm."
	JSON        string // its type in JSON Schema
	Format      string // the rule of the OData ABNF that its text follows, which derived schemas assert; "" for free text
	Least, Most int64  // the ends of an integer type
	Source      string // what says so

	spellings []string // other names that pages use for it
	form      func(text string) bool
	equal     func(sent, got any) bool
	samples   func(Type, Random, Facets) []Sample
	plain     func(Random, Facets) any // nil where the first sample is plain enough
	wrong     []Wrong
}

// Facets are what a page says of one property beside its type.
type Facets struct {
	Minimum, Maximum *int64
	MaxLength        int // in characters; 0 for none
}

// The types of JSON Schema that primitive values have.
const (
	jsonBoolean = "boolean"
	jsonInteger = "integer"
	jsonNumber  = "number"
	jsonString  = "string"
)

// What the rows rest on: all types are listed in the first, their form in JSON is in the second, in detail in the third.
const (
	csdl = "OData CSDL 4.01, 3.3; "
	form = "OData JSON Format 4.01, 7.1; "
	abnf = "OData ABNF 4.01, "
)

// types are the rows by name and by the other spellings.
var types = byName([]Type{
	{Name: "String", JSON: jsonString, Source: csdl + form + abnf + "string",
		equal: equalExactly, samples: texts, plain: word, wrong: notText},
	{Name: "Boolean", JSON: jsonBoolean, Source: csdl + form + abnf + "booleanValue",
		equal: equalExactly, samples: truths, plain: yes, wrong: notBoolean},
	integer("Byte", 0, math.MaxUint8, abnf+"byteValue", "256", "-1"),
	integer("SByte", math.MinInt8, math.MaxInt8, abnf+"sbyteValue", "128", "-129"),
	integer("Int16", math.MinInt16, math.MaxInt16, abnf+"int16Value", "32768", "-32769"),
	integer("Int32", math.MinInt32, math.MaxInt32, abnf+"int32Value", "2147483648", "-2147483649", "4294967295", "4294967296", "1e20"),
	integer("Int64", math.MinInt64, math.MaxInt64, abnf+"int64Value", "9223372036854775808", "-9223372036854775809"),
	{Name: "Single", JSON: jsonNumber, Source: csdl + form + abnf + "singleValue",
		equal: equalFloat(32), samples: numbers("16777215", "3.4028235e38", "-1.17549435e-38"), wrong: notFloat},
	{Name: "Double", JSON: jsonNumber, Source: csdl + form + abnf + "doubleValue", equal: equalFloat(64), wrong: notFloat,
		samples: numbers("1.7976931348623157e308", "2.2250738585072014e-308", "9007199254740991", "123456789.012345", "-1e-7")},
	{Name: "Decimal", JSON: jsonNumber, Source: csdl + form + abnf + "decimalValue",
		equal: equalNumber, samples: numbers(), wrong: notNumber},
	{Name: "DateTimeOffset", JSON: jsonString, Format: "dateTimeOffsetValue", Source: csdl + form + abnf + "dateTimeOffsetValue",
		form: isDateTimeOffset, equal: equalInstant, samples: timestamps, plain: timestamp, wrong: notInstant},
	// No type of OData 4, and a slip of a few pages: whether an offset is due cannot be told, so that no text is wrong.
	{Name: "DateTime", JSON: jsonString, Source: "OData 3.0, Edm.DateTime",
		equal: equalInstant, samples: timestamps},
	{Name: "Date", JSON: jsonString, Format: "dateValue", Source: csdl + form + abnf + "dateValue",
		form: isDate, equal: equalExactly, wrong: notDate,
		samples: dates("2021-03-04", "2024-02-29", "1969-12-31", "2021-12-31", "2022-01-01")},
	{Name: "TimeOfDay", JSON: jsonString, Format: "timeOfDayValue", Source: csdl + form + abnf + "timeOfDayValue",
		form: timeOfDay.MatchString, equal: equalTimeOfDay, wrong: notTimeOfDay,
		samples: exactly("11:59:24.7240000", "00:00:00", "23:59:59.9999999", "12:00:00.0000000", "06:07:08.01")},
	{Name: "Duration", JSON: jsonString, Format: "durationValue", Source: csdl + form + abnf + "durationValue",
		form: isDuration, equal: equalDuration, wrong: notDuration,
		samples: exactly("PT1H30M", "PT0S", "P1DT2H3M4.5S", "-PT32.5S", "PT0.0000001S", "P30D", "PT23H59M59.9999999S", "PT26H")},
	{Name: "Guid", JSON: jsonString, Format: "guidValue", Source: csdl + form + abnf + "guidValue", spellings: []string{"GUID"},
		form: guid.MatchString, equal: equalGUID, samples: guids, wrong: notGUID},
	{Name: "Binary", JSON: jsonString, Format: "binaryValue", Source: csdl + form + abnf + "binaryValue",
		form: binary.MatchString, equal: equalBinary, samples: binaries, wrong: notBinary},
	// Pages name it for properties whose text they do not tell the form of, too.
	{Name: "Stream", JSON: jsonString, Source: csdl + "OData JSON Format 4.01, 9",
		equal: equalBinary, samples: binaries},
})

// integer is a row of an integer type; beyond are numbers just and far outside.
func integer(name string, least, most int64, rule string, beyond ...string) Type {
	return Type{Name: name, JSON: jsonInteger, Least: least, Most: most, Source: csdl + form + rule,
		equal: equalNumber, samples: integers, wrong: slices.Concat(notInteger, wrong(Overflow, beyond...))}
}

func byName(rows []Type) map[string]Type {
	found := make(map[string]Type, len(rows))
	for _, t := range rows {
		found[t.Name] = t
		for _, name := range t.spellings {
			found[name] = t
		}
	}
	return found
}

// Named returns the primitive type of a name that a page uses; false where the name is of no primitive type.
func Named(name string) (Type, bool) {
	t, ok := types[name]
	return t, ok
}

// IsInteger reports whether the type's values are whole numbers.
func (t Type) IsInteger() bool { return t.JSON == jsonInteger }

// Range returns the ends of an integer type, narrowed to what the page says; of other types those of the largest integer type.
func (t Type) Range(f Facets) (least, most int64) {
	least, most = math.MinInt64, math.MaxInt64
	if t.IsInteger() {
		least, most = t.Least, t.Most
	}
	if f.Minimum != nil {
		least = max(least, *f.Minimum)
	}
	if f.Maximum != nil {
		most = min(most, *f.Maximum)
	}
	return least, most
}
