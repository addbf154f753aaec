package settings

import (
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"

	"graphconform/runner/claims"
	"graphconform/runner/exit"
	"graphconform/runner/journal"
	"graphconform/runner/report"
	"graphconform/runner/target"
)

// Inputs are what the flags point to, and a number that nobody chose: all that Resolve needs beside the flags.
type Inputs struct {
	File    *target.File    // the target file; nil where none is named
	Failed  *report.Report  // of --only-failed; nil where it is not given
	Earlier *report.Report  // of --resume; nil where it is not given
	Claims  map[string]bool // of the claims file; nil where none is named
	Claimer string          // service root of the target that the claims are of; empty where they do not say
	Seed    uint64          // for a run that is given none
	Token   string          // of the variable that the target file names; empty where it names none
	Index   string          // of IndexVariable
}

// Read reads the files that the flags name, and draws a seed.
func (f *Flags) Read() (in Inputs, err error) {
	if in, err = f.TargetFlags.Read(); err != nil {
		return in, err
	}
	if f.OnlyFailed != nil {
		if in.Failed, err = report.Read(*f.OnlyFailed); err != nil {
			return in, unread("--only-failed", *f.OnlyFailed, err)
		}
	}
	switch {
	case f.PickUp && f.Report == nil:
		return in, exit.Usagef("--pick-up: give --report too, the folder of the run")
	case f.PickUp && f.Resume != "":
		return in, exit.Usagef("--pick-up: stands beside --resume; give --report in the place of that")
	case f.PickUp:
		if in.Earlier, err = report.Read(*f.Report); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return in, exit.Usagef("--pick-up: %w", err)
		}
	case f.Resume != "":
		path := filepath.Join(f.resumed(), "report.json")
		if in.Earlier, err = report.Read(path); err != nil {
			return in, unread("--resume", path, err)
		}
	}
	if file := f.claims(in.File); file != "" {
		if in.Claims, in.Claimer, err = claims.Read(file); err != nil {
			return in, exit.Usagef("--claims: %v", err)
		}
		if len(in.Claims) == 0 {
			return in, exit.Usagef("--claims: %s: names no operation, so there is nothing to check; `graphconform map --claims FILE` "+
				"finds out what is implemented", file)
		}
	}
	in.Index = os.Getenv(IndexVariable)
	in.Seed = rand.Uint64() >> 11 // a number that JavaScript's numbers hold
	return in, nil
}

// resumed is the folder of the run to go on with, where its report is named.
func (f *Flags) resumed() string {
	if f.PickUp {
		return *f.Report
	}
	if filepath.Base(f.Resume) == "report.json" {
		return filepath.Dir(f.Resume)
	}
	return f.Resume
}

// unread says what to do where there is no report of a run of before.
func unread(flag, path string, err error) error {
	if !errors.Is(err, fs.ErrNotExist) {
		return exit.Usagef("%s: %w", flag, err)
	}
	folder := filepath.Dir(path)
	noted := journal.Path(folder, "")
	if _, missing := os.Stat(noted); missing == nil {
		return exit.Usagef("%s %s: there is no report: the run of that folder goes on, or was killed before it could write one, "+
			"and nobody can go on with it; remove what it left with `graphconform sweep --journal %s` and its --target, "+
			"then run anew without %s", flag, path, report.Quote(noted), flag)
	}
	return exit.Usagef("%s %s: there is no report; name one that `graphconform run --report %s` wrote, or run anew without %s",
		flag, path, report.Quote(folder), flag)
}

// Read reads the target file, where one is named.
func (f *TargetFlags) Read() (in Inputs, err error) {
	if f.CAFile != "" {
		if _, err := os.Stat(f.CAFile); err != nil {
			return in, exit.Usagef("--ca-file: %v", err)
		}
	}
	if f.Target == nil || !isFile(*f.Target) || f.Cloud != "" {
		return in, nil
	}
	if in.File, err = target.ReadFile(*f.Target); err != nil {
		return in, exit.Usagef("--target: %w", err)
	}
	in.Token = os.Getenv(in.File.SignIn.TokenEnv)
	return in, nil
}

// isFile reports whether --target names a target file, and no service root.
func isFile(given string) bool {
	return !strings.Contains(given, "://") && (strings.HasSuffix(given, ".yaml") || strings.HasSuffix(given, ".yml"))
}
