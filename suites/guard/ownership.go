package guard

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"graphconform/schemas/odata"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
)

// owned is an object that the run made, as far as it is said.
type owned struct {
	collection string
	id         string
	marks      []string         // texts that only this run sent, in lower case: any of them in a GET proves the object
	state      map[string]any   // what the run wrote last, by member: proves an object without marks, on a machine of one's own
	writing    []*writing       // updates under way
	beside     map[string][]any // by member, what updates side by side may have left in it: nobody knows which came last
	proved     bool             // by the last look
	fresh      bool             // its id was not there before
	below      bool             // it lies below a parent of the run's own
	kept       bool             // and is found there alone
	unlisted   bool             // what its collection held before is not known, so only marks prove it
	disputed   string           // why the object is not the run's, whatever a GET shows
	written    time.Time        // when it was made or changed last
}

// Claim notes that a POST was answered with an object, and returns its URL. It is the run's own only where later looks prove it; why
// says what tells against it from the start.
func (g *Guard) Claim(collection, id string, sent []byte) (object, why string) {
	object = resource.Item(collection, id)
	if g.options.Private { // nothing is looked at there
		return object, ""
	}
	g.mutex.Lock()
	defer g.mutex.Unlock()
	o := &owned{collection: collection, id: id, marks: g.Marks(sent), state: resource.Members(sent), written: time.Now()}
	before, tried := g.before[collection]
	o.unlisted = tried && before == nil
	o.below = g.parentOf(object) != ""
	o.fresh = !o.below && before != nil && !before[fold(id)]
	switch {
	case id == "" || strings.HasPrefix(id, "$") || strings.HasPrefix("/"+id, qualified) || strings.Trim(id, ".") == "":
		o.disputed = "its id is no key"
	case before[fold(id)]:
		o.disputed = "an object of that id was there before"
	case g.own[object] != nil && !g.gone[object] && !o.below:
		o.disputed = "two creations were answered with it"
		g.own[object].disputed = o.disputed
	}
	delete(g.gone, object)
	g.own[object] = o
	return object, o.disputed
}

// Adopt notes an object that a journal names, with the marks that it was given. Only a look that shows one of them proves it.
// Where it has no mark, the values that it was made with prove it, but not in a tenant.
func (g *Guard) Adopt(object string, marks []string, values map[string]any) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	at := strings.LastIndexByte(object, '/')
	g.own[object] = &owned{collection: object[:max(at, 0)], id: resource.Unsegment(object[at+1:]), marks: marks, state: values}
	delete(g.gone, object)
}

// fold makes ids alike that a target may take for one: in another letter case, or escaped.
func fold(id string) string {
	for range 3 { // escaped more than once
		plain, err := url.PathUnescape(id)
		if err != nil || plain == id {
			break
		}
		id = plain
	}
	return strings.ToLower(strings.TrimSpace(id))
}

// Gone notes that an object of the run's was removed: what comes under its id later is another one.
func (g *Guard) Gone(object string) {
	if g.options.Private {
		return
	}
	g.mutex.Lock()
	defer g.mutex.Unlock()
	g.gone[object] = true
	if o := g.own[object]; o != nil { // a run makes many: what it wrote is not kept to its end, and marks alone prove what comes back
		o.state, o.unlisted = nil, true
	}
}

// Forget drops what is known of objects that went with the one that they lay below: nothing is written to them any more.
func (g *Guard) Forget(objects []string) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	for _, object := range objects {
		delete(g.own, object)
		delete(g.gone, object)
	}
}

// Within lets what lies below an object of the run's own be written to, once a look proves that object. why says why it does not.
func (g *Guard) Within(ctx context.Context, object string) (why string) {
	if !g.options.Private {
		if why := g.isOwn(ctx, object); why != "" {
			return why
		}
	}
	g.mutex.Lock()
	defer g.mutex.Unlock()
	g.within = append(g.within, object+"/")
	return ""
}

// Owns reports whether a collection lies below an object that Within allowed.
func (g *Guard) Owns(collection string) bool {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	return g.parentOf(collection) != ""
}

// Leave ends what Within allowed.
func (g *Guard) Leave(object string) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	g.within = slices.DeleteFunc(g.within, func(prefix string) bool { return prefix == object+"/" })
}

