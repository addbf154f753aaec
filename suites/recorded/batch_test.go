package recorded

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"graphconform/fixtures"
	"graphconform/fixtures/recording"
)

// Requests of a batch stand behind those that they depend on; what has no order with a write is beside it.
func TestBatchesHaveNoOrderOfTheirOwn(t *testing.T) {
	type part struct {
		id, method string
		after      []string
	}
	for name, test := range map[string]struct {
		parts []part
		want  string // ids in order, each with * where it is beside a write
	}{
		"nothing depends":      {[]part{{"1", "PATCH", nil}, {"2", "GET", nil}}, "1 2*"},
		"reads alone":          {[]part{{"1", "GET", nil}, {"2", "GET", nil}}, "1 2"},
		"one depends":          {[]part{{"1", "PATCH", nil}, {"2", "GET", []string{"1"}}, {"3", "GET", nil}}, "1 2 3*"},
		"depends on a later":   {[]part{{"1", "GET", []string{"2"}}, {"2", "PATCH", nil}}, "2 1"},
		"depends by another":   {[]part{{"1", "PATCH", nil}, {"2", "GET", []string{"1"}}, {"3", "DELETE", []string{"2"}}}, "1 2 3"},
		"in a circle":          {[]part{{"1", "PATCH", []string{"2"}}, {"2", "GET", []string{"1"}}}, "1 2"},
		"on what is not there": {[]part{{"1", "PATCH", nil}, {"2", "DELETE", []string{"9"}}}, "1* 2*"},
	} {
		var requests, responses []map[string]any
		for _, p := range test.parts {
			requests = append(requests, map[string]any{"id": p.id, "method": p.method, "url": "/x/1", "dependsOn": p.after})
			responses = append(responses, map[string]any{"id": p.id, "status": 200})
		}
		sent, _ := json.Marshal(map[string]any{"requests": requests})
		got, _ := json.Marshal(map[string]any{"responses": responses})
		start := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
		inside, is := unbatch(recording.Entry{File: "f", Number: 1, Exchange: fixtures.Exchange{Started: start, Duration: time.Second,
			Request:  fixtures.Request{Method: "POST", URL: "https://graph.microsoft.com/beta/$batch", Body: sent},
			Response: &fixtures.Response{Status: 200, Body: got}}})
		text := ""
		for i, each := range inside {
			text += each.Exchange.Entry[len("f#1 batch "):] + map[bool]string{true: "* ", false: " "}[each.Beside]
			if i > 0 && each.Exchange.Started.Before(inside[i-1].Exchange.Started.Add(inside[i-1].Exchange.Duration)) {
				t.Errorf("%s: part %d begins before the one before it has ended", name, i)
			}
		}
		if want := fmt.Sprint(test.want, " "); !is || text != want {
			t.Errorf("%s: %q, want %q", name, text, want)
		}
	}
}
