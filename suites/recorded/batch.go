package recorded

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"graphconform/fixtures"
	"graphconform/fixtures/recording"
)

// batched is a request or an answer inside a batch (OData JSON Format 4.01, section 19).
type batched struct {
	ID      any               `json:"id"`        // a text; some clients number
	After   []any             `json:"dependsOn"` // ids of requests that are carried out before
	Method  string            `json:"method"`
	URL     string            `json:"url"`
	Status  int               `json:"status"`
	Headers map[string]string `json:"headers"`
	Body    json.RawMessage   `json:"body"`
}

// mostBatched is far more than the 20 requests that Graph takes in a batch.
const mostBatched = 1000

// unbatch takes a batch apart: each request with the answer of its id. One without an answer was not carried out. What does not depend on a
// write in it, nor the write on that, is beside it: a service may carry them out in any order (OData JSON Format 4.01, section 19.5).
func unbatch(entry recording.Entry) (inside []recording.Entry, isBatch bool) {
	sent, response := entry.Exchange.Request, entry.Exchange.Response
	u, err := url.Parse(sent.URL)
	if err != nil || sent.Method != http.MethodPost || !strings.HasSuffix(strings.ToLower(u.Path), "/$batch") {
		return nil, false
	}
	var requests struct{ Requests []batched }
	var responses struct{ Responses []batched }
	if response == nil || json.Unmarshal(sent.Body, &requests) != nil || json.Unmarshal(response.Body, &responses) != nil {
		return nil, true
	}
	answers := map[string]batched{}
	for _, answer := range responses.Responses {
		answers[fmt.Sprint(answer.ID)] = answer
	}
	root := strings.TrimSuffix(strings.TrimSuffix(u.String(), u.RawQuery), "?")
	root = root[:len(root)-len("/$batch")]
	all := inOrder(requests.Requests[:min(len(requests.Requests), mostBatched)])
	beside := besideWrites(all)
	for i, request := range all {
		answer, answered := answers[fmt.Sprint(request.ID)]
		if !answered || answer.Status == 0 {
			continue
		}
		each := entry
		each.Beside = entry.Beside || beside[i]
		each.Exchange.Duration = entry.Exchange.Duration / time.Duration(len(all))
		if !entry.Exchange.Started.IsZero() {
			each.Exchange.Started = entry.Exchange.Started.Add(time.Duration(i) * each.Exchange.Duration)
		}
		each.Exchange.Request = fixtures.Request{Method: request.Method, URL: root + "/" + strings.TrimPrefix(request.URL, "/"),
			Header: request.header(), Body: request.bytes()}
		each.Exchange.Response = &fixtures.Response{
			Status: answer.Status, Proto: response.Proto, Header: answer.header(), Body: answer.bytes()}
		each.Exchange.Entry = fmt.Sprintf("%s#%d batch %v", entry.File, entry.Number, request.ID)
		inside = append(inside, each)
	}
	return inside, true
}

// inOrder puts requests behind those that they depend on.
func inOrder(all []batched) (ordered []batched) {
	done, known := map[string]bool{}, map[string]bool{}
	for _, request := range all {
		known[fmt.Sprint(request.ID)] = true
	}
	for range all { // at least one finds its place in each round, but for circles
		var rest []batched
		for _, request := range all {
			if slices.ContainsFunc(request.After, func(id any) bool { return known[fmt.Sprint(id)] && !done[fmt.Sprint(id)] }) {
				rest = append(rest, request)
				continue
			}
			done[fmt.Sprint(request.ID)] = true
			ordered = append(ordered, request)
		}
		if len(rest) == 0 || len(rest) == len(all) {
			return append(ordered, rest...)
		}
		all = rest
	}
	return ordered
}

// besideWrites tells of each request of a batch whether there is a write that it has no order with.
func besideWrites(all []batched) []bool {
	at := map[string]int{}
	for i, request := range all {
		at[fmt.Sprint(request.ID)] = i
	}
	before := make([]map[int]bool, len(all)) // what each depends on, also by others: those stand before it
	for i, request := range all {
		before[i] = map[int]bool{}
		for _, id := range request.After {
			if on, known := at[fmt.Sprint(id)]; known && on < i {
				before[i][on] = true
				maps.Copy(before[i], before[on])
			}
		}
	}
	beside := make([]bool, len(all))
	for i := range all {
		for k, other := range all {
			beside[i] = beside[i] || k != i && !fixtures.Safe(other.Method) && !before[i][k] && !before[k][i]
		}
	}
	return beside
}

func (b batched) header() http.Header {
	header := http.Header{}
	for name, value := range b.Headers {
		header.Set(name, value)
	}
	return header
}

// bytes is the body: JSON stands as it is, all else in a text, of which what is no text is in base64.
func (b batched) bytes() []byte {
	media := strings.ToLower(b.header().Get("Content-Type"))
	var text string
	if strings.Contains(media, "json") || media == "" || json.Unmarshal(b.Body, &text) != nil {
		if string(b.Body) == "null" {
			return nil
		}
		return b.Body
	}
	if bytes, err := base64.StdEncoding.DecodeString(text); err == nil && !strings.HasPrefix(media, "text/") {
		return bytes
	}
	return []byte(text)
}
