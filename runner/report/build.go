package report

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"graphconform/fixtures"
	"graphconform/suites/conform"
	"graphconform/suites/plan"
)

// Run is what a report says beside the outcomes.
type Run struct {
	Version       string
	Catalog       string
	Shard         *Shard // nil for a whole run
	RunID         string
	Profile       string
	Configuration map[string]string // without secrets
	Rerun         string
	Target        Target
	Requests      int64
	Left          []string
	HeldBack      map[string]int // writes that were not sent, by reason
	Started       time.Time
	Duration      time.Duration
	Stopped       bool
	Unclean       bool // objects were left behind where that matters
	Waivers       []Waiver
	Stale         []Stale
	Deviations    []Deviation
	Recording     *Recording
	Editions      func(resource string) (newest string, pages int) // nil for none
}

// Builder folds outcomes as they arrive. Once all checks of a resource are there it lets go of their exchanges
// but for the evidence that the report keeps, so that a run over the whole catalog fits into memory.
// It is safe for concurrent use.
type Builder struct {
	plan       *plan.Plan
	documented func(resource string) []fixtures.Pair

	mutex   sync.Mutex
	missing map[string]int // outcomes still to come, by resource
	waiting map[string][]conform.Outcome
	folded  map[string]*section
	rules   map[string]bool
}

// NewBuilder returns a builder for the plan's outcomes. documented returns a resource's documented pairs; nil for none.
func NewBuilder(plan *plan.Plan, documented func(resource string) []fixtures.Pair) *Builder {
	b := &Builder{
		plan: plan, documented: documented, missing: map[string]int{}, waiting: map[string][]conform.Outcome{},
		folded: map[string]*section{}, rules: map[string]bool{},
	}
	for _, check := range plan.Checks() {
		b.missing[resourceOf(check.ID)]++
		b.rules[check.Rule] = true
	}
	return b
}

// Add takes the outcome of one planned check.
func (b *Builder) Add(o conform.Outcome) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	resource := resourceOf(o.Check.ID)
	b.waiting[resource] = append(b.waiting[resource], o)
	if b.missing[resource]--; b.missing[resource] > 0 {
		return
	}
	var pairs []fixtures.Pair
	if b.documented != nil {
		pairs = b.documented(resource)
	}
	b.folded[resource] = fold(b.waiting[resource], pairs, len(b.missing))
	delete(b.waiting, resource)
}

// Report returns the report once every planned check has its outcome.
func (b *Builder) Report(run Run) *Report {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	r := &Report{
		Format: Format, Version: run.Version, Catalog: run.Catalog, Plan: b.plan.Digest(), Shard: run.Shard, RunID: run.RunID,
		Started: run.Started, Seconds: run.Duration.Seconds(), Stopped: run.Stopped, Unclean: run.Unclean, Seed: b.plan.Seed,
		Profile: ProfileName(run.Profile), Configuration: run.Configuration, Rerun: run.Rerun, Target: run.Target,
		Summary: Summary{Requests: run.Requests}, Waivers: append([]Waiver{}, run.Waivers...), Stale: run.Stale,
		Left: run.Left, HeldBack: run.HeldBack, Recording: run.Recording,
		Deviations: append([]Deviation{}, run.Deviations...), Resources: []Resource{},
	}
	r.Claims = ClaimsOf(b.plan.Share)
	if r.Configuration == nil {
		r.Configuration = map[string]string{}
	}
	for _, rule := range plan.AllRules() {
		if b.rules[rule.ID()] {
			r.Rules = append(r.Rules, Rule{ID: rule.ID(), Level: rule.Level, Promise: rule.Promise, Standard: rule.Standard})
		}
	}
	for _, id := range slices.Sorted(maps.Keys(b.folded)) {
		resource := Resource{ID: id, Seconds: b.folded[id].answerTime.Seconds()}
		if run.Editions != nil {
			resource.Edition, resource.Pages = run.Editions(id)
		}
		r.Resources = append(r.Resources, resource)
		r.join(b.folded[id])
	}
	r.Recount()
	r.noteTargetFacts()
	return r
}

// ProfileName is what a report calls a profile.
func ProfileName(name string) string { return cmp.Or(name, "default") }

// noteTargetFacts notes what the answers show of the target.
func (r *Report) noteTargetFacts() {
	for i := range r.Exchanges {
		e := &r.Exchanges[i]
		if e.Status == 0 {
			continue
		}
		facts := map[string]string{"protocol": e.Proto, "server": http.Header(e.ResponseHeader).Get("Server")}
		maps.Copy(facts, r.Target.Found) // what the caller knows counts more
		maps.DeleteFunc(facts, func(_, value string) bool { return value == "" })
		r.Target.Found = facts
		return
	}
}

