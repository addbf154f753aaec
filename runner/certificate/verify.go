package certificate

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/semver"

	"graphconform/runner/catalog"
	"graphconform/schemas"
	"graphconform/suites/evidence"
)

// Verifier says what a certificate is held against.
type Verifier struct {
	Keys     []Trusted
	Revoked  []Revocation
	Catalog  catalog.Catalog // to judge by
	Embedded catalog.Catalog // of this program: where a certificate is of another one, it is said what changed
	Version  string          // of this program
	Now      time.Time
	MinShare float64 // of the documented operations, from 0 to 1
	MinSuite string  // version of the suite's module; empty for any
	Say      func(string)
}

// Verified is a certificate that holds.
type Verified struct {
	ID          string // of the certificate: the SHA-256 of what is signed
	Certificate *Certificate
	By          Trusted
	Notes       []string          // what is to be said beside it
	Headers     []evidence.Header // of the runs' evidence: what their plans are made of
	passed      map[string]bool   // checks, in every run
}

// Verify checks the bundle in a folder, offline. The error is a *Refusal, with the certificate so far as it was read and is signed, or
// one that is Unreadable.
func (v *Verifier) Verify(ctx context.Context, dir string) (*Verified, error) {
	f, err := openFolder(dir)
	if err != nil {
		return nil, err
	}
	defer f.close()
	found := &Verified{}
	said, err := v.signed(f, found)
	if err != nil {
		return found, err
	}
	digests, err := said.files()
	if err != nil {
		return found, refuse(Statement, "%v", err)
	}
	if err := f.holds(digests); err != nil {
		return found, err
	}
	c, terms, err := stated(f, digests)
	if err != nil {
		return found, err
	}
	found.Certificate = c
	d, err := v.judge(ctx, f, found, terms)
	if err != nil {
		return found, err
	}
	return found, errors.Join(v.remade(f, d, c, said, digests), v.policy(found))
}

// signed reads the envelope, and who signed it.
func (v *Verifier) signed(f *folder, found *Verified) (*statement, error) {
	file, err := f.read(attestationFile)
	if err != nil {
		return nil, err
	}
	envelope, payload, err := unseal(file)
	if err != nil {
		return nil, refuse(Envelope, "%s: %v", attestationFile, err)
	}
	by, err := signedBy(envelope, v.Keys)
	switch {
	case err != nil:
		return nil, refuse(Envelope, "%v", err)
	case by == nil:
		return nil, refuse(Signature, "the signature is of no key that was given, or what is signed was changed")
	}
	sum := sha256.Sum256(payload)
	found.ID, found.By = hex.EncodeToString(sum[:]), *by
	for _, r := range v.Revoked {
		if r.Certificate == found.ID || r.Key == by.Key.ID() {
			return nil, refuse(Revoked, "%s", r.Reason)
		}
	}
	said := &statement{}
	if err := decodeStrictly(payload, said); err != nil {
		return nil, refuse(Statement, "the statement %v", err)
	}
	if err := said.check(); err != nil {
		return nil, refuse(Statement, "the statement %v", err)
	}
	return said, nil
}

// stated reads what the vendor states.
func stated(f *folder, digests map[string]string) (c *Certificate, terms Terms, err error) {
	data, err := f.read(certificateFile)
	if err != nil {
		return nil, terms, err
	}
	if format := formatOf(data); format > Format {
		return nil, terms, Unreadable{fmt.Errorf("a certificate of format %d, and this program reads up to %d: take a newer one",
			format, Format)}
	}
	c = &Certificate{}
	if err := decodeStrictly(data, c); err != nil {
		return nil, terms, refuse(Remade, "%s: %v", certificateFile, err)
	}
	if data, err = f.read(productFile); err != nil {
		return nil, terms, err
	}
	terms = Terms{Issued: c.Issued, Expires: c.Expires, Suite: c.Suite}
	if terms.Product, err = ParseProduct(data, productFile); err != nil {
		return nil, terms, refuse(Remade, "%v", err)
	}
	if _, disputed := digests[disputesFile]; disputed {
		if data, err = f.read(disputesFile); err != nil {
			return nil, terms, err
		}
		if terms.Disputes, err = ParseDisputes(data, disputesFile); err != nil {
			return nil, terms, refuse(Remade, "%v", err)
		}
	}
	_, wrong := time.Parse(time.RFC3339, c.Issued)
	if wrong != nil || !isDay(c.Expires) || len(c.Runs) < 2 || len(c.Runs) > mostRuns {
		return nil, terms, refuse(Remade, "%s: has no day of issue, no day to end, or %d runs", certificateFile, len(c.Runs))
	}
	return c, terms, nil
}

