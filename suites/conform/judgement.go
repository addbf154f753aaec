package conform

import (
	"fmt"

	"graphconform/fixtures"
)

// Finding is one departure.
type Finding struct {
	Rule string // rule id
	At   string // JSON pointer into the answer, or what else was looked at
	Want string
	Got  string
	// Difference sorts it among findings of its rule; empty where the rule says it all.
	Difference Difference
	// Exchange is the one that shows it, in answer to Step.
	Exchange *fixtures.Exchange
	Step     Step
	Object   string // id of the object that it is about, empty for none
}

// Limit is what a target takes of a property's values, and what it refuses of those that no page promises it to take.
type Limit struct {
	At      string   `json:"at"`              // JSON pointer to the property
	Refused []string `json:"refused"`         // what the values were, such as "4096 characters"
	Taken   int      `json:"taken,omitempty"` // characters of the longest text that was taken, where longer ones are refused
}

// Outcome is the verdict of one check with all that it rests on.
type Outcome struct {
	Check        *Check
	Verdict      Verdict
	Reason       string // why it is Unsupported or Inconclusive
	Findings     []Finding
	Observations int     // values compared
	Follows      string  // id of the failed check that this one only repeats or is blocked by
	Blocked      *Record // the step that failed or was refused, and that the check needs; nil where it was judged, or where none is known
	Lacks        *Record // the step without an answer for which it is Inconclusive; nil where it is not for one alone
	Exchanges    []*fixtures.Exchange
	Limits       []Limit
}

// Judgement gathers what one check sees. A check that saw nothing has not passed.
type Judgement struct {
	Findings     []Finding
	Observations int
	rule         string
	missing      []string
	lacks        *Record // whose problem the first of them is; nil where it is none's
	blocked      bool    // a step failed that this check needs
	by           *Record // that step, where it is known
	stopped      bool    // what is missing is missing because the run was stopped
	unsupported  string
	refusedBy    *Record // the step that the target validly refused
	open         string  // why a refusal was left open
	exchanges    []*fixtures.Exchange
	limits       []Limit
}

// NewJudgement returns an empty judgement by a rule.
func NewJudgement(rule string) *Judgement { return &Judgement{rule: rule} }

// On notes that the check looks at the record; false where its answer cannot be judged.
func (j *Judgement) On(r *Record) bool {
	if e := r.Last(); e != nil {
		j.exchanges = append(j.exchanges, e)
	}
	if e := r.Last(); e != nil && e.Failure.Kind == fixtures.HeldBack {
		j.unsupported, j.refusedBy = r.Problem(), r
		return false
	}
	if e := r.Last(); e != nil && (e.Failure.Kind == fixtures.Ended || e.Failure.Kind == fixtures.Unanswered) {
		want := "an answer"
		if len(e.Request.Body) > 0 {
			want += " to " + Cut(string(e.Request.Body), 400)
		}
		difference := NoMore
		if e.Failure.Kind == fixtures.Ended {
			difference = Ended
		}
		j.Want(false, r, "status", want, e.Failure.Detail).As(difference)
		return false
	}
	if r.Problem() != "" {
		j.Lack(r)
		return false
	}
	if r.Twin {
		j.LeaveOpen(r, RefusesTwins)
	}
	return !r.Twin
}

// Lack notes a record that cannot be judged.
func (j *Judgement) Lack(r *Record) {
	if len(j.missing) == 0 {
		j.lacks = r
	}
	j.missing = append(j.missing, r.Problem())
}

// Needs is On for a step that must have succeeded; where it did not, the check is blocked by the one that judges that step.
func (j *Judgement) Needs(r *Record) bool {
	if !j.On(r) {
		if r.Skipped() {
			j.block(r)
		}
		return false
	}
	switch {
	case r.OK() && r.Unlisted():
		j.Block(r, fmt.Sprintf("%s %s shows no array of objects named value", r.Method(), r.Step))
		return false
	case r.OK():
		return true
	}
	j.Block(r, fmt.Sprintf("%s %s answered %d", r.Method(), r.Step, r.Status()))
	return false
}

// NeedsSent is On, unless the step was not sent because the object that it acts on could not be created.
func (j *Judgement) NeedsSent(r *Record) bool {
	if r.Skipped() {
		j.Block(r, r.NotSent.Detail)
		return false
	}
	return j.On(r)
}

// Block notes that a step failed which the check needs; by is nil where it is not one step alone.
func (j *Judgement) Block(by *Record, reason string) {
	j.block(by)
	j.missing = append(j.missing, reason)
}

func (j *Judgement) block(by *Record) {
	j.blocked = true
	if j.by == nil {
		j.by = by
	}
}

// BlockUnlessSeen blocks a check that compared nothing by the step that gave it nothing to compare.
func (j *Judgement) BlockUnlessSeen(by *Record, reason string) {
	if j.Nothing() {
		j.Block(by, reason)
	}
}

// Nothing reports whether the check has compared nothing and misses nothing.
func (j *Judgement) Nothing() bool { return j.Observations == 0 && len(j.missing) == 0 && j.open == "" }

// Miss notes what the check cannot be judged without.
func (j *Judgement) Miss(reasons ...string) { j.missing = append(j.missing, reasons...) }

// Unsupport notes that the target validly lacks what the check needs.
func (j *Judgement) Unsupport(reason string) { j.unsupported = reason }

