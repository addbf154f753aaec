package certificate

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"graphconform/fixtures/tenant"
	"graphconform/fixtures/wire"
	"graphconform/runner/catalog"
	"graphconform/runner/pipeline"
	"graphconform/runner/profile"
	"graphconform/runner/report"
	"graphconform/suites/conform"
	"graphconform/suites/evidence"
	"graphconform/suites/exercise"
	"graphconform/suites/plan"
)

// selected is what the bundles of the tests are about.
const selected = "beta/deviceComplianceDeviceStatus/*/status/*"

const product = "name: Emulator\nversion: '1'\nvendor: Contoso\n"

// today is when the certificates of the tests are verified.
var today = time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)

// lab makes bundles.
type lab struct {
	t   *testing.T
	key *Key
	// suite is the version of the program that the bundles are of.
	suite string
	// planned changes what is planned; nil for nothing.
	planned func(*plan.Plan) *plan.Plan
	// edit changes the report of a run; nil for nothing.
	edit func(n int, r *report.Report)
	// terms changes what the vendor states.
	terms   func(*Terms)
	strict  bool
	catalog catalog.Catalog // the one inside the program where it is empty
}

func newLab(t *testing.T) *lab { return &lab{t: t, key: newTestKey(t), suite: "1"} }

func newTestKey(t *testing.T) *Key {
	t.Helper()
	private, _, err := Generate()
	if err != nil {
		t.Fatal(err)
	}
	return parsedKey(t, private)
}

func parsedKey(t *testing.T, private []byte) *Key {
	t.Helper()
	key, err := ParsePrivate(private)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func ecdsaKey(t *testing.T, curve elliptic.Curve) *Key {
	t.Helper()
	private, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalECPrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return parsedKey(t, pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: der}))
}

func (l *lab) ok(err error) {
	l.t.Helper()
	if err != nil {
		l.t.Fatal(err)
	}
}

func opened(t *testing.T) catalog.Catalog {
	t.Helper()
	from, err := catalog.Open("")
	if err != nil {
		t.Fatal(err)
	}
	return from
}

// bundle certifies what the handler serves, whatever the verdicts are, and returns the folder.
func (l *lab) bundle(handler http.Handler) string {
	l.t.Helper()
	server := httptest.NewServer(handler)
	defer server.Close()
	terms := Terms{Suite: Suite{Version: l.suite, Module: "v1.2.3", SHA256: digestOf("program")}}
	var err error
	terms.Product, err = ParseProduct([]byte(product), productFile)
	l.ok(err)
	if l.terms != nil {
		l.terms(&terms)
	}
	out := filepath.Join(l.t.TempDir(), "bundle")
	m, err := NewMaker(out, terms)
	l.ok(err)
	defer m.Drop()
	for n := 1; n <= Runs; n++ {
		l.run(m, n, server.URL)
	}
	var disputes []byte
	if len(terms.Disputes) > 0 {
		disputes, err = json.Marshal(terms.Disputes) // JSON is YAML
		l.ok(err)
	}
	_, err = m.Seal(l.key, today.AddDate(0, 0, -1), []byte(product), disputes)
	l.ok(err)
	return out
}

func digestOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// run adds a run of its own seed, without asking whether it earns a certificate.
func (l *lab) run(m *Maker, n int, root string) {
	l.t.Helper()
	from, id := l.catalog, []string{"", "1a2b3c4d", "5e6f7a8b"}[n]
	if from.Contracts == nil {
		from = opened(l.t)
	}
	in := pipeline.Pipeline{Catalog: from, Options: plan.Options{Seed: uint64(n), Run: id, Select: []string{selected}}, Quiet: true}
	var err error
	name := "documented"
	if l.strict {
		name, in.Options.Strict, in.Options.Select = "strict", true, []string{"beta/deviceComplianceDeviceStatus/*/method/**"}
	}
	in.Profile, err = profile.Named(name)
	l.ok(err)
	made, err := from.Plan(in.Options)
	l.ok(err)
	whole := made
	if l.planned != nil {
		made = l.planned(made)
	}
	in.Made = made
	planned, err := in.Plan()
	l.ok(err)
	sender, err := wire.New(wire.Config{Root: root, Token: "any"})
	l.ok(err)
	defer sender.Close()
	file, err := m.Record(n)
	l.ok(err)
	header := planned.Header(l.suite, id)
	source := &pipeline.Exercise{Target: exercise.Target{Sender: Slim(sender), RunID: id, Workers: 4}, Requests: sender.Sent,
		Record: evidence.NewDenseWriter(file, header)}
	result := planned.Run(l.t.Context(), source, pipeline.About{Version: l.suite, RunID: id, Started: today, Took: time.Minute,
		Target: report.Target{Root: root}, Rerun: "graphconform run"})
	l.ok(errors.Join(result.Ended.Err, file.Close()))
	if l.edit != nil {
		l.edit(n, result.Report)
		result.Report.Recount()
	}
	extent, err := extentOf(from, whole, in.Options, func(*conform.Check) bool { return true })
	l.ok(err)
	extent.checks = len(made.Checks())
	m.draft.add(n, result.Report, header, extent)
	l.ok(pack(filepath.Join(m.dir, reportFile(n)), func(out io.Writer) error { return report.Write(out, result.Report) }))
}

// verifier trusts the key of the lab.
func (l *lab) verifier() *Verifier {
	return &Verifier{Keys: []Trusted{{Key: l.key}}, Catalog: opened(l.t), Version: "1", Now: today}
}

// reseal signs what a folder holds now, as a vendor can who edits it. change edits the statement; nil leaves it.
func (l *lab) reseal(dir string, change func(*statement)) {
	l.t.Helper()
	l.ok(os.Remove(filepath.Join(dir, attestationFile)))
	data, err := os.ReadFile(filepath.Join(dir, certificateFile))
	l.ok(err)
	c := &Certificate{}
	l.ok(json.Unmarshal(data, c))
	digests, err := digestsOf(dir)
	l.ok(err)
	said := newStatement(c, digests)
	if change != nil {
		change(said)
	}
	text, err := encode(said)
	l.ok(err)
	sealed, err := seal(l.key, text)
	l.ok(err)
	l.ok(os.WriteFile(filepath.Join(dir, attestationFile), sealed, 0o600))
}

// restate edits certificate.json.
func (l *lab) restate(dir string, change func(*Certificate)) {
	l.t.Helper()
	path := filepath.Join(dir, certificateFile)
	data, err := os.ReadFile(path)
	l.ok(err)
	c := &Certificate{}
	l.ok(json.Unmarshal(data, c))
	change(c)
	data, err = encode(c)
	l.ok(err)
	l.ok(os.WriteFile(path, data, 0o600))
}

// rewrite edits the report of run n.
func (l *lab) rewrite(dir string, n int, change func(*report.Report)) {
	l.t.Helper()
	path := filepath.Join(dir, reportFile(n))
	r, err := report.Read(path)
	l.ok(err)
	change(r)
	r.Recount()
	l.ok(pack(path, func(out io.Writer) error { return report.Write(out, r) }))
}

// record edits the evidence of run n, whose seal is made anew: its header, and what each resource recorded.
func (l *lab) record(dir string, n int, head func(*evidence.Header), change func([]*conform.Transcript) []*conform.Transcript) {
	l.t.Helper()
	path := filepath.Join(dir, evidenceFile(n))
	data, err := os.ReadFile(path)
	l.ok(err)
	reader, err := evidence.NewReader(bytes.NewReader(data))
	l.ok(err)
	if head != nil {
		head(&reader.Header)
	}
	var out bytes.Buffer
	w := evidence.NewDenseWriter(&out, reader.Header)
	for {
		id, transcripts, err := reader.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		l.ok(err)
		if change != nil {
			transcripts = change(transcripts)
		}
		w.Write(id, transcripts)
	}
	l.ok(w.Close(reader.Requests))
	l.ok(os.WriteFile(path, out.Bytes(), 0o600))
}

// copied returns a copy of a bundle.
func copied(t *testing.T, dir string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "copy")
	if err := os.CopyFS(out, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	return out
}

func conforming() http.Handler { return tenant.New() }
