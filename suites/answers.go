package suites

import "graphconform/schemas"

// answers are the answers to one operation whose form can be judged.
type answers struct {
	records  []*Record // successful, with a body
	problems []string  // why others cannot be judged
	empty    bool      // some have no body
	tally    *tallied
}

// answersTo gathers the answers to an operation, once.
func (e *Evidence) answersTo(op schemas.OperationKind) *answers {
	if known := e.answers[op]; known != nil {
		return known
	}
	found := &answers{}
	for _, r := range e.all() {
		switch {
		case r.kind != op || r.skipped || r.holdsWrong():
		case r.problem() != "":
			found.problems = append(found.problems, r.problem())
		case r.OK() && r.Status() == 204:
			found.empty = true
		case r.OK():
			found.records = append(found.records, r)
		}
	}
	if e.answers == nil {
		e.answers = map[schemas.OperationKind]*answers{}
	}
	e.answers[op] = found
	return found
}

// eachAnswer hands every successful answer with a body to judge.
func (b *builder) eachAnswer(e *Evidence, j *Judgement, op schemas.OperationKind, judge func(*Judgement, *Record)) {
	b.overAnswers(e, j, op, func(found *answers) {
		for _, r := range found.records {
			judge(j, r)
		}
	})
}

// overAnswers hands the answers to an operation to judge, and says why there is nothing to judge where there is not.
func (b *builder) overAnswers(e *Evidence, j *Judgement, op schemas.OperationKind, judge func(*answers)) {
	found := e.answersTo(op)
	j.missing = append(j.missing, found.problems...)
	judge(found)
	switch {
	case j.observations == 0 && len(j.missing) == 0 && b.form == existing && e.record(existingScenario, "list").OK():
		j.unsupported = nothingThere
	case len(found.records) > 0 && j.observations == 0 && len(j.missing) == 0:
		j.hang("no answer could be read as the object")
	case len(found.records) == 0 && found.empty:
		j.observations++ // answers without a body have no form to judge
	}
	j.hangUnlessSeen("no " + string(op) + " succeeded")
}

// tallied is what the schema says of all answers to an operation, by top-level member.
type tallied struct {
	err      error
	objects  int
	first    []*Record // some that hold an object
	present  map[string]int
	breaches map[string][]breach
}

type breach struct {
	r *Record
	violation
}

// tally adds the answers up, once for all properties.
func (b *builder) tally(found *answers) *tallied {
	if found.tally != nil {
		return found.tally
	}
	t := &tallied{present: map[string]int{}, breaches: map[string][]breach{}}
	found.tally = t
	for _, r := range found.records {
		c := b.validated(r)
		if c.err != nil {
			t.err = c.err
			break
		}
		t.objects += len(c.objects)
		if len(c.objects) > 0 && len(t.first) < fewExchanges {
			t.first = append(t.first, r)
		}
		for _, object := range c.objects {
			for name := range object {
				t.present[name]++
			}
		}
		for name, violations := range c.violations { // one finding an answer says it
			t.breaches[name] = append(t.breaches[name], breach{r, violations[0]})
		}
	}
	return t
}
