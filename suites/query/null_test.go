package query_test

import (
	"slices"
	"testing"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/conform/conformtest"
	"graphconform/suites/scenario"
)

// The middle object is the first one made, with an e-mail address; the bare one has none.
func TestNull(t *testing.T) {
	_, _, text := asked(t)
	alone := append(filtered(t, right...), sortedBy(t, up, down)[4:]...)
	for i := range alone[:3] { // what queries are asked about is not what is null
		alone[i] = conformtest.Record(schemas.Create, scenario.Base.Nth(i+1), 201, object(t, i+1), object(t, i+1))
	}
	bare := conformtest.Record(schemas.Create, scenario.QueryBare.Once(), 201, `{"`+text+`":"z"}`, `{"id":"4","`+text+`":"z"}`)
	list := func(act conform.Act, entries string) *conform.Record {
		return conformtest.List(act.Once(), `{"value":[`+entries+`]}`)
	}
	const none, one, two = `{"id":"4"}`, `{"id":"1"}`, `{"id":"2"}`
	with := func(isNull, isNot, sorted string) []*conform.Record {
		return append(slices.Clone(alone), bare, list(scenario.QueryIsNull, isNull), list(scenario.QueryIsNot, isNot),
			list(scenario.QueryOrderNull, sorted))
	}
	for _, c := range []check{
		{"right", "null", "null", schemas.List, false, with(none, two+","+none, none+","+one+","+two), conform.Pass, ""},
		{"eq null finds nothing", "null", "null", schemas.List, false, with("", two+","+none, none+","+one), conform.Fail, "0 entries"},
		{"eq null finds all", "null", "null", schemas.List, false, with(none+","+one, none, none+","+one), conform.Fail, "1 entry"},
		{"ne leaves out null", "null", "null", schemas.List, false, with(none, two, none+","+one), conform.Fail, "0 entries"},
		{"null last", "null", "null", schemas.List, false, with(none, none, one+","+two+","+none), conform.Fail, "entry 3"},
		{"refused", "null", "null", schemas.List, false, append(slices.Clone(alone),
			refused(schemas.Create, scenario.QueryBare.Once(), 400)), conform.Unsupported, "with one property"},
	} {
		t.Run(c.name, c.run)
	}
}

func TestQuote(t *testing.T) {
	_, _, text := asked(t)
	alone := append(filtered(t, right...), sortedBy(t, up, down)[4:]...)
	made := func(shown string) *conform.Record {
		sent, answer := `{"`+text+`":"t's"}`, `{"id":"4","`+text+`":"`+shown+`"}`
		return conformtest.Record(schemas.Create, scenario.QueryBare.Once(), 201, sent, answer)
	}
	with := func(bare *conform.Record, entries string) []*conform.Record {
		return append(slices.Clone(alone), bare, conformtest.List(scenario.QueryQuote.Once(), `{"value":[`+entries+`]}`))
	}
	for _, c := range []check{
		{"found", "filter", "filter_quote", schemas.List, false, with(made("t's"), `{"id":"4"}`), conform.Pass, ""},
		{"not found", "filter", "filter_quote", schemas.List, false, with(made("t's"), ``), conform.Fail, "0 entries"},
		{"all found", "filter", "filter_quote", schemas.List, false, with(made("t's"), `{"id":"4"},{"id":"1"}`),
			conform.Fail, "objects #1"},
		{"kept otherwise", "filter", "filter_quote", schemas.List, false, with(made("t’s"), ``), conform.Unsupported, "were sent"},
	} {
		t.Run(c.name, c.run)
	}
}
