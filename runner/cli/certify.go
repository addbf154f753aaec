package cli

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"graphconform/runner/certificate"
	"graphconform/runner/connection"
	"graphconform/runner/exit"
	"graphconform/runner/pipeline"
	"graphconform/runner/redact"
	"graphconform/runner/report"
	"graphconform/runner/settings"
	"graphconform/schemas"
	"graphconform/suites/evidence"
	"graphconform/suites/resource"
)

type certifyCmd struct {
	Product  string   `required:"" help:"What is certified: a YAML file with name, version, vendor, and where there are any url and digest." placeholder:"FILE"`
	Key      string   `required:"" help:"Private key to sign with, in PEM: ed25519, as keygen makes it, or ECDSA." placeholder:"FILE"`
	Out      string   `required:"" help:"Folder to write the certificate and its evidence to; there must be nothing yet." placeholder:"DIR"`
	Expires  string   `help:"Last day on which the certificate counts, as YYYY-MM-DD; else it has no end." placeholder:"DAY"`
	Disputes string   `help:"What the vendor says of checks that did not pass: a YAML list of check and statement. Nothing that is disputed counts as passed." placeholder:"FILE"`
	Select   []string `help:"Glob on check ids; ** crosses slashes. May be given again. The certificate is partial then." placeholder:"GLOB" sep:"none"`
	Profile  string   `help:"Set of rules: documented, strict or observed; list --profiles explains them." placeholder:"NAME"`
	Claims   string   `help:"Claims file, as map writes it: what it names is checked, and nothing else; what it calls unclear may be refused." placeholder:"FILE"`
	Catalog  string   `help:"Folder that derive wrote; else the catalog inside the program." placeholder:"DIR"`
	settings.TargetFlags
}

// smallFile bounds the files that a certificate is made of or held against, in bytes.
const smallFile = 16 << 20

// Run checks the target twice, with values that nobody knew before, and signs what comes of it where nothing failed.
func (c *certifyCmd) Run(e *env) error {
	e.given = nil // others read what the certificate shows: paths of this machine are not for them
	terms, key, product, disputes, err := c.read()
	if err != nil {
		return err
	}
	s, err := c.settings()
	if err != nil {
		return err
	}
	maker, err := certificate.NewMaker(c.Out, terms)
	if err != nil {
		return exit.Usagef("--out: %w", err)
	}
	defer maker.Drop()
	e.ending.add(maker.Drop)
	for n := range certificate.Runs {
		s.Seed = rand.Uint64() >> 11 // as settings draws it; nobody chooses one that the product may know
		if err := c.run(e, s, maker, n+1); err != nil {
			return err
		}
	}
	made, err := maker.Seal(key, time.Now(), product, disputes)
	var refused *certificate.Refusal
	switch {
	case errors.As(err, &refused):
		return exit.Usagef("no certificate was written: %s", refused.Detail)
	case err != nil:
		return exit.With(exit.Inconclusive, fmt.Errorf("no certificate was written: %w", err))
	}
	fmt.Fprintf(e.out, "CERTIFIED %s\n", made)
	public := filepath.Join(filepath.Dir(c.Key), publicKey) // where keygen puts it
	if _, err := os.Stat(public); err != nil {
		public = publicKey
	}
	e.note("%s is the certificate with its evidence; who has the public key checks it with `graphconform verify %s --key %s`",
		c.Out, report.Quote(c.Out), report.Quote(public))
	return nil
}

// read reads the files that the flags name.
func (c *certifyCmd) read() (terms certificate.Terms, key *certificate.Key, product, disputes []byte, err error) {
	if _, wrong := time.Parse(time.DateOnly, c.Expires); c.Expires != "" && wrong != nil {
		return terms, nil, nil, nil, exit.Usagef("--expires %s: want a day as YYYY-MM-DD", c.Expires)
	}
	if today := time.Now().UTC().Format(time.DateOnly); c.Expires != "" && c.Expires < today {
		return terms, nil, nil, nil, exit.Usagef("--expires %s: is past, and the certificate would never count", c.Expires)
	}
	if product, err = schemas.ReadFile(c.Product, smallFile); err == nil {
		terms.Product, err = certificate.ParseProduct(product, c.Product)
	}
	if err != nil {
		return terms, nil, nil, nil, exit.Usagef("--product: %w", err)
	}
	secret, err := schemas.ReadFile(c.Key, smallFile)
	if err != nil {
		return terms, nil, nil, nil, exit.Usagef("--key: %w; `graphconform keygen --out DIR` makes one", err)
	}
	if key, err = certificate.ParsePrivate(secret); err != nil {
		return terms, nil, nil, nil, exit.Usagef("--key %s: %w", c.Key, err)
	}
	if c.Disputes != "" {
		if disputes, err = schemas.ReadFile(c.Disputes, smallFile); err == nil {
			terms.Disputes, err = certificate.ParseDisputes(disputes, c.Disputes)
		}
		if err != nil {
			return terms, nil, nil, nil, exit.Usagef("--disputes: %w", err)
		}
	}
	terms.Expires = c.Expires
	terms.Suite, err = suiteNow()
	return terms, key, product, disputes, err
}

