package yamlfile

import (
	"strings"
	"testing"
)

type file struct {
	Name  string   `yaml:"name"`
	Count int      `yaml:"count"`
	Inner struct { // below it
		Secret string `yaml:"secret-env"`
	} `yaml:"inner"`
	own string
}

func TestDecode(t *testing.T) {
	for text, want := range map[string]string{
		"name: a\ncount: 1": "", "": "", "# nothing\n": "", "inner:\n  secret-env: X": "",
		"name: a\ncoumt: 1":        `f.yaml:2: unknown key coumt; did you mean "count"?`,
		"inner:\n  secret-evn: X":  `f.yaml:2: unknown key secret-evn; did you mean "secret-env"?`,
		"zzzzzzzzzz: 1":            "f.yaml:1: unknown key zzzzzzzzzz; known are name, count, inner, secret-env",
		"own: 1":                   "f.yaml:1: unknown key own; ",
		"name: a\ncount: many":     "f.yaml:2: cannot unmarshal !!str `many`",
		"name: a\nname: b":         `f.yaml:2: mapping key "name" already defined at line 1`,
		"name: [":                  "f.yaml:1: did not find expected node content",
		"- a":                      "f.yaml:1: cannot unmarshal !!seq",
		"name: a\n---\nname: b":    "f.yaml: holds more than one document",
		strings.Repeat("# x\n", 9): "",
		strings.Repeat("#", 2000):  "f.yaml: longer than 1 KiB",
	} {
		f := file{own: "kept"}
		err := Decode([]byte(text), "f.yaml", 1<<10, &f)
		if want == "" && err != nil || want != "" && (err == nil || !strings.HasPrefix(err.Error(), want)) || f.own != "kept" {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "yamlfile.") {
			t.Errorf("%q: %v names what only the program knows", text, err)
		}
	}
	var list []file
	err := Decode([]byte("- counts: a"), "f.yaml", 1<<10, &list)
	if err == nil || err.Error() != `f.yaml:1: unknown key counts; did you mean "count"?` {
		t.Error(err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add("name: a")
	f.Add("a: &a [*a]")
	f.Fuzz(func(t *testing.T, text string) {
		if err := Decode([]byte(text), "f.yaml", 1<<12, new(file)); err != nil && !strings.HasPrefix(err.Error(), "f.yaml:") {
			t.Error(err)
		}
	})
}
