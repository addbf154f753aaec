package resource

import (
	"testing"

	"graphconform/schemas"
)

func TestWithMembers(t *testing.T) {
	op := schemas.Operation{Parameters: []schemas.Property{
		{Name: "skip", Type: "Int32"}, {Name: "by", Type: "kind", Enum: []string{"none", "model"}}, {Name: "text", Type: "String"}}}
	for given, want := range map[string]string{
		"by='parameterValue')": "by='model')",
		"by='none')":           "by='none')",
		"skip=4,by='parameterValue',text='parameterValue')": "skip=4,by='model',text='parameterValue')",
		"text='parameterValue')":                            "text='parameterValue')",
		"by='parameterValue":                                "by='parameterValue",
	} {
		if got := withMembers(op, given); got != want {
			t.Errorf("%s: %s, want %s", given, got, want)
		}
	}
}
