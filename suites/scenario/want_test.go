package scenario_test

import (
	"testing"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/conform/conformtest"
	"graphconform/suites/scenario"
)

func TestEnvelopeProblem(t *testing.T) {
	for name, test := range map[string]struct{ body, media, want string }{
		"right":         {`{"error":{"code":"a","message":"b"}}`, "application/json; charset=utf-8", ""},
		"right, kin":    {`{"error":{"code":"a","message":"b"}}`, "application/problem+json", ""},
		"none":          {``, "application/json", "400 without a body"},
		"text":          {`no`, "application/json", "400 with no"},
		"a list":        {`[]`, "application/json", "400 with []"},
		"another media": {`{"error":{"code":"a","message":"b"}}`, "text/html", `400 with media type "text/html"`},
		"no error":      {`{"message":"b"}`, "application/json", `400 with {"message":"b"}`},
		"a text inside": {`{"error":"b"}`, "application/json", `400 with {"error":"b"}`},
		"no code":       {`{"error":{"message":"b"}}`, "application/json", `no code in error: {"error":{"message":"b"}}`},
		"empty":         {`{"error":{"code":"a","message":""}}`, "application/json", `"" in error: {"error":{"code":"a","message":""}}`},
	} {
		t.Run(name, func(t *testing.T) {
			r := conformtest.Record(schemas.Create, scenario.Create.Once(), 400, "", test.body)
			r.Response().Header.Set("Content-Type", test.media)
			if got := scenario.EnvelopeProblem(r); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
			j := conform.NewJudgement("errors/envelope")
			scenario.WantEnvelope(j, r)
			if found := len(j.Findings) > 0; found != (test.want != "") || j.Observations != 1 {
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
