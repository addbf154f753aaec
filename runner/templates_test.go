package main_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"
	"go.yaml.in/yaml/v3"

	"graphconform/schemas"
)

// The templates are as their systems' published schemas have them, and what is not is told. What Azure publishes stands in no package.
func TestTemplatesBySchema(t *testing.T) {
	if os.Getenv("GRAPHCONFORM_TEMPLATES") != "must" {
		t.Skip("installs by npm what knows the schemas; `make test-templates` does")
	}
	packages := filepath.Join(installed(t, "templates"), "node_modules")
	workflows, err := filepath.Glob("../.github/workflows/*.yml")
	if err != nil || len(workflows) == 0 {
		t.Fatalf("no workflow: %v", err)
	}
	for _, file := range append(workflows, "ci/github/action.yml", "ci/github/merge/action.yml") {
		bySchema(t, file, "steps:", func(path string) error {
			out, err := exec.Command(filepath.Join(packages, ".bin", "action-validator"), path).CombinedOutput()
			if err != nil {
				return fmt.Errorf("%w: %s", err, out)
			}
			return nil
		})
	}
	gitlab := gitlabSchema(t, packages)
	bySchema(t, "ci/gitlab-ci.yml", "artifacts:", func(path string) error { return gitlab.Validate(visibleJobs(t, path)) })
}

// gitlabSchema is GitLab's own, which a program that runs its jobs brings along.
func gitlabSchema(t *testing.T, packages string) *jsonschema.Schema {
	t.Helper()
	source := filepath.Join(packages, "gitlab-ci-local", "src", "schema", "schema.js")
	text, err := exec.Command("node", "-e", "import(process.argv[1]).then(m => console.log(JSON.stringify(m.schema)))", source).Output()
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.LoadURL = nil // it refers to itself alone
	if err := compiler.AddResource("gitlab-ci.json", bytes.NewReader(text)); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("gitlab-ci.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// visibleJobs reads a template with its hidden jobs as such that are run: of a hidden one the schema says nothing.
func visibleJobs(t *testing.T, path string) any {
	t.Helper()
	data, err := os.ReadFile(path)
	var jobs map[string]any
	err = errors.Join(err, yaml.Unmarshal(data, &jobs))
	for name, job := range jobs {
		if visible, hidden := strings.CutPrefix(name, "."); hidden {
			delete(jobs, name)
			jobs[visible] = job
		}
	}
	text, failed := json.Marshal(jobs)
	value, undecoded := schemas.Decode(text)
	if err := errors.Join(err, failed, undecoded); err != nil {
		t.Fatal(err)
	}
	return value
}

// bySchema holds a file against its schema, as it stands and with a key of it misspelt.
func bySchema(t *testing.T, file, key string, check func(path string) error) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil || !bytes.Contains(data, []byte(key)) {
		t.Fatalf("%s: no %s: %v", file, key, err)
	}
	if err := check(file); err != nil {
		t.Errorf("%s: %v", file, err)
	}
	misspelt := filepath.Join(t.TempDir(), filepath.Base(file))
	if err := os.WriteFile(misspelt, bytes.ReplaceAll(data, []byte(key), []byte("misspelt:")), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := check(misspelt); err == nil || !strings.Contains(fmt.Sprintf("%#v", err), "misspelt") {
		t.Errorf("%s, with %s misspelt: %#v", file, key, err)
	}
}
