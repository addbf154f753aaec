// Package yamlfile reads files that people write: one YAML document of known keys, with errors that name file and line.
//
// What the keys mean, and whether their values fit together, is for the packages that own the files.
package yamlfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"

	"graphconform/schemas/near"
)

// Decode reads the one document of a file of that name, of most bytes at most, into a struct or a list of structs. A file without one
// leaves it as it is.
func Decode(data []byte, name string, most int, into any) error {
	if len(data) > most {
		return fmt.Errorf("%s: longer than %d KiB", name, most>>10)
	}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(into); err != nil && !errors.Is(err, io.EOF) {
		return reworded(name, err, keys(reflect.TypeOf(into)))
	}
	if err := decoder.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%s: holds more than one document; only the first would count: make them one", name)
	}
	return nil
}

// Located rewords an error of the YAML reader so that it begins with file and line.
func Located(name string, err error) error { return reworded(name, err, nil) }

var (
	lineInError  = regexp.MustCompile(`line (\d+): `)
	goType       = regexp.MustCompile(` into .+$`) // as Go calls it
	unknownField = regexp.MustCompile(`field (\S+) not found in type .+$`)
)

// reworded says what is wrong first, and which key of those known may have been meant.
func reworded(name string, err error, known []string) error {
	text := strings.TrimPrefix(strings.TrimPrefix(err.Error(), "yaml: "), "unmarshal errors:\n  ")
	text, _, _ = strings.Cut(text, "\n")
	text = goType.ReplaceAllString(text, "")
	if m := unknownField.FindStringSubmatch(text); m != nil {
		hint := near.Question(m[1], known)
		if hint == "" {
			hint = "known are " + strings.Join(known, ", ")
		}
		text = strings.Replace(text, m[0], "unknown key "+m[1]+"; "+hint, 1)
	}
	if at := lineInError.FindStringSubmatch(text); at != nil {
		return fmt.Errorf("%s:%s: %s", name, at[1], strings.Replace(text, at[0], "", 1))
	}
	return fmt.Errorf("%s: %s", name, text)
}

// keys returns the names of the members of a YAML mapping, and of those below it, in the order of the fields.
func keys(of reflect.Type) (names []string) {
	for of.Kind() == reflect.Pointer || of.Kind() == reflect.Slice {
		of = of.Elem()
	}
	if of.Kind() != reflect.Struct {
		return nil
	}
	for i := range of.NumField() {
		field := of.Field(i)
		if name, _, _ := strings.Cut(field.Tag.Get("yaml"), ","); name != "" && name != "-" {
			names = append(names, name)
			names = append(names, keys(field.Type)...)
		}
	}
	return names
}
