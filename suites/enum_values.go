package suites

import (
	"fmt"
	"slices"
	"strings"

	"graphconform/schemas"
)

// enumValuesFamily checks that the documented members of an enum are taken as they are, and nothing else is.
func enumValuesFamily() family {
	const enum = "OData JSON Format 4.01, 7.1"
	return family{name: "enum_values", plan: planEnumValues, rules: []Rule{
		{ID: "member", Level: Documented, Standard: enum, Promise: "a documented member is accepted and comes back as itself",
			Sent: "every member, in sample rows, on create and on update", Judged: "accepted; the answer, GET and list show the member in its documented letters, never left out or replaced"},
		{ID: "inside", Level: Documented, Standard: enum, Promise: "documented members inside objects and collections are accepted and come back as themselves",
			Sent: "objects and collections with every member, in sample rows, on create and on update", Judged: "accepted; the answer, GET and list show the members in their documented letters"},
		{ID: "undocumented", Level: Documented, Standard: enum, Promise: "a value that is no documented member is refused",
			Sent: "words that are no member, the empty string, a number that no member has", Judged: "refused with 4xx; never kept, coerced or dropped in silence"},
		{ID: "case", Level: Documented, Standard: enum, Promise: "a member in wrong case is refused or taken as the member that it means",
			Sent: "a member in upper, lower and title case, and with a blank behind it", Judged: "refused with 4xx, or answered and stored as the documented member"},
		{ID: "number", Level: Documented, Standard: enum, Promise: "a number in place of a member is refused or taken as the member that it means",
			Sent: "the number 1, and the same as a string", Judged: "refused with 4xx, or answered and stored as a documented member"},
	}}
}

// enumPlaces are the answers in which a member is looked for.
var enumPlaces = [...]struct {
	op     schemas.OperationKind
	in     string // label in a row's scenario
	suffix string
}{
	{schemas.Create, "create", ""}, {schemas.Get, "get", ""}, {schemas.List, "list", ""}, {schemas.Update, "update", ""}, {schemas.Update, "updated", "@get"},
}

func planEnumValues(b *builder) {
	enums := 0
	for _, p := range b.sent {
		if len(p.Enum) == 0 || p.Collection {
			b.planMembersInside(p)
			continue
		}
		for _, place := range enumPlaces {
			for _, member := range p.Enum {
				where := b.valueAt(place.op, place.in, p.Name, p.Name+"="+member+place.suffix)
				where.says = fmt.Sprintf("the page lists %s among the possible values of %s", member, p.Name)
				b.check("member", where, func(e *Evidence, j *Judgement) {
					b.judgeValues(e, j, p, place.in, func(v any) bool { return v == member })
				})
			}
		}
		b.planWrongMembers(p, enums)
		enums++
	}
}

// valueAt is the place of a check on a property's values in one of the answers of a row's scenario.
func (b *builder) valueAt(op schemas.OperationKind, in, property, place string) at {
	where := at{op: op, place: place, section: "Request body", row: property, from: b.rowScenarios()}
	switch in {
	case "get", "list":
		where.uses = []schemas.OperationKind{schemas.Create}
		if in == "get" {
			where.anchor = schemas.Create // a GET that agrees with the write before it
		}
	case "updated":
		where.uses = []schemas.OperationKind{schemas.Get}
	}
	return where
}

// judgeValues compares what was sent for a property with what one kind of answer shows.
func (b *builder) judgeValues(e *Evidence, j *Judgement, p schemas.Property, in string, of func(any) bool) {
	b.judgeTried(j, p, in, slices.DeleteFunc(b.triedIn(e, p, in), func(t tried) bool { return !of(t.value) }))
}

// triedIn returns what became of each sample of a property, as seen in one kind of answer.
func (b *builder) triedIn(e *Evidence, p schemas.Property, in string) []tried {
	if in == "update" || in == "updated" || in == "relisted" {
		return b.updates(e, p.Name, in)
	}
	tried := b.creates(e, p.Name, in)
	if in == "list" { // what rows that do not list created is seen in the lists after an update to it
		for _, t := range b.updates(e, p.Name, "relisted") {
			if t.write.OK() || !e.lists(t.row) {
				tried = append(tried, t)
			}
		}
	}
	return tried
}

func (b *builder) judgeTried(j *Judgement, p schemas.Property, in string, all []tried) {
	for _, t := range all {
		if t.write.Refused() {
			if t.base && in == t.writeLabel() {
				j.on(t.write)
				j.want(false, t.write, "/"+p.Name, fmt.Sprintf("%s accepted (%s)", show(t.value), t.label), t.write.got())
			} else {
				j.on(t.write)
				j.hang("the write was refused: " + t.write.got())
			}
			continue
		}
		if !j.needs(t.write) || !j.needs(t.read) {
			continue
		}
		b.compare(j, p, t, in)
	}
}

// writeLabel is the label of the answer to the write itself.
func (t tried) writeLabel() string { return strings.SplitN(t.write.Label, "/", 2)[0] }

