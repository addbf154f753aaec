package main_test

import (
	"bytes"
	"context"
	"maps"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"graphconform/fixtures/tenant"
	"graphconform/runner/exit"
	"graphconform/runner/report"
	"graphconform/suites/conform"
)

// job is a Job of Kubernetes as far as its pods show it; ci/kubernetes has the test that reads all of it.
type job struct {
	Spec struct {
		Template struct {
			Spec struct {
				Containers []struct {
					Args []string
					Env  []struct{ Name, Value string }
				}
			}
		}
	}
}

// cluster stands for one: a folder for the volume, and a target file for the one of the manifests.
type cluster struct {
	t      *testing.T
	volume string
	target string
	parts  int
	checks []string // flags that narrow what is checked
}

// newCluster has the pods check what is served at root, as the target file of the manifests says it.
func newCluster(t *testing.T, root string, parts int, checks ...string) cluster {
	t.Helper()
	given, err := os.ReadFile("ci/kubernetes/target.yaml")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "target.yaml")
	text := regexp.MustCompile(`(?m)^url: .*$`).ReplaceAllString(string(given), "url: "+root)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return cluster{t, t.TempDir(), file, parts, checks}
}

// pod is the process that a pod of the Job in a manifest is, with the arguments and variables that stand there; index numbers it.
func (c cluster) pod(manifest string, index int, more ...string) (process *exec.Cmd, out *bytes.Buffer) {
	c.t.Helper()
	data, err := os.ReadFile(filepath.Join("ci/kubernetes", manifest))
	if err != nil {
		c.t.Fatal(err)
	}
	var read job
	if err := yaml.Unmarshal(data, &read); err != nil {
		c.t.Fatal(err)
	}
	container := read.Spec.Template.Spec.Containers[0]
	values := map[string]string{}
	expand := func(text string) string {
		for name, value := range values {
			text = strings.ReplaceAll(text, "$("+name+")", value)
		}
		return strings.ReplaceAll(strings.ReplaceAll(text, "/work/", c.volume+"/"), "/etc/graphconform/target.yaml", c.target)
	}
	process = program(c.t.Context())
	for _, v := range container.Env {
		value := expand(v.Value)
		switch v.Name { // what does not stand there as text
		case "JOB_COMPLETION_INDEX":
			value = strconv.Itoa(index)
		case "PARTS": // kustomization.yaml carries it over
			value = strconv.Itoa(c.parts)
		case "GRAPH_TOKEN":
			value = "any-token"
		}
		values[v.Name] = value
		process.Env = append(process.Env, v.Name+"="+value)
	}
	for _, arg := range container.Args {
		process.Args = append(process.Args, expand(arg))
	}
	process.Args = append(process.Args, more...)
	out = &bytes.Buffer{}
	process.Stdout, process.Stderr = out, out
	return process, out
}

// part is the pod of one part.
func (c cluster) part(index int) (*exec.Cmd, *bytes.Buffer) {
	return c.pod("run.yaml", index, c.checks...)
}

// ends runs a pod to its end.
func (c cluster) ends(process *exec.Cmd, out *bytes.Buffer) (code int) {
	c.t.Helper()
	if err := process.Run(); err != nil && process.ProcessState == nil {
		c.t.Error(err)
		return -1
	}
	c.t.Logf("%s: %d\n%s", strings.Join(process.Args[1:], " "), process.ProcessState.ExitCode(), out)
	return process.ProcessState.ExitCode()
}

// whole is the run of all parts in one process.
func (c cluster) whole() (code int, verdicts map[string]conform.Verdict) {
	c.t.Helper()
	dir := c.t.TempDir()
	args := append([]string{"run", "--all", "--target", c.target, "--seed", "1", "--report", dir, "--token", "any-token"}, c.checks...)
	code, out := ran(c.t, args...)
	c.t.Logf("whole: %d\n%s", code, out)
	return code, c.verdicts(dir)
}

func (c cluster) verdicts(dir string) map[string]conform.Verdict {
	c.t.Helper()
	r, err := report.Read(dir)
	if err != nil {
		c.t.Fatal(err)
	}
	verdicts := map[string]conform.Verdict{}
	for _, check := range r.Checks {
		verdicts[check.ID] = check.Verdict
	}
	return verdicts
}

