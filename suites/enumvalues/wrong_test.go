package enumvalues

import (
	"fmt"
	"testing"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/conform/conformtest"
	"graphconform/suites/scenario"
)

// sentWrong is what is sent in place of a member of detectionState, in order.
var sentWrong = [...]string{
	`"notAMemberOfrunState"`, `""`, `"constructor"`, `1000006`, `"1000006"`, // undocumented
	`"SUCCESS"`, `"Success"`, `"success "`, // case
	`1`, `"1"`, // number
}

// Where each rule's values begin in sentWrong.
const (
	firstCase   = 6
	firstNumber = 9
)

const refusal = `{"error":{"code":"BadRequest","message":"no"}}`

// wrongCreates returns the record of a base create, and of a refused create for each wrong value but those given.
func wrongCreates(given ...*conform.Record) []*conform.Record {
	base := conformtest.Record(schemas.Create, scenario.Base.Once(), 201, `{}`, `{"id":"1","detectionState":"success"}`)
	records, taken := []*conform.Record{base}, map[conform.Step]bool{}
	for _, r := range given {
		taken[r.Step] = true
	}
	for i, value := range sentWrong {
		if step := scenario.Wrong.Nth(i + 1); !taken[step] {
			records = append(records, conformtest.Record(schemas.Create, step, 400, fmt.Sprintf(`{"detectionState":%s}`, value), refusal))
		}
	}
	return append(records, given...)
}

func TestWrong(t *testing.T) {
	of := conformtest.Resource(t, "beta/deviceComplianceScriptDeviceState")
	made := func(n, status int, answer string) *conform.Record {
		sent := fmt.Sprintf(`{"detectionState":%s}`, sentWrong[n-1])
		return conformtest.Record(schemas.Create, scenario.Wrong.Nth(n), status, sent, answer)
	}
	read := func(n int, answer string) *conform.Record {
		return conformtest.Record(schemas.Get, scenario.WrongGet.Nth(n), 200, "", answer)
	}
	const success, unknown = `{"id":"2","detectionState":"success"}`, `{"id":"2","detectionState":"unknown"}`
	for _, test := range []struct {
		name, rule string
		records    []*conform.Record
		verdict    conform.Verdict
		text       string
	}{
		{"all refused", "undocumented", wrongCreates(), conform.Pass, ""},
		{"all refused", "case", wrongCreates(), conform.Pass, ""},
		{"all refused", "number", wrongCreates(), conform.Pass, ""},
		{"5xx", "undocumented", wrongCreates(made(1, 500, "")), conform.Fail,
			`"notAMemberOfrunState" refused with 4xx|500 Internal Server Error`},
		{"kept", "undocumented", wrongCreates(made(1, 201, `{"id":"2","detectionState":"notAMemberOfrunState"}`),
			read(1, `{"id":"2","detectionState":"notAMemberOfrunState"}`)), conform.Fail,
			`"notAMemberOfrunState" refused with 4xx|"notAMemberOfrunState"`},
		{"coerced", "undocumented", wrongCreates(made(2, 201, unknown), read(2, unknown)), conform.Fail,
			`"" refused with 4xx|"unknown"`},
		{"dropped", "undocumented", wrongCreates(made(4, 204, ""), read(4, `{"id":"2","scriptError":""}`)), conform.Fail,
			`1000006 refused with 4xx|no detectionState`},
		{"meant", "case", wrongCreates(made(firstCase, 201, success), read(firstCase, success)), conform.Pass, ""},
		{"another", "case", wrongCreates(made(firstCase, 201, success), read(firstCase, unknown)), conform.Fail,
			`"SUCCESS" refused with 4xx, or taken as "success"|"unknown"`},
		{"as sent", "case", wrongCreates(made(8, 201, `{"id":"2","detectionState":"success "}`), read(8, success)), conform.Fail,
			`"success " refused with 4xx, or taken as "success"|"success "`},
		{"any member", "number", wrongCreates(made(firstNumber, 201, unknown), read(firstNumber, unknown)), conform.Pass, ""},
		{"as a number", "number", wrongCreates(made(9, 201, `{"id":"2","detectionState":1}`), read(9, unknown)), conform.Fail,
			`1 refused with 4xx, or taken as a documented member|1`},
		{"not read", "number", wrongCreates(made(firstNumber, 204, "")), conform.Inconclusive,
			"step wrong/get#9 of scenario wrong members of detectionState was not reached"},
		{"no base", "case", []*conform.Record{conformtest.Record(schemas.Create, scenario.Base.Once(), 400, `{}`, refusal)},
			conform.Inconclusive, "POST base answered 400"},
		{"not reached", "case", wrongCreates()[:1], conform.Inconclusive,
			"step wrong#6 of scenario wrong members of detectionState was not reached"},
	} {
		t.Run(test.rule+" "+test.name, func(t *testing.T) {
			e := conformtest.Evidence(of, scenario.WrongMembers.Of("detectionState"), test.records...)
			out := conformtest.Judge(t, Family(), test.rule, "detectionState:"+test.rule, schemas.Create, e)
			conformtest.ExpectExactly(t, out, test.verdict, test.text)
		})
	}
}

// TestWrongUpdate holds that updates are judged by what GET shows after them.
func TestWrongUpdate(t *testing.T) {
	of := conformtest.Resource(t, "beta/deviceComplianceScriptDeviceState")
	for answer, want := range map[string]conform.Verdict{
		`{"id":"1","detectionState":"success"}`: conform.Pass,
		`{"id":"1","detectionState":"SUCCESS"}`: conform.Fail,
	} {
		records := wrongCreates()
		for n := firstCase; n < firstNumber; n++ {
			sent := fmt.Sprintf(`{"detectionState":%s}`, sentWrong[n-1])
			records = append(records, conformtest.Record(schemas.Update, scenario.WrongUpdate.Nth(n), 204, sent, ""),
				conformtest.Record(schemas.Get, scenario.WrongUpdated.Nth(n), 200, "", answer))
		}
		e := conformtest.Evidence(of, scenario.WrongMembers.Of("detectionState"), records...)
		out := conformtest.Judge(t, Family(), "case", "detectionState:case", schemas.Update, e)
		if out.Verdict != want || out.Observations != 3 {
			t.Errorf("%s: %s after %d observations, want %s after 3", answer, out.Verdict, out.Observations, want)
		}
	}
}

// TestTried holds that what these tests take for sent is what is sent.
func TestTried(t *testing.T) {
	enum := scenario.Enums(conformtest.Resource(t, "beta/deviceComplianceScriptDeviceState"))[0]
	if len(enum.Wrong) != len(sentWrong) {
		t.Fatalf("%d wrong members, want %d", len(enum.Wrong), len(sentWrong))
	}
	for i, wrong := range enum.Wrong {
		rule := undocumented
		switch {
		case i+1 >= firstNumber:
			rule = "number"
		case i+1 >= firstCase:
			rule = "case"
		}
		if conform.Show(wrong.Value) != sentWrong[i] || wrong.Rule != rule {
			t.Errorf("wrong#%d is %s for rule %s, want %s for %s", i+1, conform.Show(wrong.Value), wrong.Rule, sentWrong[i], rule)
		}
	}
}
