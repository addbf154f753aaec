package exercise

import (
	"fmt"
	"net/http"
	"time"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

// How far a list is followed: so many pages, and so many in a row that bring nothing new.
const (
	maxPages     = 2000
	maxIdlePages = 25
)

// List reads a collection to its last page. A singleton has none.
func (s *session) List(step conform.Step, at scenario.Collection) *conform.Record {
	if s.resource.Kind == resource.Singleton {
		return &conform.Record{Step: step, NotSent: conform.NotSent{Cause: conform.Skipped, Detail: "there is no collection"}}
	}
	return s.list(step, at)
}

// list reads a collection, until it shows what the session wrote there where that may take a while. The record holds every attempt.
func (s *session) list(step conform.Step, at scenario.Collection) *conform.Record {
	r := s.readList(step, at)
	s.await(func() ([]string, time.Time) { return s.lateInList(r, at.URL) }, func() {
		before, again := r.Exchanges, s.readList(step, at)
		for i := range again.Pages {
			again.Pages[i] += len(before)
		}
		again.Exchanges = append(before, again.Exchanges...)
		*r = *again
	})
	return s.record(r)
}

// readList follows @odata.nextLink, which is opaque (OData JSON Format 4.01, section 4.6.5).
func (s *session) readList(step conform.Step, at scenario.Collection) *conform.Record {
	r := &conform.Record{Step: step, Operation: schemas.List, Made: s.ids()}
	seen := map[string]bool{}
	idle := 0 // pages in a row that brought no new object
	for next := at.URL; next != ""; {
		if why := s.unit.open(http.MethodGet); why.Cause != "" {
			r.NotSent, r.Broken = why, why.Detail
			break
		}
		seen[next] = true
		r.Exchanges = append(r.Exchanges, s.exchange(schemas.List, http.MethodGet, next, nil, nil)...)
		r.Pages = append(r.Pages, len(r.Exchanges)-1)
		r.Read()
		if !r.OK() {
			if other := s.besideContext(r, seen); other != "" {
				next = other
				continue
			}
			break
		}
		known := r.Listed()
		link := r.ReadPage()
		if link == "" || at.Pages > 0 && len(r.Pages) >= at.Pages {
			break
		}
		if idle++; r.Listed() > known {
			idle = 0
		}
		if next, r.Broken = s.nextPage(r, link, seen, idle); r.Broken != "" {
			break
		}
	}
	return r
}

// nextPage resolves the link to the next page, or says why it is not followed.
func (s *session) nextPage(r *conform.Record, link string, seen map[string]bool, idle int) (next, broken string) {
	resolved, err := fixtures.Resolve(r.Last().Request.URL, link)
	switch {
	case err != nil:
		return "", fmt.Sprintf("@odata.nextLink %q is no URL", conform.Cut(link, 100))
	case !s.SameOrigin(resolved):
		return "", "@odata.nextLink leads to another origin: " + conform.Cut(resolved, 100)
	case seen[resolved]:
		return "", "@odata.nextLink leads back to a page already read: " + conform.Cut(resolved, 100)
	case len(r.Pages) >= maxPages || idle >= maxIdlePages:
		return "", fmt.Sprintf("@odata.nextLink still there after %d pages, the last %d of them without a new object", len(r.Pages), idle)
	}
	return resolved, ""
}

// ids returns the ids of what the scenario created so far.
func (s *session) ids() map[string]bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	made := map[string]bool{}
	for _, r := range s.records {
		if r.Operation == schemas.Create && !r.Probe && r.OK() && r.ID() != "" {
			made[r.ID()] = true
		}
	}
	return made
}

// besideContext resolves the link that led to a page which is not there against the context URL in place of the request's
// (OData JSON Format 4.01, section 4.3): services do either. Empty where there is nothing else to try.
func (s *session) besideContext(r *conform.Record, seen map[string]bool) string {
	pages := r.Controls()
	if len(r.Pages) < 2 || len(pages) == 0 {
		return ""
	}
	page := pages[len(pages)-1]
	link, _ := page["@odata.nextLink"].(string)
	context, _ := page["@odata.context"].(string)
	base, err := fixtures.Resolve(r.Last().Request.URL, context)
	if link == "" || context == "" || err != nil {
		return ""
	}
	other, err := fixtures.Resolve(base, link)
	if err != nil || seen[other] || !s.SameOrigin(other) {
		return ""
	}
	return other
}
