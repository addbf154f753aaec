package journal_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"graphconform/runner/journal"
	"graphconform/suites/cleanup"
)

// A journal takes the place of one that names nothing that may be left, and of no other.
func TestBegin(t *testing.T) {
	path := journal.Path(t.TempDir(), "r")
	header := journal.Header{Target: "http://127.0.0.1:1", Run: "graphconform-r"}
	begin := func() *journal.File {
		t.Helper()
		file, err := journal.Begin(path, header)
		if err != nil {
			t.Fatal(err)
		}
		return file
	}
	if file := begin(); file.End() {
		t.Error("something is left of a run that made nothing")
	}
	file := begin()
	number, err := file.Intend(cleanup.Intent{Collection: "http://127.0.0.1:1/beta/lamps", Name: "graphconform-r-1"})
	if err != nil {
		t.Fatal(err)
	}
	file.Answered(number, "http://127.0.0.1:1/beta/lamps/1")
	if !file.End() {
		t.Error("nothing is left of a run that made an object")
	}
	if _, err := journal.Begin(path, header); !errors.Is(err, journal.ErrLeft) {
		t.Errorf("over a journal that names what is left: %v", err)
	}
	other := filepath.Join(t.TempDir(), "journal.jsonl")
	if err := os.WriteFile(other, []byte("no journal\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var unread *journal.UnreadError
	if _, err := journal.Begin(other, header); !errors.As(err, &unread) {
		t.Errorf("over another file: %v", err)
	}
}
