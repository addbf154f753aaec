package cli

import (
	"cmp"
	"fmt"

	"graphconform/runner/exit"
	"graphconform/runner/report"
	"graphconform/runner/settings"
)

type reportCmd struct {
	File   string  `arg:"" help:"report.json of a run."`
	Format string  `help:"What to print: ${enum}." enum:"text,json,html,md,junit,github,azure,har" default:"text"`
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
