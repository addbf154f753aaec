package waiver

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"graphconform/runner/yamlfile"
	"graphconform/schemas"
	"graphconform/suites/conform"
)

// fileLimit bounds a waiver file, in bytes.
const fileLimit = 4 << 20

// Open reads a waiver file.
func Open(path string) ([]Waiver, error) {
	data, err := schemas.ReadFile(path, fileLimit)
	if err != nil {
		return nil, err
	}
	return Read(path, data)
}

// Read reads a YAML list of entries {check, kind, reason, link, expires}; all but link are needed. name stands in errors and in
// each entry's At. Every problem is reported, with its line.
func Read(name string, data []byte) ([]Waiver, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(data, &document); err != nil {
		return nil, yamlfile.Located(name, err)
	}
	if len(document.Content) == 0 { // nothing but comments
		return nil, nil
	}
	list := document.Content[0]
	if list.Kind != yaml.SequenceNode {
		return nil, fmt.Errorf("%s:%d: not a list; each waiver begins with `- check: PATTERN`", name, list.Line)
	}
	var waivers []Waiver
	var problems []error
	for _, item := range list.Content {
		w, err := entry(name, item)
		waivers = append(waivers, w)
		problems = append(problems, err)
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	return waivers, nil
}

// entry reads one item of the list.
func entry(name string, item *yaml.Node) (Waiver, error) {
	w := Waiver{At: fmt.Sprintf("%s:%d", name, item.Line)}
	if item.Kind != yaml.MappingNode {
		return w, fmt.Errorf("%s: not a mapping; write `- check: PATTERN`, and below it kind, reason and expires", w.At)
	}
	var problems []error
	set := map[string]bool{}
	for i := 0; i+1 < len(item.Content); i += 2 {
		key, value := item.Content[i], item.Content[i+1]
		at := fmt.Sprintf("%s:%d", name, key.Line)
		switch {
		case set[key.Value]:
			problems = append(problems, fmt.Errorf("%s: %s stands twice", at, key.Value))
		case value.Kind != yaml.ScalarNode:
			problems = append(problems, fmt.Errorf("%s: %s: not a text", at, key.Value))
		default:
			if err := w.set(key.Value, value.Value); err != nil {
				problems = append(problems, fmt.Errorf("%s: %w", at, err))
			}
		}
		set[key.Value] = true
	}
	for _, needed := range []string{"check", "kind", "reason", "expires"} {
		if !set[needed] {
			problems = append(problems, fmt.Errorf("%s: %s is missing", w.At, needed))
		}
	}
	if problems == nil && w.Kind == KnownFlaky && namesNothing(w.Check.String()) {
		problems = append(problems, fmt.Errorf("%s: %s may fail matches every check, also those that nobody knows to fail yet: "+
			"name a resource, an operation, a family or a place", w.At, w.Check))
	}
	return w, errors.Join(problems...)
}

// namesNothing reports whether a pattern has no word of an id but its version.
func namesNothing(pattern string) bool {
	for _, version := range []string{"beta/", "v1.0/"} {
		pattern = strings.TrimPrefix(pattern, version)
	}
	return strings.Trim(pattern, "*?/") == ""
}

func (w *Waiver) set(key, text string) (err error) {
	switch key {
	case "check":
		if w.Check, err = conform.ParseGlob(text); err != nil {
			return fmt.Errorf("check: %w", err)
		}
	case "kind":
		if w.Kind = Kind(text); w.Kind != KnownFailing && w.Kind != KnownFlaky {
			return fmt.Errorf("kind: %q: want %s (must fail) or %s (may fail)", text, KnownFailing, KnownFlaky)
		}
	case "reason":
		if w.Reason = conform.Printable(strings.TrimSpace(text)); w.Reason == "" {
			return errors.New("reason: empty; say why the failure is lived with")
		}
	case "link":
		to, err := url.Parse(text)
		if err != nil || to.Scheme != "https" && to.Scheme != "http" || to.Host == "" {
			return fmt.Errorf("link: %q: want an http or https URL", text)
		}
		w.Link = text
	case "expires":
		if _, err := time.Parse(time.DateOnly, text); err != nil {
			return fmt.Errorf("expires: %q: want a day as YYYY-MM-DD, the last one on which the waiver holds", text)
		}
		w.Expires = text
	default:
		return fmt.Errorf("%q: no such key; there are check, kind, reason, link and expires", key)
	}
	return nil
}
