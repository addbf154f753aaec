package main_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The templates are as their systems' published schemas have them, and what is not is told.
func TestTemplatesBySchema(t *testing.T) {
	if os.Getenv("GRAPHCONFORM_TEMPLATES") != "must" {
		t.Skip("installs by npm what knows the schemas; `make test-templates` does")
	}
	tools := filepath.Join(installed(t, "templates"), "node_modules", ".bin")
	workflows, err := filepath.Glob("../.github/workflows/*.yml")
	if err != nil || len(workflows) == 0 {
		t.Fatalf("no workflow: %v", err)
	}
	for _, file := range append(workflows, "ci/github/action.yml", "ci/github/merge/action.yml") {
		bySchema(t, file, "steps:", func(folder, name string) *exec.Cmd {
			return exec.Command(filepath.Join(tools, "action-validator"), filepath.Join(folder, name))
		})
	}
	bySchema(t, "ci/gitlab-ci.yml", "before_script:", func(folder, name string) *exec.Cmd {
		including := "include: [{local: " + name + "}]\nstages: [test, after]\n" +
			"conformance: {extends: .graphconform, parallel: 3}\nwhole: {extends: .graphconform-merge, stage: after}\n"
		if err := os.WriteFile(filepath.Join(folder, ".gitlab-ci.yml"), []byte(including), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{{"init", "-q"}, {"add", "."},
			{"-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "-m", "a"}} {
			if out, err := exec.Command("git", append([]string{"-C", folder}, args...)...).CombinedOutput(); err != nil {
				t.Fatalf("git %s: %v: %s", args, err, out)
			}
		}
		return exec.Command(filepath.Join(tools, "gitlab-ci-local"), "--cwd", folder, "--list")
	})
}

// bySchema holds a file against its schema, as it stands and with a key of it misspelt.
func bySchema(t *testing.T, file, key string, check func(folder, name string) *exec.Cmd) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil || !bytes.Contains(data, []byte(key)) {
		t.Fatalf("%s: no %s: %v", file, key, err)
	}
	misspelt := strings.ReplaceAll(string(data), key, "misspelt:")
	for name, text := range map[string]string{"as it stands": string(data), "misspelt": misspelt} {
		t.Run(file+" "+name, func(t *testing.T) {
			folder := t.TempDir()
			if err := os.WriteFile(filepath.Join(folder, filepath.Base(file)), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			out, err := check(folder, filepath.Base(file)).CombinedOutput()
			if good := text == string(data); good != (err == nil) {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
}
