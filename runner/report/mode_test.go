package report

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestModes(t *testing.T) {
	for text, want := range map[string]Mode{"0640": 0o640, "600": 0o600, "0664": 0o664} {
		var mode Mode
		if err := mode.UnmarshalText([]byte(text)); err != nil || mode != want {
			t.Errorf("%s is %s: %v", text, mode, err)
		}
	}
	for _, text := range []string{"", "rw-r--r--", "0o644", "9", "0755", "0040", "7777", "-600"} {
		if err := new(Mode).UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}

// What a run writes is for the user alone, unless more is asked for; a folder that was there is left as it is.
func TestFilesAreForTheUserAlone(t *testing.T) {
	has := func(path string, want fs.FileMode) {
		t.Helper()
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v, want %v", path, info.Mode().Perm(), err, want)
		}
	}
	for _, test := range []struct {
		mode         Mode
		file, folder fs.FileMode
	}{{0, 0o600, 0o700}, {0o640, 0o640, 0o750}, {0o666, 0o666, 0o777}} {
		dir := filepath.Join(t.TempDir(), "a", "report")
		if err := MakeFolder(dir, test.mode); err != nil {
			t.Fatal(err)
		}
		has(dir, test.folder)
		if err := WriteAll(dir, &Report{}); err != nil {
			t.Fatal(err)
		}
		other := filepath.Join(dir, "other")
		if err := os.WriteFile(other, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		has(filepath.Join(dir, "report.json"), 0o600)
		if err := Share(dir, test.mode, "other", "nothing"); err != nil {
			t.Fatal(err)
		}
		has(filepath.Join(dir, "report.html"), test.file)
		has(other, test.file)
	}
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := MakeFolder(dir, 0); err != nil {
		t.Fatal(err)
	}
	has(dir, 0o755)
}

// What stands in the way of a report, and a disk that is too small for it, is told before there is anything to report.
func TestFolderThatCannotTakeReports(t *testing.T) {
	dir := t.TempDir()
	if err := CheckRoom(dir, 1); err != nil {
		t.Error(err)
	}
	if err := CheckRoom(dir, 1<<50); err == nil || !strings.Contains(err.Error(), "make room, or name a folder elsewhere") {
		t.Errorf("an exabyte has room: %v", err)
	}
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := MakeFolder(file, 0); err == nil || !strings.Contains(err.Error(), "name a folder that can be written to") {
		t.Errorf("a file is a folder: %v", err)
	}
	for _, name := range []string{"report.json", "summary.md", "other"} {
		dir := t.TempDir()
		if err := os.Mkdir(filepath.Join(dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := MakeFolder(dir, 0, "other"); err == nil || !strings.Contains(err.Error(), name+" is a folder") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := os.MkdirAll(filepath.Join(dir, "report.html", "x"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := Clear(dir); err == nil || !strings.Contains(err.Error(), "remove it, or name another folder") {
		t.Errorf("what cannot be removed is: %v", err)
	}
}
