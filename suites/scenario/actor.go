package scenario

import (
	"net/http"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
)

// Scenario is a short sequence of requests that creates all it needs and shares nothing with others.
type Scenario struct {
	Key     conform.ScenarioKey
	Route   resource.Route
	Others  []resource.Route // that pages show beside it, in their order
	Invalid bool             // it sends values that must be refused: the form of its answers is judged elsewhere
	Calling bool             // what it sends are actions and functions: they make no object of the resource
	// Without says why nothing is sent, by what the documented scenario has shown; empty where something is. nil for one that always is.
	Without func(Learned) string
	Run     func(Actor)
}

// Collection is the resource's collection below a certain parent.
type Collection struct {
	URL    string // absolute
	Parent string // absolute URL of the parent; empty for a collection at the root
	Shared bool   // others may write to it
	Pages  int    // of a list, to read at most; 0 for all
}

// Probe is a request that is no operation on the resource's objects as pages document it: below a parent that does not exist, under an
// unused id, or without credentials.
type Probe struct {
	Operation schemas.OperationKind // that it stands for
	Method    string
	URL       string
	Body      []byte // nil for none
	Header    http.Header
	Upsert    bool // where it succeeds, there is a new object at URL
	// OnObject says that there is an object at URL, which is proved the run's own before the request is sent, whatever its method.
	OnObject bool
}

// Actor is what a script acts through: it sends, records, and removes at the end what a script made. Parallel steps may use it side by
// side.
type Actor interface {
	Resource() *resource.Resource
	// Values gives values that no other scenario sends.
	Values() *fixtures.Sampler
	// Learned is what the documented scenario, which runs first, has shown.
	Learned() Learned
	// Collection is where the scenario's objects go.
	Collection() Collection
	// Second is another parent's collection, made by the first call; why says why there is none.
	Second() (at Collection, why string)
	// HasToken reports whether requests carry credentials.
	HasToken() bool
	// SameOrigin reports whether an absolute URL belongs to the target.
	SameOrigin(absolute string) bool
	// Tenant reports whether others rely on the target.
	Tenant() bool
	// Marked reports whether others may use the scenario's collection, so that its objects are known by texts alone that the run gave them.
	Marked() bool

	// Create posts a body to the scenario's collection. A singleton is there already: it is brought into that state.
	Create(step conform.Step, body fixtures.Object) *conform.Record
	// Post posts bytes to the scenario's collection as they stand.
	Post(step conform.Step, body []byte) *conform.Record
	// Get reads the object that another record created.
	Get(step conform.Step, of *conform.Record) *conform.Record
	// GetID reads the object with the id.
	GetID(step conform.Step, id string) *conform.Record
	// GetURL reads what an absolute URL leads to.
	GetURL(step conform.Step, to string) *conform.Record
	// List reads a collection to its last page.
	List(step conform.Step, at Collection) *conform.Record
	// Patch patches the object that another record created with bytes as they stand.
	Patch(step conform.Step, of *conform.Record, body []byte) *conform.Record
	// Delete removes the object that another record created.
	Delete(step conform.Step, of *conform.Record) *conform.Record
	// DropParent removes the parent that the scenario works below, where it is its own.
	DropParent(step conform.Step) *conform.Record
	// Probe sends a probe. What it should not have made is removed at the end.
	Probe(step conform.Step, probe Probe) *conform.Record

	// Note records a step that is not sent, with the reason.
	Note(step conform.Step, why conform.NotSent)
	// Withhold notes why the scenario leaves undone what it is for; its checks are Unsupported.
	Withhold(why string)
	// Parallel runs n steps side by side. Their records are put in the order of the steps.
	Parallel(n int, step func(i int))
	// Pause waits until a clock of whole seconds has moved.
	Pause()
	// Unused returns an id that no object has, of the form of the one that another record was answered; a GUID where that has none.
	Unused(like *conform.Record) string
	// BelowUnknown returns where the scenario's route leads below a parent that does not exist, with a key of the form of its own one's.
	BelowUnknown() string
}

// Learned is what the documented scenario shows of a target.
type Learned struct {
	Updates      bool // the documented update was accepted
	Minimal      bool // so was a create with a few properties alone
	PlainRefused bool // the documented create was accepted and one with plain values was not
	NoTags       bool // GET of the object showed it without an entity tag
}

// Learn reads what the documented scenario has shown.
func Learn(e *conform.Evidence) Learned {
	at := func(act conform.Act) *conform.Record { return e.Record(Documented.Key(), act.Once()) }
	return Learned{
		Updates: at(Update).OK(), Minimal: at(Minimal).OK(),
		PlainRefused: e.Resource.Kind == resource.Collection && at(Create).OK() && at(Base).Refused(),
		NoTags:       at(Get).OK() && TagOf(at(Get).Object()) == "",
	}
}

// base returns a harmless body. Where the target is known to refuse plain values it is the documented request's.
func base(a Actor) fixtures.Object {
	if a.Learned().PlainRefused {
		return a.Resource().Shown(a.Values())
	}
	return a.Resource().Base(a.Values())
}

// around returns a harmless body to put one value under test in: of a wide type a few properties alone, where the target takes such.
func around(a Actor) fixtures.Object {
	if a.Learned().Minimal {
		return a.Resource().Minimal(a.Values())
	}
	return base(a)
}

// update patches an object with a body.
func update(a Actor, step conform.Step, of *conform.Record, body fixtures.Object) *conform.Record {
	return a.Patch(step, of, resource.Encode(body))
}

// list reads the scenario's collection to its last page.
func list(a Actor, step conform.Step) *conform.Record { return a.List(step, a.Collection()) }

// address returns the URL of an object in the scenario's collection; a singleton has that of its collection.
func address(a Actor, id string) string {
	if a.Resource().Kind == resource.Singleton {
		return a.Collection().URL
	}
	return resource.Item(a.Collection().URL, id)
}

// missing reports whether there is no object to act on.
func missing(a Actor, of *conform.Record) bool {
	return a.Resource().Kind == resource.Collection && of.ID() == ""
}