// Refused notes that the target validly refuses an operation that the check needs, in place of all that was missed.
func (j *Judgement) Refused(by *Record, reason string) {
	j.On(by)
	j.unsupported, j.missing, j.refusedBy = reason, nil, by
}

// LeaveOpen notes that the target refused what it may refuse, so that there is nothing to compare: a check that sees nothing else is
// Unsupported.
func (j *Judgement) LeaveOpen(by *Record, reason string) {
	j.open, j.refusedBy = reason, by
}

// RefusedBy returns the step that the target validly refused; nil where it refused none.
func (j *Judgement) RefusedBy() *Record { return j.refusedBy }

// Stop notes that the run was stopped before the check could be judged.
func (j *Judgement) Stop() { j.stopped = true }

// Slip notes a mistake of the suite itself, in place of all findings: it must cost one check, not the run.
func (j *Judgement) Slip(mistake any) {
	j.Findings, j.lacks, j.missing = nil, nil, []string{fmt.Sprintf("the suite could not judge this: %v; please report it", mistake)}
}

// Blocked reports whether a step failed that the check needs, and which, where that is known.
func (j *Judgement) Blocked() (by *Record, blocked bool) { return j.by, j.blocked }

// Holds records an observation that holds; where it does not, the caller words the finding with Want.
// It spares wording what holds, which is nearly everything.
func (j *Judgement) Holds(yes bool) bool {
	if yes {
		j.Observations++
	}
	return yes
}

// Want records an observation, and a finding unless it holds, which it returns: the caller may name the difference that it shows.
func (j *Judgement) Want(holds bool, r *Record, at, want, got string) *Finding {
	return j.WantOf(holds, r, r.About(), at, want, got)
}

// WantOf is Want about an object of a list.
func (j *Judgement) WantOf(holds bool, r *Record, object, at, want, got string) *Finding {
	j.Observations++
	if holds {
		return nil
	}
	return j.find(Finding{At: at, Want: want, Got: got, Object: object, Difference: differenceAt(r, at)}, r)
}

// WantValue records that a property of an object does not have the value that it must have; hint says more of that value, where given.
// What holds is noted with Holds.
func (j *Judgement) WantValue(r *Record, object string, at string, want any, hint string, shown map[string]any, name string) {
	j.Observations++
	text := Show(want)
	if hint != "" {
		text += " (" + hint + ")"
	}
	got, present := shown[name]
	j.find(Finding{At: at, Want: text, Got: ShowMember(shown, name) + parting(want, got), Object: object,
		Difference: Differ(want, got, present)}, r)
}

// find notes a finding. What it returns is good until the next one.
func (j *Judgement) find(f Finding, r *Record) *Finding {
	f.Rule, f.Exchange, f.Step = j.rule, r.Last(), r.Step
	j.Findings = append(j.Findings, f)
	return &j.Findings[len(j.Findings)-1]
}

// As names the difference that a finding shows, where there is a finding and something to name.
func (f *Finding) As(d Difference) {
	if f != nil && d != "" {
		f.Difference = d
	}
}

// Limited notes values that the target validly refuses.
func (j *Judgement) Limited(l Limit) {
	if len(l.Refused) > 0 {
		j.limits = append(j.limits, l)
		j.Observations += len(l.Refused)
	}
}

// Sees is Want on one of many answers: it keeps the exchanges of few, and of all that it finds something in.
func (j *Judgement) Sees(r *Record, holds bool, at, want, got string) *Finding {
	if !holds {
		j.exchanges = append(j.exchanges, r.Last())
	}
	j.Keep(r)
	return j.Want(holds, r, at, want, got)
}

// fewExchanges are enough for a check that looks at every answer.
const fewExchanges = 8

// Keep keeps the exchange, while there are few.
func (j *Judgement) Keep(r *Record) {
	if len(j.exchanges) < fewExchanges {
		j.exchanges = append(j.exchanges, r.Last())
	}
}

// StoppedReason is why nothing more is sent after an interrupt.
const StoppedReason = "the run was stopped"

// Outcome weighs what was gathered.
func (j *Judgement) Outcome(check *Check) Outcome {
	out := Outcome{Check: check, Findings: j.Findings, Observations: j.Observations, Exchanges: unique(j.exchanges),
		Limits: j.limits}
	switch {
	case len(j.Findings) > 0:
		out.Verdict = Fail
	case j.stopped:
		out.Verdict, out.Reason = Inconclusive, StoppedReason
	case j.unsupported != "":
		out.Verdict, out.Reason = Unsupported, j.unsupported
	case len(j.missing) > 0:
		out.Verdict, out.Reason, out.Lacks = Inconclusive, j.missing[0], j.lacks
	case j.Observations == 0 && j.open != "":
		out.Verdict, out.Reason = Unsupported, j.open
	case j.Observations == 0:
		out.Verdict, out.Reason = Inconclusive, "nothing was observed"
	default:
		out.Verdict = Pass
	}
	return out
}

func unique(all []*fixtures.Exchange) []*fixtures.Exchange {
	seen := map[*fixtures.Exchange]bool{}
	var out []*fixtures.Exchange
	for _, e := range all {
		if !seen[e] {
			seen[e] = true
			out = append(out, e)
		}
	}
	return out
}
