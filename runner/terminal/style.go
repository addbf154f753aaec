package terminal

import (
	"io"
	"strings"
)

// Coloured returns a writer that tells whether what is written there may be coloured: "always", "never", or else where it is a terminal
// and the variable NO_COLOR is not set (no-color.org).
func Coloured(out io.Writer, when string, getenv func(string) string) io.Writer {
	width := Width(out)
	styled := when == "always" || when != "never" && width > 0 && getenv("NO_COLOR") == ""
	if !styled {
		return out
	}
	return screen{out, width, true}
}

// Styled reports whether what is written there may be coloured.
func Styled(out io.Writer) bool {
	able, known := out.(interface{ Styled() bool })
	return known && able.Styled()
}

// Style is how a text is shown, as a parameter of SGR (ECMA-48, 8.3.117).
type Style string

// The styles, of the sixteen colours that each terminal has.
const (
	Good  Style = "1;32"
	Bad   Style = "1;31"
	Care  Style = "33"
	Head  Style = "1"
	Aside Style = "2"
)

// Paint shows the first words of lines in the style that they have, and the labels of indented lines aside.
func Paint(text string, words map[string]Style) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		label := labelOf(line)
		if style, known := words[strings.TrimRight(firstWords(line), ":")]; known {
			first := strings.TrimRight(firstWords(line), ":")
			lines[i] = in(first, style) + line[len(first):]
		} else if label != "" {
			lines[i] = "  " + in(label, Aside) + line[2+len(label):]
		}
	}
	return strings.Join(lines, "\n")
}

// Link makes a text lead to an address where the terminal knows how (OSC 8), and is the text alone elsewhere.
func Link(text, address string) string {
	if address == "" {
		return text
	}
	return "\x1b]8;;" + address + "\x1b\\" + text + "\x1b]8;;\x1b\\"
}

func in(text string, style Style) string { return "\x1b[" + string(style) + "m" + text + "\x1b[0m" }

// firstWords are those in capitals with which a line begins.
func firstWords(line string) string {
	end := 0
	for _, word := range strings.SplitAfter(line, " ") {
		if bare := strings.Trim(word, " :"); bare == "" || strings.ContainsFunc(bare, func(r rune) bool { return r < 'A' || r > 'Z' }) {
			break
		}
		end += len(word)
	}
	return strings.TrimRight(line[:end], " ")
}

// labelOf is the label of a line such as "  want      200"; empty where it has none.
func labelOf(line string) string {
	bare, indented := strings.CutPrefix(line, "  ")
	label, _, found := strings.Cut(bare, "  ")
	if !indented || !found || label == "" || strings.ContainsAny(label, " /:,.") {
		return ""
	}
	return label
}
