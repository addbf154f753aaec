package query_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/conform/conformtest"
	"graphconform/suites/query"
	"graphconform/suites/scenario"
)

// crowd is how many objects an exhaustive run creates side by side.
const crowd = 105

// id has numbers, instants and texts: queries are asked of failedDeviceCount, lastStateUpdateDateTime and userName, or their like.
const id = "beta/hardwareConfigurationUserState"

// asked are the names of the properties that queries are asked about, the number first.
func asked(t *testing.T) (number, instant, text string) {
	t.Helper()
	of := scenario.AskedOf(conformtest.Resource(t, id))
	if len(of.Properties) != 3 || len(of.Ordered) != 2 || of.Text.Name == "" || len(of.Filters) != 11 {
		t.Fatalf("asked about %+v", of)
	}
	return of.Properties[0].Name, of.Properties[1].Name, of.Text.Name
}

// object is the one of the n-th create: the values of the ranks middle, greatest, least.
func object(t *testing.T, n int) string {
	number, instant, text := asked(t)
	return fmt.Sprintf(`{"id":"%d","%s":%s,"%s":%q,"%s":%q,"userEmail":"e"}`, n, number, []string{"10", "100", "9"}[n-1], instant,
		[]string{"2020-03-04T05:06:07.5Z", "2020-03-04T06:06:07Z", "2020-03-04T05:06:07Z"}[n-1], text, []string{"am", "t", "a"}[n-1])
}

func page(t *testing.T, which ...int) string {
	var objects []string
	for _, n := range which {
		objects = append(objects, object(t, n))
	}
	return `{"value":[` + strings.Join(objects, ",") + `]}`
}

// base is what every list is judged by: three creates, and the list of them in pages of the size.
func base(t *testing.T) []*conform.Record {
	var records []*conform.Record
	for n := 1; n <= 3; n++ {
		records = append(records, conformtest.Record(schemas.Create, scenario.Base.Nth(n), 201, object(t, n), object(t, n)))
	}
	return append(records, conformtest.List(scenario.List.Once(), page(t, 1, 2, 3)))
}

type check struct {
	name, rule, place string
	operation         schemas.OperationKind
	shared            bool
	records           []*conform.Record
	want              conform.Verdict
	says              string
}

func (c check) run(t *testing.T) {
	t.Helper()
	transcript := conformtest.Transcript(scenario.Query.Key(), c.records...)
	transcript.Shared = c.shared
	e := conform.NewEvidence(conformtest.Resource(t, id), []*conform.Transcript{transcript})
	conformtest.Expect(t, conformtest.Judge(t, query.Family(), c.rule, c.place, c.operation, e), c.want, c.says)
}

func refused(op schemas.OperationKind, step conform.Step, status int) *conform.Record {
	return conformtest.Record(op, step, status, "", `{"error":{"code":"a","message":"b"}}`)
}

func TestSelect(t *testing.T) {
	number, _, text := asked(t)
	get := func(status int, body string) []*conform.Record {
		return append(base(t), conformtest.Record(schemas.Get, scenario.Before.Once(), 200, "", object(t, 1)),
			conformtest.Record(schemas.Get, scenario.QuerySelect.Once(), status, "", body))
	}
	names := scenario.SelectedOf(conformtest.Resource(t, id))
	if len(names) != 2 || names[0] != number {
		t.Fatalf("$select=%v", names)
	}
	right := fmt.Sprintf(`{"id":"1","%s":10,"%s":"2020-03-04T05:06:07.5Z"}`, names[0], names[1])
	for _, c := range []check{
		{"right", "select", "select", schemas.Get, false, get(200, right), conform.Pass, ""},
		{"not ignored", "ignored", "select_ignored", schemas.Get, false, get(200, right), conform.Pass, ""},
		{"all shown", "select", "select", schemas.Get, false, get(200, object(t, 1)), conform.Pass, ""},
		{"ignored", "ignored", "select_ignored", schemas.Get, false, get(200, object(t, 1)), conform.Fail, "all of the object"},
		{"one lost", "select", "select", schemas.Get, false, get(200, fmt.Sprintf(`{"id":"1","%s":10}`, names[0])), conform.Fail, names[1]},
		{"id lost", "select", "select", schemas.Get, false, get(200, strings.Replace(right, `"id":"1",`, "", 1)), conform.Fail, "/id"},
		{"rest null", "select", "select", schemas.Get, false, get(200, strings.Replace(right, "}", `,"`+text+`":null}`, 1)),
			conform.Fail, text},
		{"rest other", "select", "select", schemas.Get, false, get(200, strings.Replace(right, "}", `,"`+text+`":"x"}`, 1)),
			conform.Fail, text},
		{"another number", "select", "select", schemas.Get, false, get(200, strings.Replace(right, ":10", ":11", 1)), conform.Fail, number},
		{"no object", "select", "select", schemas.Get, false, get(200, `[]`), conform.Fail, "the object"},
		{"refused", "select", "select", schemas.Get, false, get(400, `{}`), conform.Unsupported, "refuses $select"},
		{"not implemented", "ignored", "select_ignored", schemas.Get, false, get(501, `{}`), conform.Unsupported, "refuses $select"},
		{"fails", "select", "select", schemas.Get, false, get(500, `{}`), conform.Fail, "500"},
		{"not sent", "select", "select", schemas.Get, false, base(t), conform.Inconclusive, ""},
	} {
		t.Run(c.name, c.run)
	}
}

