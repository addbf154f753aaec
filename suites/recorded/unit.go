package recorded

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"graphconform/fixtures"
	"graphconform/fixtures/recording"
	"graphconform/suites/conform"
	"graphconform/suites/judge"
	"graphconform/suites/plan"
	"graphconform/suites/request"
	"graphconform/suites/resource"
)

// unit is one resource with what came of it so far.
type unit struct {
	*plan.Unit
	of      *resource.Resource
	options Options
	waiting map[form][]*conform.Record // to be judged together, for speed
	tallies map[*conform.Check]*tally
	seen    seen
	drifts  map[Drift]*Drifted
}

func (j *Judge) unit(contract int) (*unit, error) {
	if known := j.units[contract]; known != nil {
		return known, nil
	}
	planned, err := j.plan.Unit(contract)
	if err != nil {
		return nil, err
	}
	u := &unit{Unit: planned, of: planned.Resource, options: j.options, waiting: map[form][]*conform.Record{},
		tallies: map[*conform.Check]*tally{}, drifts: map[Drift]*Drifted{}}
	j.units[contract] = u
	return u, nil
}

// form is what an exchange lacks, so that some rules cannot look at it.
type form struct {
	noRequest bool // of a mock, or not recorded
	noType    bool // the answer does not say what media type it has
	noID      bool // it was not asked for
	typed     bool // the path says which type the objects have, or nothing was to say it
	inFront   bool // what stands in front of the service may have answered: nothing, or a page for people
}

func formOf(entry recording.Entry, at place, r *conform.Record, drift bool) form {
	sent := entry.Exchange.Request.Body
	f := form{noRequest: entry.Mock || len(sent) == 0 || entry.Apart && bytes.HasSuffix(sent, []byte("…")), typed: at.cast != ""}
	if response := r.Response(); response != nil {
		media, _, _ := r.MediaType()
		f.typed = f.typed || said(entry, "metadata=none")
		f.noType, f.inFront = response.Header.Get("Content-Type") == "", drift && (media == "text/html" || len(response.Body) == 0)
	}
	if selected := selectedBy(r); selected != nil {
		f.noID = !selected["id"]
	}
	return f
}

// said reports whether a parameter of the media type that was asked for, or given, says something (OData JSON Format 4.01, section 3).
func said(entry recording.Entry, parameter string) bool {
	types := entry.Exchange.Request.Header.Get("Accept")
	if response := entry.Exchange.Response; response != nil {
		types += ";" + response.Header.Get("Content-Type")
	}
	return strings.Contains(strings.ToLower(types), parameter)
}

// allows reports whether a check can be held against exchanges of the form.
func (f form) allows(check *conform.Check) bool {
	switch {
	case check.Family == request.Name:
		return !f.noRequest
	case check.Rule == "schema/media_type":
		return !f.noType && !f.inFront
	case check.Rule == "errors/envelope", check.Rule == "schema/encoding":
		return !f.noType && !f.inFront
	case check.Rule == "schema/derived_type":
		return !f.typed
	case check.Rule == "schema/id":
		return !f.noID
	}
	return true
}

// mostWaiting is how many exchanges of a resource are judged at once.
const mostWaiting = 32

// add takes a single exchange.
func (u *unit) add(r *conform.Record, f form) {
	u.waiting[f] = append(u.waiting[f], r)
	if len(u.waiting[f]) >= mostWaiting || isLarge(r) {
		u.judgeForm(f)
	}
}

// flush judges what still waits.
func (u *unit) flush() {
	for f := range u.waiting { // in any order: nothing of one form tells of another
		u.judgeForm(f)
	}
}

func (u *unit) judgeForm(f form) {
	waiting := u.waiting[f]
	delete(u.waiting, f)
	u.judgeBy(single, waiting, f.allows)
}

// judge judges what stands together.
func (u *unit) judge(kind conform.ScenarioKind, said []*conform.Record) {
	copies := make([]*conform.Record, len(said))
	for i, r := range said {
		again := *r
		copies[i] = &again
	}
	u.judgeBy(kind, copies, func(*conform.Check) bool { return true })
}

