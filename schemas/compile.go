package schemas

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"graphconform/schemas/odata"
)

// schemaBase is the address that derived files have as $id. It leads nowhere; $refs are relative to it.
const schemaBase = "https://graphconform.invalid/"

// compiled is a schema that is compiled once, by whoever asks first.
type compiled struct {
	once   sync.Once
	schema *Schema
	err    error
}

// Schema returns the compiled schema of a type that a page describes, or of a primitive one. It is compiled when it is first asked for,
// with what it refers to in other files, and kept. Schemas that are asked for at the same time are compiled side by side.
func (c *Catalog) Schema(version, name string, use Use) (*Schema, error) {
	if !IsPrimitive(name) {
		if _, err := c.Contract(version, name); err != nil {
			return nil, err
		}
	}
	address := schemaBase + version + "/" + name + ".json#/$defs/" + string(use)
	c.mu.Lock()
	entry, ok := c.schemas[address]
	if !ok {
		entry = &compiled{}
		c.schemas[address] = entry
	}
	c.mu.Unlock()
	entry.once.Do(func() {
		if entry.schema, entry.err = c.compile(address, use); entry.err != nil {
			entry.err = fmt.Errorf("%s/%s.json: compile schema for %s: %w", version, name, use, entry.err)
		}
	})
	return entry.schema, entry.err
}

// compile lends a compiler to one caller at a time: it is not safe for concurrent use, and keeps what it compiled.
func (c *Catalog) compile(address string, use Use) (*Schema, error) {
	c.mu.Lock()
	var compiler *jsonschema.Compiler
	if last := len(c.compilers[use]) - 1; last >= 0 {
		compiler, c.compilers[use] = c.compilers[use][last], c.compilers[use][:last]
	}
	c.mu.Unlock()
	if compiler == nil {
		compiler = c.newCompiler(use)
	}
	schema, err := compiler.Compile(address)
	if err != nil {
		return nil, err // and the compiler goes, with what it may have left unfinished
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.compilers[use] = append(c.compilers[use], compiler)
	return &Schema{schema, members(schema)}, nil
}

// members returns the schemas of an object's members where the schema is of the form that derived ones of entities have: a type, required
// members, and what each of them holds (JSON Schema Core, section 10.3.2.1). Otherwise nil.
func members(s *jsonschema.Schema) map[string]*jsonschema.Schema {
	whole := s.Ref != nil || s.RecursiveRef != nil || s.DynamicRef != nil || s.Always != nil || s.Format != "" || s.Constant != nil ||
		s.Enum != nil || s.Not != nil || s.AllOf != nil || s.AnyOf != nil || s.OneOf != nil || s.If != nil ||
		s.MinProperties != -1 || s.MaxProperties != -1 || s.PropertyNames != nil || s.PatternProperties != nil ||
		s.AdditionalProperties != nil || s.Dependencies != nil || s.DependentRequired != nil || s.DependentSchemas != nil ||
		s.UnevaluatedProperties != nil || s.Extensions != nil
	if whole || !slices.Equal(s.Types, []string{"object"}) {
		return nil
	}
	return s.Properties
}

func (c *Catalog) newCompiler(use Use) *jsonschema.Compiler {
	compiler := jsonschema.NewCompiler()
	// The files are of draft 2020-12, and use no keyword that draft 7 reads otherwise; yet to look whether a file is a
	// schema of draft 7 takes a third of the time.
	compiler.Draft = jsonschema.Draft7
	compiler.AssertFormat = true
	compiler.Formats = odata.Formats()
	compiler.LoadURL = func(address string) (io.ReadCloser, error) {
		file, ok := strings.CutPrefix(address, schemaBase)
		if !ok {
			return nil, fmt.Errorf("%s: %w", address, fs.ErrNotExist)
		}
		data, err := c.schemaFile(path.Clean(file))
		if err != nil {
			return nil, err
		}
		if data, err = definitions(data, use); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		return io.NopCloser(bytes.NewReader(data)), nil
	}
	return compiler
}

// schemaFile reads a derived file. For a primitive type, which has none, it gives what a file would say.
func (c *Catalog) schemaFile(file string) ([]byte, error) {
	of, ok := odata.Named(strings.TrimSuffix(path.Base(file), ".json"))
	if !ok {
		return fs.ReadFile(c.fsys, file)
	}
	values := of.Schema(odata.Facets{})
	return json.Marshal(object{
		"$id":   schemaBase + file,
		"$defs": object{string(ForCreate): values, string(ForUpdate): values, string(ForAnswer): values},
	})
}

// definitions leaves of a derived file what one use needs. A compiler looks at all of a file, and the time that this takes
// grows with the square of it.
func definitions(data []byte, use Use) ([]byte, error) {
	schema, _, found := bytes.Cut(data, []byte(contractMember)) // where the file is laid out as Write does
	if found {
		data = append(bytes.TrimRight(schema, ", \n"), '}')
	}
	var doc struct {
		ID          string                  `json:"$id"` // and no $schema, so that the compiler's draft counts
		Definitions map[Use]json.RawMessage `json:"$defs"`
	}
	if err := json.Unmarshal(data, &doc); err != nil {
		return nil, err
	}
	for name := range doc.Definitions {
		if name != use && (use != ForUpdate || name != ForCreate) { // an update refers to the create
			delete(doc.Definitions, name)
		}
	}
	return json.Marshal(doc)
}