func TestUnknownOption(t *testing.T) {
	for status, want := range map[int]conform.Verdict{200: conform.Fail, 400: conform.Pass, 501: conform.Pass, 500: conform.Fail} {
		records := append(base(t), conformtest.Record(schemas.Get, scenario.QueryUnknown.Once(), status, "", `{}`))
		check{"", "ignored", "unknown_option", schemas.Get, false, records, want, ""}.run(t)
	}
}

func TestCuttingAndCounting(t *testing.T) {
	answer := func(act conform.Act, pages ...string) []*conform.Record {
		return append(base(t), conformtest.List(act.Once(), pages...))
	}
	counted := func(count string, which ...int) string {
		return strings.Replace(page(t, which...), "{", `{"@odata.count":`+count+`,`, 1)
	}
	none := func(which ...int) []*conform.Record {
		return append(answer(scenario.QueryTop, page(t, 3)), conformtest.List(scenario.QueryTopNone.Once(), page(t, which...)))
	}
	top, skip, count := scenario.QueryTop, scenario.QuerySkip, scenario.QueryCount
	for _, c := range []check{
		{"one", "top", "top", schemas.List, false, none(), conform.Pass, ""},
		{"all for none", "top", "top", schemas.List, false, none(1, 2, 3), conform.Fail, "3 entries"},
		{"none refused", "top", "top", schemas.List, false, append(answer(top, page(t, 3)),
			refused(schemas.List, scenario.QueryTopNone.Once(), 400)), conform.Pass, ""},
		{"less than none refused", "wrong", "top_wrong", schemas.List, false, append(none(),
			refused(schemas.List, scenario.QueryTopWrong.Once(), 400)), conform.Pass, ""},
		{"less than none", "wrong", "top_wrong", schemas.List, false, append(none(),
			conformtest.List(scenario.QueryTopWrong.Once(), page(t, 1, 2, 3))), conform.Fail, "$top=-1 refused"},
		{"less than none ignored", "wrong", "top_wrong", schemas.List, false, append(answer(top, page(t, 1, 2, 3)),
			conformtest.List(scenario.QueryTopWrong.Once(), page(t, 1, 2, 3))), conform.Unsupported, "takes no effect"},
		{"one, not ignored", "ignored", "top_ignored", schemas.List, false, answer(top, page(t, 3)), conform.Pass, ""},
		{"two", "top", "top", schemas.List, false, answer(top, page(t, 1, 2)), conform.Fail, "2 entries"},
		{"none", "top", "top", schemas.List, false, answer(top, page(t)), conform.Fail, "0 entries"},
		{"all", "top", "top", schemas.List, false, answer(top, page(t, 1, 2, 3)), conform.Unsupported, "ignores $top"},
		{"all is ignored", "ignored", "top_ignored", schemas.List, false, answer(top, page(t, 1, 2, 3)), conform.Fail, "3 entries over 1"},
		{"size of pages", "top", "top", schemas.List, false, answer(top, page(t, 1), page(t, 2), page(t, 3)),
			conform.Unsupported, "ignores"},
		{"size of pages is ignored", "ignored", "top_ignored", schemas.List, false, answer(top, page(t, 1), page(t, 2), page(t, 3)),
			conform.Fail, "3 entries over 3 pages"},
		{"two of three among others", "top", "top", schemas.List, true, answer(top, page(t, 1, 2)), conform.Fail, "2 entries"},
		{"top refused", "top", "top", schemas.List, false, append(base(t), refused(schemas.List, top.Once(), 400)),
			conform.Unsupported, "refuses"},
		{"top fails", "top", "top", schemas.List, false, append(base(t), refused(schemas.List, top.Once(), 500)), conform.Fail, "500"},
		{"two left", "skip", "skip", schemas.List, false, answer(skip, page(t, 3, 1)), conform.Pass, ""},
		{"one left", "skip", "skip", schemas.List, false, answer(skip, page(t, 3)), conform.Fail, "object"},
		{"one twice", "skip", "skip", schemas.List, false, answer(skip, page(t, 3, 3)), conform.Fail, "objects #3, #3"},
		{"skip ignored", "skip", "skip", schemas.List, false, answer(skip, page(t, 1, 2, 3)), conform.Unsupported, "ignores $skip"},
		{"ignoring skip", "ignored", "skip_ignored", schemas.List, false, answer(skip, page(t, 1, 2, 3)),
			conform.Fail, "$skip=1 carried out"},
		{"all among others", "skip", "skip", schemas.List, true, answer(skip, page(t, 1, 2, 3)), conform.Unsupported, "others"},
		{"counted", "count", "count", schemas.List, false, answer(count, counted("3", 1, 2, 3)), conform.Pass, ""},
		{"counted over pages", "count", "count", schemas.List, false, answer(count, counted("3", 1), page(t, 2, 3)), conform.Pass, ""},
		{"page counted", "count", "count", schemas.List, false, answer(count, counted("1", 1), page(t, 2, 3)), conform.Fail, "3"},
		{"more among others", "count", "count", schemas.List, true, answer(count, counted("5", 1), page(t, 2, 3)), conform.Pass, ""},
		{"fewer among others", "count", "count", schemas.List, true, answer(count, counted("0", 1), page(t, 2, 3)),
			conform.Fail, "at least"},
		{"as text", "count", "count", schemas.List, false, answer(count, counted(`"3"`, 1, 2, 3)), conform.Fail, `"3"`},
		{"not counted", "count", "count", schemas.List, false, answer(count, page(t, 1, 2, 3)), conform.Unsupported, "ignores $count"},
		{"count ignored", "ignored", "count_ignored", schemas.List, false, answer(count, page(t, 1, 2, 3)),
			conform.Fail, "no @odata.count"},
	} {
		t.Run(c.name, c.run)
	}
}

