package schemas

import "testing"

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
