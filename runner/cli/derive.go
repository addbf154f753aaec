package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"strings"

	"graphconform/runner/catalog"
	"graphconform/runner/exit"
	"graphconform/runner/terminal"
	"graphconform/schemas"
	"graphconform/schemas/derive"
)

type deriveCmd struct {
	From  []string `placeholder:"DIR" help:"Folder of reference pages (.md, .txt); repeatable, later ones hold newer editions. DIR@COMMIT names the edition of pages without a date." sep:"none"`
	Out   string   `placeholder:"DIR" help:"Folder to write schemas/ and fixtures/ into; . in the repository renews the committed data."`
	Check bool     `help:"Write nothing: fail where --out differs from what the pages give."`
	Facts string   `placeholder:"FILE" help:"Write what each page says, one JSON object a line."`
	Stats bool     `help:"Print how many pages of each kind gave a contract, how many properties are restricted in which way, and notes on pages that disagree."`

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
		return exit.With(exit.Usage, err)
	}
	if len(result.Pages) == 0 || c.Out != "" && len(result.Contracts) == 0 { // else an empty catalog would take the place of a good one
		return exit.Usagef("derive: --from %s: %d of %d files are reference pages, and give no type: nothing is written; "+
			"name the folder of the pages", strings.Join(c.From, ", "), len(result.Pages),
			len(result.Pages)+len(result.Foreign)+len(result.NoPages))
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
		return exit.With(exit.Fail, fmt.Errorf("derive: %d facts of the pages could not be read", failures))
	}
	return nil
}

func (c *deriveCmd) validate() error {
	switch {
	case len(c.Catalogs) > 0:
		return exit.Usagef("derive: unexpected argument %q: folders of pages are named with --from", c.Catalogs[0])
	case len(c.From) == 0:
		return exit.Usagef("derive: --from: name a folder of reference pages")
	case c.Check && c.Out == "":
		return exit.Usagef("derive: --check: name the folder to compare with --out")
	case c.Out == "" && c.Facts == "" && !c.Stats:
		return exit.Usagef("derive: --out: name a folder to write to (or ask for --facts or --stats)")
	}
	return nil
}

func (c *deriveCmd) output(e *env, result *derive.Result) error {
	if c.Facts != "" {
		if err := writeFacts(c.Facts, result.Pages); err != nil {
			return exit.With(exit.Usage, fmt.Errorf("derive: --facts: %w", err))
		}
	}
	if c.Stats {
		fmt.Fprintf(e.out, "%s\n%s", derive.Count(result), derive.CountRestrictions(result.Contracts))
	}
	switch {
	case c.Check:
		return checkDerived(e, c.Out, result)
	case c.Out != "":
		if err := catalog.Write(c.Out, result); err != nil {
			return exit.With(exit.Usage, fmt.Errorf("derive: --out: %w", err))
		}
		fmt.Fprintf(terminal.Folding(e.out),
			"%d types from %d pages; %d pages of other services left aside; %d other files are no reference pages\n",
			len(result.Contracts), len(result.Pages), len(result.Foreign), len(result.NoPages))
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

// checkDerived names the files that differ from what the pages give.
func checkDerived(e *env, dir string, result *derive.Result) error {
	differing, err := catalog.Drift(dir, result)
	if err != nil {
		return exit.With(exit.Usage, fmt.Errorf("derive: --check: %w", err))
	}
	for _, name := range differing {
		fmt.Fprintf(e.err, "drift  %s\n", name)
	}
	if len(differing) > 0 {
		return exit.With(exit.Fail, fmt.Errorf("derive: %d files differ from what the pages give: run derive without --check",
			len(differing)))
	}
	return nil
}

// diff prints what changed between two catalogs, and ends with 1 where that breaks anything.
func (c *deriveCmd) diff(e *env) error {
	if len(c.Catalogs) != 2 {
		return exit.Usagef("derive: --diff: name two catalog folders, the old one first")
	}
	var catalogs [2]*schemas.Catalog
	for i, dir := range c.Catalogs {
		catalogs[i] = catalog.Schemas(dir)
		if len(catalogs[i].Versions()) == 0 {
			return exit.Usagef("derive: --diff: %s holds no catalog; `graphconform derive --out %s` writes one", dir, dir)
		}
	}
	changes, err := schemas.Diff(catalogs[0], catalogs[1])
	if err != nil {
		return exit.With(exit.Usage, fmt.Errorf("derive: --diff: %w", err))
	}
	if c.Renamed != "" {
		if err := catalog.AddRenames(c.Renamed, schemas.Renames(changes)); err != nil {
			return exit.With(exit.Usage, fmt.Errorf("derive: --renamed: %w", err))
		}
	}
	if err := c.print(e, changes); err != nil {
		return exit.With(exit.Usage, fmt.Errorf("derive: --diff: %w", err))
	}
	breaking := 0
	for _, change := range changes {
		if change.Breaking {
			breaking++
		}
	}
	if breaking > 0 {
		return exit.With(exit.Fail, fmt.Errorf("derive: %d of %d changes are breaking", breaking, len(changes)))
	}
	return nil
}

func (c *deriveCmd) print(e *env, changes []schemas.Change) error {
	if c.JSON {
		encoder := json.NewEncoder(e.out)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		if changes == nil {
			changes = []schemas.Change{}
		}
		return encoder.Encode(changes)
	}
	out := terminal.Folding(e.out)
	for _, change := range changes {
		fmt.Fprintln(out, change)
	}
	return nil
}