// Drop ends what Within allowed of an object that may be gone, or another one's: of what the run made below it, marks alone tell whose
// it is from now on.
func (g *Guard) Drop(object string) {
	g.Leave(object)
	g.mutex.Lock()
	defer g.mutex.Unlock()
	for url, o := range g.own {
		if strings.HasPrefix(url, object+"/") {
			o.below, o.unlisted = false, true
		}
	}
}

// Proof is what a look at an object told about whose it is.
type Proof struct {
	Why      string // why it is not proved the run's own; empty where it is
	NotThere bool   // it was proved before and is gone
}

// Proves looks at an object of which the run says that it made it.
func (g *Guard) Proves(ctx context.Context, object string) Proof {
	if !g.options.Private {
		return g.prove(ctx, object)
	}
	switch status, _ := g.look(ctx, object); {
	case status == http.StatusOK:
		return Proof{}
	case conform.NotThere(status):
		return Proof{Why: "it is not there", NotThere: true}
	default:
		return Proof{Why: Answered(status)}
	}
}

func (g *Guard) prove(ctx context.Context, object string) Proof {
	g.mutex.Lock()
	o := g.own[object]
	said := o.asSaid()
	g.mutex.Unlock()
	switch {
	case o == nil:
		return Proof{Why: "the run did not make it"}
	case said.disputed != "":
		return Proof{Why: said.disputed}
	}
	if !said.below || g.options.Tenant { // below its own parent, on a machine of one's own, its values are enough
		if why := g.tellsApart(ctx, &said); why != "" {
			return Proof{Why: why}
		}
	}
	proof, status := g.lookFor(ctx, object, o)
	for pause := FirstPause; proof.Why != "" && !proof.NotThere && g.mayShowLate(ctx, o, status); pause *= 2 {
		Wait(ctx, pause)
		proof, status = g.lookFor(ctx, object, o)
	}
	if proof.Why == nothingToCompare && said.fresh && g.Missing(ctx, aside(object)) {
		proof.Why = "" // nobody had its id before, and it stands nowhere else
	}
	if status/100 == 2 {
		g.mutex.Lock()
		defer g.mutex.Unlock()
		o.disputed, o.proved = proof.Why, proof.Why == "" // what shows on a later look only proves nothing
	}
	return proof
}

// lookFor looks once whether an object shows that it is the run's own.
func (g *Guard) lookFor(ctx context.Context, object string, o *owned) (proof Proof, status int) {
	status, body := g.look(ctx, object)
	g.mutex.Lock()
	shown := o.asSaid()
	g.mutex.Unlock()
	switch {
	case conform.NotThere(status) && shown.proved:
		return Proof{Why: "it is not there", NotThere: true}, status
	case conform.NotThere(status): // what was posted may stand elsewhere, or show late
		return Proof{Why: "GET never showed it"}, status
	case status != http.StatusOK:
		return Proof{Why: Answered(status)}, 0
	}
	return Proof{Why: shown.shownIn(body, g.proofOf(&shown))}, status
}

// proof is what in an answer proves an object the run's own.
type proof int

const (
	byMark   proof = iota // a text that only the run sent
	byValues              // or most of the values that it wrote
	byAll                 // or all of them
)

// proofOf returns what proves an object. In a tenant others may hold what pages show, value for value; below a parent of the run's own an
// object without any text may yet be told by all that was written.
func (g *Guard) proofOf(o *owned) proof {
	switch {
	case o.unlisted, g.options.Tenant && (!o.below || len(o.marks) > 0):
		return byMark
	case g.options.Tenant:
		return byAll
	}
	return byValues
}

// aside returns where an object would be found if what stands above its collection did not count.
func aside(object string) string {
	steps := strings.Split(object, "/")
	if above := len(steps) - 3; above > 0 {
		steps[above] = impossible(steps[above])
	}
	return strings.Join(steps, "/")
}

// asSaid returns a copy: an update beside a look may write on. The caller holds the mutex.
func (o *owned) asSaid() owned {
	if o == nil {
		return owned{}
	}
	said := *o
	said.state, said.beside = maps.Clone(o.state), maps.Clone(o.beside)
	return said
}