// sortedBy is the evidence of lists by the number and the instant: what each shows.
func sortedBy(t *testing.T, up, down []int) []*conform.Record {
	number, instant, _ := asked(t)
	return append(base(t), conformtest.List(scenario.QueryOrder.About(number), page(t, up...)),
		conformtest.List(scenario.QueryOrderDown.About(number), page(t, down...)),
		conformtest.List(scenario.QueryOrderDown.About(instant), page(t, down...)))
}

var up, down, made = []int{3, 1, 2}, []int{2, 1, 3}, []int{1, 2, 3}

func TestOrder(t *testing.T) {
	number, instant, _ := asked(t)
	unsteady := append(sortedBy(t, []int{1, 3, 2}, []int{2, 3, 1}), conformtest.List(scenario.QueryCount.Once(), page(t, 2, 1, 3)))
	otherValues := sortedBy(t, up, up)
	others := strings.NewReplacer(`:9,`, `:8,`, "07Z", "08Z").Replace(page(t, 1, 2, 3))
	otherValues[3] = conformtest.List(scenario.List.Once(), others)
	refusing := append(base(t), refused(schemas.List, scenario.QueryOrder.About(number), 400),
		refused(schemas.List, scenario.QueryOrderDown.About(number), 400),
		refused(schemas.List, scenario.QueryOrderDown.About(instant), 501))
	for _, c := range []check{
		{"right", "orderby", "orderby", schemas.List, false, sortedBy(t, up, down), conform.Pass, ""},
		{"not ignored", "ignored", "orderby_ignored", schemas.List, false, sortedBy(t, up, down), conform.Pass, ""},
		{"turned", "orderby", "orderby", schemas.List, false, sortedBy(t, down, up), conform.Fail, "objects #2, #1, #3"},
		{"desc ignored", "orderby", "orderby", schemas.List, false, sortedBy(t, up, up), conform.Fail, "objects #3, #1, #2"},
		{"as made", "orderby", "orderby", schemas.List, false, sortedBy(t, made, made), conform.Unsupported, "ignores $orderby"},
		{"ignored", "ignored", "orderby_ignored", schemas.List, false, sortedBy(t, made, made), conform.Fail, "objects #1, #2, #3"},
		{"in any order", "orderby", "orderby", schemas.List, false, unsteady, conform.Unsupported, "ignores $orderby"},
		{"one lost", "orderby", "orderby", schemas.List, false, sortedBy(t, up[:2], down), conform.Fail, "objects #3, #1"},
		{"not as sent", "orderby", "orderby", schemas.List, false, otherValues, conform.Unsupported, "values that were sent"},
		{"refused", "orderby", "orderby", schemas.List, false, refusing, conform.Unsupported, "refuses $orderby"},
	} {
		t.Run(c.name, c.run)
	}
}

