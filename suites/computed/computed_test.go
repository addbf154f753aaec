package computed_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"graphconform/schemas"
	"graphconform/suites/computed"
	"graphconform/suites/conform"
	"graphconform/suites/conform/conformtest"
	"graphconform/suites/scenario"
)

const id, created, modified = "beta/deviceManagementScript", "createdDateTime", "lastModifiedDateTime"

var noon = time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)

// script shows the object with its two times.
func script(created, modified string) string {
	return fmt.Sprintf(`{"id":"1","displayName":"a","createdDateTime":%s,"lastModifiedDateTime":%s}`, created, modified)
}

// at dates an answer: sent so many milliseconds after noon.
func at(ms int, r *conform.Record) *conform.Record {
	r.Exchanges[0].Started = noon.Add(time.Duration(ms) * time.Millisecond)
	r.Exchanges[0].Response.Header.Set("Date", noon.Format("Mon, 02 Jan 2006 15:04:05 GMT"))
	return r
}

type check struct {
	name, rule, place string
	operation         schemas.OperationKind
	records           []*conform.Record
	want              conform.Verdict
	says              string
}

func (c check) run(t *testing.T, key conform.ScenarioKey) {
	t.Helper()
	e := conformtest.Evidence(conformtest.Resource(t, id), key, c.records...)
	conformtest.Expect(t, conformtest.Judge(t, computed.Family(), c.rule, c.place, c.operation, e), c.want, c.says)
}

func TestClockAndSteady(t *testing.T) {
	const five, later, wrongZone = `"2026-01-02T12:00:05.1234567Z"`, `"2026-01-02T12:00:06.1234567Z"`, `"2026-01-02T17:30:05Z"`
	life := func(post, get, kept, list string) []*conform.Record {
		return []*conform.Record{
			at(0, conformtest.Record(schemas.Create, scenario.Base.Nth(1), 201, `{}`, post)),
			at(0, conformtest.Record(schemas.Create, scenario.Base.Nth(3), 201, `{}`, post)),
			conformtest.List(scenario.Filled.Once(), `{"value":[`+list+`]}`),
			at(0, conformtest.Record(schemas.Get, scenario.Get.Nth(1), 200, "", get)),
			at(0, conformtest.Record(schemas.Get, scenario.Get.Nth(3), 200, "", get)),
			at(9, conformtest.Record(schemas.Get, scenario.Kept.Nth(1), 200, "", kept)),
			at(9, conformtest.Record(schemas.Get, scenario.Kept.Nth(3), 200, "", kept)),
		}
	}
	right, other, none := script(five, five), script(five, later), script("null", "null")
	undated := life(right, right, right, right)
	for _, r := range undated {
		r.Exchanges[0].Response.Header.Del("Date")
	}
	for _, c := range []check{
		{"now", "clock", created, schemas.Create, life(right, right, right, right), conform.Pass, ""},
		{"another zone", "clock", created, schemas.Create, life(script(wrongZone, five), right, right, right), conform.Fail,
			"about that in Date"},
		{"no time", "clock", created, schemas.Create, life(none, none, none, none), conform.Unsupported, "no value"},
		{"no Date", "clock", created, schemas.Create, undated, conform.Unsupported, "no Date"},
		{"no create", "clock", created, schemas.Create, nil, conform.Inconclusive, ""},
		{"one value", "steady", modified, schemas.Get, life(right, right, right, right), conform.Pass, ""},
		{"moved by reading", "steady", modified, schemas.Get, life(right, right, other, right), conform.Fail, "12:00:05.1234567Z"},
		{"another in the list", "steady", modified, schemas.Get, life(right, right, right, other), conform.Fail, "12:00:06.1234567Z"},
		{"another in the answer", "steady", modified, schemas.Get, life(other, right, right, right), conform.Fail, "12:00:06.1234567Z"},
		{"never shown", "steady", modified, schemas.Get, life(none, none, none, none), conform.Unsupported, "no value"},
		{"not read", "steady", modified, schemas.Get, life(right, right, right, right)[:2], conform.Inconclusive, ""},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, scenario.Lifecycle.Key()) })
	}
}

