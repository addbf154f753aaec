package cli

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"

	"graphconform/runner/catalog"
	"graphconform/runner/compare"
	"graphconform/runner/exit"
	"graphconform/runner/pipeline"
	"graphconform/runner/profile"
	"graphconform/runner/regular"
	"graphconform/runner/report"
	"graphconform/runner/settings"
	"graphconform/runner/waiver"
	"graphconform/suites/evidence"
	"graphconform/suites/plan"
)

type judgeCmd struct {
	Dir      string  `arg:"" help:"Folder that run --report wrote: its evidence is judged again, without the target."`
	Catalog  string  `help:"Folder that derive wrote; else the catalog inside the program." placeholder:"DIR"`
	Report   *string `help:"Folder to write the reports to." placeholder:"DIR"`
	Waivers  string  `help:"Waiver file: failures that are known and do not fail the run." placeholder:"FILE"`
	Baseline string  `help:"report.json of an earlier run: what failed in it does not fail this one." placeholder:"FILE"`
	settings.ReportModeFlag
}

// Run judges the evidence of an earlier run again, offline.
func (c *judgeCmd) Run(e *env) error {
	if c.Report != nil {
		if err := report.MakeFolder(*c.Report, c.ReportMode); err != nil {
			return exit.Usagef("--report %s: %v", *c.Report, err)
		}
	}
	earlier, err := readRegular(filepath.Join(c.Dir, "report.json"))
	if err != nil {
		return exit.With(exit.Usage, fmt.Errorf("%w; name the folder that `graphconform run --report` wrote", err))
	}
	path := filepath.Join(c.Dir, evidence.FileName)
	file, err := regular.Open(path)
	if err != nil {
		return exit.With(exit.Usage, err)
	}
	defer file.Close()
	reader, err := evidence.NewReader(file)
	if err != nil {
		return exit.Usagef("%s: %v", path, err)
	}
	if h := reader.Header; h.RunID != earlier.RunID || h.Plan != earlier.Plan || h.Seed != earlier.Seed {
		return exit.Usagef("%s: is of run %s, and report.json beside it of run %s: one of them was put there; judge the folder of one run",
			path, h.RunID, earlier.RunID)
	}
	planned, err := c.plan(reader.Header, earlier)
	if err != nil {
		return err
	}
	result := planned.Run(e.ctx, &pipeline.Recorded{Reader: reader, Name: path, Report: earlier}, pipeline.About{
		Version: version(), RunID: earlier.RunID, Started: earlier.Started, Took: earlier.Took(),
		Target: earlier.Target, Configuration: earlier.Configuration, Rerun: earlier.Rerun, Stopped: earlier.Stopped, Shard: earlier.Shard,
	})
	if err := result.Ended.Err; err != nil {
		return exit.With(exit.Usage, err)
	}
	if err := cmp.Or(report.Publish(e.out, value(c.Report), result.Report), report.Share(value(c.Report), c.ReportMode)); err != nil {
		return exit.With(exit.Inconclusive, err)
	}
	if reader.Header.Plan != result.Report.Plan {
		fmt.Fprintf(e.err, "graphconform: the run was planned by %s and is judged by %s; what changed:\n", earlier.Version, version())
		printDifference(e.err, compare.Reports(earlier, result.Report, nil), result.Report)
	}
	return verdict(e, result)
}

// readRegular reads a report where no pipe or device stands, which would be waited for.
func readRegular(path string) (*report.Report, error) {
	file, err := regular.Open(path)
	if err != nil {
		return nil, err
	}
	file.Close() //nolint:errcheck // nothing was written
	return report.Read(path)
}

// plan makes the plan of the run again. What the catalog of today does not know is left out, and shown as gone.
func (c *judgeCmd) plan(header evidence.Header, earlier *report.Report) (*pipeline.Planned, error) {
	inputs := pipeline.Pipeline{Known: waiver.Files{Waivers: c.Waivers, Baseline: c.Baseline, Target: earlier.Target}}
	var err error
	if inputs.Catalog, err = catalog.Open(c.Catalog); err != nil {
		return nil, exit.With(exit.Usage, err)
	}
	if inputs.Profile, err = profile.Named(header.Profile); err != nil {
		return nil, exit.With(exit.Usage, err)
	}
	inputs.Options = plan.Options{
		Seed: header.Seed, Run: header.Run, Select: header.Select, Strict: header.Strict, Observe: header.Observe, NoAuth: header.NoAuth,
	}
	if header.Claims != nil {
		inputs.Options.Claims = map[string]bool{}
		for _, claim := range header.Claims {
			inputs.Options.Claims[claim] = !slices.Contains(header.Unclear, claim)
		}
	}
	inputs.Only = func(resource string) bool { return slices.Contains(header.Resources, resource) }
	inputs.Progress = nil
	planned, err := inputs.Plan()
	if err != nil && header.Catalog != inputs.Catalog.Digest() {
		return nil, exit.With(exit.Usage, fmt.Errorf("%w; the run was of catalog %s, and this one is %s: give --catalog",
			err, header.Catalog, inputs.Catalog.Digest()))
	}
	return planned, err
}

func value(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}
