package certificate

import (
	"bytes"
	"context"
	"crypto/elliptic"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"graphconform/fixtures/tenant"
	"graphconform/runner/catalog"
	"graphconform/runner/report"
	"graphconform/suites/conform"
	"graphconform/suites/evidence"
	"graphconform/suites/plan"
)

// reasonOf returns why a bundle is refused; empty where it is not, and "unreadable" where nothing can be said.
func reasonOf(t *testing.T, v *Verifier, dir string) (Reason, string) {
	t.Helper()
	_, err := v.Verify(t.Context(), dir)
	var refused *Refusal
	switch {
	case err == nil:
		return "", ""
	case errors.As(err, &refused):
		return refused.Reason, refused.Detail
	case errors.As(err, &Unreadable{}):
		return "unreadable", err.Error()
	}
	t.Fatalf("%v is neither a refusal nor unreadable", err)
	return "", ""
}

// A bundle of a conforming server verifies, by a key of each kind, and says what it is.
func TestVerifies(t *testing.T) {
	for name, key := range map[string]*Key{
		"ed25519": newTestKey(t), "P-256": ecdsaKey(t, elliptic.P256()), "P-384": ecdsaKey(t, elliptic.P384()),
	} {
		l := newLab(t)
		l.key = key
		dir := l.bundle(conforming())
		found, err := l.verifier().Verify(t.Context(), dir)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		c := found.Certificate
		if c.Product.Name != "Emulator" || !c.Coverage.Partial || c.Coverage.Operations != 0 || c.Coverage.Checks != 6 ||
			len(c.Runs) != 2 ||
			c.Runs[0].Seed == c.Runs[1].Seed || c.Runs[0].Counts.Pass != 6 || found.By.Key.ID() != key.ID() || len(found.Notes) > 0 ||
			!slices.Equal(c.Tests.Passed, []string{"status/documented", "status/existing", "status/varied"}) || len(found.ID) != 64 {
			t.Errorf("%s: %+v", name, c)
		}
	}
}

// The statement is one that in-toto tools read: an in-toto Statement v1 with a test result v0.1.
func TestStatementIsInToto(t *testing.T) {
	l := newLab(t)
	file, err := os.ReadFile(filepath.Join(l.bundle(conforming()), attestationFile))
	l.ok(err)
	_, payload, err := unseal(file)
	l.ok(err)
	var said map[string]any
	l.ok(json.Unmarshal(payload, &said))
	predicate, _ := said["predicate"].(map[string]any)
	if said["_type"] != "https://in-toto.io/Statement/v1" || said["predicateType"] != "https://in-toto.io/attestation/test-result/v0.1" ||
		predicate["result"] != "PASSED" {
		t.Errorf("%v, %v, %v", said["_type"], said["predicateType"], predicate["result"])
	}
	for _, name := range []string{"configuration", "passedTests", "warnedTests", "failedTests"} {
		if _, list := predicate[name].([]any); !list {
			t.Errorf("%s is %v", name, predicate[name])
		}
	}
	subjects, _ := said["subject"].([]any)
	configuration, _ := predicate["configuration"].([]any)
	if len(subjects) != 1 || len(configuration) != 3+8 {
		t.Errorf("%d subjects, %d resources", len(subjects), len(configuration))
	}
	for _, each := range append(subjects, configuration...) {
		descriptor, _ := each.(map[string]any)
		digest, _ := descriptor["digest"].(map[string]any)
		if sum, _ := digest["sha256"].(string); len(sum) != 64 || descriptor["name"] == "" {
			t.Errorf("%v", descriptor)
		}
	}
}

