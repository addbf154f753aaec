package compare_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"graphconform/runner/compare"
	"graphconform/runner/report"
)

// writePart writes the report of a part into a folder below dir.
func writePart(t *testing.T, dir, name string, r *report.Report) {
	t.Helper()
	folder := filepath.Join(dir, name)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	r.Format = report.Format
	write := func(out io.Writer) error { return report.Write(out, r) }
	if err := report.WriteFile(filepath.Join(folder, "report.json"), write); err != nil {
		t.Fatal(err)
	}
}

var errLate = errors.New("late")

func TestAwait(t *testing.T) {
	stopped, failFast := part(2, 8).Report, part(7, 8).Report
	stopped.Stopped, failFast.Stopped = true, true
	failFast.Configuration = map[string]string{"fail-fast": "true"}
	wholeRun := part(1, 1).Report
	wholeRun.Shard = nil
	for _, test := range []struct {
		name  string
		parts []*report.Report
		waits string // for what; empty where nothing is waited for
	}{
		{"none", nil, "no part is there"},
		{"one", []*report.Report{part(3, 8).Report}, "missing of 8 parts: 1-2, 4-8"},
		{"twice", []*report.Report{part(1, 2).Report, part(1, 2).Report}, "missing of 2 parts: 2"},
		{"interrupted", []*report.Report{part(1, 8).Report, stopped, failFast},
			"missing of 8 parts: 3-6, 8; interrupted, and not gone on with: 2"},
		{"all", []*report.Report{part(2, 2).Report, part(1, 2).Report}, ""},
		{"of a whole run", []*report.Report{part(2, 3).Report, wholeRun}, ""},
		{"of two runs", []*report.Report{part(1, 3).Report, part(1, 2).Report}, ""},
	} {
		dir := t.TempDir()
		for i, r := range test.parts {
			writePart(t, dir, string(rune('a'+i)), r)
		}
		ctx, stop := context.WithCancelCause(t.Context())
		stop(errLate) // it looks once
		var found compare.Gathering
		var said []string
		err := found.Await(ctx, []string{dir}, func(open string) { said = append(said, open) })
		switch {
		case test.waits == "" && (err != nil || said != nil || len(found.Parts) != len(test.parts)):
			t.Errorf("%s: %v, %q, %d parts", test.name, err, said, len(found.Parts))
		case test.waits != "" && (!errors.Is(err, errLate) || !slices.Equal(said, []string{test.waits}) ||
			!strings.HasSuffix(err.Error(), ": "+test.waits)):
			t.Errorf("%s: %v, %q", test.name, err, said)
		}
	}
}

// What comes while it is waited for is read, and so is what takes the place of an interrupted part.
func TestAwaitWhatComes(t *testing.T) {
	dir, stopped := t.TempDir(), part(1, 2).Report
	stopped.Stopped = true
	writePart(t, dir, "1", stopped)
	var found compare.Gathering
	var said []string
	err := found.Await(t.Context(), []string{filepath.Join(dir, "1"), filepath.Join(dir, "2")}, func(open string) {
		said = append(said, open)
		if strings.HasPrefix(open, "missing") {
			writePart(t, dir, "2", part(2, 2).Report)
		} else {
			writePart(t, dir, "1", part(1, 2, "beta/a/c/d/e=pass").Report)
		}
	})
	want := []string{"missing of 2 parts: 2; interrupted, and not gone on with: 1", "interrupted, and not gone on with: 1"}
	if err != nil || !slices.Equal(said, want) || len(found.Parts) != 2 || len(found.Parts[0].Report.Checks) != 1 ||
		found.Parts[1].Name != filepath.Join(dir, "2") {
		t.Errorf("%v, %q, %+v", err, said, found.Parts)
	}
}

// What is no report is not waited for.
func TestAwaitNoReport(t *testing.T) {
	dir := t.TempDir()
	writePart(t, dir, "1", part(1, 2).Report)
	if err := os.WriteFile(filepath.Join(dir, "1", "report.json"), []byte("no"), 0o600); err != nil {
		t.Fatal(err)
	}
	var found compare.Gathering
	if err := found.Await(t.Context(), []string{dir}, func(string) {}); err == nil || !strings.Contains(err.Error(), "read report") {
		t.Error(err)
	}
	if err := found.Look([]string{filepath.Join(dir, "2")}, false); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}
