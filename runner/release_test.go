package main_test

import (
	"bytes"
	"crypto/sha256"
	"debug/buildinfo"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// byProve skips what takes minutes and changes seldom, but where `make prove` asks for all.
func byProve(t *testing.T, does string) {
	t.Helper()
	if !provesAll() {
		t.Skip(does + "; `make prove` does")
	}
}

func provesAll() bool { return os.Getenv("GRAPHCONFORM_PROOFS") == "all" }

// Two clones of one commit, in folders of different names, give the same bytes.
func TestReleaseIsReproducible(t *testing.T) {
	byProve(t, "builds the program twice")
	for _, tool := range []string{"git", "make", "sha256sum"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not here", tool)
		}
	}
	if err := exec.Command("git", "-C", "..", "rev-parse", "HEAD").Run(); err != nil {
		t.Skip("the project is no git clone")
	}
	first, second := released(t), released(t)
	if !bytes.Equal(first, second) {
		t.Error("two clones of one commit give different bytes")
	}
}

// released clones the project's commit and returns the program that `make release` builds there.
func released(t *testing.T) []byte {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "clone")
	command(t, ".", "git", "clone", "-q", "..", dir)
	command(t, dir, "make", "-s", "release", "platforms=linux/amd64")
	built := filepath.Join(dir, "bin", "release", "graphconform-linux-amd64")
	program, err := os.ReadFile(built)
	if err != nil {
		t.Fatal(err)
	}
	sums, err := os.ReadFile(filepath.Join(dir, "bin", "release", "SHA256SUMS"))
	if want := fmt.Sprintf("%x  graphconform-linux-amd64\n", sha256.Sum256(program)); err != nil || string(sums) != want {
		t.Errorf("SHA256SUMS: %v, %q, want %q", err, sums, want)
	}
	info, err := buildinfo.ReadFile(built)
	if err != nil {
		t.Fatal(err)
	}
	settings := map[string]string{}
	for _, setting := range info.Settings {
		settings[setting.Key] = setting.Value
	}
	if settings["CGO_ENABLED"] != "0" || settings["-trimpath"] != "true" || settings["vcs.modified"] != "false" ||
		settings["vcs.revision"] == "" {
		t.Errorf("built with %v", settings)
	}
	return program
}

// command runs a program in a folder and returns what it prints; it must end well.
func command(t *testing.T, dir, name string, args ...string) []byte {
	t.Helper()
	c := exec.Command(name, args...)
	var told bytes.Buffer
	c.Dir, c.Stderr = dir, &told
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s%s", name, args, err, out, told.String())
	}
	return out
}

// The module can be taken into a namespace of its owner in one step: the copy is vetted, and its tests find its packages.
func TestModuleIsRenamed(t *testing.T) {
	byProve(t, "builds a copy of the project under another name")
	if _, err := exec.LookPath("make"); err != nil {
		t.Skip("make is not here")
	}
	dir := t.TempDir()
	copyProject(t, dir)
	command(t, dir, "make", "module", "MODULE=github.com/you/graphconform")
	if name := strings.TrimSpace(string(command(t, dir, "go", "list", "-m"))); name != "github.com/you/graphconform" {
		t.Errorf("the module is called %s", name)
	}
	command(t, dir, "go", "test", "-run", "TestImportsPointDown", "./suites")
	for _, wrong := range []string{
		"", "graphconform", "https://github.com/you/graphconform", "github.com/you/$(id)", "github.com/You x/y",
	} {
		again := exec.Command("make", "module", "MODULE="+wrong)
		again.Dir = dir
		out, err := again.CombinedOutput()
		if err == nil || !strings.Contains(string(out), "name the module as its repository is called") {
			t.Errorf("%q is taken: %s", wrong, out)
		}
	}
}
