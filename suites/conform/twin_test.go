package conform

import (
	"testing"
	"time"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/resource"
)

func TestTwins(t *testing.T) {
	const url = "http://target/beta/things"
	start := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	ordinal := 0
	sent := func(op schemas.OperationKind, url, body string, status int, answer string, second int) *Record {
		ordinal++
		return &Record{Step: Act("base").Nth(ordinal), Operation: op, Exchanges: []fixtures.Exchange{{
			Request:  fixtures.Request{Method: "POST", URL: url, Body: []byte(body)},
			Response: &fixtures.Response{Status: status, Body: []byte(answer)},
			Started:  start.Add(time.Duration(second) * time.Second), Duration: time.Second,
		}}}
	}
	removed := func(key string, second int) *Record {
		r := sent(schemas.Delete, url+"/"+key, "", 204, "", second)
		r.Key = key
		return r
	}
	made := func(body string, second int) *Record {
		return sent(schemas.Create, url, body, 201, `{"id":"7"}`, second)
	}
	refused := func(body string, status int) *Record { return sent(schemas.Create, url, body, status, "", 10) }
	elsewhere := sent(schemas.Create, url+"s", `{}`, 201, `{"id":"7"}`, 0)
	for name, test := range map[string]struct {
		records []*Record
		want    bool
	}{
		"the same values":                    {[]*Record{made(`{"a":1}`, 0), refused(`{"a":1}`, 409)}, true},
		"null is as good as left out":        {[]*Record{made(`{"a":1,"b":null}`, 0), refused(`{"a":1}`, 400)}, true},
		"null may be what is refused":        {[]*Record{made(`{"a":1}`, 0), refused(`{"a":1,"b":null}`, 400)}, false},
		"sent side by side":                  {[]*Record{made(`{}`, 10), refused(`{}`, 409)}, true},
		"other values":                       {[]*Record{made(`{"a":1}`, 0), refused(`{"a":2}`, 409)}, false},
		"another collection":                 {[]*Record{elsewhere, refused(`{}`, 409)}, false},
		"made later":                         {[]*Record{made(`{}`, 20), refused(`{}`, 409)}, false},
		"removed before":                     {[]*Record{made(`{}`, 0), removed("7", 5), refused(`{}`, 409)}, false},
		"removed later":                      {[]*Record{made(`{}`, 0), removed("7", 15), refused(`{}`, 409)}, true},
		"another one removed":                {[]*Record{made(`{}`, 0), removed("8", 5), refused(`{}`, 409)}, true},
		"answered without an object":         {[]*Record{sent(schemas.Create, url, `{}`, 204, "", 0), refused(`{}`, 409)}, false},
		"refused for who sends it":           {[]*Record{made(`{}`, 0), refused(`{}`, 401)}, false},
		"a defect":                           {[]*Record{made(`{}`, 0), refused(`{}`, 500)}, false},
		"what is no JSON has no values":      {[]*Record{made(`{"a":`, 0), refused(`{"b":`, 400)}, false},
		"refused before anything was made":   {[]*Record{refused(`{}`, 409)}, false},
		"an update that repeats the request": {[]*Record{sent(schemas.Update, url, `{}`, 200, `{"id":"7"}`, 0), refused(`{}`, 409)}, false},
	} {
		t.Run(name, func(t *testing.T) {
			for _, r := range test.records {
				r.Read()
			}
			key := ScenarioKey{Kind: "lifecycle"}
			NewEvidence(&resource.Resource{}, []*Transcript{{Scenario: key, Records: test.records}})
			last := test.records[len(test.records)-1]
			if last.Twin != test.want {
				t.Errorf("twin %t, want %t", last.Twin, test.want)
			}
			j := NewJudgement("")
			j.Needs(last)
			if verdict := j.Outcome(&Check{}).Verdict; test.want != (verdict == Unsupported) {
				t.Errorf("verdict %s", verdict)
			}
		})
	}
}