func (u *unit) judgeBy(kind conform.ScenarioKind, said []*conform.Record, allows func(*conform.Check) bool) {
	e := conform.NewEvidence(u.of, []*conform.Transcript{{Scenario: kind.Key(), Records: said}})
	for _, check := range u.Checks {
		if kindOf(check) == kind && allows(check) {
			j, slipped := safely(check, e)
			u.take(check, j)
			if slipped {
				u.tally(check).slip = j.Outcome(check).Reason
			}
		}
	}
}

// kindOf is what a check looks at: the rules of a run on single answers name the scenarios of a run.
func kindOf(check *conform.Check) conform.ScenarioKind {
	for _, key := range check.Scenarios {
		if key.Kind == history || key.Kind == listing {
			return key.Kind
		}
	}
	return single
}

// tally is what one check has seen so far.
type tally struct {
	observations int
	findings     []conform.Finding
	slip         string // why the suite could not judge it
}

// mostFindings is how many findings of one check are kept with their exchanges.
const mostFindings = 10

func (u *unit) take(check *conform.Check, j *conform.Judgement) {
	found := slices.DeleteFunc(j.Findings, func(f conform.Finding) bool {
		return u.isOpen(check, f) || u.options.Drift && u.isDrift(check, f)
	})
	if j.Observations == 0 && len(found) == 0 {
		return
	}
	t := u.tally(check)
	t.observations += j.Observations
	room := mostFindings - len(t.findings)
	t.findings = append(t.findings, found[:min(room, len(found))]...)
}

func (u *unit) tally(check *conform.Check) *tally {
	t := u.tallies[check]
	if t == nil {
		t = &tally{}
		u.tallies[check] = t
	}
	return t
}

// isOpen reports whether a finding is of what pages leave open: a type that none of them describes, or several members of an enum of which
// no page says whether they may stand together.
func (u *unit) isOpen(check *conform.Check, f conform.Finding) bool {
	var text string
	if json.Unmarshal([]byte(f.Got), &text) != nil {
		return false
	}
	if check.Rule == "schema/odata_type" {
		return u.of.Types.Named(fixtures.TypeName(text)) == nil
	}
	if f.Difference == conform.OtherType && isNumber(text) && said(recording.Entry{Exchange: *f.Exchange}, "ieee754compatible=true") {
		return true // 64-bit numbers are texts then
	}
	p, known := u.of.Contract.Property(check.Property)
	return known && f.Difference == conform.NoMember && strings.Contains(text, ",") && request.AllMembers(p, text)
}

func isNumber(text string) bool {
	return json.Valid([]byte(text)) && strings.Trim(text, "+-0123456789.eE") == ""
}

// isDrift reports whether a finding is of what the pages may not know yet, and notes it then: a member of an enum, or a property that the
// client sent and the answer shows.
func (u *unit) isDrift(check *conform.Check, f conform.Finding) bool {
	name, undeclared := strings.CutPrefix(f.At, request.At)
	switch {
	case check.Rule == "request/undeclared" && undeclared:
		if _, shown := resource.Members(f.Exchange.Response.Body)[name]; !shown {
			return false
		}
		u.drift(Drift{Property: conform.Cut(name, 80)}, f.Step)
	case check.Property != "" && (f.Difference == conform.NoMember || strings.HasPrefix(f.Want, "does not match pattern")):
		u.drift(Drift{Property: check.Property, Member: f.Got}, f.Step)
	default:
		return false
	}
	return true
}

// outcomes returns what came of the resource.
func (u *unit) outcomes() []conform.Outcome {
	var all []conform.Outcome
	for _, check := range u.Checks {
		t := u.tallies[check]
		if t == nil {
			continue
		}
		o := conform.Outcome{Check: check, Verdict: conform.Pass, Findings: t.findings, Observations: t.observations}
		switch {
		case len(t.findings) > 0:
			o.Verdict = conform.Fail
		case t.slip != "":
			o.Verdict, o.Reason = conform.Inconclusive, t.slip
		}
		for _, f := range t.findings {
			if !slices.Contains(o.Exchanges, f.Exchange) {
				o.Exchanges = append(o.Exchanges, f.Exchange)
			}
		}
		all = append(all, o)
	}
	judge.Fold(all)
	return all
}
