package suites

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"graphconform/fixtures"
	"graphconform/schemas"
)

// Resource is one type that pages document operations of, in one API version, with all that its checks draw on.
type Resource struct {
	route
	likeness
	Contract  *schemas.Contract
	claims    map[string]bool // operations that the target says it implements; nil for all
	form      form
	layout    *layout
	pairs     map[schemas.OperationKind]fixtures.Pair
	calls     map[string]fixtures.Pair // of actions and functions, by name
	sent      []schemas.Property       // what a client may set on create
	changed   []schemas.Property       // of those, what it may set on update
	updatable map[string]bool          // their names
	neighbour *schemas.Contract        // another type of the catalog that is not related
	mixed     bool                     // the collection holds objects of other types too
	names     map[string]string        // documented names by themselves and by their plain spelling
	rowCount  int
	answer    func() (*schemas.Schema, error) // what comes back; compiled when it is first asked for
	example   func() map[string]any           // the body of the documented create, else of the update; nil where no page shows one
	seed      uint64
	follows   bool // another type of the plan fills the same collection

	filling sync.Mutex
	rows    []row // made when they are first asked for
}

// row is one sample row: a value for every property, each with the reason for trying it.
type row struct {
	body    fixtures.Object // of a create
	change  fixtures.Object // what of it an update may carry
	samples map[string]fixtures.Sample
}

// form is what kind of thing a resource is for a client.
type form int

const (
	collection form = iota // objects are created, read, listed, updated and deleted
	singleton              // one object that is there from the start: it is read and updated
	existing               // objects that only others make: they are read and listed
	callable               // nothing but actions and functions
)

func newResource(catalog *schemas.Catalog, contract *schemas.Contract, pairs []fixtures.Pair, options Options) *Resource {
	r := &Resource{
		Contract: contract, likeness: likeness{catalog.Types(contract.Version)}, seed: options.Seed,
		pairs: map[schemas.OperationKind]fixtures.Pair{}, calls: map[string]fixtures.Pair{}, names: map[string]string{}, updatable: map[string]bool{},
		answer: sync.OnceValues(func() (*schemas.Schema, error) {
			return catalog.Schema(contract.Version, contract.Name, schemas.ForAnswer)
		}),
	}
	r.example = sync.OnceValue(func() map[string]any {
		if body := r.documented(schemas.Create); body != nil {
			return decodeSent(body)
		}
		return decodeSent(r.documented(schemas.Update))
	})
	for _, pair := range pairs {
		kind := schemas.OperationKind(pair.Operation)
		r.calls[pair.Operation] = pair
		op, documented := r.operation(kind) // an action may be called as an operation is
		if _, seen := r.pairs[kind]; !seen && documented && op.Method == pair.Exchange.Request.Method {
			r.pairs[kind] = pair
		}
	}
	r.claims = options.Claims
	r.form, r.route = r.shape(options.Observe)
	for _, p := range contract.Properties {
		r.names[plainName(p.Name)] = p.Name
	}
	for _, p := range contract.Properties {
		r.names[p.Name] = p.Name
	}
	r.sent = r.settable(schemas.Create)
	for _, p := range r.settable(schemas.Update) {
		r.updatable[p.Name] = true
	}
	for _, p := range r.sent {
		if r.updatable[p.Name] {
			r.changed = append(r.changed, p)
		}
	}
	if r.form == collection || r.form == singleton {
		_, r.rowCount = r.samples()
	}
	return r
}

// shape tells the form of a resource by the operations that pages document, with the way to it.
func (r *Resource) shape(observe bool) (form, route) {
	path := func(kind schemas.OperationKind) string {
		if op, ok := r.operation(kind); ok && len(op.Paths) > 0 {
			return op.Paths[0]
		}
		return ""
	}
	create, update, list, get := path(schemas.Create), path(schemas.Update), path(schemas.List), path(schemas.Get)
	switch {
	case create != "" && observe:
		return existing, routeOf(create)
	case create != "":
		return collection, routeOf(create)
	case list != "":
		return existing, routeOf(list)
	case update != "" && !strings.HasSuffix(update, "}") && !observe:
		return singleton, routeOf(update)
	case get != "":
		return existing, routeOf(get) // of one object, which stands for a parent where its path ends with a placeholder
	}
	return callable, route{}
}

