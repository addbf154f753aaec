package main

import (
	"graphconform/runner/report"
	"graphconform/suites"
	"graphconform/suites/specs"
)

// board hands outcomes, as they arrive, to the report and to the specs that wait for theirs.
type board struct {
	*specs.Board
	report *report.Builder
}

func newBoard(plan *suites.Plan, builder *report.Builder) *board {
	return &board{specs.NewBoard(plan), builder}
}

// post takes one outcome; each check has one. Its evidence is the report's to keep.
func (b *board) post(o suites.Outcome) {
	b.report.Add(o)
	o.Exchanges = nil
	b.Post(o)
}

// close posts every check that has no outcome as Inconclusive, and returns all outcomes in plan order, without their exchanges.
func (b *board) close() []suites.Outcome {
	outcomes := b.Outcomes()
	for _, o := range outcomes {
		if !b.Has(o.Check.ID) {
			b.post(o)
		}
	}
	return outcomes
}
