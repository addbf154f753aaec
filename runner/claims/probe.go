package claims

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"graphconform/fixtures"
	"graphconform/fixtures/wire"
	"graphconform/runner/answers"
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/guard"
	"graphconform/suites/plan"
	"graphconform/suites/resource"
)

// Result is what one operation is found to be.
type Result string

// The results. Refused is what says so, by 405, 501, 404 on the collection, or 400 with a text for it. An answer that a path which does not
// exist gets as well shows nothing, and neither does one that is no answer of an API: that is Unclear.
const (
	Implemented Result = "implemented"
	Refused     Result = "refused"
	Forbidden   Result = "forbidden"
	Unlicensed  Result = "unlicensed"
	Unclear     Result = "unclear"
)

// Row is one operation.
type Row struct {
	Operation string `json:"operation"` // "beta/deviceComplianceDeviceStatus create"
	Method    string `json:"method"`
	Path      string `json:"path"` // with version, as it was asked for
	Result    Result `json:"result"`
	Status    int    `json:"status,omitempty"`
	Detail    string `json:"detail,omitempty"` // why, where the status does not say it

	collection string // that the operation acts in; a path that is no item's is its own
	alike      bool   // the answer is what a path that does not exist gets
	bare       bool   // nothing is there, says the answer to a write: the object, or all of the path
	resource   string // its id
	call       bool   // an action or function
}

// Probe asks for operations. What is no GET is sent so that it cannot do anything: a body that is no JSON, or an id that nothing has. Each
// answer is held against those of controls: GET of a path that does not exist beside the one asked for, or of an item that does not, and a
// POST beside the outermost collection.
type Probe struct {
	Sender  *guard.Guard      // it looks before it lets a write go to an id that nothing has
	Parents map[string]string // id by placeholder
	Writes  bool              // other methods than GET may be sent

	nobody string                       // an id that nothing has
	asked  map[string]fixtures.Exchange // by method and path: many types stand in one collection
	there  map[string]bool              // collections of which any operation is implemented
}

// Map returns a row for every operation of the plan's resources, in plan order. Actions and functions are not asked for, as an action may
// do what cannot be undone: those of a type of which anything is implemented are unclear.
func (p *Probe) Map(ctx context.Context, of *plan.Plan) []Row {
	ctx, done := wire.Together(ctx, expected)
	defer done()
	p.nobody = fixtures.NewSampler(rand.Uint64(), "").GUID()
	p.Sender.Drew(p.nobody)
	p.asked, p.there = map[string]fixtures.Exchange{}, map[string]bool{}
	var rows []Row
	for _, unit := range of.Units {
		contract := unit.Resource.Contract
		for _, op := range contract.Operations {
			if plan.Counted(op) {
				row := p.ask(ctx, contract.Version, unit.Resource.ID(), op)
				if op.Kind == schemas.Create && unit.Resource.Mixed && row.Result == Implemented {
					row.Result, row.Detail = Unclear, fmt.Sprintf("%d, and objects of other types are created there too", row.Status)
				}
				rows = append(rows, row)
			}
		}
		rows = append(rows, calls(unit.Resource)...)
	}
	for i := range rows {
		p.infer(ctx, &rows[i])
	}
	there := map[string]bool{}
	for _, row := range rows {
		there[row.resource] = there[row.resource] || row.Result == Implemented
	}
	return slices.DeleteFunc(rows, func(row Row) bool { return row.call && !there[row.resource] })
}

// calls returns rows for a resource's actions and functions.
func calls(of *resource.Resource) (rows []Row) {
	for _, op := range of.Contract.Operations {
		if op.Kind.IsCall() && len(op.Paths) > 0 {
			rows = append(rows, Row{Operation: of.ID() + " " + op.Name, Method: op.Method, Path: "/" + of.Contract.Version + op.Paths[0],
				Result: Unclear, Detail: "not asked: " + string(op.Kind) + "s are left alone", resource: of.ID(), call: true})
		}
	}
	return rows
}

