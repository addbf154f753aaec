package collection_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"graphconform/schemas"
	"graphconform/suites/collection"
	"graphconform/suites/conform"
	"graphconform/suites/conform/conformtest"
	"graphconform/suites/scenario"
)

// belowParent is a type of which objects are made below others, onlyListed one that no page makes objects of.
const (
	belowParent = "beta/deviceComplianceScriptDeviceState"
	onlyListed  = "beta/androidCertificateProfileBase"
)

// object is one that was made with a number.
func object(n int) string { return fmt.Sprintf(`{"id":"%03d","scriptOutput":"policy %d"}`, n, n) }

func page(objects ...string) string { return `{"value":[` + strings.Join(objects, ",") + `]}` }

func made(n int) *conform.Record {
	return conformtest.Record(schemas.Create, scenario.Base.Nth(n), 201, fmt.Sprintf(`{"scriptOutput":"policy %d"}`, n), object(n))
}

func get(step conform.Step, status int, body string) *conform.Record {
	return conformtest.Record(schemas.Get, step, status, "", body)
}

func deleted(status int, body string) *conform.Record {
	return conformtest.Record(schemas.Delete, scenario.Delete.Once(), status, "", body)
}

// probed is the record of a request that is no operation on the resource's objects.
func probed(r *conform.Record) *conform.Record {
	r.Probe = true
	return r
}

func located(r *conform.Record) *conform.Record {
	r.Exchanges[0].Response.Header.Set("Location", "https://target.example/objects/1")
	return r
}

// check is evidence of the lifecycle with what a rule must say of it.
type check struct {
	name        string
	rule, place string
	operation   schemas.OperationKind
	shared      bool
	records     []*conform.Record
	want        conform.Verdict
	says        string // of the reason, or of the first finding
}

func (c check) run(t *testing.T, of string, key conform.ScenarioKey) {
	transcript := conformtest.Transcript(key, c.records...)
	transcript.Shared = c.shared
	e := conform.NewEvidence(conformtest.Resource(t, of), []*conform.Transcript{transcript})
	out := conformtest.Judge(t, collection.Family(), c.rule, c.place, c.operation, e)
	text := out.Reason
	if len(out.Findings) > 0 {
		text = out.Findings[0].At + " " + out.Findings[0].Want + " | " + out.Findings[0].Got
	}
	if out.Verdict != c.want || !strings.Contains(text, c.says) {
		t.Errorf("verdict %s, %q; want %s, %q", out.Verdict, text, c.want, c.says)
	}
}

func TestExact(t *testing.T) {
	three := []*conform.Record{conformtest.List(scenario.Vacant.Once(), page()), made(1), made(2), made(3)}
	filled := func(objects ...string) []*conform.Record {
		return append(slices.Clone(three), conformtest.List(scenario.Filled.Once(), page(objects...)))
	}
	again := filled(object(1), `{"id":"009","scriptOutput":"policy 1"}`, "{}")
	again[1] = made(1)
	again[1].Exchanges = append(again[1].Exchanges, again[1].Exchanges[0])
	for _, c := range []check{
		{name: "pass", records: filled(object(1), object(2), object(3)), want: conform.Pass},
		{name: "foreign", records: filled(object(1), object(2), object(3), object(9)), want: conform.Fail,
			says: "/value 3 entries | 4 entries"},
		{name: "sticking", records: append(slices.Clone(three), conformtest.List(scenario.Filled.Once(), page())), want: conform.Fail,
			says: "/value 3 entries | 0 entries"},
		{name: "missing", records: three, want: conform.Inconclusive, says: "was not reached"},
		{name: "shared", records: filled(object(1), object(2), object(3), object(9)), shared: true, want: conform.Pass},
		{name: "shared and doubled", shared: true, want: conform.Fail,
			records: filled(object(1), object(2), object(3), `{"id":"009","scriptOutput":"policy 2"}`),
			says:    `/value one entry with the texts of "002" | a second one`},
		{name: "shared and lost", records: filled(object(9)), shared: true, want: conform.Unsupported, says: "no text tells"},
		{name: "shared and sent again", records: again, shared: true, want: conform.Unsupported, says: "no text tells"},
	} {
		c.rule, c.place, c.operation = "exact", "exact", schemas.List
		t.Run(c.name, func(t *testing.T) { c.run(t, belowParent, scenario.Lifecycle.Key()) })
	}
}