// filtered is the evidence of all filters, each with what it shows.
func filtered(t *testing.T, shows ...[]int) []*conform.Record {
	records := base(t)
	for i, f := range scenario.AskedOf(conformtest.Resource(t, id)).Filters {
		records = append(records, conformtest.List(f.Step, page(t, shows[i]...)))
	}
	return records
}

// right is what the filters show where they do what they say.
var right = [][]int{{2}, {1}, {1, 3}, {1}, {3}, {1, 3}, {1, 3}, {1, 3}, {1, 3}, {1, 3}, {}}

func TestFilter(t *testing.T) {
	with := func(i int, shown ...int) []*conform.Record {
		all := slices.Clone(right)
		all[i] = shown
		return filtered(t, all...)
	}
	ignoring := filtered(t, slices.Repeat([][]int{made}, len(right))...)
	unknown := filtered(t, right...)
	unknown[14] = refused(schemas.List, unknown[14].Step, 400)
	broken := filtered(t, right...)
	broken[4] = refused(schemas.List, broken[4].Step, 500)
	for _, c := range []check{
		{"right", "filter", "filter", schemas.List, false, filtered(t, right...), conform.Pass, ""},
		{"not ignored", "ignored", "filter_ignored", schemas.List, false, filtered(t, right...), conform.Pass, ""},
		{"a number less", "filter", "filter", schemas.List, false, with(0), conform.Fail, "none of the objects"},
		{"numbers as texts", "filter", "filter", schemas.List, false, with(0, 2, 3), conform.Fail, "objects #2, #3"},
		{"ge as gt", "filter", "filter", schemas.List, false, with(1), conform.Fail, "none of the objects"},
		{"lt as le", "filter", "filter", schemas.List, false, with(1, 1, 2), conform.Fail, "objects #1, #2"},
		{"ge of instants as gt", "filter", "filter", schemas.List, false, with(3), conform.Fail, "none of the objects"},
		{"startswith anywhere", "filter", "filter", schemas.List, false, with(7), conform.Fail, "none of the objects"},
		{"instants as texts", "filter", "filter", schemas.List, false, with(2, 1), conform.Fail, "objects #1"},
		{"texts by their beginning", "filter", "filter", schemas.List, false, with(4, 1, 3), conform.Fail, "objects #1, #3"},
		{"first clause alone", "filter", "filter", schemas.List, false, with(5, 3), conform.Fail, "objects #3"},
		{"all pass one", "filter", "filter", schemas.List, false, with(5, 1, 2, 3), conform.Fail, "objects #1, #2, #3"},
		{"one twice", "filter", "filter", schemas.List, false, with(4, 3, 3), conform.Fail, "objects #3, #3"},
		{"not before all", "filter", "filter", schemas.List, false, with(7, 1, 2, 3), conform.Fail, "objects #1, #2, #3"},
		{"a quote", "filter", "filter", schemas.List, false, with(7), conform.Fail, "none of the objects"},
		{"the last of in", "filter", "filter", schemas.List, false, with(8, 1), conform.Fail, "objects #1"},
		{"a pattern", "filter", "filter", schemas.List, false, with(9), conform.Fail, "none of the objects"},
		{"by an unknown name", "filter", "filter", schemas.List, false, with(10, 1, 2, 3), conform.Fail, "objects #1, #2, #3"},
		{"unknown name refused", "filter", "filter", schemas.List, false, unknown, conform.Pass, ""},
		{"all", "filter", "filter", schemas.List, false, ignoring, conform.Unsupported, "ignores $filter"},
		{"ignored", "ignored", "filter_ignored", schemas.List, false, ignoring, conform.Fail, "$filter carried out"},
		{"one fails", "filter", "filter", schemas.List, false, broken, conform.Fail, "500"},
	} {
		t.Run(c.name, c.run)
	}
}

