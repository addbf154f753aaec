package compare

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"graphconform/runner/report"
)

// How often it is looked whether parts have come, and said what is waited for where nothing changes.
const (
	lookEvery = 500 * time.Millisecond
	sayEvery  = 5 * time.Minute
)

// Gathering collects the reports of parts. The zero value has read none.
type Gathering struct {
	Parts []Part // in the order of the folders

	read map[string]reading // by path
}

// reading is a report with what its file was when it was read.
type reading struct {
	info fs.FileInfo
	part Part
}

// Look reads the reports in folders: each is of one part, or holds the folders of parts. What is not there is left out; without a wait
// that is an error.
func (g *Gathering) Look(dirs []string, wait bool) error {
	read := map[string]reading{}
	g.Parts = nil
	for _, dir := range dirs {
		for _, path := range reportsIn(dir) {
			now, err := g.reading(path)
			switch {
			case wait && errors.Is(err, fs.ErrNotExist):
				continue
			case err != nil:
				return err
			}
			read[path] = now
			g.Parts = append(g.Parts, now.part)
		}
	}
	g.read = read
	return nil
}

// reading reads a report that is another one than before.
func (g *Gathering) reading(path string) (reading, error) {
	info, err := os.Stat(path)
	if err != nil {
		return reading{}, err
	}
	if was, known := g.read[path]; known && os.SameFile(was.info, info) && was.info.Size() == info.Size() &&
		was.info.ModTime().Equal(info.ModTime()) {
		return was, nil
	}
	r, err := report.Read(path)
	name := path
	if filepath.Base(path) == reportFile {
		name = filepath.Dir(path)
	}
	return reading{info, Part{Name: name, Report: r}}, err
}

const reportFile = "report.json"

// reportsIn names the reports in a folder, and in those within it where it has none of its own.
func reportsIn(dir string) []string {
	info, err := os.Stat(dir)
	if err == nil && !info.IsDir() {
		return []string{dir}
	}
	own := filepath.Join(dir, reportFile)
	if _, err := os.Stat(own); err == nil {
		return []string{own}
	}
	entries, _ := os.ReadDir(dir) //nolint:errcheck // what cannot be read holds nothing
	var within []string
	for _, entry := range entries {
		path := filepath.Join(dir, entry.Name(), reportFile)
		if _, err := os.Stat(path); err == nil {
			within = append(within, path)
		}
	}
	if len(within) == 0 {
		return []string{own}
	}
	return within
}

// Await reads the reports of all parts, and waits for those that are not there, or are of an interrupted run that may be gone on with.
// say is told what is waited for. Where the context ends before, the error is its cause, and what was waited for by then.
func (g *Gathering) Await(ctx context.Context, dirs []string, say func(string)) error {
	said, when := "", time.Time{}
	for {
		if err := g.Look(dirs, true); err != nil {
			return err
		}
		open := g.open()
		if open == "" {
			return nil
		}
		if now := time.Now(); open != said || now.Sub(when) >= sayEvery {
			say(open)
			said, when = open, now
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%w: %s", context.Cause(ctx), open)
		case <-time.After(lookEvery):
		}
	}
}

// open says which parts are not there; empty where all are, or where what is there makes no whole, which Merge says.
func (g *Gathering) open() string {
	if len(g.Parts) == 0 {
		return "no part is there"
	}
	count, there, interrupted := 0, map[int]bool{}, []int(nil)
	for _, part := range g.Parts {
		r := part.Report
		if r.Shard == nil || count > 0 && r.Shard.Count != count {
			return ""
		}
		count, there[r.Shard.Index] = r.Shard.Count, true
		if r.Stopped && r.Configuration["fail-fast"] == "" { // else it is as it was meant to be
			interrupted = append(interrupted, r.Shard.Index)
		}
	}
	var missing []int
	for index := 1; index <= count; index++ {
		if !there[index] {
			missing = append(missing, index)
		}
	}
	var texts []string
	if len(missing) > 0 {
		texts = append(texts, fmt.Sprintf("missing of %d parts: %s", count, numbers(missing)))
	}
	if len(interrupted) > 0 {
		texts = append(texts, fmt.Sprintf("interrupted, and not gone on with: %s", numbers(interrupted)))
	}
	return strings.Join(texts, "; ")
}

// numbers writes numbers, those that follow each other as ranges: 1-3, 5.
func numbers(all []int) string {
	all = slices.Compact(slices.Sorted(slices.Values(all)))
	var texts []string
	for i := 0; i < len(all); {
		last := i
		for last+1 < len(all) && all[last+1] == all[last]+1 {
			last++
		}
		text := fmt.Sprint(all[i])
		if last > i {
			text = fmt.Sprintf("%d-%d", all[i], all[last])
		}
		texts, i = append(texts, text), last+1
	}
	return strings.Join(texts, ", ")
}
