package derive

import (
	"fmt"
	"slices"
	"strings"

	"graphconform/schemas"
)

// typeKey names a type in one API version.
type typeKey struct{ version, name string }

// typeIndex is what all pages together say of types: what a property's type is, only the page of that type says.
type typeIndex struct {
	enums       map[typeKey]*Page    // pages of enum types
	types       map[typeKey][]*Page  // pages of resource types, and of the operations on them
	lower       map[typeKey]string   // names of types by their lower case, which file names have
	used        map[typeKey]string   // names that properties use for their types, likewise
	byContainer map[typeKey]string   // name in the placeholder of an item's path: of several types there, the base
	byPath      map[typeKey]string   // type that lives at a path (version, path without placeholders' names)
	methods     map[typeKey][]string // types whose pages list an action or function of that name
	members     map[*Page][]string   // names on an enum page
}

func newTypeIndex(pages []*Page) *typeIndex {
	w := &typeIndex{
		enums: map[typeKey]*Page{}, types: map[typeKey][]*Page{}, lower: map[typeKey]string{}, used: map[typeKey]string{},
		byPath: map[typeKey]string{}, byContainer: map[typeKey]string{}, methods: map[typeKey][]string{}, members: map[*Page][]string{},
	}
	for _, p := range pages {
		for _, property := range p.Properties {
			w.used[typeKey{p.Version, strings.ToLower(property.Type)}] = property.Type
		}
		if p.Resource == "" {
			continue
		}
		key := typeKey{p.Version, p.Resource}
		w.lower[typeKey{p.Version, strings.ToLower(p.Resource)}] = p.Resource
		if p.Kind != EnumPage {
			w.types[key] = append(w.types[key], p)
			w.learnPaths(p)
			for _, method := range p.methods {
				w.methods[typeKey{p.Version, method}] = append(w.methods[typeKey{p.Version, method}], p.Resource)
			}
			continue
		}
		w.enums[key] = p
		for _, m := range p.Members {
			w.members[p] = append(w.members[p], m.Name)
		}
	}
	return w
}

// resolve gives properties of enum types their members: those of the enum's page, except that a list on the
// property's own page which holds more is the newer one.
func (w *typeIndex) resolve(p *Page, properties []schemas.Property) {
	for i := range properties {
		property := &properties[i]
		page, ok := w.enums[typeKey{p.Version, property.Type}]
		if !ok {
			continue
		}
		names := w.members[page]
		if len(property.Enum) > 0 && !slices.Equal(names, property.Enum) {
			what := fmt.Sprintf("possible values of %s", property.Name)
			if containsAll(property.Enum, names) {
				if len(property.Enum) > len(names) {
					p.report(Note, property.Source.Line, what, "the list here holds more than the page of "+property.Type)
				}
				continue
			}
			p.report(Note, property.Source.Line, what, "the list here differs from the page of "+property.Type)
		}
		property.Enum = names
	}
}

func containsAll(list, names []string) bool {
	set := setOf(list)
	return !slices.ContainsFunc(names, func(name string) bool { return !set[name] })
}

// areFlags reports whether members may be combined, which no page says: all values but zero are powers of two, the
// largest beyond what counting gives, or one value unites all others.
func areFlags(members []schemas.Member) bool {
	var all, powers int64
	count := 0
	for _, m := range members {
		if m.Value > 0 && m.Value&(m.Value-1) == 0 {
			powers |= m.Value
			count++
		}
		all |= m.Value
	}
	for _, m := range members {
		single := m.Value > 0 && m.Value&(m.Value-1) == 0
		if m.Value != 0 && !single && m.Value != powers {
			return false
		}
	}
	return count >= 3 && all == powers
}

// learnPaths notes which type lives at the paths of its pages.
func (w *typeIndex) learnPaths(p *Page) {
	if !p.isCRUD() {
		return
	}
	for _, path := range p.Paths {
		shape := pathShape(path)
		switch schemas.OperationKind(p.Kind) {
		case schemas.Create, schemas.List:
			shape += "/{}"
		}
		key := typeKey{p.Version, shape}
		if name, ok := between(path[strings.LastIndexByte(path, '/')+1:], "{", "Id}"); ok {
			w.byContainer[key] = name
		}
		if _, ok := w.byPath[key]; !ok {
			w.byPath[key] = p.Resource
		}
	}
}

// pathShape drops the names of placeholders, which differ between pages.
func pathShape(path string) string {
	segments := strings.Split(path, "/")
	for i, s := range segments {
		if strings.HasPrefix(s, "{") {
			segments[i] = "{}"
		}
	}
	return strings.Join(segments, "/")
}

// bind finds the type of a page that does not name it, as those of actions and functions do not: by the file
// name; by the resource page that lists the method; by the path before it.
func (w *typeIndex) bind(p *Page) string {
	if parts := strings.Split(p.Name, "-"); len(parts) >= 3 && p.hasArea() {
		for _, names := range []map[typeKey]string{w.lower, w.used} {
			if name, ok := names[typeKey{p.Version, parts[2]}]; ok {
				return name
			}
		}
	}
	atPath := w.typeAtPath(p)
	owners := w.methods[typeKey{p.Version, p.Operation}]
	if len(owners) == 0 || slices.Contains(owners, atPath) {
		return atPath
	}
	return owners[0]
}

// ownerInName returns the type that the name of an action's or function's file names, in lower case as it stands there. It
// is enough to keep the contract: nothing but the operations of that type rests on it.
func (p *Page) ownerInName() string {
	parts := strings.Split(p.Name, "-")
	if len(parts) < 4 || !p.hasArea() {
		return ""
	}
	p.report(Warning, 0, "type", "neither text nor path names it; the file name has it in lower case alone")
	return parts[2]
}

// typeAtPath returns the type at the path before the last segment: by the cast or placeholder that stands there, by
// the pages that live there, by the name of the collection.
func (w *typeIndex) typeAtPath(p *Page) string {
	if len(p.Paths) == 0 {
		return ""
	}
	segments := strings.Split(p.Paths[0], "/")
	for size := len(segments) - 1; size > 0; size-- {
		s := segments[size-1]
		if name, ok := strings.CutPrefix(s, "microsoft.graph."); ok {
			return name
		}
		name := strings.TrimSuffix(strings.Trim(s, "{}"), "Id")
		if known, ok := w.lower[typeKey{p.Version, strings.ToLower(name)}]; ok {
			return known
		}
		shape := pathShape(strings.Join(segments[:size], "/"))
		for _, place := range []string{shape, shape + "/{}"} { // an item; a collection, by its items
			container := w.byContainer[typeKey{p.Version, place}]
			if known, ok := w.lower[typeKey{p.Version, strings.ToLower(container)}]; ok {
				return known
			}
			if known, ok := w.byPath[typeKey{p.Version, place}]; ok {
				return known
			}
		}
		if strings.HasPrefix(s, "{") {
			return name
		}
		if known, ok := w.lower[typeKey{p.Version, strings.ToLower(strings.TrimSuffix(name, "s"))}]; ok {
			return known
		}
	}
	return ""
}

// readMethods reads which actions and functions a resource page lists: "assign action" in the first cell.
func (p *Page) readMethods() {
	s, ok := p.has(methodSection)
	if !ok {
		return
	}
	for _, l := range s.lines {
		words := strings.Fields(rowText(l.text))
		if len(words) > 1 && (words[1] == "action" || words[1] == "function") {
			p.methods = append(p.methods, words[0])
		}
	}
}
