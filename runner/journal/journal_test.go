package journal_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"graphconform/runner/journal"
	"graphconform/suites/cleanup"
)

const root = "http://127.0.0.1:8080"

func header() journal.Header {
	return journal.Header{Target: root, Versions: []string{"beta"}, Tenants: []string{"t1"}, Run: "graphconform-1a2b3c4d", ID: "1a2b3c4d",
		Catalog: "c"}
}

// begin begins a journal with a key of its own where none is given.
func begin(t testing.TB, path string, key journal.Key) *journal.File {
	t.Helper()
	f, err := journal.Begin(path, key, header())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func newKey(t testing.TB) journal.Key {
	t.Helper()
	key, err := journal.KeepKey(filepath.Join(t.TempDir(), "state"))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func read(t testing.TB, path string, key journal.Key) (journal.Header, cleanup.Leftovers) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	header, left, err := journal.Read(file, path, key)
	if err != nil {
		t.Fatal(err)
	}
	return header, left
}

func intend(t testing.TB, f *journal.File, i cleanup.Intent) int {
	t.Helper()
	number, err := f.Intend(i)
	if err != nil {
		t.Fatal(err)
	}
	return number
}

// Several goroutines write side by side, and the chain of seals holds.
func TestWhatIsWrittenIsRead(t *testing.T) {
	path, key := filepath.Join(t.TempDir(), "deep", "journal.jsonl"), newKey(t)
	f := begin(t, path, key)
	if err := f.Held(root+"/beta/a", []string{"x"}); err != nil {
		t.Fatal(err)
	}
	var side sync.WaitGroup
	for i := range 50 {
		side.Go(func() {
			number, err := f.Intend(cleanup.Intent{Collection: root + "/beta/a", Name: fmt.Sprint("graphconform-1-", i),
				Marks: []string{"n"}})
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
	if left := f.End(); !left {
		t.Error("nothing is left")
	}
	got, left := read(t, path, key)
	want := header()
	want.Format = 3
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if len(left.Made) != 25 || len(left.Unanswered) != 25 || len(left.Removed) != 13 || left.Held[root+"/beta/a"][0] != "x" || left.None() {
		t.Errorf("%+v", left)
	}
	if !slices.Equal(left.Below, []string{root + "/beta/"}) {
		t.Errorf("below %q", left.Below)
	}
}

// A line that the kill cut is passed over, and a sweep goes on behind the last whole one.
func TestACutLineIsNoTampering(t *testing.T) {
	path, key := filepath.Join(t.TempDir(), "journal.jsonl"), newKey(t)
	f := begin(t, path, key)
	f.Answered(intend(t, f, cleanup.Intent{Collection: root + "/beta/a"}), root+"/beta/a/1")
	f.Removed(root + "/beta/a/1")
	f.Close()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, info.Size()-5); err != nil {
		t.Fatal(err)
	}
	of, err := journal.Open(path, key)
	if err != nil {
		t.Fatal(err)
	}
	if len(of.Left.Made) != 1 || len(of.Left.Removed) != 0 {
		t.Errorf("%+v", of.Left)
	}
	if err := of.Settle(); err != nil {
		t.Fatal(err)
	}
	of.Close()
	if _, left := read(t, path, key); !left.None() {
		t.Errorf("after the sweep: %+v", left)
	}
	begin(t, path, key).Close() // and the next run may begin
}

// A key that comes again is the run's own again; one that two creations were answered with is not.
func TestKeysThatComeAgain(t *testing.T) {
	path, key := filepath.Join(t.TempDir(), "journal.jsonl"), newKey(t)
	f := begin(t, path, key)
	for range 2 {
		f.Answered(intend(t, f, cleanup.Intent{Collection: root + "/beta/a"}), root+"/beta/a/1")
		f.Answered(intend(t, f, cleanup.Intent{Collection: root + "/beta/a"}), root+"/beta/a/2")
		f.Removed(root + "/beta/a/1")
	}
	f.Answered(intend(t, f, cleanup.Intent{Collection: root + "/beta/a", Marks: []string{"last"}}), root+"/beta/a/1")
	_, left := read(t, path, key)
	f.Close()
	want := []cleanup.Made{
		{URL: root + "/beta/a/1", Intent: cleanup.Intent{Collection: root + "/beta/a", Marks: []string{"last"}}},
		{URL: root + "/beta/a/2", Intent: cleanup.Intent{Collection: root + "/beta/a"}, Twice: true},
	}
	if diff := cmp.Diff(want, left.Made); diff != "" {
		t.Error(diff)
	}
}

// What a run notes is read as it was noted, whatever texts a target answers with.
func TestAnyTextIsReadAsItWasWritten(t *testing.T) {
	key, dir, n := newKey(t), t.TempDir(), 0
	text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{root + "/beta/a?x=1", root + "/beta/a/1#y", `{"seal":"`, "a\nb\r\n",
		"\u2028", "</script>", "\x00"}))
	some := rapid.OneOf(rapid.StringN(1, -1, -1), rapid.Just(root+"/beta/things?$top=1"))
	rapid.Check(t, func(rt *rapid.T) {
		n++
		path := filepath.Join(dir, fmt.Sprint(n))
		f := begin(t, path, key)
		want := cleanup.Leftovers{Held: map[string][]string{}, Removed: map[string]bool{}, Written: map[string][]string{},
			Below: []string{root + "/beta/"}}
		for i := range rapid.IntRange(0, 12).Draw(rt, "lines") {
			switch rapid.IntRange(0, 3).Draw(rt, "kind") {
			case 0:
				collection, ids := some.Draw(rt, "held"), rapid.SliceOf(text).Draw(rt, "ids")
				if err := f.Held(collection, ids); err != nil {
					rt.Fatal(err)
				}
				want.Held[collection] = append(want.Held[collection], ids...)
			case 1:
				intent := cleanup.Intent{
					Collection: text.Draw(rt, "collection"), Name: text.Draw(rt, "name"), Marks: rapid.SliceOf(text).Draw(rt,
						"marks"), Own: rapid.Bool().Draw(rt, "own"),
					Values: map[string]any{text.Draw(rt, "member"): text.Draw(rt, "value"), "n": json.Number("1e400")},
				}
				number, made := intend(t, f, intent), text.Draw(rt, "made")
				switch {
				case rapid.Bool().Draw(rt, "unanswered"):
					want.Unanswered = append(want.Unanswered, intent)
				default:
					if made != "" {
						made = fmt.Sprint(made, "/", i)
						want.Made = append(want.Made, cleanup.Made{URL: made, Intent: intent})
					}
					f.Answered(number, made)
				}
			case 2:
				object, marks := text.Draw(rt, "written"), rapid.SliceOf(text).Draw(rt, "marks")
				f.Writing(object, marks)
				want.Written[object] = append(want.Written[object], marks...)
			case 3:
				object := some.Draw(rt, "removed") + fmt.Sprint("#", i)
				f.Removed(object)
				want.Removed[object] = true
			}
		}
		f.Close()
		_, got := read(t, path, key)
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			rt.Fatal(diff)
		}
	})
}

