package recorded

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"graphconform/fixtures"
	"graphconform/fixtures/recording"
)

// batched is a request or an answer inside a batch (OData JSON Format 4.01, section 19).
type batched struct {
	ID      any               `json:"id"` // a text; some clients number
	Method  string            `json:"method"`
	URL     string            `json:"url"`
	Status  int               `json:"status"`
	Headers map[string]string `json:"headers"`
	Body    json.RawMessage   `json:"body"`
}

// mostBatched is far more than the 20 requests that Graph takes in a batch.
const mostBatched = 1000

// unbatch takes a batch apart: each request with the answer of its id. One without an answer was not carried out.
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
	for _, request := range requests.Requests[:min(len(requests.Requests), mostBatched)] {
		answer, answered := answers[fmt.Sprint(request.ID)]
		if !answered || answer.Status == 0 {
			continue
		}
		each := entry
		each.Exchange.Request = fixtures.Request{Method: request.Method, URL: root + "/" + strings.TrimPrefix(request.URL, "/"),
			Header: request.header(), Body: request.bytes()}
		each.Exchange.Response = &fixtures.Response{
			Status: answer.Status, Proto: response.Proto, Header: answer.header(), Body: answer.bytes()}
		each.Exchange.Entry = fmt.Sprintf("%s#%d batch %v", entry.File, entry.Number, request.ID)
		inside = append(inside, each)
	}
	return inside, true
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