// Whoever has no key can change no byte of no file.
func TestEveryByteCounts(t *testing.T) {
	if testing.Short() {
		t.Skip("verifies many times")
	}
	l := newLab(t)
	dir := copied(t, l.bundle(conforming()))
	v := l.verifier()
	entries, err := os.ReadDir(dir)
	l.ok(err)
	if len(entries) != 9 {
		t.Fatalf("%d files", len(entries))
	}
	random := rand.New(rand.NewPCG(7, 7))
	for _, entry := range entries {
		path := filepath.Join(dir, entry.Name())
		whole, err := os.ReadFile(path)
		l.ok(err)
		refused := func(what string, data []byte) {
			l.ok(os.WriteFile(path, data, 0o600))
			if reason, _ := reasonOf(t, v, dir); reason == "" {
				t.Errorf("%s: %s is not seen", entry.Name(), what)
			}
		}
		for range 200 {
			at, bit := random.IntN(len(whole)), byte(1)<<random.IntN(8)
			data := bytes.Clone(whole)
			data[at] ^= bit
			refused("a flipped bit", data)
		}
		refused("a cut byte", whole[:len(whole)-1])
		refused("a byte more", append(bytes.Clone(whole), '\n'))
		refused("nothing in it", nil)
		l.ok(os.Remove(path))
		want := Missing
		if entry.Name() == attestationFile {
			want = "unreadable"
		}
		if reason, _ := reasonOf(t, v, dir); reason != want {
			t.Errorf("%s missing: %s", entry.Name(), reason)
		}
		l.ok(os.WriteFile(path, whole, 0o600))
	}
	if reason, detail := reasonOf(t, v, dir); reason != "" {
		t.Errorf("as it was: %s: %s", reason, detail)
	}
}

// What is there beside the files, or in their place, is refused.
func TestFolderIsClosed(t *testing.T) {
	l := newLab(t)
	whole := l.bundle(conforming())
	for name, test := range map[string]struct {
		change func(dir string) error
		want   Reason
	}{
		"another file":   {func(dir string) error { return os.WriteFile(filepath.Join(dir, "notes.txt"), nil, 0o600) }, Extra},
		"a hidden file":  {func(dir string) error { return os.WriteFile(filepath.Join(dir, ".x"), nil, 0o600) }, Extra},
		"a folder":       {func(dir string) error { return os.Mkdir(filepath.Join(dir, "more"), 0o700) }, Extra},
		"a link":         {func(dir string) error { return os.Symlink("badge.svg", filepath.Join(dir, "other.svg")) }, Extra},
		"a link for one": {linked, Extra},
		"many files": {func(dir string) (err error) {
			for i := range 50 {
				err = errors.Join(err, os.WriteFile(filepath.Join(dir, "x"+string(rune('a'+i%26))+string(rune('a'+i/26))), nil, 0o600))
			}
			return err
		}, Extra},
	} {
		dir := copied(t, whole)
		l.ok(test.change(dir))
		if reason, detail := reasonOf(t, l.verifier(), dir); reason != test.want {
			t.Errorf("%s: %s: %s", name, reason, detail)
		}
	}
	if reason, _ := reasonOf(t, l.verifier(), filepath.Join(whole, "nowhere")); reason != "unreadable" {
		t.Errorf("no folder: %s", reason)
	}
}

// linked puts a link in the place of a file, to the same bytes.
func linked(dir string) error {
	outside := filepath.Join(filepath.Dir(dir), "badge")
	return errors.Join(os.Rename(filepath.Join(dir, badgeFile), outside), os.Symlink(outside, filepath.Join(dir, badgeFile)))
}

