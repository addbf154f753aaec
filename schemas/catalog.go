package schemas

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v5"
	"golang.org/x/sync/errgroup"
)

// versions are the version folders that a catalog may have, sorted.
var versions = []string{"beta", "v1.0"}

// Catalog is a set of contracts with their JSON Schemas, read lazily from files <version>/<type>.json.
// It is safe for concurrent use; what it returns is shared and must not be changed.
type Catalog struct {
	fsys fs.FS
	keep func(version, name string) bool // nil keeps all

	mu        sync.Mutex // guards the caches below
	contracts map[string]*Contract
	names     map[string][]string
	indexes   map[string]map[string]Entry
	schemas   map[string]*compiled
	compilers map[Use][]*jsonschema.Compiler // those that are idle
	derived   map[string]map[string][]string // descendants by version and base
}

// Open returns the catalog whose root holds the folders v1.0 and beta; either may be missing.
func Open(fsys fs.FS) *Catalog {
	return &Catalog{
		fsys:      fsys,
		contracts: map[string]*Contract{},
		names:     map[string][]string{},
		indexes:   map[string]map[string]Entry{},
		schemas:   map[string]*compiled{},
		compilers: map[Use][]*jsonschema.Compiler{},
		derived:   map[string]map[string][]string{},
	}
}

// Files returns the files that the catalog reads.
func (c *Catalog) Files() fs.FS { return c.fsys }

// Restrict returns a catalog over the same files that names only the types for which keep is true. The others can still be
// asked for by name, for types refer to each other.
func (c *Catalog) Restrict(keep func(version, name string) bool) *Catalog {
	restricted := Open(c.fsys)
	restricted.keep = keep
	return restricted
}

// Versions returns the versions that have types, sorted.
func (c *Catalog) Versions() []string {
	var found []string
	for _, v := range versions {
		if names, err := c.Names(v); err == nil && len(names) > 0 {
			found = append(found, v)
		}
	}
	return found
}

// Names returns the names of a version's types, sorted. A version without a folder has none.
func (c *Catalog) Names(version string) ([]string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if names, ok := c.names[version]; ok {
		return names, nil
	}
	if !slices.Contains(versions, version) {
		return nil, fmt.Errorf("version %q: neither v1.0 nor beta", version)
	}
	entries, err := fs.Glob(c.fsys, version+"/*.json")
	if err != nil {
		return nil, fmt.Errorf("%s: list types: %w", version, err)
	}
	names := []string{}
	for _, file := range entries {
		name := strings.TrimSuffix(path.Base(file), ".json")
		if path.Base(file) != IndexName && (c.keep == nil || c.keep(version, name)) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	c.names[version] = names
	return names, nil
}

// Contract returns one type's contract. The error of an unknown type wraps fs.ErrNotExist.
func (c *Catalog) Contract(version, name string) (*Contract, error) {
	file := version + "/" + name + ".json"
	c.mu.Lock()
	contract, ok := c.contracts[file]
	c.mu.Unlock()
	if ok {
		return contract, nil
	}
	if !fs.ValidPath(file) || strings.Contains(name, "/") {
		return nil, fmt.Errorf("%s: read contract: %w", file, fs.ErrNotExist)
	}
	data, err := fs.ReadFile(c.fsys, file)
	if err != nil {
		return nil, fmt.Errorf("%s: read contract: %w", file, err)
	}
	if contract, err = decodeContract(data); err != nil {
		return nil, fmt.Errorf("%s: read contract: %w", file, err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if first, ok := c.contracts[file]; ok { // read twice at the same time: all callers share one
		return first, nil
	}
	c.contracts[file] = contract
	return contract, nil
}

// contractMember is how the contract begins in a file that Write wrote, where it is the last member.
const contractMember = "\n  \"x-contract\": "

// decodeContract reads the contract of a file. Where the file is laid out as Write does, it need not read the schema.
func decodeContract(data []byte) (*Contract, error) {
	var doc struct {
		Contract *Contract `json:"x-contract"`
	}
	if at := bytes.Index(data, []byte(contractMember)); at >= 0 {
		data = append([]byte("{"), data[at:]...)
	}
	if err := json.Unmarshal(data, &doc); err != nil {
		return nil, err
	}
	if doc.Contract == nil {
		return nil, errors.New("no x-contract")
	}
	return doc.Contract, nil
}

// Contracts returns all contracts, by version, then name.
func (c *Catalog) Contracts() ([]*Contract, error) {
	var all []*Contract
	for _, version := range versions {
		names, err := c.Names(version)
		if err != nil {
			return nil, err
		}
		found, failed := make([]*Contract, len(names)), make([]error, len(names))
		var group errgroup.Group
		group.SetLimit(runtime.GOMAXPROCS(0))
		for i, name := range names {
			group.Go(func() error {
				found[i], failed[i] = c.Contract(version, name)
				return nil
			})
		}
		_ = group.Wait() // errors are kept by name, so that the same one is returned every time
		if err := cmp.Or(failed...); err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}
