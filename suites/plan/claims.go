package plan

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"graphconform/schemas"
	"graphconform/suites/conform"
)

// Share is how many operations are claimed, and how many may be there, of those that pages document. Actions and functions are not counted.
type Share struct{ Claimed, Unclear, Of int }

// Counted reports whether an operation is one of those of which a target is asked whether it has them.
func Counted(op schemas.Operation) bool { return !op.Kind.IsCall() && len(op.Paths) > 0 }

func (o Options) share(contracts []*schemas.Contract) (s Share) {
	for _, contract := range contracts {
		for _, op := range contract.Operations {
			if o.Claims == nil || !Counted(op) {
				continue
			}
			s.Of++
			switch claimed, named := o.Claims[contract.Version+"/"+contract.Name+" "+string(op.Kind)]; {
			case claimed:
				s.Claimed++
			case named:
				s.Unclear++
			}
		}
	}
	return s
}

// unclear returns the operations of which the claims do not tell, in order.
func (o Options) unclear() (names []string) {
	for _, claim := range slices.Sorted(maps.Keys(o.Claims)) {
		if !o.Claims[claim] {
			names = append(names, claim)
		}
	}
	return names
}

// unknown returns the first name among the claims, in their order, that no page documents; empty where all are documented.
func (o Options) unknown(contracts []*schemas.Contract) string {
	known := map[string]bool{}
	for _, contract := range contracts {
		for _, op := range contract.Operations {
			id := contract.Version + "/" + contract.Name + " "
			known[id+string(op.Kind)], known[id+op.Name] = true, true
		}
	}
	for _, claim := range slices.Sorted(maps.Keys(o.Claims)) {
		if !known[claim] {
			return claim
		}
	}
	return ""
}

// matchNothing says that globs match no check, and which ones may have been meant.
func (o Options) matchNothing(catalog *schemas.Catalog, contracts []*schemas.Contract, globs []string) error {
	if o.unguessed {
		return errNone
	}
	left := ""
	if o.Claims != nil {
		left = ", or none of what the claims name"
	}
	hint := "`graphconform list` shows all ids"
	if len(globs) == 1 {
		hint = o.hint(catalog, contracts, strings.Trim(globs[0], "'"))
	}
	return fmt.Errorf("--select %s: matches no check%s; %s", strings.Join(globs, ", "), left, hint)
}

// names reports whether any operation of a type is to be checked.
func (o Options) names(contract *schemas.Contract) bool {
	return o.Claims == nil || slices.ContainsFunc(contract.Operations, func(op schemas.Operation) bool {
		id := contract.Version + "/" + contract.Name + " "
		_, kind := o.Claims[id+string(op.Kind)]
		_, call := o.Claims[id+op.Name]
		return kind || call
	})
}

// claims reports whether the claims name all documented operations that a check needs. What no page documents is checked beside them.
func (u *Unit) claims(check *conform.Check) bool {
	if check.Operation.IsCall() {
		return u.Resource.Names(check.Does)
	}
	return !slices.ContainsFunc(check.Uses, func(op schemas.OperationKind) bool {
		_, documented := u.Resource.Operation(op)
		return documented && !u.Resource.Names(string(op))
	})
}
