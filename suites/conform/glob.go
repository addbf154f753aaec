package conform

import (
	"fmt"
	"regexp"
	"strings"
)

// Glob is a pattern on check ids: ? is one character and * any number of them, both within a segment; ** crosses slashes.
type Glob struct {
	text    string
	literal string         // what every match begins with
	re      *regexp.Regexp // nil where the text has no wildcard
}

// ParseGlob returns an error for an empty pattern, and for what is no text.
func ParseGlob(text string) (Glob, error) {
	if text == "" {
		return Glob{}, fmt.Errorf("an empty pattern; give a glob on check ids, such as 'beta/*/create/**'")
	}
	wild := strings.IndexAny(text, "*?")
	if wild < 0 {
		return Glob{text: text, literal: text}, nil
	}
	quoted := regexp.QuoteMeta(text)
	quoted = strings.ReplaceAll(quoted, `\*\*`, "\x00")
	quoted = strings.ReplaceAll(quoted, `\*`, "[^/]*")
	quoted = strings.ReplaceAll(quoted, `\?`, "[^/]")
	re, err := regexp.Compile("^(?s:" + strings.ReplaceAll(quoted, "\x00", ".*") + ")$")
	if err != nil {
		return Glob{}, fmt.Errorf("pattern %.60q: %w", text, err)
	}
	return Glob{text, text[:wild], re}, nil
}

// String returns the pattern.
func (g Glob) String() string { return g.text }

// Match reports whether the pattern matches the whole id.
func (g Glob) Match(id string) bool {
	if g.re == nil {
		return id == g.text
	}
	return strings.HasPrefix(id, g.literal) && g.re.MatchString(id)
}

// MayMatch reports whether an id that begins with prefix can match.
func (g Glob) MayMatch(prefix string) bool {
	return strings.HasPrefix(prefix, g.literal) && g.re != nil || strings.HasPrefix(g.literal, prefix)
}

// Wild reports whether the pattern has a wildcard, and so may match several ids.
func (g Glob) Wild() bool { return g.re != nil }
