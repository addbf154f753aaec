package query_test

import (
	"fmt"
	"testing"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/conform/conformtest"
	"graphconform/suites/query"
	"graphconform/suites/scenario"
)

// Four objects stand below the first parent, none below the second.
func TestExpand(t *testing.T) {
	const assignment, name = "v1.0/termsAndConditionsAssignment", "assignments"
	parent := func(id, below string) string { return fmt.Sprintf(`{"id":%q,%q:%s}`, id, name, below) }
	const four, three, none = `[{"id":"1"},{"id":"2"},{"id":"3"},{"id":"4"}]`, `[{"id":"1"},{"id":"2"},{"id":"3"}]`, `[]`
	item := func(n, status int, body string) *conform.Record {
		return conformtest.Record(schemas.Get, scenario.QueryExpand.Nth(n), status, "", body)
	}
	both := func(first, second string) []*conform.Record {
		return []*conform.Record{item(1, 200, parent("a", first)), item(2, 200, parent("b", second))}
	}
	list := func(body string) *conform.Record {
		return conformtest.List(scenario.QueryExpandList.Once(), `{"value":[`+body+`]}`)
	}
	pages := func(first, second string) *conform.Record {
		return conformtest.List(scenario.QueryExpandList.Once(),
			`{"value":[`+first+`],"@odata.nextLink":"http://t/next"}`, `{"value":[`+second+`]}`)
	}
	a, b := parent("a", four), parent("b", none)
	refusal := `{"error":{"code":"a","message":"b"}}`
	for _, c := range []struct {
		name    string
		records []*conform.Record
		want    conform.Verdict
		says    string
	}{
		{"right", append(both(four, none), list(a+","+b)), conform.Pass, ""},
		{"one lost", both(three, none), conform.Fail, "0 times"},
		{"of another parent", both(four, `[{"id":"3"}]`), conform.Fail, "those of another parent: 3"},
		{"no array", both(`{"id":"1"}`, none), conform.Fail, "an array of objects"},
		{"childless dropped", append(both(four, none), list(a)), conform.Fail, "0 times"},
		{"listed by child", append(both(four, none), list(a+","+a+","+b)), conform.Fail, "2 times"},
		{"on two pages", append(both(four, none), pages(a, b)), conform.Pass, ""},
		{"lost between pages that others shift", append(both(four, none), pages(a, "")), conform.Pass, ""},
		{"twice on pages that others shift", append(both(four, none), pages(a, a+","+b)), conform.Pass, ""},
		{"of another parent on a second page", append(both(four, none), pages(a, parent("b", four))), conform.Fail,
			"those of another parent"},
		{"of the first for all", append(both(four, none), list(a+","+parent("b", four))), conform.Fail, "those of another parent"},
		{"ignored", []*conform.Record{item(1, 200, `{"id":"a"}`), item(2, 200, `{"id":"b"}`)}, conform.Unsupported, "ignores $expand"},
		{"refused", []*conform.Record{item(1, 501, refusal), item(2, 501, refusal)}, conform.Unsupported, "refuses $expand"},
		{"fails", []*conform.Record{item(1, 500, refusal), item(2, 500, refusal)}, conform.Fail, "500"},
		{"no second parent", nil, conform.Unsupported, "no second parent"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var records []*conform.Record
			for n := 1; n <= 4; n++ {
				answer := fmt.Sprintf(`{"id":"%d"}`, n)
				records = append(records, conformtest.Record(schemas.Create, scenario.Base.Nth(n), 201, `{}`, answer))
			}
			records = append(records, conformtest.List(scenario.BeforeList.Once(), `{"value":`+four+`}`))
			e := conformtest.Evidence(conformtest.Resource(t, assignment), scenario.Lifecycle.Key(), append(records, c.records...)...)
			conformtest.Expect(t, conformtest.Judge(t, query.Family(), "expand", "expand", schemas.List, e), c.want, c.says)
		})
	}
}