// New folds outcomes of all the plan's checks into a report.
func New(plan *plan.Plan, outcomes []conform.Outcome, run Run) *Report {
	b := NewBuilder(plan, nil)
	for _, o := range outcomes {
		b.Add(o)
	}
	return b.Report(run)
}

// Append takes over the checks of another report with their evidence: of resources that this one has not, or of other checks.
// The caller recounts, and sees to it that no check stands in both.
func (r *Report) Append(other *Report) {
	for _, rule := range other.Rules {
		if !slices.ContainsFunc(r.Rules, func(known Rule) bool { return known.ID == rule.ID }) {
			r.Rules = append(r.Rules, rule)
		}
	}
	for _, resource := range other.Resources {
		if !slices.ContainsFunc(r.Resources, func(known Resource) bool { return known.ID == resource.ID }) {
			r.Resources = append(r.Resources, resource)
		}
	}
	slices.SortFunc(r.Resources, func(a, b Resource) int { return cmp.Compare(a.ID, b.ID) })
	s := &section{checks: slices.Clone(other.Checks), exchanges: other.Exchanges, documented: other.Documented,
		omitted: other.Summary.Omitted}
	for i := range s.checks {
		s.checks[i].Findings, s.checks[i].Exchanges = cloneFindings(s.checks[i].Findings), slices.Clone(s.checks[i].Exchanges)
	}
	r.Summary.Requests += other.Summary.Requests
	r.Unclean = r.Unclean || other.Unclean
	r.holdBack(other.HeldBack)
	r.join(s)
	slices.SortFunc(r.Checks, func(a, b Check) int { return cmp.Compare(a.ID, b.ID) })
}

func cloneFindings(findings []Finding) []Finding {
	out := slices.Clone(findings)
	for i := range out {
		out[i].Exchange, out[i].Documented = shifted(out[i].Exchange, 0), shifted(out[i].Documented, 0)
	}
	return out
}

// join appends a section, whose indexes count from its own beginning.
func (r *Report) join(s *section) {
	for i := range s.checks {
		check := &s.checks[i]
		for k := range check.Exchanges {
			check.Exchanges[k] += len(r.Exchanges)
		}
		for k := range check.Findings {
			finding := &check.Findings[k]
			finding.Exchange, finding.Documented = shifted(finding.Exchange, len(r.Exchanges)),
				shifted(finding.Documented, len(r.Documented))
		}
	}
	r.Checks = append(r.Checks, s.checks...)
	r.Exchanges = append(r.Exchanges, s.exchanges...)
	r.Documented = append(r.Documented, s.documented...)
	r.Summary.Omitted += s.omitted
}

func shifted(index *int, by int) *int {
	if index == nil {
		return nil
	}
	at := *index + by
	return &at
}

// Recount counts all figures anew from the checks, but for those of what was sent.
func (r *Report) Recount() {
	s := &r.Summary
	s.Tally, s.Advisory, s.Observations = Tally{}, 0, 0
	r.Counts = Counts{Resource: map[string]Tally{}, Family: map[string]Tally{}, Level: map[string]Tally{}}
	add := func(into map[string]Tally, key string, verdict conform.Verdict) {
		tally := into[key]
		tally.count(verdict)
		into[key] = tally
	}
	for i := range r.Checks {
		c := &r.Checks[i]
		s.count(c.Verdict)
		s.Observations += c.Observations
		if c.Verdict == conform.Fail && c.Level == conform.Advisory {
			s.Advisory++
		}
		add(r.Counts.Resource, c.Resource(), c.Verdict)
		add(r.Counts.Family, c.Family(), c.Verdict)
		add(r.Counts.Level, string(c.Level), c.Verdict)
	}
	s.Groups = len(r.Groups())
	r.Levels = []conform.Level{}
	for _, level := range levels() {
		if r.Counts.Level[string(level)].Planned > 0 {
			r.Levels = append(r.Levels, level)
		}
	}
}

func levels() []conform.Level {
	return []conform.Level{conform.Documented, conform.Protocol, conform.Strict, conform.Advisory}
}

// resourceOf returns the first two parts of a check's id.
func resourceOf(id string) string {
	check := Check{ID: id}
	return check.Resource()
}

// requestURI drops the origin of an absolute URL; of a page's template too, which no parser of URLs takes.
func requestURI(absolute string) string {
	_, rest, found := strings.Cut(absolute, "://")
	if !found {
		return absolute
	}
	slash := strings.IndexByte(rest, '/')
	if slash < 0 {
		return "/"
	}
	return rest[slash:]
}

// pathOf returns the path of an absolute URL.
func pathOf(absolute string) string {
	path, _, _ := strings.Cut(requestURI(absolute), "?")
	return path
}
