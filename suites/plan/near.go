package plan

import (
	"maps"
	"slices"
	"strings"

	"graphconform/schemas"
	"graphconform/schemas/near"
	"graphconform/suites/conform"
)

// hint says which glob was meant by one that matches no check, where that is close, and else where ids are found.
func (o Options) hint(catalog *schemas.Catalog, contracts []*schemas.Contract, glob string) string {
	if strings.ContainsAny(glob, ", ") {
		return "it takes one glob: give --select again for each"
	}
	var meant []string
	for _, ways := range (guesser{catalog.Versions(), contracts}).globs(glob) {
		matches := func(way string) bool { return o.matches(catalog, way) }
		if at := slices.IndexFunc(ways, matches); at >= 0 && len(meant) < mostMeant {
			meant = append(meant, "'"+ways[at]+"'")
		}
	}
	if len(meant) == 0 {
		return "`graphconform list --resources` shows all resources, `graphconform list` all ids"
	}
	return "did you mean " + strings.Join(meant, " or ") + "?"
}

// mostMeant is how many globs are named at most.
const mostMeant = 3

// matches reports whether a glob matches any check.
func (o Options) matches(catalog *schemas.Catalog, glob string) bool {
	o.Select, o.unguessed = []string{glob}, true
	_, err := New(catalog, o)
	return err == nil
}

// guesser finds globs that are close to one that matches nothing.
type guesser struct {
	versions  []string
	contracts []*schemas.Contract
}

// globs returns what may have been meant, the likeliest first: each is a few globs, of which the first that matches is the closest.
func (g guesser) globs(glob string) (out [][]string) {
	segments := slices.DeleteFunc(strings.Split(glob, "/"), func(segment string) bool { return segment == "" })
	if len(segments) == 0 || strings.Trim(segments[0], "*") == "" && len(segments) == 1 {
		return [][]string{{"**"}}
	}
	named := g.version(segments[0])
	if named != "" {
		segments = segments[1:]
	}
	if named != "" && len(segments) == 0 {
		return [][]string{{named + "/**"}}
	}
	in := func(version string) {
		names, rest := g.resources(version, segments)
		for _, name := range names {
			var ways []string
			for _, end := range ends(rest) {
				ways = append(ways, version+"/"+name+"/"+end)
			}
			out = append(out, ways)
		}
	}
	if named != "" {
		in(named)
	}
	for _, version := range g.versions {
		if version != named && (named == "" || len(out) == 0) {
			in(version)
		}
	}
	if len(out) == 0 {
		out = ofFamily(segments)
	}
	return out
}

// version returns the version that a segment names: letter case, and what is left out of "v1.0", do not count.
func (g guesser) version(segment string) string {
	plain := func(text string) string {
		return strings.TrimSuffix(strings.TrimPrefix(strings.ToLower(text), "v"), ".0")
	}
	at := slices.IndexFunc(g.versions, func(version string) bool { return plain(version) == plain(segment) })
	if at < 0 {
		return ""
	}
	return g.versions[at]
}

// qualifiers stand before the name of a type in bodies and in paths.
var qualifiers = [...]string{"#microsoft.graph.", "microsoft.graph."}

// resources returns the resources of a version that segments name by a collection in a path, or by their type, and what follows.
func (g guesser) resources(version string, segments []string) (names, rest []string) {
	known, collections := []string{}, map[string][]string{}
	for _, contract := range g.contracts {
		if contract.Version != version || len(contract.Operations) == 0 {
			continue
		}
		known = append(known, contract.Name)
		for _, collection := range collectionsOf(contract) {
			collections[collection] = append(collections[collection], contract.Name)
		}
	}
	name := segments[0]
	for _, qualifier := range qualifiers {
		name = strings.TrimPrefix(name, qualifier)
	}
	named := alike(name, known)
	for i, segment := range slices.Backward(segments) {
		there := collections[strings.ToLower(segment)]
		if i == 0 && len(named) > 0 || len(there) == 0 {
			continue
		}
		if nearest := near.Names(segment, there); len(nearest) > 0 { // of many types in one collection, that whose name it bears
			there = nearest
		}
		return there, segments[i+1:]
	}
	if len(named) > 0 {
		return named, segments[1:]
	}
	return near.Names(name, known), segments[1:]
}

// alike returns the names that a name or glob fits where letter case does not count.
func alike(name string, known []string) []string {
	glob, err := conform.ParseGlob(strings.ToLower(name))
	if err != nil || strings.Trim(name, "*") == "" {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(known), func(one string) bool { return !glob.Match(strings.ToLower(one)) })
}

// collectionsOf returns the names of the collections that a resource stands in, in lower case.
func collectionsOf(contract *schemas.Contract) []string {
	found := map[string]bool{}
	for _, op := range contract.Operations {
		if op.Kind != schemas.List && op.Kind != schemas.Create {
			continue
		}
		for _, path := range op.Paths {
			found[strings.ToLower(path[strings.LastIndexByte(path, '/')+1:])] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// methods names operations by the methods that people know them by.
var methods = map[string]schemas.OperationKind{"post": schemas.Create, "patch": schemas.Update, "put": schemas.Update}

// ends returns what may have been meant by what follows a resource: as it is given, then put right, then everything.
func ends(rest []string) []string {
	if len(rest) == 0 || len(rest) == 1 && strings.Trim(rest[0], "*") == "" {
		return []string{"**"}
	}
	right := slices.Clone(rest)
	if kind, known := methods[strings.ToLower(right[0])]; known {
		right[0] = string(kind)
	} else if kinds := near.Names(right[0], []string{"create", "get", "list", "update", "delete"}); len(kinds) > 0 {
		right[0] = kinds[0]
	}
	if len(right) > 1 {
		if families := near.Names(right[1], Families()); len(families) > 0 {
			right[1] = families[0]
		}
	}
	out := []string{strings.Join(rest, "/"), strings.Join(right, "/")}
	if last := right[len(right)-1]; last != "**" {
		out = append(out, strings.Join(right, "/")+"/**")
	}
	if len(right) > 2 {
		out = append(out, strings.Join(right[:2], "/")+"/**")
	}
	return append(out, right[0]+"/**", "**")
}

// ofFamily returns a glob for a family that is named anywhere.
func ofFamily(segments []string) [][]string {
	for _, segment := range segments {
		if families := near.Names(segment, Families()); len(families) > 0 {
			return [][]string{{"**/" + families[0] + "/**"}}
		}
	}
	return nil
}
