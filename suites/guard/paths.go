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

// qualified begins a segment that is the name of a type, a function or an action (OData URL conventions, section 4), and no key.
const qualified = "/microsoft.graph."

// namesNoItem says why what a URL ends in is no key: it is the name of an action or function, or a qualified name, which may be an action,
// and which a target may leave out. No page documents a PATCH or DELETE of either.
func (g *Guard) namesNoItem(to string) string {
	last := to[strings.LastIndexByte(to, '/'):]
	switch {
	case g.options.Calls[last[1:]]:
		return "the URL names an action"
	case strings.HasPrefix(last, qualified):
		return "the URL ends in the name of a type, a function or an action"
	}
	return ""
}

// hasCast reports whether a path has a qualified name on its way.
func hasCast(path string) bool { return strings.Contains(path, qualified) }
