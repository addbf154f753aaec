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
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/guard"
	"graphconform/suites/plan"
	"graphconform/suites/resource"
)

// Result is what one operation is found to be.
type Result string

// The results. Refused is what DESIGN counts as such: 405, 501, 404 on the collection, or 400 with a text that says so.
const (
	Implemented Result = "implemented"
	Refused     Result = "refused"
	Forbidden   Result = "forbidden"
	Unlicensed  Result = "unlicensed"
	Unknown     Result = "unknown" // no parent to ask below, no answer, or not asked
)

// Row is one operation.
type Row struct {
	Operation string `json:"operation"` // "beta/deviceComplianceDeviceStatus create"
	Method    string `json:"method"`
	Path      string `json:"path"` // with version, as it was asked for
	Result    Result `json:"result"`
	Status    int    `json:"status,omitempty"`
	Detail    string `json:"detail,omitempty"`
}

// Probe asks for operations. What is no GET is sent so that it cannot do anything: a body that is no JSON, or an id that nothing has.
type Probe struct {
	Sender  *guard.Guard      // it looks before it lets a write go to an id that nothing has
	Parents map[string]string // id by placeholder
	Writes  bool              // other methods than GET may be sent

	listed map[string]string // first id by collection
}

// Map returns a row for every operation of the plan's resources, in plan order. Actions are not asked for: they may do what cannot be
// undone.
func (p *Probe) Map(ctx context.Context, plan *plan.Plan) []Row {
	p.listed = map[string]string{}
	var rows []Row
	for _, unit := range plan.Units {
		contract := unit.Resource.Contract
		for _, op := range contract.Operations {
			if op.Kind != schemas.Action && op.Kind != schemas.Function && len(op.Paths) > 0 {
				rows = append(rows, p.ask(ctx, contract.Version, unit.Resource.ID(), op))
			}
		}
	}
	return rows
}

func (p *Probe) ask(ctx context.Context, version, resource string, op schemas.Operation) Row {
	row := Row{Operation: resource + " " + string(op.Kind), Method: op.Method, Path: "/" + version + op.Paths[0], Result: Unknown}
	onItem := strings.HasSuffix(op.Paths[0], "}")
	if row.Method != http.MethodGet && !p.Writes {
		row.Detail = "not asked: --allow-writes is not given"
		return row
	}
	path, missing := p.fill(ctx, "/"+version, op.Paths[0], row.Method == http.MethodGet)
	if missing != "" {
		row.Detail = missing
		return row
	}
	row.Path = path
	request := fixtures.Request{Method: row.Method, URL: p.Sender.Root() + path, Header: http.Header{"Accept": {"application/json"}}}
	if row.Method == http.MethodPost || row.Method == http.MethodPatch || row.Method == http.MethodPut {
		request.Body = []byte(`{"@odata.type":`) // no JSON: nothing can come of it
		request.Header.Set("Content-Type", "application/json")
	}
	exchanges := p.Sender.Send(ctx, request)
	row.classify(exchanges[len(exchanges)-1], onItem)
	return row
}

// classify says what an answer shows.
func (r *Row) classify(last fixtures.Exchange, onItem bool) {
	r.Result = Unknown
	if last.Response == nil || !last.Failure.None() {
		r.Detail = conform.Printable(last.Failure.String())
		return
	}
	body := last.Response.Body
	r.Status = last.Response.Status
	switch status := r.Status; {
	case status == 401 || status == 403:
		r.Result = Forbidden
	case status == 400 && bytes.Contains(body, []byte("Request not applicable to target tenant")):
		r.Result = Unlicensed
	case status == 405 || status == 501 || status == 404 && !onItem || status == 400 && conform.NoRoute(body):
		r.Result = Refused
	case status >= 500 || status == 429:
		r.Detail = "the answer tells nothing"
	default:
		r.Result = Implemented
	}
}

// fill puts ids for the placeholders: parents that are given or listed, and at the end an object that is listed, or, where it could be
// changed, an id that nothing has.
func (p *Probe) fill(ctx context.Context, at, template string, read bool) (path, missing string) {
	for {
		before, after, found := strings.Cut(template, "/{")
		at += before
		if !found {
			return at, ""
		}
		name, rest, _ := strings.Cut(after, "}")
		id := p.Parents[name]
		switch {
		case rest == "" && !read:
			id = unusedID()
		case id == "":
			id = p.first(ctx, at)
		}
		if id == "" && rest == "" {
			id = unusedID()
		}
		if id == "" {
			return "", fmt.Sprintf("no parent: nothing at %s; give --parent %s=ID", at, name)
		}
		at += "/" + url.PathEscape(id)
		template = rest
	}
}

// unusedID returns a random id, which nothing has.
func unusedID() string { return fixtures.NewSampler(rand.Uint64(), "").GUID() }

// first returns the id of the first object that a collection lists.
func (p *Probe) first(ctx context.Context, collection string) string {
	if id, asked := p.listed[collection]; asked {
		return id
	}
	p.listed[collection] = ""
	exchanges := p.Sender.Send(ctx, fixtures.Request{Method: http.MethodGet, URL: p.Sender.Root() + collection,
		Header: http.Header{"Accept": {"application/json"}}})
	last := exchanges[len(exchanges)-1]
	if last.Response == nil || last.Response.Status != http.StatusOK {
		return ""
	}
	value, _ := schemas.Decode(last.Response.Body)
	object, _ := value.(map[string]any)
	items, _ := object["value"].([]any)
	at := slices.IndexFunc(items, func(item any) bool {
		object, _ := item.(map[string]any)
		return resource.IDOf(object) != ""
	})
	if at >= 0 {
		p.listed[collection] = resource.IDOf(items[at].(map[string]any))
	}
	return p.listed[collection]
}
