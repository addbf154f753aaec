package resource

import (
	"slices"
	"strings"

	"graphconform/schemas"
)

// Path is a documented path beside the route that leads to the same objects: through a type that its steps are said to have (OData URL
// Conventions 4.01, section 4.11), or from an object back to its parent (OData 4.01 Part 1, section 11.2.7). Paths through other parents
// lead to what is put there, which need not be the same.
type Path struct {
	Operation schemas.OperationKind // get or list
	Name      string                // of the types, or of the relationship
	template  string                // with every placeholder as {}
	Casts     []string              // types that the path says the parents have, and the route does not
	Parent    string                // the type of the parent that it leads back to; empty where it leads to the object itself
}

// Paths returns the paths beside the route of a resource whose objects the run makes, in the order in which pages show them.
func (r *Resource) Paths() []Path {
	if r.Kind != Collection {
		return nil
	}
	var all []Path
	for _, kind := range []schemas.OperationKind{schemas.Get, schemas.List} {
		op, _ := r.Operation(kind)
		for _, path := range op.Paths {
			if beside, ok := r.cast(kind, RouteOf(path).Template()); ok {
				all = append(all, beside)
			}
		}
	}
	for _, name := range r.Types.Lineage(r.Contract.Name) {
		of := r.Types.Named(name)
		if of == nil {
			break
		}
		for _, p := range of.Relationships {
			template := r.Template() + "/{}/" + p.Name
			known := slices.ContainsFunc(all, func(path Path) bool { return path.Name == p.Name })
			if !known && !p.Collection && r.Index.leadsBack(r.Contract.Version, r.Route, template, p.Type) {
				all = append(all, Path{Operation: schemas.Get, Name: p.Name, template: template, Parent: p.Type})
			}
		}
	}
	return all
}

// cast reads a path that differs from the route in types alone; false where it does not, or where the objects of the route cannot be of
// these types.
func (r *Resource) cast(kind schemas.OperationKind, template string) (path Path, ok bool) {
	own := strings.Split(r.Template(), "/")
	end := len(own)
	if kind == schemas.Get {
		own = append(own, "{}")
	}
	path = Path{Operation: kind, template: template}
	var named []string
	i := 0
	for step := range strings.SplitSeq(template, "/") {
		name, isType := strings.CutPrefix(step, typePrefix)
		switch {
		case i < len(own) && step == own[i]:
			i++
		case isType:
			of := ""
			if i < len(own) && strings.HasPrefix(own[i], typePrefix) {
				of, i = own[i][len(typePrefix):], i+1
			} else if i >= end {
				of = r.Contract.Name
			}
			if of != "" && !slices.Contains(r.Types.Lineage(of), name) {
				return Path{}, false
			}
			if of == "" {
				path.Casts = append(path.Casts, name)
			}
			named = append(named, step)
		default:
			return Path{}, false
		}
	}
	path.Name = strings.Join(named, ".")
	return path, i == len(own) && len(named) > 0
}

const typePrefix = "microsoft.graph."

// URL returns where the path leads for an object of a collection; empty where the collection is not on the route.
func (p Path) URL(route Route, collection, id string) string {
	own, steps := strings.Split(route.Template(), "/")[1:], strings.Split(collection, "/")
	from := len(steps) - len(own)
	if from < 1 {
		return ""
	}
	var keys []string
	for i, step := range own {
		switch {
		case step == "{}":
			keys = append(keys, steps[from+i])
		case step != steps[from+i]:
			return ""
		}
	}
	keys = append(keys, Segment(id))
	at := strings.Join(steps[:from], "/")
	for _, step := range strings.Split(p.template, "/")[1:] {
		if step == "{}" {
			step, keys = keys[0], keys[1:]
		}
		at += "/" + step
	}
	return at
}

// leadsBack reports whether pages read an object of a type at a template, and make the parents of a route in a collection of such.
func (x *Index) leadsBack(version string, route Route, template, name string) bool {
	last := len(route.Levels) - 1
	to := x.catalog.Types(version).Named(name)
	if last < 0 || to == nil || !x.read[version+template] {
		return false
	}
	makers := x.creators[version+route.Above(last)+route.Levels[last].Collection]
	return slices.ContainsFunc(makers, func(c *schemas.Contract) bool { return x.root(c) == x.root(to) })
}
