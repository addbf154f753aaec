package certificate

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// The types of a statement (in-toto attestation, spec/v1/statement.md and spec/predicates/test-result.md). They are a few members of
// JSON: the library of the same name brings Protocol Buffers for them.
const (
	statementType = "https://in-toto.io/Statement/v1"
	predicateType = "https://in-toto.io/attestation/test-result/v0.1"
)

// statement says of a product that it passed a test.
type statement struct {
	Type          string       `json:"_type"`
	Subject       []descriptor `json:"subject"`
	PredicateType string       `json:"predicateType"`
	Predicate     predicate    `json:"predicate"`
}

// predicate is a test result. Tests are rules: passed are those of which every check passed in every run, warned those of which one was
// not judged as passed.
type predicate struct {
	Result        string       `json:"result"` // PASSED, or WARNED where findings are disputed
	Configuration []descriptor `json:"configuration"`
	PassedTests   []string     `json:"passedTests"`
	WarnedTests   []string     `json:"warnedTests"`
	FailedTests   []string     `json:"failedTests"` // of level advisory, or disputed
}

// descriptor describes a resource (spec/v1/resource_descriptor.md).
type descriptor struct {
	Name        string            `json:"name,omitempty"`
	Digest      map[string]string `json:"digest"`
	Annotations map[string]string `json:"annotations,omitempty"`
}

func described(name, sum string, annotations map[string]string) descriptor {
	return descriptor{Name: name, Digest: map[string]string{"sha256": sum}, Annotations: annotations}
}

// fileMark is the annotation of a descriptor that is a file of the bundle.
const fileMark = "file"

// newStatement words a certificate as a statement. digests are those of all files of the bundle but the envelope, by name.
func newStatement(c *Certificate, digests map[string]string) *statement {
	product := c.Product.Digest
	if product == "" {
		product = digests[productFile]
	}
	s := &statement{
		Type: statementType, PredicateType: predicateType,
		Subject: []descriptor{described(c.Product.Name+" "+c.Product.Version, strings.TrimPrefix(product, "sha256:"), nil)},
		Predicate: predicate{
			Result: "PASSED", PassedTests: c.Tests.Passed, WarnedTests: c.Tests.Warned, FailedTests: c.Tests.Failed,
			Configuration: []descriptor{
				described("graphconform", c.Suite.SHA256, map[string]string{"version": c.Suite.Version, "module": c.Suite.Module}),
				described("rules", c.Rules.SHA256, nil),
				described("catalog", strings.TrimPrefix(c.Catalog.Digest, "sha256:"), map[string]string{"editions": c.Catalog.editions()}),
			},
		},
	}
	if len(c.Disputes) > 0 {
		s.Predicate.Result = "WARNED"
	}
	for _, name := range sortedKeys(digests) {
		about := map[string]string{fileMark: name}
		for _, r := range c.Runs {
			if r.Report == name || r.Evidence == name {
				about["profile"], about["seed"], about["run"] = c.Profile, fmt.Sprint(r.Seed), r.RunID
				about["started"], about["ended"] = r.Started, r.Ended
			}
		}
		s.Predicate.Configuration = append(s.Predicate.Configuration, described(name, digests[name], about))
	}
	return s
}

// files returns the digests of the bundle's files as the statement names them, by name.
func (s *statement) files() (map[string]string, error) {
	files := map[string]string{}
	for _, d := range s.Predicate.Configuration {
		name, isFile := d.Annotations[fileMark]
		if !isFile {
			continue
		}
		sum := d.Digest["sha256"]
		if _, twice := files[name]; twice || name != d.Name || !isName(name) || name == attestationFile {
			return nil, fmt.Errorf("names a file %q", name)
		}
		if data, err := hex.DecodeString(sum); err != nil || len(data) != 32 {
			return nil, fmt.Errorf("has no digest of %s", name)
		}
		files[name] = sum
	}
	return files, nil
}

// isName reports whether a file may be called that in a bundle.
func isName(name string) bool {
	return name != "" && len(name) <= 60 && name[0] != '.' &&
		!strings.ContainsFunc(name, func(r rune) bool { return !strings.ContainsRune(nameRunes, r) })
}

const nameRunes = "abcdefghijklmnopqrstuvwxyz0123456789-."

// check reports why a statement is none that this package writes.
func (s *statement) check() error {
	switch {
	case s.Type != statementType || s.PredicateType != predicateType:
		return fmt.Errorf("is of type %q about %q, not a test result in an in-toto Statement v1", s.Type, s.PredicateType)
	case len(s.Subject) != 1:
		return fmt.Errorf("is about %d subjects, not one", len(s.Subject))
	case !slices.Contains([]string{"PASSED", "WARNED"}, s.Predicate.Result):
		return fmt.Errorf("has the result %q", s.Predicate.Result)
	}
	return nil
}
