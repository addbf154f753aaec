package report

import (
	"encoding/json"
	"html/template"
	"slices"

	"graphconform/suites/conform"
)

// Above detailed checks, the page's list says of those that passed only what their rule says; below, also where it stands.
const (
	detailed  = 20_000
	listLimit = 512 << 10 // bytes of texts of checks and findings that are only listed, and
	perListed = 20        // for every check of the report
)

// listing is the data that the page's script lists checks from. It is compact: a check of the whole catalog takes some 50 bytes.
type listing struct {
	Verdicts []conform.Verdict `json:"verdicts"`
	Levels   []conform.Level   `json:"levels"`
	Symbols  []string          `json:"signs"`
	Rules    [][2]string       `json:"rules"` // id, promise
	Texts    []string          `json:"texts"`
	Rerun    string            `json:"rerun"`
	Seed     uint64            `json:"seed,string"`
	Groups   []*listed         `json:"groups"`
	Kinds    []kind            `json:"kinds"` // of finding, those of the articles first
}

// kind is a group of what failed, and what is folded under it.
type kind struct {
	Title  string `json:"t"`
	Checks []int  `json:"c"` // by their position in the listing
}

// listed are the checks of one resource, operation and family.
type listed struct {
	Prefix string `json:"p"` // of their ids
	Family string `json:"f"`
	// place, rule, verdict, level; where there is more to say: promise, source, reason (texts or -1), follows, at, want, got
	Checks [][]any `json:"c"`
}

// data returns the listing as JSON, in which no < can end the script element that it stands in.
func (p *page) data() template.JS {
	l := listing{Verdicts: conform.Verdicts(), Levels: levels(), Texts: []string{}, Rerun: visible(p.Rerun), Seed: p.Seed,
		Groups: []*listed{}, Kinds: p.kinds(), Rules: [][2]string{}}
	for _, verdict := range l.Verdicts {
		l.Symbols = append(l.Symbols, symbol(verdict))
	}
	rules, texts := map[string]int{}, map[string]int{"": -1}
	for i, rule := range p.Rules {
		rules[rule.ID] = i
		l.Rules = append(l.Rules, [2]string{rule.ID, rule.Promise})
	}
	text := func(s string) int {
		n, known := texts[s]
		if !known {
			n = len(l.Texts)
			texts[s], l.Texts = n, append(l.Texts, visible(s))
		}
		return n
	}
	shown := map[string]bool{}
	for _, d := range p.Departures {
		shown[d.ID] = true
	}
	budget := listLimit + perListed*len(p.Checks)
	for i := range p.Checks {
		c := &p.Checks[i]
		group := l.group(c)
		rule, known := rules[c.Rule]
		if !known {
			rule = -1
		}
		row := []any{visible(c.Place()), rule, slices.Index(l.Verdicts, c.Verdict), slices.Index(l.Levels, c.Level)}
		if before := len(l.Texts); len(p.Checks) <= detailed || c.Verdict != conform.Pass && budget > 0 {
			row = append(row, text(c.Promise), text(c.Source), text(c.Reason))
			for _, added := range l.Texts[before:] {
				budget -= len(added)
			}
			row = l.findings(row, c, !shown[c.ID] && budget > 0)
			budget -= size(row[7:])
		}
		group.Checks = append(group.Checks, row)
	}
	data, err := json.Marshal(l)
	if err != nil {
		return "null" // texts and numbers encode
	}
	return template.JS(data)
}

// findings adds what a check follows, and the first of its findings where it is not shown in full.
func (l *listing) findings(row []any, c *Check, listed bool) []any {
	if c.RootCause != "" || len(c.Findings) > 0 && listed {
		row = append(row, visible(c.RootCause))
	}
	if len(c.Findings) > 0 && listed {
		f := c.Findings[0]
		row = append(row, visible(cut(f.At, shortLimit)), visible(cut(f.Want, shortLimit)), visible(cut(f.Got, shortLimit)))
	}
	return row
}

// kinds says which checks are of which kind.
func (p *page) kinds() []kind {
	at := make(map[*Check]int, p.Summary.Fail)
	for i := range p.Checks {
		at[&p.Checks[i]] = i
	}
	kinds := make([]kind, len(p.Kinds))
	for n, g := range p.Kinds {
		kinds[n] = kind{visible(g.Title()), []int{at[g.First().Check]}}
		for _, c := range g.others() {
			kinds[n].Checks = append(kinds[n].Checks, at[c.Check])
		}
	}
	return kinds
}

func size(texts []any) (n int) {
	for _, text := range texts {
		n += len(text.(string)) + 3
	}
	return n
}

func (l *listing) group(c *Check) *listed {
	prefix := visible(c.Resource() + "/" + c.Operation() + "/" + c.Family() + "/")
	if n := len(l.Groups); n > 0 && l.Groups[n-1].Prefix == prefix {
		return l.Groups[n-1]
	}
	l.Groups = append(l.Groups, &listed{Prefix: prefix, Family: c.Family()})
	return l.Groups[len(l.Groups)-1]
}
