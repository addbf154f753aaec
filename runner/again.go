package main

import (
	"graphconform/runner/report"
	"graphconform/suites"
)

// againFlag narrows a run to what an earlier one left to be mended.
type againFlag struct {
	OnlyFailed *string `help:"report.json of an earlier run: check again what failed or could not be judged in it, and nothing else." placeholder:"FILE"`
}

// selection returns the ids to check again; none where the flag is not given.
func (f againFlag) selection() ([]string, error) {
	if f.OnlyFailed == nil {
		return nil, nil
	}
	earlier, err := report.Read(*f.OnlyFailed)
	if err != nil {
		return nil, usage("--only-failed: %w", err)
	}
	var ids []string
	for _, check := range earlier.Checks {
		if check.Verdict == suites.Fail || check.Verdict == suites.Inconclusive {
			ids = append(ids, check.ID)
		}
	}
	if len(ids) == 0 {
		return nil, usage("--only-failed %s: nothing failed in it and all was judged; leave the flag out to check everything again", *f.OnlyFailed)
	}
	return ids, nil
}
