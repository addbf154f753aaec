package handmade

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

// journey is a tolerant client's way through one collection. It takes every freedom that the pages and OData leave,
// so that the plain target and every variant pass it.
type journey struct {
	t       *testing.T
	handler http.Handler
	path    string
	first   map[string]any // two objects
	second  map[string]any
	bad     map[string]any // refused members
	strict  bool           // the page calls id read-only
	updates bool           // a page documents the update
}

func journeys(t *testing.T, handler http.Handler) []journey {
	at := func(text string) any {
		instant, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			t.Fatal(err)
		}
		return instant
	}
	return []journey{{
		t: t, handler: handler, path: runStates, strict: true, updates: true,
		first:  map[string]any{"detectionState": "unknown", "lastSyncDateTime": at("2024-07-15T23:59:59.1234567+05:30"), "scriptOutput": " <é😀/> ", "scriptError": ""},
		second: map[string]any{"detectionState": "scriptError", "lastSyncDateTime": at("2016-12-31T23:58:26Z"), "scriptOutput": "b", "scriptError": "c"},
		bad:    map[string]any{"detectionState": "running", "lastSyncDateTime": "2017-02-30T00:00:00Z", "scriptOutput": 5},
	}, {
		t: t, handler: handler, path: statuses,
		first:  map[string]any{"status": "notAssigned", "lastReportedDateTime": at("2017-01-01T00:00:17.7769392-08:00"), "platform": 0, "userName": "a"},
		second: map[string]any{"status": "unknown", "lastReportedDateTime": at("2017-01-01T00:00:17-03:30"), "platform": -2147483648, "userName": "b"},
		bad:    map[string]any{"status": "running", "platform": 5.5, "lastReportedDateTime": "now"},
	}, {
		t: t, handler: handler, path: userStates, strict: true,
		first:  map[string]any{"upn": "A@b", "failedDeviceCount": 1, "pendingDeviceCount": 70000},
		second: map[string]any{"upn": "", "failedDeviceCount": 2147483647, "pendingDeviceCount": 3},
		bad:    map[string]any{"failedDeviceCount": 2147483648, "pendingDeviceCount": "5"},
	}}
}

// send tries again where it is told to, and unpacks.
func (j journey) send(method, path string, body any) reply {
	j.t.Helper()
	var sent bytes.Buffer
	if body != nil {
		_ = json.NewEncoder(&sent).Encode(body)
	}
	for range 6 {
		request := httptest.NewRequest(method, path, bytes.NewReader(sent.Bytes()))
		request.Header.Set("Authorization", "Bearer token")
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Accept-Encoding", "gzip")
		recorder := httptest.NewRecorder()
		j.handler.ServeHTTP(recorder, request)
		if recorder.Code == 429 || recorder.Code == 503 {
			continue
		}
		var data io.Reader = recorder.Body
		if recorder.Header().Get("Content-Encoding") == "gzip" {
			var err error
			if data, err = gzip.NewReader(data); err != nil {
				j.t.Fatal(err)
			}
		}
		plain, err := io.ReadAll(data)
		if media := strings.ToLower(recorder.Header().Get("Content-Type")); err != nil || len(plain) > 0 && !strings.HasPrefix(media, "application/json") {
			j.t.Errorf("%s %s: media type %q, %v", method, path, media, err)
		}
		return reply{status: recorder.Code, header: recorder.Header(), body: plain}
	}
	j.t.Fatalf("%s %s: turned away six times", method, path)
	return reply{}
}

// item is the path of an object.
func (j journey) item(id string) string { return j.path + "/" + url.PathEscape(id) }

// holds checks that an answer shows the object.
func (j journey) holds(what string, r reply, id string, want map[string]any) {
	j.t.Helper()
	if r.text("id") != id || id == "" {
		j.t.Errorf("%s: id %s, want %q", what, r.at("id"), id)
	}
	for name, value := range want {
		if !same(r.at(name), value) {
			j.t.Errorf("%s: %s is %s, want %v", what, name, r.at(name), value)
		}
	}
}

// same compares by type: instants, numbers by value, and null with absence.
func same(raw string, want any) bool {
	if raw == "absent" || raw == "null" {
		return want == nil
	}
	var got any
	if json.Unmarshal([]byte(raw), &got) != nil {
		return false
	}
	switch w := want.(type) {
	case time.Time:
		text, _ := got.(string)
		at, err := time.Parse(time.RFC3339Nano, text)
		return err == nil && at.Equal(w)
	case int:
		return got == float64(w)
	}
	return got == want
}

// all follows the links of a list and returns its objects by id.
func (j journey) all() map[string]reply {
	j.t.Helper()
	found := map[string]reply{}
	base, path := &url.URL{Scheme: "http", Host: "example.com", Path: "/"}, j.path
	for range 50 {
		page := j.send("GET", path, nil)
		if page.status != 200 || page.at("value")[0] != '[' {
			j.t.Fatalf("list: %d %s", page.status, page.body)
		}
		for _, row := range page.rows() {
			if _, twice := found[row.text("id")]; twice {
				j.t.Errorf("the list holds %s twice", row.at("id"))
			}
			found[row.text("id")] = row
		}
		next := page.text("@odata.nextLink")
		if next == "" {
			return found
		}
		link, err := base.Parse(next)
		if err != nil || link.Host != "example.com" {
			j.t.Fatalf("next link %q: %v", next, err)
		}
		path = link.RequestURI()
	}
	j.t.Fatal("the list does not end")
	return nil
}

