package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites"
)

// catalog is what a target is checked against: contracts, and the pairs of the pages.
type catalog struct {
	contracts *schemas.Catalog
	options   suites.Options
}

func openCatalog(dir string) (catalog, error) {
	if dir == "" {
		return catalog{contracts: schemas.Embedded(), options: suites.Options{Pairs: fixtures.Embedded()}}, nil
	}
	if info, err := os.Stat(filepath.Join(dir, "schemas")); err != nil || !info.IsDir() {
		return catalog{}, usage("--catalog %s: no folder schemas in it; `graphconform derive --out %s` writes one", dir, dir)
	}
	return catalog{schemas.Open(os.DirFS(filepath.Join(dir, "schemas"))), suites.Options{Pairs: os.DirFS(filepath.Join(dir, "fixtures"))}}, nil
}

// digest identifies the catalog: equal digests mean the same schemas and pairs, byte for byte.
// It is empty where a file cannot be read.
func (c catalog) digest() string {
	hash := sha256.New()
	for _, part := range []struct {
		files   fs.FS
		pattern string
	}{{c.contracts.Files(), "*/*.json"}, {c.options.Pairs, "*/*.http"}} {
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

// editions returns the newest edition of a resource's pages, and how many pages and editions there are.
func (c catalog) editions(resource string) (newest string, pages int) {
	version, name, _ := strings.Cut(resource, "/")
	contract, err := c.contracts.Contract(version, name)
	if err != nil {
		return "", 0
	}
	for _, source := range contract.Sources {
		newest = max(newest, source.Edition)
	}
	return newest, len(contract.Sources)
}

// pairs returns the documented pairs of a resource. A file that cannot be read has none: the plan would have said so.
func (c catalog) pairs(resource string) []fixtures.Pair {
	version, name, _ := strings.Cut(resource, "/")
	pairs, err := fixtures.ReadPairs(c.options.Pairs, version, name)
	if err != nil {
		return nil
	}
	return pairs
}
