package schemas

import (
	"encoding/json"
	"testing"

	"pgregory.net/rapid"
)

// What would be right is said in words that can follow "want"; what came is shown as it is, and not said twice.
func TestWhatIsWantedIsEnglish(t *testing.T) {
	for says, want := range map[string]string{
		"expected integer or null, but got string":    "integer or null",
		`value must be one of "system", "user", null`: `one of "system", "user", null`,
		`value must be "#microsoft.graph.group"`:      `"#microsoft.graph.group"`,
		"must be >= 0 but found -1":                   "at least 0",
		"must be <= 2147483647 but found 2147483648":  "at most 2147483647",
		"must be > 0 but found 0":                     "more than 0",
		"must be < 3 but found 3":                     "less than 3",
		"length must be >= 1, but got 0":              "at least 1",
		"length must be <= 4, but got 5":              "at most 4",
		"minimum 1 items required, but found 0 items": "at least 1 of them",
		"missing properties: 'id', 'name'":            "an object with 'id', 'name'",
		"additionalProperties 'x' not allowed":        "an object without 'x'",
		"does not match pattern '^a$'":                "a text that matches '^a$'",
		"'x\ny' is not valid 'date-time'":             "a valid date-time",
		"7 not multipleOf 2":                          "a multiple of 2",
		"allOf failed":                                "allOf failed",
	} {
		if got := wanted(says); got != want {
			t.Errorf("%s: %q, want %q", says, got, want)
		}
	}
}

// What is valid by its members one by one is what the whole schema says, of entities; objects whose type tells what they hold are not
// looked at so.
func TestMembersOneByOne(t *testing.T) {
	catalog := Open(files)
	for name, byMembers := range map[string]bool{
		"deviceComplianceDeviceStatus": true, "deviceConfigurationAssignment": true, "windowsKioskProfile": false,
	} {
		schema, err := catalog.Schema("beta", name, ForAnswer)
		if err != nil {
			t.Fatal(err)
		}
		whole := &Schema{compiled: schema.compiled}
		if byMembers != (schema.members != nil) {
			t.Errorf("%s is looked at by its members: %t", name, !byMembers)
		}
		names := []string{"id", "noSuchMember", "@odata.type"}
		contract, err := catalog.Contract("beta", name)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range contract.Properties {
			names = append(names, p.Name)
		}
		values := []any{nil, true, "", "compliant", "unknown", "2014-01-01T00:00:00Z", json.Number("5"), json.Number("5000000000000"),
			json.Number("1.5"), []any{}, []any{"a", nil}, "#microsoft.graph." + name,
			map[string]any{"@odata.type": "#microsoft.graph.groupAssignmentTarget", "groupId": "1"},
			map[string]any{"@odata.type": "#microsoft.graph.groupAssignmentTarget", "groupId": json.Number("1")}}
		valid, invalid := 0, 0
		rapid.Check(t, func(t *rapid.T) {
			object := rapid.MapOfN(rapid.SampledFrom(names), rapid.SampledFrom(values), 0, 6).Draw(t, "object")
			for _, value := range []any{object, rapid.SampledFrom(values).Draw(t, "value"), map[string]any{"id": "1"}, "no object"} {
				got, want := schema.Validate(value), whole.Validate(value)
				if len(got) != len(want) {
					t.Fatalf("%v: %v, and by the whole schema %v", value, got, want)
				}
				if len(want) == 0 {
					valid++
				} else {
					invalid++
				}
			}
		})
		if valid == 0 || invalid == 0 {
			t.Errorf("%s: %d values are valid, %d are not", name, valid, invalid)
		}
	}
}