// expected is how many bytes the answers of an honest target take that are kept.
const expected = 16 << 20

// ask asks under each path that pages show, until the operation is found.
func (p *Probe) ask(ctx context.Context, version, resource string, op schemas.Operation) Row {
	var best Row
	for _, path := range op.Paths {
		row := Row{Operation: resource + " " + string(op.Kind), Method: op.Method, Path: "/" + version + path, Result: Unclear,
			resource: resource}
		p.askAt(ctx, &row, "/"+version, path)
		if best.Operation == "" || rank(row.Result) < rank(best.Result) {
			best = row
		}
		if best.Result == Implemented {
			p.there[best.collection] = true
			break
		}
	}
	return best
}

// rank is the order in which what one path shows goes before what another one does.
func rank(r Result) int {
	return map[Result]int{Implemented: 0, Unlicensed: 1, Forbidden: 2, Unclear: 3, Refused: 4}[r]
}

func (p *Probe) askAt(ctx context.Context, row *Row, version, template string) {
	read := row.Method == http.MethodGet
	if !read && !p.Writes {
		row.Detail = "not asked: --allow-writes is not given"
		return
	}
	target := p.fill(ctx, version, template, read)
	row.collection = target.collection
	if target.path == "" {
		row.Result, row.Detail = target.result, target.detail
		return
	}
	row.Path = target.path
	answer := p.send(ctx, row.Method, target.path)
	if answer.Failure.Kind == fixtures.HeldBack { // a single object that is not there: a look must do
		if look := p.send(ctx, http.MethodGet, target.path); answers.NotThere(look) {
			answer = look
		}
	}
	row.classify(answer, p.Sender.Root()+target.path, target.item)
	if row.Result != Implemented && !answers.NotThere(answer) && row.Status/100 != 5 {
		return
	}
	controls := []fixtures.Exchange{p.send(ctx, http.MethodGet, target.control)}
	if row.Method == http.MethodPost || row.Method == http.MethodPatch {
		controls = append(controls, p.send(ctx, http.MethodPost, target.beside))
	}
	at := slices.IndexFunc(controls, func(control fixtures.Exchange) bool { return answers.Alike(answer, control) })
	if row.alike = at >= 0; row.alike {
		method, to := controls[at].Request.Method, strings.TrimPrefix(controls[at].Request.URL, p.Sender.Root())
		row.Detail = fmt.Sprintf("%d, as %s %s, where nothing is", row.Status, method, to)
		if row.Result == Implemented {
			row.Result = Unclear
		}
		return
	}
	if row.bare = row.Result == Implemented && !read && answers.NotThere(answer); row.bare {
		row.Result, row.Detail = Unclear, fmt.Sprintf("%d, of the object or of its whole path", row.Status)
	}
}

// send sends a request once: who asks again gets the answer of before.
func (p *Probe) send(ctx context.Context, method, path string) fixtures.Exchange {
	if answer, asked := p.asked[method+path]; asked {
		return answer
	}
	request := fixtures.Request{Method: method, URL: p.Sender.Root() + path, Header: http.Header{"Accept": {"application/json"}}}
	if method == http.MethodPost || method == http.MethodPatch || method == http.MethodPut {
		request.Body = []byte(`{"@odata.type":`) // no JSON: nothing can come of it
		request.Header.Set("Content-Type", "application/json")
	}
	exchanges := p.Sender.Send(ctx, request)
	p.asked[method+path] = exchanges[len(exchanges)-1]
	return p.asked[method+path]
}

