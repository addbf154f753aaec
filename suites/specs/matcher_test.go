package specs_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/onsi/gomega/types"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/plan"
	"graphconform/suites/specs"
)

func TestConform(t *testing.T) {
	check := &conform.Check{
		ID: "beta/x/create/status/documented", Level: conform.Documented, Promise: "the promise", Source: "Create x, Response",
	}
	passed := conform.Outcome{Check: check, Verdict: conform.Pass}
	findings := []conform.Finding{{At: "status", Want: "201 Created", Got: "200 OK"}}
	failed := conform.Outcome{Check: check, Verdict: conform.Fail, Findings: findings}
	if ok, err := specs.Conform().Match(passed); !ok || err != nil {
		t.Errorf("a passed outcome: %t, %v", ok, err)
	}
	if ok, _ := specs.Conform().Match(failed); ok {
		t.Error("a failed outcome conforms")
	}
	for _, text := range []string{check.ID, "the promise", "Create x, Response", "201 Created", "200 OK"} {
		if message := specs.Conform().FailureMessage(failed); !strings.Contains(message, text) {
			t.Errorf("the message lacks %q:\n%s", text, message)
		}
	}
	if _, err := specs.Conform().Match("text"); err == nil {
		t.Error("a text can be matched")
	}
}

const (
	whole = `{"id":"1","status":"compliant","platform":5,"lastReportedDateTime":"2017-01-01T00:00:17.7769392-08:00","userName":"a"}`
	wrong = `{"id":"1","status":"running","platform":"five"}`
)

func answered(status int, body string) fixtures.Exchange {
	return fixtures.Exchange{
		Request:  fixtures.Request{Method: "POST", URL: "http://h/beta/things?x"},
		Response: &fixtures.Response{Status: status, Header: http.Header{"Request-Id": {"r-1"}}, Body: []byte(body)}, Attempt: 1,
	}
}

func TestMatchers(t *testing.T) {
	unit := planned(t, plan.Options{Seed: 1, Select: []string{"beta/deviceComplianceDeviceStatus/create/status/*"}}).Units[0].Resource
	update, err := schemas.Embedded().Schema("beta", "deviceComplianceDeviceStatus", schemas.ForUpdate)
	if err != nil {
		t.Fatal(err)
	}
	property := func(name string) schemas.Property {
		p, known := unit.Contract.Property(name)
		if !known {
			t.Fatal(name)
		}
		return p
	}
	instant := time.Date(2017, 1, 1, 8, 0, 17, 776939200, time.UTC)
	unanswered := fixtures.Exchange{Failure: fixtures.Failure{Kind: fixtures.TimeOut, Detail: "too late"}}
	record := &conform.Record{Exchanges: []fixtures.Exchange{answered(404, `{"error":{}}`)}}
	for name, test := range map[string]struct {
		matcher types.GomegaMatcher
		actual  any
		want    bool
		says    []string // the failure message, else the error
	}{
		"status": {specs.HaveStatus(201), answered(201, whole), true, nil},
		"other status": {specs.HaveStatus(201), answered(200, whole), false,
			[]string{"201 Created", "200 OK", "/beta/things", "r-1"}},
		"status of a record": {specs.HaveStatus(204), record, false, []string{"204 No Content", `404 Not Found  {"error":{}}`}},
		"no answer":          {specs.HaveStatus(200), unanswered, false, []string{"no answer can be judged", "too late"}},
		"no record":          {specs.HaveStatus(200), (*conform.Record)(nil), false, []string{"there is no record"}},
		"no response":        {specs.HaveStatus(200), (*http.Response)(nil), false, []string{"there is no response"}},
		"a channel":          {specs.HaveStatus(200), make(chan int), false, []string{"neither an exchange"}},

		"contract":           {specs.MatchContract(unit), answered(201, whole), true, nil},
		"contract of a body": {specs.MatchContract(unit), whole, true, nil},
		"of bytes":           {specs.MatchContract(unit), []byte(whole), true, nil},
		"of an object":       {specs.MatchContract(unit), map[string]any{"id": "1", "platform": 5}, true, nil},
		"departs": {
			specs.MatchContract(unit), answered(201, wrong), false,
			[]string{"2 departures", "/platform", `"five"`, "/status", `"running"`, "POST"},
		},
		"closed for updates": {specs.MatchContract(update), `{"other":1}`, false, []string{"other"}},
		"not of a schema":    {specs.MatchContract("schema"), whole, false, []string{"*schemas.Schema"}},
		"no JSON":            {specs.MatchContract(unit), "<html>", false, []string{"no JSON", "<html>"}},
		"without an answer":  {specs.MatchContract(unit), unanswered, false, []string{"too late"}},

		"instant": {specs.RoundTrip(property("lastReportedDateTime"), instant), whole, true, nil},
		"other instant": {
			specs.RoundTrip(property("lastReportedDateTime"), instant.Add(100)), whole, false,
			[]string{"/lastReportedDateTime", "17.7769393Z", "17.7769392-08:00"},
		},
		"number":           {specs.RoundTrip(property("platform"), 5.0), answered(200, whole), true, nil},
		"text of a number": {specs.RoundTrip(property("platform"), "5"), whole, false, []string{`/platform = "5"`}},
		"letter case":      {specs.RoundTrip(property("userName"), "A"), whole, false, []string{`"A"`, `"a"`}},
		"left out":         {specs.RoundTrip(property("userName"), "a"), wrong, false, []string{"no userName"}},
		"null":             {specs.RoundTrip(property("userName"), nil), wrong, true, nil},
		"no object":        {specs.RoundTrip(property("userName"), nil), "[]", false, []string{"no userName"}},
		"unsendable":       {specs.RoundTrip(property("userName"), make(chan int)), whole, false, []string{"what was sent"}},
	} {
		got, err := test.matcher.Match(test.actual)
		if got && err != nil {
			got = false
		}
		if got != test.want {
			t.Errorf("%s: %t, %v", name, got, err)
			continue
		}
		if got {
			if message := test.matcher.NegatedFailureMessage(test.actual); !strings.Contains(message, "was expected not to") {
				t.Errorf("%s: %s", name, message)
			}
			continue
		}
		message := test.matcher.FailureMessage(test.actual)
		for _, text := range test.says {
			if !strings.Contains(message, text) || err != nil && !strings.Contains(err.Error(), text) {
				t.Errorf("%s: lacks %q: %s, %v", name, text, message, err)
			}
		}
	}
}

// A response can be matched several times, and read after that.
func TestResponsesStayReadable(t *testing.T) {
	response := &http.Response{StatusCode: 201, Body: io.NopCloser(strings.NewReader(whole))}
	for range 2 {
		if ok, err := specs.HaveStatus(201).Match(response); !ok || err != nil {
			t.Error(ok, err)
		}
		if ok, err := specs.RoundTrip(schemas.Property{Name: "userName", Type: "String"}, "a").Match(response); !ok || err != nil {
			t.Error(ok, err)
		}
	}
	if body, err := io.ReadAll(response.Body); err != nil || string(body) != whole {
		t.Errorf("%s, %v", body, err)
	}
}
