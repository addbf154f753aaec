package derive

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"

	"go.yaml.in/yaml/v3"

	"graphconform/schemas"
)

// Erratum corrects the type of a property on pages that are known wrong.
type Erratum struct {
	Pages    []string `yaml:"pages"` // <version>/<file name without ending>
	Property string   `yaml:"property"`
	Was      string   `yaml:"was"` // the type as it stands
	Is       string   `yaml:"is"`
	Reason   string   `yaml:"reason"`
	Evidence string   `yaml:"evidence"` // address
}

// ParseErrata reads a file of corrections. Every key must be known and every value given.
func ParseErrata(data []byte) ([]Erratum, error) {
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	var list []Erratum
	if err := decoder.Decode(&list); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("errata.yaml: read: %w", err)
	}
	for i, e := range list {
		if len(e.Pages) == 0 || e.Property == "" || e.Was == "" || e.Is == "" || e.Reason == "" || e.Evidence == "" {
			return nil, fmt.Errorf("errata.yaml: entry %d: pages, property, was, is, reason and evidence are all needed", i+1)
		}
	}
	return list, nil
}

// correct applies the corrections to the pages that were read. One that does not fit its page is an error.
func correct(pages []*Page, errata []Erratum) {
	byName := map[string][]*Page{}
	for _, p := range pages {
		key := p.Version + "/" + p.Name
		byName[key] = append(byName[key], p)
	}
	for _, e := range errata {
		for _, name := range e.Pages {
			for _, p := range byName[name] {
				p.correct(e)
			}
		}
	}
}

func (p *Page) correct(e Erratum) {
	at := slices.IndexFunc(p.Properties, func(property schemas.Property) bool {
		return property.Name == e.Property && property.Type == e.Was
	})
	if at < 0 {
		p.report(Error, 0, "erratum on "+e.Property, "the page does not give it the type "+e.Was+" (any more): remove the page from the entry")
		return
	}
	if p.printed == nil {
		p.printed = slices.Clone(p.Properties)
	}
	p.Properties[at].Type = e.Is
}
