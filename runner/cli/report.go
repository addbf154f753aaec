package cli

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"

	"graphconform/runner/compare"
	"graphconform/runner/exit"
	"graphconform/runner/report"
	"graphconform/runner/settings"
)

type reportCmd struct {
	File   string  `arg:"" help:"report.json of a run."`
	Format string  `help:"What to print: ${enum}." enum:"text,json,html,md,junit,github,azure,sarif,har" default:"text"`
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
	Parts  []string `arg:"" name:"dir" help:"Folders that run --shard --report wrote, one for each part."`
	Out    string   `required:"" help:"Folder to write the reports of the whole to." placeholder:"DIR"`
	Copies bool     `help:"The targets of the parts are copies of one, such as an emulator for each part at a port of its own."`
	settings.ReportModeFlag
}

// Run joins reports. Its exit code is that of a run of the whole.
func (c *mergeCmd) Run(e *env) error {
	var parts []compare.Part
	for _, dir := range c.Parts {
		path := dir
		if info, err := os.Stat(dir); err == nil && info.IsDir() {
			path = filepath.Join(dir, "report.json")
		}
		r, err := report.Read(path)
		if err != nil {
			return exit.With(exit.Usage, err)
		}
		parts = append(parts, compare.Part{Name: dir, Report: r})
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
