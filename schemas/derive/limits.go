package derive

import (
	"regexp"
	"strconv"
	"strings"

	"graphconform/schemas"
)

// phrase is one way in which descriptions put a fact: an expression for text in lower case, which has to hold its mark.
type phrase struct {
	mark string // what any text of that form holds: most texts end here
	form *regexp.Regexp
}

func (f phrase) find(lower string) []string {
	if !strings.Contains(lower, f.mark) {
		return nil
	}
	return f.form.FindStringSubmatch(lower)
}

func put(mark, form string) phrase { return phrase{mark, regexp.MustCompile(form)} }

// A range ends where no digit and no fraction follows: 1.8E+308 is no 1. The dash is one of several.
const (
	fromTo = `\(?(-?\d+) ?(?:to|-|–|and) ?(-?\d+)`
	ending = `(?:\.?(?:[^\d.]|$))`
)

// ranges say what the least and the greatest value is; the first that a description holds counts.
var ranges = [...]phrase{
	put("valid values ", `valid values (?:are )?(?:from )?`+fromTo+ending),
	put("inclusive", `must be (?:set )?(?:between|from) `+fromTo+`,? inclusive`),
	put("inclusive", `\b(?:from|ranging from|between) `+fromTo+`,? inclusive`),
	put("range", `valid (?:input )?range:? (?:is |of |from )*`+fromTo+ending),
	put("range is", `integer, range is `+fromTo+ending),
	put("permitted values", `permitted values (?:are|is) `+fromTo+ending),
	put("<= x <=", `where (-?\d+) <= x <= (-?\d+)(?:\.|$)`),
	put(")", ` \((\d+)[-–](\d+)\)\.?$`),
}

// ends say one of the two.
var (
	leastPhrase    = put("you can configure", `lowest number you can configure for this policy setting is (-?\d+)`+ending)
	greatestPhrase = put("you can configure", `largest number you can configure for this policy setting is (-?\d+)`+ending)
)

// lengths say how long a text may be. The name of the property may stand in between; "generated" is said of other texts.
var lengths = [...]phrase{
	put(" char", `\bmax(?:imum|\.)? (?:allowed )?length(?: (?:of|for) [^.]{1,80}?)?(?: is|:)? (\d+) char`),
	put(" char", `\b(?:no (?:more|longer) than|at most|up to|maximum of|limited to|exceed|exceeding) (\d+) char`),
	put(" char", `\b(\d+) characters? (?:or (?:less|fewer|shorter)|max(?:imum)?|at most|in length at most)\b`),
}

// counts say how many elements a collection may hold.
var counts = [...]phrase{
	put("elements", `maximum of (\d+) elements`),
	put("up to ", `\bsupports up to (\d+)\b`),
	put("maximum of ", `maximum of (\d+) (?:items|entries|values)\b`),
	put(" count", `\bmax(?:imum)? count(?: of| is)? (\d+)\b`),
	put("more than ", `\b(?:no|not) more than (\d+) (?:items|entries|values|elements)`),
}

// limits reads how large, long or many a value may be.
func limits(p *schemas.Property, lower string) {
	if !strings.ContainsAny(lower, "0123456789") {
		return // as most do
	}
	if m := first(ranges[:], lower); m != nil && !p.Collection {
		p.Minimum, p.Maximum = integer(m[1]), integer(m[2])
	}
	if m := leastPhrase.find(lower); m != nil && p.Minimum == nil {
		p.Minimum = integer(m[1])
	}
	if m := greatestPhrase.find(lower); m != nil && p.Maximum == nil {
		p.Maximum = integer(m[1])
	}
	if m := first(lengths[:], lower); m != nil && p.Type == "String" && !p.Collection && !strings.Contains(lower, "generated") {
		p.MaxLength, _ = strconv.Atoi(m[1]) // digits; 0 where absurdly many: no limit
	}
	if m := first(counts[:], lower); m != nil && p.Collection {
		p.MaxItems, _ = strconv.Atoi(m[1])
	}
}

func first(phrases []phrase, lower string) []string {
	for _, each := range phrases {
		if m := each.find(lower); m != nil {
			return m
		}
	}
	return nil
}

// integer returns nil for a bound beyond 64 bits, which binds nothing.
func integer(s string) *int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return nil
	}
	return &n
}