// Who has the key can sign what is wrong; each part of it is refused with a reason of its own.
func TestVendorsLies(t *testing.T) {
	if testing.Short() {
		t.Skip("verifies many times")
	}
	l := newLab(t)
	whole, other := l.bundle(conforming()), newLab(t).bundle(conforming())
	for name, test := range map[string]struct {
		change func(dir string)
		want   Reason
	}{
		"signed with another key": {func(dir string) { newLab(t).reseal(dir, nil) }, Signature},
		"a report of another bundle, digests kept": {func(dir string) {
			l.ok(os.Rename(filepath.Join(other, reportFile(1)), filepath.Join(dir, reportFile(1))))
		}, Digest},
		"the reports exchanged": {func(dir string) {
			first, second := filepath.Join(dir, reportFile(1)), filepath.Join(dir, reportFile(2))
			l.ok(errors.Join(os.Rename(first, dir+"-x"), os.Rename(second, first), os.Rename(dir+"-x", second)))
			l.reseal(dir, nil)
		}, Evidence},
		"foreign evidence": {func(dir string) {
			l.ok(os.Rename(filepath.Join(dir, evidenceFile(2)), filepath.Join(dir, evidenceFile(1))))
			l.ok(os.WriteFile(filepath.Join(dir, evidenceFile(2)), []byte("x"), 0o600))
			l.reseal(dir, nil)
		}, Evidence},
		"a dropped check": {func(dir string) {
			l.rewrite(dir, 1, func(r *report.Report) { r.Checks = r.Checks[1:] })
			l.reseal(dir, nil)
		}, Dropped},
		"a check twice": {func(dir string) {
			l.rewrite(dir, 1, func(r *report.Report) { r.Checks = append(r.Checks, r.Checks[0]) })
			l.reseal(dir, nil)
		}, Dropped},
		"a check that nobody planned": {func(dir string) {
			l.rewrite(dir, 1, func(r *report.Report) {
				more := r.Checks[0]
				more.ID = "beta/x/create/status/more"
				r.Checks = append(r.Checks, more)
			})
			l.reseal(dir, nil)
		}, Dropped},
		"an edited verdict": {func(dir string) {
			l.rewrite(dir, 2, func(r *report.Report) { r.Checks[0].Verdict = conform.Unsupported })
			l.reseal(dir, nil)
		}, Verdict},
		"edited words": {func(dir string) {
			l.rewrite(dir, 2, func(r *report.Report) { r.Checks[0].Promise = "all is well" })
			l.reseal(dir, nil)
		}, Report},
		"fewer observations": {func(dir string) {
			l.rewrite(dir, 2, func(r *report.Report) { r.Checks[0].Observations++ })
			l.reseal(dir, nil)
		}, Report},
		"another target": {func(dir string) {
			l.rewrite(dir, 1, func(r *report.Report) { r.Target.Root = "https://graph.example" })
			l.reseal(dir, nil)
		}, Remade},
		"a report against its schema": {func(dir string) {
			l.rewrite(dir, 1, func(r *report.Report) { r.Catalog = "none" })
			l.reseal(dir, nil)
		}, Schema},
		"an unknown catalog": {func(dir string) {
			l.restate(dir, func(c *Certificate) { c.Catalog.Digest = "sha256:" + strings.Repeat("0", 64) })
			l.reseal(dir, nil)
		}, Catalogue},
		"more coverage": {func(dir string) {
			l.restate(dir, func(c *Certificate) { c.Coverage.Operations = c.Coverage.Of })
			l.reseal(dir, nil)
		}, Remade},
		"less that is unproved": {func(dir string) {
			l.restate(dir, func(c *Certificate) { c.Unproved = nil })
			l.reseal(dir, nil)
		}, Remade},
		"a run less": {func(dir string) {
			l.restate(dir, func(c *Certificate) { c.Runs = c.Runs[:1] })
			l.reseal(dir, nil)
		}, Remade},
		"another product": {func(dir string) {
			l.ok(os.WriteFile(filepath.Join(dir, productFile), []byte(strings.Replace(product, "Emulator", "Cloud", 1)), 0o600))
			l.reseal(dir, nil)
		}, Remade},
		"another page": {func(dir string) {
			l.ok(os.WriteFile(filepath.Join(dir, pageFile), []byte("<h1>100 %</h1>"), 0o600))
			l.reseal(dir, nil)
		}, Page},
		"another badge": {func(dir string) {
			l.ok(os.WriteFile(filepath.Join(dir, badgeFile), []byte("<svg/>"), 0o600))
			l.reseal(dir, nil)
		}, Page},
		"another result":  {func(dir string) { l.reseal(dir, func(s *statement) { s.Predicate.Result = "WARNED" }) }, Statement},
		"another subject": {func(dir string) { l.reseal(dir, func(s *statement) { s.Subject[0].Name = "Cloud 1" }) }, Statement},
		"another type":    {func(dir string) { l.reseal(dir, func(s *statement) { s.PredicateType = "x" }) }, Statement},
		"a file that is signed and stays unused": {func(dir string) {
			l.ok(os.WriteFile(filepath.Join(dir, "notes.txt"), []byte("x"), 0o600))
			l.reseal(dir, nil)
		}, Extra},
		"a file that is not named": {func(dir string) {
			l.reseal(dir, func(s *statement) {
				s.Predicate.Configuration = s.Predicate.Configuration[:len(s.Predicate.Configuration)-1]
			})
		}, Extra},
		"a plan of less": {func(dir string) {
			l.record(dir, 1, func(h *evidence.Header) { h.Select = []string{"beta/deviceComplianceDeviceStatus/list/status/*"} }, nil)
			l.reseal(dir, nil)
		}, Plan},
		"a plan of other claims": {func(dir string) {
			l.record(dir, 1, func(h *evidence.Header) { h.Claims = []string{"beta/deviceComplianceDeviceStatus list"} }, nil)
			l.reseal(dir, nil)
		}, Plan},
		"no resource": {func(dir string) {
			l.record(dir, 1, func(h *evidence.Header) { h.Resources = nil }, nil)
			l.reseal(dir, nil)
		}, Plan},
		"evidence left out": {func(dir string) {
			l.record(dir, 1, nil, func([]*conform.Transcript) []*conform.Transcript { return nil })
			l.reseal(dir, nil)
		}, Verdict},
		"evidence whose seal is broken": {func(dir string) { brokenSeal(l, dir) }, Evidence},
		"evidence that was cut": {func(dir string) {
			path := filepath.Join(dir, evidenceFile(1))
			data, err := os.ReadFile(path)
			l.ok(errors.Join(err, os.WriteFile(path, data[:len(data)/2], 0o600)))
			l.reseal(dir, nil)
		}, Evidence},
		"a newer form": {func(dir string) {
			l.restate(dir, func(c *Certificate) { c.Format = 2 })
			l.reseal(dir, nil)
		}, "unreadable"},
	} {
		dir := copied(t, whole)
		test.change(dir)
		reason, detail := reasonOf(t, l.verifier(), dir)
		if reason != test.want || detail == "" {
			t.Errorf("%s: refused for %q (%s), want %q", name, reason, detail, test.want)
		}
	}
}