// sameAsWhole holds what merge made against the run in one process.
func (c cluster) sameAsWhole(merged int) {
	c.t.Helper()
	code, want := c.whole()
	got := c.verdicts(filepath.Join(c.volume, "graphconform", "whole"))
	if merged != code || code != exit.Fail || !maps.Equal(got, want) {
		c.t.Errorf("merge ends with %d, the whole with %d", merged, code)
		for id := range want {
			if got[id] != want[id] {
				c.t.Errorf("%s: %s, in one process %s", id, got[id], want[id])
			}
		}
	}
}

// someResources give each of three parts something to do.
func someResources() []string {
	var flags []string
	for _, name := range []string{"deviceCategory", "deviceComplianceDeviceStatus", "hardwareConfigurationUserState",
		"deviceComplianceScriptDeviceState", "notificationMessageTemplate", "termsAndConditions"} {
		flags = append(flags, "--select", "beta/"+name+"/**")
	}
	return append(flags, "--effort", "quick")
}

// Parts that run at once, of which one is killed and started again, have together the verdicts of one run; merge waits for them.
func TestPodThatIsKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("runs five processes")
	}
	root := served(t, slow(tenant.New(tenant.WithFault("create_answers_200"))), net.IP.IsPrivate)
	c := newCluster(t, root, 3, someResources()...)
	join, joined := c.pod("merge.yaml", 0)
	if err := join.Start(); err != nil {
		t.Fatal(err)
	}
	var others sync.WaitGroup
	for _, index := range []int{0, 2} {
		others.Go(func() {
			if code := c.ends(c.part(index)); code != exit.Fail {
				t.Errorf("part %d ends with %d", index, code)
			}
		})
	}
	parts := filepath.Join(c.volume, "graphconform", "parts")
	process, _ := c.part(1)
	c.kill(process, filepath.Join(parts, "1", "journal.jsonl"))
	again, out := c.part(1)
	if code := c.ends(again, out); code != exit.Fail || !strings.Contains(out.String(), "picked up: of what an earlier start left, ") ||
		!strings.Contains(out.String(), " objects are removed, and 0 are left") {
		t.Errorf("started again it ends with %d", code)
	}
	before, _ := os.ReadFile(filepath.Join(parts, "1", "report.json"))
	others.Wait()
	join.Wait() //nolint:errcheck // the code says it
	t.Log(joined)
	if !strings.Contains(joined.String(), "merge waits; ") {
		t.Error("merge did not wait")
	}
	c.sameAsWhole(join.ProcessState.ExitCode())

	third, out := c.part(1) // as an engine may, which lost sight of the pod
	after, _ := os.ReadFile(filepath.Join(parts, "1", "report.json"))
	if code := c.ends(third, out); code != exit.Fail || !strings.Contains(out.String(), "had ended; nothing is sent") ||
		!bytes.Equal(before, after) {
		t.Errorf("a part that had ended ends with %d when it is started again", code)
	}
}

// kill kills a process once it has made something in the target.
func (c cluster) kill(process *exec.Cmd, journal string) {
	c.t.Helper()
	c.makes(process, journal)
	process.Process.Kill()             //nolint:errcheck // it may have ended
	process.Wait()                     //nolint:errcheck // it was killed
	time.Sleep(200 * time.Millisecond) // requests that the target has got it carries out
}

// makes starts a process and waits until it has made something in the target.
func (c cluster) makes(process *exec.Cmd, journal string) {
	c.t.Helper()
	if err := process.Start(); err != nil {
		c.t.Fatal(err)
	}
	for start := time.Now(); time.Since(start) < time.Minute; time.Sleep(5 * time.Millisecond) {
		if text, err := os.ReadFile(journal); err == nil && bytes.Contains(text, []byte(`"answered"`)) {
			return
		}
	}
	c.t.Error("nothing is made in the target")
}

