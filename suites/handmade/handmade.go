// Package handmade is an emulator of three Graph Intune (beta) collections, written by hand from their reference pages:
//
//	/beta/deviceManagement/deviceComplianceScripts/{parent}/deviceRunStates[/{id}]
//	/beta/deviceManagement/deviceCompliancePolicies/{parent}/deviceStatuses[/{id}]
//	/beta/deviceManagement/hardwareConfigurations/{parent}/userRunStates[/{id}]
//
// It shares no line with the catalog, the fake tenant or the suite, so that a misreading common to those three shows
// against it. Each collection has one fixed parent; state is in memory and starts empty. Named faults and named
// conformant variants (see [Faults] and [Variants]) change the plain behaviour, one at a time or combined.
//
// It does not create parents, knows no query option but its own paging tokens, no If-Match and no HEAD, and it
// checks no permission beyond the presence of a bearer token.
package handmade

import (
	"fmt"
	"net/http"
	"slices"
	"sync"
)

// The ids of the three fixed parents.
const (
	DeviceComplianceScriptID = "0b9c1f5e-6a43-4d0e-9f5d-2c7be1a80351"
	DeviceCompliancePolicyID = "a47d02c3-18be-4f6b-8c1a-93d5e6f07b24"
	HardwareConfigurationID  = "e21f76d8-5c90-4ab7-b3e4-70186fd29ca5"
)

// Option configures a target made by [New].
type Option func(*server)

// Token makes the target accept this bearer token only. Without it any non-empty bearer token is accepted.
func Token(token string) Option {
	return func(s *server) { s.token = token }
}

// With selects the fault or variant of this name; later ones wrap earlier ones. It panics on a name that neither
// [Faults] nor [Variants] lists: a target that silently stayed plain would make a test of that fault pass or fail for
// the wrong reason.
func With(name string) Option {
	for _, f := range Faults() {
		if f.Name == name {
			return Option(f.change)
		}
	}
	for _, v := range Variants() {
		if v.Name == name {
			return Option(v.change)
		}
	}
	panic(fmt.Sprintf("handmade: no fault or variant is named %q", name))
}

// New returns a target whose root is the service root. It is safe for concurrent use.
func New(options ...Option) http.Handler {
	s := plain()
	for _, option := range options {
		option(s)
	}
	return s
}

// Fault is one realistic defect.
type Fault struct {
	Name        string
	Family      string // the family of checks that ought to notice it
	Description string
	change      change
}

// Variant is one way to differ from the plain target and conform.
type Variant struct {
	Name        string
	Description string
	change      change
}

// Faults lists every fault, family by family.
func Faults() []Fault {
	return slices.Concat(statusFaults(), idFaults(), enumFaults(),
		stringFaults(), characterFaults(), wholeStringFaults(), numberFaults(), timeFaults(),
		schemaFaults(), patchFaults(), collectionFaults(), listFaults(),
		errorFaults(), laxityFaults(), coercionFaults(), authFaults(), replayFaults())
}

// Variants lists every variant.
func Variants() []Variant {
	return slices.Concat(valueVariants(), objectVariants(), idVariants(), requestVariants(), listVariants(), wireVariants())
}

// server is the target. Its function fields are the places where faults and variants take hold; plain sets them to
// the behaviour that the pages describe. They run under mu, one exchange at a time.
type server struct {
	mu          sync.Mutex
	collections map[string]*collection // by the last path segment of the collection

	token      string
	handle     handler               // the whole exchange
	operations map[operation]handler // what is done once path, method and parent are known

	authorized  func(x *exchange) bool
	offered     func(r route) map[string]operation // by HTTP method
	knownParent func(r route) bool

	parse          parser
	keep           func(p property, value any) any      // a parsed value on its way into the store
	review         func(x *exchange, d *draft) *refusal // the last word on what was sent; may change it
	checksType     bool                                 // @odata.type has to be right
	checksMedia    bool                                 // Content-Type has to be JSON
	ignoresTrailer bool                                 // bytes behind the JSON value do not matter
	takesArrays    bool                                 // an array is read as an object without members
	takesUnknown   bool                                 // unknown members are kept

	newID         func(x *exchange) string
	takesClientID func(r *resource) bool
	merge         func(old, sent values) values

	show     shower
	unset    func(p property) (any, bool) // what stands for a property that was never set, if anything
	finish   func(x *exchange, o *object) // the last touch on a shown object
	paging   paging
	newFirst bool

	wire wire
}

// plain returns a target without faults and variants.
func plain() *server {
	s := &server{collections: map[string]*collection{}, checksType: true, checksMedia: true}
	for _, r := range resources() {
		s.collections[r.items] = &collection{resource: r}
	}
	s.handle = s.authenticate
	s.operations = map[operation]handler{
		listParents: s.listParents, getParent: s.getParent,
		create: s.create, list: s.list, get: s.get, update: s.update, remove: s.remove,
	}
	s.authorized = s.hasBearer
	s.offered = methods
	s.knownParent = func(r route) bool { return r.parent == r.resource.parentID }
	s.parse = parse
	s.keep = func(_ property, value any) any { return value }
	s.review = func(*exchange, *draft) *refusal { return nil }
	s.newID = func(*exchange) string { return guid() }
	s.takesClientID = func(*resource) bool { return false }
	s.merge = merge
	s.show = show
	s.unset = func(property) (any, bool) { return nil, false }
	s.finish = func(*exchange, *object) {}
	s.wire = wire{mediaType: "application/json", identifies: true}
	return s
}

// ServeHTTP reads the request, answers it under the lock, and writes the answer outside of it.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := newExchange(r)
	x.route, x.found = s.route(r.URL.EscapedPath())
	x.body, x.unreadable = readBody(w, r)
	s.mu.Lock()
	a := s.handle(x)
	s.mu.Unlock()
	s.wire.write(w, x, a)
}
