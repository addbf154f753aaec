package waiver_test

import (
	"strings"
	"testing"

	"graphconform/runner/waiver"
	"graphconform/suites/conform"
)

const file = `
- check: beta/a/create/status/**   # line 2
  kind: known-failing
  reason: answers 200
  link: https://example.com/7
  expires: 2030-01-31
- check: "**/enum_values/state=*"
  kind: known-flaky
  reason: |
    races
  expires: "2030-02-01"
`

func read(t *testing.T, text string) []waiver.Waiver {
	t.Helper()
	waivers, err := waiver.Read("w.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return waivers
}

func TestRead(t *testing.T) {
	got := read(t, file)
	if len(got) != 2 {
		t.Fatalf("%d entries", len(got))
	}
	first, second := got[0], got[1]
	if first.Check.String() != "beta/a/create/status/**" || first.Kind != waiver.KnownFailing || first.Reason != "answers 200" ||
		first.Link != "https://example.com/7" || first.Expires != "2030-01-31" || first.At != "w.yaml:2" {
		t.Errorf("%+v", first)
	}
	if second.Kind != waiver.KnownFlaky || second.Reason != "races" || second.At != "w.yaml:7" {
		t.Errorf("%+v", second)
	}
	for _, none := range []string{"", "# nothing\n", "[]"} {
		if got := read(t, none); len(got) != 0 {
			t.Errorf("%q gives %v", none, got)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	const rest = "\n  kind: known-failing\n  reason: r\n  expires: 2030-01-01\n"
	flaky := strings.Replace(rest, "known-failing", "known-flaky", 1)
	for text, want := range map[string]string{
		"check: a":                      "w.yaml:1: not a list",
		"- a":                           "w.yaml:1: not a mapping",
		"- check: ''" + rest:            "w.yaml:1: check: an empty pattern",
		"- check: a\n  chek: b" + rest:  `w.yaml:2: "chek": no such key`,
		"- check: a\n  check: b" + rest: "w.yaml:2: check stands twice",
		"- check: [a]" + rest:           "w.yaml:1: check: not a text",
		"- check: a\n  link: javascript:alert(1)" + rest:                          "w.yaml:2: link:",
		"- check: a\n  kind: known\n  reason: r\n  expires: 2030-01-01":           `w.yaml:2: kind: "known"`,
		"- check: a\n  kind: known-flaky\n  reason: ''\n  expires: 2030-01-01":    "w.yaml:3: reason: empty",
		"- check: a\n  kind: known-flaky\n  reason: r\n  expires: 2030-13-01":     `w.yaml:4: expires: "2030-13-01"`,
		"- check: a\n  kind: known-flaky\n  reason: r":                            "w.yaml:1: expires is missing",
		"- check: a\n  kind: known-flaky\n  reason: r\n  expires: never\n- check": "w.yaml:5: not a mapping", // all problems are told
		"- check: a\n b":               "w.yaml:1: did not find",
		"- check: '**'" + flaky:        "w.yaml:1: ** may fail matches every check",
		"- check: 'beta/*/**'" + flaky: "w.yaml:1: beta/*/** may fail matches every check",
		"- check: '*/*?/**'" + flaky:   "w.yaml:1: */*?/** may fail matches every check",
	} {
		if _, err := waiver.Read("w.yaml", []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q gives %v, want %s", text, err, want)
		}
	}
}

var planned = []string{"beta/a/create/status/documented", "beta/a/create/status/varied", "beta/a/create/enum_values/state=x",
	"beta/a/get/status/existing"}

func scope() waiver.Scope {
	return waiver.Scope{Planned: planned, Today: "2030-01-31",
		Elsewhere: func(g conform.Glob) (bool, string) { return g.Match("beta/b/create/status/documented"), "ask" }}
}

func entry(check string) string {
	return "- check: " + check + "\n  kind: known-failing\n  reason: r\n  expires: 2030-01-31\n"
}

func TestNew(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"good":                           {file, ""},
		"on its last day":                {entry("beta/a/**"), ""},
		"of a resource that is left out": {entry("beta/b/**"), ""},
		"expired": {strings.ReplaceAll(entry("beta/a/**"), "01-31", "01-30"),
			"w.yaml:1: beta/a/** expired on 2030-01-30"},
		"of nothing": {entry("beta/a/**") + entry("beta/c/**"), "w.yaml:5: beta/c/** matches no check"},
		"ambiguous": {entry("beta/a/get/**") + entry("beta/*/*/status/*"),
			"w.yaml:5: beta/*/*/status/* is ambiguous: w.yaml:1 matches beta/a/get/status/existing too"},
	} {
		_, err := waiver.New(read(t, test.text), scope())
		if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.HasPrefix(err.Error(), test.want)) {
			t.Errorf("%s: %v, want %s", name, err, test.want)
		}
	}
}

func TestNewFollowsRenames(t *testing.T) {
	within := scope()
	within.Former = func(id string) []string { return []string{strings.Replace(id, "/a/", "/A/", 1)} }
	set, err := waiver.New(read(t, entry("beta/A/create/status/documented")), within)
	if err != nil || set.Excuse(planned[0]) == "" || set.Excuse(planned[1]) != "" {
		t.Errorf("%v, %+v", err, set)
	}
}

func TestSetAside(t *testing.T) {
	excuse := func(id string) string { return map[string]string{"root": "known"}[id] }
	for _, test := range []struct {
		name          string
		id            string
		verdict       conform.Verdict
		follows       string
		want          conform.Verdict
		wantFollowing string
	}{
		{"a failure that is excused", "root", conform.Fail, "", conform.Disabled, ""},
		{"a pass that need not have been", "root", conform.Pass, "", conform.Pass, ""},
		{"what could not be judged", "root", conform.Inconclusive, "", conform.Inconclusive, ""},
		{"what is refused", "root", conform.Unsupported, "", conform.Unsupported, ""},
		{"a failure without excuse", "x", conform.Fail, "", conform.Fail, ""},
		{"a failure that follows an excused one", "x", conform.Fail, "root", conform.Fail, ""},
		{"a failure that follows another", "x", conform.Fail, "y", conform.Fail, "y"},
		{"what is blocked by an excused failure", "x", conform.Inconclusive, "root", conform.Disabled, "root"},
		{"what is blocked by another", "x", conform.Inconclusive, "y", conform.Inconclusive, "y"},
		{"an excused failure that follows another", "root", conform.Fail, "y", conform.Disabled, "y"},
	} {
		o := waiver.SetAside(conform.Outcome{Check: &conform.Check{ID: test.id}, Verdict: test.verdict, Follows: test.follows}, excuse)
		if o.Verdict != test.want || o.Follows != test.wantFollowing || o.Verdict == conform.Disabled && o.Reason != "known" {
			t.Errorf("%s: %s following %q, because %q", test.name, o.Verdict, o.Follows, o.Reason)
		}
	}
}

func TestStale(t *testing.T) {
	const P, F, U, I = conform.Pass, conform.Disabled, conform.Unsupported, conform.Inconclusive
	for name, test := range map[string]struct {
		kind     waiver.Kind
		verdicts [4]conform.Verdict // of planned
		want     string
	}{
		"all fail":             {waiver.KnownFailing, [4]conform.Verdict{F, F, P, P}, ""},
		"one passes":           {waiver.KnownFailing, [4]conform.Verdict{F, P, P, P}, "beta/a/create/status/varied"},
		"all pass":             {waiver.KnownFailing, [4]conform.Verdict{P, P, P, P}, planned[0] + " " + planned[1]},
		"none is judged":       {waiver.KnownFailing, [4]conform.Verdict{I, U, P, P}, ""},
		"all are refused":      {waiver.KnownFailing, [4]conform.Verdict{U, U, P, P}, ""},
		"flaky, and all pass":  {waiver.KnownFlaky, [4]conform.Verdict{P, P, P, P}, ""},
		"flaky, and some fail": {waiver.KnownFlaky, [4]conform.Verdict{P, F, P, P}, ""},
	} {
		set, err := waiver.New(read(t, strings.Replace(entry("beta/a/create/status/*"), "known-failing", string(test.kind), 1)), scope())
		if err != nil {
			t.Fatal(err)
		}
		var outcomes []conform.Outcome
		for i, id := range planned {
			outcomes = append(outcomes, conform.Outcome{Check: &conform.Check{ID: id}, Verdict: test.verdicts[i]})
		}
		got := ""
		for _, stale := range set.Stale(outcomes) {
			if got += strings.Join(stale.Passed, " "); stale.At != "w.yaml:1" || stale.Check != "beta/a/create/status/*" {
				t.Errorf("%s: %+v", name, stale)
			}
		}
		if got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(file)
	f.Add("- &a {check: *a}")
	f.Add("- check: !!binary x\n<<: y")
	f.Fuzz(func(t *testing.T, text string) {
		waivers, err := waiver.Read("w.yaml", []byte(text))
		for _, w := range waivers {
			if err != nil || w.Check.String() == "" || w.Kind == "" || w.Reason == "" || w.Expires == "" {
				t.Errorf("%+v, %v", w, err)
			}
		}
	})
}
