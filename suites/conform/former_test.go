package conform

import (
	"slices"
	"testing"

	"graphconform/schemas"
)

func TestFormerIDs(t *testing.T) {
	renames := []schemas.Rename{ // the oldest first
		{Version: "beta", Old: "THING", New: "Thing"},
		{Version: "beta", Type: "Thing", Old: "State", New: "state"},
		{Version: "beta", Old: "Thing", New: "thing"},
		{Version: "beta", Type: "thing", At: "kind", Old: "Big", New: "big"},
	}
	for id, want := range map[string][]string{
		"beta/thing/create/status/documented": {"beta/Thing/create/status/documented", "beta/THING/create/status/documented"},
		"beta/thing/create/round_trip/state": {"beta/Thing/create/round_trip/state", "beta/Thing/create/round_trip/State",
			"beta/THING/create/round_trip/State"},
		"beta/other/create/round_trip/state":        {"beta/other/create/round_trip/State"}, // inherited
		"beta/other/create/round_trip/state:null":   {"beta/other/create/round_trip/State:null"},
		"beta/other/create/round_trip/states":       nil,
		"beta/other/create/enum_values/state=x@get": {"beta/other/create/enum_values/State=x@get"},
		"beta/other/create/enum_values/kind=big":    {"beta/other/create/enum_values/kind=Big"},
		"beta/other/create/enum_values/kind=bigger": nil,
		"v1.0/thing/create/round_trip/state":        nil,
		"beta/thing":                                nil,
	} {
		if got := FormerIDs(id, renames); !slices.Equal(got, want) {
			t.Errorf("%s was %v, want %v", id, got, want)
		}
	}
}
