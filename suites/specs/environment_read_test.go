package specs_test

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"
)

// environ is what os.Environ gives of variables.
func environ(variables map[string]string) (pairs []string) {
	for name, value := range variables {
		pairs = append(pairs, name+"="+value)
	}
	return pairs
}

func TestReadEnvironment(t *testing.T) {
	entra := "eyJhbGciOiJub25lIn0." + base64.RawURLEncoding.EncodeToString([]byte(`{"iss":"https://sts.windows.net/1/"}`)) + ".c2ln"
	for name, test := range map[string]struct {
		variables map[string]string
		refused   string // what the error says; empty for none
	}{
		"nothing":         {nil, ""},
		"loopback":        {map[string]string{targetVariable: "http://127.0.0.1:8080", tokenVariable: "any"}, ""},
		"IPv6 loopback":   {map[string]string{targetVariable: "http://[::1]:8080"}, ""},
		"another machine": {map[string]string{targetVariable: "https://10.0.0.1"}, "graphconform run --target 'https://10.0.0.1' --select"},
		"Graph":           {map[string]string{targetVariable: "https://graph.microsoft.com"}, "is not on the loopback interface"},
		"no URL":          {map[string]string{targetVariable: "127.0.0.1:8080"}, "is not on the loopback interface"},
		"token of a tenant": {map[string]string{targetVariable: "http://127.0.0.1:8080", tokenVariable: entra},
			"graphconform run --target 'http://127.0.0.1:8080' --select 'beta/deviceComplianceScriptDeviceState/**'"},
		"token, nothing to send it to": {map[string]string{tokenVariable: entra}, ""},
		"parents that are named": {
			map[string]string{targetVariable: "http://h", parentsVariable: "b=2,a=1"}, "--parent 'a=1' --parent 'b=2'",
		},
		"parent without an id":  {map[string]string{parentsVariable: "a=1,b="}, `"b=" is not name=id`},
		"parent without a name": {map[string]string{parentsVariable: "=1"}, `"=1" is not name=id`},
		"seed":                  {map[string]string{seedVariable: "18446744073709551615"}, ""},
		"a target without a value": {map[string]string{targetVariable: ""},
			"GRAPHCONFORM_TARGET: set, and empty; give the service root, or unset it for the embedded tenant"},
		"a misspelt target":    {map[string]string{"GRAPHCONFORM_TRAGET": "http://127.0.0.1:1"}, "is GRAPHCONFORM_TARGET meant?"},
		"a cut selection":      {map[string]string{"GRAPHCONFORM_SELEC": "**"}, "is GRAPHCONFORM_SELECT meant?"},
		"one of targets":       {map[string]string{"GRAPHCONFORM_TARGETS": "http://127.0.0.1:1"}, "is GRAPHCONFORM_TARGET meant?"},
		"those of a pipeline":  {map[string]string{"GRAPHCONFORM_WAIVERS": "w", "GRAPHCONFORM_REF": "main"}, ""},
		"no selection, as set": {map[string]string{selectVariable: ""}, ""},
		"no seed":              {map[string]string{seedVariable: "-1"}, "GRAPHCONFORM_SEED=-1"},
	} {
		_, err := readEnvironment(t.Context(), environ(test.variables), 5)
		if (err == nil) != (test.refused == "") || err != nil && !strings.Contains(err.Error(), test.refused) {
			t.Errorf("%s: %v, want %q", name, err, test.refused)
		}
		if err != nil && strings.Contains(err.Error(), entra) {
			t.Errorf("%s: the error shows the token", name)
		}
	}
}

func TestEnvironment(t *testing.T) {
	read := func(variables map[string]string) environment {
		t.Helper()
		e, err := readEnvironment(t.Context(), environ(variables), 5)
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	plain := read(nil)
	if plain.seed != 5 || len(plain.selected) != 3 || plain.description() != "conformance of the embedded tenant, seed 5" {
		t.Errorf("%+v, %s", plain, plain.description())
	}
	e := read(map[string]string{
		seedVariable: "9", selectVariable: "beta/deviceComplianceDeviceStatus/*/status/*, v1.0/deviceCategory/**",
		parentsVariable: "deviceCompliancePolicyId=1",
	})
	globs := []string{"beta/deviceComplianceDeviceStatus/*/status/*", "v1.0/deviceCategory/**"}
	if e.seed != 9 || !slices.Equal(e.selected, globs) || e.parents["deviceCompliancePolicyId"] != "1" {
		t.Errorf("%+v", e)
	}
	if p, err := e.plan(); err != nil || len(p.Units) != 2 || p.Seed != 9 {
		t.Errorf("%+v, %v", p, err)
	}
	for name, test := range map[string]struct {
		variables map[string]string
		want      string
	}{
		"no such check":  {map[string]string{selectVariable: "beta/nothing/**"}, "GRAPHCONFORM_SELECT: "},
		"no such parent": {map[string]string{parentsVariable: "lampId=1"}, "no selected resource has a parent lampId; there are"},
	} {
		if _, err := read(test.variables).plan(); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
