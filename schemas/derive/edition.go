package derive

import (
	"cmp"
	"slices"
	"strings"
)

// identity is what two editions of one page have in common. The file name is not part of it: pages move.
type identity struct {
	version, resource, operation, path string
	kind                               PageKind
}

func (p *Page) identity() identity {
	id := identity{version: p.Version, resource: p.Resource, operation: p.Operation, kind: p.Kind}
	if len(p.Paths) > 0 {
		id.path = p.Paths[0]
	}
	return id
}

// editions divides pages into the current ones and, for each of these, the older editions, newest first.
// Both are in the order of the pages given.
func editions(pages []*Page) (current []*Page, older map[*Page][]*Page) {
	groups := map[identity][]*Page{}
	for _, p := range pages {
		groups[p.identity()] = append(groups[p.identity()], p)
	}
	older = map[*Page][]*Page{}
	newest := map[*Page]bool{}
	for _, group := range groups {
		for _, chain := range chains(group) {
			byAge(chain)
			last := len(chain) - 1
			newest[chain[last]] = true
			rest := slices.Clone(chain[:last])
			slices.Reverse(rest)
			older[chain[last]] = rest
		}
	}
	for _, p := range pages {
		if newest[p] {
			current = append(current, p)
		}
	}
	return current, older
}

// chains keeps facets apart: where one folder holds a page several times, under names of several areas
// (intune-<area>-devicemanagement-get), each shows a part and only pages of one name are editions of each other.
func chains(group []*Page) [][]*Page {
	byName := map[string][]*Page{}
	facets := false
	for _, p := range group {
		for _, other := range byName {
			if q := other[len(other)-1]; q.From == p.From && q.Name != p.Name && p.hasArea() && q.hasArea() {
				facets = true
			}
		}
		byName[p.Name] = append(byName[p.Name], p)
	}
	if !facets {
		return [][]*Page{group}
	}
	var found [][]*Page
	for _, chain := range byName {
		found = append(found, chain)
	}
	return found
}

// hasArea reports whether a file is named as in the documentation repository, intune-<area>-<resource>….
func (p *Page) hasArea() bool { return strings.HasPrefix(p.Name, "intune-") }

// byAge sorts editions, oldest first: by folder, except that those with a date follow their dates.
func byAge(pages []*Page) {
	slices.SortStableFunc(pages, func(a, b *Page) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.File, b.File))
	})
	var dated []*Page
	for _, p := range pages {
		if p.Edition != "" {
			dated = append(dated, p)
		}
	}
	slices.SortStableFunc(dated, func(a, b *Page) int { return cmp.Compare(a.Edition, b.Edition) })
	for i, p := range pages {
		if p.Edition != "" {
			pages[i], dated = dated[0], dated[1:]
		}
	}
}
