package scenario

import (
	"graphconform/schemas"
	"graphconform/suites/conform"
)

// ConcurrentlyCreated returns the objects created side by side that got an id.
func ConcurrentlyCreated(e *conform.Evidence) []*conform.Record {
	var made []*conform.Record
	for _, r := range e.Records(Concurrent.Key()) {
		if r.Operation == schemas.Create && !r.Probe && r.OK() && r.ID() != "" {
			made = append(made, r)
		}
	}
	return made
}

// Raced pairs what succeeded side by side with the step after it on the same object.
func Raced(e *conform.Evidence, did, then conform.Act) [][2]*conform.Record {
	var pairs [][2]*conform.Record
	for _, r := range e.Records(Concurrent.Key()) {
		if r.Act == did && r.OK() {
			pairs = append(pairs, [2]*conform.Record{r, e.In(Concurrent.Key()).Nth(then, r.Ordinal)})
		}
	}
	return pairs
}