// A part whose machine is drained ends with a report, which is no verdict yet: the pod that follows goes on with it.
func TestPodThatIsEvicted(t *testing.T) {
	if testing.Short() || runtime.GOOS == "windows" {
		t.Skip("runs four processes, one of which is told to end")
	}
	root := served(t, slow(tenant.New(tenant.WithFault("create_answers_200"))), net.IP.IsPrivate)
	c := newCluster(t, root, 1, "--select", "beta/deviceCategory/**", "--select", "beta/notificationMessageTemplate/**",
		"--effort", "quick", "--workers", "1")
	part := filepath.Join(c.volume, "graphconform", "parts", "0")
	process, _ := c.part(0)
	c.makes(process, filepath.Join(part, "journal.jsonl"))
	process.Process.Signal(os.Interrupt) //nolint:errcheck // it may have ended
	process.Wait()                       //nolint:errcheck // its code is 1 or 3, by what it has seen
	code, said := ran(t, "merge", "--wait", "1ms", "--out", t.TempDir(), filepath.Dir(part))
	if code != exit.Inconclusive || !strings.Contains(said, "not all is there: interrupted, and not gone on with: 1; look at") {
		t.Errorf("merge of a part that was interrupted ends with %d: %s", code, said)
	}
	if code := c.ends(c.part(0)); code != exit.Fail {
		t.Errorf("gone on with, it ends with %d", code)
	}
	c.sameAsWhole(c.ends(c.pod("merge.yaml", 0)))
}

// A target that throttles all parts alike delays them, and changes no verdict: each part backs off.
func TestPodsThatAreThrottled(t *testing.T) {
	if testing.Short() {
		t.Skip("runs five processes")
	}
	limit := &throttle{Handler: tenant.New(tenant.WithFault("create_answers_200"))}
	c := newCluster(t, served(t, limit, net.IP.IsPrivate), 3, someResources()...)
	var parts sync.WaitGroup
	for index := range c.parts {
		parts.Go(func() {
			if code := c.ends(c.part(index)); code != exit.Fail {
				t.Errorf("part %d ends with %d", index, code)
			}
		})
	}
	code := c.ends(c.pod("merge.yaml", 0))
	parts.Wait()
	if n := limit.refusals(); n < 10 {
		t.Errorf("%d requests were throttled", n)
	}
	c.sameAsWhole(code)
}

// throttle answers some requests with 429 after so many that it takes, whoever sends them.
type throttle struct {
	http.Handler

	mutex          sync.Mutex
	count, refused int
}

// Of a throttle: how many requests it takes, and how many it refuses then.
const (
	throttleTakes   = 20
	throttleRefuses = 2
)

// ServeHTTP answers.
func (l *throttle) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l.mutex.Lock()
	refuse := l.count%(throttleTakes+throttleRefuses) >= throttleTakes
	l.count++
	if refuse {
		l.refused++
	}
	l.mutex.Unlock()
	if refuse {
		w.Header().Set("Retry-After", "1")
		status(http.StatusTooManyRequests).ServeHTTP(w, r)
		return
	}
	l.Handler.ServeHTTP(w, r)
}

func (l *throttle) refusals() int {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.refused
}

// A merge that waits ends at its deadline, or when it is told to, and says what is missing.
func TestMergeThatWaitsInVain(t *testing.T) {
	dir := t.TempDir()
	part := filepath.Join(dir, "parts", "1")
	code, out := ran(t, "run", "--seed", "5", "--shard", "2/3", "--report", part, "--select", "beta/deviceCategory/create/**")
	if code != exit.OK {
		t.Fatal(out)
	}
	code, out = ran(t, "merge", "--wait", "700ms", "--out", filepath.Join(dir, "whole"), filepath.Join(dir, "parts"))
	if code != exit.Inconclusive || !strings.Contains(out, "merge waits; missing of 3 parts: 1, 3\n") ||
		!strings.Contains(out, "merge: waited 700ms, as --wait says, and not all is there: missing of 3 parts: 1, 3; look at its log") {
		t.Errorf("%d: %s", code, out)
	}
	if runtime.GOOS == "windows" {
		return // nobody is told to end there
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	process := program(ctx, "merge", "--wait", "1h", "--out", filepath.Join(dir, "whole"), filepath.Join(dir, "nowhere"))
	said := &bytes.Buffer{}
	process.Stderr = said
	process.Cancel = func() error { return process.Process.Signal(os.Interrupt) }
	time.AfterFunc(time.Second, stop)
	process.Run() //nolint:errcheck // the code says it
	if code := process.ProcessState.ExitCode(); code != exit.Inconclusive ||
		!strings.Contains(said.String(), "merge: interrupted while it waited") || !strings.Contains(said.String(), "no part is there") {
		t.Errorf("%d: %s", code, said)
	}
}
