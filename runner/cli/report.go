package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"graphconform/runner/compare"
	"graphconform/runner/exit"
	"graphconform/runner/report"
	"graphconform/runner/settings"
)

type reportCmd struct {
	File   string  `arg:"" help:"report.json of a run."`
	Format string  `help:"What to print: ${enum}." enum:"text,json,html,md,junit,ctrf,github,azure,sarif,har" default:"text"`
	Report *string `help:"Folder to write all formats to, in place of printing one." placeholder:"DIR"`
	settings.ReportModeFlag
}

// Run renders a report again.
func (c *reportCmd) Run(e *env) error {
	r, err := report.Read(c.File)
	if err != nil {
		return exit.With(exit.Usage, err)
	}
	if c.Report == nil {
		return report.Render(e.out, r, c.Format)
	}
	if err := report.MakeFolder(*c.Report, c.ReportMode); err != nil {
		return exit.Usagef("--report %s: %v", *c.Report, err)
	}
	if err := cmp.Or(report.WriteAll(*c.Report, r), report.Share(*c.Report, c.ReportMode)); err != nil {
		return exit.With(exit.Inconclusive, fmt.Errorf("--report: %w", err))
	}
	return nil
}

type mergeCmd struct {
	Parts  []string      `arg:"" name:"dir" help:"Folders that run --shard --report wrote, one for each part, or a folder of such folders."`
	Out    string        `required:"" help:"Folder to write the reports of the whole to." placeholder:"DIR"`
	Wait   time.Duration `help:"Wait so long at most for parts that are not there yet, or were interrupted and may be gone on with." placeholder:"TIME"`
	Copies bool          `help:"The targets of the parts are copies of one, such as an emulator for each part at a port of its own."`
	settings.ReportModeFlag
}

// Run joins reports. Its exit code is that of a run of the whole.
func (c *mergeCmd) Run(e *env) error {
	parts, err := c.gather(e)
	if err != nil {
		return err
	}
	whole, err := compare.Merge(parts, c.Copies)
	if err != nil {
		return exit.Usagef("merge: %w", err)
	}
	if err := report.MakeFolder(c.Out, c.ReportMode); err != nil {
		return exit.Usagef("--out %s: %v", c.Out, err)
	}
	if err := cmp.Or(report.WriteAll(c.Out, whole), report.Share(c.Out, c.ReportMode)); err != nil {
		return exit.With(exit.Inconclusive, fmt.Errorf("--out: %w", err))
	}
	report.Terminal(e.out, whole)
	report.Headline(e.out, whole) //nolint:errcheck // the output keeps its errors
	return ended(whole)
}

// gather reads the reports of the parts, once all are there.
func (c *mergeCmd) gather(e *env) ([]compare.Part, error) {
	var found compare.Gathering
	if c.Wait < 0 {
		return nil, exit.Usagef("--wait %s: give a time above 0, such as 2h", c.Wait)
	}
	if c.Wait == 0 {
		if err := found.Look(c.Parts, false); err != nil {
			return nil, exit.With(exit.Usage, err)
		}
		return found.Parts, nil
	}
	late := fmt.Errorf("merge: waited %s, as --wait says, and not all is there", c.Wait)
	ctx, stop := context.WithTimeoutCause(e.ctx, c.Wait, late)
	defer stop()
	err := found.Await(ctx, c.Parts, func(open string) { e.note("merge waits; %s", open) })
	switch {
	case errors.Is(err, late):
		return nil, exit.With(exit.Inconclusive, fmt.Errorf("%w; look at its log, run what is missing, and merge again", err))
	case errors.Is(err, context.Canceled):
		return nil, exit.With(exit.Inconclusive, fmt.Errorf("merge: interrupted while it waited: %w", err))
	case err != nil:
		return nil, exit.With(exit.Usage, err)
	}
	return found.Parts, nil
}
