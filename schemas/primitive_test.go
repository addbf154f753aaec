package schemas

import (
	"math/rand/v2"
	"testing"

	"graphconform/schemas/odata"
)

// The schema of a primitive type takes the samples of the table and null, and refuses what the table calls wrong.
func TestPrimitiveSchemas(t *testing.T) {
	catalog, _ := written(t, house())
	for _, name := range []string{
		"Binary", "Boolean", "Byte", "Date", "DateTime", "DateTimeOffset", "Decimal", "Double", "Duration", "GUID", "Guid",
		"Int16", "Int32", "Int64", "SByte", "Single", "Stream", "String", "TimeOfDay",
	} {
		schema, err := catalog.Schema("beta", name, ForAnswer)
		if err != nil {
			t.Fatal(err)
		}
		of, _ := odata.Named(name)
		if violations := schema.Validate(nil); len(violations) > 0 {
			t.Errorf("%s: null: %v", name, violations)
		}
		for _, sample := range of.Samples(odata.Random{Rand: rand.New(rand.NewPCG(1, 2))}, odata.Facets{}) {
			if violations := schema.Validate(sample.Value); len(violations) > 0 {
				t.Errorf("%s: %s: %v", name, sample.Label, violations)
			}
		}
		for _, w := range of.Wrong() {
			value, err := Decode([]byte(w.JSON))
			if err != nil {
				t.Fatal(err)
			}
			if len(schema.Validate(value)) == 0 {
				t.Errorf("%s: takes %s, which is wrong by %s", name, w.JSON, w.Reason)
			}
		}
	}
}

// Hand-written, so that the table does not vouch for itself.
func TestPrimitiveSchema(t *testing.T) {
	catalog, _ := written(t, house())
	for _, test := range []struct {
		name, json string
		valid      bool
	}{
		{"Boolean", `true`, true}, {"Boolean", `"true"`, false}, {"Boolean", `0`, false},
		{"Int32", `2147483647`, true}, {"Int32", `5.0`, true}, {"Int32", `2147483648`, false}, {"Int32", `"5"`, false},
		{"Int32", `null`, true},
		{"Int64", `9223372036854775807`, true}, {"Int64", `9223372036854775808`, false},
		{"String", `""`, true}, {"String", `7`, false}, {"String", `["a"]`, false}, {"String", `{}`, false},
		{"Double", `"INF"`, true}, {"Double", `"seven"`, false}, {"Double", `1.5`, true}, {"Double", `true`, false},
		{"DateTimeOffset", `"2021-03-04T05:06:07Z"`, true}, {"DateTimeOffset", `"2021-02-30T05:06:07Z"`, false},
		{"GUID", `"7bd39c86-9c86-7bd3-869c-d37b869cd37b"`, true}, {"GUID", `"7bd39c86"`, false},
	} {
		schema, err := catalog.Schema("beta", test.name, ForAnswer)
		if err != nil {
			t.Fatal(err)
		}
		value, err := Decode([]byte(test.json))
		if err != nil {
			t.Fatal(err)
		}
		if valid := len(schema.Validate(value)) == 0; valid != test.valid {
			t.Errorf("%s %s: valid is %t", test.name, test.json, valid)
		}
	}
}
