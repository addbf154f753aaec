package guard

import (
	"net/url"
	"strings"
	"unicode"
)

// misdirected says what is wrong with the URL of a write: it must lead to an item of the target, step by step.
func (g *Guard) misdirected(to string) string {
	parsed, err := url.Parse(to)
	path := ""
	if err == nil {
		path = strings.TrimPrefix(to, g.Root())
	}
	switch {
	case err != nil:
		return "the URL cannot be read"
	case !g.SameOrigin(to) || !strings.HasPrefix(to, g.Root()+"/"):
		return "the URL leads away from the target"
	case parsed.RawQuery != "" || parsed.ForceQuery || parsed.Fragment != "":
		return "the URL has a query or a fragment"
	case strings.Count(strings.Trim(path, "/"), "/") < 1: // the service root, or a version
		return "the URL names no collection"
	}
	for segment := range strings.SplitSeq(strings.TrimPrefix(path, "/"), "/") {
		plain, err := url.PathUnescape(segment)
		if err != nil || strings.Trim(plain, ". ") == "" && (segment == plain || !g.options.Private) {
			return "the URL has a step that is none"
		}
	}
	return ""
}

// isOdd reports whether a segment of a path is, once unescaped, anything but one key or name: servers, and what stands in front of them,
// differ in what they make of it.
func isOdd(path string) bool {
	for segment := range strings.SplitSeq(strings.TrimPrefix(path, "/"), "/") {
		plain, err := url.PathUnescape(segment)
		if err != nil || plain == "" || plain[0] == '$' || strings.ContainsAny(plain, "/\\?#%;") ||
			strings.ContainsFunc(plain, unicode.IsControl) {
			return true
		}
	}
	return false
}

// hasCast reports whether a path has a qualified name of a type, a function or an action (OData URL conventions, section 4) where that
// matters: at its end it may be an action, and a target may leave it out. What stands behind it below an object of the run's own is the
// run's, either way.
func hasCast(path string, below bool) bool {
	const qualified = "/microsoft.graph."
	return strings.HasPrefix(path[strings.LastIndexByte(path, '/'):], qualified) || !below && strings.Contains(path, qualified)
}
