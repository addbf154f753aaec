package journal

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"graphconform/suites/cleanup"
)

const root = "http://127.0.0.1:8080"

func read(t *testing.T, path string) (Header, cleanup.Leftovers) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	header, left, err := Read(file, path)
	if err != nil {
		t.Fatal(err)
	}
	return header, left
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deep", "journal.jsonl")
	f, err := Create(path, Header{Target: root, Run: "graphconform-1"})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Held(root+"/beta/a", []string{"x"}); err != nil {
		t.Fatal(err)
	}
	var side sync.WaitGroup
	for i := range 50 {
		side.Go(func() {
			number, err := f.Intend(cleanup.Intent{Collection: root + "/beta/a", Name: fmt.Sprint("graphconform-1-", i), Marks: []string{"n"}})
			if err != nil {
				t.Error(err)
			}
			if i%2 == 0 {
				f.Answered(number, fmt.Sprint(root, "/beta/a/", i))
			}
			if i%4 == 0 {
				f.Removed(fmt.Sprint(root, "/beta/a/", i))
			}
		})
	}
	side.Wait()
	f.Close()
	header, left := read(t, path)
	if header.Target != root || header.Run != "graphconform-1" || len(left.Made) != 25 || len(left.Unanswered) != 25 || len(left.Removed) != 13 || left.Held[root+"/beta/a"][0] != "x" || left.None() {
		t.Errorf("%+v %+v", header, left)
	}
	if _, err := Create(path, Header{Target: root, Run: "2"}); err == nil {
		t.Error("a journal is overwritten")
	}
	cut(t, path)
	if err := Settle(path); err != nil {
		t.Fatal(err)
	}
	if _, left := read(t, path); !left.None() {
		t.Errorf("after the sweep: %+v", left)
	}
}

// cut takes the end of the last line away, as a kill may.
func cut(t *testing.T, path string) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, info.Size()-5); err != nil {
		t.Fatal(err)
	}
	read(t, path)
}

// A key that comes again is the run's own again.
func TestARemovedObjectMayComeBack(t *testing.T) {
	text := `{"format":2,"target":"` + root + `","run":"r"}
{"intent":{"number":1,"method":"POST","collection":"` + root + `/beta/a"}}
{"answered":{"number":1,"made":"` + root + `/beta/a/1"}}
{"removed":"` + root + `/beta/a/1"}
{"intent":{"number":2,"method":"POST","collection":"` + root + `/beta/a"}}
{"answered":{"number":2,"made":"` + root + `/beta/a/1"}}
`
	_, left, err := Read(strings.NewReader(text), "x")
	if err != nil || left.None() {
		t.Errorf("%+v, %v", left, err)
	}
}

func TestWrongJournalsAreNamedByLine(t *testing.T) {
	head := `{"format":2,"target":"` + root + `","run":"r"}` + "\n"
	for text, want := range map[string]string{
		"":                          "x:1: no journal",
		"hello\n":                   "x:1: no journal",
		`{"format":2}` + "\n":       "x:1: no journal of format 2",
		head + "{}\n":               "x:2: a line that says nothing known",
		head + `{"other":1}` + "\n": "x:2: ",
		head + `{"answered":{"number":7}}` + "\n":              "x:2: an answer to number 7",
		head + `{"removed":"https://example.org/x"}` + "\n":    "x:2: \"https://example.org/x\" does not lie below",
		head + `{"removed":"` + root + `/beta/../x"}` + "\n":   "does not lie below",
		head + `{"removed":"` + root + `.example/x"}` + "\n":   "does not lie below",
		head + `{"held":"http://example.org","ids":[]}` + "\n": "does not lie below",
	} {
		if _, _, err := Read(strings.NewReader(text), "x"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(`{"format":2,"target":"http://h","run":"r"}` + "\n" + `{"intent":{"number":1,"collection":"http://h/a"}}` + "\n")
	f.Fuzz(func(t *testing.T, text string) { Read(strings.NewReader(text), "x") }) //nolint:errcheck // it must not panic
}
