package resource

import (
	"cmp"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"

	"graphconform/fixtures"
	"graphconform/schemas"
)

// Index is what planning one resource needs to know of all others: who shares a collection, and what parents are made of.
type Index struct {
	catalog   *schemas.Catalog
	pairs     fs.FS
	contracts []*schemas.Contract
	creators  map[string][]*schemas.Contract    // by version and template of the collection
	promised  map[string][]string               // names of the types that a page creates or lists there
	lists     map[string][]Route                // where pages list a type, by version and name
	read      map[string]bool                   // by version and template, where pages read one object
	named     map[string][]*schemas.Contract    // whose objects pages read, by version and name of the collection or of the single object
	shown     map[*schemas.Contract]func() bool // of the creators, whether a page shows the body: many siblings ask
}

// NewIndex indexes all contracts; pairs are the documented ones.
func NewIndex(catalog *schemas.Catalog, contracts []*schemas.Contract, pairs fs.FS) *Index {
	x := &Index{catalog: catalog, pairs: pairs, contracts: contracts, creators: map[string][]*schemas.Contract{},
		promised: map[string][]string{}, lists: map[string][]Route{}, named: map[string][]*schemas.Contract{},
		read: map[string]bool{}, shown: map[*schemas.Contract]func() bool{}}
	for _, contract := range contracts {
		for _, op := range contract.Operations {
			x.name(contract, op)
			if op.Kind != schemas.Create && op.Kind != schemas.List {
				continue
			}
			for _, path := range op.Paths {
				route := RouteOf(path)
				at := contract.Version + route.Template()
				if op.Kind == schemas.List {
					of := contract.Version + "/" + contract.Name
					x.lists[of] = append(x.lists[of], route)
				}
				if !slices.Contains(x.promised[at], contract.Name) {
					x.promised[at] = append(x.promised[at], contract.Name)
				}
				if op.Kind == schemas.Create {
					x.creators[at] = append(x.creators[at], contract)
					x.shown[contract] = sync.OnceValue(func() bool { return x.Example(contract) != nil })
				}
			}
		}
	}
	return x
}

// name notes whose objects an operation is about, by the last name of each of its paths, and which of these lead to one object.
func (x *Index) name(contract *schemas.Contract, op schemas.Operation) {
	for _, path := range op.Paths {
		steps := strings.Split(path, "/")
		i := len(steps) - 1
		for i > 0 && (strings.HasPrefix(steps[i], "{") || strings.HasPrefix(steps[i], typePrefix)) {
			i--
		}
		at := contract.Version + "/" + steps[i]
		if op.Kind == schemas.Get {
			x.read[contract.Version+RouteOf(path).Template()] = true
		}
		if !op.Kind.IsCall() && !slices.Contains(x.named[at], contract) {
			x.named[at] = append(x.named[at], contract)
		}
	}
}

// Unrelated reports whether pages show objects in places of a name, and none of them can be of a type.
func (x *Index) Unrelated(contract *schemas.Contract, name string) bool {
	there := x.named[contract.Version+"/"+name]
	return len(there) > 0 && !slices.ContainsFunc(there, func(c *schemas.Contract) bool { return x.related(contract, c) })
}

// UnrelatedType reports whether the catalog has a type of a name, and none of its objects can be of a type.
func (x *Index) UnrelatedType(contract *schemas.Contract, name string) bool {
	other := x.catalog.Types(contract.Version).Named(name)
	return other != nil && !x.related(contract, other)
}

// related reports whether two types have a base in common, or one stands in a collection of such types: not every page names its base.
func (x *Index) related(a, b *schemas.Contract) bool {
	beside := func(a, b *schemas.Contract) bool {
		types := x.catalog.Types(a.Version)
		return slices.ContainsFunc(a.Operations, func(op schemas.Operation) bool {
			return !op.Kind.IsCall() && slices.ContainsFunc(op.Paths, func(path string) bool {
				at := a.Version + strings.TrimSuffix(RouteOf(path).Template(), "/{}")
				return slices.ContainsFunc(x.promised[at], func(name string) bool {
					of := types.Named(name)
					return of != nil && x.root(of) == x.root(b)
				})
			})
		})
	}
	return x.root(a) == x.root(b) || beside(a, b) || beside(b, a)
}

// Calls returns the names of all actions and functions: none of them is a key.
func (x *Index) Calls() map[string]bool {
	names := map[string]bool{}
	for _, contract := range x.contracts {
		for _, op := range contract.Operations {
			if op.Kind.IsCall() {
				for _, to := range op.Paths {
					name, _, _ := strings.Cut(to[strings.LastIndexByte(to, '/')+1:], "(")
					names[name] = true
				}
			}
		}
	}
	return names
}

// Schema returns the schema of the answers of any type, also of a primitive one.
func (x *Index) Schema(version, name string) (*schemas.Schema, error) {
	return x.catalog.Schema(version, name, schemas.ForAnswer)
}

