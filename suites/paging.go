package suites

import (
	"fmt"
	"net/http"

	"graphconform/fixtures/wire"
	"graphconform/schemas"
)

// How far a list is followed: so many pages, and so many in a row that bring nothing new.
const (
	maxPages     = 2000
	maxIdlePages = 25
)

// List reads the scenario's collection to its last page. A singleton has none.
func (s *Session) List(label string) *Record {
	if s.resource.form == singleton {
		return &Record{Label: label, why: "there is no collection", skipped: true}
	}
	return s.listAt(label, s.parent)
}

// listAt follows @odata.nextLink, which is opaque (OData JSON Format 4.01, section 4.6.5).
func (s *Session) listAt(label string, at place) *Record {
	r := &Record{Label: label, kind: schemas.List, ids: map[string]bool{}, made: s.ids()}
	seen := map[string]bool{}
	idle := 0 // pages in a row that brought no new object
	for next := at.collection; next != ""; {
		if why := s.unit.halted(http.MethodGet); why != "" {
			r.why, r.Broken = why, why
			break
		}
		seen[next] = true
		r.Exchanges = append(r.Exchanges, s.exchange(http.MethodGet, next, nil, nil)...)
		r.Pages = append(r.Pages, len(r.Exchanges)-1)
		r.read()
		if !r.OK() {
			if other := s.besideContext(r, seen); other != "" {
				next = other
				continue
			}
			break
		}
		known := len(r.ids)
		link := r.page()
		if link == "" {
			break
		}
		if idle++; len(r.ids) > known {
			idle = 0
		}
		resolved, err := wire.Resolve(r.last().Request.URL, link)
		switch {
		case err != nil:
			r.Broken = fmt.Sprintf("@odata.nextLink %q is no URL", cut(link, 100))
		case !s.exercise.target.Sender.SameOrigin(resolved):
			r.Broken = fmt.Sprintf("@odata.nextLink leads to another origin: %s", cut(resolved, 100))
		case seen[resolved]:
			r.Broken = fmt.Sprintf("@odata.nextLink leads back to a page already read: %s", cut(resolved, 100))
		case len(r.Pages) >= maxPages || idle >= maxIdlePages:
			r.Broken = fmt.Sprintf("@odata.nextLink still there after %d pages, the last %d of them without a new object", len(r.Pages), idle)
		}
		if r.Broken != "" {
			break
		}
		next = resolved
	}
	return s.record(r)
}

// ids returns the ids of what the scenario created so far.
func (s *Session) ids() map[string]bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	made := map[string]bool{}
	for _, r := range s.records {
		if r.kind == schemas.Create && r.OK() && r.ID() != "" {
			made[r.ID()] = true
		}
	}
	return made
}

// page takes the items of the page just read and returns its nextLink, which OData 4.01 also writes without odata.
func (r *Record) page() string {
	object, _ := r.value.(map[string]any)
	r.controls = append(r.controls, object)
	value, _ := object["value"].([]any)
	for _, element := range value {
		if item, ok := element.(map[string]any); ok {
			r.items = append(r.items, item)
			if id, ok := item["id"].(string); ok {
				r.ids[id] = true
			}
		}
	}
	link, ok := object["@odata.nextLink"].(string)
	if !ok {
		link, _ = object["@nextLink"].(string)
	}
	return link
}

// besideContext resolves the link that led to a page which is not there against the context URL in place of the request's
// (OData JSON Format 4.01, section 4.3): services do either. Empty where there is nothing else to try.
func (s *Session) besideContext(r *Record, seen map[string]bool) string {
	if len(r.Pages) < 2 || len(r.controls) == 0 {
		return ""
	}
	page := r.controls[len(r.controls)-1]
	link, _ := page["@odata.nextLink"].(string)
	context, _ := page["@odata.context"].(string)
	base, err := wire.Resolve(r.last().Request.URL, context)
	if link == "" || context == "" || err != nil {
		return ""
	}
	other, err := wire.Resolve(base, link)
	if err != nil || seen[other] || !s.exercise.target.Sender.SameOrigin(other) {
		return ""
	}
	return other
}