// mostRuns bounds the runs of a certificate.
const mostRuns = 8

// judge judges the evidence of each run again.
func (v *Verifier) judge(ctx context.Context, f *folder, found *Verified, terms Terms) (*draft, error) {
	c := found.Certificate
	if err := v.known(found); err != nil {
		return nil, err
	}
	d, seeds := newDraft(terms), map[uint64]bool{}
	for i := range c.Runs {
		if v.Say != nil {
			v.Say(fmt.Sprintf("judging the evidence of run %d of %d again", i+1, len(c.Runs)))
		}
		again := &again{verifier: v, folder: f, number: i + 1, certificate: c, found: found}
		if err := again.judge(ctx, d); err != nil {
			return nil, err
		}
		if seeds[c.Runs[i].Seed] {
			return nil, refuse(Plan, "two runs have the seed %d", c.Runs[i].Seed)
		}
		seeds[c.Runs[i].Seed] = true
	}
	return d, nil
}

// known checks that the catalog is at hand, and says what is newer here than in the certificate.
func (v *Verifier) known(found *Verified) error {
	c := found.Certificate
	if digest := v.Catalog.Digest(); c.Catalog.Digest != digest {
		return refuse(Catalogue, "it is of catalog %s, and %s is at hand; give the one that it is of with --catalog",
			c.Catalog.Digest, digest)
	}
	if v.Embedded.Contracts != nil && v.Embedded.Digest() != c.Catalog.Digest {
		changes, err := schemas.Diff(v.Catalog.Contracts, v.Embedded.Contracts)
		if err != nil {
			return Unreadable{err}
		}
		found.Notes = append(found.Notes, changed(changes)...)
	}
	if c.Suite.Version != v.Version {
		found.Notes = append(found.Notes, fmt.Sprintf(
			"made by suite %s, and judged again by %s: the words of reports and page were not compared", c.Suite.Version, v.Version))
	}
	now := RulesNow()
	if now.SHA256 == c.Rules.SHA256 {
		return nil
	}
	for _, id := range now.IDs {
		if !slices.Contains(c.Rules.IDs, id) {
			found.Notes = append(found.Notes, "not looked at then: rule "+id)
		}
	}
	for _, id := range c.Rules.IDs {
		if !slices.Contains(now.IDs, id) {
			found.Notes = append(found.Notes, "not judged again: rule "+id+", which this program has no more")
		}
	}
	return nil
}

// mostChanges bounds the changes of a catalog that are named.
const mostChanges = 20

// changed words what changed since the certificate's catalog.
func changed(changes []schemas.Change) []string {
	notes := []string{fmt.Sprintf("this program has another catalog than the certificate: %d changes", len(changes))}
	for _, change := range changes[:min(len(changes), mostChanges)] {
		notes = append(notes, "changed since: "+change.String())
	}
	if more := len(changes) - mostChanges; more > 0 {
		notes = append(notes, fmt.Sprintf("… and %d more; `graphconform derive --diff` shows all", more))
	}
	return notes
}