// below returns the collection of a type right below an object of a route, as a page lists it; empty for none.
func (x *Index) below(version string, route Route, name string) string {
	for _, list := range x.lists[version+"/"+name] {
		direct := strings.Count(list.Tail, "/") == 1
		if direct && len(list.Levels) == len(route.Levels) && list.Above(len(list.Levels)) == route.Above(len(route.Levels)) {
			return list.Tail
		}
	}
	return ""
}

// Mixed reports whether objects of other types may stand in a collection beside those of a type.
func (x *Index) Mixed(contract *schemas.Contract, route Route) bool {
	promised := x.promised[contract.Version+route.Template()]
	return slices.ContainsFunc(promised, func(name string) bool { return name != contract.Name })
}

// Neighbour returns the next entity type of the version that has no base and no collection in common with the one at i.
func (x *Index) Neighbour(i int) *schemas.Contract {
	for step := 1; step < len(x.contracts); step++ {
		other := x.contracts[(i+step)%len(x.contracts)]
		related := x.root(other) == x.root(x.contracts[i]) || x.share(other, x.contracts[i])
		if other.Kind == schemas.Entity && other.Version == x.contracts[i].Version && len(other.Operations) > 0 && !related {
			return other
		}
	}
	return &schemas.Contract{Version: x.contracts[i].Version, Name: "noSuchNeighbour"}
}

// root returns the name of a type's outermost base.
func (x *Index) root(c *schemas.Contract) string {
	line := x.catalog.Types(c.Version).Lineage(c.Name)
	return line[len(line)-1]
}

// share reports whether any collection holds objects of both types.
func (x *Index) share(a, b *schemas.Contract) bool {
	for _, op := range a.Operations {
		for _, path := range op.Paths {
			if slices.Contains(x.promised[a.Version+RouteOf(path).Template()], b.Name) {
				return true
			}
		}
	}
	return false
}

// makers returns the types of which a parent can be made at a level of a route, those with the fewest properties first.
// The next step of the route says which types can have what lies below: a cast, or a relationship of theirs.
func (x *Index) makers(version string, route Route, i int) []*schemas.Contract {
	candidates := slices.Clone(x.creators[version+route.Above(i)+route.Levels[i].Collection])
	next := route.Tail
	if i+1 < len(route.Levels) {
		next = route.Levels[i+1].Collection
	}
	step, _, _ := strings.Cut(strings.TrimPrefix(next, "/"), "/")
	types := x.catalog.Types(version)
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
	slices.SortFunc(candidates, func(a, b *schemas.Contract) int {
		return cmp.Or(cmp.Compare(len(a.Properties), len(b.Properties)), cmp.Compare(a.Name, b.Name))
	})
	return candidates
}

// ParentBody writes the body that makes a parent of the given name.
type ParentBody func(name string) []byte

// ParentBodies returns how to make a parent at a level of a route, the best first: by the documented requests of the types that may stand
// there, under another name, then with a display name alone. A target may take objects of few types.
func (x *Index) ParentBodies(version string, route Route, i int) (bodies []ParentBody) {
	for _, maker := range x.makers(version, route, i) {
		if body := x.Example(maker); body != nil {
			bodies = append(bodies, documentedParent(maker, body))
		}
	}
	return append(bodies, func(name string) []byte { return Encode(fixtures.Object{{Name: "displayName", Value: name}}) })
}

// Example returns the body of a type's documented create without an id, which is never sent; nil where no page shows one.
func (x *Index) Example(contract *schemas.Contract) map[string]any {
	pairs, err := fixtures.ReadPairs(x.pairs, contract.Version, contract.Name)
	if err != nil {
		return nil
	}
	for _, pair := range pairs {
		if pair.Operation == string(schemas.Create) {
			body := Members(pair.Exchange.Request.Body)
			delete(body, "id")
			return body
		}
	}
	return nil
}

// mostSiblings is how many other types are tried: a target may have objects of some alone.
const mostSiblings = 12

// siblings is Siblings, unremembered: types of which objects can be made as a page shows it, those that the target claims and the smallest
// first.
func (r *Resource) siblings() (siblings []*schemas.Contract) {
	if r.Kind != Collection {
		return nil
	}
	claimed := func(c *schemas.Contract) bool { return r.Claims[c.Version+"/"+c.Name+" "+string(schemas.Create)] }
	others := slices.SortedStableFunc(slices.Values(r.Index.creators[r.Contract.Version+r.Template()]), func(a, b *schemas.Contract) int {
		if claimed(a) != claimed(b) {
			return map[bool]int{true: -1, false: 1}[claimed(a)]
		}
		return cmp.Compare(len(a.Properties), len(b.Properties))
	})
	for _, other := range others {
		if len(siblings) < mostSiblings && other.Name != r.Contract.Name && r.Index.shown[other]() {
			siblings = append(siblings, other)
		}
	}
	return siblings
}

func documentedParent(maker *schemas.Contract, shown map[string]any) ParentBody {
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

// Request returns the schema of what a client sends of a type.
func (x *Index) Request(contract *schemas.Contract) (*schemas.Schema, error) {
	return x.catalog.Schema(contract.Version, contract.Name, schemas.ForCreate)
}
