// Package terminal knows how wide the terminal is that a text is shown on, and folds lines to it: the one place that does.
//
// What goes into a file or a pipe is left as it is, a fact a line: width 0.
package terminal

import (
	"io"
	"os"
	"strconv"
)

// A terminal that does not say how wide it is, and one that is too narrow to be folded for.
const (
	usual  = 80
	narrow = 20
)

// screen is a terminal of a width, or what is to be written to as if it was one.
type screen struct {
	io.Writer
	width  int
	styled bool
}

// Styled reports whether texts may be coloured.
func (s screen) Styled() bool { return s.styled }

// Width is how many characters a line holds.
func (s screen) Width() int { return s.width }

// Output returns a writer to a file that knows how wide the terminal is, where it is one. It folds nothing: some texts are for programs.
func Output(file *os.File, getenv func(string) string) io.Writer {
	info, err := file.Stat()
	term := getenv("TERM")
	if err != nil || info.Mode()&os.ModeCharDevice == 0 || term == "" || term == "dumb" {
		return file
	}
	return screen{Writer: file, width: widthOf(columns(file), getenv("COLUMNS"))}
}

// Folding returns a writer that folds the lines of each text written to it, where they end at a terminal.
func Folding(out io.Writer) io.Writer {
	width := Width(out)
	if width == 0 {
		return out
	}
	return screen{folding{out, width}, width, Styled(out)}
}

type folding struct {
	to    io.Writer
	width int
}

// Write writes whole lines, folded.
func (f folding) Write(text []byte) (int, error) {
	if _, err := io.WriteString(f.to, Fold(string(text), f.width)); err != nil {
		return 0, err
	}
	return len(text), nil
}

// widthOf is the width that the variable COLUMNS names, or else what the terminal says.
func widthOf(said int, variable string) int {
	if named, err := strconv.Atoi(variable); err == nil && named > 0 {
		said = named
	}
	if said <= 0 {
		return usual
	}
	return max(said, narrow)
}

// Width is how many characters a line holds of what is written there; 0 where it is no terminal.
func Width(out io.Writer) int {
	if wide, known := out.(interface{ Width() int }); known {
		return wide.Width()
	}
	return 0
}