// remade makes all but the signature again, and compares.
func (v *Verifier) remade(f *folder, d *draft, c *Certificate, said *statement, digests map[string]string) error {
	d.Rules = c.Rules // those of the suite that made it
	another := c.Suite.Version != v.Version
	if another { // which may word things otherwise
		d.Unproved = c.Unproved
		for i := range d.Runs {
			d.Runs[i].Unsupported, d.Runs[i].Limits = c.Runs[i].Unsupported, c.Runs[i].Limits
		}
	}
	made, err := d.finish()
	if err != nil {
		return err
	}
	want, err := encode(made)
	if err != nil {
		return Unreadable{err}
	}
	got, err := encode(c)
	if err != nil {
		return Unreadable{err}
	}
	if !bytes.Equal(want, got) {
		return refuse(Remade, "%s states what evidence and product do not give: %s", certificateFile, firstDifference(got, want))
	}
	statement, err := encode(newStatement(made, digests))
	if err != nil {
		return Unreadable{err}
	}
	if got, err = encode(said); err != nil || !bytes.Equal(got, statement) {
		return refuse(Statement, "the statement says other than %s: %s", certificateFile, firstDifference(got, statement))
	}
	if len(digests) != len(namesOf(made, len(d.Disputes) > 0)) {
		return refuse(Extra, "files were signed that a bundle does not hold")
	}
	if another {
		return nil
	}
	return shows(f, made)
}

// shows checks that page and badge show the certificate.
func shows(f *folder, made *Certificate) error {
	for _, name := range []string{pageFile, badgeFile} {
		data, err := f.read(name)
		if err != nil {
			return err
		}
		var out bytes.Buffer
		if err := pages()[name](&out, made); err != nil {
			return Unreadable{err}
		}
		if !bytes.Equal(out.Bytes(), data) {
			return refuse(Page, "%s shows something else than %s", name, certificateFile)
		}
	}
	return nil
}

// firstDifference names the first line in which two texts differ.
func firstDifference(got, want []byte) string {
	there, here := strings.Split(string(got), "\n"), strings.Split(string(want), "\n")
	for i := range there {
		if i >= len(here) || there[i] != here[i] {
			other := "nothing"
			if i < len(here) {
				other = cut(strings.TrimSpace(here[i]))
			}
			return fmt.Sprintf("%s, where it should be %s", cut(strings.TrimSpace(there[i])), other)
		}
	}
	return "it is cut short"
}

// policy holds a certificate that is right against what is asked for.
func (v *Verifier) policy(found *Verified) error {
	c := found.Certificate
	issued, _, _ := strings.Cut(c.Issued, "T")
	switch {
	case over(c.Expires, v.Now):
		return refuse(Expired, "it counted until %s", c.Expires)
	case found.By.Until != "" && issued > found.By.Until:
		return refuse(Expired, "it was issued on %s, and the key is trusted until %s", issued, found.By.Until)
	case c.Coverage.Share() < v.MinShare:
		return refuse(Share, "it covers %s, less than %.1f %%", c.Coverage, 100*v.MinShare)
	case v.MinSuite != "" && !semver.IsValid(c.Suite.Module):
		return refuse(Outdated, "its suite was built without a version (%q), and %s is asked for", c.Suite.Module, v.MinSuite)
	case v.MinSuite != "" && semver.Compare(c.Suite.Module, v.MinSuite) < 0:
		return refuse(Outdated, "it was made by suite %s, and %s is asked for", c.Suite.Module, v.MinSuite)
	}
	return nil
}

// namesOf returns the names of all files that a certificate's statement names.
func namesOf(c *Certificate, disputed bool) []string {
	names := []string{certificateFile, pageFile, badgeFile, productFile}
	if disputed {
		names = append(names, disputesFile)
	}
	for i := range c.Runs {
		names = append(names, reportFile(i+1), evidenceFile(i+1))
	}
	return names
}

// pages are the files that show a certificate to people, by name.
func pages() map[string]func(io.Writer, *Certificate) error {
	return map[string]func(io.Writer, *Certificate) error{pageFile: HTML, badgeFile: Badge}
}
