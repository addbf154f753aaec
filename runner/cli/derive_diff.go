package cli

import (
	"encoding/json"
	"fmt"

	"graphconform/runner/catalog"
	"graphconform/runner/exit"
	"graphconform/runner/terminal"
	"graphconform/schemas"
)

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
