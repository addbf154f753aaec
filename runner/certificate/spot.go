package certificate

import (
	"math/rand/v2"
	"slices"

	"graphconform/runner/report"
	"graphconform/suites/conform"
	"graphconform/suites/plan"
	"graphconform/suites/scenario"
)

// Sample returns the part of a plan that rests on n of its scenarios, drawn by chance, and how many there are: fewer where the plan has
// fewer that a check can be judged by alone.
func Sample(p *plan.Plan, n int, random *rand.Rand) (*plan.Plan, int) {
	type one struct {
		unit *plan.Unit
		key  conform.ScenarioKey
	}
	var all []one
	for _, unit := range p.Units {
		for _, s := range unit.Scenarios {
			all = append(all, one{unit, s.Key})
		}
	}
	random.Shuffle(len(all), func(i, k int) { all[i], all[k] = all[k], all[i] })
	chosen, count := map[string]map[conform.ScenarioKey]bool{}, 0
	for _, s := range all {
		id := s.unit.Resource.ID()
		alone := func(check *conform.Check) bool { return restsOn(check, map[conform.ScenarioKey]bool{s.key: true}) }
		if count == n || !slices.ContainsFunc(s.unit.Checks, alone) {
			continue
		}
		if chosen[id] == nil {
			chosen[id] = map[conform.ScenarioKey]bool{}
		}
		chosen[id][s.key] = true
		count++
	}
	return p.Of(func(check *conform.Check) bool {
		c := report.Check{ID: check.ID}
		return restsOn(check, chosen[c.Resource()])
	}), count
}

// restsOn reports whether a check rests on some of these scenarios, and on no other but the documented one, which every part of a plan has.
func restsOn(check *conform.Check, chosen map[conform.ScenarioKey]bool) bool {
	some := false
	for _, key := range check.Scenarios {
		if !chosen[key] && key != scenario.Documented.Key() {
			return false
		}
		some = some || chosen[key]
	}
	return some
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