func TestTogether(t *testing.T) {
	_, _, text := asked(t)
	alone := append(filtered(t, right...), sortedBy(t, up, down)[4:]...)
	alone = append(alone, conformtest.List(scenario.QueryTop.Once(), page(t, 1)),
		conformtest.List(scenario.QuerySkip.Once(), page(t, 2, 3)))
	answer := func(body string) []*conform.Record {
		return append(slices.Clone(alone), conformtest.List(scenario.QueryTogether.Once(), body))
	}
	part := func(count int, value string) string {
		return fmt.Sprintf(`{"@odata.count":%d,"value":[{"id":"3","%s":%s}]}`, count, text, value)
	}
	withoutTop := slices.DeleteFunc(answer(part(2, `"a"`)), func(r *conform.Record) bool { return r.Act == scenario.QueryTop })
	for _, c := range []check{
		{"right", "together", "together", schemas.List, false, answer(part(2, `"a"`)), conform.Pass, ""},
		{"whole object", "together", "together", schemas.List, false, answer(page(t, 3)), conform.Pass, ""},
		{"all counted", "together", "together", schemas.List, false, answer(part(3, `"a"`)), conform.Fail, "pass the filter"},
		{"null for the text", "together", "together", schemas.List, false, answer(part(2, "null")), conform.Fail, text},
		{"another object", "together", "together", schemas.List, false, answer(page(t, 1)), conform.Fail, "objects #1"},
		{"nothing", "together", "together", schemas.List, false, answer(page(t)), conform.Fail, "none of the objects"},
		{"two", "together", "together", schemas.List, false, answer(page(t, 3, 1)), conform.Fail, "of 2 entries"},
		{"top unknown", "together", "together", schemas.List, false, withoutTop, conform.Unsupported, "$top takes no effect"},
		{"refused", "together", "together", schemas.List, false,
			append(slices.Clone(alone), refused(schemas.List, scenario.QueryTogether.Once(), 400)), conform.Unsupported, "refuses"},
	} {
		t.Run(c.name, c.run)
	}
}

