package certificate

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"time"

	"graphconform/runner/yamlfile"
	"graphconform/suites/conform"
)

// Trusted is a public key, with whose it is.
type Trusted struct {
	Name  string // empty where nobody says
	Key   *Key
	Until string // the last day on which it signs, YYYY-MM-DD; empty for no end
}

// maxTrust bounds a trust file and a revocation list, in bytes.
const maxTrust = 4 << 20

// ParseTrust reads a list of keys {name, key, until} of that file name. key is in PEM.
func ParseTrust(data []byte, file string) ([]Trusted, error) {
	var entries []struct {
		Name  string `yaml:"name"`
		Key   string `yaml:"key"`
		Until string `yaml:"until"`
	}
	if err := yamlfile.Decode(data, file, maxTrust, &entries); err != nil {
		return nil, err
	}
	if len(entries) == 0 {
		return nil, fmt.Errorf("%s: names no key; each entry has name and key, and may have until", file)
	}
	var all []Trusted
	for i, e := range entries {
		key, err := ParsePublic([]byte(e.Key))
		switch {
		case err != nil:
			return nil, fmt.Errorf("%s: entry %d: key: %w", file, i+1, err)
		case e.Name == "" || conform.Printable(e.Name) != e.Name || len(e.Name) > maxName:
			return nil, fmt.Errorf("%s: entry %d: name: want a line of text", file, i+1)
		case !isDay(e.Until):
			return nil, fmt.Errorf("%s: entry %d: until: want a day as YYYY-MM-DD", file, i+1)
		}
		all = append(all, Trusted{Name: e.Name, Key: key, Until: e.Until})
	}
	return all, nil
}

// Revocation takes a certificate back, or all that a key signed.
type Revocation struct {
	Certificate string `yaml:"certificate"` // id of a certificate
	Key         string `yaml:"key"`         // id of a key
	Reason      string `yaml:"reason"`
}

var idForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// ParseRevoked reads a revocation list of that file name: entries {certificate or key, reason}.
func ParseRevoked(data []byte, file string) (all []Revocation, err error) {
	if err := yamlfile.Decode(data, file, maxTrust, &all); err != nil {
		return nil, err
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, fmt.Errorf("%s: empty; a list that revokes nothing is written as []", file)
	}
	for i, r := range all {
		if (r.Certificate == "") == (r.Key == "") || !idForm.MatchString(r.Certificate+r.Key) {
			return nil, fmt.Errorf("%s: entry %d: want certificate or key, with the id that verify prints", file, i+1)
		}
		if r.Reason == "" || conform.Printable(r.Reason) != r.Reason {
			return nil, fmt.Errorf("%s: entry %d: reason: want a line of text", file, i+1)
		}
	}
	return all, nil
}

// isDay reports whether a text is a day, or none at all.
func isDay(text string) bool {
	_, err := time.Parse(time.DateOnly, text)
	return text == "" || err == nil
}

// over reports whether a day is past, of which the whole still counts.
func over(day string, now time.Time) bool {
	return day != "" && strings.Compare(now.UTC().Format(time.DateOnly), day) > 0
}
