package journal_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"graphconform/runner/journal"
	"graphconform/suites/cleanup"
)

// sample is a journal of some lines.
func sample(t testing.TB, key journal.Key) [][]byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "journal.jsonl")
	f := begin(t, path, key)
	if err := f.Held(root+"/beta/a", []string{"theirs"}); err != nil {
		t.Fatal(err)
	}
	for i := range 4 {
		number := intend(t, f, cleanup.Intent{Collection: root + "/beta/a", Marks: []string{fmt.Sprint("mark", i)}})
		f.Answered(number, fmt.Sprint(root, "/beta/a/", i))
	}
	f.Removed(root + "/beta/a/0")
	f.Close()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.SplitAfter(bytes.TrimSuffix(text, []byte("\n")), []byte("\n"))
}

// Whatever is done to a journal but cutting its end is noticed, and the line is named.
func TestDoctoredJournals(t *testing.T) {
	key := newKey(t)
	lines, other := sample(t, key), sample(t, key)
	lines[len(lines)-1] = append(lines[len(lines)-1], '\n')
	foreign := sample(t, newKey(t))
	join := func(parts ...[][]byte) string { return string(bytes.Join(slicesOf(parts), nil)) }
	edit := func(at int, from, to string) string {
		made := append([][]byte{}, lines...)
		if !strings.Contains(string(made[at]), from) {
			t.Fatalf("line %d holds no %s", at+1, from)
		}
		made[at] = []byte(strings.Replace(string(made[at]), from, to, 1))
		return join(made)
	}
	for name, test := range map[string]struct{ text, want string }{
		"as it was written":              {join(lines), ""},
		"cut at a line's end":            {join(lines[:5]), ""},
		"cut within a line":              {join(lines)[:len(join(lines))-9], ""},
		"the target edited":              {edit(0, "127.0.0.1:8080", "127.0.0.1:9090"), "x:1: it is not sealed with the key"},
		"the tenant edited":              {edit(0, `"t1"`, `"t2"`), "x:1: it is not sealed with the key"},
		"the versions edited":            {edit(0, `"beta"`, `"v1.0"`), "x:1: it is not sealed with the key"},
		"an object edited":               {edit(3, "/a/0", "/a/9"), "x:4: it does not follow the lines above"},
		"a held id taken out":            {edit(1, `"theirs"`, ``), "x:2: it does not follow"},
		"a mark edited":                  {edit(2, "mark0", "payroll"), "x:3: it does not follow"},
		"a seal edited":                  {edit(4, `"seal":"`, `"seal":"0`), "x:5: it does not follow"},
		"a seal taken away":              {edit(4, `,"seal":"`, `,"soul":"`), "x:5: it does not follow"},
		"a second line on the same line": {edit(4, "\n", " "), "x:5: it does not follow"},
		"a seal in capitals": {edit(4, string(lines[4][len(lines[4])-35:]),
			strings.ToUpper(string(lines[4][len(lines[4])-35:]))), "x:5: it does not follow"},
		"blanks at an end":        {edit(4, "\n", " \n"), "x:5: it does not follow"},
		"the first line removed":  {join(lines[1:]), "x:1: no journal"},
		"a line removed":          {join(lines[:4], lines[5:]), "x:5: it does not follow"},
		"two lines changed about": {join(lines[:3], lines[4:5], lines[3:4], lines[5:]), "x:4: it does not follow"},
		"a line twice":            {join(lines[:4], lines[3:]), "x:5: it does not follow"},
		"an empty line":           {join(lines[:4], [][]byte{[]byte("\n")}, lines[4:]), "x:5: it does not follow"},
		"a line put in": {join(lines[:4], [][]byte{[]byte(`{"removed":"` + root + `/beta/a/1"}` + "\n")}, lines[4:]),
			"x:5: it does not follow"},
		"a line put at the end": {join(lines) + `{"answered":{"number":1,"made":"` + root + `/beta/a/7"}}` + "\n",
			fmt.Sprintf("x:%d: it does not follow", len(lines)+1)},
		"a line of another journal":       {join(lines[:4], foreign[4:5], lines[5:]), "x:5: it does not follow"},
		"a first line of another machine": {join(foreign[:1], lines[1:]), "x:1: it is not sealed with the key"},
		"another machine's":               {join(foreign), "x:1: it is not sealed with the key"},
		"an end of another run's":         {join(lines[:6], other[7:]), "x:7: it does not follow"},
		"format 2": {`{"format":2,"target":"` + root + `","run":"graphconform-1","id":"1"}` + "\n",
			"x:1: a journal of format 2, which nothing seals; sweep it with the version"},
		"format 4": {`{"format":4,"target":"` + root + `","run":"graphconform-1","id":"1"}` + "\n",
			"x:1: a journal of format 4, and this version reads 3"},
		"nothing":          {"", "x:1: its first line is not whole"},
		"a cut first line": {join(lines)[:40], "x:1: its first line is not whole"},
		"something else":   {"hello\n", "x:1: no journal"},
		"an endless line": {join(lines) + strings.Repeat(" ", 2<<20), fmt.Sprintf("x:%d: a line of more than 1024 KiB",
			len(lines)+1)},
	} {
		_, _, err := journal.Read(strings.NewReader(test.text), "x", key)
		if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.HasPrefix(err.Error(), test.want)) {
			t.Errorf("%s: %v, want %q", name, err, test.want)
		}
	}
}

