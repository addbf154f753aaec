package main

import (
	"fmt"

	"graphconform/fixtures/wire"
	"graphconform/runner/report"
)

// publish writes the reports, then prints the verdicts. The headline comes last, and only where all is written:
// nobody shall read it and find no report.
func (c *runCmd) publish(e *env, result *report.Report, reached bool) error {
	var unwritten error
	if c.Report != nil {
		unwritten = report.WriteAll(*c.Report, result)
	}
	if reached {
		report.Terminal(e.out, result)
	}
	if unwritten != nil {
		return exitError{exitInconclusive, fmt.Errorf("--report: %w; is the disk full, or the folder gone?", unwritten)}
	}
	if reached {
		report.Headline(e.out, result)
	}
	return nil
}

// profile names the set of rules that is planned.
func (c *runCmd) profile() string {
	if c.Strict {
		return "strict"
	}
	return "default"
}

// found is the target as the report describes it.
func (c *runCmd) found(sender *wire.Sender) report.Target {
	return report.Target{Root: sender.Root(), Embedded: c.embedded, Faults: c.Fault, Variants: c.Variant, Found: map[string]string{}}
}
