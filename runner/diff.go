package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"go.yaml.in/yaml/v3"

	"graphconform/schemas"
)

// diff prints what changed between two catalogs, and ends with 1 where that breaks anything.
func (c *deriveCmd) diff(e *env) error {
	if len(c.Catalogs) != 2 {
		return usage("derive: --diff: name two catalog folders, the old one first")
	}
	var catalogs [2]*schemas.Catalog
	for i, dir := range c.Catalogs {
		catalogs[i] = catalogIn(dir)
		if len(catalogs[i].Versions()) == 0 {
			return usage("derive: --diff: %s holds no catalog; `graphconform derive --out %s` writes one", dir, dir)
		}
	}
	changes, err := schemas.Diff(catalogs[0], catalogs[1])
	if err != nil {
		return exitError{exitUsage, fmt.Errorf("derive: --diff: %w", err)}
	}
	if c.Renamed != "" {
		if err := writeRenamed(c.Renamed, schemas.Renames(changes)); err != nil {
			return exitError{exitUsage, fmt.Errorf("derive: --renamed: %w", err)}
		}
	}
	if err := c.print(e, changes); err != nil {
		return exitError{exitUsage, fmt.Errorf("derive: --diff: %w", err)}
	}
	breaking := 0
	for _, change := range changes {
		if change.Breaking {
			breaking++
		}
	}
	if breaking > 0 {
		return exitError{exitFail, fmt.Errorf("derive: %d of %d changes are breaking", breaking, len(changes))}
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
	for _, change := range changes {
		fmt.Fprintln(e.out, change)
	}
	return nil
}

// catalogIn opens what derive --out wrote into the folder, or the folder of schemas itself.
func catalogIn(dir string) *schemas.Catalog {
	inner := filepath.Join(dir, "schemas")
	if info, err := os.Stat(inner); err == nil && info.IsDir() {
		dir = inner
	}
	return schemas.Open(os.DirFS(dir))
}

// writeRenamed adds to a file of renames those that are not in it.
func writeRenamed(file string, renames []schemas.Rename) error {
	data, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	known, err := schemas.ParseRenames(data)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	for _, r := range renames {
		if slices.Contains(known, r) {
			continue
		}
		entry, err := yaml.Marshal([]schemas.Rename{r})
		if err != nil {
			return err
		}
		data = append(data, entry...)
	}
	return os.WriteFile(file, data, 0o644)
}
