package conform

import (
	"cmp"
	"fmt"
	"strings"
)

// ScenarioKey names a scenario of a resource.
type ScenarioKey struct {
	Kind    ScenarioKind `json:"kind"`
	Subject string       `json:"subject,omitempty"` // the property, or the action or function, that it is about
	Row     int          `json:"row,omitempty"`     // of sample rows
}

// ScenarioKind is which script a scenario runs. suites/scenario has the scripts.
type ScenarioKind string

// SampleRow is the kind of which a resource has many scenarios: one a sample row.
const SampleRow ScenarioKind = "row"

// Key returns the key of a kind of which a resource has one scenario.
func (k ScenarioKind) Key() ScenarioKey { return ScenarioKey{Kind: k} }

// Of returns the key of the scenario that is about a property, an action or a function.
func (k ScenarioKind) Of(subject string) ScenarioKey { return ScenarioKey{Kind: k, Subject: subject} }

// String names the scenario for people, and seeds the values that it sends.
func (k ScenarioKey) String() string {
	switch {
	case k.Kind == SampleRow:
		return fmt.Sprintf("row/%02d", k.Row)
	case k.Subject != "":
		return string(k.Kind) + " " + k.Subject
	}
	return string(k.Kind)
}

// Step is the key of one request in a scenario.
type Step struct {
	Scenario ScenarioKey `json:"-"`
	Act      Act         `json:"act"`
	Subject  string      `json:"subject,omitempty"` // the property, parameter or rule that it is about
	Ordinal  int         `json:"ordinal,omitempty"` // among steps alike, from 1; 0 where there is one alone
}

// Act is what a step of a script does.
type Act string

// NoMethod is a method that no standard names (RFC 9110, section 9.1).
const NoMethod = "UNLISTED"

// Once returns the step of an act that its scenario does once.
func (a Act) Once() Step { return Step{Act: a} }

// Nth returns the n-th step of an act, from 1.
func (a Act) Nth(n int) Step { return Step{Act: a, Ordinal: n} }

// About returns the step of an act that is about a property, a parameter or a rule.
func (a Act) About(subject string) Step { return Step{Act: a, Subject: subject} }

// Nth returns the n-th of steps alike, from 1.
func (s Step) Nth(n int) Step { s.Ordinal = n; return s }

// In returns the step of a scenario.
func (s Step) In(scenario ScenarioKey) Step { s.Scenario = scenario; return s }

// String names the step for people, within its scenario.
func (s Step) String() string {
	var b strings.Builder
	b.WriteString(string(s.Act))
	if s.Subject != "" {
		b.WriteString("/" + s.Subject)
	}
	if s.Ordinal > 0 {
		fmt.Fprintf(&b, "#%d", s.Ordinal)
	}
	return b.String()
}

// CompareSteps orders the steps of one scenario by act, subject and ordinal.
func CompareSteps(a, b Step) int {
	return cmp.Or(cmp.Compare(a.Act, b.Act), cmp.Compare(a.Subject, b.Subject), cmp.Compare(a.Ordinal, b.Ordinal))
}
