package recorded

import (
	"net/url"
	"slices"
	"strings"

	"graphconform/schemas"
)

// claim is a documented operation of a contract, found by its path and method.
type claim struct {
	contract int // number in the catalog
	op       *schemas.Operation
}

// node is one segment of the documented paths of a version.
type node struct {
	literals map[string]*node // by segment in lower case: services take any case
	key      *node            // what stands behind a placeholder
	claims   map[string][]claim
}

func (n *node) child(segment string) *node {
	if strings.HasPrefix(segment, "{") {
		if n.key == nil {
			n.key = &node{}
		}
		return n.key
	}
	name := plainSegment(segment)
	if n.literals == nil {
		n.literals = map[string]*node{}
	}
	if n.literals[name] == nil {
		n.literals[name] = &node{}
	}
	return n.literals[name]
}

// plainSegment is a segment without what stands in parentheses behind it, in lower case.
func plainSegment(segment string) string {
	name, _, _ := strings.Cut(segment, "(")
	return strings.ToLower(name)
}

// routes holds the documented paths of all versions.
type routes map[string]*node

func newRoutes(contracts []*schemas.Contract) routes {
	all := routes{}
	for i, contract := range contracts {
		for k := range contract.Operations {
			op := &contract.Operations[k]
			for _, path := range op.Paths {
				if all[contract.Version] == nil {
					all[contract.Version] = &node{}
				}
				at := all[contract.Version]
				for segment := range strings.SplitSeq(strings.Trim(path, "/"), "/") {
					at = at.child(segment)
				}
				at.add(op.Method, claim{i, op})
			}
		}
	}
	return all
}

func (n *node) add(method string, c claim) {
	if n.claims == nil {
		n.claims = map[string][]claim{}
	}
	same := func(other claim) bool { return other.contract == c.contract && other.op.Kind == c.op.Kind }
	if !slices.ContainsFunc(n.claims[method], same) {
		n.claims[method] = append(n.claims[method], c)
	}
}

// place is where a request goes.
type place struct {
	version    string
	segments   []string // behind the version, unescaped keys apart from their names
	path       string   // with the host, in lower case
	collection string   // of it: what the last key stands in, or of the whole where there is none
	key        string   // the last one, where the path ends in it; empty for none
	cast       string   // the last type that the path names
	suffix     string   // "$count", "$value" or "$ref"; empty for none
	shaped     bool     // query options give what is found another form than its type has
	claims     []claim
}

// versions are the segments that name a version of Graph.
var versions = [...]string{"v1.0", "beta"}

// shaping are the query options of OData Extension for Data Aggregation 4.0, and of OData 4.01 Part 1, section 11.2.5.3.
var shaping = [...]string{"apply", "compute"}

// mostSegments is far more than any documented path has.
const mostSegments = 40

// locate reads the URL of a request. Without a version in it, it is taken for one of fallback; ok is false where there is none either, or
// where it is no URL.
func (all routes) locate(method, address, fallback string) (at place, ok bool) {
	u, err := url.Parse(address)
	if err != nil {
		return place{}, false
	}
	for name := range u.Query() {
		at.shaped = at.shaped || slices.Contains(shaping[:], strings.ToLower(strings.TrimPrefix(name, "$")))
	}
	segments := strings.Split(strings.Trim(u.EscapedPath(), "/"), "/")
	if len(segments) > mostSegments {
		return place{}, false
	}
	at.version = fallback
	for i, segment := range segments {
		if slices.Contains(versions[:], strings.ToLower(segment)) {
			at.version, segments = strings.ToLower(segment), segments[i+1:]
			break
		}
	}
	if at.version == "" || len(segments) == 0 || segments[0] == "" {
		return place{}, false
	}
	at.segments = keysApart(segments)
	at.path = strings.ToLower(u.Host + "/" + at.version + "/" + strings.Join(at.segments, "/"))
	at.collection = at.path
	at.find(all[at.version], method)
	return at, true
}

// keysApart takes keys out of their parentheses (OData URL Conventions 4.01, section 4.3.1), and unescapes all segments. What stands behind
// the name of a function stays with it.
func keysApart(segments []string) []string {
	var apart []string
	for _, segment := range segments {
		plain, err := url.PathUnescape(segment)
		if err != nil {
			plain = segment
		}
		name, inside, found := strings.Cut(plain, "(")
		inside, closed := strings.CutSuffix(inside, ")")
		if !found || !closed || name == "" || strings.Contains(inside, "=") || inside == "" {
			apart = append(apart, plain)
			continue
		}
		apart = append(apart, name, strings.ReplaceAll(strings.Trim(inside, "'"), "''", "'"))
	}
	return apart
}

// find finds the operations that pages document under the path, and what the path ends in.
func (at *place) find(root *node, method string) {
	segments := at.segments
	if last := segments[len(segments)-1]; len(segments) > 1 && strings.HasPrefix(last, "$") {
		at.suffix, segments = strings.ToLower(last), segments[:len(segments)-1]
	}
	steps, end := walk(root, segments, method)
	if end == nil {
		return
	}
	at.claims = end.claims[method]
	for i, s := range steps {
		if s == isCast {
			at.cast = withoutNamespace(segments[i])
		}
	}
	if n := len(steps); n > 0 && steps[n-1] == isKey {
		at.key = segments[n-1]
		at.collection = strings.TrimSuffix(at.collection, "/"+strings.ToLower(at.key))
	}
}

// step is what a segment of a path was taken for.
type step byte

const (
	isName step = iota
	isKey
	isCast
)

// isWild reports whether a segment of a mock stands for any text, or is the placeholder of a page.
func isWild(segment string) bool {
	return strings.Contains(segment, "*") || strings.HasPrefix(segment, "{")
}

// walk follows a path through the documented ones, names before keys before types that a step is said to have. Of several ways the
// first that ends where the method is documented is taken, else the first that ends at all.
func walk(n *node, segments []string, method string) (steps []step, end *node) {
	if n == nil {
		return nil, nil
	}
	if len(segments) == 0 {
		if n.claims == nil {
			return nil, nil
		}
		return nil, n
	}
	type way struct {
		to *node
		as step
	}
	ways := []way{{n.key, isKey}}
	switch name := withoutNamespace(segments[0]); {
	case name != segments[0]: // a type, or an action or function by its whole name
		ways = []way{{n.literals[plainSegment(segments[0])], isName}, {n.literals[plainSegment(name)], isName}, {n, isCast}}
	case !isWild(segments[0]):
		ways = []way{{n.literals[plainSegment(segments[0])], isName}, {n.key, isKey}}
	}
	for _, w := range ways {
		rest, found := walk(w.to, segments[1:], method)
		if found == nil {
			continue
		}
		if documented := len(found.claims[method]) > 0; documented || end == nil {
			steps, end = append([]step{w.as}, rest...), found
			if documented {
				break
			}
		}
	}
	return steps, end
}

// withoutNamespace is a segment without the namespace that Graph takes by two names (OData URL Conventions 4.01, sections 4.3.3 and 4.11).
func withoutNamespace(segment string) string {
	return strings.TrimPrefix(strings.TrimPrefix(segment, "microsoft."), "graph.")
}
