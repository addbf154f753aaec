package certificate

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash"
	"io"
	"os"
	"slices"

	"graphconform/runner/pipeline"
	"graphconform/runner/profile"
	"graphconform/runner/report"
	"graphconform/suites/conform"
	"graphconform/suites/evidence"
	"graphconform/suites/plan"
)

// again judges one run of a bundle again.
type again struct {
	verifier    *Verifier
	folder      *folder
	number      int // from 1
	certificate *Certificate
	found       *Verified
}

// judge holds plan, evidence and report against each other, and adds the run to the draft.
func (a *again) judge(ctx context.Context, d *draft) error {
	said, err := a.report()
	if err != nil {
		return err
	}
	file, err := a.folder.open(evidenceFile(a.number), maxPacked)
	if err != nil {
		return err
	}
	defer file.Close()
	sum := sha256.New()
	reader, err := evidence.NewReader(io.LimitReader(io.TeeReader(file, sum), maxPacked))
	if err != nil {
		return refuse(Evidence, "%s: %v", evidenceFile(a.number), err)
	}
	header := reader.Header
	if err := a.belongs(header, said); err != nil {
		return err
	}
	planned, extent, err := a.plan(header, said)
	if err != nil {
		return err
	}
	result := planned.Run(ctx, &pipeline.Recorded{Reader: reader, Name: evidenceFile(a.number), Report: said}, pipeline.About{
		Version: said.Version, RunID: said.RunID, Started: said.Started, Took: said.Took(), Target: said.Target,
		Configuration: said.Configuration, Rerun: said.Rerun, Stopped: said.Stopped,
	})
	switch err := result.Ended.Err; {
	case ctx.Err() != nil:
		return Unreadable{context.Cause(ctx)}
	case err != nil:
		return refuse(Evidence, "%v", err)
	}
	if err := a.same(file, sum); err != nil {
		return err
	}
	if err := a.compare(said, result.Report); err != nil {
		return err
	}
	if a.ours() { // else it may hold checks of rules that this program has no more
		said = result.Report
	}
	return a.take(d, said, header, extent)
}

// take adds a run to the draft that was judged again.
func (a *again) take(d *draft, judged *report.Report, header evidence.Header, extent extent) error {
	if why := obstacle(judged, header, disputesOf(d)); why != "" {
		return refuse(Conforming, "run %d: %s", a.number, why)
	}
	a.found.Headers = append(a.found.Headers, header)
	d.add(a.number, judged, header, extent)
	a.passes(judged)
	return nil
}

// passes notes the checks that passed, in this run and in those before.
func (a *again) passes(judged *report.Report) {
	passed := map[string]bool{}
	for i := range judged.Checks {
		if c := &judged.Checks[i]; c.Verdict == conform.Pass && (a.number == 1 || a.found.passed[c.ID]) {
			passed[c.ID] = true
		}
	}
	a.found.passed = passed
}

// belongs checks that evidence and report are of the run that the certificate names.
func (a *again) belongs(header evidence.Header, said *report.Report) error {
	run := a.certificate.Runs[a.number-1]
	if header.RunID == said.RunID && header.RunID == run.RunID && header.Seed == run.Seed && header.Plan == said.Plan &&
		header.Catalog == a.certificate.Catalog.Digest {
		return nil
	}
	return refuse(Evidence, "%s is of run %s with seed %d, and not of run %s", evidenceFile(a.number), header.RunID, header.Seed, run.RunID)
}

// ours reports whether the certificate is of the rules of this program.
func (a *again) ours() bool { return a.certificate.Rules.SHA256 == RulesNow().SHA256 }

// same checks that what was judged is what was signed: somebody may have written to the file since it was hashed.
func (a *again) same(file *os.File, judged hash.Hash) error {
	if _, err := io.Copy(judged, file); err != nil {
		return Unreadable{err}
	}
	if name := evidenceFile(a.number); a.folder.signed[name] != hex.EncodeToString(judged.Sum(nil)) {
		return refuse(Digest, "%s was changed while it was judged", name)
	}
	return nil
}

func disputesOf(d *draft) []Dispute {
	var all []Dispute
	for _, disputed := range d.Disputes {
		all = append(all, disputed.Dispute)
	}
	return all
}

// report reads the report of the run, and holds it against its schema.
func (a *again) report() (*report.Report, error) {
	name := reportFile(a.number)
	file, err := a.folder.open(name, maxPacked)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if err := validate(file); err != nil {
		return nil, refuse(Schema, "%s: %v", name, err)
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, Unreadable{err}
	}
	said, err := report.Decode(file)
	if err != nil {
		return nil, refuse(Schema, "%s: %v", name, err)
	}
	return said, nil
}

