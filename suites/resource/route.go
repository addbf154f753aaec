package resource

import (
	"strings"
)

// Route is the way to a collection, a singleton, an action or a function, from the service root down.
type Route struct {
	Levels []Level
	Tail   string // the path after the last placeholder, "/deviceRunStates"
}

// Level is one collection on the way, with the placeholder for one of its objects.
type Level struct{ Collection, Placeholder string }

// RouteOf cuts a path template at its placeholders.
func RouteOf(path string) Route {
	var way Route
	for {
		before, after, found := strings.Cut(path, "/{")
		if !found {
			way.Tail = path
			return way
		}
		name, rest, _ := strings.Cut(after, "}")
		way.Levels = append(way.Levels, Level{Collection: before, Placeholder: name})
		path = rest
	}
}

// Template is the path again, with every placeholder as {}, so that paths that differ in names alone are equal.
func (way Route) Template() string { return way.Above(len(way.Levels)) + way.Tail }

// Above is the template of the first n levels.
func (way Route) Above(n int) string {
	var b strings.Builder
	for _, each := range way.Levels[:n] {
		b.WriteString(each.Collection + "/{}")
	}
	return b.String()
}

// First is the outermost collection on the way, or the tail where there is none.
func (way Route) First() string {
	if len(way.Levels) > 0 {
		return way.Levels[0].Collection
	}
	return way.Tail
}

// Placeholders names the parents on the way, outermost first, as the page's path does.
func (way Route) Placeholders() []string {
	var names []string
	for _, each := range way.Levels {
		names = append(names, each.Placeholder)
	}
	return names
}

// Entrance is the path, with version, of the outermost collection on the way to the resource.
func (r *Resource) Entrance() string { return "/" + r.Contract.Version + r.First() }
