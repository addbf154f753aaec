package conform

import (
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestGlob(t *testing.T) {
	const id = "beta/a.b/create/enum_values/state=x"
	for pattern, want := range map[string]bool{
		id:                          true,
		id + "y":                    false,
		"**":                        true,
		"*":                         false,
		"beta/**":                   true,
		"beta/a.b/*/enum_values/*":  true,
		"beta/a?b/**":               true,
		"beta/aab/**":               false,
		"beta/a?create/**":          false,
		"**/state=?":                true,
		"**/state=":                 false,
		"beta/axb/**/state=x":       false,
		"beta/a.b/create/**/stat*x": true,
		"(beta|v1.0)/**":            false,
	} {
		glob, err := ParseGlob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		if glob.Match(id) != want {
			t.Errorf("%s matches: %t, want %t", pattern, !want, want)
		}
		if want && !glob.MayMatch("beta/a.b/") {
			t.Errorf("%s may match below beta/a.b/", pattern)
		}
	}
	if glob, _ := ParseGlob("beta/c/**"); glob.MayMatch("beta/a.b/") {
		t.Error("beta/c/** cannot match below beta/a.b/")
	}
	if _, err := ParseGlob(""); err == nil {
		t.Error("an empty pattern is one")
	}
}

// Whatever the pattern, it is refused or matches without a panic; one without wildcards matches itself alone.
func FuzzGlob(f *testing.F) {
	f.Add("beta/**/stat?=*", "beta/a/b/state=x")
	f.Add("\xff*", "\xff")
	f.Add("[a(\x00**", "[a(\x00")
	f.Fuzz(func(t *testing.T, pattern, id string) {
		glob, err := ParseGlob(pattern)
		if err != nil {
			return
		}
		matched := glob.Match(id)
		if wild := strings.ContainsAny(pattern, "*?"); !wild && matched != (id == pattern) {
			t.Errorf("%q matches %q: %t", pattern, id, matched)
		}
		if matched && !glob.MayMatch(id[:len(id)/2]) {
			t.Errorf("%q matches %q, and may not match what begins as it does", pattern, id)
		}
	})
}

// inRegexp is what a pattern means, in another language.
func inRegexp(pattern string) *regexp.Regexp {
	quoted := regexp.QuoteMeta(pattern)
	quoted = strings.ReplaceAll(quoted, `\*\*`, "\x00")
	quoted = strings.ReplaceAll(quoted, `\*`, "[^/]*")
	quoted = strings.ReplaceAll(quoted, `\?`, "[^/]")
	return regexp.MustCompile("^(?s:" + strings.ReplaceAll(quoted, "\x00", ".*") + ")$")
}

func TestGlobsMatchAsRegularExpressions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pattern := rapid.StringOfN(rapid.RuneFrom([]rune("ab/*?é")), 1, 12, -1).Draw(t, "pattern")
		id := rapid.StringOfN(rapid.RuneFrom([]rune("ab/é")), 0, 14, -1).Draw(t, "id")
		glob, err := ParseGlob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := glob.Match(id), inRegexp(pattern).MatchString(id); got != want {
			t.Errorf("%q matches %q: %t", pattern, id, got)
		}
	})
}

// However many stars a pattern has, the steps of a match do not multiply.
func TestGlobsOfManyStars(t *testing.T) {
	id := strings.Repeat("a", 150) + "/b"
	for _, pattern := range []string{
		strings.Repeat("*", 5000) + "b", strings.Repeat("a*", 5000) + "c", strings.Repeat("**a", 5000) + "c",
		strings.Repeat("*", 5000) + "c",
		strings.Repeat("a*", 140) + "c", "**" + strings.Repeat("a*", 140) + "c", strings.Repeat("**a", 140) + "c",
		strings.Repeat("?", 5000), strings.Repeat("*/", 5000),
	} {
		glob, err := ParseGlob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for range 1000 { // would not end in a year where steps multiply
			glob.Match(id)
		}
	}
}