// equal is the create with the values of another object.
func equal(status int, answer string) *conform.Record {
	return conformtest.Record(schemas.Create, scenario.Equal.Once(), status, `{"scriptOutput":"policy 1"}`, answer)
}

func TestTwo(t *testing.T) {
	for _, c := range []check{
		{name: "pass", records: []*conform.Record{made(1), made(2), made(3), equal(201, object(4))}, want: conform.Pass},
		{name: "equal values refused", records: []*conform.Record{made(1), made(2), made(3), equal(409, `{}`)}, want: conform.Pass},
		{name: "equal values fail", records: []*conform.Record{made(1), made(2), made(3), equal(500, ``)}, want: conform.Fail,
			says: "status another object made | 500"},
		{name: "equal values merged", records: []*conform.Record{made(1), made(2), made(3), equal(201, object(1))}, want: conform.Fail,
			says: `the object "001" of base#1`},
		{name: "same", records: []*conform.Record{
			made(1), made(2), conformtest.Record(schemas.Create, scenario.Base.Nth(3), 201, `{}`, object(1)),
		}, want: conform.Fail, says: `the object "001" of base#1`},
		{name: "conflict", records: []*conform.Record{
			made(1), made(2), conformtest.Record(schemas.Create, scenario.Base.Nth(3), 409, `{}`, `{}`),
		}, want: conform.Fail, says: "status another object made | 409"},
		{name: "refused", records: []*conform.Record{conformtest.Record(schemas.Create, scenario.Base.Nth(1), 400, `{}`, `{}`)},
			want: conform.Inconclusive, says: "400 Bad Request"},
		{name: "missing", want: conform.Inconclusive, says: "step base#1"},
	} {
		c.rule, c.place, c.operation = "two", "two", schemas.Create
		t.Run(c.name, func(t *testing.T) { c.run(t, belowParent, scenario.Lifecycle.Key()) })
	}
}

func TestRemoved(t *testing.T) {
	gone, anothers := scenario.Gone.Once(), `{"id":"002","scriptOutput":"another one"}`
	for _, c := range []check{
		{name: "not found", records: []*conform.Record{made(2), deleted(204, ""), get(gone, 404, `{}`)}, want: conform.Pass},
		{name: "gone", records: []*conform.Record{made(2), deleted(204, ""), get(gone, 410, `{}`)}, want: conform.Pass},
		{name: "there", records: []*conform.Record{made(2), deleted(204, ""), get(gone, 200, object(2))}, want: conform.Fail,
			says: "status 404 Not Found | 200 OK"},
		{name: "there, by an id of the same parent", records: []*conform.Record{made(2), deleted(204, ""), get(gone, 200, anothers)},
			want: conform.Fail},
		{name: "an object of others", records: []*conform.Record{made(2), deleted(204, ""), get(gone, 200, anothers)}, shared: true,
			want: conform.Pass},
		{name: "not deleted", records: []*conform.Record{made(2), deleted(500, `{}`), get(gone, 200, object(2))},
			want: conform.Inconclusive,
			says: "DELETE delete answered 500"},
		{name: "missing", records: []*conform.Record{made(2), deleted(204, "")}, want: conform.Inconclusive, says: "step gone"},
	} {
		c.rule, c.place, c.operation = "removed", "removed", schemas.Get
		t.Run(c.name, func(t *testing.T) { c.run(t, belowParent, scenario.Lifecycle.Key()) })
	}
}

