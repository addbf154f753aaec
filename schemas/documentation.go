package schemas

import (
	"bytes"
	_ "embed"
	"regexp"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"
)

//go:embed documentation.yaml
var documented []byte

// documentation is the rule by which a page has an address.
type documentation struct {
	Names    string            `yaml:"names"` // regular expression of the names of pages that are on the site
	Address  string            `yaml:"address"`
	Versions map[string]string `yaml:"versions"`

	named *regexp.Regexp
}

var site = sync.OnceValues(func() (d documentation, err error) {
	decoder := yaml.NewDecoder(bytes.NewReader(documented))
	decoder.KnownFields(true)
	if err = decoder.Decode(&d); err == nil {
		d.named, err = regexp.Compile(d.Names)
	}
	return d, err
})

// Address is where people read a page of an API version, named as its file without ending; empty where it is not known to be anywhere.
// Whatever the name is, the address is one of the site in documentation.yaml.
func Address(version, page string) string {
	d, err := site()
	called, known := d.Versions[version]
	if err != nil || !known || !d.named.MatchString(page) {
		return ""
	}
	return strings.NewReplacer("{page}", page, "{version}", called).Replace(d.Address)
}

// PageOf is the page that people find of a source: the file that it was read from, or one of the same title where that has no address;
// empty where there is none.
func (c *Contract) PageOf(source Source) string {
	if Address(c.Version, source.File) != "" {
		return source.File
	}
	for _, other := range c.Sources {
		if other.Page == source.Page && Address(c.Version, other.File) != "" {
			return other.File
		}
	}
	return ""
}
