package recorded

import (
	"cmp"
	"strings"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
)

// objects remembers what was said of objects and collections, of so many at most: those of which nothing was said for long are let go.
type objects struct {
	recent, before map[string]*remembered
}

// remembered is what was said of one object, or of what was made and removed in one collection.
type remembered struct {
	contract int // of the object, as far as a body named it
	said     []*conform.Record
	listed   bool // a list behind the last of them was judged already
}

// The bounds of what is remembered.
const (
	mostObjects = 2000     // twice as many at most
	mostSaid    = 12       // of one object, or in one collection
	mostBody    = 64 << 10 // bytes of a body: those of more are not remembered
)

// singleton stands for the key that a single object has not; no key has a control character.
const singleton = "\x00"

// isLarge reports whether an exchange is too large to be remembered.
func isLarge(r *conform.Record) bool {
	e := r.Last()
	return len(e.Request.Body) > mostBody || e.Response != nil && len(e.Response.Body) > mostBody
}

// addressOf is under which an object is remembered.
func addressOf(at place, key string) string { return at.collection + "/" + strings.ToLower(key) }

// known returns what is remembered under an address; nil where nothing is.
func (o *objects) known(address string) *remembered {
	return cmp.Or(o.recent[address], o.before[address])
}

// of returns what is remembered under an address, from now on where nothing was.
func (o *objects) of(address string) *remembered {
	if known := o.recent[address]; known != nil {
		return known
	}
	known := o.before[address]
	if known == nil {
		known = &remembered{contract: unknownContract}
	}
	if o.recent == nil || len(o.recent) >= mostObjects {
		o.recent, o.before = map[string]*remembered{}, o.recent
	}
	o.recent[address] = known
	return known
}

// note keeps a step. Where there are too many, or two of them were under way at once, they are no whole any more.
func (m *remembered) note(r *conform.Record) {
	if len(m.said) == mostSaid || isLarge(r) || len(m.said) > 0 && overlap(m.said[len(m.said)-1], r) {
		m.said = nil
		return
	}
	m.said = append(m.said, r)
}

// follow takes an exchange into what is known of the object that it is about, and returns what can be judged now: a read behind something
// else; nil where there is nothing.
func (o *objects) follow(at place, contract int, r *conform.Record) (whole []*conform.Record) {
	key := at.key
	if r.Operation == schemas.Create && r.OK() {
		key = r.ID()
	}
	if key == "" && (r.Operation == schemas.Get || r.Operation == schemas.Update) {
		key = singleton
	}
	if key == "" || isWild(key) {
		return nil
	}
	object := o.of(addressOf(at, key))
	if contract != unknownContract && r.Response() != nil {
		object.contract = contract
	}
	switch r.Operation {
	case schemas.Create:
		if r.OK() {
			object.said, object.listed = remember(r), false
		}
	case schemas.Get:
		whole = append(object.said[:len(object.said):len(object.said)], r)
		if len(object.said) > 0 && overlap(object.said[len(object.said)-1], r) {
			whole = nil
		}
		object.said = nil
		if reads(r) {
			object.said = remember(r)
		}
		return whole
	case schemas.Update, schemas.Delete:
		before := object.said
		if r.Last().Request.Header.Get("If-Match") != "" && len(before) > 0 && !overlap(before[len(before)-1], r) {
			defer func() { whole = append(before[:len(before):len(before)], r) }()
		}
		object.listed = false
		if r.Refused() && r.Status() < 500 {
			break // it left all as it was
		}
		if r.Problem() != "" || !r.OK() {
			object.said = nil // nobody knows what it did
			break
		}
		object.note(r)
	}
	return nil
}

// mostListed is how many entries of a list are held against what is known of them.
const mostListed = 200

// shown is what was written to an object, with the list behind that.
type shown struct {
	contract int
	said     []*conform.Record
}

// listed returns what was written to the objects that a list shows and no list behind that has shown yet.
func (o *objects) listed(at place, r *conform.Record) (all []shown) {
	if r.Operation != schemas.List || !r.OK() || isLarge(r) {
		return nil
	}
	for _, item := range r.Items()[:min(len(r.Items()), mostListed)] {
		object := o.known(addressOf(at, resource.IDOf(item)))
		if object == nil || object.listed || len(object.said) == 0 || overlap(object.said[len(object.said)-1], r) {
			continue
		}
		object.listed = true
		if last := object.said[len(object.said)-1]; last.Operation == schemas.Create || last.Operation == schemas.Update {
			all = append(all, shown{object.contract, append(object.said[:len(object.said):len(object.said)], r)})
		}
	}
	return all
}

// pages returns a page of a list behind the pages before it, and remembers it for the next one.
func (o *objects) pages(r *conform.Record) []*conform.Record {
	if r.Operation != schemas.List || !r.OK() || isLarge(r) {
		return nil
	}
	before := o.of("page " + r.Last().Request.URL)
	whole := append(before.said[:len(before.said):len(before.said)], r)
	before.said = nil
	if next := nextLink(r); next != "" && len(whole) < mostSaid {
		o.of("page " + next).said = whole
	}
	return whole
}

// remember begins anew with what shows an object whole.
func remember(r *conform.Record) []*conform.Record {
	if isLarge(r) {
		return nil
	}
	return []*conform.Record{r}
}

// gather takes what makes and removes objects into what is known of their collection, and returns what can be judged now: a whole list
// behind such; nil where there is nothing.
func (o *objects) gather(at place, r *conform.Record) []*conform.Record {
	if isWild(at.collection) || strings.Contains(at.collection, "{") {
		return nil
	}
	made := o.of(at.collection + "/")
	switch {
	case r.Operation == schemas.List:
		if !isWhole(r) {
			return nil
		}
		said := made.said
		made.said = nil
		if len(said) > 0 && overlap(said[len(said)-1], r) {
			return nil
		}
		return append(said, r)
	case r.Operation != schemas.Create && r.Operation != schemas.Delete:
	case r.Problem() != "" || r.Status() >= 500:
		made.said = nil
	case isLarge(r):
		made.said = made.forget(r)
	case r.OK() && (r.Operation == schemas.Delete || r.ID() != ""):
		made.said = append(made.forget(r), r)
	}
	return nil
}

// overlap reports whether an exchange began before an earlier one had ended, as far as a recording notes it: what it saw of that is open.
func overlap(earlier, later *conform.Record) bool {
	a, b := earlier.Last(), later.Last()
	return !a.Started.IsZero() && !b.Started.IsZero() && b.Started.Before(a.Started.Add(a.Duration))
}

// lose forgets what was said where a request went of which nobody knows what it did: one that no page documents, or an action.
func (o *objects) lose(path string) {
	above := path[:strings.LastIndexByte(path, '/')]
	for _, address := range []string{path, path + "/", above, above + "/"} {
		if known := o.known(address); known != nil {
			known.said = nil
		}
	}
}

// forget leaves out what was said of an object before.
func (m *remembered) forget(of *conform.Record) []*conform.Record {
	var rest []*conform.Record
	for _, r := range m.said {
		if !strings.EqualFold(r.About(), of.About()) {
			rest = append(rest, r)
		}
	}
	return rest[max(0, len(rest)-mostSaid+1):]
}

// isWhole reports whether a list shows all that a collection holds.
func isWhole(r *conform.Record) bool {
	if !r.OK() || r.Problem() != "" || r.Unlisted() {
		return false
	}
	for name := range queryOf(r) {
		switch name {
		case "select", "orderby", "expand", "count":
		default:
			return false
		}
	}
	_, more := r.Whole()["@odata.nextLink"]
	return !more
}
