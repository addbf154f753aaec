package main_test

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"go.yaml.in/yaml/v3"

	"graphconform/fixtures/tenant"
	"graphconform/runner/exit"
)

// step is one step of a template: a script, or something that the system brings.
type step struct {
	Name, ID                     string
	Uses, Task, Shell, Run, Bash string
	DisplayName                  string `yaml:"displayName"`
	Env, With, Inputs            map[string]string
}

func (s step) script() string { return s.Run + s.Bash }

// pipeline is a template with what its steps may refer to.
type pipeline struct {
	name    string
	file    string
	inputs  []string
	steps   []step
	foreign []string // steps that are not ours
}

// pipelines reads the templates. Keys that no reader of them knows are errors.
func pipelines(t *testing.T) []pipeline {
	var github struct {
		Name, Description string
		Inputs            map[string]struct {
			Description, Default string
			Required             bool
		}
		Runs struct {
			Using string
			Steps []struct {
				step `yaml:",inline"`
				If   string
			}
		}
	}
	var azure struct {
		Parameters []struct {
			Name, Type string
			Default    any
		}
		Steps []struct {
			step      `yaml:",inline"`
			Condition string
		}
	}
	var gitlab map[string]struct {
		Image, Extends, When string
		Variables            map[string]string
		BeforeScript         []string `yaml:"before_script"`
		Script               []string
		Artifacts            struct {
			When    string
			Paths   []string
			Reports map[string]string
		}
	}
	var merging = github
	load(t, "github/action.yml", &github)
	load(t, "github/merge/action.yml", &merging)
	load(t, "azure-pipelines.yml", &azure)
	load(t, "gitlab-ci.yml", &gitlab)
	if github.Name == "" || github.Description == "" || github.Runs.Using != "composite" {
		t.Errorf("github/action.yml: name, description and runs.using: %q, %q, %q", github.Name, github.Description, github.Runs.Using)
	}
	first := pipeline{name: "github", file: "github/action.yml", foreign: []string{"actions/setup-go@v5", "actions/upload-artifact@v4"}}
	for name, input := range github.Inputs {
		first.inputs = append(first.inputs, name)
		if input.Description == "" {
			t.Errorf("github/action.yml: input %s has no description", name)
		}
	}
	for _, s := range github.Runs.Steps {
		first.steps = append(first.steps, s.step)
		if s.Run != "" && s.Shell != "bash" {
			t.Errorf("github/action.yml: step %s names no shell", s.Name)
		}
	}
	joins := pipeline{name: "github-merge", file: "github/merge/action.yml",
		foreign: append([]string{"actions/download-artifact@v4"}, first.foreign...)}
	for name := range merging.Inputs {
		joins.inputs = append(joins.inputs, name)
	}
	for _, s := range merging.Runs.Steps {
		joins.steps = append(joins.steps, s.step)
	}
	second := pipeline{name: "azure", file: "azure-pipelines.yml",
		foreign: []string{"GoTool@0", "PublishTestResults@2", "PublishPipelineArtifact@1"}}
	for _, parameter := range azure.Parameters {
		second.inputs = append(second.inputs, parameter.Name)
	}
	for _, s := range azure.Steps {
		if s.DisplayName == "" {
			t.Errorf("azure-pipelines.yml: a step has no displayName: %+v", s)
		}
		second.steps = append(second.steps, s.step)
	}
	third := pipeline{name: "gitlab", file: "gitlab-ci.yml"}
	for _, job := range []string{".graphconform", ".graphconform-merge"} {
		for i, script := range slices.Concat(gitlab[job].BeforeScript, gitlab[job].Script) {
			third.steps = append(third.steps, step{Name: fmt.Sprintf("%s-%d", job[1:], i), Run: script})
		}
		if artifacts := gitlab[job].Artifacts; artifacts.When != "always" || artifacts.Reports["junit"] == "" || gitlab[job].Image == "" &&
			gitlab[job].Extends != ".graphconform" {
			t.Errorf("gitlab-ci.yml: %s: %+v", job, gitlab[job])
		}
	}
	return []pipeline{first, joins, second, third}
}

func load(t *testing.T, name string, into any) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("ci", name))
	if err != nil {
		t.Fatal(err)
	}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

var reference = regexp.MustCompile(`(?:inputs|parameters)\.(\w+)`)

