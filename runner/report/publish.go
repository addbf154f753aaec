package report

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"graphconform/runner/regular"
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
		{"ctrf", "ctrf.json", CTRF},
		{"sarif", "report.sarif", SARIF},
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

// Mode is the permissions of the files in a folder of reports. Reports may show what belongs to the people of a tenant: without a mode
// they are for the user alone.
type Mode fs.FileMode

// private is what files have where no mode is given.
const private Mode = 0o600

// UnmarshalText reads octal digits, as chmod takes them.
func (m *Mode) UnmarshalText(text []byte) error {
	n, err := strconv.ParseUint(string(text), 8, 32)
	if err != nil || n > 0o777 || n&0o600 != 0o600 || n&0o111 != 0 {
		return fmt.Errorf("%q is no mode such as 0640; the user reads and writes, and nobody executes", text)
	}
	*m = Mode(n)
	return nil
}

// String writes the mode as it is read.
func (m Mode) String() string { return fmt.Sprintf("%04o", uint32(m)) }

func (m Mode) file() fs.FileMode {
	if m == 0 {
		m = private
	}
	return fs.FileMode(m)
}

// folder lets everybody into the folder who may read its files.
func (m Mode) folder() fs.FileMode { return m.file() | m.file()&0o444>>2 }

// MakeFolder makes the folder of reports and tries to write to it: what cannot be written is noticed before anything is sent for it. One
// that is there already keeps its permissions. others are files that stand there beside the reports. Errors say what to do.
func MakeFolder(dir string, mode Mode, others ...string) error {
	if err := makeFolder(dir, mode); err != nil {
		return fmt.Errorf("%w; name a folder that can be written to", err)
	}
	for _, known := range renderings() {
		others = append(others, known.file)
	}
	for _, name := range others {
		path := filepath.Join(dir, name)
		if info, err := os.Lstat(path); name != "" && err == nil && info.IsDir() {
			return fmt.Errorf("%s is a folder, where a file is to be written; move it away, or name another folder", path)
		}
	}
	return nil
}

func makeFolder(dir string, mode Mode) error {
	switch info, err := os.Stat(dir); {
	case err != nil:
		if err := os.MkdirAll(dir, mode.folder()); err != nil {
			return err
		}
		if err := os.Chmod(dir, mode.folder()); err != nil { // also bits that the process masks
			return err
		}
	case !info.IsDir():
		return errors.New("it is a file")
	}
	probe, err := os.CreateTemp(dir, ".probe-*")
	if err != nil {
		return err
	}
	_, err = probe.Write(make([]byte, 4<<10)) // a full disk takes empty files
	return errors.Join(err, probe.Close(), os.Remove(probe.Name()))
}

// What the files of a run take at least: the smallest of them, and each check in evidence, reports and journal.
const (
	roomBase  = 512 << 10
	roomCheck = 2 << 10
)

// CheckRoom reports that the disk has less room than the files of a run of so many checks take. It says what to do.
func CheckRoom(dir string, checks int) error {
	left, err := regular.Room(dir)
	if need := uint64(roomBase + checks*roomCheck); err == nil && left < need { // who cannot tell will see
		return fmt.Errorf("the disk has room for %d KiB, and the files of %s take %d KiB or more; make room, or name a folder elsewhere",
			left>>10, count(checks, "check"), need>>10)
	}
	return nil
}

// Share gives the files that a run writes to the folder the mode. Until then they are for the user alone. Without a mode they stay so.
func Share(dir string, mode Mode, others ...string) error {
	if mode == 0 || dir == "" {
		return nil
	}
	for _, known := range renderings() {
		others = append(others, known.file)
	}
	for _, name := range others {
		if name == "" {
			continue
		}
		path := filepath.Join(dir, name)
		if info, err := os.Lstat(path); err != nil || !info.Mode().IsRegular() {
			continue
		}
		if err := os.Chmod(path, mode.file()); err != nil {
			return err
		}
	}
	return nil
}
