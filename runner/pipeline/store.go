package pipeline

import (
	"graphconform/runner/report"
	"graphconform/suites/conform"
	"graphconform/suites/plan"
	"graphconform/suites/specs"
)

// store hands outcomes, as they arrive, to the report and to the specs that wait for theirs.
type store struct {
	*specs.Store
	report *report.Builder
}

func newStore(plan *plan.Plan, builder *report.Builder) *store {
	return &store{specs.NewStore(plan), builder}
}

// post takes one outcome; each check has one. Its evidence is the report's to keep.
func (s *store) post(o conform.Outcome) {
	s.report.Add(o)
	o.Exchanges = nil
	s.Post(o)
}

// close posts every check that has no outcome as Inconclusive, and returns all outcomes in plan order, without their exchanges.
func (s *store) close() []conform.Outcome {
	outcomes := s.Outcomes()
	for _, o := range outcomes {
		if !s.Has(o.Check.ID) {
			s.post(o)
		}
	}
	return outcomes
}
