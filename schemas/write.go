package schemas

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"
)

// Write writes dir/<version>/<type>.json for every contract: the JSON Schema of the type with the contract
// under x-contract. Types of one version may refer to each other and must come together. A .json file
// of those folders that is not written is removed.
func Write(dir string, contracts []*Contract) error {
	sorted := slices.SortedFunc(slices.Values(contracts), byVersionAndName)
	for _, version := range versions {
		var own []*Contract
		for _, c := range sorted {
			if c.Version == version {
				own = append(own, c)
			}
		}
		if err := writeVersion(filepath.Join(dir, version), own); err != nil {
			return err
		}
	}
	return nil
}

func byVersionAndName(a, b *Contract) int {
	return cmp.Or(cmp.Compare(a.Version, b.Version), cmp.Compare(a.Name, b.Name))
}

func writeVersion(folder string, contracts []*Contract) error {
	if len(contracts) == 0 {
		return RemoveStale(folder, ".json", func(string) bool { return false })
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("%s: write contracts: %w", folder, err)
	}
	lib := newLibrary(contracts)
	written := map[string]bool{}
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, c := range contracts {
		written[c.Name+".json"] = true
		group.Go(func() error { return lib.write(folder, c) })
	}
	if err := group.Wait(); err != nil {
		return err
	}
	if err := writeIndex(folder, contracts); err != nil {
		return err
	}
	return RemoveStale(folder, ".json", func(name string) bool { return written[name] || name == IndexName })
}

// write writes the file of one type.
func (lib library) write(folder string, c *Contract) error {
	name := c.Name + ".json"
	if filepath.Base(name) != name {
		return fmt.Errorf("%s: write contract: type name %q is no file name", folder, c.Name)
	}
	data, err := lib.encode(c)
	if err != nil {
		return fmt.Errorf("%s: write contract: %w", filepath.Join(folder, name), err)
	}
	if err := os.WriteFile(filepath.Join(folder, name), data, 0o644); err != nil {
		return fmt.Errorf("write contract: %w", err)
	}
	return nil
}

// RemoveStale removes the files of a folder that have the extension and are not to be kept.
// A folder that does not exist has none.
func RemoveStale(folder, extension string, keep func(name string) bool) error {
	entries, err := os.ReadDir(folder)
	if err != nil && !os.IsNotExist(err) {
		return fmt.Errorf("%s: remove stale files: %w", folder, err)
	}
	for _, e := range entries {
		if filepath.Ext(e.Name()) != extension || keep(e.Name()) {
			continue
		}
		if err := os.Remove(filepath.Join(folder, e.Name())); err != nil {
			return fmt.Errorf("remove stale file: %w", err)
		}
	}
	return nil
}

func (lib library) encode(c *Contract) ([]byte, error) {
	doc := lib.schema(c)
	doc["x-contract"] = c
	data, err := marshal(doc)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	out.Grow(2 * len(data))
	indent(&out, data, 0, "")
	out.WriteByte('\n')
	return out.Bytes(), nil
}

// marshal is json.Marshal without its HTML escapes, which only cost readability here.
func marshal(v any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(v)
	return bytes.TrimSpace(out.Bytes()), err
}
