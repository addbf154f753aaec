package handmade

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// ask sends one request without a server around it.
func ask(handler http.Handler, request *http.Request) reply {
	request.Header.Set("Authorization", "Bearer token")
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, request)
	return reply{status: recorder.Code, header: recorder.Header(), body: recorder.Body.Bytes()}
}

// Whatever is sent is either stored and shown again, or refused with an envelope and forgotten.
func FuzzBody(f *testing.F) {
	for path, body := range documented {
		f.Add(path, []byte(body))
	}
	f.Add(statuses, []byte(`{"platform":1e999999999,"id":"x"} `))
	f.Fuzz(func(t *testing.T, path string, body []byte) {
		if documented[path] == "" {
			path = runStates
		}
		target := New()
		posted := ask(target, httptest.NewRequest("POST", path, strings.NewReader(string(body))))
		listed := ask(target, httptest.NewRequest("GET", path, nil)).rows()
		switch posted.status {
		case 201:
			if len(listed) != 1 || string(listed[0].body) != string(posted.body) {
				t.Errorf("POST answers %s, the list holds %v", posted.body, listed)
			}
		case 400:
			if len(listed) != 0 || strings.Contains(posted.failure(), " ") {
				t.Errorf("POST answers %s, the list holds %v", posted.body, listed)
			}
		default:
			t.Errorf("POST answers %d %s", posted.status, posted.body)
		}
	})
}

// Any text in UTF-8 comes back character by character.
func FuzzStrings(f *testing.F) {
	f.Add(" \x00\u2028\ufeff\U0001F600e\u0301<&'\"\\")
	f.Fuzz(func(t *testing.T, text string) {
		body, err := json.Marshal(map[string]string{"scriptOutput": text})
		if err != nil || !utf8.ValidString(text) {
			t.Skip()
		}
		if got := ask(New(), httptest.NewRequest("POST", runStates, strings.NewReader(string(body)))).text("scriptOutput"); got != text {
			t.Errorf("%q became %q", text, got)
		}
	})
}

// Any path is answered, and only known ones lead anywhere.
func FuzzPath(f *testing.F) {
	for path := range documented {
		f.Add(path)
	}
	f.Add("/beta/deviceManagement/deviceComplianceScripts/%2F/deviceRunStates/%00")
	f.Fuzz(func(t *testing.T, path string) {
		u, err := url.Parse("http://example.com" + path)
		if err != nil {
			t.Skip()
		}
		got := ask(New(), &http.Request{Method: "GET", URL: u, Host: "example.com", Header: http.Header{}, Body: http.NoBody})
		if got.status != 200 && got.status != 404 && got.status != 400 || got.members() == nil {
			t.Errorf("%d %s", got.status, got.body)
		}
	})
}

// Where the standard library reads a timestamp too, both see the same instant, and it survives being written.
func FuzzTimestamps(f *testing.F) {
	for _, text := range []string{"2017-01-01T00:02:58.4418045-08:00", "2020-02-29T23:59Z", "0001-01-01T00:00:00Z", "2017-02-30t00:00:00z"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		value, err := parseTime("x", text, false)
		if err != nil {
			return
		}
		at := value.(timestamp)
		if other, err := time.Parse(time.RFC3339Nano, text); err == nil && at.Sub(other).Abs() >= 100 {
			t.Errorf("%s: %v, the standard library reads %v", text, at, other)
		}
		again, err := parseTime("x", at.text(), false)
		if err != nil || !again.(timestamp).Equal(at.Time) {
			t.Errorf("%s: written as %s, read as %v, %v", text, at.text(), again, err)
		}
	})
}
