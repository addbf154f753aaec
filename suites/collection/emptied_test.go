package collection_test

import (
	"testing"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/conform/conformtest"
	"graphconform/suites/scenario"
)

func TestEmptied(t *testing.T) {
	emptying := conformtest.Record(schemas.Delete, scenario.Emptying.Nth(1), 204, "", "")
	list := func(status int, body string) []*conform.Record {
		return []*conform.Record{deleted(204, ""), emptying, conformtest.Record(schemas.List, scenario.Emptied.Once(), status, "", body)}
	}
	for _, c := range []check{
		{name: "empty", records: []*conform.Record{deleted(204, ""), emptying, conformtest.List(scenario.Emptied.Once(), page())},
			want: conform.Pass},
		{name: "not there", records: list(404, `{}`), want: conform.Fail, says: "status 200 OK with an empty list | 404"},
		{name: "one left", want: conform.Fail,
			records: []*conform.Record{deleted(204, ""), emptying, conformtest.List(scenario.Emptied.Once(), page(object(2)))},
			says:    "/value no entry | 1 entries"},
		{name: "not emptied", records: []*conform.Record{deleted(405, `{}`), conformtest.List(scenario.Emptied.Once(), page(object(2)))},
			want: conform.Inconclusive},
		{name: "shared", shared: true, want: conform.Unsupported},
	} {
		c.rule, c.place, c.operation = "emptied", "emptied", schemas.List
		t.Run(c.name, func(t *testing.T) { c.run(t, belowParent, scenario.Documented.Key()) })
	}
}

func TestParentKept(t *testing.T) {
	const sent, shown = `{"displayName":"a","since":"2017-01-01T00:00:00Z","kept":"b"}`,
		`{"id":"p","displayName":"a","since":"2017-01-01T00:00:00Z","kept":"other"}`
	parent := conformtest.Record(schemas.Create, scenario.Parent.Once(), 201, sent, shown)
	above := conformtest.Record(schemas.Create, scenario.Parent.Once(), 201, `{"displayName":"z"}`, `{"id":"p","displayName":"z"}`)
	above.Exchanges[0].Request.URL = "https://target.example/above" // its key is the same
	seen := func(between int, first string, after int, then string) []*conform.Record {
		read := get(scenario.ParentBefore.Once(), between, first)
		read.Exchanges[0].Request.URL = parent.Last().Request.URL + "/p"
		return []*conform.Record{above, parent, read, get(scenario.ParentKept.Once(), after, then)}
	}
	for _, c := range []check{
		{name: "as it was", records: seen(200, shown, 200, shown), want: conform.Pass},
		{name: "with other times, and what it never kept", want: conform.Pass,
			records: seen(200, shown, 200, `{"id":"p","displayName":"a","since":"2018-01-01T00:00:00Z","kept":"c"}`)},
		{name: "cleared by a create", records: seen(200, `{"id":"p","displayName":null}`, 200, shown), want: conform.Fail,
			says: `/displayName "a"`},
		{name: "cleared by a delete", records: seen(200, shown, 200, `{"id":"p"}`), want: conform.Fail, says: `/displayName "a"`},
		{name: "gone", records: seen(200, shown, 404, `{}`), want: conform.Fail, says: "status the parent still there | 404"},
		{name: "never shown", records: seen(404, `{}`, 404, `{}`), want: conform.Unsupported, says: "does not show the parent"},
		{name: "shared", shared: true, want: conform.Unsupported},
	} {
		c.rule, c.place, c.operation = "parent_kept", "parent_kept", schemas.Create
		t.Run(c.name, func(t *testing.T) { c.run(t, belowParent, scenario.Documented.Key()) })
	}
}

// One Location is followed; no two objects share one.
func TestLocationsApart(t *testing.T) {
	follow := probed(get(scenario.Location.Once(), 200, object(1)))
	plain := []*conform.Record{located(made(1)), made(2), made(3), follow}
	elsewhere := made(3)
	elsewhere.Exchanges[0].Response.Header.Set("Location", "https://target.example/objects/8")
	leads := func(to int) []*conform.Record {
		return []*conform.Record{located(made(1)), made(2), elsewhere, follow, probed(get(scenario.Location.Nth(3), 200, object(to)))}
	}
	for _, c := range []check{
		{name: "one alone", records: plain, want: conform.Pass},
		{name: "one that does not name its object", records: leads(3), want: conform.Pass},
		{name: "one that leads to another object", records: leads(8), want: conform.Fail, says: `Location 200 OK with id "003"`},
		{name: "shared", records: []*conform.Record{located(made(1)), located(made(2)), made(3), follow}, want: conform.Fail,
			says: "Location another one than that of base#1 | https://target.example/objects/1"},
	} {
		c.rule, c.place, c.operation = "location", "location", schemas.Create
		t.Run(c.name, func(t *testing.T) { c.run(t, belowParent, scenario.Lifecycle.Key()) })
	}
}
