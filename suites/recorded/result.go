package recorded

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/plan"
)

// Result is what came of a recording.
type Result struct {
	Plan      *plan.Plan        // the checks that the recording was held against
	Outcomes  []conform.Outcome // one of each, in plan order
	Exchanges int               // all of them, those inside batches for themselves
	Matched   int               // those of documented operations
	Foreign   int               // those whose URL names no version of Graph
	Unmatched map[string]int    // those that no page documents, by the version and the first segment of their paths
	Coverage  []Coverage
	Drift     []Drifted
}

// mostSegmentsKept is how many first segments are counted apart.
const mostSegmentsKept = 1000

func (r *Result) unmatched(at place) {
	name := at.version + "/" + conform.Cut(at.segments[0], 80)
	if _, known := r.Unmatched[name]; !known && len(r.Unmatched) >= mostSegmentsKept {
		name = at.version + "/…"
	}
	r.Unmatched[name]++
}

// Coverage is how much of what pages document of a resource the recording shows.
type Coverage struct {
	Resource   string           `json:"resource"`   // "<version>/<type>"
	Operations []OperationCount `json:"operations"` // all that are documented
	Properties Share            `json:"properties"`
	Members    Share            `json:"members"` // of enums
}

// OperationCount is how often an operation was seen.
type OperationCount struct {
	Name  string `json:"name"` // the kind, or the name of an action or function
	Count int    `json:"count"`
}

// Share is so many of so many.
type Share struct {
	Seen int `json:"seen"`
	Of   int `json:"of"`
}

// Drift is what the pages at hand do not know: a property, a member of a property's enum, or a type. The service may have got it since.
type Drift struct {
	Resource string `json:"resource"`
	Property string `json:"property,omitempty"`
	Member   string `json:"member,omitempty"`
	Type     string `json:"type,omitempty"`
}

// Drifted is a drift with where it shows.
type Drifted struct {
	Drift
	Count  int    `json:"count"`
	First  string `json:"first"` // the step that shows it
	Source string `json:"page"`  // that lacks it
	Since  string `json:"edition,omitempty"`
}

// seen is what a recording showed of a resource.
type seen struct {
	operations map[string]int
	members    map[string]map[string]bool // by property
}

// mostDrifts is how many drifts of a resource are kept.
const mostDrifts = 200

// note counts what an exchange shows.
func (u *unit) note(r *conform.Record) {
	if u.seen.operations == nil {
		u.seen = seen{map[string]int{}, map[string]map[string]bool{}}
	}
	u.seen.operations[string(r.Act)]++
	u.noteObject(r.Sent())
	objects := r.Items()
	if r.Operation != schemas.List {
		objects = []map[string]any{r.Object()}
	}
	if !r.OK() || r.Operation.IsCall() {
		return
	}
	for _, object := range objects {
		u.noteObject(object)
		of := fixtures.TypeName(object["@odata.type"])
		if !u.of.Holds(object) || of != "" && u.of.Types.Named(of) == nil { // what a type of later has is of later too
			continue
		}
		for name := range object {
			if !strings.Contains(name, "@") && !u.knows(name) {
				u.drift(Drift{Property: conform.Cut(name, 80)}, r.Step)
			}
		}
	}
}

func (u *unit) knows(name string) bool {
	if _, known := u.of.Contract.Property(name); known || u.of.Misspelt(name) != "" {
		return true
	}
	return slices.ContainsFunc(u.of.Contract.Relationships, func(p schemas.Property) bool { return p.Name == name })
}

func (u *unit) noteObject(object map[string]any) {
	for _, p := range u.of.Contract.Properties {
		value, present := object[p.Name]
		if !present {
			continue
		}
		if u.seen.members[p.Name] == nil {
			u.seen.members[p.Name] = map[string]bool{}
		}
		for _, member := range membersIn(value) {
			if slices.Contains(p.Enum, member) {
				u.seen.members[p.Name][member] = true
			}
		}
	}
}

// membersIn returns the texts of a value, those that commas divide apart.
func membersIn(value any) (members []string) {
	switch value := value.(type) {
	case string:
		for member := range strings.SplitSeq(value, ",") {
			members = append(members, strings.TrimSpace(member))
		}
	case []any:
		for _, element := range value {
			members = append(members, membersIn(element)...)
		}
	}
	return members
}

func (u *unit) drift(d Drift, at conform.Step) {
	d.Resource = u.of.ID()
	d.Type = conform.Cut(d.Type, 120)
	known := u.drifts[d]
	if known == nil {
		if len(u.drifts) >= mostDrifts {
			return
		}
		known = &Drifted{Drift: d, First: at.String()}
		if sources := u.of.Contract.Sources; len(sources) > 0 {
			known.Source, known.Since = sources[0].Page, sources[0].Edition
		}
		u.drifts[d] = known
	}
	known.Count++
}

// cover adds up what the recording showed.
func (j *Judge) cover() {
	for _, number := range slices.Sorted(maps.Keys(j.units)) {
		u := j.units[number]
		c := Coverage{Resource: u.of.ID()}
		for _, op := range u.of.Contract.Operations {
			name := cmp.Or(op.Name, string(op.Kind))
			c.Operations = append(c.Operations, OperationCount{name, u.seen.operations[name]})
		}
		for _, p := range u.of.Contract.Properties {
			c.Properties.Of++
			c.Members.Of += len(p.Enum)
			if shown := u.seen.members[p.Name]; shown != nil {
				c.Properties.Seen++
				c.Members.Seen += len(shown)
			}
		}
		j.result.Coverage = append(j.result.Coverage, c)
		for _, d := range slices.SortedFunc(maps.Keys(u.drifts), compareDrifts) {
			j.result.Drift = append(j.result.Drift, *u.drifts[d])
		}
	}
}

func compareDrifts(a, b Drift) int {
	return cmp.Or(cmp.Compare(a.Resource, b.Resource), cmp.Compare(a.Property, b.Property), cmp.Compare(a.Member, b.Member),
		cmp.Compare(a.Type, b.Type))
}

// Documented returns how many operations pages document in the versions that a recording speaks of, and how many of them it shows.
func (j *Judge) Documented() Share {
	versions, share := map[string]bool{}, Share{}
	for _, u := range j.units {
		versions[u.of.Contract.Version] = true
		for _, count := range u.seen.operations {
			share.Seen += min(count, 1)
		}
	}
	for _, contract := range j.plan.Contracts() {
		if versions[contract.Version] {
			share.Of += len(contract.Operations)
		}
	}
	return share
}
