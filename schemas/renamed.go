package schemas

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Rename says that a name of the contract is now spelt otherwise: check ids that hold the old name go on
// under the new one.
type Rename struct {
	Version string `yaml:"version"`
	Type    string `yaml:"type,omitempty"`     // where a property or member is renamed: its type
	At      string `yaml:"property,omitempty"` // where a member is renamed: its property
	Old     string `yaml:"old"`
	New     string `yaml:"new"`
}

// MaxRenames is how many bytes a file of renames may have.
const MaxRenames = 4 << 20

// ParseRenames reads a list of renames. Every key must be known.
func ParseRenames(data []byte) ([]Rename, error) {
	var renames []Rename
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	err := decoder.Decode(&renames)
	var types *yaml.TypeError
	switch {
	case errors.Is(err, io.EOF): // nothing but comments
		return nil, nil
	case errors.As(err, &types):
		return nil, errors.New(types.Errors[0])
	}
	return renames, err
}

// Renames finds in the changes what was removed and added under a name that differs in letter case alone. Any
// other pair may be two different things, which only a person can tell.
func Renames(changes []Change) []Rename {
	var found []Rename
	for _, removed := range changes {
		subject, ok := strings.CutSuffix(removed.What, " removed")
		if !ok {
			continue
		}
		for _, added := range changes {
			if added.What != subject+" added" || added.Version != removed.Version {
				continue
			}
			if r, ok := rename(subject, removed, added); ok {
				found = append(found, r)
			}
		}
	}
	return found
}

func rename(subject string, removed, added Change) (Rename, bool) {
	r := Rename{Version: removed.Version}
	switch subject {
	case "type":
		r.Old, r.New = removed.Type, added.Type
	case "property":
		r.Type, r.Old, r.New = removed.Type, removed.At, added.At
	case "member":
		r.Type, r.At, r.Old, r.New = removed.Type, removed.At, removed.Old, added.New
	default:
		return r, false
	}
	samePlace := subject == "type" || removed.Type == added.Type && (subject == "property" || removed.At == added.At)
	return r, samePlace && strings.EqualFold(r.Old, r.New)
}
