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

// Erratum is what is known to be wrong with pages. It corrects the type of a property, or it says that the pages lack
// a fact which nothing else tells either.
type Erratum struct {
	Pages    []string `yaml:"pages"` // <version>/<file name without ending>
	Property string   `yaml:"property,omitempty"`
	Was      string   `yaml:"was,omitempty"` // the type as it stands
	Is       string   `yaml:"is,omitempty"`
	Lacks    string   `yaml:"lacks,omitempty"` // the fact, as the diagnostic names it (Diagnostic.What)
	Reason   string   `yaml:"reason"`
	Evidence string   `yaml:"evidence"` // address
}

// isWhole reports whether an entry says all that it must: a correction or a lack, with reason and evidence.
func (e Erratum) isWhole() bool {
	corrects := e.Property != "" && e.Was != "" && e.Is != "" && e.Lacks == ""
	lacks := e.Property+e.Was+e.Is == "" && e.Lacks != ""
	return len(e.Pages) > 0 && e.Reason != "" && e.Evidence != "" && (corrects || lacks)
}

// ParseErrata reads a file of errata. Every key must be known and every entry whole.
func ParseErrata(data []byte) ([]Erratum, error) {
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	var list []Erratum
	if err := decoder.Decode(&list); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("errata.yaml: read: %w", err)
	}
	for i, e := range list {
		if !e.isWhole() {
			return nil, fmt.Errorf("errata.yaml: entry %d: pages, reason and evidence are needed, with property, was and is, or with lacks",
				i+1)
		}
	}
	return list, nil
}

// correct applies the errata to the pages that were read. One that does not fit its page is an error.
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
	if e.Lacks != "" {
		p.acknowledge(e)
		return
	}
	at := slices.IndexFunc(p.Properties, func(property schemas.Property) bool {
		return property.Name == e.Property && property.Type == e.Was
	})
	if at < 0 {
		p.report(Error, 0, "erratum on "+e.Property,
			"the page does not give it the type "+e.Was+" (any more): remove the page from the entry")
		return
	}
	if p.printed == nil {
		p.printed = slices.Clone(p.Properties)
	}
	p.Properties[at].Type = e.Is
}

// acknowledge turns the errors about a fact that the page is known to lack into known ones.
func (p *Page) acknowledge(e Erratum) {
	found := false
	for i := range p.Diagnostics {
		if d := &p.Diagnostics[i]; d.What == e.Lacks && (d.Severity == Error || d.Severity == Known) {
			d.Severity, found = Known, true
		}
	}
	if !found {
		p.report(Error, 0, "erratum on "+e.Lacks, "the page does not lack it (any more): remove the page from the entry")
	}
}
