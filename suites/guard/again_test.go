package guard_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"graphconform/fixtures"
	"graphconform/fixtures/wire"
	"graphconform/suites/guard"
)

// busy answers the first writes with 429, and gives the object to somebody else behind the first of them.
type busy struct {
	key       string
	throttled int
	shown     string
	others    string // what stands there after the first write; empty for the same
	writes    []string
	looks     int
}

func (b *busy) RoundTrip(r *http.Request) (*http.Response, error) {
	answer := &http.Response{Status: "200 OK", StatusCode: 200, ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{}, Request: r}
	switch {
	case r.Method == http.MethodGet && !strings.HasSuffix(r.URL.Path, b.key):
		answer.StatusCode = 404
	case r.Method == http.MethodGet:
		b.looks++
		answer.Body = io.NopCloser(bytes.NewReader([]byte(b.shown)))
		return answer, nil
	case len(b.writes) < b.throttled:
		answer.StatusCode = 429
		answer.Header.Set("Retry-After", "5")
		fallthrough
	default:
		b.writes = append(b.writes, r.Method)
		if b.others != "" {
			b.shown = b.others
		}
	}
	answer.Body = http.NoBody
	return answer, nil
}

// A write that waited is looked at anew before it goes: what it was meant for may be another's by then.
func TestWritesAreLookedAtAgain(t *testing.T) {
	mark := tag("run")
	mine, others := `{"id":"KEY","name":"`+mark+`"}`, `{"id":"KEY","name":"Payroll"}`
	for _, test := range []struct {
		what, key string
		throttled int
		others    bool
		rate      float64
		writes    int // that arrive, of two
		looks     int
	}{
		{"nothing waits", "7", 0, false, 0, 2, 2},
		{"a target too busy", "7", 2, false, 0, 4, 4},
		{"a target too busy, and another's object afterwards", "7", 1, true, 0, 1, 2},
		{"the same under a key that never comes again", "abc-def", 1, true, 0, 1, 2},
		{"the second write waits for its turn", "7", 0, false, 0.1, 2, 3},
		{"so it does, under a key that never comes again", "abc-def", 0, false, 0.5, 2, 2},
	} {
		t.Run(test.what, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				to := &busy{key: test.key, throttled: test.throttled, shown: strings.ReplaceAll(mine, "KEY", test.key)}
				if test.others {
					to.others = strings.ReplaceAll(others, "KEY", test.key)
				}
				sender, err := wire.New(wire.Config{Root: root, Transport: to, InFlight: 1, WriteRate: test.rate})
				if err != nil {
					t.Fatal(err)
				}
				g := guard.New(sender, guard.Options{Run: "run"})
				object, why := g.Claim(collection, test.key, []byte(strings.ReplaceAll(mine, "KEY", test.key)))
				if why != "" {
					t.Fatal(why)
				}
				for range 2 {
					g.Send(t.Context(), fixtures.Request{Method: http.MethodPatch, URL: object, Body: []byte(`{"name":"x"}`)})
				}
				if len(to.writes) != test.writes || to.looks != test.looks {
					t.Errorf("%d writes and %d looks, want %d and %d; held back %v",
						len(to.writes), to.looks, test.writes, test.looks, g.Refused())
				}
				if refused := g.Refused(); (len(refused) > 0) != test.others {
					t.Errorf("held back: %v", refused)
				}
			})
		})
	}
}
