package derive

import (
	"cmp"
	"fmt"
	"slices"
)

// Severity says how much of a page a diagnostic concerns.
type Severity string

// The severities. An error says that a fact is not derived, a known one that the errata name this error; a warning that a page departs
// from the known shapes or from itself, yet all facts are derived; a note that two editions or two pages say different things.
const (
	Error   Severity = "error"
	Known   Severity = "known"
	Warning Severity = "warning"
	Note    Severity = "note"
)

// Diagnostic is what is wrong with a page, and where.
type Diagnostic struct {
	File     string // as it can be opened
	Line     int    // 1-based; 0 where the whole page is meant
	Severity Severity
	What     string // what could not be read or does not fit
	Why      string // the cause
}

// String renders file:line: what: why.
func (d Diagnostic) String() string {
	if d.Line == 0 {
		return fmt.Sprintf("%s: %s: %s", d.File, d.What, d.Why)
	}
	return fmt.Sprintf("%s:%d: %s: %s", d.File, d.Line, d.What, d.Why)
}

func sortDiagnostics(list []Diagnostic) {
	slices.SortStableFunc(list, func(a, b Diagnostic) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.What, b.What), cmp.Compare(a.Why, b.Why))
	})
}