// brokenSeal replaces a byte of the evidence before it is packed, and signs that.
func brokenSeal(l *lab, dir string) {
	path := filepath.Join(dir, evidenceFile(1))
	data, err := os.ReadFile(path)
	l.ok(err)
	plain, err := evidence.Unpack(bytes.NewReader(data))
	l.ok(err)
	var text bytes.Buffer
	_, err = text.ReadFrom(plain)
	l.ok(err)
	edited := bytes.Replace(text.Bytes(), []byte(`"status":201`), []byte(`"status":202`), 1)
	if bytes.Equal(edited, text.Bytes()) {
		l.t.Fatal("nothing was edited")
	}
	l.ok(pack(path, func(out io.Writer) error { _, err := out.Write(edited); return err }))
	l.reseal(dir, nil)
}

// Of a server that fails: a verdict that is edited, and an answer that is replaced by the expected one, are exposed.
func TestFailuresCannotBeHidden(t *testing.T) {
	const failing = "beta/deviceComplianceDeviceStatus/create/status/documented"
	faulty := func() http.Handler { return tenant.New(tenant.WithFault("create_answers_200")) }
	honest := newLab(t)
	if reason, detail := reasonOf(t, honest.verifier(), honest.bundle(faulty())); reason != Conforming ||
		!strings.Contains(detail, failing) {
		t.Errorf("a Fail: %s: %s", reason, detail)
	}
	liar := newLab(t)
	liar.edit = func(_ int, r *report.Report) {
		for i := range r.Checks {
			r.Checks[i].Verdict, r.Checks[i].Findings, r.Checks[i].RootCause, r.Checks[i].Reason = conform.Pass, nil, "", ""
		}
	}
	if reason, detail := reasonOf(t, liar.verifier(), liar.bundle(faulty())); reason != Verdict || !strings.Contains(detail, "gives fail") {
		t.Errorf("an edited verdict: %s: %s", reason, detail)
	}
	dropping := newLab(t)
	dropping.planned = func(p *plan.Plan) *plan.Plan {
		return p.Of(func(c *conform.Check) bool { return !strings.Contains(c.ID, "/create/") })
	}
	if reason, _ := reasonOf(t, dropping.verifier(), dropping.bundle(faulty())); reason != Dropped {
		t.Errorf("a failing check dropped with its evidence: %s", reason)
	}
	dir := honest.bundle(faulty())
	for n := 1; n <= Runs; n++ {
		honest.record(dir, n, nil, func(all []*conform.Transcript) []*conform.Transcript {
			for _, transcript := range all {
				for _, r := range transcript.Records {
					for i := range r.Exchanges {
						if e := &r.Exchanges[i]; e.Request.Method == http.MethodPost && e.Response != nil && e.Response.Status == 200 {
							e.Response.Status = 201
						}
					}
				}
			}
			return all
		})
	}
	if reason, _ := reasonOf(t, honest.verifier(), copied(t, dir)); reason != Digest {
		t.Errorf("a replaced answer: %s", reason)
	}
	honest.reseal(dir, nil)
	if reason, detail := reasonOf(t, honest.verifier(), dir); reason != Verdict || !strings.Contains(detail, "said to be fail") {
		t.Errorf("a replaced answer, signed: %s: %s", reason, detail)
	}
}

