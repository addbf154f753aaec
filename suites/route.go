package suites

import "strings"

// route is the way to a collection, a singleton, an action or a function, from the service root down.
type route struct {
	levels []level
	tail   string // the path after the last placeholder, "/deviceRunStates"
}

// level is one collection on the way, with the placeholder for one of its objects.
type level struct{ collection, placeholder string }

// routeOf cuts a path template at its placeholders.
func routeOf(path string) route {
	var way route
	for {
		before, after, found := strings.Cut(path, "/{")
		if !found {
			way.tail = path
			return way
		}
		name, rest, _ := strings.Cut(after, "}")
		way.levels = append(way.levels, level{collection: before, placeholder: name})
		path = rest
	}
}

// template is the path again, with every placeholder as {}, so that paths that differ in names alone are equal.
func (way route) template() string { return way.above(len(way.levels)) + way.tail }

// above is the template of the first n levels.
func (way route) above(n int) string {
	var b strings.Builder
	for _, level := range way.levels[:n] {
		b.WriteString(level.collection + "/{}")
	}
	return b.String()
}

// first is the outermost collection on the way, or the tail where there is none.
func (way route) first() string {
	if len(way.levels) > 0 {
		return way.levels[0].collection
	}
	return way.tail
}

// Placeholders names the parents on the way, outermost first, as the page's path does.
func (way route) Placeholders() []string {
	var names []string
	for _, level := range way.levels {
		names = append(names, level.placeholder)
	}
	return names
}

// Entrance is the path, with version, of the outermost collection on the way to the resource.
func (r *Resource) Entrance() string { return "/" + r.Contract.Version + r.first() }
