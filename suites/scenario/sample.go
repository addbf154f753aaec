package scenario

import (
	"slices"
	"unicode/utf8"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
)

// Sample is one sample value on its way through one row's scenario.
type Sample struct {
	Value any // as it was sent; as it was to be sent, where it was not
	// Before is what an update finds there; nil on create.
	Before any
	Label  string
	// Extreme is whether no page promises that the value is taken.
	Extreme bool
	Row     int             // of which it is a sample
	ID      string          // of the object that holds it
	Write   *conform.Record // the request that carried it
	Read    *conform.Record // the answer looked at
	Alone   bool            // sent in place of a refused row
	Base    bool            // a harmless body was accepted beside it
}

// Seen is an answer in which a value that was written is looked for.
type Seen struct {
	Operation schemas.OperationKind
	Act       conform.Act // in a row's scenario
	Suffix    string      // of a check's place, where the operation has several answers
}

// SeenIn lists the answers in which a value that was written is looked for.
func SeenIn() []Seen {
	return []Seen{
		{schemas.Create, Create, ""}, {schemas.Get, Get, ""}, {schemas.List, List, ""}, {schemas.Update, Update, ""},
		{schemas.Update, Updated, "@get"},
	}
}

// Place returns the place of a check on a property's values in one of the answers of the rows' scenarios.
func (s Seen) Place(property, name string, rows []conform.ScenarioKey) conform.Place {
	p := conform.Place{Operation: s.Operation, Name: name + s.Suffix, Section: "Request body", Row: property, Scenarios: rows}
	switch s.Act {
	case Get:
		p.Uses, p.Anchor = []schemas.OperationKind{schemas.Create}, schemas.Create // a GET that agrees with the write before it
	case List:
		p.Uses = []schemas.OperationKind{schemas.Create}
	case Updated:
		p.Uses = []schemas.OperationKind{schemas.Get}
	}
	return p
}

// Wrote is the kind of write whose values the answer shows.
func (s Seen) Wrote() schemas.OperationKind {
	if s.Act == Update || s.Act == Updated {
		return schemas.Update
	}
	return schemas.Create
}

// JudgeDocumented holds what the documented request sent of a property against what the answer shows.
func (s Seen) JudgeDocumented(e *conform.Evidence, j *conform.Judgement, p schemas.Property) {
	steps := e.In(Documented.Key())
	sample := Sample{Label: "as the page shows it", Write: steps.Once(Create), Read: steps.Once(s.Act)}
	sample.ID = sample.Write.ID()
	if s.Wrote() == schemas.Update {
		sample.Write, sample.ID = steps.Once(Update), steps.Once(Update).Key
	}
	if ProperlyRefused(sample.Write) && (p.Conditional() || len(e.Resource.Conditional) > 0) {
		j.LeaveOpen(sample.Write, RefusesRestricted)
		return
	}
	if !j.Needs(sample.Write) || !j.Needs(sample.Read) {
		return
	}
	sample.Value = sample.Write.Sent()[p.Name]
	sample.compare(j, e.Resource, p, s.Act)
}

// Samples returns what became of each sample of a property, as seen in one kind of answer.
func Samples(e *conform.Evidence, property string, in conform.Act) []Sample {
	if in == Update || in == Updated || in == Relisted {
		return updates(e, property, in)
	}
	samples := creates(e, property, in)
	if in == List { // what rows that do not list created is seen in the lists after an update to it
		for _, s := range updates(e, property, Relisted) {
			if s.Write.OK() || !Lists(e, s.Row) {
				samples = append(samples, s)
			}
		}
	}
	return samples
}

// sent fills in what the request carried: that is what must come back.
func (s Sample) sent(property string) Sample {
	if value, ok := s.Write.Sent()[property]; ok {
		s.Value = value
	}
	return s
}

// creates returns what became of each sample of a property in POST, as seen in Create, Get or List.
func creates(e *conform.Evidence, property string, in conform.Act) []Sample {
	of := e.Resource
	write, read, restricted := Create, Get, of.Restricted(property)
	if restricted {
		write, read = Restricted, RestrictedGet
	}
	var out []Sample
	for _, k := range of.Rows {
		sample, ok := of.Row(k).Samples[property]
		if !ok || in == List && !Lists(e, k) {
			continue
		}
		key, step := RowKey(k), func(act conform.Act) conform.Step { return act.Once() }
		s := Sample{Value: sample.Value, Label: sample.Label, Extreme: sample.Extreme, Row: k,
			Write: e.Record(key, write.Once()), Base: true}
		switch moderate := e.Record(key, Moderate.Once()); {
		case !s.Write.Refused():
		case moderate.OK() && !s.Extreme && !restricted:
			s.Write = moderate
		default:
			step = func(act conform.Act) conform.Step { return act.About(property) }
			s.Alone = true
			s.Write = e.Record(key, step(write))
			s.Base = restricted || moderate.OK() || e.Record(key, Base.Once()).OK()
		}
		s.ID = s.Write.ID()
		switch in {
		case Create:
			s.Read = s.Write
		case Get:
			s.Read = e.Record(key, step(read))
		case List:
			s.Read = e.Record(key, List.Once())
		}
		out = append(out, s.sent(property))
	}
	return out
}

