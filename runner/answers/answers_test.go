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

// What calls itself JSON is judged, however it is written; what does not, and is none, is no API.
func TestForeign(t *testing.T) {
	const asked = "http://target/beta/x"
	for body, want := range map[string]map[string]bool{ // by media type, whether it is foreign
		`{"value":[]}`:                  {"application/json": false, "text/plain": false, "": false},
		"\xef\xbb\xbf" + `{"value":[]}`: {"application/json": false, "text/plain": false, "": false},
		`{"value":[NaN]}`:               {"application/json": false, "application/problem+json": false, "text/plain": true, "": true},
		"It works!":                     {"application/json;odata.metadata=minimal": false, "text/plain": true, "": true},
		"<!DOCTYPE html><p>Welcome":     {"application/json": true, "text/html": true},
	} {
		for media, foreign := range want {
			header := http.Header{}
			if media != "" {
				header.Set("Content-Type", media)
			}
			why := Foreign(fixtures.Exchange{Request: fixtures.Request{Method: http.MethodGet, URL: asked},
				Response: &fixtures.Response{Status: 200, Header: header, Body: []byte(body)}}, asked)
			if (why != "") != foreign {
				t.Errorf("%q as %q: %q, want foreign %t", body, media, why, foreign)
			}
		}
	}
}
