package main_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Every sentence of SECURITY.md names tests that hold it, and each of these exists.
func TestSecurityPromisesAreTested(t *testing.T) {
	text, err := os.ReadFile("../.github/SECURITY.md")
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{}
	function := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(\w+ \*testing\.[TF]\)`)
	err = filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		for _, found := range function.FindAllSubmatch(source, -1) {
			there[string(found[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	name := regexp.MustCompile(`\b(?:Test|Fuzz)[A-Z]\w+`)
	promises := strings.Split(string(text), "\n- ")[1:]
	for _, promise := range promises {
		promise, _, _ = strings.Cut(promise, "\n\n")
		names := name.FindAllString(promise, -1)
		if len(names) == 0 && !strings.HasPrefix(promise, "Not promised:") {
			t.Errorf("no test holds: %s", promise)
		}
		for _, test := range names {
			if !there[test] {
				t.Errorf("there is no %s, which is to hold: %s", test, promise)
			}
		}
	}
	if len(promises) < 20 {
		t.Errorf("%d promises are read", len(promises))
	}
}
