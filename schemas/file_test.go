package schemas_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"graphconform/schemas"
)

func TestFilesAreBounded(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte("12345678"), 0o600); err != nil {
		t.Fatal(err)
	}
	for most, want := range map[int64]string{8: "", 7: "read " + path + ": longer than 0 MiB"} {
		data, err := schemas.ReadFile(path, most)
		if err == nil && (want != "" || string(data) != "12345678") || err != nil && err.Error() != want {
			t.Errorf("at most %d: %q, %v", most, data, err)
		}
	}
	if err := os.Truncate(path, 1<<40); err != nil {
		t.Skip(err)
	}
	if _, err := schemas.ReadFile(path, 1<<10); err == nil {
		t.Error("a file of 1 TiB was read")
	}
	_, err := fs.ReadFile(schemas.Bounded(os.DirFS(filepath.Dir(path))), "file")
	if err == nil || !strings.Contains(err.Error(), "longer than 64 MiB") {
		t.Errorf("%v", err)
	}
}

func TestFoldersHoldRegularFiles(t *testing.T) {
	files := schemas.Bounded(fstest.MapFS{
		"a/b.json": {Data: []byte("{}")}, "a/pipe": {Mode: fs.ModeNamedPipe}, "a/device": {Mode: fs.ModeDevice | fs.ModeCharDevice},
	})
	if data, err := fs.ReadFile(files, "a/b.json"); err != nil || string(data) != "{}" {
		t.Errorf("%s, %v", data, err)
	}
	if found, err := fs.Glob(files, "*/*.json"); err != nil || len(found) != 1 {
		t.Errorf("%v, %v", found, err)
	}
	for _, name := range []string{"a/pipe", "a/device"} {
		if _, err := fs.ReadFile(files, name); err == nil || !strings.Contains(err.Error(), "not a regular file") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := fs.ReadFile(files, "a/none"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
}