// plan makes the plan of the run again, from catalog, profile, claims, seed and what the evidence says of the target.
func (a *again) plan(header evidence.Header, said *report.Report) (*pipeline.Planned, extent, error) {
	inputs := pipeline.Pipeline{Catalog: a.verifier.Catalog, Options: pipeline.OptionsOf(header), Quiet: true}
	var err error
	if inputs.Profile, err = profile.Named(header.Profile); err != nil {
		return nil, extent{}, refuse(Plan, "%v", err)
	}
	if header.Strict != inputs.Profile.Strict || header.Profile != a.certificate.Profile ||
		!slices.Equal(header.Select, a.certificate.Select) {
		return nil, extent{}, refuse(Plan, "run %d is not of the certificate's profile and selection", a.number)
	}
	whole, err := inputs.Catalog.Plan(inputs.Options)
	if err != nil {
		return nil, extent{}, refuse(Plan, "%v", err)
	}
	ours := a.ours()
	then := func(check *conform.Check) bool { return ours || slices.Contains(a.certificate.Rules.IDs, check.Rule) }
	extent, err := extentOf(inputs.Catalog, whole, inputs.Options, then)
	if err != nil {
		return nil, extent, Unreadable{err}
	}
	if !ours {
		whole, extent.checks = whole.Of(then), len(said.Checks)
	} else if whole.Digest() != header.Plan {
		return nil, extent, refuse(Plan, "run %d is said to be of plan %s, and catalog, profile, claims and seed give %s",
			a.number, header.Plan, whole.Digest())
	}
	if err := complete(whole, said, a.certificate.Rules); err != nil {
		return nil, extent, err
	}
	var resources []string
	for _, unit := range whole.Units {
		resources = append(resources, unit.Resource.ID())
	}
	if ours && !slices.Equal(resources, header.Resources) {
		return nil, extent, refuse(Plan, "%s does not name the resources of its plan", evidenceFile(a.number))
	}
	inputs.Made = whole
	planned, err := inputs.Plan()
	if err != nil {
		return nil, extent, refuse(Plan, "%v", err)
	}
	return planned, extent, nil
}

// complete checks that every planned check has one verdict, and that the report has no others, but those of rules that were looked at
// then and that this program has no more.
func complete(p *plan.Plan, said *report.Report, then Rules) error {
	verdicts, rules := map[string]int{}, map[string]string{}
	for i := range said.Checks {
		verdicts[said.Checks[i].ID]++
		rules[said.Checks[i].ID] = said.Checks[i].Rule
	}
	checks, now := p.Checks(), RulesNow()
	if len(checks) == 0 {
		return refuse(Plan, "of what it was checked for, this program has no rule")
	}
	for _, check := range checks {
		if n := verdicts[check.ID]; n != 1 {
			return refuse(Dropped, "%s was planned, and has %d verdicts", check.ID, n)
		}
		delete(verdicts, check.ID)
	}
	for _, id := range sortedKeys(verdicts) {
		if gone := !slices.Contains(now.IDs, rules[id]); !gone || !slices.Contains(then.IDs, rules[id]) {
			return refuse(Dropped, "%s was not planned, and has a verdict", id)
		}
	}
	return nil
}

// compare checks that the evidence gives the verdicts of the report, and all else that it says.
func (a *again) compare(said, judged *report.Report) error {
	verdicts := map[string]conform.Verdict{}
	for i := range said.Checks {
		verdicts[said.Checks[i].ID] = said.Checks[i].Verdict
	}
	for i := range judged.Checks {
		if c := &judged.Checks[i]; verdicts[c.ID] != c.Verdict {
			by := ""
			if a.certificate.Suite.Version != a.verifier.Version {
				by = "; it was judged by suite " + a.certificate.Suite.Version + ", and now by " + a.verifier.Version
			}
			return refuse(Verdict, "%s is said to be %s, and the evidence of run %d gives %s%s",
				c.ID, verdicts[c.ID], a.number, c.Verdict, by)
		}
	}
	if a.certificate.Suite.Version != a.verifier.Version || !a.ours() {
		return nil // words may have changed
	}
	file, err := a.folder.open(reportFile(a.number), maxPacked)
	if err != nil {
		return err
	}
	defer file.Close()
	plain, err := evidence.Unpack(file)
	if err != nil {
		return refuse(Report, "%s: %v", reportFile(a.number), err)
	}
	against := &comparing{to: bufio.NewReaderSize(io.LimitReader(plain, maxReport), 1<<16)}
	err = report.Write(against, judged)
	if _, more := against.to.ReadByte(); err != nil || !errors.Is(more, io.EOF) {
		return refuse(Report, "%s is not the report that the evidence gives, from byte %d on", reportFile(a.number), against.at)
	}
	return nil
}

// comparing takes what is written for the same as what is read, or fails.
type comparing struct {
	to *bufio.Reader
	at int64
}

var errDiffers = errors.New("differs")

func (c *comparing) Write(data []byte) (int, error) {
	there := make([]byte, len(data))
	n, err := io.ReadFull(c.to, there)
	if err != nil || !bytes.Equal(there[:n], data) {
		return 0, errDiffers
	}
	c.at += int64(n)
	return n, nil
}

// formatOf returns the format that a certificate says it has; 0 where it says none.
func formatOf(data []byte) int {
	var head struct {
		Format int `json:"format"`
	}
	if json.Unmarshal(data, &head) != nil {
		return 0
	}
	return head.Format
}

// cut shortens a text of a file for an error.
func cut(text string) string { return conform.Printable(conform.Cut(text, 120)) }