func TestPaged(t *testing.T) {
	number, _, _ := asked(t)
	object := func(n int) string { return fmt.Sprintf(`{"id":"c%03d","%s":%d}`, n, number, n) }
	page := func(numbers ...int) string {
		var objects []string
		for _, n := range numbers {
			objects = append(objects, object(n))
		}
		return `{"value":[` + strings.Join(objects, ",") + `]}`
	}
	count := func(from, to int) (all []int) {
		for n := from; n <= to; n++ {
			all = append(all, n)
		}
		return all
	}
	top := conformtest.List(scenario.QueryTop.Once(), `{"value":[{"id":"1"}]}`)
	swapped := append(count(1, 98), 100, 99)
	plain := func(r *conform.Record) *conform.Record { r.Step = scenario.QueryPaged.Nth(2); return r }
	for _, c := range []struct {
		name   string
		shared bool
		top    []*conform.Record
		lists  []*conform.Record
		want   conform.Verdict
		says   string
	}{
		{"right", false, []*conform.Record{top}, []*conform.Record{conformtest.List(scenario.QueryPaged.Nth(1), page(count(1, 100)...),
			page(count(101, 104)...))}, conform.Pass, ""},
		{"one more", false, []*conform.Record{top}, []*conform.Record{conformtest.List(scenario.QueryPaged.Nth(1), page(count(1, 100)...),
			page(count(101, 105)...))}, conform.Fail, "105 over 2 pages"},
		{"one twice", false, []*conform.Record{top}, []*conform.Record{conformtest.List(scenario.QueryPaged.Nth(1), page(count(1, 100)...),
			page(count(100, 103)...))}, conform.Fail, "103 objects"},
		{"no further page", true, []*conform.Record{top}, []*conform.Record{conformtest.List(scenario.QueryPaged.Nth(1),
			page(count(1, 100)...))},
			conform.Fail, "100 over 1 pages"},
		{"out of order", false, []*conform.Record{top}, []*conform.Record{conformtest.List(scenario.QueryPaged.Nth(1), page(swapped...),
			page(count(101, 104)...))}, conform.Fail, "not before 100"},
		{"unsorted", false, []*conform.Record{top}, []*conform.Record{refused(schemas.List, scenario.QueryPaged.Nth(1), 400),
			plain(conformtest.List(scenario.QueryPaged.Nth(2), page(swapped...), page(count(101, 104)...)))}, conform.Pass, ""},
		{"refused", false, []*conform.Record{top}, []*conform.Record{refused(schemas.List, scenario.QueryPaged.Nth(1), 400),
			refused(schemas.List, scenario.QueryPaged.Nth(2), 400)}, conform.Unsupported, "refuses $top"},
		{"top ignored", false, nil, []*conform.Record{conformtest.List(scenario.QueryPaged.Nth(1), page(count(1, 105)...))},
			conform.Unsupported, "no effect alone"},
	} {
		t.Run(c.name, func(t *testing.T) {
			concurrent := conformtest.Transcript(scenario.Concurrent.Key(), c.lists...)
			for n := 1; n <= crowd; n++ {
				concurrent.Records = append(concurrent.Records,
					conformtest.Record(schemas.Create, scenario.Base.Nth(n), 201, object(n), object(n)))
			}
			alone := conformtest.Transcript(scenario.Query.Key(), append(sortedBy(t, up, down), c.top...)...)
			concurrent.Shared, alone.Shared = c.shared, c.shared
			e := conform.NewEvidence(conformtest.Resource(t, id), []*conform.Transcript{concurrent, alone})
			conformtest.Expect(t, conformtest.Judge(t, query.Family(), "paged", "paged", schemas.List, e), c.want, c.says)
		})
	}
}

func TestPagedFilter(t *testing.T) {
	_, _, text := asked(t)
	object := func(n int) string { return fmt.Sprintf(`{"id":"c%03d","%s":"v%03d"}`, n, text, n) }
	list := func(step conform.Step, but ...int) *conform.Record {
		var pages []string
		for from := 0; from < crowd; from += 50 {
			var objects []string
			for n := from + 1; n <= min(from+50, crowd); n++ {
				if !slices.Contains(but, n) {
					objects = append(objects, object(n))
				}
			}
			pages = append(pages, `{"value":[`+strings.Join(objects, ",")+`]}`)
		}
		return conformtest.List(step, pages...)
	}
	middle, last, step := crowd/2+1, crowd, scenario.QueryPagedFilter.Once()
	for _, c := range []struct {
		name   string
		shared bool
		list   *conform.Record
		want   conform.Verdict
		says   string
	}{
		{"right", false, list(step, middle, last), conform.Pass, ""},
		{"one that does not pass", true, list(step, middle), conform.Fail, "one on 3 pages"},
		{"all", false, list(step), conform.Fail, "one on 3 pages"},
		{"one lost", false, list(step, middle, last, 7), conform.Fail, "0 entries"},
		{"one lost among others", true, list(step, middle, last, 7), conform.Pass, ""},
		{"refused", false, refused(schemas.List, step, 400), conform.Unsupported, "refuses $filter"},
	} {
		t.Run(c.name, func(t *testing.T) {
			concurrent := conformtest.Transcript(scenario.Concurrent.Key(), list(scenario.List.Once()), c.list)
			for n := 1; n <= crowd; n++ {
				concurrent.Records = append(concurrent.Records,
					conformtest.Record(schemas.Create, scenario.Base.Nth(n), 201, object(n), object(n)))
			}
			alone := conformtest.Transcript(scenario.Query.Key(), append(filtered(t, right...), sortedBy(t, up, down)[4:]...)...)
			concurrent.Shared, alone.Shared = c.shared, c.shared
			e := conform.NewEvidence(conformtest.Resource(t, id), []*conform.Transcript{concurrent, alone})
			conformtest.Expect(t, conformtest.Judge(t, query.Family(), "paged", "paged_filter", schemas.List, e), c.want, c.says)
		})
	}
}
