package answers

import (
	"fmt"
	"net/http"
	"testing"

	"graphconform/fixtures"
)

// Answers that say the same of different requests are alike, however the names on their paths begin.
func TestAlike(t *testing.T) {
	answer := func(path string, status int, format string) fixtures.Exchange {
		name := path[1:]
		for i := range path {
			if path[i] == '/' {
				name = path[i+1:]
			}
		}
		return fixtures.Exchange{
			Request: fixtures.Request{Method: http.MethodGet, URL: "http://target" + path},
			Response: &fixtures.Response{Status: status, Header: http.Header{"Content-Type": {"application/json"}},
				Body: fmt.Appendf(nil, format, name)},
		}
	}
	const noSegment = `{"error":{"code":"ResourceNotFound","message":"Resource not found for the segment '%s'."}}`
	control := answer("/beta/deviceManagement/noSuchPath12345678", 404, noSegment)
	for name, test := range map[string]struct {
		answer fixtures.Exchange
		alike  bool
	}{
		"another name":                      {answer("/beta/deviceManagement/deviceCategories", 404, noSegment), true},
		"a name that begins as a step does": {answer("/beta/deviceManagement/deviceManagementPartners", 404, noSegment), true},
		"another text": {answer("/beta/deviceManagement/deviceCategories", 404,
			`{"error":{"code":"ResourceNotFound","message":"There is no object of %s."}}`), false},
		"another status": {answer("/beta/deviceManagement/deviceCategories", 400, noSegment), false},
	} {
		if got := Alike(test.answer, control); got != test.alike {
			t.Errorf("%s: alike %t, want %t", name, got, test.alike)
		}
	}
}
