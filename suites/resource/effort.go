package resource

import (
	"math"
	"slices"

	"graphconform/schemas"
)

// Effort is how much of what is worth trying is tried: requests cost time, most of all on tenants. The zero value tries all.
type Effort string

// The efforts, by what they send.
const (
	Quick      Effort = "quick"    // a first impression
	Standard   Effort = "standard" // each kind of mistake once, by turns where properties are alike
	Exhaustive Effort = "exhaustive"
)

// Efforts returns all efforts, the smallest first.
func Efforts() []Effort { return []Effort{Quick, Standard, Exhaustive} }

// Amounts say how much an effort sends.
type Amounts struct {
	// Turns has properties of one kind share their sample values, but for the first ones, and rows create by one value and update by the
	// next one; texts then hold several peculiarities at once.
	Turns bool
	Rows  int // sample rows at most; 0 for any number
	// Full is how many properties of a kind are sent with every wrong value; Each how many values of each rule the others are sent with.
	Full, Each int
	// Alternate sends a wrong value, or a wrong body, on create or on update, by turns, where a rule has several; and Lone also sends what
	// a rule has alone on one of them, by turns of the properties.
	Alternate, Lone bool
	// Bodies is how many malformed bodies of each rule are sent.
	Bodies int
	// Cleared is how many properties of a kind are set to null and emptied; 0 for all.
	Cleared int
	// Touch is how many rows there are to each whose object is updated once more, by a property that the row is not about.
	Touch int
	// Crowd is how many objects are created side by side. Whole have all properties, others fill pages; so many are read, and of these so
	// many updated.
	Crowd, Whole, Reads, Updates int
}

const all = math.MaxInt32

// Amounts returns what an effort sends.
func (e Effort) Amounts() Amounts {
	switch e {
	case Quick:
		return Amounts{
			Turns: true, Rows: 4, Touch: 2, Cleared: 1, Each: 1, Alternate: true, Lone: true, Bodies: 2,
			Crowd: 4, Whole: 4, Reads: 2, Updates: 1,
		}
	case Standard:
		return Amounts{
			Turns: true, Rows: 24, Touch: 2, Cleared: 1, Each: 3, Alternate: true, Bodies: all,
			Crowd: 12, Whole: 12, Reads: 6, Updates: 3,
		}
	}
	return Amounts{Touch: 1, Bodies: all, Full: 2, Each: 3, Crowd: 105, Whole: 24, Reads: 16, Updates: 8}
}

// Cleared returns those of some properties that are set to null and emptied.
func (r *Resource) Cleared(all []schemas.Property) []schemas.Property {
	most, seen := r.Effort.Amounts().Cleared, map[string]int{}
	return slices.DeleteFunc(slices.Clone(all), func(p schemas.Property) bool {
		seen[kindOf(p)]++
		return most > 0 && seen[kindOf(p)] > most
	})
}

// Tried reports whether a value that is wrong by a rule is sent in an operation.
func (r Refused) Tried(rule string, op schemas.OperationKind) bool {
	for i, w := range r.Values {
		if w.Rule == rule && r.On(i, op) {
			return true
		}
	}
	return false
}

// On reports whether value i of those that are wrong is sent on create, and whether on update.
func (r Refused) On(i int, op schemas.OperationKind) bool {
	if !r.alternate {
		return true
	}
	nth, of := 0, 0 // among those of its rule
	for k, w := range r.Values {
		if w.Rule == r.Values[i].Rule {
			if of++; k < i {
				nth++
			}
		}
	}
	switch {
	case of >= 2:
		return (nth%2 == 0) == (op == schemas.Create)
	case r.lone:
		return (r.nth%2 == 0) == (op == schemas.Create)
	}
	return true
}
