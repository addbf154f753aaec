package resource

import (
	"reflect"
	"slices"
	"strings"

	"graphconform/fixtures"
	"graphconform/schemas"
)

// Call is one action or function of a resource.
type Call struct {
	schemas.Operation
	Route  Route
	Others []Route             // that pages show beside it, in their order
	Body   []byte              // of the documented request; nil for a function
	Wrong  map[string][]string // JSON texts that a parameter cannot have, by its name
	Makes  []Made
}

// Made is what an action makes of a parameter: objects of a collection below the object that it acts on, which a page lists.
type Made struct {
	Parameter string
	Type      string // of the objects
	Tail      string // of the collection, behind the object
	Count     int    // how many the documented request sends
}

// Calls returns the resource's actions and functions. What a function is called with stands in the documented request alone.
// valuesFor gives the values of parameters that no page shows.
func (r *Resource) Calls(valuesFor func(name string) *fixtures.Sampler) []Call {
	var calls []Call
	seen := map[string]bool{}
	for _, op := range r.Contract.Operations {
		if !op.Kind.IsCall() || len(op.Paths) == 0 || seen[op.Name] {
			continue
		}
		seen[op.Name] = true
		c := Call{Operation: op}
		c.Route, c.Others = routesOf(op)
		if pair, shown := r.calls[op.Name]; shown {
			c.Body = pair.Exchange.Request.Body
			if _, arguments, given := strings.Cut(pair.Exchange.Request.URL, op.Name+"("); given && !strings.Contains(c.Route.Tail, "(") {
				arguments = strings.ReplaceAll(withMembers(op, arguments), " ", "%20")
				c.Route.Tail, c.Others = strings.TrimSuffix(c.Route.Tail, "()")+"("+arguments, nil
			}
		}
		if op.Kind == schemas.Action && len(c.Body) == 0 && len(op.Parameters) > 0 {
			c.Body = Encode(arguments(op, valuesFor(op.Name)))
		}
		c.Wrong = c.wrongParameters()
		c.Makes = r.made(c)
		calls = append(calls, c)
	}
	return calls
}

// withMembers puts a member in place of what a page shows for a parameter that has members, and that is none: pages show one text for all.
func withMembers(op schemas.Operation, arguments string) string {
	for _, p := range op.Parameters {
		before, after, given := strings.Cut(arguments, p.Name+"='")
		shown, after, closed := strings.Cut(after, "'")
		if len(p.Enum) > 0 && given && closed && !slices.Contains(p.Enum, shown) {
			arguments = before + p.Name + "='" + p.Enum[min(1, len(p.Enum)-1)] + "'" + after
		}
	}
	return arguments
}

// arguments makes a body with a plain value for every parameter.
func arguments(op schemas.Operation, values *fixtures.Sampler) fixtures.Object {
	var body fixtures.Object
	for _, p := range op.Parameters {
		if value, ok := values.Plain(p); ok {
			body = append(body, fixtures.Member{Name: p.Name, Value: value})
		}
	}
	return body
}

// made returns what an action makes, as far as the documented request sends any of it.
func (r *Resource) made(c Call) (all []Made) {
	sent := Members(c.Body)
	for _, p := range c.Parameters {
		elements, _ := sent[p.Name].([]any)
		if len(elements) == 0 || len(c.Route.Levels) == 0 || !c.Operation.Makes(p) {
			continue
		}
		if tail := r.Index.below(r.Contract.Version, c.Route, p.Type); tail != "" {
			all = append(all, Made{Parameter: p.Name, Type: p.Type, Tail: tail, Count: len(elements)})
		}
	}
	return all
}

// Several returns the body with as many elements again, other than those that the page shows, for what an action makes objects of; nil
// where nothing tells them apart.
func (c Call) Several(values *fixtures.Sampler) []byte {
	body := Members(c.Body)
	for _, made := range c.Makes {
		shown, _ := body[made.Parameter].([]any)
		others, _ := Varied(shown, values).([]any)
		if reflect.DeepEqual(shown, others) {
			return nil
		}
		withoutIDs(others)
		body[made.Parameter] = slices.Concat(shown, others)
	}
	if len(c.Makes) == 0 {
		return nil
	}
	return Encode(body)
}

// Anew returns the body of a call without the ids of what it makes.
func (c Call) Anew() []byte {
	body := Members(c.Body)
	for _, made := range c.Makes {
		elements, _ := body[made.Parameter].([]any)
		withoutIDs(elements)
	}
	return Encode(body)
}

// withoutIDs takes the ids from elements of a body: each is one object's.
func withoutIDs(elements []any) {
	for _, element := range elements {
		if object, isObject := element.(map[string]any); isObject {
			delete(object, "id")
		}
	}
}

func (c Call) wrongParameters() map[string][]string {
	wrong := map[string][]string{}
	if c.Kind != schemas.Action || Members(c.Body) == nil {
		return wrong
	}
	for _, p := range c.Parameters {
		if len(p.Enum) > 0 && !p.Collection {
			wrong[p.Name] = append(wrong[p.Name], `"notAMemberOf`+p.Type+`"`)
		}
		for _, w := range wrongValuesOf(p) {
			if w.Rule == "type" && len(wrong[p.Name]) < 3 {
				wrong[p.Name] = append(wrong[p.Name], w.JSON)
			}
		}
	}
	return wrong
}
