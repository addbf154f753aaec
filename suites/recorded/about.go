package recorded

import (
	"slices"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
)

// subject is a type that an exchange is about, with the record as far as it is about objects of that type.
type subject struct {
	contract int
	named    bool // a body or the path names the type, or there is but one that it can be
	unit     *unit
	record   *conform.Record
}

// about finds the types that an exchange is about: where pages of several types document the operation, the one that a body or the path
// names, else the one that the others derive from. Entries of a list may be of several types.
func (j *Judge) about(at place, r *conform.Record) ([]subject, error) {
	if r.Operation == schemas.List && r.OK() && len(at.claims) > 1 {
		return j.aboutEntries(at, r)
	}
	name := fixtures.TypeName(r.Sent()["@odata.type"])
	if shown := fixtures.TypeName(r.Object()["@odata.type"]); shown != "" && r.OK() {
		name = shown
	}
	if name == "" {
		name = at.cast
	}
	known := unknownContract
	if object := j.objects.known(addressOf(at, at.key)); object != nil {
		known = object.contract
	}
	contract, named := j.choose(at, name, known)
	if contract == unknownContract && len(at.claims) == 1 && r.OK() { // the only type there is, whatever the answer calls it
		contract = at.claims[0].contract
	}
	if contract == unknownContract {
		return nil, nil
	}
	u, err := j.unit(contract)
	if err != nil {
		return nil, err
	}
	if name != "" && u.of.Types.Named(name) == nil {
		u.drift(Drift{Type: name}, r.Step)
		named = false
	}
	return []subject{{contract, named, u, r}}, nil
}

// choose returns the contract of the claims that a type is of, and whether that is certain; unknownContract where none of them can be it.
func (j *Judge) choose(at place, name string, known int) (contract int, certain bool) {
	contracts := j.plan.Contracts()
	claimed := map[string]int{}
	for _, c := range at.claims {
		claimed[contracts[c.contract].Name] = c.contract
	}
	if name != "" && j.types(at.version).Named(name) != nil {
		for _, ancestor := range append([]string{name}, j.types(at.version).Lineage(name)...) {
			if number, ok := claimed[ancestor]; ok {
				return number, ancestor == name
			}
		}
		return unknownContract, false
	}
	if name == "" && slices.ContainsFunc(at.claims, func(c claim) bool { return c.contract == known }) {
		return known, true
	}
	return j.baseOf(at, claimed), name == "" && len(at.claims) == 1
}

// baseOf returns the contract of the claims from which all others derive; unknownContract where there is none.
func (j *Judge) baseOf(at place, claimed map[string]int) int {
	base := unknownContract
	for _, c := range at.claims {
		name := j.plan.Contracts()[c.contract].Name
		derived := slices.ContainsFunc(j.types(at.version).Lineage(name), func(ancestor string) bool {
			_, above := claimed[ancestor]
			return above && ancestor != name
		})
		switch {
		case derived:
		case base != unknownContract:
			return unknownContract
		default:
			base = c.contract
		}
	}
	return base
}

func (j *Judge) types(version string) schemas.Types { return j.catalog.Types(version) }

// aboutEntries tells the entries of a list apart by their types.
func (j *Judge) aboutEntries(at place, r *conform.Record) ([]subject, error) {
	byType := map[int][]string{} // names of types, by contract
	base, _ := j.choose(at, at.cast, unknownContract)
	order := []int{}
	if base != unknownContract {
		order = append(order, base)
	}
	for _, entry := range r.Items() {
		name := fixtures.TypeName(entry["@odata.type"])
		contract := base
		if name != "" {
			contract, _ = j.choose(at, name, unknownContract)
		}
		if contract == unknownContract {
			continue
		}
		if !slices.Contains(order, contract) {
			order = append(order, contract)
		}
		if !slices.Contains(byType[contract], name) {
			byType[contract] = append(byType[contract], name)
		}
	}
	var all []subject
	for _, contract := range order {
		u, err := j.unit(contract)
		if err != nil {
			return nil, err
		}
		narrowed := r.Narrowed(func(entry map[string]any) bool {
			return slices.Contains(byType[contract], fixtures.TypeName(entry["@odata.type"]))
		})
		narrowed.Made, narrowed.Broken = map[string]bool{}, "the entries of one type alone"
		for _, entry := range narrowed.Items() {
			if _, says := entry["@odata.type"]; !says {
				narrowed.Made[resource.IDOf(entry)] = true
			}
		}
		for _, name := range byType[contract] {
			if name != "" && u.of.Types.Named(name) == nil {
				u.drift(Drift{Type: name}, r.Step)
			}
		}
		if contract == base || len(narrowed.Items()) > 0 {
			all = append(all, subject{contract, true, u, narrowed})
		}
	}
	return all, nil
}
