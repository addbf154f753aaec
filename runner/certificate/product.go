package certificate

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"graphconform/runner/yamlfile"
	"graphconform/suites/conform"
)

// Product is what is certified, as its vendor describes it.
type Product struct {
	Name    string `yaml:"name" json:"name"`
	Version string `yaml:"version" json:"version"`
	Vendor  string `yaml:"vendor" json:"vendor"`
	URL     string `yaml:"url" json:"url,omitempty"`
	Digest  string `yaml:"digest" json:"digest,omitempty"` // "sha256:…" of what is shipped, where it is one file
}

// Dispute is what a vendor says of a check that did not pass. It is carried and shown; it makes no check pass.
type Dispute struct {
	Check     string `yaml:"check" json:"check"` // id
	Statement string `yaml:"statement" json:"statement"`
}

// The bounds of what a vendor says.
const (
	maxName       = 200
	maxStatement  = 2000
	maxDisputes   = 1000
	maxProduct    = 64 << 10
	maxDisputed   = 4 << 20
	digestExample = "sha256:<64 hexadecimal digits>"
)

var digestForm = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)

// ParseProduct reads a product file of that name.
func ParseProduct(data []byte, name string) (p Product, err error) {
	if err := yamlfile.Decode(data, name, maxProduct, &p); err != nil {
		return p, err
	}
	for _, field := range []struct {
		key, value string
		needed     bool
	}{{"name", p.Name, true}, {"version", p.Version, true}, {"vendor", p.Vendor, true}, {"url", p.URL, false}} {
		switch {
		case field.needed && strings.TrimSpace(field.value) == "":
			return p, fmt.Errorf("%s: %s: missing; a product has name, version and vendor, and may have url and digest", name, field.key)
		case len(field.value) > maxName || conform.Printable(field.value) != field.value:
			return p, fmt.Errorf("%s: %s: longer than %d bytes, or not one line of text", name, field.key, maxName)
		}
	}
	if p.URL != "" {
		if to, err := url.Parse(p.URL); err != nil || to.Scheme != "https" && to.Scheme != "http" || to.Host == "" || to.User != nil {
			return p, fmt.Errorf("%s: url: want an http or https URL without a user", name)
		}
	}
	if p.Digest != "" && !digestForm.MatchString(p.Digest) {
		return p, fmt.Errorf("%s: digest: want %s", name, digestExample)
	}
	return p, nil
}

// ParseDisputes reads a list of disputes of that name.
func ParseDisputes(data []byte, name string) (all []Dispute, err error) {
	if err := yamlfile.Decode(data, name, maxDisputed, &all); err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s: names no check; leave the file out where nothing is disputed", name)
	}
	if len(all) > maxDisputes {
		return nil, fmt.Errorf("%s: %d disputes, more than %d", name, len(all), maxDisputes)
	}
	seen := map[string]bool{}
	for i, d := range all {
		switch {
		case strings.Count(d.Check, "/") < 4 || strings.ContainsAny(d.Check, "*?") || conform.Printable(d.Check) != d.Check:
			return nil, fmt.Errorf("%s: entry %d: check: want the id of one check, version/type/operation/family/place", name, i+1)
		case strings.TrimSpace(d.Statement) == "" || len(d.Statement) > maxStatement || conform.Printable(d.Statement) != d.Statement:
			return nil, fmt.Errorf("%s: entry %d: statement: want one line of text of up to %d bytes", name, i+1, maxStatement)
		case seen[d.Check]:
			return nil, fmt.Errorf("%s: entry %d: %s stands twice", name, i+1, d.Check)
		}
		seen[d.Check] = true
	}
	return all, nil
}
