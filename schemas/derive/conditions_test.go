package derive

import (
	"slices"
	"strings"
	"testing"

	"graphconform/schemas"
)

// TestConditions reads what sentences of our own restrict, and what they do not.
func TestConditions(t *testing.T) {
	for _, test := range []struct {
		text string
		want schemas.ConditionKind
	}{
		{"Colour of the bulb.", ""},
		{"Socket. This property cannot be PATCHed.", schemas.CreateOnly},
		{"Socket. Can't be changed after the lamp was made.", schemas.CreateOnly},
		{"Socket. It can only be set when the lamp is created.", schemas.CreateOnly},
		{"Socket, which is immutable.", schemas.CreateOnly},
		{"These texts cannot be changed by the user.", ""},
		{"Main lamp. This flag can only be set.", schemas.SetOnly},
		{"Only applies when dimmed is false.", schemas.Applies},
		{"Glow. Only applicable in the dark.", schemas.Applies},
		{"Whether this policy only applies to bulbs of glass.", ""},
		{"The bulb can be set only when the lamp is off.", schemas.Applies},
		{"Cannot be set for candles.", schemas.Applies},
		{"Cannot be used when the mode is set to dark.", schemas.Applies},
		{"What is stored in it cannot be used on other lamps.", ""},
		{"This setting is only allowed to be True when dimmed is false.", schemas.Applies},
		{"Glows. Requires dimmed to be true.", schemas.Applies},
		{"Glows. Requires a lamp of iron.", ""},
		{"When this property is configured, dimmed should be true.", schemas.Applies},
		{"A fuse must also be configured for it.", schemas.Applies},
		{"Do not specify a value for candles.", schemas.Applies},
		{"This setting is not supported in old houses.", schemas.Applies},
		{"Volts when lamp type is set to Electric.", schemas.Applies},
		{"Volts if dimmed is set to True.", schemas.Applies},
		{"If this is set to Off, the lamp is dark.", ""},
		{"If set to Off, the lamp is dark.", ""},
		{"Wire when EL Type is Copper.", schemas.Applies},
		{"Address when manual wiring is selected.", schemas.Applies},
		{"Osram only.", schemas.Applies},
		{"Required if dimmed is true.", schemas.Required},
		{"Whether a fuse is required if the house is old.", ""},
		{"Must be a Guid", schemas.Form},
		{"URLs must begin with https://.", schemas.Form},
		{"Lamps must not be broken.", ""},
		{"It has to be a valid address.", schemas.Form},
		{"Sockets the house must have.", ""},
		{"Place in the house; it should be unique.", schemas.Unique},
		{"Watts, less than or equal to the value set for the most watts.", schemas.Relation},
		{"Versions less than the one given are dark.", ""},
		{"Only states On and Off are supported.", schemas.Values},
	} {
		found := conditions(schemas.Source{}, strings.ToLower(test.text))
		switch {
		case test.want == "" && len(found) > 0, test.want != "" && !hasCondition(found, test.want), len(found) > 1:
			t.Errorf("%q: got %v, want %q", test.text, found, test.want)
		}
	}
}

// TestConditionsElsewhere reads a row that restricts another one, and one that restricts an action.
func TestConditionsElsewhere(t *testing.T) {
	page := strings.Replace(lampPage, "|pattern|String|A pattern such as (*.a|*.b).|\n",
		"|hasRooms|Boolean|Assigning to the Rooms property is not allowed when this is false.|\n"+
			"|state|String|The lamp cannot be hanged unless it is off.|\n", 1)
	create := Parse("beta/intune-house-lamp-create.md", []byte(page), "")
	hang := Parse("beta/intune-house-lamp-hang.md", []byte("# hang action\n\n## HTTP Request\n``` http\nPOST /lamps/{lampId}/hang\n```\n"+
		"## Response\nIf successful, this action returns a `204 No Content` response code.\n"), "")
	r := &Result{Pages: []*Page{create, hang}}
	derive(r, nil)
	at := slices.IndexFunc(r.Contracts, func(c *schemas.Contract) bool { return c.Name == "lamp" })
	rooms, _ := r.Contracts[at].Property("rooms")
	if len(rooms.Conditions) != 1 || rooms.Conditions[0].Kind != schemas.Applies || rooms.Conditions[0].Source.Row != "hasRooms" {
		t.Errorf("rooms: %+v", rooms.Conditions)
	}
	if other, _ := r.Contracts[at].Property("hasRooms"); len(other.Conditions) > 0 {
		t.Errorf("hasRooms: %+v", other.Conditions)
	}
	action, ok := r.Contracts[at].Operation(schemas.Action)
	if !ok || action.Condition == nil || action.Condition.Source.Row != "state" || action.Condition.Source.Line == 0 {
		t.Errorf("hang: %+v", action.Condition)
	}
}
