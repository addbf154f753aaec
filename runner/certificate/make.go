package certificate

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"graphconform/runner/catalog"
	"graphconform/runner/pipeline"
	"graphconform/runner/report"
	"graphconform/suites/conform"
	"graphconform/suites/evidence"
	"graphconform/suites/plan"
)

// Runs is how many runs a certificate rests on, each with a seed of its own.
const Runs = 2

// Maker gathers a bundle in a folder beside the one that it will be, so that there is a whole one or none.
type Maker struct {
	out, dir string
	terms    Terms
	draft    *draft
}

// NewMaker makes the folder that the bundle is gathered in. There must be nothing at out.
func NewMaker(out string, terms Terms) (*Maker, error) {
	if _, err := os.Lstat(out); err == nil {
		return nil, fmt.Errorf("%s is there already; a certificate is not written over: name another folder", out)
	}
	dir, err := os.MkdirTemp(filepath.Dir(filepath.Clean(out)), ".certify-*")
	if err != nil {
		return nil, fmt.Errorf("%w; name a folder in one that can be written to", err)
	}
	return &Maker{out: out, dir: dir, terms: terms, draft: newDraft(terms)}, nil
}

// Drop removes what was gathered and is no bundle.
func (m *Maker) Drop() { os.RemoveAll(m.dir) } //nolint:errcheck // a hidden folder that nobody takes for a bundle

// Record begins the evidence of run n, from 1.
func (m *Maker) Record(n int) (*os.File, error) {
	return os.Create(filepath.Join(m.dir, evidenceFile(n)))
}

// Add takes the report of run n, whose evidence is written, with the plan that it is of. A Refusal says why it earns no certificate.
func (m *Maker) Add(n int, r *report.Report, header evidence.Header, from catalog.Catalog, p *plan.Plan) error {
	if why := obstacle(r, header, m.terms.Disputes); why != "" {
		return refuse(Conforming, "%s", why)
	}
	extent, err := extentOf(from, p, pipeline.OptionsOf(header), func(*conform.Check) bool { return true })
	if err != nil {
		return err
	}
	m.draft.add(n, r, header, extent)
	return pack(filepath.Join(m.dir, reportFile(n)), func(out io.Writer) error { return report.Write(out, r) })
}

// Seal writes what follows from the runs, signs all of it as issued now, and gives the folder its name. product and disputes are the
// vendor's files; disputes may be nil.
func (m *Maker) Seal(key *Key, now time.Time, product, disputes []byte) (*Certificate, error) {
	m.draft.Issued = now.UTC().Format(time.RFC3339)
	c, err := m.draft.finish()
	if err != nil {
		return nil, err
	}
	text, err := encode(c)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{productFile: product, certificateFile: text}
	if disputes != nil {
		files[disputesFile] = disputes
	}
	for name, render := range pages() {
		var out bytes.Buffer
		if err := render(&out, c); err != nil {
			return nil, err
		}
		files[name] = out.Bytes()
	}
	for _, name := range sortedKeys(files) {
		if err := save(m.dir, name, files[name]); err != nil {
			return nil, err
		}
	}
	digests, err := digestsOf(m.dir)
	if err != nil {
		return nil, err
	}
	said, err := encode(newStatement(c, digests))
	if err != nil {
		return nil, err
	}
	sealed, err := seal(key, said)
	if err != nil {
		return nil, err
	}
	if err := save(m.dir, attestationFile, sealed); err != nil {
		return nil, err
	}
	return c, m.publish(digests)
}

// publish lets others read the files, and renames the folder. What stands there by now is not written over.
func (m *Maker) publish(digests map[string]string) error {
	for _, name := range sortedKeys(digests) {
		if err := os.Chmod(filepath.Join(m.dir, name), 0o644); err != nil {
			return err
		}
	}
	if err := os.Chmod(m.dir, 0o755); err != nil {
		return err
	}
	if _, err := os.Lstat(m.out); err == nil {
		return fmt.Errorf("%s is there by now", m.out)
	}
	return os.Rename(m.dir, m.out)
}