// offers tells whether the resource has an operation. Collections are held against all five, documented or not.
func (r *Resource) offers(op schemas.OperationKind) bool {
	switch r.form {
	case collection:
		return true
	case singleton:
		return op == schemas.Get || op == schemas.Update
	case existing:
		_, documented := r.operation(op)
		return documented && (op == schemas.Get || op == schemas.List)
	}
	return false
}

// settable returns the properties that a client may set with an operation: those that its page lists, where one does.
func (r *Resource) settable(kind schemas.OperationKind) []schemas.Property {
	op, _ := r.operation(kind)
	var settable []schemas.Property
	for _, p := range fixtures.Settable(r.types, r.Contract) {
		if p.Name != "id" && (len(op.Rows) == 0 || slices.Contains(op.Rows, p.Name)) {
			settable = append(settable, p)
		}
	}
	return settable
}

// ID is "<version>/<type>".
func (r *Resource) ID() string { return r.Contract.Version + "/" + r.Contract.Name }

func (r *Resource) operation(kind schemas.OperationKind) (schemas.Operation, bool) {
	return r.Contract.Operation(kind)
}

// crowd is how many objects are created side by side.
func (r *Resource) crowd() int {
	if r.follows {
		return fewOthers
	}
	return crowdSize
}

func (r *Resource) sampler(name string) *fixtures.Sampler {
	return fixtures.NewSampler(r.seed, r.ID()+" "+name).Of(r.types)
}

// samples returns the sample values of each property that is sent, and the length of the longest list, which is the number of rows.
func (r *Resource) samples() (samples [][]fixtures.Sample, count int) {
	values := r.sampler("rows")
	samples = make([][]fixtures.Sample, len(r.sent))
	for i, p := range r.sent {
		samples[i] = values.Samples(p)
		count = max(count, len(samples[i]))
	}
	return samples, count
}

// fillRows builds the sample rows. Row k takes the k-th sample of every property, shifted by the property's place among those
// of its type, so that properties of one type always get different values and swapped ones show.
func (r *Resource) fillRows() []row {
	var rows []row
	samples, count := r.samples()
	shift := make([]int, len(r.sent))
	ordinal := map[string]int{}
	for i, p := range r.sent {
		kind := p.Type
		if len(p.Enum) > 0 {
			kind = "enum " + p.Type
		}
		shift[i] = ordinal[kind]
		ordinal[kind]++
	}
	for k := range count {
		next := row{body: r.typed(), change: r.typed(), samples: make(map[string]fixtures.Sample, len(r.sent))}
		for i, p := range r.sent {
			if len(samples[i]) == 0 {
				continue
			}
			sample := samples[i][(k+shift[i])%len(samples[i])]
			next.body = append(next.body, fixtures.Member{Name: p.Name, Value: sample.Value})
			next.samples[p.Name] = sample
			if r.updatable[p.Name] {
				next.change = append(next.change, fixtures.Member{Name: p.Name, Value: sample.Value})
			}
		}
		rows = append(rows, next)
	}
	return rows
}

// row returns sample row k, counted round.
func (r *Resource) row(k int) row {
	r.filling.Lock()
	defer r.filling.Unlock()
	if r.rows == nil {
		r.rows = r.fillRows()
	}
	return r.rows[k%len(r.rows)]
}

// release drops the sample rows: a whole catalog of them is large.
func (r *Resource) release() {
	r.filling.Lock()
	defer r.filling.Unlock()
	r.rows = nil
}

// changeOf returns the part of a create's body that an update may carry.
func (r *Resource) changeOf(body fixtures.Object) fixtures.Object {
	out := r.typed()
	for _, member := range body {
		if r.updatable[member.Name] {
			out = append(out, member)
		}
	}
	return out
}

// typed returns an empty body of the type, as the documented requests begin.
func (r *Resource) typed() fixtures.Object {
	return fixtures.Object{{Name: "@odata.type", Value: "#microsoft.graph." + r.Contract.Name}}
}

