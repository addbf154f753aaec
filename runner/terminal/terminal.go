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

// Writer writes to a terminal.
type Writer struct {
	file  *os.File
	width int
	folds bool
}

// Output returns a writer to a file that knows how wide the terminal is, where it is one. Texts are folded by who writes them: some are for
// programs.
func Output(file *os.File, getenv func(string) string) io.Writer { return open(file, getenv, false) }

// Messages returns a writer to a file that folds each line written to it, where it is a terminal.
func Messages(file *os.File, getenv func(string) string) io.Writer { return open(file, getenv, true) }

func open(file *os.File, getenv func(string) string, folds bool) io.Writer {
	info, err := file.Stat()
	term := getenv("TERM")
	if err != nil || info.Mode()&os.ModeCharDevice == 0 || term == "" || term == "dumb" {
		return file
	}
	return &Writer{file, widthOf(columns(file), getenv("COLUMNS")), folds}
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

// Width is how many characters a line holds.
func (w *Writer) Width() int { return w.width }

// Write writes texts, folded where they are messages. Each call has whole lines, or a part of one that is not folded.
func (w *Writer) Write(text []byte) (int, error) {
	if !w.folds {
		return w.file.Write(text)
	}
	if _, err := io.WriteString(w.file, Fold(string(text), w.width)); err != nil {
		return 0, err
	}
	return len(text), nil
}

// Width is how many characters a line holds of what is written there; 0 where it is no terminal.
func Width(out io.Writer) int {
	if wide, known := out.(interface{ Width() int }); known {
		return wide.Width()
	}
	return 0
}
