package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"graphconform/runner/journal"
	"graphconform/suites"
)

// openJournal begins the journal of a run, in the report folder or else in the user's cache folder.
// The embedded tenant ends with the run and needs none.
func (c *runCmd) openJournal(e *env, to *connection, target suites.Target) (*journal.File, error) {
	if c.embedded || target.ReadOnly {
		return nil, nil
	}
	path, err := c.journalPath(e, target.RunID)
	if err != nil {
		return nil, exitError{exitInconclusive, fmt.Errorf("journal: %w; give --report DIR to keep it there", err)}
	}
	if err := reuse(path); err != nil {
		return nil, err
	}
	file, err := journal.Create(path, journal.Header{Target: to.sender.Root(), Run: target.Name()})
	if err != nil {
		return nil, exitError{exitInconclusive, fmt.Errorf("journal: %w", err)}
	}
	return file, nil
}

func (c *runCmd) journalPath(e *env, run string) (string, error) {
	if c.Report != nil {
		return filepath.Join(*c.Report, "journal.jsonl"), nil
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	path := filepath.Join(cache, "graphconform", "journal-"+run+".jsonl")
	fmt.Fprintf(e.err, "graphconform: the journal is %s\n", path)
	return path, nil
}

// reuse removes the journal of an earlier run that left nothing. Any other is not overwritten.
func reuse(path string) error {
	_, left, err := readJournal(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return usage("--report: %v; move the file away, or name another folder", err)
	case !left.None():
		return usage("--report: %s names objects of an earlier run that may be left; `graphconform sweep --journal %s` with that run's target removes them", path, path)
	}
	if err := os.Remove(path); err != nil {
		return exitError{exitInconclusive, err}
	}
	return nil
}

func readJournal(path string) (journal.Header, suites.Leftovers, error) {
	file, err := os.Open(path)
	if err != nil {
		return journal.Header{}, suites.Leftovers{}, err
	}
	defer file.Close()
	return journal.Read(file, path)
}

// closeJournal ends the journal. One in the cache folder goes where nothing is left; else it is named with the command that uses it.
func (c *runCmd) closeJournal(e *env, file *journal.File) {
	if file == nil {
		return
	}
	file.Close() //nolint:errcheck // every line is written already
	_, left, err := readJournal(file.Path())
	if err != nil || !left.None() {
		fmt.Fprintf(e.err, "graphconform: something may be left; `graphconform sweep --journal %s%s` removes it\n", file.Path(), c.targetFlags.rerun())
		return
	}
	if c.Report == nil {
		os.Remove(file.Path()) //nolint:errcheck // an empty journal does no harm
	}
}