// What no JSON can hold is not noted as something else, and so not sent.
func TestTextsThatAreNone(t *testing.T) {
	path, key := filepath.Join(t.TempDir(), "journal.jsonl"), newKey(t)
	f := begin(t, path, key)
	defer f.Close()
	if err := f.Held(root+"/beta/a", []string{"\xff"}); err == nil {
		t.Error("an id is noted that is no UTF-8")
	}
	if _, err := f.Intend(cleanup.Intent{Collection: root + "/\xff"}); err == nil {
		t.Error("a collection is noted that is no UTF-8")
	}
	f.Answered(intend(t, f, cleanup.Intent{Collection: root + "/beta/a"}), root+"/beta/a/\xff")
	if _, left := read(t, path, key); len(left.Made) > 0 || len(left.Unanswered) != 1 {
		t.Errorf("%+v", left)
	}
}

// A collection may hold any number of objects, and one line has a bound.
func TestLongLines(t *testing.T) {
	path, key := filepath.Join(t.TempDir(), "journal.jsonl"), newKey(t)
	f := begin(t, path, key)
	defer f.Close()
	var ids []string
	for i := range 60_000 {
		ids = append(ids, fmt.Sprintf("%036d", i))
	}
	if err := f.Held(root+"/beta/a", ids); err != nil {
		t.Fatal(err)
	}
	if err := f.Held(root+"/beta/b", nil); err != nil {
		t.Fatal(err)
	}
	if err := f.Held(root+"/beta/c", []string{strings.Repeat("x", 2<<20)}); err == nil || !strings.Contains(err.Error(), "1024 KiB") {
		t.Errorf("an id of 2 MiB: %v", err)
	}
	f.Answered(intend(t, f, cleanup.Intent{Collection: root + "/beta/a"}), root+"/beta/a/"+strings.Repeat("x", 2<<20))
	_, left := read(t, path, key)
	if none, known := left.Held[root+"/beta/b"]; !slices.Equal(left.Held[root+"/beta/a"], ids) || !known || len(none) > 0 ||
		len(left.Unanswered) != 1 {
		t.Errorf("held %v, unanswered %d", slices.Sorted(maps.Keys(left.Held)), len(left.Unanswered))
	}
}

