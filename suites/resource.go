package suites

import (
	"encoding/json"
	"fmt"
	"strings"

	"graphconform/fixtures"
	"graphconform/schemas"
)

// Resource is one type with a create operation, in one API version, with all that its checks draw on.
type Resource struct {
	Contract  *schemas.Contract
	Answer    *schemas.Schema // what comes back
	levels    []level
	tail      string // the path after the last placeholder, "/deviceRunStates"
	create    schemas.Operation
	pairs     map[schemas.OperationKind]fixtures.Pair
	sent      []schemas.Property // what a client may set
	neighbour string             // another type of the catalog that is not related
	names     map[string]string  // documented names by themselves and by their plain spelling
	rows      []row
	seed      uint64
}

// level is one collection on the way to the resource's own, with the placeholder for one of its objects.
type level struct{ collection, placeholder string }

// row is one sample row: a value for every property, each with the reason for trying it.
type row struct {
	body   fixtures.Object
	labels map[string]string
}

// newResource returns nil where the contract has no create operation to begin with.
func newResource(catalog *schemas.Catalog, contract *schemas.Contract, pairs []fixtures.Pair, seed uint64) (*Resource, error) {
	create, ok := contract.Operation(schemas.Create)
	if !ok || len(create.Paths) == 0 {
		return nil, nil
	}
	answer, err := catalog.Schema(contract.Version, contract.Name, schemas.ForAnswer)
	if err != nil {
		return nil, err
	}
	r := &Resource{Contract: contract, Answer: answer, create: create, seed: seed, pairs: map[schemas.OperationKind]fixtures.Pair{}}
	for _, pair := range pairs {
		if _, seen := r.pairs[schemas.OperationKind(pair.Operation)]; !seen {
			r.pairs[schemas.OperationKind(pair.Operation)] = pair
		}
	}
	r.levels, r.tail = split(create.Paths[0])
	r.names = map[string]string{}
	for _, p := range contract.Properties {
		r.names[plainName(p.Name)] = p.Name
	}
	for _, p := range contract.Properties {
		r.names[p.Name] = p.Name
		if p.Name != "id" && p.ReadOnly == schemas.Writable {
			r.sent = append(r.sent, p)
		}
	}
	r.fillRows()
	return r, nil
}

// ID is "<version>/<type>".
func (r *Resource) ID() string { return r.Contract.Version + "/" + r.Contract.Name }

// split cuts a path template at its placeholders.
func split(path string) (levels []level, tail string) {
	for {
		before, after, found := strings.Cut(path, "/{")
		if !found {
			return levels, path
		}
		name, rest, _ := strings.Cut(after, "}")
		levels = append(levels, level{collection: before, placeholder: name})
		path = rest
	}
}

func (r *Resource) operation(kind schemas.OperationKind) (schemas.Operation, bool) {
	return r.Contract.Operation(kind)
}

func (r *Resource) sampler(name string) *fixtures.Sampler {
	return fixtures.NewSampler(r.seed, r.ID()+" "+name)
}

// fillRows builds the sample rows: row k takes the k-th sample of every property, shifted by the property's place among those
// of its type, so that properties of one type always get different values and swapped ones show.
func (r *Resource) fillRows() {
	values := r.sampler("rows")
	samples := make([][]fixtures.Sample, len(r.sent))
	shift := make([]int, len(r.sent))
	ordinal := map[string]int{}
	count := 0
	for i, p := range r.sent {
		samples[i] = values.Samples(p)
		kind := p.Type
		if len(p.Enum) > 0 {
			kind = "enum " + p.Type
		}
		shift[i] = ordinal[kind]
		ordinal[kind]++
		count = max(count, len(samples[i]))
	}
	for k := range count {
		next := row{body: r.typed(), labels: map[string]string{}}
		for i, p := range r.sent {
			if len(samples[i]) == 0 {
				continue
			}
			sample := samples[i][(k+shift[i])%len(samples[i])]
			next.body = append(next.body, fixtures.Member{Name: p.Name, Value: sample.Value})
			next.labels[p.Name] = sample.Label
		}
		r.rows = append(r.rows, next)
	}
}

// row returns sample row k, counted round.
func (r *Resource) row(k int) row { return r.rows[k%len(r.rows)] }

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

// shown returns the documented request's body as an object, a base body where no page shows one.
func (r *Resource) shown(values *fixtures.Sampler) fixtures.Object {
	members := r.documentedBody(schemas.Create)
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
	if len(p.Enum) > 0 {
		return r.harmlessMember(p), true
	}
	switch p.Type {
	case "DateTimeOffset":
		return values.Timestamp(), true
	case "String":
		return values.Word(p), true
	}
	if samples := values.Samples(p); len(samples) > 0 {
		return samples[0].Value, true
	}
	return nil, false
}

// harmlessMember is the one that the documented request shows, else the second: the first is often what unset means.
func (r *Resource) harmlessMember(p schemas.Property) string {
	if shown, ok := r.documentedBody(schemas.Create)[p.Name].(string); ok {
		return shown
	}
	return p.Enum[min(1, len(p.Enum)-1)]
}

// another returns a plain value that differs from the one given.
func (r *Resource) another(p schemas.Property, than any, values *fixtures.Sampler) (any, bool) {
	if len(p.Enum) > 0 {
		for _, member := range p.Enum {
			if member != than {
				return member, true
			}
		}
		return nil, false
	}
	if b, ok := than.(bool); ok {
		return !b, true
	}
	for range 20 {
		value, ok := r.plain(p, values)
		if !ok || fmt.Sprint(value) != fmt.Sprint(than) {
			return value, ok
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

func (r *Resource) documentedBody(kind schemas.OperationKind) map[string]any {
	return decodeSent(r.documented(kind))
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
		if !equal(p, x, y) {
			return p.Name, false
		}
	}
	return "", true
}

// memberOf renders a number as JSON.
func number(n int64) json.Number { return json.Number(fmt.Sprint(n)) }

// Entrance is the path, with version, of the outermost collection on the way to the resource.
func (r *Resource) Entrance() string {
	if len(r.levels) > 0 {
		return "/" + r.Contract.Version + r.levels[0].collection
	}
	return "/" + r.Contract.Version + r.tail
}

// Placeholders names the parents on the way to the resource, outermost first, as the page's path does.
func (r *Resource) Placeholders() []string {
	var names []string
	for _, level := range r.levels {
		names = append(names, level.placeholder)
	}
	return names
}
