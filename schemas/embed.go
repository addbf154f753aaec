package schemas

import (
	"bytes"
	"embed"
	"fmt"
	"sync"
)

// files are the derived data. A pattern keeps the build independent of which versions have any.
//
//go:embed */*.json
var files embed.FS

var embedded = sync.OnceValue(func() *Catalog { return Open(files) })

// Embedded returns the committed catalog. Nothing is decoded before it is asked for.
func Embedded() *Catalog { return embedded() }

//go:embed renamed.yaml
var renamed []byte

// Renamed returns the committed names that the catalog once spelt otherwise, the oldest first.
func Renamed() ([]Rename, error) {
	renames, err := ParseRenames(renamed)
	if err != nil {
		return nil, fmt.Errorf("renamed.yaml: %w", err)
	}
	return renames, nil
}

//go:embed errata.yaml
var errata []byte

// Errata returns the committed corrections of pages, as YAML; schemas/derive reads them.
func Errata() []byte { return bytes.Clone(errata) }

//go:embed report.schema.json
var reportSchema []byte

// ReportSchema returns the JSON Schema of the reports of runs.
func ReportSchema() []byte { return bytes.Clone(reportSchema) }