func slicesOf(parts [][][]byte) (lines [][]byte) {
	for _, part := range parts {
		lines = append(lines, part...)
	}
	return lines
}

// A byte that is changed anywhere costs the journal, or the end of it.
func TestNoByteCanBeChanged(t *testing.T) {
	key := newKey(t)
	text := bytes.Join(sample(t, key), nil)
	text = append(text, '\n')
	rapid.Check(t, func(rt *rapid.T) {
		at := rapid.IntRange(0, len(text)-1).Draw(rt, "at")
		doctored := bytes.Clone(text)
		doctored[at] ^= byte(rapid.IntRange(1, 255).Draw(rt, "by"))
		_, left, err := journal.Read(bytes.NewReader(doctored), "x", key)
		switch {
		case err != nil:
		case at != len(text)-1: // the end of the last line
			rt.Fatalf("byte %d: taken", at)
		case len(left.Removed) > 0:
			rt.Fatal("a line without its end is taken")
		}
	})
}

// Only one process has a journal, and only regular files are journals.
func TestBegin(t *testing.T) {
	key, path := newKey(t), journal.Path(t.TempDir(), "r")
	first := begin(t, path, key)
	if _, err := journal.Begin(path, key, header()); !errors.Is(err, journal.ErrGoesOn) {
		t.Errorf("a second run begins the journal of one that goes on: %v", err)
	}
	if _, err := journal.Open(path, key); !errors.Is(err, journal.ErrGoesOn) {
		t.Errorf("the journal of a run that goes on is swept: %v", err)
	}
	if first.End() {
		t.Error("something is left of a run that made nothing")
	}
	file := begin(t, path, key) // in its place
	file.Answered(intend(t, file, cleanup.Intent{Collection: root + "/beta/lamps"}), root+"/beta/lamps/1")
	if !file.End() {
		t.Error("nothing is left of a run that made an object")
	}
	if _, err := journal.Begin(path, key, header()); !errors.Is(err, journal.ErrLeft) {
		t.Errorf("over a journal that names what is left: %v", err)
	}
	of, err := journal.Open(path, key)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := journal.Open(path, key); !errors.Is(err, journal.ErrGoesOn) {
		t.Errorf("two sweeps at once: %v", err)
	}
	of.Close()
	dir := t.TempDir()
	text, long := filepath.Join(dir, "text"), filepath.Join(dir, "long")
	if err := os.WriteFile(text, []byte("no journal\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(long, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(long, 300<<20); err != nil {
		t.Fatal(err)
	}
	for other, want := range map[string]string{text: "no journal", dir: "is a folder", long: "more than 256 MiB"} {
		start := time.Now()
		var unread *journal.UnreadError
		if _, err := journal.Begin(other, key, header()); !errors.As(err, &unread) || !strings.Contains(err.Error(), want) {
			t.Errorf("over %s: %v, want %q", other, err, want)
		}
		if _, err := journal.Open(other, key); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("sweep of %s: %v, want %q", other, err, want)
		}
		if took := time.Since(start); took > time.Second {
			t.Errorf("%s took %s", other, took)
		}
	}
}

func FuzzRead(f *testing.F) {
	key := newKey(f)
	whole := bytes.Join(sample(f, key), nil)
	f.Add(whole)
	f.Add([]byte(`{"format":3,"target":"http://h","run":"r-1","id":"1"}` + "\n"))
	_, want, err := journal.Read(bytes.NewReader(whole), "x", key)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		_, left, err := journal.Read(bytes.NewReader(text), "x", key)
		if err == nil && len(left.Made) > len(want.Made) {
			t.Errorf("%q is taken", text)
		}
	})
}
