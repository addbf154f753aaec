package guard_test

import (
	"net/http"
	"testing"

	"graphconform/fixtures"
	"graphconform/suites/conform"
	"graphconform/suites/guard"
)

// A request to an object goes out by whatever method only where a look shows that the object is the run's own: below its own parents too,
// and never where nothing is.
func TestSendToObject(t *testing.T) {
	mine, others := `{"id":"7","name":"Value `+tag("run")+`"}`, `{"id":"7","name":"Value `+tag("another run")+`"}`
	const below = item + "/parts/1"
	methods := []string{http.MethodHead, http.MethodPut, http.MethodPost, http.MethodPatch, http.MethodDelete, conform.NoMethod}
	for name, test := range map[string]struct {
		url     string
		shown   string
		claimed bool
		options guard.Options
		methods []string // that pass
	}{
		"own":                    {url: item, shown: mine, claimed: true, methods: methods},
		"own, in a tenant":       {url: item, shown: mine, claimed: true, options: guard.Options{Tenant: true}, methods: methods},
		"another's":              {url: item, shown: others, claimed: true},
		"own by nobody's word":   {url: item, shown: mine},
		"nothing":                {url: item, claimed: true},
		"nothing below a parent": {url: below},
		"a collection":           {url: collection, shown: mine},
		"an action": {url: item + "/wipe", shown: mine, claimed: true,
			options: guard.Options{Calls: map[string]bool{"wipe": true}}},
		"with a query":                {url: item + "?a=b", shown: mine, claimed: true},
		"only reading":                {url: item, shown: mine, claimed: true, options: guard.Options{ReadOnly: true}},
		"a target of the run's own":   {url: item, options: guard.Options{Private: true}, methods: methods},
		"away, from one of its own":   {url: "http://other/beta/things/7", options: guard.Options{Private: true}},
		"in several ways of reading":  {url: collection + "/7%2F8", shown: mine},
		"a cast of an own object":     {url: item + "/microsoft.graph.thing", shown: mine},
		"what the run never heard of": {url: collection + "/8", shown: mine},
	} {
		t.Run(name, func(t *testing.T) {
			for _, method := range append(methods, "TRACE", "COPY", "OPTIONS") {
				to := &target{bodies: map[string]string{}}
				test.options.Run = "run"
				g := guard.New(to, test.options)
				if test.claimed {
					g.Claim(collection, "7", []byte(mine))
					to.bodies[item] = mine // and the parent of what lies below is proved
					if why := g.Within(t.Context(), item); why != "" && !test.options.ReadOnly && test.shown == mine {
						t.Fatal(why)
					}
				}
				delete(to.bodies, item)
				if test.shown != "" {
					to.bodies[test.url] = test.shown
				}
				g.SendToObject(t.Context(), fixtures.Request{Method: method, URL: test.url})
				may := false
				for _, passes := range test.methods {
					may = may || passes == method
				}
				if passed := len(to.writes) == 1; passed != may {
					t.Errorf("%s: sent %v", method, to.writes)
				}
			}
		})
	}
}

// By the way of all other requests no other method goes out, to whatever it leads.
func TestOtherMethodsAreHeldBack(t *testing.T) {
	mine := `{"id":"7","name":"Value ` + tag("run") + `"}`
	for _, private := range []bool{false, true} {
		to := &target{bodies: map[string]string{item: mine}}
		g := guard.New(to, guard.Options{Run: "run", Private: private})
		g.Claim(collection, "7", []byte(mine))
		for _, method := range []string{http.MethodPut, http.MethodHead, http.MethodOptions, conform.NoMethod} {
			g.Send(t.Context(), fixtures.Request{Method: method, URL: item})
			g.Send(t.Context(), fixtures.Request{Method: method, URL: collection})
		}
		if len(to.writes) > 0 {
			t.Errorf("sent %v", to.writes)
		}
	}
}