func TestRevived(t *testing.T) {
	after := func(update, again int) []*conform.Record {
		return []*conform.Record{
			made(2), deleted(204, ""), get(scenario.Gone.Once(), 404, `{}`),
			conformtest.Record(schemas.Update, scenario.GoneUpdate.Once(), update, `{}`, object(2)),
			get(scenario.GoneAgain.Once(), again, object(2)),
		}
	}
	for _, c := range []check{
		{name: "pass", records: after(404, 404), want: conform.Pass},
		{name: "back", records: after(404, 200), want: conform.Fail, says: "404 Not Found | 200 OK"},
		{name: "refused otherwise", records: after(400, 404), want: conform.Fail, says: "404 Not Found | 400"},
		{name: "missing", records: after(404, 404)[:4], want: conform.Inconclusive},
		{name: "shared", records: after(404, 200), shared: true, want: conform.Unsupported},
	} {
		c.rule, c.place, c.operation = "revived", "revived", schemas.Update
		t.Run(c.name, func(t *testing.T) { c.run(t, belowParent, scenario.Lifecycle.Key()) })
	}
}

func TestDeleteStatus(t *testing.T) {
	length := func(n string) []*conform.Record {
		r := deleted(204, "")
		r.Exchanges[0].Response.Header.Set("Content-Length", n)
		return []*conform.Record{r}
	}
	for _, c := range []check{
		{name: "body", records: []*conform.Record{deleted(204, `{}`)}, want: conform.Fail, says: "body none | {}"},
		{name: "no length", records: length("0"), want: conform.Inconclusive, says: "scenario documented"},
		{name: "a length", records: length("4"), want: conform.Fail, says: "Content-Length none | 4"},
		{name: "other", records: []*conform.Record{deleted(200, "")}, want: conform.Fail, says: "status 204 No Content | 200 OK"},
		{name: "missing", want: conform.Inconclusive},
	} {
		c.rule, c.place, c.operation = "delete_status", "status", schemas.Delete
		t.Run(c.name, func(t *testing.T) { c.run(t, belowParent, scenario.Lifecycle.Key()) })
	}
	of := conformtest.Resource(t, belowParent)
	e := conform.NewEvidence(of, []*conform.Transcript{
		conformtest.Transcript(scenario.Documented.Key(), deleted(204, "")),
		conformtest.Transcript(scenario.Lifecycle.Key(), deleted(204, "")),
	})
	if out := conformtest.Judge(t, collection.Family(), "delete_status", "status", schemas.Delete, e); out.Verdict != conform.Pass {
		t.Errorf("verdict %s %q %v, want pass", out.Verdict, out.Reason, out.Findings)
	}
}

