package conform

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Glob is a pattern on check ids: ? is one character and * any number of them, both within a segment; ** crosses slashes.
type Glob struct {
	text    string
	literal string // what every match begins with
	wild    bool
	least   int // bytes that a match has at least
}

// ParseGlob returns an error for an empty pattern, and for what is no text.
func ParseGlob(text string) (Glob, error) {
	if text == "" {
		return Glob{}, fmt.Errorf("an empty pattern; give a glob on check ids, such as 'beta/*/create/**'")
	}
	if !utf8.ValidString(text) {
		return Glob{}, fmt.Errorf("pattern %.60q: not in UTF-8", text)
	}
	wild := strings.IndexAny(text, "*?")
	if wild < 0 {
		return Glob{text: text, literal: text, least: len(text)}, nil
	}
	return Glob{text: text, literal: text[:wild], wild: true, least: len(text) - strings.Count(text, "*")}, nil
}

// String returns the pattern.
func (g Glob) String() string { return g.text }

// Match reports whether the pattern matches the whole id.
func (g Glob) Match(id string) bool {
	if !g.wild {
		return id == g.text
	}
	return len(id) >= g.least && strings.HasPrefix(id, g.literal) && matches(g.text[len(g.literal):], id[len(g.literal):])
}

// matches goes through both once. Where they part, the last star of the segment takes a character more, or else the last ** does: no
// earlier one can help, since whatever it might leave to be matched, the last one finds as well.
func matches(pattern, text string) bool {
	inSegment, across := retry{at: -1}, retry{at: -1}
	for p, t := 0, 0; p < len(pattern) || t < len(text); {
		if p < len(pattern) && pattern[p] == '*' {
			stars := len(pattern[p:]) - len(strings.TrimLeft(pattern[p:], "*"))
			p += stars
			if inSegment = (retry{p, t}); stars > 1 {
				inSegment, across = retry{at: -1}, retry{p, t}
			}
			continue
		}
		if p < len(pattern) && t < len(text) {
			size := characterSize(text[t:])
			if pattern[p] == '?' && text[t] != '/' {
				p, t = p+1, t+size
				continue
			}
			if pattern[p] != '?' && pattern[p] == text[t] {
				p, t = p+1, t+1
				continue
			}
		}
		switch {
		case inSegment.at >= 0 && inSegment.from < len(text) && text[inSegment.from] != '/':
			p, t = inSegment.more(text)
		case across.at >= 0 && across.from < len(text):
			inSegment = retry{at: -1}
			p, t = across.more(text)
		default:
			return false
		}
	}
	return true
}

// retry is where to go on in a pattern, behind a star, and from where in the text on.
type retry struct{ at, from int }

// more lets the star take one character more.
func (r *retry) more(text string) (p, t int) {
	r.from += characterSize(text[r.from:])
	return r.at, r.from
}

func characterSize(text string) int {
	_, size := utf8.DecodeRuneInString(text)
	return size
}

// MayMatch reports whether an id that begins with prefix can match.
func (g Glob) MayMatch(prefix string) bool {
	return strings.HasPrefix(prefix, g.literal) && g.wild || strings.HasPrefix(g.literal, prefix)
}

// Wild reports whether the pattern has a wildcard, and so may match several ids.
func (g Glob) Wild() bool { return g.wild }
