package report

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"graphconform/suites/conform"
)

// rendering is one way to write a report.
type rendering struct {
	format string // as `report --format` names it
	file   string // in a folder of reports; none where it is only printed
	write  func(io.Writer, *Report) error
}

func renderings() []rendering {
	return []rendering{
		{"json", "report.json", Write},
		{"html", "report.html", HTML},
		{"md", "summary.md", Markdown},
		{"junit", "junit.xml", JUnit},
		{"github", "annotations.github.txt", GitHub},
		{"azure", "annotations.azure.txt", Azure},
		{"har", "evidence.har", HAR},
		{"text", "", Text},
	}
}

// Formats returns the names of the formats that Render knows.
func Formats() []string {
	var names []string
	for _, r := range renderings() {
		names = append(names, r.format)
	}
	return names
}

// Render writes the report in one format.
func Render(out io.Writer, r *Report, format string) error {
	for _, known := range renderings() {
		if known.format == format {
			return known.write(out, r)
		}
	}
	return fmt.Errorf("no format %q", format)
}

// WriteAll writes the report in every format into a folder. Each file is either whole or not there.
func WriteAll(dir string, r *Report) error {
	for _, known := range renderings() {
		if known.file == "" {
			continue
		}
		err := WriteFile(filepath.Join(dir, known.file), func(out io.Writer) error { return known.write(out, r) })
		if err != nil {
			return err
		}
	}
	return nil
}

// Clear removes the reports of an earlier run from the folder of one that begins: a run that is killed writes none, and nobody shall read
// those of before as its own. What cannot be removed cannot be written either.
func Clear(dir string) error {
	for _, known := range renderings() {
		if known.file == "" {
			continue
		}
		if err := os.Remove(filepath.Join(dir, known.file)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%w; it is of an earlier report: remove it, or name another folder", err)
		}
	}
	return nil
}

// Detail is how much is printed of a report.
type Detail int

// The details: the last line alone, what departs and could not be judged, and every check beside that.
const (
	Usual Detail = iota
	Brief
	Full
)

// Publish writes the reports into the folder, where one is named, then prints the verdicts. The headline comes last, and only where all
// is written: nobody shall read it and find no report.
func Publish(out io.Writer, dir string, r *Report, detail Detail) error {
	unwritten := write(dir, r)
	if detail == Full {
		for i := range r.Checks {
			fmt.Fprintf(out, "%-12s %s\n", r.Checks[i].Verdict, conform.Printable(r.Checks[i].ID))
		}
		fmt.Fprintln(out)
	}
	if detail != Brief {
		Terminal(out, r)
		for _, d := range r.Deviations {
			line := fmt.Sprintf("ACCEPTED %d times: %s (%s; seen: %s)", d.Met, d.Says, d.ID, d.Source)
			fmt.Fprintln(out, shown(out, line))
		}
	}
	if unwritten != nil {
		return unwritten
	}
	Headline(out, r) //nolint:errcheck // who gave the output keeps its errors
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
