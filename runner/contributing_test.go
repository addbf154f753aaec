package main_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The example of CONTRIBUTING.md adds a rule and its fault to a copy of the project: the fault is then caught by that rule, and beside
// the two files of the example only the generated list of rules changes.
func TestContributingExample(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a copy of the project")
	}
	example := contributingExample(t)
	dir := t.TempDir()
	before := copyProject(t, dir)
	patch := filepath.Join(t.TempDir(), "example.diff")
	if err := os.WriteFile(patch, example, 0o644); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GIT_CEILING_DIRECTORIES", filepath.Dir(dir)) // the copy is no part of a repository further up
	command(t, dir, "git", "apply", "--whitespace=error", patch)
	if unformatted := command(t, dir, "gofmt", "-l", "suites", "fixtures"); len(unformatted) > 0 {
		t.Errorf("not formatted: %s", unformatted)
	}
	command(t, dir, "go", "vet", "./suites/schema", "./fixtures/tenant/internal/fault")
	// Without its folder in what is built, all that the example leaves alone comes out of the build cache.
	program := filepath.Join(dir, "bin", "graphconform")
	command(t, dir, "go", "build", "-trimpath", "-buildvcs=false", "-o", program, "./runner")
	rules := filepath.Join(dir, "suites", "RULES.md")
	if err := os.WriteFile(rules, command(t, dir, program, "list", "--rules"), 0o644); err != nil {
		t.Fatal(err)
	}
	want := []string{"fixtures/tenant/internal/fault/schema.go", "suites/RULES.md", "suites/schema/schema.go"}
	if got := changed(t, dir, before); !slices.Equal(got, want) {
		t.Errorf("the example changes %v, want %v", got, want)
	}
	fault := regexp.MustCompile(`(?m)^\+.*\{Name: "(\w+)", Description: `).FindSubmatch(example)
	rule := regexp.MustCompile(`(?m)^\+.*Rules: rules\{"(\w+/\w+)"\}`).FindSubmatch(example)
	if fault == nil || rule == nil {
		t.Fatal("the example adds no fault that names a rule")
	}
	row := []byte("\n| " + string(rule[1]) + " |")
	if now, err := os.ReadFile(rules); err != nil || !bytes.Contains(now, row) || bytes.Contains(before["suites/RULES.md"], row) {
		t.Errorf("RULES.md does not gain %s: %v", rule[1], err)
	}
	proof := string(command(t, dir, program, "prove", "--only", string(fault[1])))
	for _, line := range []string{"\n" + string(fault[1]) + " ", "/" + string(rule[1]) + "\n", "1 of 1 faults " +
		"caught", "1 of 1 conformant tenants"} {
		if !strings.Contains(proof, line) {
			t.Errorf("the proof does not say %q:\n%s", line, proof)
		}
	}
}

// contributingExample returns the patch that CONTRIBUTING.md shows.
func contributingExample(t *testing.T) []byte {
	t.Helper()
	text, err := os.ReadFile("../.github/CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	shown := regexp.MustCompile("(?ms)^```diff\n(.*?)^```$").FindSubmatch(text)
	if shown == nil {
		t.Fatal("CONTRIBUTING.md shows no example")
	}
	return shown[1]
}

// copyProject copies what belongs to the project into a folder, and returns it by path.
func copyProject(t *testing.T, to string) map[string][]byte {
	t.Helper()
	files := readProject(t, "..")
	for name, data := range files {
		at := filepath.Join(to, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// readProject reads the four floors and the module's files: all but .git and bin.
func readProject(t *testing.T, root string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		name, _ := filepath.Rel(root, path)
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (name == ".git" || name == "bin"):
			return fs.SkipDir
		case entry.Type().IsRegular() && name != ".git": // a worktree has a file of that name
			files[filepath.ToSlash(name)], err = os.ReadFile(path)
		}
		return err
	})
	if err != nil || len(files) < 500 {
		t.Fatalf("%d files: %v", len(files), err)
	}
	return files
}

// changed returns the paths of the files that differ from those of before, sorted.
func changed(t *testing.T, dir string, before map[string][]byte) []string {
	t.Helper()
	var out []string
	now := readProject(t, dir)
	for name, data := range now {
		if old, known := before[name]; !known || !bytes.Equal(old, data) {
			out = append(out, name)
		}
	}
	for name := range before {
		if _, there := now[name]; !there {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}
