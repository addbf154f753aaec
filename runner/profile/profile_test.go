package profile

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/conform"
)

func TestDataIsWhole(t *testing.T) {
	ids := map[string]bool{}
	for _, profile := range All() {
		if profile.Name == "" || profile.Says == "" {
			t.Errorf("%+v", profile)
		}
		for _, d := range profile.Deviations {
			if d.ID == "" || d.Says == "" || d.Source == "" || ids[d.ID] || d.At.Regexp == nil || d.Got.Regexp == nil && !d.Fold {
				t.Errorf("%s: incomplete, too wide or there twice", d.ID)
			}
			ids[d.ID] = true
		}
	}
	if _, err := Named("obserbed"); err == nil || !strings.Contains(err.Error(), "documented, strict, observed") {
		t.Error(err)
	}
	if p, err := Named(""); err != nil || p.Name != "documented" {
		t.Error(p.Name, err)
	}
}

func TestObserved(t *testing.T) {
	observed, err := Named("observed")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		rule, at, want, got string
		op                  schemas.OperationKind
		met                 string
	}{
		{"status/documented", "status", "200 OK with the object", "204 No Content", schemas.Update, "update-without-content"},
		{"status/documented", "status", "204 No Content", "204 No Content", schemas.Create, ""},
		{"status/documented", "status", "200 OK with the object", "202 Accepted", schemas.Update, ""},
		{"errors/unknown_item", "status", "404 Not Found", "204 No Content", schemas.Update, ""},
		{"patch/single", "status", "200 OK with the object", "204 No Content", schemas.Update, "update-without-content"}, // whichever rule
		{"round_trip/value", "/certificate", `"abc" (plain)`, "null", schemas.Create, "write-only"},
		{"patch/single", "/value/*/certificate", `"abc" (plain)`, "null", schemas.List, "write-only"},
		{"round_trip/value", "/certificate", `"abc" (plain)`, `"abd"`, schemas.Create, ""},
		{"round_trip/value", "/displayName", `"abc" (plain)`, "null", schemas.Create, ""},
		{"round_trip/value", "/locale", `"en-US" (plain)`, `"en-us"`, schemas.Create, "locale-case"},
		{"round_trip/value", "/locale", `"en-US" (plain)`, `"de-de"`, schemas.Create, ""},
		{"round_trip/value", "/locale", `"en-us" (plain)`, `"EN-US"`, schemas.Create, ""},
		{"patch/single", "/locale", `"en-US"`, `"en-us"`, schemas.Update, "locale-case"},
		{"round_trip/value", "/assignments", `[{}]`, "no assignments", schemas.Create, "inline-children"},
		{"errors/envelope", "/error", `JSON`, `"" in error: {}`, schemas.Create, "empty-error-code"},
		{"errors/envelope", "/error", `JSON`, `403 with {"ErrorCode":"Forbidden"}`, schemas.Create, "backend-error"},
	} {
		method := map[schemas.OperationKind]string{schemas.Create: http.MethodPost, schemas.Update: http.MethodPatch}[test.op]
		shown := &fixtures.Exchange{Request: fixtures.Request{Method: method}}
		o := conform.Outcome{Check: &conform.Check{Rule: test.rule, Operation: test.op}, Verdict: conform.Fail,
			Findings: []conform.Finding{{At: test.at, Want: test.want, Got: test.got, Exchange: shown}}}
		out, met := observed.Judge(o)
		if strings.Join(met, " ") != test.met || (out.Verdict == conform.Pass) != (test.met != "") {
			t.Errorf("%+v: %s %v", test, out.Verdict, met)
		}
		if out, met := (Profile{}).Judge(o); out.Verdict != conform.Fail || met != nil {
			t.Errorf("%+v: accepted by none", test)
		}
		o.Findings = append(slices.Clone(o.Findings), conform.Finding{At: "/other", Got: "something else"})
		if out, _ := observed.Judge(o); out.Verdict != conform.Fail {
			t.Errorf("%+v: one accepted finding hides another", test)
		}
	}
}
