//go:build linux

package bench_test

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"graphconform/suites/conform"
	"graphconform/suites/evidence"
	"graphconform/suites/scenario"
)

// cost is what a command took.
type cost struct {
	wall, cpu                      time.Duration
	memory                         int64 // bytes at most in RAM
	checks, requests, observations int
}

// built returns the program, built once a test run into a folder of the test's.
func built(t testing.TB) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "graphconform")
	if out, err := exec.Command("go", "build", "-trimpath", "-o", program, "graphconform/runner").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return program
}

var numbers = map[string]*regexp.Regexp{
	"checks": regexp.MustCompile(`(\d+) checks planned`), "requests": regexp.MustCompile(`(\d+) requests`),
	"observations": regexp.MustCompile(`(\d+) observations`),
}

// measure runs the program, which has to end with 0.
func measure(t testing.TB, program string, args ...string) cost {
	t.Helper()
	command := exec.CommandContext(t.Context(), program, args...)
	command.Env = append(os.Environ(), "XDG_STATE_HOME="+t.TempDir(), "GRAPH_TOKEN=abc")
	var said bytes.Buffer
	command.Stdout, command.Stderr = &said, &said
	start := time.Now()
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	memory := watch(command.Process.Pid, ended)
	err := command.Wait()
	wall, out := time.Since(start), said.Bytes()
	close(ended)
	if err != nil && (args[0] != "judge" || command.ProcessState.ExitCode() != 1) { // what recordings hold may depart, in whatever they say
		t.Fatalf("%s: %v\n%s", strings.Join(args[:min(4, len(args))], " "), err, out[max(0, len(out)-2000):])
	}
	number := func(name string) int {
		if m := numbers[name].FindAllSubmatch(out, -1); m != nil {
			n, _ := strconv.Atoi(string(m[len(m)-1][1]))
			return n
		}
		return 0
	}
	return cost{
		wall: wall, cpu: command.ProcessState.UserTime() + command.ProcessState.SystemTime(), memory: <-memory,
		checks: number("checks"), requests: number("requests"), observations: number("observations"),
	}
}

var highWater = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

// watch looks at a process every few milliseconds until it has ended and then gives how many bytes of RAM it had at most (proc(5), VmHWM:
// what wait(2) says of a process counts the one that started it, too).
func watch(pid int, ended <-chan struct{}) <-chan int64 {
	most := make(chan int64, 1)
	go func() {
		var bytes int64
		for look := time.NewTicker(5 * time.Millisecond); ; {
			status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
			if m := highWater.FindSubmatch(status); m != nil {
				kilobytes, _ := strconv.ParseInt(string(m[1]), 10, 64)
				bytes = max(bytes, kilobytes<<10)
			}
			select {
			case <-ended:
				look.Stop()
				most <- bytes
				return
			case <-look.C:
			}
		}
	}()
	return most
}

// resources returns n resources that have checks, spread over all, as globs; all of them by a glob that chooses everything.
func resources(t testing.TB, program string, n int) []string {
	t.Helper()
	listed, err := exec.CommandContext(t.Context(), program, "list", "--resources").Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for line := range strings.Lines(string(listed)) {
		if fields := strings.Fields(line); len(fields) == 3 && strings.Contains(fields[2], "/") {
			all = append(all, fields[2]+"/**")
		}
	}
	if n >= len(all) {
		return []string{"**"}
	}
	chosen := make([]string, n)
	for i := range chosen {
		chosen[i] = all[i*len(all)/n]
	}
	return chosen
}

// seeds are the three resources of `make run`.
func seeds() []string {
	return []string{"beta/deviceComplianceScriptDeviceState/**", "beta/deviceComplianceDeviceStatus/**",
		"beta/hardwareConfigurationUserState/**"}
}

func selecting(globs []string) []string {
	args := []string{"run", "--all", "--seed", "7"}
	for _, glob := range globs {
		args = append(args, "--select", glob)
	}
	return args
}

// longestChain reads from a run's evidence how many requests stand one behind another at most: the documented scenario of a resource, and
// its longest other one.
func longestChain(t testing.TB, file string) int {
	t.Helper()
	in, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	reader, err := evidence.NewReader(in)
	if err != nil {
		t.Fatal(err)
	}
	longest := 0
	for {
		_, transcripts, err := reader.Next()
		if err == io.EOF {
			return longest
		}
		if err != nil {
			t.Fatal(err)
		}
		first, most := 0, 0
		for _, transcript := range transcripts {
			if n := chain(transcript); transcript.Scenario == scenario.Documented.Key() {
				first = n
			} else {
				most = max(most, n)
			}
		}
		longest = max(longest, first+most)
	}
}

// chain counts the requests of a scenario that waited for one another.
func chain(of *conform.Transcript) int {
	type span struct{ from, to time.Time }
	var spans []span
	for _, record := range of.Records {
		for _, e := range record.Exchanges {
			spans = append(spans, span{e.Started, e.Started.Add(e.Duration)})
		}
	}
	slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.to.UnixNano(), b.to.UnixNano()) })
	n, end := 0, time.Time{}
	for _, s := range spans {
		if !s.from.Before(end) {
			n, end = n+1, s.to
		}
	}
	return n
}