// updates returns what became of each sample of a property in PATCH, as seen in Update (the answer), Updated (GET) or Relisted.
func updates(e *conform.Evidence, property string, in conform.Act) []Sample {
	of := e.Resource
	write, read, restricted := Update, Updated, of.Restricted(property)
	if restricted {
		write, read = RestrictedUpdate, RestrictedUpdated
	}
	var out []Sample
	for _, k := range of.Rows {
		sample, ok := of.Row(k + 1).Samples[property]
		if !ok || !of.Updatable[property] || in == Relisted && !Lists(e, k) {
			continue
		}
		key, step := RowKey(k), func(act conform.Act) conform.Step { return act.Once() }
		s := Sample{Value: sample.Value, Label: sample.Label, Extreme: sample.Extreme, Row: (k + 1) % of.RowCount,
			Before: of.Row(k).Samples[property].Value, Write: e.Record(key, write.Once()), Base: true}
		switch lessened := e.Record(key, Lessened.Once()); {
		case !s.Write.Refused() || restricted && in == Relisted:
		case lessened.OK() && !s.Extreme && !restricted:
			s.Write = lessened
		case !lessened.OK() && in == Relisted:
			s.Write = e.Record(key, Next.Once())
			s.ID, s.Read = s.Write.ID(), e.Record(key, NextList.Once())
			out = append(out, s.sent(property))
			continue
		default:
			step = func(act conform.Act) conform.Step { return act.About(property) }
			s.Alone = true
			s.Write = e.Record(key, step(write))
			s.Base = restricted || lessened.OK() || slices.ContainsFunc(of.Row(0).Change, func(m fixtures.Member) bool {
				return e.Record(key, Update.About(m.Name)).OK()
			})
		}
		s.ID = s.Write.Key
		switch in {
		case Update:
			s.Read = s.Write
		case Updated:
			s.Read = e.Record(key, step(read))
		case Relisted:
			s.Read = e.Record(key, Relisted.Once())
		}
		out = append(out, s.sent(property))
	}
	return out
}

// JudgeSamples holds samples of a property against what one kind of answer shows. Of values that no page promises it says which are
// refused.
func JudgeSamples(j *conform.Judgement, of *resource.Resource, p schemas.Property, in conform.Act, samples []Sample) {
	limit, refused := conform.Limit{At: "/" + p.Name}, 0 // the longest text of those
	for _, s := range samples {
		if LeftOpen(j, of, p, s.Write) {
			continue
		}
		if s.Extreme && s.Write.ValidlyRefused() {
			if s.Alone { // else another value may be what was refused
				limit.Refused, refused = append(limit.Refused, s.Label), max(refused, s.length())
			}
			continue
		}
		if s.Write.Refused() {
			if !j.On(s.Write) {
				continue
			}
			if s.Base && written(in) == written(s.Write.Act) {
				j.Want(false, s.Write, "/"+p.Name, conform.Show(s.Value)+" accepted ("+s.Label+")", s.Write.Got())
			} else {
				j.Block(s.Write, "the write was refused: "+s.Write.Got())
			}
			continue
		}
		if !j.Needs(s.Write) || !j.Needs(s.Read) {
			continue
		}
		limit.Taken = max(limit.Taken, s.length())
		s.compare(j, of, p, in)
	}
	if refused < limit.Taken { // it was not for their length
		limit.Taken = 0
	}
	j.Limited(limit)
}

// length returns how many characters a text has; 0 for what is none.
func (s Sample) length() int {
	text, _ := s.Value.(string)
	return utf8.RuneCountInString(text)
}

// Silent reports whether a write with null or no text for a property is validly refused, which no page speaks of: it is noted as a limit
// in place of a finding.
func Silent(j *conform.Judgement, r *conform.Record, p schemas.Property, value string) bool {
	if !r.ValidlyRefused() {
		return false
	}
	j.Limited(conform.Limit{At: "/" + p.Name, Refused: []string{value}})
	return true
}

// written is the act that writes what is judged in an answer to it.
func written(act conform.Act) conform.Act {
	switch act {
	case Restricted:
		return Create
	case RestrictedUpdate:
		return Update
	}
	return act
}

// compare holds one sample against the object that an answer shows.
func (s Sample) compare(j *conform.Judgement, of *resource.Resource, p schemas.Property, in conform.Act) {
	object := s.Read.Object()
	if in == List || in == Relisted {
		if s.ID == "" {
			j.Block(s.Write, s.Write.Step.String()+" gave no id")
			return
		}
		entries := s.Read.Item(s.ID)
		if len(entries) == 0 {
			j.Block(s.Read, "the list does not show the object")
			return
		}
		object = entries[0]
	}
	if in == Update && s.Read.Status() == 204 {
		j.Observations++ // whether 204 is right is for the status family to say
		return
	}
	if !of.Holds(object) {
		j.Block(s.Read, s.Read.String()+" does not answer with the object")
		return
	}
	got, present := object[p.Name]
	if j.Holds(present && of.Equal(p, s.Value, got) || !present && s.Value == nil) {
		return
	}
	if of.MayIgnore(p, s.Before, got) {
		j.LeaveOpen(s.Write, IgnoresRestricted)
		return
	}
	j.WantValue(s.Read, s.ID, "/"+p.Name, s.Value, s.Label, object, p.Name)
}
