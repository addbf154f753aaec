package scenario_test

import (
	"testing"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/conform/conformtest"
	"graphconform/suites/scenario"
)

func TestEnvelopeProblem(t *testing.T) {
	for name, test := range map[string]struct {
		body, media, want string
		difference        conform.Difference
	}{
		"right":         {`{"error":{"code":"a","message":"b"}}`, "application/json; charset=utf-8", "", ""},
		"right, kin":    {`{"error":{"code":"a","message":"b"}}`, "application/problem+json", "", ""},
		"none":          {``, "application/json", "400 without a body", "no body"},
		"text":          {`no`, "application/json", "400 with no", "not JSON"},
		"a list":        {`[]`, "application/json", "400 with []", "not an object"},
		"another media": {`{"error":{"code":"a","message":"b"}}`, "text/html", `400 with media type "text/html"`, "another media type"},
		"no error":      {`{"message":"b"}`, "application/json", `400 with {"message":"b"}`, "no error object"},
		"a text inside": {`{"error":"b"}`, "application/json", `400 with {"error":"b"}`, "no error object"},
		"no code":       {`{"error":{"message":"b"}}`, "application/json", `no code in error: {"error":{"message":"b"}}`, "no code"},
		"empty": {`{"error":{"code":"a","message":""}}`, "application/json",
			`"" in error: {"error":{"code":"a","message":""}}`, "no message"},
	} {
		t.Run(name, func(t *testing.T) {
			r := conformtest.Record(schemas.Create, scenario.Create.Once(), 400, "", test.body)
			r.Response().Header.Set("Content-Type", test.media)
			if got, difference := scenario.EnvelopeProblem(r); got != test.want || difference != test.difference {
				t.Errorf("%q, %s, want %q, %s", got, difference, test.want, test.difference)
			}
			j := conform.NewJudgement("errors/envelope")
			scenario.WantEnvelope(j, r)
			if found := len(j.Findings) > 0; found != (test.want != "") || j.Observations != 1 ||
				found && j.Findings[0].Difference != test.difference {
				t.Errorf("%d observations, %v", j.Observations, j.Findings)
			}
		})
	}
}

func TestWantRefused(t *testing.T) {
	step := scenario.BadCreate.About("scriptError").Nth(1)
	for name, test := range map[string]struct {
		record  *conform.Record
		verdict conform.Verdict
	}{
		"refused":   {conformtest.Record(schemas.Create, step, 400, "", ""), conform.Pass},
		"accepted":  {conformtest.Record(schemas.Create, step, 201, "", ""), conform.Fail},
		"failed":    {conformtest.Record(schemas.Create, step, 500, "", ""), conform.Fail},
		"no answer": {conformtest.Failed(schemas.Create, step, "time-out"), conform.Inconclusive},
		"not sent":  {conformtest.NotSent(step, conform.Skipped, "no object"), conform.Inconclusive},
	} {
		j := conform.NewJudgement("errors/type")
		scenario.WantRefused(j, test.record, "/scriptError", "7")
		if got := j.Outcome(nil).Verdict; got != test.verdict {
			t.Errorf("%s: %s, want %s", name, got, test.verdict)
		}
	}
}
