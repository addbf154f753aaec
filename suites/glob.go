package suites

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

// Match tells whether the pattern matches the whole id.
func (g Glob) Match(id string) bool {
	if g.re == nil {
		return id == g.text
	}
	return strings.HasPrefix(id, g.literal) && g.re.MatchString(id)
}

// mayMatch tells whether an id that begins with prefix can match.
func (g Glob) mayMatch(prefix string) bool {
	return strings.HasPrefix(prefix, g.literal) && g.re != nil || strings.HasPrefix(g.literal, prefix)
}

// globs are a union of patterns; without any, all ids match.
type globs struct {
	all   []Glob
	exact map[string]int // of those without wildcard: their index, as there may be thousands
	wild  []int
	used  []bool
}

func compileGlobs(patterns []string) (*globs, error) {
	g := &globs{used: make([]bool, len(patterns)), exact: map[string]int{}}
	for i, pattern := range patterns {
		glob, err := ParseGlob(pattern)
		if err != nil {
			return nil, fmt.Errorf("--select: %w", err)
		}
		g.all = append(g.all, glob)
		if _, twice := g.exact[pattern]; glob.re == nil && !twice {
			g.exact[pattern] = i
		} else {
			g.wild = append(g.wild, i)
		}
	}
	return g, nil
}

func (g *globs) match(id string) bool {
	matched := len(g.all) == 0
	if i, named := g.exact[id]; named {
		g.used[i], matched = true, true
	}
	for _, i := range g.wild {
		if g.all[i].Match(id) {
			g.used[i], matched = true, true
		}
	}
	return matched
}

// mayMatch tells whether an id that begins with prefix can match, so that resources that were not asked for are never planned.
func (g *globs) mayMatch(prefix string) bool {
	for _, glob := range g.all {
		if glob.mayMatch(prefix) {
			return true
		}
	}
	return len(g.all) == 0
}

func (g *globs) unmatched() []string {
	var out []string
	for i, glob := range g.all {
		if !g.used[i] {
			out = append(out, "'"+glob.text+"'")
		}
	}
	return out
}
