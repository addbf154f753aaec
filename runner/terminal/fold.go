package terminal

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"unicode/utf8"
)

// Fold breaks lines that are wider between words. What follows stands below the text, behind a label or a column before it. Commands stay
// whole: between backticks they are not broken, and a line that is one goes on behind a backslash, so that it can be pasted.
func Fold(text string, width int) string {
	if width <= 0 {
		return text
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if utf8.RuneCountInString(line) > width {
			lines[i] = foldLine(line, width)
		}
	}
	return strings.Join(lines, "\n")
}

// program begins a line that is a command.
const program = "graphconform "

func foldLine(line string, width int) string {
	indent := textAt(line, width*2/3)
	quote, end := '`', ""
	if strings.HasPrefix(line[indent:], program) {
		quote, end = '\'', ` \`
	}
	next := utf8.RuneCountInString(line[:indent]) + 2
	if indent > 0 && strings.TrimSpace(line[:indent]) != "" {
		next -= 2
	}
	var out strings.Builder
	out.WriteString(line[:indent])
	at, first := utf8.RuneCountInString(line[:indent]), true
	for _, word := range words(line[indent:], quote) {
		size := utf8.RuneCountInString(word)
		bare := strings.TrimLeft(word, " ")
		fits := next+utf8.RuneCountInString(bare)+len(end) <= width // else a line of its own would not help
		if !first && at+size+len(end) > width && fits {
			out.WriteString(end + "\n" + strings.Repeat(" ", next))
			word, at, size = bare, next, utf8.RuneCountInString(bare)
		}
		out.WriteString(word)
		at, first = at+size, false
	}
	return out.String()
}

// textAt is where the text of a line begins, behind its indentation and the columns before it: two blanks end a column.
func textAt(line string, most int) int {
	at := len(line) - len(strings.TrimLeft(line, " "))
	for i := at; i+2 < len(line) && i < most; i++ {
		if line[i] == ' ' && line[i+1] == ' ' && line[i+2] != ' ' && i+2 <= most {
			at = i + 2
		}
	}
	return at
}

// words cuts a text before blanks, but for those between quotes.
func words(text string, quote rune) (out []string) {
	from, inside, blank := 0, false, true
	for i, r := range text {
		switch {
		case r == quote:
			inside = !inside && strings.ContainsRune(text[i+1:], quote)
			blank = false
		case r != ' ':
			blank = false
		case !inside && !blank:
			out, from, blank = append(out, text[from:i]), i, true
		}
	}
	return append(out, text[from:])
}

// Table prints rows of cells, the head first. Where they are wider than the terminal, the last columns stand below the others, a
// line each, the very last one always.
func Table(out io.Writer, rows [][]string) error {
	width := Width(out)
	wide := columnWidths(rows)
	stay, sum := len(wide), 0
	for i, column := range wide {
		if sum += column; width > 0 && i > 0 && sum > width {
			stay = i
			break
		}
		sum += gap
	}
	var text strings.Builder
	for _, row := range rows {
		var line strings.Builder
		for i, cell := range row[:min(stay, len(row))] {
			line.WriteString(cell + strings.Repeat(" ", wide[i]-utf8.RuneCountInString(cell)+gap))
		}
		below := row[min(stay, len(row)):]
		for len(below) > 1 && utf8.RuneCountInString(line.String()+below[0]) <= width { // a short one need not stand alone
			line.WriteString(below[0] + "  ")
			below = below[1:]
		}
		text.WriteString(strings.TrimRight(line.String(), " ") + "\n")
		for _, cell := range below {
			if cell != "" {
				text.WriteString(Fold("    "+cell, width) + "\n")
			}
		}
	}
	_, err := io.WriteString(out, text.String())
	return err
}

// gap is between two columns.
const gap = 2

func columnWidths(rows [][]string) (wide []int) {
	for _, row := range rows {
		for i, cell := range row {
			if i == len(wide) {
				wide = append(wide, 0)
			}
			wide[i] = max(wide[i], utf8.RuneCountInString(cell))
		}
	}
	return wide
}

// Pairs prints names with what there is to say of each, folded.
func Pairs(out io.Writer, pairs [][]string) error {
	var text strings.Builder
	table := tabwriter.NewWriter(&text, 0, 4, gap, ' ', 0)
	for _, pair := range pairs {
		fmt.Fprintln(table, strings.Join(pair, "\t"))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err := io.WriteString(out, Fold(text.String(), Width(out)))
	return err
}

// Middle cuts a text in its middle where it is wider, so that both its ends are seen.
func Middle(text string, width int) string {
	runes := []rune(text)
	if width = max(width, 3); len(runes) <= width {
		return text
	}
	end := width / 2
	return string(runes[:width-end-1]) + "…" + string(runes[len(runes)-end:])
}
