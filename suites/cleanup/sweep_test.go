package cleanup_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"graphconform/fixtures"
	"graphconform/schemas/odata"
	"graphconform/suites/cleanup"
	"graphconform/suites/guard"
)

const (
	root   = "http://127.0.0.1:8080"
	things = root + "/beta/things"
	run    = "1a2b3c4d"
	name   = "graphconform-" + run
)

// shelf holds objects by URL, and lists them. It is safe for concurrent use.
type shelf struct {
	mutex   sync.Mutex
	objects map[string]string
	writes  []string
	patched string // what an object is after a PATCH
}

func (s *shelf) Root() string              { return root }
func (s *shelf) HasToken() bool            { return true }
func (s *shelf) SameOrigin(to string) bool { return strings.HasPrefix(to, root+"/") }
func (s *shelf) Send(_ context.Context, request fixtures.Request) []fixtures.Exchange {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	body, known := s.objects[request.URL]
	answer := &fixtures.Response{Status: http.StatusNotFound, Header: http.Header{}}
	switch {
	case request.Method != http.MethodGet:
		s.writes = append(s.writes, request.Method+" "+request.URL)
		switch {
		case known && request.Method == http.MethodPatch:
			answer.Status, s.objects[request.URL] = http.StatusOK, s.patched
		case known:
			answer.Status = http.StatusNoContent
			delete(s.objects, request.URL)
		}
	case known:
		answer.Status, answer.Body = http.StatusOK, []byte(body)
	case request.URL == things:
		var items []string
		for _, object := range s.objects {
			items = append(items, object)
		}
		answer.Status, answer.Body = http.StatusOK, []byte(`{"value":[`+strings.Join(items, ",")+`]}`)
	}
	return []fixtures.Exchange{{Request: request, Attempt: 1, Response: answer}}
}

func (s *shelf) put(id, text string) string {
	s.objects[things+"/"+id] = fmt.Sprintf(`{"id":%q,"displayName":%q}`, id, text)
	return things + "/" + id
}

func mark(i int) string {
	const letters = "abcdefghjkmnpqrstuvwxyz23456789"
	text := ""
	for range 5 {
		text, i = text+letters[i%len(letters):][:1], i/len(letters)
	}
	return odata.TagPrefix(run) + text
}

func guarded(s *shelf) *guard.Guard {
	return guard.New(s, guard.Options{Tenant: true, Run: run, Name: name})
}

// Each object that is removed, or would be, shows a text that only the run sent; what is left has one line.
func TestSweep(t *testing.T) {
	intent := func(marks ...string) cleanup.Intent { return cleanup.Intent{Collection: things, Marks: marks} }
	for title, test := range map[string]struct {
		prepare func(*shelf) cleanup.Leftovers
		removed []string
		left    []string
	}{
		"by its mark, in another letter case": {func(s *shelf) cleanup.Leftovers {
			return cleanup.Leftovers{Made: []cleanup.Made{{URL: s.put("g1", "PREFIX "+strings.ToUpper(mark(1))+" SUFFIX"),
				Intent: intent(mark(1))}}}
		}, []string{"g1"}, nil},
		"not by another mark of the run": {func(s *shelf) cleanup.Leftovers {
			return cleanup.Leftovers{Made: []cleanup.Made{{URL: s.put("g1", mark(2)), Intent: intent(mark(1))}}}
		}, nil, []string{"g1: does not show what the run wrote into it"}},
		"by what an update wrote": {func(s *shelf) cleanup.Leftovers {
			url := s.put("g1", mark(2))
			return cleanup.Leftovers{Made: []cleanup.Made{{URL: url, Intent: intent(mark(1))}},
				Written: map[string][]string{url: {mark(2)}}}
		}, []string{"g1"}, nil},
		"a parent by its name alone": {func(s *shelf) cleanup.Leftovers {
			return cleanup.Leftovers{Made: []cleanup.Made{
				{URL: s.put("g1", name+"-1"), Intent: cleanup.Intent{Collection: things, Name: name + "-1", Marks: []string{name + "-1",
					mark(1)}}},
				{URL: s.put("g2", mark(1)), Intent: cleanup.Intent{Collection: things, Name: name + "-2", Marks: []string{name + "-2",
					mark(1)}}},
			}}
		}, []string{"g1"}, []string{"g2: does not show"}},
		"not by a text that is no mark": {func(s *shelf) cleanup.Leftovers {
			return cleanup.Leftovers{Made: []cleanup.Made{{URL: s.put("g1", "Payroll of 2026"), Intent: intent("payroll of 2026",
				"graphconform-2-1", "")}}}
		}, nil, []string{"g1: does not show"}},
		"two POSTs of one body, both lost": {func(s *shelf) cleanup.Leftovers {
			s.put("g1", mark(1))
			s.put("g2", mark(1))
			return cleanup.Leftovers{Unanswered: []cleanup.Intent{intent(mark(1)), intent(mark(1))}, Held: map[string][]string{things: {}}}
		}, []string{"g1", "g2"}, nil},
		"a copy that others made of it": {func(s *shelf) cleanup.Leftovers {
			s.put("g1", mark(1))
			s.put("g2", "Copy of "+mark(1))
			return cleanup.Leftovers{Unanswered: []cleanup.Intent{intent(mark(1))}, Held: map[string][]string{things: {}}}
		}, nil, []string{"g1: 2 objects show the mark of 1 that the run may have made", "g2: 2 objects show"}},
		"what was there before": {func(s *shelf) cleanup.Leftovers {
			s.put("g1", mark(1))
			return cleanup.Leftovers{Unanswered: []cleanup.Intent{intent(mark(1))}, Held: map[string][]string{things: {"g1"}}}
		}, nil, []string{"lists what the run made under the id of an object that was there before"}},
		"in a collection that is not there": {func(*shelf) cleanup.Leftovers {
			lost := cleanup.Intent{Collection: things + "/g1/parts", Marks: []string{mark(1)}}
			return cleanup.Leftovers{Unanswered: []cleanup.Intent{lost}}
		}, nil, []string{"g1/parts (a collection, in which something may be left): " +
			"cannot be listed, so something made there may be left: GET answered 404"}},
		"gone with its parent": {func(*shelf) cleanup.Leftovers {
			return cleanup.Leftovers{Made: []cleanup.Made{{URL: things + "/g1/parts/1", Intent: intent(mark(1))}},
				Removed: map[string]bool{things + "/g1": true}}
		}, nil, nil},
	} {
		for _, preview := range []bool{true, false} {
			s := &shelf{objects: map[string]string{}}
			leftovers, sweep := test.prepare(s), cleanup.Sweep
			if preview {
				sweep = cleanup.Preview
			}
			got := sweep(t.Context(), guarded(s), leftovers)
			var removed []string
			for _, url := range got.Removed {
				removed = append(removed, strings.TrimPrefix(url, things+"/"))
			}
			fits := slices.EqualFunc(got.Left, test.left, func(left cleanup.Remains, want string) bool {
				line := left.String()
				return strings.HasPrefix(line, things+"/"+want) ||
					strings.HasPrefix(line, things+" (a collection, in which something may be left): "+want)
			})
			if !slices.Equal(removed, test.removed) || !fits || preview && len(s.writes) > 0 || !preview &&
				len(s.writes) != len(test.removed) {
				t.Errorf("%s, preview %t: removed %q, left %q, writes %q", title, preview, removed, got.Left, s.writes)
			}
		}
	}
}

