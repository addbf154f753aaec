package schemas

import (
	"slices"
	"strings"
)

// Types answers what a property's type holds, within one version. It is safe for concurrent use.
type Types struct {
	catalog *Catalog
	version string
}

// Types returns the types of a version.
func (c *Catalog) Types(version string) Types { return Types{c, version} }

// Named returns the contract of a type; nil where no page describes it, and for primitive types.
func (t Types) Named(name string) *Contract {
	if t.catalog == nil {
		return nil
	}
	contract, err := t.catalog.Contract(t.version, name)
	if err != nil {
		return nil
	}
	return contract
}

// Assignable returns the types whose values may stand where one is declared: the type itself unless it is abstract,
// and all that derive from it, by name (OData CSDL 4.01, section 9.2).
func (t Types) Assignable(name string) []*Contract {
	var found []*Contract
	for _, each := range append([]string{name}, t.Derived(name)...) {
		if contract := t.Named(each); contract != nil && !contract.Abstract {
			found = append(found, contract)
		}
	}
	slices.SortFunc(found, func(a, b *Contract) int { return strings.Compare(a.Name, b.Name) })
	return found
}

// Derived returns the names of all types that derive from a type, at any depth, sorted.
func (t Types) Derived(name string) []string {
	if t.catalog == nil {
		return nil
	}
	return t.catalog.derivedIn(t.version)[name]
}

// Lineage returns the names of a type and of all its bases, nearest first.
func (t Types) Lineage(name string) []string {
	var line []string
	for name != "" && !slices.Contains(line, name) { // a circle ends it
		line = append(line, name)
		contract := t.Named(name)
		if contract == nil {
			break
		}
		name = contract.Base
	}
	return line
}

// derivedIn returns the descendants of every type of a version that has any. Types that cannot be read have none.
func (c *Catalog) derivedIn(version string) map[string][]string {
	c.mu.Lock()
	known, ok := c.derived[version]
	c.mu.Unlock()
	if ok {
		return known
	}
	derived := map[string][]string{}
	names, _ := c.Names(version)
	types := c.Types(version)
	for _, name := range names {
		line := types.Lineage(name)
		for _, base := range line[min(1, len(line)):] {
			derived[base] = append(derived[base], name)
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.derived[version] = derived
	return derived
}