// What speaks against a certificate although it is right.
func TestPolicy(t *testing.T) {
	l := newLab(t)
	l.terms = func(terms *Terms) { terms.Expires = "2030-01-02" }
	dir := l.bundle(conforming())
	found, err := l.verifier().Verify(t.Context(), dir)
	l.ok(err)
	for name, test := range map[string]struct {
		change func(*Verifier)
		want   Reason
	}{
		"its last day":       {func(*Verifier) {}, ""},
		"the day after":      {func(v *Verifier) { v.Now = today.AddDate(0, 0, 1) }, Expired},
		"a key of before":    {func(v *Verifier) { v.Keys[0].Until = "2029-12-31" }, Expired},
		"a key until then":   {func(v *Verifier) { v.Keys[0].Until = "2030-01-01" }, ""},
		"another key first":  {func(v *Verifier) { v.Keys = append([]Trusted{{Key: newTestKey(t)}}, v.Keys...) }, ""},
		"no key":             {func(v *Verifier) { v.Keys = nil }, Signature},
		"revoked":            {func(v *Verifier) { v.Revoked = []Revocation{{Certificate: found.ID, Reason: "lost"}} }, Revoked},
		"a revoked key":      {func(v *Verifier) { v.Revoked = []Revocation{{Key: l.key.ID(), Reason: "lost"}} }, Revoked},
		"others revoked":     {func(v *Verifier) { v.Revoked = []Revocation{{Key: found.ID, Reason: "lost"}} }, ""},
		"more to cover":      {func(v *Verifier) { v.MinShare = 0.5 }, Share},
		"its suite":          {func(v *Verifier) { v.MinSuite = "v1.2.3" }, ""},
		"a newer suite":      {func(v *Verifier) { v.MinSuite = "v1.3.0" }, Outdated},
		"a verifier of 2030": {func(v *Verifier) { v.Version = "2" }, ""},
	} {
		v := l.verifier()
		test.change(v)
		if reason, detail := reasonOf(t, v, dir); reason != test.want {
			t.Errorf("%s: %q (%s), want %q", name, reason, detail, test.want)
		}
	}
}

// A newer suite with new rules turns no old certificate red: it says what was not looked at then.
func TestNewerRules(t *testing.T) {
	l := newLab(t)
	l.suite = "0"
	dir := l.bundle(conforming())
	l.restate(dir, func(c *Certificate) {
		c.Rules.SHA256 = digestOf("other rules")
		c.Rules.IDs = slices.DeleteFunc(c.Rules.IDs, func(id string) bool { return id == "etag/race" || strings.HasPrefix(id, "auth/") })
	})
	l.reseal(dir, nil)
	found, err := l.verifier().Verify(t.Context(), dir)
	l.ok(err)
	text := strings.Join(found.Notes, "\n")
	if !strings.Contains(text, "not looked at then: rule auth/") || strings.Contains(text, "rule status/") ||
		!strings.Contains(text, "made by suite 0") {
		t.Errorf("notes:\n%s", text)
	}
	l.restate(dir, func(c *Certificate) { c.Rules.IDs = nil })
	l.reseal(dir, nil)
	if found, err = l.verifier().Verify(t.Context(), dir); err == nil {
		t.Errorf("a certificate of no rules holds: %+v", found.Certificate)
	}
}

