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
	fenced := false
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
		lines = append(lines, line{no: no, text: raw, fenced: fenced})
	}
	return lines
}

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
	if strings.Contains(text, "  ") || strings.ContainsAny(text, "\t\u00a0") {
		return strings.Join(strings.FieldsFunc(text, isBlank), " ")
	}
	return strings.Trim(text, " ")
}

func isBlank(r rune) bool { return r == ' ' || r == '\t' || r == '\u00a0' }

// isInvisible tells the zero-width characters that some pages hold in mid-word.
func isInvisible(r rune) bool {
	return r >= '\u200b' && r <= '\u200d' || r == '\u2060' || r == '\ufeff'
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
			if end := strings.IndexByte(s[i:], '>'); end > 0 && isTag(s[i+1:i+end]) {
				out.WriteByte(' ')
				i += end + 1
				break
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

// link reads [text](target) at the start of s.
func link(s string) (text string, length int, ok bool) {
	end := strings.Index(s, "](")
	if end < 0 || strings.ContainsAny(s[1:end], "[") {
		return "", 0, false
	}
	closing := strings.IndexByte(s[end:], ')')
	if closing < 0 {
		return "", 0, false
	}
	return s[1:end], end + closing + 1, true
}

// isTag tells a tag of HTML that only shapes text from a placeholder such as <token>.
func isTag(name string) bool {
	name = strings.ToLower(strings.Trim(name, "/ "))
	switch name {
	case "br", "p", "b", "i", "em", "strong", "code", "ul", "li", "ol":
		return true
	}
	return false
}
