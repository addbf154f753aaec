package certificate

import (
	"testing"

	"graphconform/runner/report"
	"graphconform/suites/conform"
	"graphconform/suites/plan"
)

// An operation is covered where all of it is planned, and something of it passed in every run.
func TestCoverage(t *testing.T) {
	from := opened(t)
	const resource = "beta/deviceCategory"
	claims := map[string]bool{resource + " create": true, resource + " list": true}
	for name, test := range map[string]struct {
		options plan.Options
		failing string // operation of which nothing passed in the second run
		want    int
	}{
		"a resource":              {plan.Options{Select: []string{resource + "/**"}}, "", 5},
		"an operation":            {plan.Options{Select: []string{resource + "/list/**"}}, "", 1},
		"a family":                {plan.Options{Select: []string{resource + "/*/status/*"}}, "", 0},
		"claims":                  {plan.Options{Claims: claims}, "", 2},
		"some of what is claimed": {plan.Options{Claims: claims, Select: []string{resource + "/list/**"}}, "", 1},
		"nothing passed":          {plan.Options{Select: []string{resource + "/**"}}, resource + "/update", 4},
	} {
		p, err := from.Plan(test.options)
		if err != nil {
			t.Fatal(err)
		}
		d := newDraft(Terms{})
		for n := 1; n <= 2; n++ {
			r := &report.Report{}
			for _, check := range p.Checks() {
				verdict := conform.Pass
				if n == 2 && operationOf(check.ID) == test.failing {
					verdict = conform.Unsupported
				}
				r.Checks = append(r.Checks, report.Check{ID: check.ID, Rule: check.Rule, Verdict: verdict})
			}
			r.Recount()
			e, err := extentOf(from, p, test.options, func(*conform.Check) bool { return true })
			if err != nil {
				t.Fatal(err)
			}
			d.cover(e, r)
			d.Runs = append(d.Runs, Run{})
		}
		if c := d.Coverage; c.Operations != test.want || c.Of < 1000 || !c.Partial || c.Checks != len(p.Checks()) {
			t.Errorf("%s: %+v, want %d", name, c, test.want)
		}
	}
}
