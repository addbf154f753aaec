package evidence

import (
	"encoding/base64"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"time"
	"unicode/utf8"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
)

// Format names the form of the file. Another form is refused.
const Format = "graphconform evidence 1"

// FileName is what the file is called in the folder of a run's reports.
const FileName = "evidence.jsonl.gz"

// Header is the first line: what the plan was made of, so that it can be made again.
type Header struct {
	Format    string          `json:"format"`
	Suite     string          `json:"suite"`   // version of the program
	Catalog   string          `json:"catalog"` // digest
	Plan      string          `json:"plan"`    // digest
	Seed      uint64          `json:"seed"`
	Run       string          `json:"run,omitempty"` // whose tags stand in the values
	Select    []string        `json:"select,omitempty"`
	Exclude   []string        `json:"exclude,omitempty"`
	Strict    bool            `json:"strict,omitempty"`
	Observe   bool            `json:"observe,omitempty"`
	NoAuth    bool            `json:"no_auth,omitempty"`
	Effort    resource.Effort `json:"effort,omitempty"`
	Claims    []string        `json:"claims"`            // nil for all
	Unclear   []string        `json:"unclear,omitempty"` // of these, those that may be refused
	Resources []string        `json:"resources"`
	Profile   string          `json:"profile,omitempty"`
	RunID     string          `json:"run_id"`
}

// line is any line but the first.
type line struct {
	Resource string              `json:"resource,omitempty"`
	Scenario conform.ScenarioKey `json:"scenario,omitzero"`
	Shared   bool                `json:"shared,omitempty"`
	Invalid  bool                `json:"invalid,omitempty"`
	NotRun   conform.NotSent     `json:"not_run,omitzero"`
	Withheld string              `json:"withheld,omitempty"`
	Records  []record            `json:"records,omitempty"`
	End      *end                `json:"end,omitempty"`
}

// end is the last line.
type end struct {
	Scenarios int    `json:"scenarios"`
	Requests  int64  `json:"requests"` // sent in all
	SHA256    string `json:"sha256"`   // of all lines before
}

type record struct {
	conform.Step
	Operation schemas.OperationKind `json:"operation,omitempty"`
	Probe     bool                  `json:"probe,omitempty"`
	Key       string                `json:"key,omitempty"`
	Pages     []int                 `json:"pages,omitempty"`
	Broken    string                `json:"broken,omitempty"`
	NotSent   conform.NotSent       `json:"not_sent,omitzero"`
	Wrapped   bool                  `json:"wrapped,omitempty"`
	Made      []string              `json:"made,omitempty"`
	Exchanges []exchange            `json:"exchanges,omitempty"`
}

type exchange struct {
	Method   string               `json:"method"`
	URL      string               `json:"url"`
	Header   http.Header          `json:"header,omitempty"`
	Body     *body                `json:"body,omitempty"`
	Status   int                  `json:"status,omitempty"`
	Proto    string               `json:"proto,omitempty"`
	Answered http.Header          `json:"answered,omitempty"`
	Answer   *body                `json:"answer,omitempty"`
	Failure  fixtures.FailureKind `json:"failure,omitempty"`
	Detail   string               `json:"detail,omitempty"`
	Attempt  int                  `json:"attempt,omitempty"`
	Started  time.Time            `json:"started,omitzero"`
	Took     time.Duration        `json:"took_ns,omitempty"`
}

// body is text where it is one, else base64.
type body struct {
	Text   string `json:"text,omitempty"`
	Base64 string `json:"base64,omitempty"`
}

func bodyOf(data []byte) *body {
	switch {
	case data == nil:
		return nil
	case utf8.Valid(data):
		return &body{Text: string(data)}
	}
	return &body{Base64: base64.StdEncoding.EncodeToString(data)}
}

func (b *body) bytes() ([]byte, error) {
	switch {
	case b == nil:
		return nil, nil
	case b.Base64 != "":
		return base64.StdEncoding.DecodeString(b.Base64)
	}
	return []byte(b.Text), nil
}

func lineOf(resource string, t *conform.Transcript) line {
	l := line{Resource: resource, Scenario: t.Scenario, Shared: t.Shared, Invalid: t.Invalid, NotRun: t.NotRun, Withheld: t.Withheld}
	for _, r := range t.Records {
		out := record{
			Step: r.Step, Operation: r.Operation, Probe: r.Probe, Key: r.Key, Pages: r.Pages, Broken: r.Broken, NotSent: r.NotSent,
			Wrapped: r.Wrapped, Made: slices.Sorted(maps.Keys(r.Made)),
		}
		for _, e := range r.Exchanges {
			out.Exchanges = append(out.Exchanges, exchangeOf(e))
		}
		l.Records = append(l.Records, out)
	}
	return l
}

func exchangeOf(e fixtures.Exchange) exchange {
	out := exchange{
		Method: e.Request.Method, URL: e.Request.URL, Header: e.Request.Header, Body: bodyOf(e.Request.Body),
		Failure: e.Failure.Kind, Detail: e.Failure.Detail, Attempt: e.Attempt, Started: e.Started, Took: e.Duration,
	}
	if r := e.Response; r != nil {
		out.Status, out.Proto, out.Answered, out.Answer = r.Status, r.Proto, r.Header, bodyOf(r.Body)
	}
	return out
}

// transcript reads a line back.
func (l line) transcript() (*conform.Transcript, error) {
	t := &conform.Transcript{Scenario: l.Scenario, Shared: l.Shared, Invalid: l.Invalid, NotRun: l.NotRun, Withheld: l.Withheld}
	var readings conform.Readings
	for _, in := range l.Records {
		r := &conform.Record{
			Step: in.Step.In(l.Scenario), Operation: in.Operation, Probe: in.Probe, Key: in.Key, Pages: in.Pages, Broken: in.Broken,
			NotSent: in.NotSent,
			Wrapped: in.Wrapped, Made: map[string]bool{},
		}
		for _, id := range in.Made {
			r.Made[id] = true
		}
		for _, e := range in.Exchanges {
			exchange, err := e.exchange()
			if err != nil {
				return nil, err
			}
			r.Exchanges = append(r.Exchanges, exchange)
		}
		for _, page := range in.Pages {
			if page < 0 || page >= len(r.Exchanges) {
				return nil, fmt.Errorf("step %s names page %d of %d exchanges", r.Step, page, len(r.Exchanges))
			}
		}
		r.Reread(&readings)
		t.Records = append(t.Records, r)
	}
	return t, nil
}

func (e exchange) exchange() (fixtures.Exchange, error) {
	sent, err := e.Body.bytes()
	if err != nil {
		return fixtures.Exchange{}, err
	}
	out := fixtures.Exchange{
		Request: fixtures.Request{Method: e.Method, URL: e.URL, Header: e.Header, Body: sent},
		Failure: fixtures.Failure{Kind: e.Failure, Detail: e.Detail}, Attempt: e.Attempt, Started: e.Started, Duration: e.Took,
	}
	if e.Status == 0 {
		return out, nil
	}
	answer, err := e.Answer.bytes()
	out.Response = &fixtures.Response{Status: e.Status, Proto: e.Proto, Header: e.Answered, Body: answer}
	return out, err
}
