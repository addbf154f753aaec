package plan

import (
	"fmt"

	"graphconform/suites/conform"
)

// globs are a union of patterns; without any, all ids match.
type globs struct {
	all   []conform.Glob
	exact map[string]int // of those without wildcard: their index, as there may be thousands
	wild  []int
	used  []bool
}

func compileGlobs(flag string, patterns []string) (*globs, error) {
	g := &globs{used: make([]bool, len(patterns)), exact: map[string]int{}}
	for i, pattern := range patterns {
		glob, err := conform.ParseGlob(pattern)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", flag, err)
		}
		g.all = append(g.all, glob)
		if _, twice := g.exact[pattern]; !glob.Wild() && !twice {
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

// named reports whether any pattern matches; without patterns none does.
func (g *globs) named(id string) bool { return len(g.all) > 0 && g.match(id) }

// mayMatch reports whether an id that begins with prefix can match, so that resources that were not asked for are never planned.
func (g *globs) mayMatch(prefix string) bool {
	for _, glob := range g.all {
		if glob.MayMatch(prefix) {
			return true
		}
	}
	return len(g.all) == 0
}

func (g *globs) unmatched() []string {
	var out []string
	for i, glob := range g.all {
		if !g.used[i] {
			out = append(out, "'"+glob.String()+"'")
		}
	}
	return out
}
