package conform

import (
	"errors"
	"fmt"
	"hash/maphash"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/resource"
)

// Record is what was recorded of one step: what was sent, every attempt, and the answer read as JSON. One goroutine at a time reads it.
type Record struct {
	Step
	Operation schemas.OperationKind // what the request stands for
	Probe     bool                  // it is no operation on the resource's objects as pages document it
	Key       string                // id of the object acted on, where the step names one
	Exchanges []fixtures.Exchange   // attempts and pages in order; none where the step was not sent
	Pages     []int                 // index into Exchanges of each page's answer, for a list
	Broken    string                // why a list could not be read to its end
	NotSent   NotSent               // why there is no exchange
	Wrapped   bool                  // the answer may stand under "value"
	Made      map[string]bool       // ids of what the scenario had created when a list was read
	Twin      bool                  // it was refused as an object is there that was made with the very same request

	value    any               // the answer's JSON
	readErr  error             // why it is no JSON
	repeated *schemas.Repeated // a name that stands more than once in an object of it, or of an earlier page
	items    []map[string]any
	ids      map[string]bool  // of the items
	controls []map[string]any // the pages of a list, for their control information
	unlisted bool             // a page has no array of objects
	checked  *Validity        // what the answer's schema says, once asked
	shared   *reading         // of an answer that may have been shown before
	sent     map[string]any   // the request's members, once asked
}

// NotSent says why a step was not sent. The zero value says that it was.
type NotSent struct {
	Cause  Cause  `json:"cause,omitempty"`
	Detail string `json:"detail,omitempty"` // for people
	By     Step   `json:"by,omitzero"`      // the earlier step of the scenario that did not give what this one needs
}

// Cause is why something was left undone.
type Cause string

// The causes.
const (
	Skipped   Cause = "skipped"    // an earlier step did not give what this one needs
	Unreached Cause = "unreached"  // the scenario ended before
	Stopped   Cause = "stopped"    // the run was
	NoAnswers Cause = "no answers" // the target left too many requests without one
	NoParent  Cause = "no parent"  // there is nothing to work below
	NoObject  Cause = "no object"  // the target makes none, and does not claim to
	Withheld  Cause = "withheld"   // doing it might harm what is not the run's own
	NoToken   Cause = "no token"   // sign-in cannot be checked without one
	Elsewhere Cause = "elsewhere"  // it leads to another origin, or to no URL at all
)

// Readings keeps what was read of single answers, so that an object that is shown again is read, held and validated once.
// It is for one goroutine at a time.
type Readings struct {
	seed  maphash.Seed
	known map[uint64]*reading // by the body's hash
}

type reading struct {
	value    any
	repeated *schemas.Repeated
	err      error
	checked  *Validity
}

// Read decodes the answer that counts, or finds it decoded before.
func (k *Readings) Read(r *Record) {
	response := r.Response()
	if response == nil {
		return
	}
	if k.known == nil {
		k.seed, k.known = maphash.MakeSeed(), map[uint64]*reading{}
	}
	hash := maphash.Bytes(k.seed, response.Body)
	before := k.known[hash]
	if before == nil {
		r.Read()
		before = &reading{value: r.value, repeated: r.repeated, err: r.readErr}
		k.known[hash] = before
	}
	r.value, r.repeated, r.readErr, r.shared = before.value, before.repeated, before.err, before
}

// Read decodes the answer that counts. A byte order mark is skipped here: it is a finding of its own.
func (r *Record) Read() {
	response := r.Response()
	if response == nil {
		return
	}
	var repeated *schemas.Repeated
	r.value, repeated, r.readErr = schemas.DecodeNoting(response.Unmarked())
	if r.repeated == nil || repeated != nil && repeated.Differ {
		r.repeated = repeated
	}
}

// Repeated says which name stands more than once in an object of the answer; nil where none does.
func (r *Record) Repeated() *schemas.Repeated { return r.repeated }

