package certificate

import (
	"math/rand/v2"
	"slices"

	"graphconform/runner/report"
	"graphconform/suites/conform"
	"graphconform/suites/plan"
	"graphconform/suites/scenario"
)

// Sample returns the part of a plan that rests on n of its scenarios, drawn by chance, and how many they are: fewer where the plan has
// fewer, and more where the check that is drawn last rests on several.
func Sample(p *plan.Plan, n int, random *rand.Rand) (*plan.Plan, int) {
	checks := p.Checks()
	random.Shuffle(len(checks), func(i, k int) { checks[i], checks[k] = checks[k], checks[i] })
	chosen, count := sample{}, 0
	for _, check := range checks {
		if count >= n {
			break
		}
		for _, one := range chosen.lacks(check) {
			chosen[one] = true
			count++
		}
	}
	return p.Of(func(check *conform.Check) bool { return len(chosen.lacks(check)) == 0 }), count
}

// sample holds scenarios, by resource and key.
type sample map[at]bool

type at struct {
	resource string
	key      conform.ScenarioKey
}

// lacks returns what a check rests on and the sample does not hold. The documented scenario of its resource is always sent.
func (s sample) lacks(check *conform.Check) (more []at) {
	of := report.Check{ID: check.ID}
	for _, key := range append([]conform.ScenarioKey{scenario.Documented.Key()}, check.Scenarios...) {
		if one := (at{of.Resource(), key}); !s[one] && !slices.Contains(more, one) {
			more = append(more, one)
		}
	}
	return more
}

// Changed is a check that passed for the certificate, and does not pass now.
type Changed struct {
	Check   string          `json:"check"`
	Verdict conform.Verdict `json:"verdict"`
	Why     string          `json:"why"`
}

// Spotted is what became of a sample.
type Spotted struct {
	Scenarios int       `json:"scenarios"`
	Checks    int       `json:"checks"`
	Seed      uint64    `json:"seed"`
	Changed   []Changed `json:"changed"`
	Unjudged  int       `json:"unjudged"` // checks that could not be judged
}

// Compare holds a run of a sample against the certificate.
func (v *Verified) Compare(r *report.Report, scenarios int) Spotted {
	s := Spotted{Scenarios: scenarios, Checks: len(r.Checks), Seed: r.Seed, Changed: []Changed{}}
	for i := range r.Checks {
		c := &r.Checks[i]
		switch {
		case c.Verdict == conform.Inconclusive:
			s.Unjudged++
		case v.passed[c.ID] && c.Verdict != conform.Pass:
			changed := Changed{Check: c.ID, Verdict: c.Verdict, Why: c.Reason}
			if len(c.Findings) > 0 {
				changed.Why = "want " + c.Findings[0].Want + ", got " + c.Findings[0].Got
			}
			s.Changed = append(s.Changed, changed)
		}
	}
	return s
}