// base returns a harmless body: a fresh plain value for every property, the documented member for every enum.
func (r *Resource) base(values *fixtures.Sampler) fixtures.Object {
	body := r.typed()
	used := map[string]bool{}
	for _, p := range r.sent {
		value, ok := r.plain(p, values)
		for range 20 {
			if len(p.Enum) > 0 || p.Type == "Boolean" || !used[fmt.Sprint(value)] {
				break
			}
			value, ok = r.plain(p, values)
		}
		if ok {
			used[fmt.Sprint(value)] = true
			body = append(body, fixtures.Member{Name: p.Name, Value: value})
		}
	}
	return body
}

// wide is from how many properties on a type's bodies are worth making smaller, and few how many are left.
const (
	wide = 40
	few  = 8
)

// slim returns a harmless body of a few properties.
func (r *Resource) slim(values *fixtures.Sampler) fixtures.Object {
	body := r.typed()
	for _, p := range r.sent {
		if fixtures.IsComplex(p) || p.Collection || len(body) > few {
			continue
		}
		if value, ok := r.plain(p, values); ok {
			body = append(body, fixtures.Member{Name: p.Name, Value: value})
		}
	}
	return body
}

// shown returns the documented request's body as an object, a base body where no page shows one.
func (r *Resource) shown(values *fixtures.Sampler) fixtures.Object {
	members := r.example()
	if members == nil {
		return r.base(values)
	}
	body := r.typed()
	for _, p := range r.sent {
		if value, ok := members[p.Name]; ok {
			body = append(body, fixtures.Member{Name: p.Name, Value: value})
		}
	}
	return body
}

// plain returns one harmless value of a property.
func (r *Resource) plain(p schemas.Property, values *fixtures.Sampler) (any, bool) {
	if len(p.Enum) > 0 && !p.Collection {
		return r.harmlessMember(p), true
	}
	return values.Plain(p)
}

// harmlessMember is the one that the documented request shows, else the second: the first is often what unset means.
func (r *Resource) harmlessMember(p schemas.Property) string {
	if shown, ok := r.example()[p.Name].(string); ok {
		return shown
	}
	return p.Enum[min(1, len(p.Enum)-1)]
}

// another returns a value that differs from the one given: a plain one, else a sample; false where there is but one.
func (r *Resource) another(p schemas.Property, than any, values *fixtures.Sampler) (any, bool) {
	if len(p.Enum) > 0 && !p.Collection {
		for _, member := range p.Enum {
			if member != than {
				return member, true
			}
		}
		return nil, false
	}
	if truth, ok := than.(bool); ok {
		return !truth, true
	}
	for range 3 {
		if value, ok := r.plain(p, values); ok && !r.equal(p, value, than) {
			return value, true
		}
	}
	for _, sample := range values.Samples(p) {
		if !r.equal(p, sample.Value, than) {
			return sample.Value, true
		}
	}
	return nil, false
}

// documented returns the body of the documented request as it stands, nil where no page shows one.
func (r *Resource) documented(kind schemas.OperationKind) []byte {
	if pair, ok := r.pairs[kind]; ok {
		return pair.Exchange.Request.Body
	}
	return nil
}

// documentedAnswer returns the object that the documented response shows, without its id.
func (r *Resource) documentedAnswer(kind schemas.OperationKind) map[string]any {
	pair, ok := r.pairs[kind]
	if !ok || pair.Exchange.Response == nil {
		return nil
	}
	return decodeSent(pair.Exchange.Response.Body)
}

// idIsReadOnly tells whether a page says that clients cannot choose the id.
func (r *Resource) idIsReadOnly() bool {
	p, ok := r.Contract.Property("id")
	return ok && p.ReadOnly == schemas.ReadOnlyDocumented
}

// holds tells whether an object has any member that the contract knows.
func (r *Resource) holds(object map[string]any) bool {
	if len(r.Contract.Properties) == 0 {
		return len(object) > 0
	}
	for _, p := range r.Contract.Properties {
		if _, ok := object[p.Name]; ok {
			return true
		}
	}
	return false
}

// same tells whether two answers agree in all that clients can set.
func (r *Resource) same(a, b map[string]any) (string, bool) {
	for _, p := range r.sent {
		x, y := a[p.Name], b[p.Name]
		if !r.equal(p, x, y) {
			return p.Name, false
		}
	}
	return "", true
}

// number renders a number as JSON.
func number(n int64) json.Number { return json.Number(fmt.Sprint(n)) }
