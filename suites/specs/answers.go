package specs

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"graphconform/fixtures"
	"graphconform/fixtures/wire"
	"graphconform/suites/conform"
)

// answers matches an answer, in whatever form a test has it: it succeeds where the judge finds nothing. What cannot be judged is an
// error, which fails a negated match too.
type answers struct {
	says  string // what the answer has where it matches
	judge func(*conform.Record) ([]conform.Finding, error)
}

func (m answers) Match(actual any) (bool, error) {
	findings, err := m.findings(actual)
	return len(findings) == 0, err
}

func (m answers) findings(actual any) ([]conform.Finding, error) {
	record, err := recordOf(actual)
	if err != nil {
		return nil, err
	}
	findings, err := m.judge(record)
	for i := range findings {
		if e := record.Last(); e != nil && e.Request.Method != "" {
			findings[i].Exchange = e
		}
	}
	return findings, err
}

func (m answers) FailureMessage(actual any) string {
	findings, err := m.findings(actual)
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%d departures from %s:\n%s", len(findings), m.says, conform.RenderFindings(findings))
}

func (m answers) NegatedFailureMessage(actual any) string {
	shown := ""
	if record, err := recordOf(actual); err == nil && record.Response() != nil {
		shown = conform.Printable(conform.Cut(string(record.Response().Body), 200))
	}
	return fmt.Sprintf("the answer has %s, and was expected not to: %s", m.says, shown)
}

// recordOf reads an answer. What is neither an exchange nor a response is taken for what it holds: a body as text or bytes, or its JSON.
func recordOf(actual any) (*conform.Record, error) {
	var exchange fixtures.Exchange
	switch actual := actual.(type) {
	case *conform.Record:
		if actual == nil {
			return nil, fmt.Errorf("there is no record")
		}
		return actual, nil
	case fixtures.Exchange:
		exchange = actual
	case *http.Response:
		var err error
		if exchange, err = exchangeOf(actual); err != nil {
			return nil, err
		}
	case string:
		exchange = holding([]byte(actual))
	case []byte:
		exchange = holding(actual)
	case json.RawMessage:
		exchange = holding(actual)
	default:
		body, err := fixtures.Marshal(actual)
		if err != nil {
			return nil, fmt.Errorf("neither an exchange, a response, a body nor its JSON: %T: %w", actual, err)
		}
		exchange = holding(body)
	}
	record := &conform.Record{Exchanges: []fixtures.Exchange{exchange}}
	record.Read()
	return record, nil
}

// holding is the exchange of which nothing is known but the body of the answer.
func holding(body []byte) fixtures.Exchange {
	return fixtures.Exchange{Response: &fixtures.Response{Body: body}}
}

// exchangeOf reads a response, and leaves its body to be read again.
func exchangeOf(response *http.Response) (fixtures.Exchange, error) {
	if response == nil {
		return fixtures.Exchange{}, fmt.Errorf("there is no response")
	}
	var body []byte
	if response.Body != nil {
		var err error
		body, err = io.ReadAll(io.LimitReader(response.Body, wire.MaxBody))
		response.Body.Close() //nolint:errcheck // it was read
		response.Body = io.NopCloser(bytes.NewReader(body))
		if err != nil {
			return fixtures.Exchange{}, fmt.Errorf("the response cannot be read: %w", err)
		}
	}
	exchange := fixtures.Exchange{Response: &fixtures.Response{
		Status: response.StatusCode, Proto: response.Proto, Header: response.Header, Body: body,
	}}
	if request := response.Request; request != nil {
		exchange.Request = fixtures.Request{Method: request.Method, URL: request.URL.String(), Header: request.Header}
	}
	return exchange, nil
}

// valueOf returns the JSON of an answer.
func valueOf(matcher string, r *conform.Record) (any, error) {
	if r.Response() == nil {
		return nil, fmt.Errorf("%s: no answer can be judged: %s", matcher, r.Problem())
	}
	value, err := r.Value()
	if err != nil {
		return nil, fmt.Errorf("%s: the body is no JSON: %w: %s", matcher, err,
			conform.Printable(conform.Cut(string(r.Response().Body), 200)))
	}
	return value, nil
}

// at returns what a JSON pointer (RFC 6901) leads to; nil where it leads nowhere.
func at(value any, pointer string) any {
	if pointer == "" {
		return value
	}
	for step := range strings.SplitSeq(pointer[1:], "/") {
		step = strings.ReplaceAll(strings.ReplaceAll(step, "~1", "/"), "~0", "~")
		switch in := value.(type) {
		case map[string]any:
			value = in[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(in) {
				return nil
			}
			value = in[i]
		default:
			return nil
		}
	}
	return value
}