func TestPipelineTemplates(t *testing.T) {
	for _, p := range pipelines(t) {
		text, err := os.ReadFile(filepath.Join("ci", p.file))
		if err != nil {
			t.Fatal(err)
		}
		var used []string
		for _, match := range reference.FindAllStringSubmatch(string(text), -1) {
			used = append(used, match[1])
		}
		slices.Sort(used)
		slices.Sort(p.inputs)
		if !slices.Equal(slices.Compact(used), p.inputs) && len(p.inputs) > 0 {
			t.Errorf("%s: the inputs are %v, used are %v", p.file, p.inputs, used)
		}
		if len(p.steps) < 2 {
			t.Errorf("%s: %d steps", p.file, len(p.steps))
		}
		for _, s := range p.steps {
			script, foreign := s.script(), s.Uses+s.Task
			switch {
			case script == "" && !slices.Contains(p.foreign, foreign):
				t.Errorf("%s: step %q is not known", p.file, foreign)
			case strings.Contains(script, "${{"):
				t.Errorf("%s: a value is written into a script, where it could be read as a command:\n%s", p.file, script)
			}
			if bash, err := exec.LookPath("bash"); err == nil {
				check := exec.Command(bash, "-n")
				check.Stdin = strings.NewReader(script)
				if out, err := check.CombinedOutput(); err != nil {
					t.Errorf("%s: %v: %s\n%s", p.file, err, out, script)
				}
			}
		}
	}
}

// The scripts of the templates run as their systems run them, with values that a shell could stumble over.
func TestPipelineScripts(t *testing.T) {
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("bash is not here")
	}
	templates := pipelines(t)
	testscript.Run(t, testscript.Params{
		Dir: "ci/testdata",
		Setup: func(e *testscript.Env) error {
			for _, p := range templates {
				for _, s := range p.steps {
					name := strings.ToLower(p.name + "-" + s.Name + s.DisplayName + ".sh")
					if err := os.WriteFile(filepath.Join(e.WorkDir, name), []byte(s.script()), 0o644); err != nil {
						return err
					}
				}
			}
			return serveTargets(e)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
	})
}

// The image holds the program alone, and runs it as somebody without rights.
func TestContainerfile(t *testing.T) {
	data, err := os.ReadFile("ci/Containerfile")
	if err != nil {
		t.Fatal(err)
	}
	_, last, found := strings.Cut(string(data), "\nFROM scratch\n")
	if !found || !strings.Contains(last, "\nUSER 65532:65532\n") || !strings.Contains(last, "\nENTRYPOINT [\"/graphconform\"]\n") ||
		strings.Contains(last, "\nRUN ") {
		t.Errorf("the last stage is:\n%s", last)
	}
	run := regexp.MustCompile(`(?s)\nRUN (.*?[^\\])\n`).FindStringSubmatch(string(data))
	if run == nil || !strings.Contains(run[1], "CGO_ENABLED=0") {
		t.Fatalf("no static build: %q", run)
	}
	if out, err := exec.Command("bash", "-n", "-c", run[1]).CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

// Examples of containers reach an emulator off this machine: with their arguments one at a private address is written to.
func TestTemplateExamplesReachContainers(t *testing.T) {
	root := served(t, tenant.New(), net.IP.IsPrivate)
	given := regexp.MustCompile(`(?m)^# +(?:GRAPHCONFORM_ARGUMENTS|arguments): (--emulator.*)$`)
	for _, file := range []string{"github/action.yml", "azure-pipelines.yml", "gitlab-ci.yml"} {
		text, err := os.ReadFile(filepath.Join("ci", file))
		if err != nil {
			t.Fatal(err)
		}
		arguments := given.FindSubmatch(text)
		if arguments == nil {
			t.Errorf("%s shows no emulator in a container", file)
			continue
		}
		code, out := ran(t, append([]string{"run", "--target", root, "--token", "any-token", "--report", t.TempDir(),
			"--select", "beta/deviceCategory/create/status/*"}, strings.Fields(string(arguments[1]))...)...)
		if code != exit.OK || !strings.Contains(out, "CONFORMS: 2 checks") {
			t.Errorf("%s: %d, %s", file, code, out)
		}
	}
}

// The project's own pipeline runs what .ci/run does, and the Go that the templates name is the one of the module.
func TestOwnPipeline(t *testing.T) {
	var own struct {
		Name, On, Permissions, Concurrency any
		Jobs                               map[string]struct {
			RunsOn  string `yaml:"runs-on"`
			Timeout int    `yaml:"timeout-minutes"`
			Steps   []step
		}
	}
	load(t, "../../.github/workflows/ci.yml", &own)
	steps := own.Jobs["run"].Steps
	if len(steps) != 3 || steps[2].Run != ".ci/run" || steps[1].With["go-version-file"] != "go.mod" {
		t.Errorf("%+v", own.Jobs)
	}
	module, err := os.ReadFile("../go.mod")
	azure, err2 := os.ReadFile("ci/azure-pipelines.yml")
	if err != nil || err2 != nil {
		t.Fatal(err, err2)
	}
	needed := regexp.MustCompile(`(?m)^go (\S+)$`).FindSubmatch(module)
	if needed == nil || !bytes.Contains(azure, []byte(`version: "`+string(needed[1])+`"`)) {
		t.Errorf("azure-pipelines.yml does not install Go %s", needed[1])
	}
}
