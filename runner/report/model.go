package report

import (
	"cmp"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"

	"graphconform/fixtures"
	"graphconform/fixtures/wire"
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/plan"
	"graphconform/suites/recorded"
)

// Format is the version of report.json that this package writes. It reads no other.
const Format = 1

// Report is the outcome of a run. schemas/report.schema.json describes the file that holds it.
type Report struct {
	Format        int               `json:"format"`
	Version       string            `json:"version"` // of the suite
	Catalog       string            `json:"catalog"` // digest of all schema and fixture files
	Plan          string            `json:"plan"`    // digest of ids, levels and seed
	Shard         *Shard            `json:"shard,omitempty"`
	RunID         string            `json:"runId"` // names what the run created
	Started       time.Time         `json:"started,omitzero"`
	Seconds       float64           `json:"seconds"`
	Stopped       bool              `json:"stopped,omitempty"` // the run was interrupted
	Unclean       bool              `json:"unclean,omitempty"` // objects were left behind where that matters
	Seed          uint64            `json:"seed"`
	Profile       string            `json:"profile"` // name of the set of rules that was planned
	Levels        []conform.Level   `json:"levels"`  // planned, strongest first
	Configuration map[string]string `json:"configuration"`
	Rerun         string            `json:"rerun"` // start of a command that checks the same target again
	Target        Target            `json:"target"`
	Claims        *Claims           `json:"claims,omitempty"` // nil where the whole reference is claimed
	Summary       Summary           `json:"summary"`
	Counts        Counts            `json:"counts"`
	Waivers       []Waiver          `json:"waivers"`            // used
	Stale         []Stale           `json:"stale,omitempty"`    // waivers that are out of date
	Deviations    []Deviation       `json:"deviations"`         // met
	Left          []string          `json:"left,omitempty"`     // objects that could not be removed
	HeldBack      map[string]int    `json:"heldBack,omitempty"` // writes that the guard did not send, by reason
	Resources     []Resource        `json:"resources"`          // by id
	Recording     *Recording        `json:"recording,omitempty"`

	// The rest is written an element a line, with texts that repeat in a table.
	Rules      []Rule     `json:"-"` // of the planned checks, in the order of the catalogue
	Checks     []Check    `json:"-"` // by id
	Exchanges  []Exchange `json:"-"` // evidence, a bounded sample of it for what passed
	Documented []Exchange `json:"-"` // the pages' pairs that exchanges of findings are compared with
}

// Took is how long the run took, to the nanosecond: what a file says in seconds is a fraction that is no sum of powers of two.
func (r *Report) Took() time.Duration {
	return time.Duration(math.Round(r.Seconds * float64(time.Second)))
}

// Shard says which part of a plan the run took. Plan identifies the whole.
type Shard struct {
	Index   int `json:"index"`   // from 1
	Count   int `json:"count"`   // of parts
	Planned int `json:"planned"` // checks of the whole plan
}

// Recording is what was judged in place of a target: what others recorded.
type Recording struct {
	Files      []string            `json:"files"`
	Exchanges  int                 `json:"exchanges"`
	Matched    int                 `json:"matched"`             // of documented operations
	Foreign    int                 `json:"foreign,omitempty"`   // whose URL names no version of Graph
	Broken     int                 `json:"broken,omitempty"`    // that could not be read
	Templates  int                 `json:"templates,omitempty"` // mocks whose answers are filled in only when they are given
	Unmatched  map[string]int      `json:"unmatched,omitempty"` // that no page documents, by version and first segment
	Operations recorded.Share      `json:"operations"`          // of those that pages document in the versions that it speaks of
	Coverage   []recorded.Coverage `json:"coverage"`
	Drift      []recorded.Drifted  `json:"drift,omitempty"`
}

// Target is what was checked.
type Target struct {
	Root     string   `json:"root"`
	Embedded bool     `json:"embedded,omitempty"` // the fake tenant inside the program
	Faults   []string `json:"faults,omitempty"`   // of the embedded tenant
	Variants []string `json:"variants,omitempty"`
	// Found is what was learnt about the target on the way, by name: protocol, server, parents.
	Found map[string]string `json:"found,omitempty"`
}

// Name is what the target is called.
func (t Target) Name() string {
	if t.Embedded {
		return "the embedded tenant"
	}
	return cmp.Or(t.Root, "another one")
}

