package certificate

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"time"

	"graphconform/runner/report"
	"graphconform/suites/conform"
	"graphconform/suites/evidence"
	"graphconform/suites/plan"
	"graphconform/suites/resource"
)

// Format is the version of certificate.json that this package writes. It reads no other.
const Format = 1

// Certificate is what a bundle states, as certificate.json holds it.
type Certificate struct {
	Format   int             `json:"format"`
	Product  Product         `json:"product"`
	Issued   string          `json:"issued"`            // RFC 3339, UTC
	Expires  string          `json:"expires,omitempty"` // the last day that it counts, YYYY-MM-DD; the issuer sets it
	Suite    Suite           `json:"suite"`
	Rules    Rules           `json:"rules"`
	Catalog  Catalog         `json:"catalog"`
	Profile  string          `json:"profile"`
	Levels   []conform.Level `json:"levels"`
	Select   []string        `json:"select,omitempty"` // globs on the ids of checks; none for all that is claimed
	Coverage Coverage        `json:"coverage"`
	NotAsked []string        `json:"notAsked,omitempty"` // what was left out for the sake of the target
	Accepted []string        `json:"accepted,omitempty"` // known deviations that the profile accepts, and that the product showed
	Runs     []Run           `json:"runs"`
	Disputes []Disputed      `json:"disputes,omitempty"`
	Tests    Tests           `json:"tests"`
	Unproved []string        `json:"unproved"` // what no certificate proves
}

// String says in a line what is certified.
func (c *Certificate) String() string {
	disputed := ""
	if n := len(c.Disputes); n > 0 {
		disputed = fmt.Sprintf(", %d disputed findings", n)
	}
	return fmt.Sprintf("%s %s: profile %s, %s%s", c.Product.Name, c.Product.Version, c.Profile, c.Coverage, disputed)
}

// Suite is the program that made a certificate.
type Suite struct {
	Version string `json:"version"`
	Module  string `json:"module"` // its version as Go modules have them, by which versions are ordered
	SHA256  string `json:"sha256"` // of the program's file
}

// Rules is the set of rules that were looked at.
type Rules struct {
	SHA256 string   `json:"sha256"` // of the rule catalogue
	IDs    []string `json:"ids"`
}

// Catalog is what the product was checked against.
type Catalog struct {
	Digest string `json:"digest"`
	Oldest string `json:"oldest,omitempty"` // edition of the pages of a resource that was checked, YYYY-MM-DD
	Newest string `json:"newest,omitempty"`
}

func (c Catalog) editions() string {
	if c.Oldest == "" {
		return "unknown"
	}
	return c.Oldest + " to " + c.Newest
}

// Run is one of the runs that a certificate rests on.
type Run struct {
	Seed        uint64       `json:"seed"`
	RunID       string       `json:"runId"`
	Plan        string       `json:"plan"` // digest
	Target      string       `json:"target"`
	Started     string       `json:"started"` // RFC 3339, UTC
	Ended       string       `json:"ended"`
	Requests    int64        `json:"requests"`
	Counts      report.Tally `json:"counts"`
	Unsupported []Note       `json:"unsupported,omitempty"`
	Limits      []string     `json:"limits,omitempty"` // found: what the target refuses that no page promises to be taken
	Report      string       `json:"report"`           // file
	Evidence    string       `json:"evidence"`         // file
}

// Note is a reason, and how many checks have it.
type Note struct {
	Checks int    `json:"checks"`
	Reason string `json:"reason"`
}

// Disputed is a dispute, with how its check ended in each run.
type Disputed struct {
	Dispute
	Verdicts []conform.Verdict `json:"verdicts"`
}

// Tests are the ids of rules by how their checks ended in all runs.
type Tests struct {
	Passed []string `json:"passed"` // every check
	Warned []string `json:"warned"` // none failed, and not all passed
	Failed []string `json:"failed"` // of level advisory, or disputed
}

// RulesNow returns the set of rules of this program.
func RulesNow() Rules {
	sum := sha256.Sum256([]byte(plan.RulesMarkdown()))
	rules := Rules{SHA256: hex.EncodeToString(sum[:])}
	for _, rule := range plan.Rules() {
		rules.IDs = append(rules.IDs, rule.ID())
	}
	return rules
}

// Terms are what the issuer sets. Issued is set when the certificate is sealed.
type Terms struct {
	Product  Product
	Disputes []Dispute
	Issued   string
	Expires  string
	Suite    Suite
}

// draft is a certificate that runs are added to.
type draft struct {
	Certificate
	rules   map[string]int  // by id, how the checks of each ended
	covered map[string]bool // operations, by every run so far
}

// How the checks of a rule ended, the worst last.
const (
	rulePassed = iota
	ruleWarned
	ruleFailed
)

func newDraft(terms Terms) *draft {
	d := &draft{rules: map[string]int{}, Certificate: Certificate{
		Format: Format, Product: terms.Product, Issued: terms.Issued, Expires: terms.Expires, Suite: terms.Suite, Rules: RulesNow(),
		Unproved: unproved(),
	}}
	for _, dispute := range terms.Disputes {
		d.Disputes = append(d.Disputes, Disputed{Dispute: dispute, Verdicts: []conform.Verdict{}})
	}
	return d
}

// unproved says what a certificate cannot show.
func unproved() []string {
	return []string{
		"that the evidence came from this product: who holds the key may have asked another server, also one that the suite brings " +
			"along; `graphconform verify --spot` asks the product itself, with values that nobody knew before",
		"that the product still behaves so: it was asked from the first run's start to the last one's end",
		"anything about operations that are not claimed, and about what was unsupported",
		"performance, security, or that the reference pages say what the service does",
	}
}

