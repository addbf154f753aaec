package conform

import (
	"graphconform/schemas"
	"graphconform/suites/resource"
)

// Level says what a rule rests on, and with that whether breaking it fails a run.
type Level string

// The levels, strongest first.
const (
	// Documented: a reference page says so; so is a GET that agrees with the write before it.
	Documented Level = "documented"
	// Protocol: OData 4.01, HTTP or the Graph guidelines say MUST, and the real service keeps it.
	Protocol Level = "protocol"
	// Strict: a MUST that the real service itself breaks; opt-in.
	Strict Level = "strict"
	// Advisory: reported, never fails.
	Advisory Level = "advisory"
)

// Rule is one promise that a target can keep or break. It is a value in the folder of its family, and nothing else knows it by name.
type Rule struct {
	Family string
	Name   string // within the family
	Level  Level  // Documented: Protocol where no page documents the operation
	// Standard cites the standard with its section; empty where only pages say so.
	Standard string
	Promise  string // what holds, in one sentence
	Sent     string // what is sent to find out
	Judged   string // how the answer is judged
	// RedundantWith names a rule that catches all that this rule catches, with the reason why both exist.
	RedundantWith string
	// Rank says which of two findings on the same fact is the root: the one of the lower rank.
	Rank Rank
	// Places are where it applies to a resource: one check each.
	Places func(*resource.Resource) []Place
}

// ID is "<family>/<name>".
func (r Rule) ID() string { return r.Family + "/" + r.Name }

// Rank orders rules by how near to the cause what they see is.
type Rank int

// The ranks, nearest to the cause first.
const (
	RankObjects Rank = iota + 1 // which objects there are
	RankReplay                  // answers that do not follow the request
	RankBody                    // what kind of body an answer has
	RankStatus                  // the answer as a whole
	RankForm                    // the form of an answer
	RankID                      // which object it is
	RankMember                  // a member of an enum
	RankValue                   // any other value
	RankUpdate                  // what an update does
	RankList                    // what a collection holds
	RankRefusal                 // what is wrong is refused
	RankSignIn                  // who asks
	RankCall                    // actions and functions
)

// Place is one place where a rule applies: a property, an enum member, or an operation; with the scenarios that it needs and how it is
// judged.
type Place struct {
	Operation schemas.OperationKind
	Name      string                // the end of the check's id, unique within operation and family
	Section   string                // of the page; empty for Response
	Row       string                // of the page's table
	Anchor    schemas.OperationKind // whose page promises it; empty for Operation
	Uses      []schemas.OperationKind
	Promise   string             // in the words of this place; empty for the rule's
	Call      *schemas.Operation // the action or function that it is about
	Several   bool               // needs objects beside each other, which a singleton has not
	Fixed     bool               // it is about a property that no update may change
	Scenarios []ScenarioKey      // that it rests on
	Judge     Judge
}

// Judge holds evidence against a rule at one place. It is pure: what it finds it notes in the judgement.
type Judge func(*Evidence, *Judgement)

// At returns the place under another name.
func (p Place) At(name string) Place { p.Name = name; return p }

// Of returns the place in another operation, resting on the page of anchor.
func (p Place) Of(operation schemas.OperationKind, name string, anchor schemas.OperationKind) Place {
	p.Operation, p.Name, p.Anchor = operation, name, anchor
	return p
}

// Using returns the place with operations that its check cannot do without, beside its own.
func (p Place) Using(operations ...schemas.OperationKind) Place { p.Uses = operations; return p }

// By returns the place with its judge.
func (p Place) By(judge Judge) Place { p.Judge = judge; return p }

// Family is a group of rules that ask one kind of question.
type Family struct {
	Name string
	Rank Rank // of its rules, unless they have one of their own
	// Applies reports whether the family has anything to ask of a resource; nil for every one that checks write to.
	Applies func(*resource.Resource) bool
	Rules   []Rule
}

// All returns the rules with what the family says for them.
func (f Family) All() []Rule {
	rules := make([]Rule, len(f.Rules))
	for i, rule := range f.Rules {
		rule.Family = f.Name
		if rule.Rank == 0 {
			rule.Rank = f.Rank
		}
		rules[i] = rule
	}
	return rules
}