// suiteNow describes this program.
func suiteNow() (certificate.Suite, error) {
	s := certificate.Suite{Version: version(), Module: "(devel)"}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		s.Module = info.Main.Version
	}
	path, err := os.Executable()
	if err != nil {
		return s, err
	}
	program, err := os.Open(path)
	if err != nil {
		return s, err
	}
	defer program.Close()
	sum := sha256.New()
	_, err = io.Copy(sum, program)
	s.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return s, err
}

// settings resolves what the runs are carried out with. There are no waivers, no part of a plan and no seed that somebody chose.
func (c *certifyCmd) settings() (settings.Settings, error) {
	flags := settings.Flags{
		Catalog: c.Catalog, Select: c.Select, Profile: c.Profile, Claims: c.Claims, TargetFlags: c.TargetFlags,
		Effort: string(resource.Exhaustive),
	}
	in, err := flags.Read()
	if err != nil {
		return settings.Settings{}, err
	}
	s, err := flags.Resolve(in)
	switch {
	case err != nil:
		return s, err
	case s.Embedded:
		return s, exit.Usagef("certify: which product? Give --target, the service root at which it is served")
	case s.ReadOnly():
		return s, exit.Usagef("certify: %s %s and would only be read, which shows too little for a certificate; "+
			"give --emulator where nobody's objects are there, or --allow-writes for a tenant", s.Root(), whyTenant(s))
	}
	return s, nil
}

// run carries out one of the runs, prints its verdicts and adds it to the certificate.
func (c *certifyCmd) run(e *env, s settings.Settings, maker *certificate.Maker, n int) error {
	to, err := connection.Open(e.ctx, s, connection.Endpoint{}, e.environment())
	if err != nil {
		return err
	}
	defer to.Close()
	e.ending.add(to.Close)
	if err := permit(e, s, to); err != nil {
		return err
	}
	inputs, err := pipelineOf(s)
	if err != nil {
		return err
	}
	inputs.Progress, inputs.Quiet = e.err, true
	if inputs.Redactor == nil { // what is certified on this machine is shown to others too
		if inputs.Redactor, err = redact.New(nil); err != nil {
			return err
		}
	}
	planned, err := inputs.Plan()
	if err != nil {
		return err
	}
	debug.SetGCPercent(200) // as for a run
	debug.SetMemoryLimit(softMemory(planned.Plan, s.MaxKept()))
	if err := report.CheckRoom(filepath.Dir(filepath.Clean(c.Out)), len(planned.Plan.Checks())); err != nil {
		return exit.Usagef("--out %s: %v", c.Out, err)
	}
	carrier := carrier{e, s, to, certificate.Slim(to.Sender), recordIn(maker, n)}
	e.note("run %d of %d", n, certificate.Runs)
	result, header, unreached, err := carrier.carryOut(inputs, planned)
	if unreached != nil {
		err = exit.With(exit.Inconclusive, unreached)
	}
	if err != nil {
		return err
	}
	if err := report.Publish(e.out, "", result.Report, e.detail); err != nil {
		return exit.With(exit.Inconclusive, err)
	}
	err = maker.Add(n, result.Report, header, inputs.Catalog, planned.Plan)
	var refused *certificate.Refusal
	if errors.As(err, &refused) {
		code := cmp.Or(result.Report.ExitCode(), exit.Fail)
		return exit.With(code, fmt.Errorf("no certificate: %s; nothing was written", refused.Detail))
	}
	return err
}

// recordIn lets the evidence of run n go into the folder that a certificate is gathered in.
func recordIn(maker *certificate.Maker, n int) func(*pipeline.Exercise, evidence.Header) (func() error, error) {
	return func(source *pipeline.Exercise, header evidence.Header) (func() error, error) {
		if source.Unreached != nil {
			return func() error { return nil }, nil
		}
		file, err := maker.Record(n)
		if err != nil {
			return nil, exit.With(exit.Inconclusive, err)
		}
		source.Record = evidence.NewDenseWriter(file, header)
		return file.Close, nil
	}
}

// publicKey is the file that keygen writes the public key to, beside key.pem.
const publicKey = "pub.pem"

type keygenCmd struct {
	Out string `required:"" help:"Folder to write key.pem and pub.pem to." placeholder:"DIR"`
}

// Run makes a key. One that is there is never written over.
func (c *keygenCmd) Run(e *env) error {
	private, public, err := certificate.Generate()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(c.Out, 0o755); err != nil {
		return exit.Usagef("--out: %w", err)
	}
	secret, open := filepath.Join(c.Out, "key.pem"), filepath.Join(c.Out, publicKey)
	if _, err := os.Lstat(open); err == nil {
		return exit.Usagef("--out: %s is there already, and is not written over: name another folder", open)
	}
	if err := create(secret, private, 0o600); err != nil {
		return err
	}
	if err := create(open, public, 0o644); err != nil {
		return err
	}
	key, err := certificate.ParsePublic(public)
	if err != nil {
		return err
	}
	fmt.Fprintf(e.out, "key %s\n", key.ID())
	e.note("keep %s to yourself; hand on %s, where people trust that it is yours", secret, open)
	return nil
}

// create writes a file that must not be there yet.
func create(path string, data []byte, mode fs.FileMode) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if errors.Is(err, fs.ErrExist) {
		return exit.Usagef("--out: %s is there already, and is not written over: name another folder", path)
	}
	if err != nil {
		return exit.Usagef("--out: %w", err)
	}
	_, err = file.Write(data)
	return errors.Join(err, file.Close())
}
