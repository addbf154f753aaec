package derive

import (
	"slices"
	"strings"

	"graphconform/schemas"
)

// restrictions are the forms of sentences by which a description restricts a property in a way that no limit tells, by a word that all of
// a group hold. Where a form names another property in parentheses, that one is restricted.
var restrictions = [...]struct {
	word  string
	forms []restriction
}{
	{"only", []restriction{
		{schemas.CreateOnly, put("can only be", `can only be (?:set|specified|assigned|provided)\b[^.]* creat`)},
		{schemas.SetOnly, put("can only be set", `can only be set(?:\.|$)`)},
		{schemas.Applies, put("only appli", `(?:^|[.;,:] |this (?:setting|property|value) |which )(?:is )?only appli(?:es|cable) `+
			`(?:if|when|in|for|to)\b`)},
		{schemas.Applies, put("can be set only", `can be set only`)},
		{schemas.Applies, put("only allowed to be", `only allowed to be`)},
		{schemas.Applies, put(" only.", `(?:^|[.] )\w+ only\.`)},
		{schemas.Unique, put("per platform", `only one [^.]* per platform may be`)},
	}},
	{"not ", []restriction{
		{schemas.Applies, put("cannot be", `cannot be (?:set|used|specified)\b[^.]* ?(?:for|when|if|with|unless)\b`)},
		{schemas.Applies, put("not allowed when", `assigning to the (\w+) property is not allowed when`)},
		{schemas.Applies, put("do not specify", `do not specify`)},
		{schemas.Applies, put("not supported", `is not supported (?:in|when|for|on)\b`)},
		{schemas.Applies, put("not known", `(?:^|[.] )used? (?:if|when) [^.]* not known`)},
		{schemas.Applies, put("not set", `(?:^|[.] )used? (?:if|when) [^.]* not set\b`)},
	}},
	{"must", []restriction{
		{schemas.Applies, put("must also be configured", `must also be configured`)},
		{schemas.Applies, put("must be set with", `must be set with`)},
		{schemas.Form, put("must ", `(?:^|[.:;,] |\b(?:value|property|urls?|prefixes|image|these|which|identifier) )must `+
			`(?:be (?:a|an|in|guid|applications)\b|begin|start|use|match)`)},
	}},
	{"should be", []restriction{
		{schemas.Applies, put("should be", `when this property is (?:set|configured), \w+ should be`)},
		{schemas.Applies, put("left empty", `the (\w+) property should be left empty`)},
		{schemas.Form, put("should be a utf", `should be a utf-?8`)},
	}},
	{"", []restriction{
		{schemas.CreateOnly, put(" be patched", `(?:cannot|can't|can not) be patched`)},
		{schemas.CreateOnly, put(" after", `(?:cannot|can't|can not) be (?:changed|updated|modified|edited|set)\b[^.]* after`)},
		{schemas.CreateOnly, put("immutable", `\bimmutable\b`)},
		{schemas.Applies, put("requires ", `(?:^|[.] )requires \w+ to be (?:true|false)`)},
		{schemas.Applies, put("set to ", `\b(?:when|if) (?:[\w']+ ){1,5}is set to `)},
		{schemas.Applies, put("configured to ", `\b(?:when|if) (?:[\w']+ ){1,5}is configured to `)},
		{schemas.Applies, put("selected", `\bwhen [\w-]+(?: \w+)? is (?:the )?selected`)},
		{schemas.Applies, put("type is ", `\bwhen (?:\w+ )?type is `)},
		{schemas.Applies, put(" = ", `\buse with \w+ = \w`)},
		{schemas.Required, put("required ", `(?:^|[.] )required (?:if|when)\b`)},
		{schemas.Form, put(" to be ", `\b(?:has|needs) to be (?:a valid|in)\b`)},
		{schemas.Form, put("the format is", `(?:^|[.] )the format is`)},
		{schemas.Form, put("in the format", `(?:,|\baddress) in the format\b`)},
		{schemas.Form, put("non-empty", `collection of non-empty`)},
		{schemas.Form, put("generated", `generated [^.]*no more than \d+ char`)},
		{schemas.Unique, put(" be unique", `\b(?:should|must) be unique`)},
		{schemas.Relation, put(" than ", `\b(?:less|greater) than(?: or equal to)? the (?:value|number) (?:set|configured)`)},
		{schemas.Values, put("supported", `\bstates [\w, ]+ (?:are )?supported`)},
		{schemas.Values, put("in the range", `will be in the range \d`)},
		{schemas.Values, put("<= x <=", `<= x <= \d+ for `)},
	}},
}

