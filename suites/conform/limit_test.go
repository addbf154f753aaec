package conform

import (
	"strings"
	"testing"

	"graphconform/fixtures"
)

// An answer beyond what is read may be JSON all the same: no verdict rests on it.
func TestAnswersBeyondLimits(t *testing.T) {
	deep := strings.Repeat("[", 2000) + strings.Repeat("]", 2000)
	for body, want := range map[string]string{
		deep: "GET http://h/a: not read: arrays and objects within each other more than 1000 deep, at byte 1000",
		"[":  "", // no JSON, which is a finding
	} {
		r := &Record{Exchanges: []fixtures.Exchange{{
			Request: fixtures.Request{Method: "GET", URL: "http://h/a"}, Response: &fixtures.Response{Status: 200, Body: []byte(body)},
		}}}
		r.Read()
		if r.Problem() != want {
			t.Errorf("%q, want %q", r.Problem(), want)
		}
	}
}
