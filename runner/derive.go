package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"

	"golang.org/x/sync/errgroup"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/schemas/derive"
)

type deriveCmd struct {
	From  []string `placeholder:"DIR" help:"Folder of reference pages (.md, .txt); repeatable, later ones hold newer editions. DIR@COMMIT names the edition of pages without a date." sep:"none"`
	Out   string   `placeholder:"DIR" help:"Folder to write schemas/ and fixtures/ into; . in the repository renews the committed data."`
	Check bool     `help:"Write nothing: fail where --out differs from what the pages give."`
	Facts string   `placeholder:"FILE" help:"Write what each page says, one JSON object a line."`
	Stats bool     `help:"Print how many pages of each kind gave a contract, and notes on pages that disagree."`

	Diff     bool     `help:"Compare two catalog folders instead, the old one first: print what changed, end with 1 if that breaks anything."`
	Catalogs []string `arg:"" optional:"" help:"The two folders of --diff." placeholder:"DIR"`
	JSON     bool     `help:"Print --diff as JSON."`
	Renamed  string   `placeholder:"FILE" help:"Write the names that --diff finds spelt otherwise, so that check ids can follow."`
}

// Run derives, writes or compares, and reports every page that could not be read in full.
func (c *deriveCmd) Run(e *env) error {
	if c.Diff {
		return c.diff(e)
	}
	if err := c.validate(); err != nil {
		return err
	}
	debug.SetGCPercent(400) // much is made and little kept: some 150 MB in all
	result, err := derive.Read(c.From)
	if err != nil {
		return exitError{exitUsage, err}
	}
	failures := 0
	for _, d := range result.Diagnostics {
		if d.Severity == derive.Error {
			failures++
		}
		if d.Severity == derive.Error || d.Severity == derive.Warning && !c.Check || c.Stats {
			fmt.Fprintf(e.err, "%s  %s\n", d.Severity, d)
		}
	}
	if err := c.output(e, result); err != nil {
		return err
	}
	if failures > 0 {
		return exitError{exitFail, fmt.Errorf("derive: %d facts of the pages could not be read", failures)}
	}
	return nil
}

func (c *deriveCmd) validate() error {
	switch {
	case len(c.Catalogs) > 0:
		return usage("derive: unexpected argument %q: folders of pages are named with --from", c.Catalogs[0])
	case len(c.From) == 0:
		return usage("derive: --from: name a folder of reference pages")
	case c.Check && c.Out == "":
		return usage("derive: --check: name the folder to compare with --out")
	case c.Out == "" && c.Facts == "" && !c.Stats:
		return usage("derive: --out: name a folder to write to (or ask for --facts or --stats)")
	}
	return nil
}

func (c *deriveCmd) output(e *env, result *derive.Result) error {
	if c.Facts != "" {
		if err := writeFacts(c.Facts, result.Pages); err != nil {
			return exitError{exitUsage, fmt.Errorf("derive: --facts: %w", err)}
		}
	}
	if c.Stats {
		fmt.Fprint(e.out, derive.Count(result))
	}
	switch {
	case c.Check:
		return check(e, c.Out, result)
	case c.Out != "":
		if err := writeDerived(c.Out, result); err != nil {
			return exitError{exitUsage, fmt.Errorf("derive: --out: %w", err)}
		}
		fmt.Fprintf(e.out, "%d types from %d pages; %d other files are no reference pages of Intune\n",
			len(result.Contracts), len(result.Pages), len(result.NoPages))
	}
	return nil
}

func writeFacts(file string, pages []*derive.Page) (err error) {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return derive.WriteFacts(f, pages)
}

// derivedFolders are the folders of --out that hold derived files, with the ending of these.
var derivedFolders = []struct{ folder, ending string }{
	{"schemas/beta", ".json"}, {"schemas/v1.0", ".json"},
	{"fixtures/beta", ".http"}, {"fixtures/v1.0", ".http"},
}

func writeDerived(dir string, result *derive.Result) error {
	if err := schemas.Write(filepath.Join(dir, "schemas"), result.Contracts); err != nil {
		return err
	}
	written := map[string]bool{}
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, p := range result.Pairs {
		written[p.Version+"/"+p.Name+".http"] = true
		group.Go(func() error {
			return fixtures.Write(filepath.Join(dir, "fixtures"), p.Version, p.Name, documented(p.List))
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	for _, version := range []string{"beta", "v1.0"} {
		keep := func(name string) bool { return written[version+"/"+name] }
		if err := schemas.RemoveStale(filepath.Join(dir, "fixtures", version), ".http", keep); err != nil {
			return err
		}
	}
	return nil
}

// documented turns what a page shows into exchanges.
func documented(pairs []derive.Pair) []fixtures.Pair {
	found := make([]fixtures.Pair, 0, len(pairs))
	for _, p := range pairs {
		exchange := fixtures.Exchange{Request: fixtures.Request{
			Method: p.Request.Method, URL: p.Request.URL, Header: p.Request.HTTPHeader(), Body: p.Request.Body,
		}}
		if p.Response.Status != 0 {
			exchange.Response = &fixtures.Response{
				Status: p.Response.Status, Proto: p.Response.Proto,
				Header: p.Response.HTTPHeader(), Body: p.Response.Body,
			}
		}
		found = append(found, fixtures.Pair{Operation: p.Operation, Page: p.Page, Exchange: exchange})
	}
	return found
}

// check derives into a temporary folder and names the files that differ.
func check(e *env, dir string, result *derive.Result) error {
	fresh, err := os.MkdirTemp("", "graphconform-derive-")
	if err != nil {
		return exitError{exitUsage, fmt.Errorf("derive: --check: %w", err)}
	}
	defer os.RemoveAll(fresh)
	if err := writeDerived(fresh, result); err != nil {
		return exitError{exitUsage, fmt.Errorf("derive: --check: %w", err)}
	}
	differing := 0
	for _, d := range derivedFolders {
		names, err := drift(filepath.Join(dir, d.folder), filepath.Join(fresh, d.folder), d.ending)
		if err != nil {
			return exitError{exitUsage, fmt.Errorf("derive: --check: %w", err)}
		}
		for _, name := range names {
			fmt.Fprintf(e.err, "drift  %s/%s\n", d.folder, name)
		}
		differing += len(names)
	}
	if differing > 0 {
		return exitError{exitFail, fmt.Errorf("derive: %d files differ from what the pages give: run derive without --check", differing)}
	}
	return nil
}

// drift returns the files with the ending that differ between two folders, or stand in only one of them.
func drift(a, b, ending string) ([]string, error) {
	names := map[string]bool{}
	for _, folder := range []string{a, b} {
		found, err := filepath.Glob(filepath.Join(folder, "*"+ending))
		if err != nil {
			return nil, err
		}
		for _, file := range found {
			names[filepath.Base(file)] = true
		}
	}
	var differing []string
	for name := range names {
		left, err := os.ReadFile(filepath.Join(a, name))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		right, err := os.ReadFile(filepath.Join(b, name))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		if !bytes.Equal(left, right) {
			differing = append(differing, name)
		}
	}
	slices.Sort(differing)
	return differing, nil
}
