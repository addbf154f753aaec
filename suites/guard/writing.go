package guard

import (
	"slices"
	"time"

	"graphconform/suites/resource"
)

// writing is an update that is under way.
type writing struct {
	members map[string]any
	beside  bool // another one was under way at the same time
}

// Writes notes what an update is about to write into an object: a look beside it may show that already. What it returns is called when the
// update was answered, and tells whether it was carried out.
func (g *Guard) Writes(object string, sent []byte) (done func(carriedOut bool)) {
	if g.options.Private {
		return func(bool) {}
	}
	marks, update := g.Marks(sent), &writing{members: resource.Members(sent)}
	g.mutex.Lock()
	defer g.mutex.Unlock()
	if o := g.own[object]; o != nil {
		o.marks = append(slices.Clip(o.marks), marks...)
		o.begin(update)
	}
	return func(carriedOut bool) {
		g.mutex.Lock()
		defer g.mutex.Unlock()
		if o := g.own[object]; o != nil {
			o.end(update, carriedOut)
		}
	}
}

// begin notes an update. Those that are under way at once may be carried out in any order.
func (o *owned) begin(update *writing) {
	if o.writing = append(o.writing, update); len(o.writing) < 2 {
		return
	}
	for _, each := range o.writing {
		if each.beside {
			continue
		}
		each.beside = true
		for name, value := range each.members {
			o.mayHold(name, value)
			o.mayHold(name, o.state[name])
		}
	}
}

// mayHold notes a value that a member may have.
func (o *owned) mayHold(name string, value any) {
	if o.beside == nil {
		o.beside = map[string][]any{}
	}
	o.beside[name] = append(slices.Clip(o.beside[name]), value)
}

// besideIs reports whether a member may have a value by what was written side by side.
func (o *owned) besideIs(name string, value any) bool {
	return slices.ContainsFunc(o.beside[name], func(held any) bool { return held != nil && SameScalar(held, value) })
}

// end notes the answer to an update. One that had no other beside it settles what its members are.
func (o *owned) end(update *writing, carriedOut bool) {
	o.writing = slices.DeleteFunc(o.writing, func(each *writing) bool { return each == update })
	if !carriedOut {
		return
	}
	o.written = time.Now()
	if o.state == nil {
		o.state = map[string]any{}
	}
	for name, value := range update.members {
		o.state[name] = value
		if !update.beside {
			delete(o.beside, name)
		}
	}
}
