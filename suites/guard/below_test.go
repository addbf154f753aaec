package guard_test

import (
	"net/http"
	"testing"

	"graphconform/fixtures"
	"graphconform/suites/guard"
)

// Below a parent of the run's own a POST may be answered with the key of another one's object, which a target without regard to parents
// finds there too.
func TestBelowAParentTheIDIsNoProof(t *testing.T) {
	const other = collection + "/f0f0f0f0-1111-4111-8111-222233334444"
	const parent = collection + "/a0a0a0a0-1111-4111-8111-222233334444"
	const key = "/parts/c0c0c0c0-1111-4111-8111-222233334444"
	text := []byte(`{"name":"Value ` + tag("run") + `"}`)
	bare, numbers := []byte(`{"@odata.type":"#microsoft.graph.part"}`), []byte(`{"platform":5,"state":"on","size":7}`)
	for name, test := range map[string]struct {
		sent         []byte
		shown        string // below the parent
		anywhere     bool   // and below any other
		free, tenant bool   // whether it is written to, on a machine of one's own and in a tenant
	}{
		"its text":              {text, string(text), true, true, true},
		"another one's text":    {text, `{"name":"CEO laptop"}`, true, false, false},
		"changed, and not flat": {text, `{"name":"VALUE"}`, false, true, false},
		"its numbers":           {numbers, `{"platform":5,"state":"on","size":7}`, true, true, true},
		"most of its numbers":   {numbers, `{"platform":5,"state":"on","size":8}`, true, true, false},
		"other numbers":         {numbers, `{"platform":4,"state":"off","size":7}`, true, false, false},
		"nothing to tell by":    {bare, `{"name":"CEO laptop"}`, true, false, false},
		"nothing, and not flat": {bare, `{"name":null}`, false, true, false},
		"not there at all":      {text, "", false, true, false},
	} {
		for _, tenant := range []bool{false, true} {
			to := &target{bodies: map[string]string{parent: `{"displayName":"n-12"}`, other: `{"displayName":"n-13"}`}}
			if test.shown != "" {
				to.bodies[parent+key] = test.shown
			}
			if test.anywhere {
				to.bodies[other+key] = test.shown
			}
			g := guard.New(to, guard.Options{Tenant: tenant, Run: "run", Name: "n"})
			for url, sent := range map[string]string{parent: `{"displayName":"n-12"}`, other: `{"displayName":"n-13"}`} {
				g.Claim(collection, url[len(collection)+1:], []byte(sent))
				if why := g.Within(t.Context(), url); why != "" {
					t.Fatal(why)
				}
			}
			g.Claim(parent+"/parts", key[len("/parts/"):], test.sent)
			want := test.free
			if tenant {
				want = test.tenant
			}
			for _, method := range []string{http.MethodPatch, http.MethodDelete} {
				to.writes = nil
				if g.Send(t.Context(), fixtures.Request{Method: method, URL: parent + key}); (len(to.writes) > 0) != want {
					t.Errorf("%s, tenant %t: %s sent %v, want %t", name, tenant, method, to.writes, want)
				}
				if g.Send(t.Context(), fixtures.Request{Method: method, URL: parent + key + "/sub"}); (len(to.writes) > 1) != want {
					t.Errorf("%s, tenant %t: below it: %v, want %t", name, tenant, to.writes, want)
				}
			}
		}
	}
}

// A key may be its own image in whatever form nobody has: no object is taken for one that stands under any key.
func TestNoKeyStandsForAnother(t *testing.T) {
	sent := []byte(`{"name":"Value ` + tag("run") + `"}`)
	for _, id := range []string{"0", "5", "987654321", "T_0", "T_5", "ff", "FF", "f0", "xyz", "00000000-0000-0000-0000-000000000000",
		"ffffffff-ffff-ffff-ffff-ffffffffffff", "c9", "a-1"} {
		to := &target{bodies: map[string]string{}}
		for _, there := range []string{id, "0", "T_0", "1", "a-0"} {
			to.bodies[collection+"/"+there] = string(sent)
		}
		g := guard.New(to, guard.Options{Run: "run"})
		g.Claim(collection, id, sent)
		if g.Send(t.Context(), fixtures.Request{Method: http.MethodPatch, URL: collection + "/" + id}); len(to.writes) != 1 {
			t.Errorf("%s: held back: %v", id, g.Refused())
		}
	}
}
