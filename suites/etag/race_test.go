package etag_test

import (
	"testing"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/conform/conformtest"
	"graphconform/suites/etag"
	"graphconform/suites/scenario"
)

const conflict = `{"error":{"code":"a","message":"b"}}`

// raced is a story with two updates side by side, of x and of y, and the GET after them.
func (s story) raced(write, read conform.Act, one, other int, shown string) []*conform.Record {
	answer := func(n, status int, text string) *conform.Record {
		body := conflict
		if status/100 == 2 {
			body = state(`W/"4"`, text)
		}
		return conformtest.Record(schemas.Update, write.Nth(n), status, sent(text), body)
	}
	return append(s.records(), answer(1, one, "x"), answer(2, other, "y"), conformtest.Record(schemas.Get, read.Once(), 200, "", shown))
}

func (s story) racedOnce(one, other int, shown string) []*conform.Record {
	return s.raced(scenario.TagRace, scenario.TagRaced, one, other, shown)
}

// racedTwice is a story where both of the first updates were taken.
func (s story) racedTwice(between string, one, other int, shown string) []*conform.Record {
	again := s.raced(scenario.TagRaceLater, scenario.TagRacedLater, one, other, shown)
	return append(story{}.racedOnce(200, 200, between), again...)
}

// sentAgain is a story where an update was sent twice.
func sentAgain(all []*conform.Record, kind fixtures.FailureKind, status int) []*conform.Record {
	for _, r := range all {
		if r.Step == scenario.TagRace.Nth(2) {
			lost := r.Exchanges[0]
			lost.Failure = fixtures.Failure{Kind: kind}
			if status == 0 {
				lost.Response = nil
			} else {
				lost.Response = &fixtures.Response{Status: status}
			}
			r.Exchanges = append([]fixtures.Exchange{lost}, r.Exchanges...)
		}
	}
	return all
}

func TestRace(t *testing.T) {
	byContent := func() story { return told(strong, `"2"`, `"3"`) }
	refused := weak().but(scenario.TagCurrent, 412, "").update(scenario.TagPlain, 200, "b", state(second, "b"))
	same := conformtest.NotSent(scenario.TagRace.Nth(1), conform.NoObject, "no property has two more values")
	for _, c := range []struct {
		name    string
		records []*conform.Record
		want    conform.Verdict
		says    string
	}{
		{"the first taken", weak().racedOnce(200, 412, state(`W/"4"`, "x")), conform.Pass, ""},
		{"the second taken", weak().racedOnce(409, 204, state(`W/"4"`, "y")), conform.Pass, ""},
		{"both refused", weak().racedOnce(409, 409, state(third, "d")), conform.Pass, ""},
		{"both refused, and one done", weak().racedOnce(409, 409, state(`W/"4"`, "x")), conform.Fail, `"d"`},
		{"the other one shown", weak().racedOnce(200, 412, state(`W/"4"`, "y")), conform.Fail, `"x"`},
		{"the other one fails", weak().racedOnce(200, 500, state(`W/"4"`, "x")), conform.Fail, "500"},
		{"both taken, strong", byContent().racedOnce(200, 200, state(`"4"`, "x")), conform.Fail, "both taken"},
		{"both taken, and the tag the same", byContent().racedOnce(200, 200, state(`"3"`, "x")), conform.Inconclusive, ""},
		{"both taken, weak, once", weak().racedTwice(state(`W/"4"`, "x"), 200, 412, state(`W/"5"`, "x")), conform.Pass, ""},
		{"both taken, weak, of seconds", weak().racedTwice(state(third, "x"), 412, 200, state(`W/"5"`, "y")), conform.Pass, ""},
		{"both taken, weak, twice", weak().racedTwice(state(`W/"4"`, "x"), 200, 200, state(`W/"5"`, "x")), conform.Fail, "both taken"},
		{"both taken, weak, and the tag the same", weak().racedTwice(state(third, "x"), 200, 200, state(third, "x")),
			conform.Inconclusive, ""},
		{"both taken, weak, and the second not tried", weak().racedOnce(200, 200, state(`W/"4"`, "x")), conform.Unsupported, "moment"},
		{"lost and sent again", sentAgain(weak().racedOnce(200, 412, state(`W/"4"`, "y")), fixtures.Reset, 0), conform.Unsupported, "lost"},
		{"throttled", sentAgain(weak().racedOnce(200, 412, state(`W/"4"`, "x")), "", 429), conform.Pass, ""},
		{"no two values", append(weak().records(), same), conform.Unsupported, "two more values"},
		{"weak tags refused", refused.records(), conform.Unsupported, "weak"},
		{"stale tags taken", weak().but(scenario.TagStale, 200, state(third, "c")).racedOnce(200, 200, state(`W/"4"`, "x")),
			conform.Inconclusive, ""},
		{"one not sent", weak().racedOnce(200, 412, state(`W/"4"`, "x"))[:len(weak())+1], conform.Inconclusive, ""},
		{"no tags", told("", "", "").racedOnce(200, 200, state("", "x")), conform.Unsupported, scenario.NoTags},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := conformtest.Evidence(conformtest.Resource(t, id), scenario.Tags.Key(), c.records...)
			out := conformtest.Judge(t, etag.Family(), "race", "race", schemas.Update, e)
			conformtest.Expect(t, out, c.want, c.says)
		})
	}
}