func (j journey) run() {
	j.t.Helper()
	first, second := j.create(j.first), j.create(j.second)
	if first == second {
		j.t.Errorf("both objects have the id %q", first)
	}
	third := j.create(map[string]any{})
	rows := j.all()
	j.holds("list", rows[first], first, j.first)
	j.holds("list", rows[second], second, j.second)

	state := j.update(first)
	j.holds("GET of the other", j.send("GET", j.item(second), nil), second, j.second)
	j.clientIDs(first, second, state)
	j.refusals(second)

	if got := j.send("DELETE", j.item(first), nil); got.status != 204 || len(got.body) != 0 {
		j.t.Errorf("DELETE: %d %s", got.status, got.body)
	}
	for _, r := range []reply{j.send("GET", j.item(first), nil), j.send("GET", j.item("none"), nil)} {
		if r.status != 404 || strings.Contains(r.failure(), " ") {
			j.t.Errorf("GET of what is not there: %d %s", r.status, r.body)
		}
	}
	left := j.all()
	if _, there := left[first]; there || left[second].text("id") != second || left[third].text("id") != third {
		j.t.Errorf("the list after DELETE: %v", left)
	}
}

// create posts an object, checks the answer, a GET and the Location, and returns the id.
func (j journey) create(object map[string]any) string {
	j.t.Helper()
	posted := j.send("POST", j.path, object)
	id := posted.text("id")
	if posted.status != 201 {
		j.t.Fatalf("POST: %d %s", posted.status, posted.body)
	}
	j.holds("POST", posted, id, object)
	j.holds("GET", j.send("GET", j.item(id), nil), id, object)
	if location := posted.header.Get("Location"); location != "" {
		j.holds("Location", j.send("GET", location, nil), id, object)
	}
	return id
}

// update patches the first object property by property to the second's values and then to null, and returns its state.
func (j journey) update(id string) map[string]any {
	j.t.Helper()
	state := map[string]any{}
	for name, value := range j.first {
		state[name] = value
	}
	for _, values := range []map[string]any{j.second, nil} {
		for name := range j.first {
			patched := j.send("PATCH", j.item(id), map[string]any{name: values[name]})
			if patched.status == 405 && !j.updates {
				return state
			}
			refusable := values == nil && !slices.Contains([]string{"scriptOutput", "scriptError", "userName", "upn"}, name)
			if refusable && patched.status/100 == 4 {
				continue
			}
			state[name] = values[name]
			if patched.status != 200 && !(patched.status == 204 && !j.updates) {
				j.t.Fatalf("PATCH: %d %s", patched.status, patched.body)
			}
			if patched.status == 200 {
				j.holds("PATCH", patched, id, state)
			}
			j.holds("GET after PATCH", j.send("GET", j.item(id), nil), id, state)
		}
	}
	return state
}

// clientIDs sends ids where the server gives them.
func (j journey) clientIDs(first, second string, state map[string]any) {
	j.t.Helper()
	if got := j.send("POST", j.path, map[string]any{"id": "mine"}); j.strict && got.text("id") == "mine" {
		j.t.Error("POST took the client's id")
	}
	for _, id := range []string{"other", second} {
		j.send("PATCH", j.item(first), map[string]any{"id": id})
		j.holds("GET after PATCH of the id", j.send("GET", j.item(first), nil), first, state)
	}
	j.holds("GET of the other id", j.send("GET", j.item(second), nil), second, j.second)
}

// refusals sends bodies that nobody may take.
func (j journey) refusals(id string) {
	j.t.Helper()
	before := len(j.all())
	for name, value := range j.bad {
		for _, row := range [][2]string{{"POST", j.path}, {"PATCH", j.item(id)}} {
			got := j.send(row[0], row[1], map[string]any{name: value})
			if got.status/100 != 4 || strings.Contains(got.failure(), " ") {
				j.t.Errorf("%s of %s = %v: %d %s", row[0], name, value, got.status, got.body)
			}
		}
	}
	j.holds("GET after refusals", j.send("GET", j.item(id), nil), id, j.second)
	if after := len(j.all()); after != before {
		j.t.Errorf("refused bodies left %d objects", after-before)
	}
}

func travel(t *testing.T, names ...string) {
	t.Helper()
	options := []Option{}
	for _, name := range names {
		options = append(options, With(name))
	}
	for _, j := range journeys(t, New(options...)) {
		j.run()
	}
}

func TestVariantsConform(t *testing.T) {
	travel(t)
	for _, v := range Variants() {
		t.Run(v.Name, func(t *testing.T) { travel(t, v.Name) })
	}
}

// Variants can be combined. Each is tried with about four others.
func TestPairsOfVariantsConform(t *testing.T) {
	variants := Variants()
	for i, a := range variants {
		for k, b := range variants[:i] {
			if (i+k)%13 == 0 && a.Name != "slow-answers" && b.Name != "slow-answers" {
				t.Run(a.Name+"+"+b.Name, func(t *testing.T) { travel(t, a.Name, b.Name) })
			}
		}
	}
}
