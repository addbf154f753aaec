package handmade

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// The three collections.
const (
	runStates  = "/beta/deviceManagement/deviceComplianceScripts/" + DeviceComplianceScriptID + "/deviceRunStates"
	statuses   = "/beta/deviceManagement/deviceCompliancePolicies/" + DeviceCompliancePolicyID + "/deviceStatuses"
	userStates = "/beta/deviceManagement/hardwareConfigurations/" + HardwareConfigurationID + "/userRunStates"
)

// client sends raw requests to one target and follows nothing.
type client struct {
	t      *testing.T
	origin string
	http   *http.Client
	bearer string // the Authorization header, none where empty
}

// start serves a target over loopback.
func start(t *testing.T, options ...Option) *client {
	t.Helper()
	server := httptest.NewServer(New(options...))
	t.Cleanup(server.Close)
	transport := server.Client().Transport.(*http.Transport).Clone()
	transport.DisableCompression = true
	t.Cleanup(transport.CloseIdleConnections)
	return &client{t, server.URL, &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}, "Bearer token"}
}

// as returns the client with another Authorization header.
func (c client) as(authorization string) *client {
	c.bearer = authorization
	return &c
}

// reply is an answer read to its end.
type reply struct {
	status int
	header http.Header
	body   []byte
	closes bool // the connection
}

// do sends one request; headers are pairs of name and value.
func (c *client) do(method, path, body string, headers ...string) reply {
	c.t.Helper()
	request, err := http.NewRequest(method, c.origin+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	if c.bearer != "" {
		request.Header.Set("Authorization", c.bearer)
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := c.http.Do(request)
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	return reply{response.StatusCode, response.Header, data, response.Close}
}

func (c *client) get(path string) reply         { c.t.Helper(); return c.do("GET", path, "") }
func (c *client) post(path, body string) reply  { c.t.Helper(); return c.do("POST", path, body) }
func (c *client) patch(path, body string) reply { c.t.Helper(); return c.do("PATCH", path, body) }
func (c *client) delete(path string) reply      { c.t.Helper(); return c.do("DELETE", path, "") }

// made creates an object and returns its path.
func (c *client) made(path, body string) string {
	c.t.Helper()
	return path + "/" + url.PathEscape(c.post(path, body).text("id"))
}

// changed creates an object, patches it, and returns its path with the answer to PATCH.
func (c *client) changed(path, created, sent string) (string, reply) {
	c.t.Helper()
	at := c.made(path, created)
	return at, c.patch(at, sent)
}

// members decodes an object; nil where the body is none.
func (r reply) members() map[string]json.RawMessage {
	var members map[string]json.RawMessage
	if json.Unmarshal(r.body, &members) != nil {
		return nil
	}
	return members
}

// at returns a member as it is written; "absent" where there is none.
func (r reply) at(name string) string {
	if raw, ok := r.members()[name]; ok {
		return string(raw)
	}
	return "absent"
}

// field is at, but the status where the answer is an error.
func (r reply) field(name string) string {
	if r.status >= 400 {
		return fmt.Sprint(r.status)
	}
	return r.at(name)
}

// text returns a member that is a string.
func (r reply) text(name string) string {
	var text string
	_ = json.Unmarshal(r.members()[name], &text)
	return text
}

// rows decodes the objects of a list.
func (r reply) rows() []reply {
	var rows []json.RawMessage
	_ = json.Unmarshal(r.members()["value"], &rows)
	replies := []reply{}
	for _, row := range rows {
		replies = append(replies, reply{status: r.status, body: row})
	}
	return replies
}

// column returns one member of each row.
func (r reply) column(name string) string {
	cells := []string{}
	for _, row := range r.rows() {
		cells = append(cells, row.at(name))
	}
	return strings.Join(cells, " ")
}

// failure says whether an answer has Graph's error envelope: the code, or what is wrong.
func (r reply) failure() string {
	var envelope struct {
		Error struct {
			Code, Message string
			InnerError    map[string]any
		}
	}
	switch err := json.Unmarshal(r.body, &envelope); {
	case err != nil:
		return "no envelope"
	case envelope.Error.Code == "":
		return "no code"
	case envelope.Error.Message == "":
		return "no message"
	}
	return envelope.Error.Code
}
