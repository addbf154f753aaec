package plan

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"graphconform/schemas"
	"graphconform/schemas/near"
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

// unknown refuses the first name among the claims, in their order, that no page documents, and says which one may be meant.
func (o Options) unknown(contracts []*schemas.Contract) error {
	known := map[string]bool{}
	for _, contract := range contracts {
		for _, op := range contract.Operations {
			id := contract.Version + "/" + contract.Name + " "
			known[id+string(op.Kind)], known[id+op.Name] = true, true
		}
	}
	for _, claim := range slices.Sorted(maps.Keys(o.Claims)) {
		if !known[claim] {
			hint := cmp.Or(near.Question(claim, slices.Sorted(maps.Keys(known))), "`graphconform map` names the operations that there are")
			return fmt.Errorf("claims: %q: no page documents it; %s", claim, hint)
		}
	}
	return nil
}

// matchNothing says that globs match no check, and which ones may have been meant.
func (o Options) matchNothing(catalog *schemas.Catalog, contracts []*schemas.Contract, globs []string) error {
	if o.unguessed {
		return errNone
	}
	first := strings.Trim(globs[0], "'")
	for _, left := range leftOut() {
		if wide := o; left.loosen(&wide) && wide.matches(catalog, first) {
			return fmt.Errorf("--select %s: matches no check %s", strings.Join(globs, ", "), left.why)
		}
	}
	hint := "`graphconform list` shows all ids"
	if len(globs) == 1 {
		hint = o.hint(catalog, contracts, first)
	}
	return fmt.Errorf("--select %s: matches no check; %s", strings.Join(globs, ", "), hint)
}

// excludeNothing refuses a glob that would leave out checks if there were any. That a run plans none of them is no error.
func (o Options) excludeNothing(catalog *schemas.Catalog, contracts []*schemas.Contract, globs []string) error {
	for _, quoted := range globs {
		glob, everything := strings.Trim(quoted, "'"), Options{Seed: o.Seed, Strict: true, Pairs: o.Pairs}
		if !everything.matches(catalog, glob) {
			return fmt.Errorf("--exclude %s: matches no check; %s", quoted, everything.hint(catalog, contracts, glob))
		}
	}
	return nil
}

// leaving is an option that leaves out checks: loosen takes it back, and reports whether it was given.
type leaving struct {
	why    string
	loosen func(*Options) bool
}

func leftOut() []leaving {
	return []leaving{
		{"of those that only read, and nothing else may be sent there: leave --observe out, or let the run write " +
			"(--allow-writes, --emulator)", func(o *Options) bool { was := o.Observe; o.Observe = false; return was }},
		{"but strict ones: --strict checks them", func(o *Options) bool { was := o.Strict; o.Strict = true; return !was }},
		{"but such as send bad tokens, which Microsoft Graph is not sent: `auth: true` in the target file allows them",
			func(o *Options) bool { was := o.NoAuth; o.NoAuth = false; return was }},
		{"of what the claims name: leave --claims out, or name its operation there",
			func(o *Options) bool { was := o.Claims != nil; o.Claims = nil; return was }},
	}
}

// Guess says which glob was meant by one that matches no check, where that is close, and else where ids are found.
func Guess(catalog *schemas.Catalog, options Options, glob string) string {
	contracts, err := catalog.Contracts()
	if err != nil {
		return "`graphconform list` shows all ids"
	}
	return options.hint(catalog, contracts, glob)
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
