package schemas

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// IndexName is the file of a version folder that lists types with their sources instead of describing one.
const IndexName = "index.json"

// Entry is what the index says of one type, so that a reader need not decode all types to find the few it wants.
type Entry struct {
	Kind       TypeKind            `json:"kind"`
	Base       string              `json:"base,omitempty"`
	Operations map[string][]string `json:"operations,omitempty"` // kind, or name of an action or function: files of its pages
	Sources    []Source            `json:"sources"`              // pages and editions, newest first, with their hashes
}

// Index returns the entries of a version by type name. A catalog without an index has none, and no error.
func (c *Catalog) Index(version string) (map[string]Entry, error) {
	file := version + "/" + IndexName
	data, err := fs.ReadFile(c.fsys, file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("%s: read index: %w", file, err)
	}
	var entries map[string]Entry
	if err := json.Unmarshal(data, &entries); err != nil {
		return nil, fmt.Errorf("%s: read index: %w", file, err)
	}
	return entries, nil
}

func writeIndex(folder string, contracts []*Contract) error {
	entries := map[string]Entry{}
	for _, c := range contracts {
		entry := Entry{Kind: c.Kind, Base: c.Base, Sources: c.Sources}
		for _, op := range c.Operations {
			if entry.Operations == nil {
				entry.Operations = map[string][]string{}
			}
			key := op.Name
			if key == "" {
				key = string(op.Kind)
			}
			entry.Operations[key] = append(entry.Operations[key], op.Source.File)
		}
		entries[c.Name] = entry
	}
	var out bytes.Buffer
	for i, name := range slices.Sorted(maps.Keys(entries)) { // one type a line
		data, err := marshal(entries[name])
		if err != nil {
			return fmt.Errorf("write index: %s: %w", name, err)
		}
		separator := ","
		if i == 0 {
			separator = "{"
		}
		fmt.Fprintf(&out, "%s\n  %q: %s", separator, name, data)
	}
	out.WriteString("\n}\n")
	if err := os.WriteFile(filepath.Join(folder, IndexName), out.Bytes(), 0o644); err != nil {
		return fmt.Errorf("write index: %w", err)
	}
	return nil
}