// A dispute is carried and shown, and never makes a check pass; of a failure it is of use at level strict alone.
func TestDisputes(t *testing.T) {
	l := newLab(t)
	l.strict = true
	handler := tenant.New(tenant.WithFault("head_answers_204"))
	dir := l.bundle(handler)
	reason, detail := reasonOf(t, l.verifier(), dir)
	if reason != Conforming {
		t.Fatalf("%s: %s", reason, detail)
	}
	_, failing, _ := strings.Cut(detail, "the first of them ")
	l.terms = func(terms *Terms) { terms.Disputes = []Dispute{{failing, "The page is wrong: see issue 7."}} }
	found, err := l.verifier().Verify(t.Context(), l.bundle(handler))
	l.ok(err)
	c := found.Certificate
	if len(c.Disputes) != 1 || !slices.Equal(c.Disputes[0].Verdicts, []conform.Verdict{conform.Fail, conform.Fail}) ||
		len(c.Tests.Failed) != 1 || c.Runs[0].Counts.Pass != c.Runs[0].Counts.Planned-c.Runs[0].Counts.Fail-c.Runs[0].Counts.Unsupported {
		t.Errorf("%+v", c)
	}
	var page bytes.Buffer
	if err := HTML(&page, c); err != nil || !strings.Contains(page.String(), "see issue 7") {
		t.Errorf("the page does not show the dispute: %v", err)
	}
}

// What is changed once it was hashed is not taken either.
func TestChangedOnTheWay(t *testing.T) {
	l := newLab(t)
	whole := l.bundle(conforming())
	for _, name := range []string{pageFile, badgeFile, evidenceFile(1), evidenceFile(2)} {
		dir := copied(t, whole)
		v := l.verifier()
		v.Say = func(text string) { // after all was hashed, before evidence is read
			if strings.Contains(text, "run 1") {
				data, err := os.ReadFile(filepath.Join(dir, name))
				l.ok(errors.Join(err, os.WriteFile(filepath.Join(dir, name), append(data, ' '), 0o600)))
			}
		}
		if reason, detail := reasonOf(t, v, dir); reason != Digest && reason != Evidence {
			t.Errorf("%s: %s: %s", name, reason, detail)
		}
	}
}

// A verification that is interrupted says nothing of the bundle.
func TestInterrupted(t *testing.T) {
	l := newLab(t)
	dir := l.bundle(conforming())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := l.verifier().Verify(ctx, dir); !errors.As(err, &Unreadable{}) {
		t.Errorf("%v", err)
	}
}

// A certificate of a catalog of before is judged by that one, where it is given; what changed since is said.
func TestNewerCatalog(t *testing.T) {
	const taken = "beta/deviceCategory"
	dir := t.TempDir()
	embedded := opened(t)
	l := newLab(t)
	l.ok(os.CopyFS(filepath.Join(dir, "schemas"), embedded.Contracts.Files()))
	l.ok(os.CopyFS(filepath.Join(dir, "fixtures"), embedded.Files))
	l.ok(errors.Join(os.Remove(filepath.Join(dir, "schemas", taken+".json")), os.Remove(filepath.Join(dir, "fixtures", taken+".http"))))
	before, err := catalog.Open(dir)
	l.ok(err)
	l.catalog = before
	bundle := l.bundle(conforming())
	v := l.verifier()
	v.Catalog, v.Embedded = before, embedded
	found, err := v.Verify(t.Context(), bundle)
	l.ok(err)
	if text := strings.Join(found.Notes, "\n"); !strings.Contains(text, "another catalog") || !strings.Contains(text, taken) {
		t.Errorf("notes:\n%s", text)
	}
	v.Catalog = embedded
	if reason, detail := reasonOf(t, v, bundle); reason != Catalogue || !strings.Contains(detail, "--catalog") {
		t.Errorf("by another catalog: %s: %s", reason, detail)
	}
}
