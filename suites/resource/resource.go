package resource

import (
	"slices"
	"strings"
	"sync"

	"graphconform/fixtures"
	"graphconform/schemas"
)

// Resource is one type that pages document operations of, in one API version, with all that its checks draw on.
type Resource struct {
	Route
	Equality
	Options
	Contract *schemas.Contract
	Kind     Kind
	Others   []Route // that pages show beside Route, in their order
	Index    *Index
	Sent     []schemas.Property // what a client may set on create
	Changed  []schemas.Property // of those, what it may set on update
	// Conditional names those of Sent whose values prose restricts: a target may refuse them.
	Conditional map[string]bool
	Updatable   map[string]bool                 // their names
	Neighbour   *schemas.Contract               // another type of the catalog that is not related
	Mixed       bool                            // the collection holds objects of other types too
	RowCount    int                             // sample rows
	Rows        []int                           // of these, those that an object is created from; the others are for updates alone
	Answer      func() (*schemas.Schema, error) // what comes back; compiled when it is first asked for
	Example     func() map[string]any           // the body of the documented create, else of the update; nil where no page shows one
	Refused     func() []Refused                // properties with the values that must be refused
	Parts       func() []Part                   // what an update can change inside objects
	Safe        func() []schemas.Property       // those of Changed which no prose restricts; all where it restricts each of them
	Siblings    func() []*schemas.Contract      // other types that stand in the same collection
	pairs       map[schemas.OperationKind]fixtures.Pair
	calls       map[string]fixtures.Pair // of actions and functions, by name
	names       map[string]string        // documented names by themselves and by their plain spelling

	filling sync.Mutex
	picks   []pick // of Sent
	rows    []Row  // made when they are first asked for
}

// Options are what a plan says of all its resources.
type Options struct {
	Seed uint64
	// Run names the run that sends the values: the tags in its texts are another run's nowhere. Empty for values of the seed alone.
	Run string
	// Claims names the operations that the target says it implements, as in "beta/deviceComplianceDeviceStatus create", and with false
	// those of which nobody knows; nil claims all.
	Claims map[string]bool
	// Observe makes of what can be created something that is only listed and read.
	Observe bool
	// Effort is how much of what is worth trying is tried; empty for all.
	Effort Effort
	// NoAuth leaves out what sends requests without credentials or with wrong ones: a tenant may take them for an attack.
	NoAuth bool
}

// Kind is what kind of thing a resource is for a client.
type Kind int

// The kinds of resource.
const (
	Collection Kind = iota // objects are created, read, listed, updated and deleted
	Singleton              // one object that is there from the start: it is read and updated
	Existing               // objects that only others make: they are read and listed
	Callable               // nothing but actions and functions
)

// New returns the resource of the index's contract number i with the documented pairs of its type.
func New(index *Index, i int, pairs []fixtures.Pair, options Options) *Resource {
	contract := index.contracts[i]
	r := &Resource{
		Contract: contract, Equality: Equality{index.catalog.Types(contract.Version)}, Options: options, Index: index,
		Neighbour: index.Neighbour(i),
		pairs:     map[schemas.OperationKind]fixtures.Pair{}, calls: map[string]fixtures.Pair{}, names: map[string]string{},
		Updatable: map[string]bool{},
		Answer: sync.OnceValues(func() (*schemas.Schema, error) {
			return index.catalog.Schema(contract.Version, contract.Name, schemas.ForAnswer)
		}),
	}
	r.Example, r.Refused = sync.OnceValue(r.example), sync.OnceValue(r.refused)
	r.Parts, r.Siblings, r.Safe = sync.OnceValue(r.parts), sync.OnceValue(r.siblings), sync.OnceValue(r.safe)
	for _, pair := range pairs {
		kind := schemas.OperationKind(pair.Operation)
		r.calls[pair.Operation] = pair
		op, documented := r.Operation(kind) // an action may be called as an operation is
		if _, seen := r.pairs[kind]; !seen && documented && op.Method == pair.Exchange.Request.Method {
			r.pairs[kind] = pair
		}
	}
	r.Kind, r.Route, r.Others = r.shape(options.Observe || !r.Names(string(schemas.Create)))
	r.Mixed = index.Mixed(contract, r.Route)
	for _, p := range contract.Properties {
		r.names[plainName(p.Name)] = p.Name
	}
	for _, p := range contract.Properties {
		r.names[p.Name] = p.Name
	}
	r.Sent = r.settable(schemas.Create)
	for _, p := range r.settable(schemas.Update) {
		r.Updatable[p.Name] = true
	}
	for _, p := range r.Sent {
		if r.Updatable[p.Name] {
			r.Changed = append(r.Changed, p)
		}
	}
	r.Conditional = r.conditional()
	if r.Writable() {
		r.arrange()
	}
	return r
}

