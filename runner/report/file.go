package report

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"graphconform/suites/conform"
	"graphconform/suites/evidence"
	"graphconform/suites/recorded"
)

// document is report.json: the report's members, and the long ones an element a line.
type document struct {
	*Report
	Rules      []Rule     `json:"rules"`
	Texts      []string   `json:"texts"` // that checks point to
	Exchanges  []Exchange `json:"exchanges"`
	Documented []Exchange `json:"documented"`
	Checks     []stored   `json:"checks"`
}

// stored is a Check in report.json. Texts are indexes into the table; what the rule says stands with the rule alone.
type stored struct {
	ID           string          `json:"id"`
	Rule         string          `json:"rule"`
	Verdict      conform.Verdict `json:"verdict"`
	Side         string          `json:"side,omitempty"`    // of a recording: "request" or "answer"
	Level        conform.Level   `json:"level,omitempty"`   // where it is not the rule's
	Promise      *int            `json:"promise,omitempty"` // where it is not the rule's
	Source       *int            `json:"source,omitempty"`  // where it is not the rule's standard
	Reason       *int            `json:"reason,omitempty"`
	RootCause    string          `json:"follows,omitempty"`
	Observations int             `json:"observations,omitempty"`
	Findings     []Finding       `json:"findings,omitempty"`
	More         int             `json:"more,omitempty"`
	Exchanges    []int           `json:"exchanges,omitempty"`
	Cause        *Cause          `json:"cause,omitempty"`
	Limits       []conform.Limit `json:"limits,omitempty"`
	Page         *int            `json:"page,omitempty"`
	Line         int             `json:"line,omitempty"`
}

// Write writes report.json.
func Write(out io.Writer, r *Report) error {
	head, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(out, 1<<16)
	w.Write(head[:len(head)-2]) //nolint:errcheck // the last Flush returns the error
	texts := newTable(r)
	elements(w, "rules", len(r.Rules), func(i int) any { return &r.Rules[i] })
	elements(w, "texts", len(texts.all), func(i int) any { return texts.all[i] })
	elements(w, "exchanges", len(r.Exchanges), func(i int) any { return &r.Exchanges[i] })
	elements(w, "documented", len(r.Documented), func(i int) any { return &r.Documented[i] })
	elements(w, "checks", len(r.Checks), func(i int) any { return texts.store(&r.Checks[i]) })
	w.WriteString("\n}\n") //nolint:errcheck // the last Flush returns the error
	return w.Flush()
}

// elements writes one array, an element a line.
func elements(w *bufio.Writer, name string, n int, at func(int) any) {
	fmt.Fprintf(w, ",\n %q: [", name)
	encoder := json.NewEncoder(w) // ends each value with a line
	encoder.SetEscapeHTML(false)
	for i := range n {
		if i > 0 {
			w.WriteByte(',') //nolint:errcheck // the last Flush returns the error
		} else {
			w.WriteByte('\n') //nolint:errcheck // the last Flush returns the error
		}
		encoder.Encode(at(i)) //nolint:errcheck // plain values encode; the last Flush returns the error
	}
	w.WriteString(" ]") //nolint:errcheck // the last Flush returns the error
}

// table holds each text once, in the order of its first use.
type table struct {
	rules    map[string]Rule
	index    map[string]*int
	all      []string
	recorded bool
}

func newTable(r *Report) *table {
	t := &table{rules: r.rules(), index: map[string]*int{}, recorded: r.Recording != nil}
	for i := range r.Checks {
		t.store(&r.Checks[i])
	}
	return t
}

func (t *table) number(text, known string) *int {
	if text == known {
		return nil
	}
	n, ok := t.index[text]
	if !ok {
		at := len(t.all)
		n = &at
		t.index[text], t.all = n, append(t.all, text)
	}
	return n
}

func (t *table) store(c *Check) *stored {
	rule := t.rules[c.Rule]
	s := &stored{
		ID: c.ID, Rule: c.Rule, Verdict: c.Verdict, Promise: t.number(c.Promise, rule.Promise), Source: t.number(c.Source, rule.Standard),
		Reason:    t.number(c.Reason, ""),
		RootCause: c.RootCause, Observations: c.Observations, Findings: c.Findings, More: c.More, Exchanges: c.Exchanges, Cause: c.Cause,
		Limits: c.Limits, Page: t.number(c.Page, ""), Line: c.Line,
	}
	if c.Level != rule.Level {
		s.Level = c.Level
	}
	if t.recorded {
		s.Side = recorded.SideOf(c.Family())
	}
	return s
}

func (r *Report) rules() map[string]Rule {
	rules := map[string]Rule{}
	for _, rule := range r.Rules {
		rules[rule.ID] = rule
	}
	return rules
}

// maxFile bounds the report that Read takes, in bytes; far above that of a run over the whole catalog.
const maxFile = 512 << 20

