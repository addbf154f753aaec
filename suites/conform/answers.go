package conform

import (
	"graphconform/schemas"
	"graphconform/suites/resource"
)

// Answers are the answers to one operation whose form can be judged.
type Answers struct {
	Records []*Record // successful, with a body
	Lacking []*Record // those that cannot be judged
	Empty   bool      // some have no body

	members *Members
}

// Answers gathers the answers to an operation, once. What a scenario of wrong values was answered is left out: other families judge that.
func (e *Evidence) Answers(op schemas.OperationKind) *Answers {
	if known := e.answers[op]; known != nil {
		return known
	}
	found := &Answers{}
	for _, r := range e.records {
		switch {
		case r.Operation != op || r.Probe || r.Skipped() || e.transcripts[r.Scenario].Invalid:
		case r.Problem() != "":
			found.Lacking = append(found.Lacking, r)
		case r.OK() && r.Status() == 204:
			found.Empty = true
		case r.OK():
			found.Records = append(found.Records, r)
		}
	}
	e.answers[op] = found
	return found
}

// Members is what the schema says of all answers to an operation, by top-level member.
type Members struct {
	Err      error
	Objects  int
	First    []*Record // some that hold an object
	Present  map[string]int
	Breaches map[string][]Breach
}

// Breach is one violation with the record that shows it.
type Breach struct {
	Record *Record
	Violation
}

// Members adds the answers up, once for all properties.
func (a *Answers) Members(of *resource.Resource) *Members {
	if a.members != nil {
		return a.members
	}
	m := &Members{Present: map[string]int{}, Breaches: map[string][]Breach{}}
	a.members = m
	for _, r := range a.Records {
		v := r.Validity(of)
		if v.Err != nil {
			m.Err = v.Err
			break
		}
		m.Objects += len(v.Objects)
		if len(v.Objects) > 0 && len(m.First) < fewExchanges {
			m.First = append(m.First, r)
		}
		for _, object := range v.Objects {
			for name := range object {
				m.Present[name]++
			}
		}
		for name, violations := range v.Violations { // one finding an answer says it
			m.Breaches[name] = append(m.Breaches[name], Breach{r, violations[0]})
		}
	}
	return m
}