// shape finds the kind of a resource by the operations that pages document, with the route to it and others.
func (r *Resource) shape(observe bool) (kind Kind, route Route, others []Route) {
	var by schemas.Operation
	has := func(kind schemas.OperationKind) bool {
		op, ok := r.Operation(kind)
		if ok = ok && len(op.Paths) > 0; ok {
			by = op
		}
		return ok
	}
	switch {
	case has(schemas.Create) && observe:
		kind = Existing
	case has(schemas.Create):
		kind = Collection
	case has(schemas.List):
		kind = Existing
	case has(schemas.Update) && !strings.HasSuffix(by.Paths[0], "}") && !r.Observe:
		kind = Singleton
	case has(schemas.Get):
		kind = Existing // of one object, which stands for a parent where its path ends with a placeholder
	default:
		return Callable, Route{}, nil
	}
	route, others = routesOf(by)
	return kind, route, others
}

// Writable reports whether checks write to the resource.
func (r *Resource) Writable() bool { return r.Kind == Collection || r.Kind == Singleton }

// Sends reports whether clients set a property.
func (r *Resource) Sends(name string) bool {
	return slices.ContainsFunc(r.Sent, func(p schemas.Property) bool { return p.Name == name })
}

// Offers reports whether the resource has an operation. Collections are held against all five, documented or not.
func (r *Resource) Offers(op schemas.OperationKind) bool {
	switch r.Kind {
	case Collection:
		return true
	case Singleton:
		return op == schemas.Get || op == schemas.Update
	case Existing:
		_, documented := r.Operation(op)
		return documented && (op == schemas.Get || op == schemas.List)
	}
	return false
}

// settable returns the properties that a client may set with an operation: those that its page lists, where one does.
func (r *Resource) settable(kind schemas.OperationKind) []schemas.Property {
	op, _ := r.Operation(kind)
	var settable []schemas.Property
	for _, p := range fixtures.Settable(r.Types, r.Contract) {
		fixed := kind == schemas.Update && p.CreateOnly()
		if p.Name != "id" && !fixed && (len(op.Rows) == 0 || slices.Contains(op.Rows, p.Name)) {
			settable = append(settable, p)
		}
	}
	return settable
}

// ID is "<version>/<type>".
func (r *Resource) ID() string { return r.Contract.Version + "/" + r.Contract.Name }

// Operation returns the documented operation of a kind; false where no page documents one.
func (r *Resource) Operation(kind schemas.OperationKind) (schemas.Operation, bool) {
	return r.Contract.Operation(kind)
}

// Claimed reports whether the target says that it implements the operation.
func (r *Resource) Claimed(op schemas.OperationKind) bool {
	return r.Claims == nil || r.Claims[r.ID()+" "+string(op)]
}

// Unclear reports whether nobody knows whether the target implements the operation: it is checked, and may be refused.
func (r *Resource) Unclear(op schemas.OperationKind) bool {
	return r.Claimed(op) != r.Names(string(op))
}

// Names reports whether an operation, action or function is to be checked: the claims do not leave it out.
func (r *Resource) Names(does string) bool {
	_, named := r.Claims[r.ID()+" "+does]
	return r.Claims == nil || named
}

// Sampler returns values of its own for a purpose: the same ones for the same seed, resource and purpose.
func (r *Resource) Sampler(purpose string) *fixtures.Sampler {
	sampler := fixtures.NewSampler(r.Seed, r.ID()+" "+purpose).For(r.Run).Of(r.Types)
	if r.Effort.Amounts().Turns {
		sampler.Packed()
	}
	return sampler
}
