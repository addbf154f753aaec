package suites

import "testing"

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
		if want && !glob.mayMatch("beta/a.b/") {
			t.Errorf("%s may match below beta/a.b/", pattern)
		}
	}
	if glob, _ := ParseGlob("beta/c/**"); glob.mayMatch("beta/a.b/") {
		t.Error("beta/c/** cannot match below beta/a.b/")
	}
	if _, err := ParseGlob(""); err == nil {
		t.Error("an empty pattern is one")
	}
}
