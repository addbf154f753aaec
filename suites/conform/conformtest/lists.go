package conformtest

import (
	"net/http"
	"testing"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
)

// Listing returns the record of a list that shows these objects in some form.
type Listing func(step conform.Step, objects string) *conform.Record

// noLists are ways to answer with objects, divided by commas, that are no list: nobody can say what the collection holds.
var noLists = map[string]func(objects string) (media, body string){
	"a bare array":       func(objects string) (string, string) { return "application/json", `[` + objects + `]` },
	"under another name": func(objects string) (string, string) { return "application/json", `{"items":[` + objects + `]}` },
	"counted, and absent": func(objects string) (string, string) {
		return "application/json", `{"@odata.count":7,"d":[` + objects + `]}`
	},
	"an object of value": func(objects string) (string, string) { return "application/json", `{"value":{"1":[` + objects + `]}}` },
	"ids alone":          func(string) (string, string) { return "application/json", `{"value":["1","2"]}` },
	"HTML":               func(string) (string, string) { return "text/html", `<html><body>objects</body></html>` },
	"a number":           func(string) (string, string) { return "application/json", `3` },
	"no body":            func(string) (string, string) { return "", `` },
}

// NoList judges, by a rule at its place, what a scenario recorded where its lists are answered with what is no list, in each of several
// ways. However the rest looks, such a check must not be judged, and must hang on a list's form.
func NoList(
	t *testing.T, family conform.Family, rule, place string, operation schemas.OperationKind, of *resource.Resource,
	key conform.ScenarioKey, records func(list Listing) []*conform.Record,
) {
	t.Helper()
	known, p, err := find(family, rule, place, operation, of)
	if err != nil {
		t.Fatalf("%s/%s at %s of %s %s: %v", family.Name, rule, place, of.ID(), operation, err)
	}
	for name, form := range noLists {
		list := func(step conform.Step, objects string) *conform.Record {
			media, body := form(objects)
			e := exchange(schemas.List, http.StatusOK, "", body)
			e.Response.Header.Set("Content-Type", media)
			r := &conform.Record{Step: step, Operation: schemas.List}
			r.Exchanges = append(r.Exchanges, e)
			r.AddPage()
			return r
		}
		j := conform.NewJudgement(known.ID())
		p.Judge(Evidence(of, key, records(list)...), j)
		out := j.Outcome(&conform.Check{Rule: known.ID(), Family: family.Name, Place: p.Name, Operation: p.Operation})
		by, blocked := j.Blocked()
		if out.Verdict != conform.Inconclusive || !blocked || by == nil || !by.Unlisted() {
			t.Errorf("%s/%s, where the list is %s: %s (%s) %v, blocked %t by %v", rule, place, name, out.Verdict, out.Reason, out.Findings,
				blocked, by)
		}
	}
}
