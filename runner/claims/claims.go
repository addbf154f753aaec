// Package claims finds out which documented operations a target answers at all, and keeps that in a claims file: what the target says
// that it implements.
//
// It sends harmless requests, and holds the answers against those for what does not exist. It judges nothing: what a claimed operation does
// is for the suites.
package claims

import (
	"fmt"
	"os"
	"slices"

	"go.yaml.in/yaml/v3"

	"graphconform/runner/yamlfile"
	"graphconform/schemas"
)

// File is a claims file.
type File struct {
	Target      string   `yaml:"target"`      // service root that was asked
	Implemented []string `yaml:"implemented"` // "beta/deviceComplianceDeviceStatus create"
	// Unclear are operations of which map could not tell: they are checked, and may be refused.
	Unclear []string `yaml:"unclear,omitempty"`
}

// maxFile is the size from which a file is no claims file, in bytes.
const maxFile = 16 << 20

// Read reads a claims file into a set of operations: true for what is implemented, false for what is unclear. root is the service root of
// the target that was asked, empty where the file names none. Errors name the file, and the line where there is one.
func Read(path string) (operations map[string]bool, root string, err error) {
	data, err := schemas.ReadFile(path, maxFile)
	if err != nil {
		return nil, "", err
	}
	return Parse(data, path)
}

// Parse reads the bytes of a claims file of that name.
func Parse(data []byte, path string) (operations map[string]bool, root string, err error) {
	var file File
	if err := yamlfile.Decode(data, path, maxFile, &file); err != nil {
		return nil, "", fmt.Errorf("%w; `graphconform map --claims FILE` writes such a file", err)
	}
	set := map[string]bool{}
	for _, operation := range file.Unclear {
		set[operation] = false
	}
	for _, operation := range file.Implemented {
		set[operation] = true
	}
	return set, file.Target, nil
}

// Write writes the operations that the rows show to be implemented, and those that may be.
func Write(path, root string, rows []Row) error {
	file := File{Target: root, Implemented: []string{}}
	for _, row := range rows {
		switch row.Result {
		case Implemented:
			file.Implemented = append(file.Implemented, row.Operation)
		case Unclear:
			file.Unclear = append(file.Unclear, row.Operation)
		}
	}
	slices.Sort(file.Implemented)
	slices.Sort(file.Unclear)
	data, err := yaml.Marshal(file)
	if err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o666)
}
