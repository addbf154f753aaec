package journal_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"graphconform/runner/journal"
)

func TestFolder(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("folders differ")
	}
	for name, test := range map[string]struct {
		variables map[string]string
		want      string
	}{
		"of the state":           {map[string]string{"XDG_STATE_HOME": "/s", "HOME": "/h"}, "/s/graphconform"},
		"of home":                {map[string]string{"HOME": "/h"}, "/h/.local/state/graphconform"},
		"a relative one is none": {map[string]string{"XDG_STATE_HOME": "s", "HOME": "/h"}, "/h/.local/state/graphconform"},
		"no home":                {nil, ""},
		"a home that is none":    {map[string]string{"HOME": "h"}, ""},
	} {
		got, err := journal.Folder(func(name string) string { return test.variables[name] })
		if got != test.want || (err != nil) != (test.want == "") {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

// Runs that begin at once get the same key, and nobody else can read it.
func TestKeepKey(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "deep", "state")
	keys := make([]journal.Key, 40)
	var group sync.WaitGroup
	for i := range keys {
		group.Go(func() {
			var err error
			if keys[i], err = journal.KeepKey(folder); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	kept, err := journal.ReadKey(folder)
	for _, key := range keys {
		if err != nil || key != kept || key == (journal.Key{}) {
			t.Fatalf("keys differ: %v", err)
		}
	}
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 1 {
		t.Errorf("%v, %v", entries, err)
	}
	if runtime.GOOS == "windows" {
		return
	}
	for path, want := range map[string]os.FileMode{folder: 0o700, filepath.Join(folder, "journal.key"): 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", path, info, err)
		}
	}
}

func TestKeysThatAreNone(t *testing.T) {
	for want, prepare := range map[string]func(folder, path string) error{
		"no key: 5 bytes long": func(_, path string) error { return os.WriteFile(path, []byte("short"), 0o600) },
		"no key: 33 bytes long": func(_, path string) error {
			return os.WriteFile(path, []byte(strings.Repeat("x", 50)), 0o600)
		},
		"others can read or write it": func(_, path string) error { return os.WriteFile(path, make([]byte, 32), 0o644) },
		"is a folder":                 func(_, path string) error { return os.Mkdir(path, 0o700) },
		"cannot be kept": func(folder, _ string) error {
			if err := os.Remove(folder); err != nil {
				return err
			}
			return os.WriteFile(folder, nil, 0o600)
		},
	} {
		folder := filepath.Join(t.TempDir(), "state")
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := prepare(folder, filepath.Join(folder, "journal.key")); err != nil {
			t.Fatal(err)
		}
		if want == "others can read or write it" && runtime.GOOS == "windows" {
			continue
		}
		if _, err := journal.KeepKey(folder); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}
