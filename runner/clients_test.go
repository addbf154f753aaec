package main_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"graphconform/runner/exit"
)

// The official clients work with the fake tenant over HTTPS, also in chaos, and what it answers them conforms.
func TestClients(t *testing.T) {
	if os.Getenv("GRAPHCONFORM_CLIENTS") != "must" {
		t.Skip("installs clients by npm; `make test-clients` does")
	}
	dir := installed(t, "clients")
	for name, flags := range map[string][]string{"calm": nil, "chaos": {"--chaos", "0.06", "--seed", "1"}} {
		t.Run(name, func(t *testing.T) { withClients(t, dir, flags) })
	}
}

// installed copies a folder of testdata to one of the test's own, and installs there what its lock file names. No script of a package is
// run. Without npm the test is skipped.
func installed(t *testing.T, folder string) (dir string) {
	t.Helper()
	for _, needed := range []string{"node", "npm"} {
		if _, err := exec.LookPath(needed); err != nil {
			t.Skipf("there is no %s on this machine: install Node 20 or later", needed)
		}
	}
	dir = t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", folder))); err != nil {
		t.Fatal(err)
	}
	npm := exec.Command("npm", "ci", "--prefer-offline")
	npm.Dir = dir
	if out, err := npm.CombinedOutput(); err != nil {
		t.Fatalf("npm ci: %v: it takes a registry that npm reaches: %s", err, out)
	}
	return dir
}

// withClients starts the fake tenant, lets the clients talk to it, and judges what it answered them.
func withClients(t *testing.T, clients string, flags []string) {
	t.Helper()
	port, err := freePort()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	recorded := filepath.Join(dir, "went.har")
	args := append([]string{"serve", "--addr", "127.0.0.1:" + port, "--tls", "--tls-out", dir, "--record", recorded}, flags...)
	fake := program(t.Context(), args...)
	var said bytes.Buffer
	fake.Stdout, fake.Stderr = &said, &said
	if err := fake.Start(); err != nil {
		t.Fatal(err)
	}
	if err := listens(port, 30*time.Second); err != nil {
		t.Fatalf("%v: %s", err, &said)
	}
	node := exec.Command("node", "--test", "--test-reporter=spec", "dynamic.js", "typed.js")
	node.Dir = clients
	node.Env = append(os.Environ(), "ROOT=https://localhost:"+port, "NODE_EXTRA_CA_CERTS="+filepath.Join(dir, "graphconform.pem"))
	if out, err := node.CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
	fake.Process.Signal(syscall.SIGINT) //nolint:errcheck // it may have ended
	if err := fake.Wait(); err != nil {
		t.Errorf("serve: %v: %s", err, &said)
	}
	har, err := os.ReadFile(recorded)
	if met := bytes.Contains(har, []byte(`"status":429`)); err != nil || met != (flags != nil) {
		t.Errorf("a request was refused as one too many: %v, %v", met, err)
	}
	code, text := ran(t, "judge", recorded, "--side", "answer")
	if lines := strings.Split(strings.TrimSpace(text), "\n"); code != exit.OK {
		t.Errorf("judge ends with %d: %s", code, text)
	} else {
		t.Log(lines[len(lines)-1])
	}
}