// Read reads a report.json that Write wrote, this program's or another's: whatever the file holds, the report can be rendered.
// The folder that holds it will do.
func Read(path string) (*Report, error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		path = filepath.Join(path, "report.json")
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	r, err := Decode(file)
	if syntax := (*json.SyntaxError)(nil); errors.As(err, &syntax) {
		return nil, fmt.Errorf("%s: read report: no JSON: %w; name a report.json, or its folder", path, err)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: read report: %w", path, err)
	}
	return r, nil
}

// Decode reads a report.json, packed or not.
func Decode(in io.Reader) (*Report, error) {
	doc := document{Report: &Report{}}
	plain, err := unpack(in)
	if err != nil {
		return nil, err
	}
	limited := &io.LimitedReader{R: plain, N: maxFile}
	if err := json.NewDecoder(bufio.NewReaderSize(limited, 1<<16)).Decode(&doc); err != nil {
		if limited.N <= 0 {
			return nil, fmt.Errorf("longer than %d MiB", maxFile>>20)
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			err = errors.New("it is cut short")
		}
		return nil, err
	}
	r := doc.Report
	if r == nil || r.Format != Format {
		return nil, fmt.Errorf("no report of format %d; `graphconform run --report DIR` writes one", Format)
	}
	if r, err = r.oneLine(); err != nil {
		return nil, err
	}
	for i := range doc.Rules {
		if err := doc.Rules[i].check(); err != nil {
			return nil, err
		}
	}
	r.Rules, r.Exchanges, r.Documented = doc.Rules, doc.Exchanges, doc.Documented
	rules := r.rules()
	r.Checks = make([]Check, len(doc.Checks))
	for i := range doc.Checks {
		check, err := doc.Checks[i].restore(&doc, rules)
		if err != nil {
			return nil, err
		}
		r.Checks[i] = check
		doc.Checks[i] = stored{}
	}
	r.Recount() // figures are those of the checks, whatever else the file says
	return r, nil
}

// unpack reads what a packed file holds, and others as they are.
func unpack(in io.Reader) (io.Reader, error) {
	plain := bufio.NewReaderSize(in, 1<<16)
	if first, err := plain.Peek(1); err != nil || first[0] == '{' || first[0] <= ' ' {
		return plain, nil
	}
	packed, err := evidence.Unpack(plain)
	if err != nil { // no report either way: what is wrong is for who reads it to say
		return plain, nil
	}
	return packed, nil
}

// restore undoes table.store.
func (s *stored) restore(doc *document, rules map[string]Rule) (Check, error) {
	if err := s.check(); err != nil {
		return Check{}, err
	}
	rule := rules[s.Rule]
	c := Check{
		ID: s.ID, Rule: s.Rule, Level: rule.Level, Source: rule.Standard, Promise: rule.Promise, Verdict: s.Verdict,
		RootCause: s.RootCause, Observations: s.Observations, Findings: s.Findings, More: s.More, Exchanges: s.Exchanges, Cause: s.Cause,
		Limits: s.Limits, Line: s.Line,
	}
	if s.Level != "" {
		c.Level = s.Level
	}
	if strings.Count(s.ID, "/") < 4 {
		return c, fmt.Errorf("check %q: its id is not of the form version/type/operation/family/place", cut(s.ID, 200))
	}
	if !slices.Contains(conform.Verdicts(), s.Verdict) {
		return c, fmt.Errorf("check %q: no verdict %q", cut(s.ID, 200), cut(string(s.Verdict), 40))
	}
	for _, text := range []struct {
		index *int
		into  *string
	}{{s.Promise, &c.Promise}, {s.Source, &c.Source}, {s.Reason, &c.Reason}, {s.Page, &c.Page}} {
		if !within(text.index, len(doc.Texts)) {
			return c, fmt.Errorf("check %q: text %d of %d", cut(s.ID, 200), *text.index, len(doc.Texts))
		}
		if text.index != nil {
			*text.into = doc.Texts[*text.index]
		}
	}
	indexes := c.Exchanges
	for _, f := range c.Findings {
		if f.Exchange != nil {
			indexes = append(indexes[:len(indexes):len(indexes)], *f.Exchange)
		}
		if !within(f.Documented, len(doc.Documented)) {
			return c, fmt.Errorf("check %q: documented pair %d of %d", cut(s.ID, 200), *f.Documented, len(doc.Documented))
		}
	}
	for _, n := range indexes {
		if !within(&n, len(doc.Exchanges)) {
			return c, fmt.Errorf("check %q: exchange %d of %d", cut(s.ID, 200), n, len(doc.Exchanges))
		}
	}
	return c, nil
}

func within(index *int, n int) bool { return index == nil || *index >= 0 && *index < n }

// WriteFile writes a file that is either whole or not there, and for the user alone.
func WriteFile(path string, write func(io.Writer) error) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".report-*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name()) //nolint:errcheck // gone already where all went well
	err = write(file)
	if closing := file.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
