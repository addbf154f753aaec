package report

import (
	"fmt"
	"io"
	"path/filepath"
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