// Reread reads the answers anew, after the exchanges were read from a file or changed.
func (r *Record) Reread(known *Readings) {
	pages, all := r.Pages, r.Exchanges
	r.value, r.readErr, r.repeated, r.unlisted = nil, nil, nil, false
	r.items, r.ids, r.controls, r.checked, r.shared, r.sent = nil, nil, nil, nil, nil, nil
	if len(pages) == 0 {
		known.Read(r)
		return
	}
	r.Pages = nil
	for _, page := range pages {
		r.Exchanges = all[:page+1]
		r.AddPage()
	}
	r.Exchanges = all
}

// AddPage reads the exchange added last as the next page of a list.
func (r *Record) AddPage() {
	r.Pages = append(r.Pages, len(r.Exchanges)-1)
	r.Read()
	if r.OK() {
		r.ReadPage()
	}
}

// ReadPage takes the items of the page just read and returns its nextLink, which OData 4.01 also writes without odata.
func (r *Record) ReadPage() string {
	object, _ := r.value.(map[string]any)
	r.controls = append(r.controls, object)
	value, listed := object["value"].([]any)
	objects := 0
	if r.ids == nil {
		r.ids = map[string]bool{}
	}
	for _, element := range value {
		if item, ok := element.(map[string]any); ok {
			objects++
			r.items = append(r.items, item)
			if id := resource.IDOf(item); id != "" {
				r.ids[id] = true
			}
		}
	}
	r.unlisted = r.unlisted || !listed || objects == 0 && len(value) > 0
	link, ok := object["@odata.nextLink"].(string)
	if !ok {
		link, _ = object["@nextLink"].(string)
	}
	return link
}

// Skipped reports whether the step was left out because an earlier one did not give what it needs.
func (r *Record) Skipped() bool { return r.NotSent.Cause == Skipped || r.NotSent.Cause == Unreached }

// Sent returns the members of the request's body; nil where it was no object.
func (r *Record) Sent() map[string]any {
	if e := r.Last(); r.sent == nil && e != nil {
		r.sent = resource.Members(e.Request.Body)
	}
	return r.sent
}

// Last returns the exchange that counts, nil where nothing was sent.
func (r *Record) Last() *fixtures.Exchange {
	if len(r.Exchanges) == 0 {
		return nil
	}
	return &r.Exchanges[len(r.Exchanges)-1]
}

// Lost reports whether an attempt had no answer: it may have been carried out before the one whose answer counts.
func (r *Record) Lost() bool {
	return slices.ContainsFunc(r.Exchanges, func(e fixtures.Exchange) bool { return !e.Answered() })
}

// Method returns the method of the request, empty where nothing was sent.
func (r *Record) Method() string {
	if e := r.Last(); e != nil {
		return e.Request.Method
	}
	return ""
}

// Response returns the complete answer, nil where there is none.
func (r *Record) Response() *fixtures.Response {
	if e := r.Last(); e != nil && e.Failure.None() {
		return e.Response
	}
	return nil
}

// Problem says why no verdict can rest on the record; empty where one can.
func (r *Record) Problem() string {
	e := r.Last()
	var limit *schemas.LimitError
	switch {
	case e == nil:
		return r.NotSent.Detail
	case !e.Failure.None():
		return fmt.Sprintf("%s %s: %s", e.Request.Method, e.Request.URL, e.Failure)
	case errors.As(r.readErr, &limit):
		return fmt.Sprintf("%s %s: %s", e.Request.Method, e.Request.URL, limit)
	case r.repeated != nil && r.repeated.Differ:
		return fmt.Sprintf("%s %s: the answer holds %s more than once, with values that differ: which of them counts is open (RFC 8259, 4)",
			e.Request.Method, e.Request.URL, Cut(r.repeated.At, 100))
	}
	return ""
}