// shownIn says why an answer does not show the object; empty where it does.
func (o *owned) shownIn(body []byte, by proof) string {
	object := resource.Members(body)
	if _, list := object["value"].([]any); list {
		return "GET shows a list"
	}
	text := strings.ToLower(string(body))
	marked := func(mark string) bool { return strings.Contains(text, mark) }
	if slices.ContainsFunc(o.marks, marked) {
		return ""
	}
	if by == byMark {
		return "GET does not show what the run wrote into it"
	}
	object = Unwrapped(object)
	_, isText := object["id"].(string)
	if id := resource.IDOf(object); id != o.id && (isText || id != "") {
		return "GET shows an object with another id" // which is not quoted: why writes are held back is counted in reports
	}
	agree, differ, missing := 0, 0, 0
	for name, sent := range o.state {
		switch value, present := object[name]; {
		case strings.HasPrefix(name, "@") || name == "id" || !IsScalar(sent): // a client's id may be ignored
		case !present || value == nil:
			missing++
		case SameScalar(sent, value), o.proved && o.besideIs(name, value):
			agree++
		case o.replaces(sent, value):
			return "GET shows another text in place of a mark"
		default:
			differ++
		}
	}
	if agree+differ+missing == 0 && len(object) > 0 {
		return nothingToCompare
	}
	few := differ > agree || by == byAll && differ > 0 || o.below && differ+missing > agree
	if few || len(object) == 0 || agree == 0 && (missing > 0 || !o.proved) {
		return "GET shows other values than the run wrote"
	}
	return ""
}

// nothingToCompare says that nothing was written into an object by which it could be told from another's.
const nothingToCompare = "nothing that the run wrote tells it from another one"

// Unwrapped returns the object that some GETs wrap into a member value; any other as it is.
func Unwrapped(object map[string]any) map[string]any {
	if inner, wrapped := object["value"].(map[string]any); wrapped {
		return inner
	}
	return object
}

// replaces reports whether a text stands where a mark was sent, and is no part of what was sent.
func (o *owned) replaces(sent, value any) bool {
	was, isText := sent.(string)
	now, still := value.(string)
	was, now = strings.ToLower(was), strings.ToLower(now)
	marked := slices.ContainsFunc(o.marks, func(mark string) bool { return strings.Contains(was, mark) })
	return isText && still && marked && !strings.Contains(was, now)
}

// IsScalar reports whether a decoded JSON value is a text, a number or a truth value.
func IsScalar(value any) bool {
	switch value.(type) {
	case string, json.Number, bool:
		return true
	}
	return false
}

// SameScalar compares a text, an instant or a number with what came back for it. Objects and collections are not compared.
func SameScalar(sent, got any) bool {
	if !IsScalar(sent) {
		return true
	}
	return strings.EqualFold(fmt.Sprint(sent), fmt.Sprint(got)) ||
		odata.Equal("Decimal", sent, got) || odata.Equal("DateTimeOffset", sent, got)
}

// tellsApart says why looks at a collection prove nothing: it answers for a key that cannot exist. Each collection is tried once.
func (g *Guard) tellsApart(ctx context.Context, o *owned) string {
	g.mutex.Lock()
	place := g.placeOf(o.collection)
	known, tried := g.apart[place]
	g.mutex.Unlock()
	if tried {
		return known
	}
	why := ""
	switch status, body := g.look(ctx, resource.Item(o.collection, impossible(o.id))); {
	case status != http.StatusOK:
	case o.shownIn(body, byMark) == "":
		why = "the target shows it under any id"
	case len(o.marks) == 0: // what else would tell it from others
		why = "the target shows something under any id"
	}
	g.mutex.Lock()
	defer g.mutex.Unlock()
	g.apart[place] = why
	return why
}

// impossible returns a key of the same form that nobody has: a number of a sequence is far ahead of it, another key of the same length.
func impossible(id string) string {
	begin := strings.TrimRight(id, "0123456789")
	hexadecimal := strings.TrimRight(begin, "abcdefABCDEF") != begin
	if number := id[len(begin):]; number != "" && resource.ComesAgain(number) && !hexadecimal {
		if far := begin + "987654321"; far != id {
			return far
		}
		return begin + "876543210"
	}
	for _, digit := range []string{"0fF", "9eE"} {
		if key := masked(id, digit); key != id {
			return key
		}
	}
	return id + "0"
}

// masked returns a key with each decimal digit, and each letter of hexadecimal ones, replaced by the first, second and third of three.
func masked(id, by string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c >= '0' && c <= '9':
			return rune(by[0])
		case c >= 'a' && c <= 'f':
			return rune(by[1])
		case c >= 'A' && c <= 'F':
			return rune(by[2])
		}
		return c
	}, id)
}