func TestParents(t *testing.T) {
	noSecond := func(cause conform.Cause, why string) []*conform.Record {
		return []*conform.Record{made(1), conformtest.NotSent(scenario.Second.Once(), cause, why)}
	}
	second, read := scenario.SecondGet.Once(), get(scenario.Get.Nth(1), 200, object(1))
	updated, gone := scenario.SecondUpdated.Once(), scenario.SecondDeleted.Once()
	for _, c := range []check{
		{name: "get refused", rule: "get_parent", operation: schemas.Get, records: []*conform.Record{made(1), get(second, 404, `{}`)},
			want: conform.Pass},
		{name: "get answered", rule: "get_parent", operation: schemas.Get, records: []*conform.Record{made(1), get(second, 200, object(1))},
			want: conform.Fail, says: "with the object of another parent"},
		{name: "get another's", rule: "get_parent", operation: schemas.Get,
			records: []*conform.Record{made(1), get(second, 200, object(7))},
			want:    conform.Pass},
		{name: "get missing", rule: "get_parent", operation: schemas.Get, records: []*conform.Record{made(1)}, want: conform.Inconclusive},
		{name: "no second", rule: "get_parent", operation: schemas.Get, records: noSecond(conform.Skipped, "none can be made"),
			want: conform.Unsupported, says: "none can be made"},
		{name: "no object", rule: "get_parent", operation: schemas.Get, records: noSecond(conform.Skipped, ""), want: conform.Inconclusive,
			says: "no object was created"},
		{name: "stopped", rule: "get_parent", operation: schemas.Get,
			records: noSecond(conform.Skipped, "no parent: "+conform.StoppedReason),
			want:    conform.Inconclusive, says: conform.StoppedReason},
		{name: "list", rule: "list_parent", operation: schemas.List, want: conform.Pass, records: []*conform.Record{
			made(1), made(4), conformtest.List(scenario.SecondList.Once(), page(object(7))),
		}},
		{name: "list foreign", rule: "list_parent", operation: schemas.List, want: conform.Fail, records: []*conform.Record{
			made(1), made(4), conformtest.List(scenario.SecondList.Once(), page(object(4))),
		}, says: `the object "004" of another parent`},
		{name: "update", rule: "update_parent", operation: schemas.Update, want: conform.Pass,
			records: []*conform.Record{made(1), read, get(updated, 200, object(1))}},
		{name: "update taken", rule: "update_parent", operation: schemas.Update, want: conform.Fail, says: "/scriptOutput",
			records: []*conform.Record{made(1), read, get(updated, 200, `{"id":"001","scriptOutput":"changed"}`)}},
		{name: "delete", rule: "delete_parent", operation: schemas.Delete, want: conform.Pass,
			records: []*conform.Record{made(1), get(updated, 200, object(1)), get(gone, 200, object(1))}},
		{name: "delete taken", rule: "delete_parent", operation: schemas.Delete, want: conform.Fail, says: "the object still there | 404",
			records: []*conform.Record{made(1), get(updated, 200, object(1)), get(gone, 404, `{}`)}},
	} {
		c.place = "parent"
		t.Run(c.name, func(t *testing.T) { c.run(t, belowParent, scenario.Lifecycle.Key()) })
	}
}

func TestLocation(t *testing.T) {
	location := scenario.Location.Once()
	for _, c := range []check{
		{name: "not given", records: []*conform.Record{made(1)}, want: conform.Pass},
		{name: "pass", records: []*conform.Record{located(made(1)), probed(get(location, 200, object(1)))}, want: conform.Pass},
		{name: "no id", records: []*conform.Record{
			located(conformtest.Record(schemas.Create, scenario.Base.Nth(1), 201, `{}`, `{"scriptOutput":"a"}`)),
			probed(get(location, 200, `{"scriptOutput":"b"}`))}, want: conform.Inconclusive, says: "gave no id"},
		{name: "astray", records: []*conform.Record{located(made(1)), probed(get(location, 200, object(2)))}, want: conform.Fail,
			says: `Location 200 OK with id "001"`},
		{name: "elsewhere", records: []*conform.Record{located(made(1)),
			conformtest.NotSent(location, conform.Elsewhere, "another origin: x")},
			want: conform.Unsupported, says: "Location is not followed: another origin: x"},
		{name: "stopped", records: []*conform.Record{located(made(1)),
			conformtest.NotSent(location, conform.Stopped, conform.StoppedReason)},
			want: conform.Inconclusive, says: conform.StoppedReason},
		{name: "missing", want: conform.Inconclusive},
	} {
		c.rule, c.place, c.operation = "location", "location", schemas.Create
		t.Run(c.name, func(t *testing.T) { c.run(t, belowParent, scenario.Lifecycle.Key()) })
	}
}

// crowd is how many objects an exhaustive run creates side by side.
const crowd = 105

