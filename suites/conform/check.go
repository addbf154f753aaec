package conform

import "graphconform/schemas"

// Check is one rule at one place: a property, an enum member, or an operation.
type Check struct {
	ID        string // "<version>/<type>/<operation>/<family>/<place>"
	Rule      string // rule id
	Level     Level
	Source    string // page, section and row; else the standard with its section
	Line      Line   // of the page of the operation that it is about
	Page      string // by which people find that page (schemas.Address); empty where it is not known
	Promise   string // what holds
	Operation schemas.OperationKind
	Does      string // its operation as the id names it: the kind, or the name of an action or function
	Family    string
	Place     string
	Property  string // or parameter, that it is about; empty where it is about the operation as a whole
	Rank      Rank

	Uses      []schemas.OperationKind // operations that it cannot do without
	Scenarios []ScenarioKey           // that it rests on
	Judge     Judge                   // nil once the check was judged
}

// Line is a line of a reference page. A page is named as the file that it was derived from, without ending; empty where there is none.
type Line struct {
	File   string
	Number int // from 1; 1 also where the line is not known
}

// Verdict is how a check ended.
type Verdict string

// The verdicts. Every planned check ends in exactly one.
const (
	Pass         Verdict = "pass"
	Fail         Verdict = "fail"
	Unsupported  Verdict = "unsupported"  // the target validly refuses the operation, or lacks what the check needs
	Inconclusive Verdict = "inconclusive" // could not be judged
	Disabled     Verdict = "disabled"     // waived
)

// Verdicts returns all verdicts in the order of reports.
func Verdicts() []Verdict { return []Verdict{Pass, Fail, Unsupported, Inconclusive, Disabled} }
