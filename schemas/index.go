package schemas

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// IndexName is the file of a version folder that lists types with their sources instead of describing one.
const IndexName = "index.json"

// Entry is what the index says of one type, so that a reader need not decode all types to find the few it wants. In the
// file, the type's sources (Contract.Sources) stand behind it.
type Entry struct {
	Kind       TypeKind         `json:"kind"`
	Base       string           `json:"base,omitempty"` // name of the base type
	Abstract   bool             `json:"abstract,omitempty"`
	Operations []EntryOperation `json:"operations,omitempty"` // as in the contract
}

// EntryOperation is an operation of a type, with the files of the page that it rests on.
type EntryOperation struct {
	Kind OperationKind `json:"kind"`
	Name string        `json:"name,omitempty"` // of an action or function
	File string        `json:"file"`           // of the page, without ending
}

// Has reports whether a page documents an operation of the kind.
func (e Entry) Has(kind OperationKind) bool {
	return slices.ContainsFunc(e.Operations, func(op EntryOperation) bool { return op.Kind == kind })
}

// Index returns the entries of a version by type name. A catalog without an index has none, and no error.
func (c *Catalog) Index(version string) (map[string]Entry, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if entries, ok := c.indexes[version]; ok {
		return entries, nil
	}
	file := version + "/" + IndexName
	data, err := fs.ReadFile(c.fsys, file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("%s: read index: %w", file, err)
	}
	var entries map[string]Entry
	if err := json.Unmarshal(withoutSources(data), &entries); err != nil {
		return nil, fmt.Errorf("%s: read index: %w", file, err)
	}
	for name := range entries {
		if c.keep != nil && !c.keep(version, name) {
			delete(entries, name)
		}
	}
	c.indexes[version] = entries
	return entries, nil
}

// sourcesMember is how the sources begin in a line of the index, where they are the last member.
const sourcesMember = `,"sources":[`

// withoutSources drops the sources of an index that is laid out as writeIndex does: they are most of it, and are not asked for.
func withoutSources(data []byte) []byte {
	short := make([]byte, 0, len(data)/4)
	for line := range bytes.Lines(data) {
		entry, sources, found := bytes.Cut(line, []byte(sourcesMember))
		short = append(short, entry...)
		if end := bytes.LastIndexByte(sources, ']'); found && end >= 0 {
			short = append(short, sources[end+1:]...)
		}
	}
	return short
}

// writeIndex writes the index of contracts that are sorted by name.
func writeIndex(folder string, contracts []*Contract) error {
	var out bytes.Buffer
	for i, c := range contracts { // one type a line
		entry := struct {
			Entry
			Sources []Source `json:"sources"`
		}{Entry{Kind: c.Kind, Base: c.Base, Abstract: c.Abstract}, c.Sources}
		for _, op := range c.Operations {
			entry.Operations = append(entry.Operations, EntryOperation{op.Kind, op.Name, op.Source.File})
		}
		data, err := marshal(entry)
		if err != nil {
			return fmt.Errorf("write index: %s: %w", c.Name, err)
		}
		separator := ","
		if i == 0 {
			separator = "{"
		}
		fmt.Fprintf(&out, "%s\n  %q: %s", separator, c.Name, data)
	}
	out.WriteString("\n}\n")
	if err := os.WriteFile(filepath.Join(folder, IndexName), out.Bytes(), 0o644); err != nil {
		return fmt.Errorf("write index: %w", err)
	}
	return nil
}