// mostNotes bounds the reasons and limits that a certificate lists; the reports have all.
const mostNotes = 40

// add adds a run, whose files are number n of their kind.
func (d *draft) add(n int, r *report.Report, header evidence.Header, extent extent) {
	d.cover(extent, r)
	run := Run{
		Seed: r.Seed, RunID: r.RunID, Plan: r.Plan, Target: r.Target.Root, Started: r.Started.UTC().Format(time.RFC3339),
		Ended: r.Started.Add(r.Took()).UTC().Format(time.RFC3339), Requests: r.Summary.Requests, Counts: r.Summary.Tally,
		Report: reportFile(n), Evidence: evidenceFile(n),
	}
	reasons := r.Reasons(conform.Unsupported)
	for _, reason := range reasons[:min(len(reasons), mostNotes)] {
		run.Unsupported = append(run.Unsupported, Note{reason.Checks, conform.Printable(reason.Words())})
	}
	if more := len(reasons) - mostNotes; more > 0 {
		run.Unsupported = append(run.Unsupported, Note{0, fmt.Sprintf("… and %d more reasons", more)})
	}
	limits := r.Limits()
	for _, limit := range limits[:min(len(limits), mostNotes)] {
		run.Limits = append(run.Limits, conform.Printable(limit))
	}
	if more := len(limits) - mostNotes; more > 0 {
		run.Limits = append(run.Limits, fmt.Sprintf("… and %d more", more))
	}
	d.Runs = append(d.Runs, run)
	d.Catalog.Digest, d.Profile, d.Levels, d.Select = r.Catalog, r.Profile, r.Levels, header.Select
	if header.NoAuth && len(d.NotAsked) == 0 {
		d.NotAsked = []string{"requests without credentials, or with wrong ones"}
	}
	for _, resource := range r.Resources {
		if edition := resource.Edition; edition != "" {
			d.Catalog.Newest = max(d.Catalog.Newest, edition)
			if d.Catalog.Oldest == "" || edition < d.Catalog.Oldest {
				d.Catalog.Oldest = edition
			}
		}
	}
	for _, deviation := range r.Deviations {
		if text := conform.Printable(deviation.ID + ": " + deviation.Says); !slices.Contains(d.Accepted, text) {
			d.Accepted = append(d.Accepted, text)
		}
	}
	d.weigh(r)
}

// weigh notes how the checks of each rule and those disputed ended.
func (d *draft) weigh(r *report.Report) {
	verdicts := map[string]conform.Verdict{}
	for i := range r.Checks {
		c := &r.Checks[i]
		verdicts[c.ID] = c.Verdict
		worth := rulePassed
		switch c.Verdict {
		case conform.Pass:
		case conform.Fail:
			worth = ruleFailed
		default:
			worth = ruleWarned
		}
		d.rules[c.Rule] = max(d.rules[c.Rule], worth)
	}
	for i := range d.Disputes {
		d.Disputes[i].Verdicts = append(d.Disputes[i].Verdicts, verdicts[d.Disputes[i].Check])
	}
}

// finish returns the certificate of the runs that were added, or what speaks against one.
func (d *draft) finish() (*Certificate, error) {
	for _, dispute := range d.Disputes {
		switch {
		case slices.Contains(dispute.Verdicts, ""):
			return nil, refuse(Remade, "disputes: %s was not checked: remove the entry", dispute.Check)
		case !slices.ContainsFunc(dispute.Verdicts, func(v conform.Verdict) bool { return v != conform.Pass }):
			return nil, refuse(Remade, "disputes: %s passed in every run: remove the entry", dispute.Check)
		}
	}
	d.Tests = Tests{[]string{}, []string{}, []string{}}
	for _, id := range slices.Sorted(maps.Keys(d.rules)) {
		list := []*[]string{&d.Tests.Passed, &d.Tests.Warned, &d.Tests.Failed}[d.rules[id]]
		*list = append(*list, id)
	}
	return &d.Certificate, nil
}

// obstacle says why a run earns no certificate; empty where it does. Nothing excuses what fails of level documented or protocol; what
// fails of level strict has to be disputed, and stays a failure.
func obstacle(r *report.Report, header evidence.Header, disputes []Dispute) string {
	if header.Observe {
		return "the target was only read"
	}
	if len(header.Exclude) > 0 {
		return "checks were left out that were selected"
	}
	if header.Effort != "" && header.Effort != resource.Exhaustive {
		return "less was tried than all that is worth trying: effort " + string(header.Effort)
	}
	if r.Stopped || r.Unclean || r.Shard != nil || r.Recording != nil {
		return "the run did not come to its end, or was part of one"
	}
	if r.Summary.Disabled > 0 || len(r.Waivers)+len(r.Stale) > 0 {
		return "failures are waived, which no certificate is given for"
	}
	for i := range r.Checks {
		c := &r.Checks[i]
		disputed := func(d Dispute) bool { return d.Check == c.ID }
		switch {
		case c.Verdict == conform.Inconclusive:
			return fmt.Sprintf("%d checks could not be judged, the first of them %s", r.Summary.Inconclusive, c.ID)
		case c.Verdict != conform.Fail || c.Level == conform.Advisory:
		case c.Level != conform.Strict || !slices.ContainsFunc(disputes, disputed):
			return fmt.Sprintf("%d checks failed, the first of them %s", r.Summary.Fail-r.Summary.Advisory, c.ID)
		}
	}
	if r.Summary.Pass == 0 {
		return "nothing passed"
	}
	return ""
}
