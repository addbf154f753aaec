package derive

import (
	"strings"
	"testing"

	"graphconform/schemas"
)

func TestErrata(t *testing.T) {
	if _, err := ParseErrata(schemas.Errata()); err != nil {
		t.Errorf("committed errata: %v", err)
	}
	for text, want := range map[string]string{
		"- pages: [a]\n  colour: red": "field colour not found",
		"- pages: [a]":                "entry 1: pages, reason",
		"- {pages: [a], property: b, lacks: c, reason: d, evidence: e}": "entry 1: pages, reason",
		"{": "errata.yaml: read",
	} {
		if _, err := ParseErrata([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	p := Parse("beta/intune-house-lamp-create.md", []byte(lampPage), "")
	e := Erratum{Pages: []string{"beta/intune-house-lamp-create", "beta/absent"}, Property: "watts", Was: "Int32", Is: "Int64"}
	correct([]*Page{p}, []Erratum{e})
	if p.Properties[4].Type != "Int64" || len(p.Diagnostics) > 0 || p.facts().Properties[4].Type != "Int32" {
		t.Errorf("not corrected in the contract alone: %+v, %v", p.Properties[4], p.Diagnostics)
	}
	correct([]*Page{p}, []Erratum{e})
	if len(p.Diagnostics) != 1 || p.Diagnostics[0].Severity != Error {
		t.Errorf("an erratum that does not fit: %v", p.Diagnostics)
	}
}