func TestPaged(t *testing.T) {
	var many []*conform.Record
	var all []string
	for n := 1; n <= crowd; n++ {
		many, all = append(many, made(n)), append(all, object(n))
	}
	listed := func(pages ...string) []*conform.Record {
		return append(slices.Clone(many), conformtest.List(scenario.List.Once(), pages...))
	}
	broken := listed(page(all[:9]...))
	broken[len(broken)-1].Broken = "@odata.nextLink leads to another origin"
	lost := conformtest.List(scenario.List.Once(), page(all[:50]...), `{"error":{}}`)
	lost.Exchanges[1].Response.Status = 404
	for _, c := range []check{
		{name: "pass", records: listed(page(all[:50]...), page(all[50:]...)), want: conform.Pass},
		{name: "one missing", records: listed(page(all[:50]...), page(all[51:]...)), want: conform.Fail,
			says: "1 missing, 0 more than once over 2 pages (051)"},
		{name: "one twice", records: listed(page(all[:51]...), page(all[50:]...)), want: conform.Fail, says: "0 missing, 1 more than once"},
		{name: "one more", records: listed(page(all...), page(object(900))), want: conform.Fail,
			says: "105 entries | 106 entries over 2 pages"},
		{name: "one more of others", records: listed(page(all...), page(object(900))), shared: true, want: conform.Pass},
		{name: "broken", records: broken, want: conform.Fail, says: "leads to another origin"},
		{name: "page not found", records: append(slices.Clone(many), lost), want: conform.Fail,
			says: "a link to the next page | page 2 answers 404"},
		{name: "too few", records: []*conform.Record{made(1), conformtest.List(scenario.List.Once(), page(object(1)))},
			want: conform.Inconclusive, says: "too few objects"},
		{name: "missing", records: many, want: conform.Inconclusive, says: "step list"},
	} {
		c.rule, c.place, c.operation = "paged", "paged", schemas.List
		t.Run(c.name, func(t *testing.T) { c.run(t, belowParent, scenario.Concurrent.Key()) })
	}
}

func TestFoundPages(t *testing.T) {
	broken := conformtest.List(scenario.List.Once(), page())
	broken.Broken = "no URL"
	for _, c := range []check{
		{name: "pass", records: []*conform.Record{conformtest.List(scenario.List.Once(), page())}, want: conform.Pass},
		{name: "broken", records: []*conform.Record{broken}, want: conform.Fail, says: "links to every page, to the last | no URL"},
		{name: "missing", want: conform.Inconclusive},
	} {
		c.rule, c.place, c.operation = "paged", "paged", schemas.List
		t.Run(c.name, func(t *testing.T) { c.run(t, onlyListed, scenario.Existing.Key()) })
	}
}

func TestOrphaned(t *testing.T) {
	dropped := func(status int) *conform.Record {
		return probed(conformtest.Record(schemas.Delete, scenario.ParentGone.Once(), status, "", ""))
	}
	orphan := func(status int, body string) *conform.Record { return get(scenario.OrphanGet.Once(), status, body) }
	orphans := func(status int, body string) *conform.Record {
		return conformtest.Record(schemas.List, scenario.OrphanList.Once(), status, "", body)
	}
	for _, c := range []check{
		{name: "gone", operation: schemas.Get, records: []*conform.Record{made(1), dropped(204), orphan(404, "")}, want: conform.Pass},
		{name: "there", operation: schemas.Get, records: []*conform.Record{made(1), dropped(204), orphan(200, object(1))},
			want: conform.Fail, says: "status 404 Not Found, as the parent is deleted | 200 OK"},
		{name: "no list", operation: schemas.List, records: []*conform.Record{made(1), dropped(204), orphans(410, "")}, want: conform.Pass},
		{name: "listed", operation: schemas.List, records: []*conform.Record{made(1), dropped(204), orphans(200, page(object(1)))},
			want: conform.Fail, says: "200 OK"},
		{name: "an empty list", operation: schemas.List, records: []*conform.Record{made(1), dropped(204), orphans(200, page())},
			want: conform.Fail, says: "200 OK"},
		{name: "parent in use", operation: schemas.Get, records: []*conform.Record{made(1), dropped(409)}, want: conform.Unsupported,
			says: "refuses to delete a parent in use"},
		{name: "shared", operation: schemas.Get, shared: true, records: []*conform.Record{made(1)}, want: conform.Unsupported,
			says: "shared"},
		{name: "not sent", operation: schemas.List, records: []*conform.Record{made(1)}, want: conform.Inconclusive},
	} {
		c.rule, c.place = "orphaned", "orphaned"
		t.Run(c.name, func(t *testing.T) { c.run(t, belowParent, scenario.Lifecycle.Key()) })
	}
}
