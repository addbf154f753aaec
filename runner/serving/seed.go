package serving

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"graphconform/fixtures/tenant"
	"graphconform/runner/regular"
)

// Bounds of what is there from the start.
const (
	maxSeedBytes   = 64 << 20 // of all files together
	maxSeedFiles   = 10_000
	maxSeedObjects = 100_000
)

// Seed is an object that is there from the start.
type Seed struct {
	Path string // of its collection, or of a single object: /beta/deviceManagement/deviceCategories
	JSON []byte
	At   string // file:line, where it begins
}

// ReadSeeds reads seeds, what lies below others behind them. A file holds a JSON object whose members are named by paths; a folder holds
// files that lie and are named as paths are, beta/deviceManagement/deviceCategories.json. At a path stand an object or a list of objects.
func ReadSeeds(name string) ([]Seed, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	r := &seedReader{left: maxSeedBytes}
	if info.IsDir() {
		err = r.folder(name)
	} else {
		err = r.file(name, "")
	}
	if err == nil && len(r.seeds) == 0 {
		err = fmt.Errorf("%s: no object: give a JSON object such as {%q: [{...}]}, or a folder with %s.json", name, "/"+example, example)
	}
	slices.SortStableFunc(r.seeds, func(a, b Seed) int { return strings.Compare(a.Path, b.Path) })
	return r.seeds, err
}

// Sow puts seeds into a tenant.
func Sow(into *tenant.Tenant, seeds []Seed) error {
	for _, s := range seeds {
		if err := into.Seed(s.Path, s.JSON); err != nil {
			return fmt.Errorf("%s: %s: %w", s.At, s.Path, err)
		}
	}
	return nil
}

const example = "beta/deviceManagement/deviceCategories"

type seedReader struct {
	seeds []Seed
	files int
	left  int64 // bytes that may still be read
}

// folder reads all files whose names end in .json, in the order of their names.
func (r *seedReader) folder(name string) error {
	return filepath.WalkDir(name, func(at string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() || filepath.Ext(at) != ".json" {
			return err
		}
		below, err := filepath.Rel(name, at)
		if err != nil {
			return err
		}
		if r.files++; r.files > maxSeedFiles {
			return fmt.Errorf("%s: more than %d files", name, maxSeedFiles)
		}
		return r.file(at, path.Join("/", filepath.ToSlash(strings.TrimSuffix(below, ".json"))))
	})
}

// file reads what stands at a path, or with "" what stands at the paths that the file names.
func (r *seedReader) file(name, path string) error {
	opened, err := regular.Open(name)
	if err != nil {
		return err
	}
	defer opened.Close()
	data, err := io.ReadAll(io.LimitReader(opened, r.left+1))
	if err != nil {
		return err
	}
	if r.left -= int64(len(data)); r.left < 0 {
		return fmt.Errorf("%s: the files have more than %d MiB together", name, maxSeedBytes>>20)
	}
	in := &seedFile{name: name, data: data, decoder: json.NewDecoder(bytes.NewReader(data)), into: r}
	if path != "" {
		err = in.value(path)
	} else {
		err = in.paths()
	}
	if err != nil {
		return err
	}
	end := int(in.decoder.InputOffset())
	if rest := bytes.TrimLeft(data[end:], " \t\r\n"); len(rest) > 0 {
		return in.wrong(len(data)-len(rest), "more than one JSON value", "keep one")
	}
	return nil
}

// seedFile is a file that is being read.
type seedFile struct {
	name    string
	data    []byte
	decoder *json.Decoder
	into    *seedReader
}

// next is where the next token begins.
func (f *seedFile) next() int {
	at := min(int(f.decoder.InputOffset()), len(f.data))
	return at + len(f.data[at:]) - len(bytes.TrimLeft(f.data[at:], " \t\r\n,:"))
}

// wrong says what is wrong at a place of the file, and why.
func (f *seedFile) wrong(at int, what string, why any) error {
	return fmt.Errorf("%s: %s: %v", f.place(at), what, why)
}

func (f *seedFile) place(at int) string {
	return fmt.Sprintf("%s:%d", f.name, 1+bytes.Count(f.data[:min(at, len(f.data))], []byte("\n")))
}

func (f *seedFile) paths() error {
	begin := f.next()
	if token, err := f.decoder.Token(); err != nil || token != json.Delim('{') {
		return f.wrong(begin, "no JSON object whose members are named by paths", orElse(err, "it begins otherwise"))
	}
	for f.decoder.More() {
		begin := f.next()
		token, err := f.decoder.Token()
		if err != nil {
			return f.wrong(begin, "no JSON", orElse(err, "it ends too soon"))
		}
		if err := f.value(fmt.Sprint(token)); err != nil {
			return err
		}
	}
	begin = f.next()
	if _, err := f.decoder.Token(); err != nil {
		return f.wrong(begin, "no JSON", orElse(err, "it ends too soon"))
	}
	return nil
}

// value reads an object, or a list of objects, at a path.
func (f *seedFile) value(path string) error {
	begin := f.next()
	if begin >= len(f.data) || f.data[begin] != '[' {
		return f.object(path)
	}
	if _, err := f.decoder.Token(); err != nil {
		return f.wrong(begin, "no JSON", err)
	}
	for f.decoder.More() {
		if err := f.object(path); err != nil {
			return err
		}
	}
	begin = f.next()
	if _, err := f.decoder.Token(); err != nil {
		return f.wrong(begin, "no JSON", orElse(err, "it ends too soon"))
	}
	return nil
}

func (f *seedFile) object(path string) error {
	begin := f.next()
	var raw json.RawMessage
	if err := f.decoder.Decode(&raw); err != nil {
		return f.wrong(begin, path+": no JSON", orElse(err, "it ends too soon"))
	}
	if raw[0] != '{' {
		return f.wrong(begin, path+": an object or a list of objects belongs there", "not "+kindOf(raw[0]))
	}
	if len(f.into.seeds) == maxSeedObjects {
		return f.wrong(begin, "too many objects", fmt.Sprintf("at most %d", maxSeedObjects))
	}
	f.into.seeds = append(f.into.seeds, Seed{Path: strings.TrimSuffix(path, "/"), JSON: raw, At: f.place(begin)})
	return nil
}

// orElse words an error; one that only says that there is no more is said in words.
func orElse(err error, plain string) any {
	if err == nil || err == io.EOF || err == io.ErrUnexpectedEOF {
		return plain
	}
	return err
}

// kindOf names the kind of a JSON value by its first byte.
func kindOf(b byte) string {
	switch {
	case b == '[':
		return "a list in a list"
	case b == '"':
		return "a text"
	case b == 't' || b == 'f':
		return "a truth value"
	case b == 'n':
		return "null"
	}
	return "a number"
}