// Same reports whether two targets are one: a merged report may name several. The names of this machine are one host.
func (t Target) Same(here Target) bool {
	if t.Embedded || here.Embedded {
		return t.Embedded == here.Embedded
	}
	return slices.ContainsFunc(strings.Split(t.Root, ", "), func(root string) bool { return wire.SameRoot(root, here.Root) })
}

// Claims is how many operations of the reference are claimed. They are checked, and so are those of which nobody knows.
type Claims struct {
	Claimed int `json:"claimed"`
	Unclear int `json:"unclear"`
	Of      int `json:"of"` // documented ones
}

// ClaimsOf is the share of a plan as a report has it.
func ClaimsOf(share plan.Share) *Claims {
	if share.Of == 0 {
		return nil
	}
	return &Claims{Claimed: share.Claimed, Unclear: share.Unclear, Of: share.Of}
}

// String words it.
func (c Claims) String() string {
	unclear := ""
	if c.Unclear > 0 {
		unclear = fmt.Sprintf(", %d unclear", c.Unclear)
	}
	return fmt.Sprintf("%d of %d documented operations claimed%s", c.Claimed, c.Of, unclear)
}

// Tally counts checks by verdict. Planned is their sum.
type Tally struct {
	Planned      int `json:"planned"`
	Pass         int `json:"pass"`
	Fail         int `json:"fail"`
	Unsupported  int `json:"unsupported"`
	Inconclusive int `json:"inconclusive"`
	Disabled     int `json:"disabled"`
}

// Summary counts all checks and what they rest on.
type Summary struct {
	Tally
	Advisory     int   `json:"advisory"`     // of fail: those of level advisory, which do not fail the run
	Groups       int   `json:"groups"`       // kinds of finding in what failed
	Requests     int64 `json:"requests"`     // every request sent: retries, preflight and clean-up too
	Observations int   `json:"observations"` // values compared
	// Omitted counts exchanges of findings that the report has no room for.
	Omitted int `json:"unkept,omitempty"`
}

// Counts are tallies by resource id, family and level.
type Counts struct {
	Resource map[string]Tally `json:"resource"`
	Family   map[string]Tally `json:"family"`
	Level    map[string]Tally `json:"level"`
}

// Resource is one type in one API version.
type Resource struct {
	ID      string `json:"id"`                // "beta/deviceComplianceDeviceStatus"
	Edition string `json:"edition,omitempty"` // newest edition of its pages, YYYY-MM-DD
	Pages   int    `json:"pages,omitempty"`   // how many pages and editions its contract was read from
	// Seconds is how long the answers took, added up, that its checks looked at.
	Seconds float64 `json:"seconds,omitempty"`
}

// Rule is what a check was held against, worded once.
type Rule struct {
	ID       string        `json:"id"`
	Level    conform.Level `json:"level"`
	Promise  string        `json:"promise"`
	Standard string        `json:"standard,omitempty"`
}

// Check is one judged check.
type Check struct {
	ID           string // "<version>/<type>/<operation>/<family>/<place>"
	Rule         string
	Level        conform.Level
	Source       string
	Promise      string
	Verdict      conform.Verdict
	Reason       string
	RootCause    string // id of the failed check under which this one is folded
	Observations int
	Findings     []Finding
	More         int   // findings that were left out
	Exchanges    []int // indexes into the report's exchanges
	Cause        *Cause
	Limits       []conform.Limit
	Page         string // of the operation, as its file is called without ending; empty where people find none
	Line         int    // there, 1-based; 0 where it is not known
}

// Address is where people read the page that the check rests on; empty where it rests on a standard, or its page is not known.
func (c *Check) Address() string {
	if c.Level != conform.Documented {
		return ""
	}
	version, _, _ := strings.Cut(c.ID, "/")
	return schemas.Address(version, c.Page)
}

// Cause is what kept a check from being judged, so far as it is alike over properties and resources: a request, and how it ended.
type Cause struct {
	Request string               `json:"request,omitempty"` // the operation, or what else was asked for
	Status  int                  `json:"status,omitempty"`
	Failure fixtures.FailureKind `json:"failure,omitempty"`
	NotSent conform.Cause        `json:"notSent,omitempty"` // why there is no request
}

