package certificate

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"graphconform/schemas"
	"graphconform/suites/evidence"
)

// schemaURL names the schema to its compiler; nothing is fetched.
const schemaURL = "https://graphconform.invalid/report.schema.json"

// validate holds a packed report against its schema: its lists an element at a time, so that none of them is in memory.
func validate(in io.Reader) error {
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat = true
	if err := compiler.AddResource(schemaURL, bytes.NewReader(schemas.ReportSchema())); err != nil {
		return err
	}
	whole, err := compiler.Compile(schemaURL)
	if err != nil {
		return err
	}
	plain, err := evidence.Unpack(in)
	if err != nil {
		return err
	}
	decoder := json.NewDecoder(bufio.NewReaderSize(io.LimitReader(plain, maxReport), 1<<16))
	decoder.UseNumber()
	if err := delimiter(decoder, '{'); err != nil {
		return err
	}
	head := map[string]any{}
	for decoder.More() {
		if err := member(decoder, whole, head); err != nil {
			return err
		}
	}
	if err := delimiter(decoder, '}'); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something stands behind its end")
	}
	return valid(whole, head, "the report")
}

// member reads a member of the report into head, of a list only that it is there: its elements are validated here.
func member(decoder *json.Decoder, whole *jsonschema.Schema, head map[string]any) error {
	token, err := decoder.Token()
	if err != nil {
		return err
	}
	name, _ := token.(string)
	if _, twice := head[name]; twice {
		return fmt.Errorf("the member %q stands twice", cut(name))
	}
	if schema := whole.Properties[name]; schema != nil && schema.Items2020 != nil {
		head[name] = []any{}
		return elements(decoder, name, schema.Items2020)
	}
	var value any
	err = decoder.Decode(&value)
	head[name] = value
	return err
}

// elements validates each element of an array.
func elements(decoder *json.Decoder, name string, schema *jsonschema.Schema) error {
	if err := delimiter(decoder, '['); err != nil {
		return err
	}
	for i := 0; decoder.More(); i++ {
		var value any
		if err := decoder.Decode(&value); err != nil {
			return err
		}
		if err := valid(schema, value, fmt.Sprintf("%s %d", name, i)); err != nil {
			return err
		}
	}
	return delimiter(decoder, ']')
}

func delimiter(decoder *json.Decoder, want json.Delim) error {
	token, err := decoder.Token()
	if err != nil {
		return err
	}
	if token != want {
		return fmt.Errorf("%v, where %v is wanted", token, want)
	}
	return nil
}

// valid names the first place that departs from a schema.
func valid(schema *jsonschema.Schema, value any, what string) error {
	err := schema.Validate(value)
	var invalid *jsonschema.ValidationError
	if !errors.As(err, &invalid) {
		return err
	}
	for len(invalid.Causes) > 0 {
		invalid = invalid.Causes[0]
	}
	return fmt.Errorf("%s: %s: %s", what, cut(invalid.InstanceLocation), cut(invalid.Message))
}