// compare holds one sample against the object that an answer shows.
func (b *builder) compare(j *Judgement, p schemas.Property, t tried, in string) {
	object := t.read.Object()
	if in == "list" || in == "relisted" {
		entries := t.read.Item(t.id)
		if len(entries) == 0 {
			j.hang("the list does not show the object")
			return
		}
		object = entries[0]
	}
	if in == "update" && t.read.Status() == 204 {
		j.observations++ // whether 204 is right is for the status family to say
		return
	}
	if !b.holds(object) {
		j.hang(t.read.Label + " does not answer with the object")
		return
	}
	got, present := object[p.Name]
	if j.holds(present && b.equal(p, t.value, got) || !present && t.value == nil) {
		return
	}
	j.want(false, t.read, "/"+p.Name, fmt.Sprintf("%s (%s)", show(t.value), t.label), showMember(object, p.Name))
}

const wrongMembers = "wrong members of "

// wrong values for an enum, by rule.
type wrongMember struct {
	rule  string
	value any
	means string // the member that a lenient reader may take it for; empty for any documented one
}

func wrongMembersOf(p schemas.Property) []wrongMember {
	first := p.Enum[min(1, len(p.Enum)-1)]
	var out []wrongMember
	for _, value := range []any{"notAMemberOf" + p.Type, "", "constructor", number(int64(len(p.Enum)) + 1_000_000), fmt.Sprint(len(p.Enum) + 1_000_000)} {
		out = append(out, wrongMember{rule: "undocumented", value: value})
	}
	for _, cased := range []string{strings.ToUpper(first), strings.ToUpper(first[:1]) + first[1:], strings.ToLower(first)} {
		known := func(w wrongMember) bool { return w.value == cased }
		if !slices.Contains(p.Enum, cased) && !slices.ContainsFunc(out, known) {
			out = append(out, wrongMember{"case", cased, first})
		}
	}
	out = append(out, wrongMember{"case", first + " ", first})
	return append(out, wrongMember{"number", number(1), ""}, wrongMember{"number", "1", ""})
}

func (b *builder) planWrongMembers(p schemas.Property, ordinal int) {
	wrongs := wrongMembersOf(p)
	if ordinal >= triedInFull {
		wrongs = thinned(wrongs, func(w wrongMember) string { return w.rule }, ordinal)
	}
	scenario := b.add(wrongMembers+p.Name, func(s *Session) {
		object := s.Create("base", s.Base())
		for i, wrong := range wrongs {
			if b.form == collection {
				made := s.Create(fmt.Sprintf("wrong#%d", i), s.Around().With(p.Name, wrong.value))
				if made.OK() {
					s.Get(fmt.Sprintf("wrong/get#%d", i), made)
				}
			}
			changed := s.Update(fmt.Sprintf("wrong/update#%d", i), object, b.typed().With(p.Name, wrong.value))
			if changed.OK() {
				s.Get(fmt.Sprintf("wrong/updated#%d", i), object)
			}
		}
	})
	for _, op := range []schemas.OperationKind{schemas.Create, schemas.Update} {
		for _, rule := range []string{"undocumented", "case", "number"} {
			where := at{op: op, place: p.Name + ":" + rule, section: "Request body", row: p.Name, from: []string{scenario}}
			b.check(rule, where, func(e *Evidence, j *Judgement) { b.judgeWrongMembers(e, j, p, wrongs, op, rule) })
		}
	}
}

func (b *builder) judgeWrongMembers(e *Evidence, j *Judgement, p schemas.Property, wrongs []wrongMember, op schemas.OperationKind, rule string) {
	scenario, write, read := wrongMembers+p.Name, "wrong#%d", "wrong/get#%d"
	if op == schemas.Update {
		write, read = "wrong/update#%d", "wrong/updated#%d"
	}
	if !j.needs(e.record(scenario, "base")) {
		return
	}
	for i, wrong := range wrongs {
		if wrong.rule != rule {
			continue
		}
		r := e.record(scenario, fmt.Sprintf(write, i))
		if !j.needsObject(r) {
			continue
		}
		if r.Refused() {
			j.want(r.Status()/100 == 4, r, "/"+p.Name, show(wrong.value)+" refused with 4xx", r.got())
			continue
		}
		looked := []*Record{e.record(scenario, fmt.Sprintf(read, i))}
		if r.Status() != 204 {
			looked = append(looked, r)
		}
		for _, answer := range looked {
			if j.on(answer) && b.holds(answer.Object()) {
				got, _ := answer.Object()[p.Name].(string)
				right := rule != "undocumented" && slices.Contains(p.Enum, got) && (wrong.means == "" || wrong.means == got)
				j.want(right, answer, "/"+p.Name, wrong.wanted(), showMember(answer.Object(), p.Name))
			}
		}
	}
}

func (w wrongMember) wanted() string {
	switch {
	case w.rule == "undocumented":
		return show(w.value) + " refused with 4xx"
	case w.means != "":
		return fmt.Sprintf("%s refused with 4xx, or taken as %q", show(w.value), w.means)
	}
	return fmt.Sprintf("%s refused with 4xx, or taken as a documented member", show(w.value))
}