// String words the cause.
func (c *Cause) String() string {
	switch {
	case c.Status != 0:
		return strings.TrimSpace(fmt.Sprintf("%s answered %d %s", c.Request, c.Status, http.StatusText(c.Status)))
	case c.NotSent == conform.Skipped:
		return c.Request + " did not give what a later step needs"
	case c.NotSent == conform.Unreached:
		return "scenario " + c.Request + " ended early"
	case c.NotSent != "":
		return string(c.NotSent)
	}
	return fmt.Sprintf("%s: %s", c.Request, c.Failure)
}

// Finding is one departure.
type Finding struct {
	Rule string `json:"rule,omitempty"` // where it is not the check's
	At   string `json:"at,omitempty"`
	Want string `json:"want"`
	Got  string `json:"got"`
	// Difference is how what came departs from what was wanted, apart from the values.
	Difference conform.Difference `json:"difference,omitempty"`
	Exchange   *int               `json:"exchange,omitempty"`   // index into the report's exchanges
	Documented *int               `json:"documented,omitempty"` // index into the report's documented pairs
}

// Exchange is evidence, or a documented pair. Bodies are text; a long one is cut.
type Exchange struct {
	Page           string              `json:"page,omitempty"`  // title, of a documented pair
	Entry          string              `json:"entry,omitempty"` // of the recording that holds it
	Method         string              `json:"method"`
	URL            string              `json:"url"`
	RequestHeader  map[string][]string `json:"requestHeader,omitempty"`
	RequestBody    string              `json:"requestBody,omitempty"`
	Status         int                 `json:"status,omitempty"`
	Proto          string              `json:"proto,omitempty"`
	ResponseHeader map[string][]string `json:"responseHeader,omitempty"`
	ResponseBody   string              `json:"responseBody,omitempty"`
	Failure        string              `json:"failure,omitempty"`
	Attempt        int                 `json:"attempt,omitempty"`
	Started        time.Time           `json:"started,omitzero"`
	Milliseconds   float64             `json:"milliseconds,omitempty"`
}

// Waiver is a waiver that was used, with the checks that it disabled.
type Waiver struct {
	At      string   `json:"at"`    // file:line
	Check   string   `json:"check"` // glob on check ids
	Kind    string   `json:"kind"`  // known-failing or known-flaky
	Reason  string   `json:"reason"`
	Link    string   `json:"link,omitempty"`
	Expires string   `json:"expires,omitempty"` // YYYY-MM-DD
	Checks  []string `json:"checks"`
}

// Stale is a waiver that is out of date: checks pass of which it says that they must fail.
type Stale struct {
	At     string   `json:"at"`    // file:line
	Check  string   `json:"check"` // glob on check ids
	Passed []string `json:"passed"`
}

// Deviation is a known way in which the service departs from its own pages, and that the target showed.
type Deviation struct {
	ID     string `json:"id"`
	Says   string `json:"says"`
	Source string `json:"source"`
	Met    int    `json:"met"` // how often
}

// Resource is the first part of the id, "<version>/<type>".
func (c *Check) Resource() string {
	version, rest, _ := strings.Cut(c.ID, "/")
	name, _, _ := strings.Cut(rest, "/")
	return version + "/" + name
}

// Operation is the operation that the check belongs to.
func (c *Check) Operation() string { return c.part(2) }

// Family is the family of the check's rule.
func (c *Check) Family() string { return c.part(3) }

// Place is the property, member or request that the check looks at.
func (c *Check) Place() string { return c.part(4) }

func (c *Check) part(n int) string {
	parts := strings.SplitN(c.ID, "/", 5)
	if n >= len(parts) {
		return ""
	}
	return parts[n]
}

// count adds one verdict.
func (t *Tally) count(verdict conform.Verdict) {
	t.Planned++
	switch verdict {
	case conform.Pass:
		t.Pass++
	case conform.Fail:
		t.Fail++
	case conform.Unsupported:
		t.Unsupported++
	case conform.Inconclusive:
		t.Inconclusive++
	case conform.Disabled:
		t.Disabled++
	}
}

// Of returns how many checks have the verdict.
func (t Tally) Of(verdict conform.Verdict) int {
	return map[conform.Verdict]int{
		conform.Pass: t.Pass, conform.Fail: t.Fail, conform.Unsupported: t.Unsupported, conform.Inconclusive: t.Inconclusive,
		conform.Disabled: t.Disabled,
	}[verdict]
}
