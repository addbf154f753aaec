package suites

import (
	"fmt"
	"strings"

	"graphconform/fixtures"
)

// Verdict is how a check ended.
type Verdict string

// The verdicts. Every planned check ends in exactly one.
const (
	Pass         Verdict = "pass"
	Fail         Verdict = "fail"
	Unsupported  Verdict = "unsupported"  // the target validly refuses the operation, or lacks what the check needs
	Inconclusive Verdict = "inconclusive" // could not be judged
	Disabled     Verdict = "disabled"     // waived
)

// Verdicts returns all verdicts in the order of reports.
func Verdicts() []Verdict { return []Verdict{Pass, Fail, Unsupported, Inconclusive, Disabled} }

// Finding is one departure.
type Finding struct {
	Rule string // rule id
	At   string // JSON pointer into the answer, or what else was looked at
	Want string
	Got  string
	// Exchange is the one that shows it.
	Exchange *fixtures.Exchange
}

// Outcome is the verdict of one check with all that it rests on.
type Outcome struct {
	Check        *Check
	Verdict      Verdict
	Reason       string // why it is Unsupported or Inconclusive
	Findings     []Finding
	Observations int    // values compared
	Follows      string // id of the failed check that this one only repeats or hangs on
	Exchanges    []*fixtures.Exchange
}

// Judgement gathers what one check sees. A check that saw nothing has not passed.
type Judgement struct {
	rule         string
	findings     []Finding
	observations int
	missing      []string
	hangs        bool // a step failed that this check needs
	unsupported  string
	exchanges    []*fixtures.Exchange
}

// on notes that the check looks at the record; false where its answer cannot be judged.
func (j *Judgement) on(r *Record) bool {
	if e := r.last(); e != nil {
		j.exchanges = append(j.exchanges, e)
	}
	if problem := r.problem(); problem != "" {
		j.missing = append(j.missing, problem)
		return false
	}
	return true
}

// needs is on for a step that must have succeeded; where it did not, the check hangs on the one that judges that step.
func (j *Judgement) needs(r *Record) bool {
	if !j.on(r) {
		j.hangs = j.hangs || r.skipped
		return false
	}
	if r.OK() {
		return true
	}
	j.hang(fmt.Sprintf("%s %s answered %d", r.method(), r.Label, r.Status()))
	return false
}

func (j *Judgement) hang(reason string) {
	j.hangs = true
	j.missing = append(j.missing, reason)
}

// holds records an observation that holds; where it does not, the caller words the finding with want.
// It spares wording what holds, which is nearly everything.
func (j *Judgement) holds(yes bool) bool {
	if yes {
		j.observations++
	}
	return yes
}

// want records an observation, and a finding unless it holds.
func (j *Judgement) want(holds bool, r *Record, at, want, got string) {
	j.observations++
	if !holds {
		j.findings = append(j.findings, Finding{Rule: j.rule, At: at, Want: want, Got: got, Exchange: r.last()})
	}
}

// stopped is why nothing more is sent after an interrupt.
const stopped = "the run was stopped"

// outcome weighs what was gathered.
func (j *Judgement) outcome(check *Check) Outcome {
	out := Outcome{Check: check, Findings: j.findings, Observations: j.observations, Exchanges: unique(j.exchanges)}
	switch {
	case len(j.findings) > 0:
		out.Verdict = Fail
	case strings.Contains(j.unsupported, stopped):
		out.Verdict, out.Reason = Inconclusive, stopped
	case j.unsupported != "":
		out.Verdict, out.Reason = Unsupported, j.unsupported
	case len(j.missing) > 0:
		out.Verdict, out.Reason = Inconclusive, j.missing[0]
	case j.observations == 0:
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