func TestUpdates(t *testing.T) {
	const zero, first, second = `"2026-01-02T12:00:00.1000000Z"`, `"2026-01-02T12:00:00.2000000Z"`, `"2026-01-02T12:00:00.3000000Z"`
	const whole = `"2026-01-02T12:00:00Z"`
	patched := func(before, after, last string, ms int) []*conform.Record {
		update := func(ms int) *conform.Record {
			return conformtest.About("1", at(ms, conformtest.Record(schemas.Update, scenario.Only.About("displayName"), 204, `{}`, "")))
		}
		return []*conform.Record{
			at(0, conformtest.Record(schemas.Create, scenario.Base.Nth(2), 201, `{}`, before)),
			at(0, conformtest.Record(schemas.Get, scenario.Before.Once(), 200, "", before)),
			update(ms / 2), at(ms/2, conformtest.Record(schemas.Get, scenario.OnlyGet.About("displayName"), 200, "", after)),
			update(ms), at(ms, conformtest.Record(schemas.Get, scenario.AgainGet.Nth(1), 200, "", last)),
		}
	}
	kept, forward := created+":kept", modified+":forward"
	moving := patched(script(zero, zero), script(zero, first), script(zero, second), 100)
	for _, c := range []check{
		{"kept", "kept", kept, schemas.Update, moving, conform.Pass, ""},
		{"set anew", "kept", kept, schemas.Update, patched(script(zero, zero), script(first, first), script(first, first), 100),
			conform.Fail, "12:00:00.1000000Z"},
		{"never shown", "kept", kept, schemas.Update, patched(script("null", "null"), script("null", "null"), script("null", "null"), 100),
			conform.Unsupported, "no value"},
		{"forward", "forward", forward, schemas.Update, moving, conform.Pass, ""},
		{"back", "forward", forward, schemas.Update, patched(script(zero, second), script(zero, first), script(zero, first), 100),
			conform.Fail, "or later"},
		{"still", "forward", forward, schemas.Update, patched(script(zero, zero), script(zero, zero), script(zero, zero), 100),
			conform.Fail, "later than"},
		{"still for a moment", "forward", forward, schemas.Update, patched(script(zero, zero), script(zero, zero), script(zero, zero), 10),
			conform.Pass, ""},
		{"still for less than its digits tell", "forward", forward, schemas.Update,
			patched(script(whole, whole), script(whole, whole), script(whole, whole), 1500), conform.Pass, ""},
		{"still for longer", "forward", forward, schemas.Update,
			patched(script(whole, whole), script(whole, whole), script(whole, whole), 2500), conform.Fail, "later than"},
		{"not read", "forward", forward, schemas.Update, nil, conform.Inconclusive, ""},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, scenario.Patch.Key()) })
	}
}

func TestClientValue(t *testing.T) {
	const sent = `{"createdDateTime":"2001-02-03T04:05:06Z"}`
	own, taken := script(`"2026-01-02T12:00:00Z"`, `null`), script(`"2001-02-03T04:05:06Z"`, `null`)
	tried := func(op schemas.OperationKind, status int, shown string) []*conform.Record {
		write, read := scenario.ChosenCreate, scenario.ChosenGet
		if op == schemas.Update {
			write, read = scenario.ChosenUpdate, scenario.ChosenUpdated
		}
		all := []*conform.Record{conformtest.Record(op, write.Once(), status, sent, own)}
		if shown != "" {
			all = append(all, conformtest.Record(schemas.Get, read.Once(), 200, "", shown))
		}
		return all
	}
	for _, op := range []schemas.OperationKind{schemas.Create, schemas.Update} {
		for _, c := range []check{
			{"ignored", "client_value", "client_value", op, tried(op, 200, own), conform.Pass, ""},
			{"refused", "client_value", "client_value", op, tried(op, 400, ""), conform.Pass, ""},
			{"taken", "client_value", "client_value", op, tried(op, 200, taken), conform.Fail, "of the server's own"},
			{"failed", "client_value", "client_value", op, tried(op, 500, ""), conform.Fail, "500"},
			{"not read", "client_value", "client_value", op, tried(op, 200, ""), conform.Inconclusive, ""},
			{"not sent", "client_value", "client_value", op, nil, conform.Inconclusive, ""},
		} {
			t.Run(string(op)+" "+c.name, func(t *testing.T) { c.run(t, scenario.Undeclared.Key()) })
		}
	}
}

// The page calls displayName read-only, and its requests send it: a target may keep what a client sends.
func TestWhatAPageContradicts(t *testing.T) {
	for _, place := range conformtest.Places(computed.Family(), conformtest.Resource(t, "v1.0/detectedApp")) {
		if strings.Contains(place, "client_value") {
			t.Error(place)
		}
	}
}
