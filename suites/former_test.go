package suites

import (
	"testing"

	"graphconform/schemas"
)

func TestFormerID(t *testing.T) {
	renames := []schemas.Rename{
		{Version: "beta", Old: "Thing", New: "thing"},
		{Version: "beta", Type: "thing", Old: "State", New: "state"},
		{Version: "beta", Type: "thing", At: "kind", Old: "Big", New: "big"},
	}
	for id, want := range map[string]string{
		"beta/thing/create/status/documented":       "beta/Thing/create/status/documented",
		"beta/other/create/round_trip/state":        "beta/other/create/round_trip/State", // inherited
		"beta/other/create/round_trip/state:null":   "beta/other/create/round_trip/State:null",
		"beta/other/create/round_trip/states":       "beta/other/create/round_trip/states",
		"beta/other/create/enum_values/state=x":     "beta/other/create/enum_values/State=x",
		"beta/other/create/enum_values/kind=big":    "beta/other/create/enum_values/kind=Big",
		"beta/other/create/enum_values/kind=bigger": "beta/other/create/enum_values/kind=bigger",
		"v1.0/thing/create/round_trip/state":        "v1.0/thing/create/round_trip/state",
		"beta/thing":                                "beta/thing",
	} {
		if got := FormerID(id, renames); got != want {
			t.Errorf("%s was %s, want %s", id, got, want)
		}
	}
}
