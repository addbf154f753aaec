package suites

import (
	"bytes"
	"fmt"
	"hash/maphash"
	"mime"
	"net/http"
	"strings"
	"sync"

	"graphconform/fixtures"
	"graphconform/schemas"
)

// Record is one step of a scenario: what was sent, every attempt, and the answer read as JSON.
type Record struct {
	Label     string
	Exchanges []fixtures.Exchange // attempts and pages in order; none where the step was not sent
	Pages     []int               // index into Exchanges of each page's answer, for a list
	Broken    string              // why a list could not be read to its end

	scenario string
	kind     schemas.OperationKind // what was done to the resource; empty for anything else
	object   string                // id of the object acted on, where the step names one
	why      string                // why the step was not sent
	skipped  bool                  // not sent because an earlier step failed
	value    any                   // the answer's JSON
	readErr  error                 // why it is no JSON
	wrapped  bool                  // the answer may stand under "value"
	items    []map[string]any
	ids      map[string]bool  // of the items
	made     map[string]bool  // ids of what the scenario had created when a list was read
	controls []map[string]any // the pages of a list, for their control information
	checked  *checked         // what the answer's schema says, once asked
	reading  *reading         // of an answer that may have been shown before
	sent     map[string]any   // the request's members, once asked
}

// Sent returns the members of the request's body; nil where it was no object.
func (r *Record) Sent() map[string]any {
	if e := r.last(); r.sent == nil && e != nil {
		r.sent = decodeSent(e.Request.Body)
	}
	return r.sent
}

// last returns the exchange that counts, nil where nothing was sent.
func (r *Record) last() *fixtures.Exchange {
	if len(r.Exchanges) == 0 {
		return nil
	}
	return &r.Exchanges[len(r.Exchanges)-1]
}

func (r *Record) method() string {
	if e := r.last(); e != nil {
		return e.Request.Method
	}
	return ""
}

// response returns the complete answer, nil where there is none.
func (r *Record) response() *fixtures.Response {
	if e := r.last(); e != nil && e.Failure.None() {
		return e.Response
	}
	return nil
}

// step is the label without what tells parallel and one-by-one steps apart.
func (r *Record) step() string {
	if i := strings.IndexAny(r.Label, "/#"); i >= 0 {
		return r.Label[:i]
	}
	return r.Label
}

// problem says why no verdict can rest on the record; empty where one can.
func (r *Record) problem() string {
	e := r.last()
	switch {
	case e == nil:
		return r.why
	case !e.Failure.None():
		return fmt.Sprintf("%s %s: %s", e.Request.Method, e.Request.URL, e.Failure)
	}
	return ""
}

// Status returns the status code of the complete answer, 0 where there is none.
func (r *Record) Status() int {
	if response := r.response(); response != nil {
		return response.Status
	}
	return 0
}

// OK tells whether a complete answer says success (RFC 9110, section 15.3).
func (r *Record) OK() bool { return r.Status()/100 == 2 }

// Refused tells whether a complete answer says anything but success.
func (r *Record) Refused() bool { return r.Status() != 0 && !r.OK() }

// read decodes the answer of an exchange. A byte order mark is skipped here: it is a finding of its own.
func (r *Record) read() {
	response := r.response()
	if response == nil {
		return
	}
	body := bytes.TrimPrefix(response.Body, []byte("\xef\xbb\xbf"))
	r.value, r.readErr = schemas.Decode(body)
}

// readings keeps what was read of single answers, so that an object that is shown again is read, held and validated once.
type readings struct {
	mutex sync.Mutex
	seed  maphash.Seed
	known map[uint64]*reading // by the body's hash
}

type reading struct {
	value   any
	err     error
	checked *checked
}

// read reads the answer of a record, or finds it read before.
func (k *readings) read(r *Record) {
	response := r.response()
	if response == nil {
		return
	}
	k.mutex.Lock()
	defer k.mutex.Unlock()
	if k.known == nil {
		k.seed, k.known = maphash.MakeSeed(), map[uint64]*reading{}
	}
	hash := maphash.Bytes(k.seed, response.Body)
	before := k.known[hash]
	if before == nil {
		r.read()
		before = &reading{value: r.value, err: r.readErr}
		k.known[hash] = before
	}
	r.value, r.readErr, r.reading = before.value, before.err, before
}

// Object returns the object that the answer holds; nil where it holds none.
func (r *Record) Object() map[string]any {
	object, _ := r.value.(map[string]any)
	if r.wrapped && object != nil {
		if _, bare := object["id"]; !bare {
			if inner, ok := object["value"].(map[string]any); ok {
				return inner
			}
		}
	}
	return object
}

// ID returns the id of the answered object, empty where it has none that is a string.
func (r *Record) ID() string {
	id, _ := r.Object()["id"].(string)
	return id
}

// Items returns the objects of all pages of a list.
func (r *Record) Items() []map[string]any { return r.items }

// Item returns the objects of a list that have the id.
func (r *Record) Item(id string) []map[string]any {
	var found []map[string]any
	for _, item := range r.items {
		if item["id"] == id {
			found = append(found, item)
		}
	}
	return found
}

// got renders the answer for a finding: status line and the start of the body.
func (r *Record) got() string {
	response := r.response()
	if response == nil {
		return r.problem()
	}
	text := fmt.Sprintf("%d %s", response.Status, http.StatusText(response.Status))
	if body := strings.TrimSpace(string(response.Body)); body != "" && response.Status >= 300 {
		text += "  " + cut(body, 160)
	}
	return text
}

// mediaType returns the media type and charset of the answer.
func (r *Record) mediaType() (media, charset string, err error) {
	media, params, err := mime.ParseMediaType(r.response().Header.Get("Content-Type"))
	return media, params["charset"], err
}

// show renders a JSON value for a finding.
func show(value any) string {
	text, err := fixtures.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return cut(string(text), 200)
}

// showMember renders a member of an answer, or that it is missing.
func showMember(object map[string]any, name string) string {
	value, present := object[name]
	if !present {
		return "no " + name
	}
	return show(value)
}

// cut shortens text to about n bytes at a character's border.
func cut(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && text[n]&0xc0 == 0x80 {
		n--
	}
	return text[:n] + "…"
}
