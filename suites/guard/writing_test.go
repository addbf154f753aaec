package guard_test

import (
	"net/http"
	"testing"

	"graphconform/fixtures"
	"graphconform/suites/guard"
)

// An object without a mark shows any of the values that updates side by side wrote, until one alone settles it. Only one that was proved
// before is proved by them.
func TestObjectChangedSideBySide(t *testing.T) {
	to := &target{bodies: map[string]string{collection: `{"value":[]}`}}
	var g *guard.Guard
	made := func() {
		g = guard.New(to, guard.Options{})
		if _, err := g.Before(t.Context(), collection); err != nil {
			t.Fatal(err)
		}
		g.Claim(collection, "7", []byte(`{"on":0}`))
	}
	passes := func(when, shown string, want bool) {
		t.Helper()
		to.bodies[item], to.writes = shown, nil
		g.Send(t.Context(), fixtures.Request{Method: http.MethodPatch, URL: item, Body: []byte(`{"on":4}`)})
		if got := len(to.writes) == 1; got != want {
			t.Errorf("%s, shown %s: sent %t, want %t", when, shown, got, want)
		}
	}
	write := func(body string) func(bool) { return g.Writes(item, []byte(body)) }

	made()
	write(`{"on":1}`)
	write(`{"on":2}`)
	passes("never proved", `{"id":"7","on":2}`, false)

	made()
	passes("as it was made", `{"id":"7","on":0}`, true)
	alone := write(`{"on":1}`)
	passes("one under way", `{"id":"7","on":0}`, true)
	alone(false)
	first, second := write(`{"on":5}`), write(`{"on":6}`)
	passes("both under way", `{"id":"7","on":5}`, true)
	passes("both under way", `{"id":"7","on":0}`, true)
	first(true)
	second(true)
	passes("both done", `{"id":"7","on":5}`, true)
	passes("both done", `{"id":"7","on":6}`, true)
	write(`{"on":8}`)(true)
	passes("settled", `{"id":"7","on":8}`, true)
	passes("settled", `{"id":"7","on":6}`, false)

	made()
	passes("as it was made", `{"id":"7","on":0}`, true)
	write(`{"on":1}`)
	passes("what no answer settled", `{"id":"7","on":1}`, false)
}
