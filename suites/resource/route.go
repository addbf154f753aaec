package resource

import (
	"strings"

	"graphconform/schemas"
)

// Route is the path template of a collection, a singleton, an action or a function, from the service root down.
type Route struct {
	Levels []Level
	Tail   string // the path after the last placeholder, "/deviceRunStates"
}

// Level is one collection on a route, with the placeholder for one of its objects.
type Level struct{ Collection, Placeholder string }

// RouteOf cuts a path template at its placeholders.
func RouteOf(path string) Route {
	var r Route
	for {
		before, after, found := strings.Cut(path, "/{")
		if !found {
			r.Tail = path
			return r
		}
		name, rest, _ := strings.Cut(after, "}")
		r.Levels = append(r.Levels, Level{Collection: before, Placeholder: name})
		path = rest
	}
}

// routesOf returns the route of an operation's first path, and those of its others that lead to a place of the same kind: below parents,
// or at the root.
func routesOf(op schemas.Operation) (first Route, others []Route) {
	first = RouteOf(op.Paths[0])
	for _, path := range op.Paths[1:] {
		if route := RouteOf(path); (len(route.Levels) > 0) == (len(first.Levels) > 0) {
			others = append(others, route)
		}
	}
	return first, others
}

// Template is the path again, with every placeholder as {}, so that paths that differ in names alone are equal.
func (r Route) Template() string { return r.Above(len(r.Levels)) + r.Tail }

// Above is the template of the first n levels.
func (r Route) Above(n int) string {
	var b strings.Builder
	for _, each := range r.Levels[:n] {
		b.WriteString(each.Collection + "/{}")
	}
	return b.String()
}

// First is the outermost collection of the route, or the tail where there is none.
func (r Route) First() string {
	if len(r.Levels) > 0 {
		return r.Levels[0].Collection
	}
	return r.Tail
}

// Placeholders names the parents of the route, outermost first, as the page's path does.
func (r Route) Placeholders() []string {
	var names []string
	for _, each := range r.Levels {
		names = append(names, each.Placeholder)
	}
	return names
}

// Entrance is the path, with version, of the outermost collection above the resource.
func (r *Resource) Entrance() string { return "/" + r.Contract.Version + r.First() }
