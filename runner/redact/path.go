package redact

import (
	"fmt"
	"regexp"
	"strings"
)

// Path is a JSONPath of member names and wildcards (RFC 9535, sections 2.3.1, 2.3.2 and 2.5.2): $.a.b, $.value[*].name, $..name, $['a b'].
// Filters, slices and indexes are not known.
type Path struct {
	text  string
	steps []step
}

type step struct {
	name string // empty for a wildcard
	deep bool   // at any depth
}

var stepForm = regexp.MustCompile(`^(\.\.|\.)?(?:\[(?:'([^']*)'|"([^"]*)"|(\*))\]|(\*)|([\pL_@][\pL\pN_.@-]*?))(\.|\[|$)`)

// ParsePath reads a JSONPath.
func ParsePath(text string) (Path, error) {
	wrong := fmt.Errorf("%q is no JSONPath of names and wildcards, such as $..serialNumber", text)
	rest, ok := strings.CutPrefix(text, "$")
	if !ok || rest == "" {
		return Path{}, wrong
	}
	path := Path{text: text}
	for rest != "" {
		at := stepForm.FindStringSubmatchIndex(rest)
		if at == nil {
			return Path{}, wrong
		}
		group := func(n int) string {
			if at[2*n] < 0 {
				return ""
			}
			return rest[at[2*n]:at[2*n+1]]
		}
		dots, quoted := group(1), at[4] >= 0 || at[6] >= 0 || at[8] >= 0
		name := group(2) + group(3) + group(6)
		if dots == "" && !quoted || dots == "." && quoted {
			return Path{}, wrong
		}
		path.steps = append(path.steps, step{name, dots == ".."})
		rest = rest[at[14]:]
	}
	return path, nil
}

// values calls take with every scalar at or below what the path names.
func (p Path) values(root any, take func(any)) { walk(root, p.steps, take) }

func walk(value any, steps []step, take func(any)) {
	if len(steps) == 0 {
		leaves(value, take)
		return
	}
	next := steps[0]
	each(value, func(name string, child any) {
		if next.name == "" || next.name == name {
			walk(child, steps[1:], take)
		}
		if next.deep {
			walk(child, steps, take)
		}
	})
}

// each calls f with the members of an object, or with the elements of an array, which have no name.
func each(value any, f func(name string, child any)) {
	switch value := value.(type) {
	case map[string]any:
		for name, child := range value {
			f(name, child)
		}
	case []any:
		for _, child := range value {
			f("", child)
		}
	}
}

func leaves(value any, take func(any)) {
	switch value.(type) {
	case map[string]any, []any:
		each(value, func(_ string, child any) { leaves(child, take) })
	default:
		take(value)
	}
}
