//go:build !windows

package main_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"graphconform/fixtures/tenant"
	"graphconform/runner/exit"
)

// soon is how long a process may take to end that does not hang, on a machine that is busy.
const soon = 30 * time.Second

// Interrupted again while it cleans up at a target that hangs, a run ends at once and says what is left; sweep removes that.
func TestInterruptedTwice(t *testing.T) {
	var hangs atomic.Bool
	var posts atomic.Int64
	hangs.Store(true)
	inner := slow(tenant.New())
	done := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodDelete && hangs.Load() {
			<-done
			return
		}
		if r.Method == http.MethodPost {
			posts.Add(1)
		}
		inner.ServeHTTP(w, r)
	}))
	defer server.Close()
	dir := t.TempDir()
	process := program(t.Context(), "run", "--target", server.URL, "--token", "abc", "--report", dir,
		"--select", "beta/deviceComplianceScriptDeviceState/**")
	var said bytes.Buffer
	process.Stdout, process.Stderr = &said, &said
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	for start := time.Now(); posts.Load() < 3 && time.Since(start) < soon; {
		time.Sleep(10 * time.Millisecond)
	}
	for range 2 {
		process.Process.Signal(syscall.SIGINT)
		time.Sleep(300 * time.Millisecond)
	}
	start := time.Now()
	process.Wait()                                //nolint:errcheck // the exit code says it
	if took := time.Since(start); took > soon/3 { // the clean-up alone would wait longer
		t.Errorf("ended %s after the second signal", took+300*time.Millisecond)
	}
	text := said.String()
	if process.ProcessState.ExitCode() != exit.Inconclusive || !strings.Contains(text, "left "+server.URL) ||
		!strings.Contains(text, "graphconform: stopping; ") ||
		!strings.Contains(text, "graphconform sweep --journal") {
		t.Errorf("%d: %s", process.ProcessState.ExitCode(), text)
	}
	hangs.Store(false)
	close(done)
	if code, out := ran(t, "sweep", "--target", server.URL, "--token", "abc",
		"--journal", filepath.Join(dir, "journal.jsonl")); code != exit.OK {
		t.Errorf("%d: %s", code, out)
	}
}

// Commands that have nothing to clean up end by the signal alone.
func TestSignalsEndEveryCommand(t *testing.T) {
	for _, test := range []struct {
		name string
		args []string
		code int // -1 where the signal ended it
	}{
		{"serve", []string{"serve", "--addr", "127.0.0.1:0"}, 0},
		{"prove", []string{"prove"}, exit.Inconclusive},
		{"list", []string{"list", "--catalog", "/dev/stdin/none"}, exit.Usage}, // it ends by itself
		{"diff", []string{"diff", "/proc/self/fd/0", "/proc/self/fd/0"}, -1},   // it waits for a file that has no end
	} {
		for _, sent := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
			if signal.Ignored(sent) { // whoever started the tests wants it so, and the commands inherit it
				continue
			}
			process := program(t.Context(), test.args...)
			stdin, err := process.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := process.Start(); err != nil {
				t.Fatal(err)
			}
			time.Sleep(700 * time.Millisecond)
			process.Process.Signal(sent) //nolint:errcheck // it may have ended
			ended := make(chan error, 1)
			go func() { ended <- process.Wait() }()
			select {
			case <-ended:
			case <-time.After(soon):
				t.Errorf("%s goes on after %s", test.name, sent)
				process.Process.Kill() //nolint:errcheck // it is the test's own
				<-ended
			}
			stdin.Close() //nolint:errcheck // it ended
			if code := process.ProcessState.ExitCode(); code != test.code {
				t.Errorf("%s ends with %d after %s", test.name, code, sent)
			}
		}
	}
}

// What a process was started to ignore, as by nohup, it ignores.
func TestIgnoredSignals(t *testing.T) {
	process := exec.Command("sh", "-c", `trap "" HUP; exec "$0" serve --addr 127.0.0.1:0`, program(t.Context()).Path)
	process.Env = program(t.Context()).Env
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(700 * time.Millisecond)
	process.Process.Signal(syscall.SIGHUP) //nolint:errcheck // what follows shows it
	ended := make(chan error, 1)
	go func() { ended <- process.Wait() }()
	select {
	case err := <-ended:
		t.Errorf("ended by a signal that is ignored: %v", err)
	case <-time.After(500 * time.Millisecond):
		process.Process.Signal(syscall.SIGTERM) //nolint:errcheck // what follows shows it
		if err := <-ended; err != nil {
			t.Errorf("%v", err)
		}
	}
}
