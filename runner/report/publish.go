package report

import (
	"fmt"
	"io"
)

// Publish writes the reports into the folder, where one is named, then prints the verdicts. The headline comes last, and only where all
// is written: nobody shall read it and find no report.
func Publish(out io.Writer, dir string, r *Report) error {
	unwritten := write(dir, r)
	Terminal(out, r)
	for _, d := range r.Deviations {
		fmt.Fprintf(out, "ACCEPTED %d times: %s (%s; seen: %s)\n", d.Met, d.Says, d.ID, d.Source)
	}
	if unwritten != nil {
		return unwritten
	}
	Headline(out, r)
	return nil
}

// PublishUnreached writes the reports of a run that did not reach its target, and prints nothing: why is said once, by who calls.
func PublishUnreached(dir string, r *Report) error { return write(dir, r) }

func write(dir string, r *Report) error {
	if dir == "" {
		return nil
	}
	if err := WriteAll(dir, r); err != nil {
		return fmt.Errorf("--report: %w; is the disk full, or the folder gone?", err)
	}
	return nil
}
