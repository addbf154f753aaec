package catalog

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"

	"go.yaml.in/yaml/v3"
	"golang.org/x/sync/errgroup"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/schemas/derive"
)

// folder is one folder of a catalog that holds derived files, with the ending of these.
type folder struct{ name, ending string }

func folders() []folder {
	return []folder{{"schemas/beta", ".json"}, {"schemas/v1.0", ".json"}, {"fixtures/beta", ".http"}, {"fixtures/v1.0", ".http"}}
}

// Write writes what pages gave into a folder, and removes derived files that they no longer give.
func Write(dir string, result *derive.Result) error {
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

// Drift returns the files of a folder that differ from what pages gave, or stand on one side alone.
func Drift(dir string, result *derive.Result) ([]string, error) {
	fresh, err := os.MkdirTemp("", "graphconform-derive-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(fresh)
	if err := Write(fresh, result); err != nil {
		return nil, err
	}
	var differing []string
	for _, f := range folders() {
		names, err := drift(filepath.Join(dir, f.name), filepath.Join(fresh, f.name), f.ending)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			differing = append(differing, f.name+"/"+name)
		}
	}
	return differing, nil
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
		left, err := schemas.ReadFile(filepath.Join(a, name), schemas.MaxFile)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		right, err := schemas.ReadFile(filepath.Join(b, name), schemas.MaxFile)
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

// Schemas opens the contracts of a folder that derive wrote, or of the folder of schemas itself.
func Schemas(dir string) *schemas.Catalog {
	inner := filepath.Join(dir, "schemas")
	if info, err := os.Stat(inner); err == nil && info.IsDir() {
		dir = inner
	}
	return schemas.Open(schemas.Bounded(os.DirFS(dir)))
}

// AddRenames adds to a file of renames those that are not in it.
func AddRenames(file string, renames []schemas.Rename) error {
	data, err := schemas.ReadFile(file, schemas.MaxRenames)
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
