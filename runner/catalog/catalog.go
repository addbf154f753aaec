// Package catalog opens and writes what a target is checked against: a folder of contracts and of the pages' pairs, as derive writes it,
// or what the program holds of both.
//
// It reads no pages and judges nothing.
package catalog

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/plan"
)

// Catalog is what a target is checked against.
type Catalog struct {
	Contracts *schemas.Catalog
	Files     fs.FS // documented pairs
}

// Open opens a folder that derive wrote; without a name what the program holds.
func Open(dir string) (Catalog, error) {
	if dir == "" {
		return Catalog{schemas.Embedded(), fixtures.Embedded()}, nil
	}
	if info, err := os.Stat(filepath.Join(dir, "schemas")); err != nil || !info.IsDir() {
		return Catalog{}, fmt.Errorf("--catalog %s: no folder schemas in it; `graphconform derive --out %s` writes one", dir, dir)
	}
	files := func(folder string) fs.FS { return schemas.Bounded(os.DirFS(filepath.Join(dir, folder))) }
	return Catalog{schemas.Open(files("schemas")), files("fixtures")}, nil
}

// Plan plans checks of the catalog.
func (c Catalog) Plan(options plan.Options) (*plan.Plan, error) {
	options.Pairs = c.Files
	return plan.New(c.Contracts, options)
}

// Holds reports whether any check of the catalog matches, under its id or a former one, also of those that the options leave out. Where
// none does, hint says which glob may be meant.
func (c Catalog) Holds(options plan.Options, glob conform.Glob, former func(id string) []string) (holds bool, hint string) {
	options.Select, options.Strict, options.Claims, options.Observe, options.NoAuth = []string{glob.String()}, true, nil, false, false
	if _, err := c.Plan(options); err == nil {
		return true, ""
	}
	if former != nil {
		everything := options
		everything.Select = nil
		plan, err := c.Plan(everything)
		if err != nil {
			return false, ""
		}
		for _, check := range plan.Checks() {
			if slices.ContainsFunc(former(check.ID), glob.Match) {
				return true, ""
			}
		}
	}
	options.Pairs = c.Files
	return false, plan.Guess(c.Contracts, options, glob.String())
}

// Digest identifies the catalog: equal digests mean the same schemas and pairs, byte for byte.
// It is empty where a file cannot be read.
func (c Catalog) Digest() string {
	hash := sha256.New()
	for _, part := range []struct {
		files   fs.FS
		pattern string
	}{{c.Contracts.Files(), "*/*.json"}, {c.Files, "*/*.http"}} {
		names, err := fs.Glob(part.files, part.pattern) // sorted
		if err != nil {
			return ""
		}
		for _, name := range names {
			data, err := fs.ReadFile(part.files, name)
			if err != nil {
				return ""
			}
			fmt.Fprintf(hash, "%s %x\n", name, sha256.Sum256(data))
		}
	}
	return "sha256:" + hex.EncodeToString(hash.Sum(nil))
}

// Editions returns the newest edition of a resource's pages, and how many pages and editions there are.
func (c Catalog) Editions(resource string) (newest string, pages int) {
	version, name, _ := strings.Cut(resource, "/")
	contract, err := c.Contracts.Contract(version, name)
	if err != nil {
		return "", 0
	}
	for _, source := range contract.Sources {
		newest = max(newest, source.Edition)
	}
	return newest, len(contract.Sources)
}

// Pairs returns the documented pairs of a resource. A file that cannot be read has none: the plan would have said so.
func (c Catalog) Pairs(resource string) []fixtures.Pair {
	version, name, _ := strings.Cut(resource, "/")
	pairs, err := fixtures.ReadPairs(c.Files, version, name)
	if err != nil {
		return nil
	}
	return pairs
}