// Status returns the status code of the complete answer, 0 where there is none.
func (r *Record) Status() int {
	if response := r.Response(); response != nil {
		return response.Status
	}
	return 0
}

// Date returns when the target says that it answered (RFC 9110, section 6.6.1); false where it does not say.
func (r *Record) Date() (time.Time, bool) {
	response := r.Response()
	if response == nil {
		return time.Time{}, false
	}
	at, err := http.ParseTime(response.Header.Get("Date"))
	return at, err == nil
}

// OK reports whether a complete answer says success (RFC 9110, section 15.3).
func (r *Record) OK() bool { return r.Status()/100 == 2 }

// Refused reports whether a complete answer says anything but success.
func (r *Record) Refused() bool { return r.Status() != 0 && !r.OK() }

// Value returns the answer's JSON, with why it is none.
func (r *Record) Value() (any, error) { return r.value, r.readErr }

// Whole returns the answer's JSON as an object; nil where it is none.
func (r *Record) Whole() map[string]any {
	object, _ := r.value.(map[string]any)
	return object
}

// Object returns the object that the answer holds; nil where it holds none.
func (r *Record) Object() map[string]any {
	object := r.Whole()
	if r.Wrapped && object != nil {
		if _, bare := object["id"]; !bare {
			if inner, ok := object["value"].(map[string]any); ok {
				return inner
			}
		}
	}
	return object
}

// ID returns the id of the answered object, empty where it has none that can be a key.
func (r *Record) ID() string { return resource.IDOf(r.Object()) }

// About returns the id of the object that a step is about: the one that it names, else the one that was answered.
func (r *Record) About() string {
	if r.Key != "" {
		return r.Key
	}
	return r.ID()
}

// Items returns the objects of all pages of a list.
func (r *Record) Items() []map[string]any { return r.items }

// Unlisted reports whether a page of a list has no array of objects, so that nobody can say what the collection holds.
func (r *Record) Unlisted() bool { return r.unlisted }

// Listed returns how many ids the pages of a list have shown.
func (r *Record) Listed() int { return len(r.ids) }

// Item returns the objects of a list that have the id.
func (r *Record) Item(id string) []map[string]any {
	var found []map[string]any
	for _, item := range r.items {
		if id != "" && resource.IDOf(item) == id {
			found = append(found, item)
		}
	}
	return found
}

// Narrowed returns a list's record with those of its entries alone that keep reports.
func (r *Record) Narrowed(keep func(entry map[string]any) bool) *Record {
	narrowed := *r
	narrowed.items, narrowed.checked, narrowed.shared = nil, nil, nil
	for _, item := range r.items {
		if keep(item) {
			narrowed.items = append(narrowed.items, item)
		}
	}
	return &narrowed
}

// Controls returns the objects in which the control information of an answer stands: the pages of a list, or the answer itself.
func (r *Record) Controls() []map[string]any {
	if r.Operation == schemas.List {
		return r.controls
	}
	return []map[string]any{r.Whole()}
}

// Got renders the answer for a finding: status line and the start of the body.
func (r *Record) Got() string {
	response := r.Response()
	if response == nil {
		return r.Problem()
	}
	text := fmt.Sprintf("%d %s", response.Status, http.StatusText(response.Status))
	if body := strings.TrimSpace(string(response.Body)); body != "" && response.Status >= 300 {
		text += "  " + Cut(body, 160)
	}
	return text
}

// GotStatus renders the status line, and what the body holds where that is not the object.
func (r *Record) GotStatus(holds bool) string {
	text := r.Got()
	if r.OK() && !holds && r.Status() != http.StatusNoContent {
		text += " with another body: " + Cut(string(r.Response().Body), 120)
	}
	return text
}

// MediaType returns the media type and charset of the answer.
func (r *Record) MediaType() (media, charset string, err error) {
	media, params, err := mime.ParseMediaType(r.Response().Header.Get("Content-Type"))
	return media, params["charset"], err
}
