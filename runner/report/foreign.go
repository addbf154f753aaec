package report

import (
	"encoding/json"
	"fmt"
	"slices"

	"graphconform/suites/conform"
)

// oneLine returns what a report says beside rules, checks and exchanges with every text fit for a line of a terminal: whoever wrote the
// file may have put anything there.
func (r *Report) oneLine() (*Report, error) {
	data, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	var head any
	if err := json.Unmarshal(data, &head); err != nil {
		return nil, err
	}
	if data, err = json.Marshal(printable(head)); err != nil {
		return nil, err
	}
	out := &Report{}
	return out, json.Unmarshal(data, out)
}

func printable(value any) any {
	switch value := value.(type) {
	case string:
		return conform.Printable(value)
	case []any:
		for i := range value {
			value[i] = printable(value[i])
		}
	case map[string]any:
		out := map[string]any{}
		for name, member := range value {
			out[conform.Printable(name)] = printable(member)
		}
		return out
	}
	return value
}

// check refuses names that no program of the suite writes: they stand in commands, links and annotations.
func (s *stored) check() error {
	for _, name := range []string{s.ID, s.Rule, s.RootCause} {
		if conform.Printable(name) != name {
			return fmt.Errorf("check %q: %q holds a control character", cut(s.ID, 200), cut(name, 200))
		}
	}
	if s.Level != "" && !slices.Contains(levels(), s.Level) {
		return fmt.Errorf("check %q: no level %q", cut(s.ID, 200), cut(string(s.Level), 40))
	}
	return nil
}

// check refuses rules as it does checks, and makes their texts fit for a line.
func (r *Rule) check() error {
	if conform.Printable(r.ID) != r.ID {
		return fmt.Errorf("rule %q: holds a control character", cut(r.ID, 200))
	}
	if !slices.Contains(levels(), r.Level) {
		return fmt.Errorf("rule %q: no level %q", cut(r.ID, 200), cut(string(r.Level), 40))
	}
	return nil
}
