package derive

import (
	"html"
	"strings"
	"unicode/utf8"
)

// line is one line of a page.
type line struct {
	no     int    // 1-based
	text   string // without line end and zero-width characters
	fenced bool   // inside a code block of Markdown
}

// splitLines splits a page, marks code blocks, and gives headings that a rendering lost (in mid-paragraph, or in a
// code block of their own) a line again.
func splitLines(text string) []line {
	text = strings.TrimPrefix(text, "\uFEFF")
	lines := make([]line, 0, strings.Count(text, "\n")+1)
	fenced, open := false, false // in a code block; in a table whose rows have no first bar
	no := 0
	for raw := range strings.SplitSeq(text, "\n") {
		no++
		raw = strings.TrimRight(raw, "\r \t")
		if strings.HasPrefix(strings.TrimLeft(raw, " "), "```") {
			fenced = !fenced
			continue
		}
		if strings.Contains(raw, "##") {
			if _, ok := heading(strings.TrimSpace(raw)); ok {
				lines = append(lines, line{no: no, text: strings.TrimSpace(raw)})
				continue
			}
			if !fenced && strings.Contains(raw, " ## ") {
				lines = append(lines, splitHeadings(raw, no)...)
				continue
			}
		}
		if !fenced && raw != "" {
			raw = unquoted(raw)
			if last := len(lines) - 1; isRuleRow(raw) && last >= 0 && isOpenRow(lines[last].text) {
				lines[last].text, open = "|"+lines[last].text, true
			}
			if open && isOpenRow(raw) {
				raw = "|" + raw
			}
		}
		open = open && !strings.HasPrefix(raw, "#") // a row may go on below a blank line
		lines = append(lines, line{no: no, text: raw, fenced: fenced})
	}
	return lines
}

// unquoted takes a row of a table out of a block quote.
func unquoted(raw string) string {
	if rest, ok := strings.CutPrefix(strings.TrimLeft(raw, " "), ">"); ok && hasBars(rest) {
		return rest
	}
	return raw
}

// isRuleRow reports whether a line is the one between the head of a table and its rows, of at least two columns.
func isRuleRow(raw string) bool {
	return strings.IndexByte("|:- ", raw[0]) >= 0 && strings.Trim(raw, "|:- \t") == "" &&
		strings.Contains(raw, "|") && strings.Contains(raw, "-")
}

// isOpenRow reports whether a line is a row of a table that does not begin with a bar.
func isOpenRow(raw string) bool { return !hasBars(raw) && strings.Contains(raw, "|") }

// splitHeadings splits "… text. ## Permissions One of …" in three, at known titles only.
func splitHeadings(raw string, no int) []line {
	var found []line
	for {
		at := strings.Index(raw, " ## ")
		if at < 0 {
			return append(found, line{no: no, text: raw})
		}
		title, rest, ok := leadingTitle(raw[at+4:])
		if !ok {
			return append(found, line{no: no, text: raw})
		}
		found = append(found, line{no: no, text: raw[:at]}, line{no: no, text: "## " + title})
		raw = rest
	}
}

// marks are the bytes at which plain has something to do; a byte beyond ASCII may begin a character to drop.
var marks = func() (set [256]bool) {
	for _, c := range []byte("[`*\\&<\t") {
		set[c] = true
	}
	for c := 0xC2; c < len(set); c++ {
		set[c] = true
	}
	return set
}()

// plain reduces Markdown to the text that a reader sees: link texts without targets, no ticks, no bold marks,
// no escapes, no entities, no tags, one blank between words.
func plain(s string) string {
	i := 0
	for i < len(s) && !marks[s[i]] && (s[i] != ' ' || i+1 == len(s) || s[i+1] != ' ') {
		i++
	}
	if i == len(s) {
		return strings.Trim(s, " ")
	}
	var out strings.Builder
	out.Grow(len(s))
	out.WriteString(s[:i])
	plainTo(&out, s[i:])
	text := out.String()
	if strings.IndexByte(text, '&') >= 0 {
		text = html.UnescapeString(text)
	}
	if strings.Contains(text, "  ") || strings.IndexByte(text, '\t') >= 0 || strings.Contains(text, "\u00a0") {
		return strings.Join(strings.FieldsFunc(text, isBlank), " ")
	}
	return strings.Trim(text, " ")
}

func isBlank(r rune) bool { return r == ' ' || r == '\t' || r == '\u00a0' }

// isInvisible reports whether a character has no width: some pages hold such ones in mid-word.
func isInvisible(r rune) bool {
	return r == '\u00ad' || r >= '\u200b' && r <= '\u200d' || r == '\u2060' || r == '\ufeff'
}

const punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~" // what a backslash may escape (CommonMark 0.31, 2.4)

func plainTo(out *strings.Builder, s string) {
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c == '\\' && i+1 < len(s) && strings.IndexByte(punctuation, s[i+1]) >= 0:
			out.WriteByte(s[i+1])
			i += 2
		case c == '`':
			i++
		case c == '*' && strings.HasPrefix(s[i:], "**"):
			i += 2
		case c == '[':
			text, length, ok := link(s[i:])
			if !ok {
				out.WriteByte(c)
				i++
				break
			}
			plainTo(out, text)
			i += length
		case c == '<':
			if end := strings.IndexByte(s[i:min(len(s), i+longestLink)], '>'); end > 0 {
				if gap, ok := tags[tagName(s[i+1:i+end])]; ok {
					out.WriteString(gap)
					i += end + 1
					break
				}
			}
			out.WriteByte(c)
			i++
		case c >= 0xC2:
			r, size := utf8.DecodeRuneInString(s[i:])
			if !isInvisible(r) {
				out.WriteString(s[i : i+size])
			}
			i += size
		default:
			out.WriteByte(c)
			i++
		}
	}
}

// longestLink bounds what is looked through for the end of a link or tag, in bytes.
const longestLink = 1 << 10

// link reads [text](target "title") or [text][reference] at the start of s.
func link(s string) (text string, length int, ok bool) {
	s = s[:min(len(s), longestLink)]
	end := strings.IndexByte(s, ']')
	if end < 0 || end+1 == len(s) || strings.IndexByte(s[1:end], '[') >= 0 {
		return "", 0, false
	}
	text = s[1:end]
	switch s[end+1] {
	case '[':
		closing := strings.IndexByte(s[end+1:], ']')
		return text, end + 1 + closing + 1, closing >= 0
	case '(':
		depth, quoted := 0, false
		for i := end + 1; i < len(s); i++ {
			switch c := s[i]; {
			case c == '"' && (quoted || s[i-1] == ' '):
				quoted = !quoted
			case c == '(' && !quoted:
				depth++
			case c == ')' && !quoted:
				if depth--; depth == 0 {
					return text, i + 1, true
				}
			}
		}
		if closing := strings.IndexByte(s[end:], ')'); closing >= 0 { // unbalanced: the first one ends it
			return text, end + closing + 1, true
		}
	}
	return "", 0, false
}

// tags are those of HTML that only shape text, with what they leave between words; a placeholder such as <token> is none.
var tags = map[string]string{
	"a": "", "b": "", "code": "", "em": "", "i": "", "span": "", "strong": "", "sub": "", "sup": "",
	"br": " ", "div": " ", "li": " ", "ol": " ", "p": " ", "ul": " ",
}

// tagName returns the name in a tag without its attributes.
func tagName(inside string) string {
	name, _, _ := strings.Cut(strings.Trim(inside, "/ "), " ")
	return strings.ToLower(name)
}