// classify says what an answer shows by itself.
func (r *Row) classify(last fixtures.Exchange, asked string, onItem bool) {
	r.Result = Unclear
	if !last.Answered() {
		r.Detail = conform.Printable(last.Failure.String())
		return
	}
	body, foreign := last.Response.Body, answers.Foreign(last, asked)
	r.Status = last.Response.Status
	switch status := r.Status; {
	case status == 401 || status == 403:
		r.Result = Forbidden
	case status == 400 && bytes.Contains(body, []byte("Request not applicable to target tenant")):
		r.Result = Unlicensed
	case status == 405 || status == 501 || conform.NotThere(status) && !onItem || status == 400 && conform.NoRoute(body):
		r.Result = Refused
	case status >= 500 || status == 429:
		r.Detail = fmt.Sprintf("%d tells nothing", status)
	case foreign != "":
		r.Detail = fmt.Sprintf("%d with %s", status, foreign)
	default:
		r.Result = Implemented
	}
}

// infer decides, where an answer alone shows nothing, by what else is found in its collection.
func (p *Probe) infer(ctx context.Context, row *Row) {
	if row.Result != Unclear || !row.alike && !row.bare {
		return
	}
	there := p.there[row.collection]
	if !there {
		look := p.send(ctx, http.MethodGet, row.collection)
		if there = look.Answered() && look.Response.Status/100 == 2; answers.NotThere(look) {
			row.Result, row.Detail = Refused, "nothing at "+row.collection
		}
	}
	if there && row.bare {
		row.Result, row.Detail = Implemented, ""
	}
}

// filled is a path with ids in the place of its placeholders.
type filled struct {
	path       string // empty where there is no parent to ask below
	control    string // of which nothing exists; it is only read, for it may be below what belongs to others
	beside     string // beside the outermost collection, with nothing there
	collection string
	item       bool
	result     Result // without a path
	detail     string
}

// fill puts ids for the placeholders: parents that are given or listed, and at the end an object that is listed, or, where it could be
// changed, an id that nothing has.
func (p *Probe) fill(ctx context.Context, at, template string, read bool) filled {
	outermost, _, _ := strings.Cut(template, "/{")
	out := filled{beside: answers.Beside(at+outermost, p.nobody)}
	for {
		before, after, found := strings.Cut(template, "/{")
		out.collection = at + before
		beside := answers.Beside(out.collection, p.nobody)
		if !found {
			out.path, out.control = out.collection, beside
			return out
		}
		name, rest, _ := strings.Cut(after, "}")
		id, why := p.Parents[name], answered{}
		if id == "" && (rest != "" || read) {
			id, why = p.first(ctx, out.collection)
		}
		out.item = rest == ""
		switch {
		case rest != "" && id == "":
			out.result, out.detail = why.result, fmt.Sprintf("no parent: %s %s; give --parent %s=ID", why.text, out.collection, name)
			return out
		case rest == "" && read && id != "":
			out.path, out.control = item(out.collection, id), item(out.collection, p.nobody)
			return out
		case rest == "":
			out.path, out.control = item(out.collection, p.nobody), item(beside, p.nobody)
			return out
		}
		at, template = item(out.collection, id), rest
	}
}

func item(collection, id string) string { return collection + "/" + url.PathEscape(id) }

// answered is why a collection shows no object.
type answered struct {
	result Result
	text   string
}

// first returns the id of the first object that a collection lists.
func (p *Probe) first(ctx context.Context, collection string) (id string, why answered) {
	last := p.send(ctx, http.MethodGet, collection)
	row := Row{}
	if row.classify(last, p.Sender.Root()+collection, false); row.Result == Refused {
		return "", answered{Refused, fmt.Sprintf("%d at", row.Status)}
	} else if row.Result != Implemented {
		return "", answered{row.Result, "no list at"}
	} else if last.Response.Status != http.StatusOK { // there is something, and what lies below was not asked for
		return "", answered{Unclear, "no list at"}
	}
	value, _ := schemas.Decode(last.Response.Body)
	object, _ := value.(map[string]any)
	items, _ := object["value"].([]any)
	for _, item := range items {
		object, _ := item.(map[string]any)
		if id := resource.IDOf(object); id != "" {
			return id, answered{}
		}
	}
	return "", answered{Unclear, "nothing in"}
}