type restriction struct {
	kind schemas.ConditionKind
	phrase
}

// restrictionsIn calls found for each form of sentence that a description holds.
func restrictionsIn(lower string, found func(kind schemas.ConditionKind, match []string)) {
	for _, group := range restrictions[:] {
		if !strings.Contains(lower, group.word) {
			continue
		}
		for _, r := range group.forms {
			if m := r.find(lower); m != nil {
				found(r.kind, m)
			}
		}
	}
}

// unspoken are subjects of "is set to" that mean the property itself: what it does then is no restriction.
var unspoken = [...]string{"if it is", "when it is", "if this ", "when this ", "if the value is", "when the value is"}

// conditions returns the restrictions that a description states of its own property, each kind once.
func conditions(source schemas.Source, lower string) (found []schemas.Condition) {
	restrictionsIn(lower, func(kind schemas.ConditionKind, match []string) {
		if len(match) == 1 && !isUnspoken(match[0]) && !hasCondition(found, kind) {
			found = append(found, schemas.Condition{Kind: kind, Source: source})
		}
	})
	slices.SortFunc(found, func(a, b schemas.Condition) int { return strings.Compare(string(a.Kind), string(b.Kind)) })
	return found
}

func isUnspoken(match string) bool {
	return strings.HasSuffix(match, " to ") &&
		slices.ContainsFunc(unspoken[:], func(subject string) bool { return strings.HasPrefix(match, subject) })
}

func hasCondition(list []schemas.Condition, kind schemas.ConditionKind) bool {
	return slices.ContainsFunc(list, func(c schemas.Condition) bool { return c.Kind == kind })
}

// elsewhere notes what the description of one row restricts beside its own property: another one of the table, which it names more
// shortly, or an operation.
func (p *Page) elsewhere(list []schemas.Property, source schemas.Source, lower string) {
	restrictionsIn(lower, func(kind schemas.ConditionKind, match []string) {
		if len(match) > 1 {
			restrict(list, schemas.Condition{Kind: kind, Source: source}, strings.TrimSuffix(match[1], "s"))
		}
	})
	if m := statePhrase.find(lower); m != nil {
		p.states = append(p.states, state{m[1], source})
	}
}

// concernsOthers reports whether elsewhere may find anything: few descriptions come so far.
func concernsOthers(text string) bool {
	return strings.Contains(text, " property is not allowed") || strings.Contains(text, " property should be") ||
		strings.Contains(text, statePhrase.mark)
}

// restrict gives a condition to the properties whose names hold a name in lower case, but for the one whose row states it.
func restrict(list []schemas.Property, c schemas.Condition, name string) {
	for i := range list {
		p := &list[i]
		if strings.Contains(strings.ToLower(p.Name), name) && p.Name != c.Source.Row && !hasCondition(p.Conditions, c.Kind) {
			p.Conditions = append(p.Conditions, c)
		}
	}
}

// state is a sentence that lets something be done to objects in a certain state alone.
type state struct {
	verb   string // "assign"; of a verb that ends in e, without it
	source schemas.Source
}

var statePhrase = put("cannot be ", `cannot be (\w+?)ed (?:unless|from)\b`)

// markStates gives such sentences to the actions that the verb names, and to the creation of what a relationship of its noun holds.
func markStates(contracts []*schemas.Contract, pages []*Page) {
	known := map[typeKey]*schemas.Contract{}
	for _, c := range contracts {
		known[typeKey{c.Version, c.Name}] = c
	}
	for _, p := range pages {
		of := known[typeKey{p.Version, p.Resource}]
		for _, s := range p.states {
			if of == nil {
				continue
			}
			s.mark(of, schemas.Action)
			for _, r := range of.Relationships {
				if held := known[typeKey{p.Version, r.Type}]; held != nil && strings.HasPrefix(r.Name, s.verb+"ment") {
					state{"", s.source}.mark(held, schemas.Create)
				}
			}
		}
	}
}

// mark marks the operations of a kind whose names begin with the verb.
func (s state) mark(c *schemas.Contract, kind schemas.OperationKind) {
	for i := range c.Operations {
		op := &c.Operations[i]
		if op.Kind == kind && strings.HasPrefix(op.Name, s.verb) && op.Condition == nil {
			op.Condition = &schemas.Condition{Kind: schemas.State, Source: s.source}
		}
	}
}
