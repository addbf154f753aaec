package exercise

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/cleanup"
	"graphconform/suites/conform"
	"graphconform/suites/guard"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

const things = "http://h/beta/things"

// lostTarget answers GET by URL; what it does not know is in trouble.
type lostTarget map[string]string

func (t lostTarget) Root() string              { return "http://h" }
func (t lostTarget) HasToken() bool            { return true }
func (t lostTarget) SameOrigin(to string) bool { return strings.HasPrefix(to, "http://h/") }
func (t lostTarget) Send(_ context.Context, request fixtures.Request) []fixtures.Exchange {
	body, known := t[request.URL]
	answer := &fixtures.Response{Status: http.StatusInternalServerError, Header: http.Header{}}
	if known {
		answer.Status, answer.Body = http.StatusOK, []byte(body)
	}
	return []fixtures.Exchange{{Request: request, Attempt: 1, Response: answer}}
}

// removedOnly is a journal that remembers what is said to be gone.
type removedOnly []string

func (r *removedOnly) Held(string, []string) error        { return nil }
func (r *removedOnly) Intend(cleanup.Intent) (int, error) { return 1, nil }
func (r *removedOnly) Answered(int, string)               {}
func (r *removedOnly) Writing(string, []string)           {}
func (r *removedOnly) Original(string, []byte) error      { return nil }
func (r *removedOnly) Changing(string, []byte, bool)      {}
func (r *removedOnly) Restored(string)                    {}
func (r *removedOnly) Removed(object string)              { *r = append(*r, object) }

// What is not proved the run's own, and cannot be looked for either, stays in the journal: a later sweep may find it.
func TestDisownedStaysInTheJournal(t *testing.T) {
	for name, test := range map[string]struct {
		target lostTarget
		left   string
	}{
		"the collection cannot be listed": {lostTarget{}, "cannot be listed"},
		"the list shows no value":         {lostTarget{things: `{"id":"8"}`}, "cannot be listed"},
		"nothing shows what was posted":   {lostTarget{things: `{"value":[]}`}, "nothing there is seen to be what it made"},
	} {
		t.Run(name, func(t *testing.T) {
			journal := &removedOnly{}
			r := &run{guard: guard.New(test.target, guard.Options{Run: "run"})}
			r.target.Journal = journal
			s := &session{ctx: t.Context(), run: r, sent: map[string][]cleanup.Intent{
				things + "/7": {{Collection: things, Marks: []string{"mark of the run"}}},
			}}
			s.disown(things+"/7", "GET answered 500")
			left := fmt.Sprint(s.findLost(t.Context()))
			if !strings.Contains(left, test.left) || len(*journal) > 0 {
				t.Errorf("left %q, removed %v", left, *journal)
			}
		})
	}
}

// changes is a journal that remembers how often a singleton's change was noted, before and after it.
type changes struct {
	removedOnly
	before, after int
}

func (c *changes) Changing(_ string, _ []byte, done bool) {
	if done {
		c.after++
	} else {
		c.before++
	}
}

// An update without credentials may be carried out: the journal must know of it, so that a sweep brings the singleton back.
func TestProbesOfSingletonsAreJournalled(t *testing.T) {
	const single = "http://h/beta/settings/one"
	journal := &changes{}
	r := &run{guard: guard.New(lostTarget{single: `{}`}, guard.Options{Run: "run"})}
	r.target.Journal = journal
	r.guard.Single(single, map[string]any{})
	s := &session{ctx: t.Context(), run: r, unit: &unitState{breaker: newBreaker(t.Context())}, original: &conform.Record{},
		resource: &resource.Resource{Kind: resource.Singleton}, at: scenario.Collection{URL: single, Shared: true}}
	s.Probe(scenario.AuthUpdate.About("none"), scenario.Probe{Operation: schemas.Update, Method: http.MethodPatch, URL: single,
		Body: []byte(`{"enabled":true}`)})
	if journal.before != 1 || journal.after != 1 {
		t.Errorf("noted %d before, %d after", journal.before, journal.after)
	}
}