// 10^5 POSTs without an answer, in a collection of 10^4 objects of others, take seconds.
func TestSweepOfManyLines(t *testing.T) {
	s := &shelf{objects: map[string]string{}}
	left := cleanup.Leftovers{Held: map[string][]string{things: {}}, Below: []string{root + "/beta/"}}
	for i := range 10_000 {
		s.put(fmt.Sprint("theirs-", i), "Payroll")
		left.Held[things] = append(left.Held[things], fmt.Sprint("theirs-", i))
	}
	for i := range 100_000 {
		left.Unanswered = append(left.Unanswered, cleanup.Intent{Collection: things, Marks: []string{mark(i)}})
	}
	s.put("g1", mark(77_777))
	start := time.Now()
	got := cleanup.Sweep(t.Context(), guarded(s), left)
	if took := time.Since(start); len(got.Removed) != 1 || len(got.Left) != 0 || len(s.writes) != 1 || took > 30*time.Second {
		t.Errorf("%d removed, %d left, %d writes, %s", len(got.Removed), len(got.Left), len(s.writes), took)
	} else {
		t.Log(took.Round(time.Millisecond))
	}
}

// A singleton is brought back where it shows what the run wrote last, and nowhere else.
func TestRestore(t *testing.T) {
	const single = root + "/beta/single"
	original, wrote := `{"text":"old","n":1,"unset":null,"list":[1]}`, [][]byte{[]byte(`{"text":"mid"}`), []byte(`{"text":"new","n":2}`)}
	for title, test := range map[string]struct {
		now      string
		wrote    [][]byte
		tenant   bool
		restored bool
		left     string
		writes   int
	}{
		"shows the last":       {now: `{"text":"NEW","n":2.0,"list":[]}`, wrote: wrote, restored: true, writes: 1},
		"shows the one before": {now: `{"text":"mid","n":7}`, wrote: wrote, restored: true, writes: 1},
		"in a wrapper":         {now: `{"value":{"text":"new","n":2}}`, wrote: wrote, restored: true, writes: 1},
		"shows what others wrote since": {now: `{"text":"theirs","n":2}`, wrote: wrote,
			left: "does not show what the run wrote last"},
		"is as it was": {now: `{"text":"old","n":1,"list":[1]}`, wrote: wrote},
		"but for a list": {now: `{"text":"old","n":1,"list":[2]}`,
			wrote: [][]byte{[]byte(`{"text":"old","list":[2]}`)}, restored: true, writes: 1},
		"was never written": {now: `{"text":"theirs"}`},
		"is not there":      {wrote: wrote, left: "GET answered 404"},
		"what was written shows nothing to go": {now: `{"list":[2]}`, wrote: [][]byte{[]byte(`{"list":[2]}`)},
			left: "does not show what the run wrote last"},
		"in a tenant": {now: `{"text":"new","n":2}`, wrote: wrote, tenant: true, left: "PATCH"},
	} {
		s := &shelf{objects: map[string]string{}, patched: `{"text":"old","n":1}`}
		if test.now != "" {
			s.objects[single] = test.now
		}
		g := guard.New(s, guard.Options{Tenant: test.tenant, Run: run, Name: name})
		got := cleanup.Sweep(t.Context(), g, cleanup.Leftovers{Changed: map[string]cleanup.Changed{single: {Original: []byte(original),
			Wrote: test.wrote}}})
		left := fmt.Sprint(got.Left)
		if (len(got.Restored) == 1) != test.restored || (len(got.Left) == 0) != (test.left == "") || !strings.Contains(left, test.left) ||
			len(s.writes) != test.writes {
			t.Errorf("%s: restored %q, left %q, writes %q", title, got.Restored, got.Left, s.writes)
		}
	}
}
