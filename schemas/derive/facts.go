package derive

import (
	"bufio"
	"encoding/json"
	"io"

	"graphconform/schemas"
)

// facts is one page's line in a file of facts.
type facts struct {
	Page          string           `json:"page"`
	Version       string           `json:"version"`
	Kind          PageKind         `json:"kind"`
	Method        string           `json:"method"`
	Path          string           `json:"path"`
	Paths         []factPath       `json:"paths"`
	Resource      string           `json:"resource"`
	Properties    []factProperty   `json:"properties"`
	Members       []schemas.Member `json:"members,omitempty"`
	SuccessStatus int              `json:"successStatus"`
}

type factPath struct {
	Method string `json:"method"`
	Path   string `json:"path"`
}

type factProperty struct {
	Name       string   `json:"name"`
	Type       string   `json:"type"`
	Collection bool     `json:"collection"`
	ReadOnly   bool     `json:"readOnly"`
	Enum       []string `json:"enum"`
}

// WriteFacts writes one JSON object a line and page: what the page says, enums resolved across all pages.
func WriteFacts(w io.Writer, pages []*Page) error {
	out := bufio.NewWriter(w)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for _, p := range pages {
		if err := encoder.Encode(p.facts()); err != nil {
			return err
		}
	}
	return out.Flush()
}

func (p *Page) facts() facts {
	f := facts{
		Page: p.Name, Version: p.Version, Kind: p.Kind, Method: p.Method, Resource: p.Resource,
		Paths: []factPath{}, Properties: []factProperty{}, Members: p.Members, SuccessStatus: p.Status,
	}
	for _, path := range p.Paths {
		f.Paths = append(f.Paths, factPath{p.Method, path})
	}
	if len(p.Paths) > 0 {
		f.Path = p.Paths[0]
	}
	properties := p.Properties
	if p.printed != nil {
		properties = p.printed
	}
	for _, property := range properties {
		enum := property.Enum
		if enum == nil {
			enum = []string{}
		}
		f.Properties = append(f.Properties, factProperty{
			property.Name, property.Type, property.Collection, property.ReadOnly == schemas.ReadOnlyDocumented, enum,
		})
	}
	return f
}
