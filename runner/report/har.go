package report

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"graphconform/suites/conform"
)

// The structures of HTTP Archive 1.2. Sizes that are not known are -1.
type (
	harPair struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
	harEntry struct {
		Started  time.Time   `json:"startedDateTime"`
		Time     float64     `json:"time"` // milliseconds
		Request  harRequest  `json:"request"`
		Response harResponse `json:"response"`
		Cache    struct{}    `json:"cache"`
		Timings  harTimings  `json:"timings"`
		Comment  string      `json:"comment,omitempty"`
		Checks   []string    `json:"_checks,omitempty"` // failed checks that it shows
	}
	harRequest struct {
		Method      string    `json:"method"`
		URL         string    `json:"url"`
		HTTPVersion string    `json:"httpVersion"`
		Cookies     []harPair `json:"cookies"`
		Headers     []harPair `json:"headers"`
		Query       []harPair `json:"queryString"`
		Post        *harPost  `json:"postData,omitempty"`
		HeadersSize int       `json:"headersSize"`
		BodySize    int       `json:"bodySize"`
	}
	harPost struct {
		MimeType string    `json:"mimeType"`
		Params   []harPair `json:"params"`
		Text     string    `json:"text"`
	}
	harResponse struct {
		Status      int        `json:"status"`
		StatusText  string     `json:"statusText"`
		HTTPVersion string     `json:"httpVersion"`
		Cookies     []harPair  `json:"cookies"`
		Headers     []harPair  `json:"headers"`
		Content     harContent `json:"content"`
		RedirectURL string     `json:"redirectURL"`
		HeadersSize int        `json:"headersSize"`
		BodySize    int        `json:"bodySize"`
	}
	harContent struct {
		Size     int    `json:"size"`
		MimeType string `json:"mimeType"`
		Text     string `json:"text,omitempty"`
	}
	harTimings struct {
		Send    float64 `json:"send"`
		Wait    float64 `json:"wait"`
		Receive float64 `json:"receive"`
	}
)

// HAR writes evidence.har, the exchanges of the report as HTTP Archive 1.2, which browsers' developer tools open.
func HAR(out io.Writer, r *Report) error {
	shows := map[int][]string{}
	for i := range r.Checks {
		c := &r.Checks[i]
		for _, f := range c.Findings {
			if c.Verdict == conform.Fail && f.Exchange != nil &&
				(len(shows[*f.Exchange]) == 0 || shows[*f.Exchange][len(shows[*f.Exchange])-1] != c.ID) {
				shows[*f.Exchange] = append(shows[*f.Exchange], c.ID)
			}
		}
	}
	w := bufio.NewWriterSize(out, 1<<16)
	creator, err := json.Marshal(map[string]string{"name": "graphconform", "version": r.Version})
	if err != nil {
		return err
	}
	fmt.Fprintf(w, `{"log": {"version": "1.2", "creator": %s, "entries": [`, creator) //nolint:errcheck // Flush returns the error
	for i := range r.Exchanges {
		entry, err := json.Marshal(r.Exchanges[i].har(r.Started, shows[i]))
		if err != nil {
			return err
		}
		if i > 0 {
			w.WriteByte(',') //nolint:errcheck // Flush returns the error
		}
		w.WriteByte('\n') //nolint:errcheck // Flush returns the error
		w.Write(entry)    //nolint:errcheck // Flush returns the error
	}
	w.WriteString("\n]}}\n") //nolint:errcheck // Flush returns the error
	return w.Flush()
}

// har is an exchange as an entry of an archive. What the report does not say of its time is that of the run.
func (e *Exchange) har(run time.Time, checks []string) harEntry {
	proto := cmp.Or(e.Proto, "HTTP/1.1")
	entry := harEntry{
		Started: run, Time: e.Milliseconds, Timings: harTimings{Wait: e.Milliseconds}, Comment: e.Failure, Checks: checks,
		Request: harRequest{
			Method: e.Method, URL: e.URL, HTTPVersion: proto, Cookies: []harPair{}, Headers: harHeader(e.RequestHeader), Query: []harPair{},
			HeadersSize: -1, BodySize: len(e.RequestBody),
		},
		Response: harResponse{
			Status: e.Status, StatusText: http.StatusText(e.Status), HTTPVersion: proto, Cookies: []harPair{},
			Headers: harHeader(e.ResponseHeader),
			Content: harContent{Size: len(e.ResponseBody),
				MimeType: http.Header(e.ResponseHeader).Get("Content-Type"), Text: e.ResponseBody},
			RedirectURL: http.Header(e.ResponseHeader).Get("Location"), HeadersSize: -1, BodySize: len(e.ResponseBody),
		},
	}
	if !e.Started.IsZero() {
		entry.Started = e.Started
	}
	if e.RequestBody != "" {
		entry.Request.Post = &harPost{MimeType: http.Header(e.RequestHeader).Get("Content-Type"), Params: []harPair{}, Text: e.RequestBody}
	}
	if parsed, err := url.Parse(e.URL); err == nil {
		query := parsed.Query()
		for _, name := range sortedKeys(query) {
			for _, value := range query[name] {
				entry.Request.Query = append(entry.Request.Query, harPair{name, value})
			}
		}
	}
	return entry
}

func harHeader(fields map[string][]string) []harPair {
	out := []harPair{}
	for _, name := range sortedKeys(fields) {
		for _, value := range fields[name] {
			out = append(out, harPair{name, value})
		}
	}
	return out
}