// 10^5 lines are written and read in seconds, in tens of megabytes.
func TestManyLines(t *testing.T) {
	path, key := filepath.Join(t.TempDir(), "journal.jsonl"), newKey(t)
	f := begin(t, path, key)
	start := time.Now()
	for i := range 50_000 {
		intent := cleanup.Intent{Collection: root + "/beta/deviceManagement/deviceCategories", Marks: []string{fmt.Sprintf("abc%05d", i)},
			Own: true}
		f.Answered(intend(t, f, intent), fmt.Sprintf("%s/%036d", intent.Collection, i))
	}
	f.Close()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	_, left := read(t, path, key)
	runtime.GC()
	runtime.ReadMemStats(&after)
	took, grown := time.Since(start), int64(after.HeapAlloc)-int64(before.HeapAlloc)
	if len(left.Made) != 50_000 || took > 30*time.Second || grown > 100<<20 {
		t.Errorf("%d made, %s, %d MiB", len(left.Made), took, grown>>20)
	}
	t.Logf("%s, %d MiB", took.Round(time.Millisecond), grown>>20)
	runtime.KeepAlive(left)
}

// How singletons were is kept for the user alone, beside the key, until they are as they were.
func TestOriginals(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "state")
	key, err := journal.KeepKey(folder)
	if err != nil {
		t.Fatal(err)
	}
	path, kept, single := filepath.Join(t.TempDir(), "journal.jsonl"), filepath.Join(folder,
		"originals-1a2b3c4d.jsonl"), root+"/beta/single"
	f := begin(t, path, key)
	f.Changing(single, []byte(`{"a":0}`), false) // nobody said how it was
	for _, object := range []string{single, single + "2"} {
		if err := f.Original(object, []byte(`{"a":1,"b":null}`)); err != nil {
			t.Fatal(err)
		}
	}
	if info, err := os.Stat(kept); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	f.Changing(single, []byte(`{"a":2}`), false)
	f.Changing(single, []byte(`{"a":2}`), true)
	f.Changing(single, []byte(`{"a":`), false)
	f.Changing(single, []byte(`{"a":3}`), false)
	f.Restored(single + "2")
	if text, err := os.ReadFile(path); err != nil || strings.Contains(string(text), `"a"`) {
		t.Errorf("%s, %v", text, err)
	}
	if !f.End() {
		t.Error("nothing is left")
	}
	if _, err := journal.Begin(path, key, header()); !errors.Is(err, journal.ErrLeft) {
		t.Errorf("over a journal of a run that left a singleton: %v", err)
	}
	of, err := journal.Open(path, key)
	if err != nil {
		t.Fatal(err)
	}
	defer of.Close()
	want := map[string]cleanup.Changed{single: {Original: []byte(`{"a":1,"b":null}`), Wrote: [][]byte{[]byte(`{"a":2}`),
		[]byte(`{"a":3}`)}}}
	if diff := cmp.Diff(want, of.Left.Changed); diff != "" {
		t.Error(diff)
	}
	if err := of.Settle(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(kept); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the originals are kept: %v", err)
	}
}
