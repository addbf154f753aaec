//go:build !windows

package regular_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"graphconform/runner/regular"
)

// What is no regular file is refused at once, whoever might write to it.
func TestOpen(t *testing.T) {
	dir := t.TempDir()
	pipe, file, link := filepath.Join(dir, "pipe"), filepath.Join(dir, "file"), filepath.Join(dir, "link")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip(err)
	}
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, to := range map[string]string{link: file, link + "2": pipe} {
		if err := os.Symlink(to, name); err != nil {
			t.Fatal(err)
		}
	}
	for path, want := range map[string]string{
		file: "", link: "", dir: "is a folder", pipe: "is a pipe", link + "2": "is a pipe", "/dev/zero": "is a device",
		filepath.Join(dir, "none"): "no such file",
	} {
		start := time.Now()
		opened, err := regular.Open(path)
		switch {
		case want == "" && err != nil, want != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("%s: %v, want %q", path, err, want)
		case err == nil:
			opened.Close()
		}
		if time.Since(start) > 2*time.Second {
			t.Errorf("%s was waited for", path)
		}
	}
}
