package suites

import (
	"cmp"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"graphconform/fixtures"
	"graphconform/schemas"
)

// layout is what planning one resource needs to know of all others: who shares a collection, and what parents are made of.
type layout struct {
	catalog   *schemas.Catalog
	pairs     fs.FS
	contracts []*schemas.Contract
	rules     map[string]Rule
	creators  map[string][]*schemas.Contract // by version and template of the collection
	dwellers  map[string][]string            // names of the types that a page creates or lists there
}

func newLayout(catalog *schemas.Catalog, contracts []*schemas.Contract, pairs fs.FS) *layout {
	l := &layout{catalog: catalog, pairs: pairs, contracts: contracts, rules: map[string]Rule{}, creators: map[string][]*schemas.Contract{}, dwellers: map[string][]string{}}
	for _, rule := range Rules() {
		l.rules[rule.ID] = rule
	}
	for _, contract := range contracts {
		for _, op := range contract.Operations {
			if op.Kind != schemas.Create && op.Kind != schemas.List {
				continue
			}
			for _, path := range op.Paths {
				at := contract.Version + routeOf(path).template()
				if !slices.Contains(l.dwellers[at], contract.Name) {
					l.dwellers[at] = append(l.dwellers[at], contract.Name)
				}
				if op.Kind == schemas.Create {
					l.creators[at] = append(l.creators[at], contract)
				}
			}
		}
	}
	return l
}

// mixed tells whether objects of other types may stand in a collection beside those of a type.
func (l *layout) mixed(contract *schemas.Contract, way route) bool {
	dwellers := l.dwellers[contract.Version+way.template()]
	return slices.ContainsFunc(dwellers, func(name string) bool { return name != contract.Name })
}

// neighbour returns the next entity type of the version that has no base and no collection in common with the one at i.
func (l *layout) neighbour(i int) *schemas.Contract {
	for step := 1; step < len(l.contracts); step++ {
		other := l.contracts[(i+step)%len(l.contracts)]
		related := l.root(other) == l.root(l.contracts[i]) || l.share(other, l.contracts[i])
		if other.Kind == schemas.Entity && other.Version == l.contracts[i].Version && len(other.Operations) > 0 && !related {
			return other
		}
	}
	return &schemas.Contract{Version: l.contracts[i].Version, Name: "noSuchNeighbour"}
}

// root returns the name of a type's outermost base.
func (l *layout) root(c *schemas.Contract) string {
	line := l.catalog.Types(c.Version).Lineage(c.Name)
	return line[len(line)-1]
}

// share tells whether any collection holds objects of both types.
func (l *layout) share(a, b *schemas.Contract) bool {
	for _, op := range a.Operations {
		for _, path := range op.Paths {
			if slices.Contains(l.dwellers[a.Version+routeOf(path).template()], b.Name) {
				return true
			}
		}
	}
	return false
}

// maker returns the type of which a parent is made at a level of a route; nil where no page creates any.
// The next step of the way says which types can have what lies below: a cast, or a relationship of theirs.
func (l *layout) maker(version string, way route, i int) *schemas.Contract {
	candidates := slices.Clone(l.creators[version+way.above(i)+way.levels[i].collection])
	next := way.tail
	if i+1 < len(way.levels) {
		next = way.levels[i+1].collection
	}
	step, _, _ := strings.Cut(strings.TrimPrefix(next, "/"), "/")
	types := l.catalog.Types(version)
	fits := func(c *schemas.Contract) bool {
		line := types.Lineage(c.Name)
		if cast, ok := strings.CutPrefix(step, "microsoft.graph."); ok {
			return slices.Contains(line, cast)
		}
		return slices.ContainsFunc(line, func(name string) bool {
			of := types.Named(name)
			return of != nil && slices.ContainsFunc(of.Relationships, func(p schemas.Property) bool { return p.Name == step })
		})
	}
	if slices.ContainsFunc(candidates, fits) {
		candidates = slices.DeleteFunc(candidates, func(c *schemas.Contract) bool { return !fits(c) })
	}
	if len(candidates) == 0 {
		return nil
	}
	return slices.MinFunc(candidates, func(a, b *schemas.Contract) int {
		return cmp.Or(cmp.Compare(len(a.Properties), len(b.Properties)), cmp.Compare(a.Name, b.Name))
	})
}

// parentForm writes the body that makes a parent of the given name.
type parentForm func(name string) []byte

// parentForms returns how to make a parent at a level of a route, the best first: by the documented request of its type under
// another name, then with a display name alone.
func (l *layout) parentForms(version string, way route, i int) []parentForm {
	plain := func(name string) []byte { return encode(fixtures.Object{{Name: "displayName", Value: name}}) }
	forms := []parentForm{plain}
	maker := l.maker(version, way, i)
	if maker == nil {
		return forms
	}
	if body := l.example(maker); body != nil {
		return []parentForm{documentedForm(maker, body), plain}
	}
	return forms
}

// example returns the body of a type's documented create without an id, which is never sent; nil where no page shows one.
func (l *layout) example(contract *schemas.Contract) map[string]any {
	pairs, err := fixtures.ReadPairs(l.pairs, contract.Version, contract.Name)
	if err != nil {
		return nil
	}
	for _, pair := range pairs {
		if pair.Operation == string(schemas.Create) {
			body := decodeSent(pair.Exchange.Request.Body)
			delete(body, "id")
			return body
		}
	}
	return nil
}

// other returns another type of which objects can be made in the resource's collection, the smallest; nil where there is none.
func (l *layout) other(r *Resource) *schemas.Contract {
	var least *schemas.Contract
	for _, each := range l.creators[r.Contract.Version+r.template()] {
		if each.Name != r.Contract.Name && (least == nil || len(each.Properties) < len(least.Properties)) {
			least = each
		}
	}
	if least == nil || l.example(least) == nil {
		return nil
	}
	return least
}

func documentedForm(maker *schemas.Contract, shown map[string]any) parentForm {
	return func(name string) []byte {
		body := maps.Clone(shown)
		for _, property := range []string{"displayName", "name"} {
			if _, ok := maker.Property(property); ok {
				body[property] = name
				break
			}
		}
		text, err := fixtures.Marshal(body)
		if err != nil {
			return nil
		}
		return text
	}
}
