package derive

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// Pair is a request with its response as a page shows them, bodies in canonical form: two blanks of indentation,
// LF, no final line end, whatever the rendering left of it.
type Pair struct {
	Operation string // "create", "update", …; for an action or function its name
	Page      string // title
	Request   Message
	Response  Message
}

// Message is an HTTP request or response.
type Message struct {
	Method string // of a request
	URL    string // of a request, absolute
	Proto  string // of a response
	Status int    // of a response
	Header []Field
	Body   []byte // nil for none
	line   int
}

// Field is one header line.
type Field struct{ Name, Value string }

// methods are those of the pages.
var methods = []string{"GET", "POST", "PATCH", "PUT", "DELETE"}

// requestLine splits "GET /path" or "GET https://…"; what follows the method must be one of these, or text that
// stands where a path should.
func requestLine(text string) (method, target string, ok bool) {
	method, target, ok = strings.Cut(strings.TrimSpace(text), " ")
	return method, strings.TrimSpace(target), ok && slices.Contains(methods, method)
}

// paths reads the HTTP Request section.
func (p *Page) paths() {
	s, ok := p.has(pathSection)
	if !ok {
		return
	}
	for _, l := range s.lines {
		method, path, ok := requestLine(l.text)
		if !ok {
			continue
		}
		path = servicePath(path)
		if !strings.HasPrefix(path, "/") {
			p.report(Error, l.no, "HTTP request", "the page gives no path")
			continue
		}
		if p.Method == "" {
			p.Method = method
		} else if p.Method != method {
			p.report(Warning, l.no, "HTTP request", "a second method, "+method)
			continue
		}
		// A rendering may lose the line ends between paths.
		for path := range strings.SplitSeq(path, " "+method+" ") {
			p.Paths = append(p.Paths, strings.TrimRight(servicePath(path), "/"))
		}
	}
	if len(p.Paths) == 0 && len(p.Diagnostics) == 0 {
		p.report(Error, s.line, "HTTP request", "the page gives no path")
	}
}

// servicePath drops what some pages put around a path: the service's address, the version, the protocol.
func servicePath(path string) string {
	path = strings.TrimSuffix(strings.TrimSpace(path), " HTTP/1.1")
	if rest, ok := strings.CutPrefix(path, "https://"); ok && strings.Contains(rest, "/") {
		path = rest[strings.IndexByte(rest, '/'):]
	}
	for _, version := range []string{"/beta/", "/v1.0/"} {
		if rest, ok := strings.CutPrefix(path, version); ok {
			return "/" + rest
		}
	}
	return path
}

// example reads the request and the response of the example.
func (p *Page) example() {
	if s, ok := p.has(exampleRequest); ok {
		p.Example.Request = p.message(s.lines, "request", func(text string, m *Message) bool {
			method, url, ok := requestLine(text)
			m.Method, m.URL = method, url
			return ok && strings.HasPrefix(url, "https://")
		})
	}
	if s, ok := p.has(exampleResponse); ok {
		p.Example.Response = p.message(s.lines, "response", func(text string, m *Message) bool {
			proto, rest, _ := strings.Cut(strings.TrimSpace(text), " ")
			if !strings.HasPrefix(proto, "HTTP/") || len(rest) < 3 {
				return false
			}
			status, err := strconv.Atoi(rest[:3])
			m.Proto, m.Status = proto, status
			return err == nil
		})
	}
}

// message reads one message: the first line, header lines with or without a blank line before them, and a body. A
// request line may go on, where a function's argument is a list.
func (p *Page) message(lines []line, what string, isFirst func(string, *Message) bool) Message {
	var m Message
	start := slices.IndexFunc(lines, func(l line) bool { return isFirst(l.text, &m) })
	if start < 0 {
		return Message{}
	}
	m.line = lines[start].no
	fenced := lines[start].fenced
	const longestURL = 8 << 10
	inURL := strings.Contains(m.URL, "(") && !strings.HasSuffix(m.URL, ")")
	for i, l := range lines[start+1:] {
		text := strings.TrimSpace(l.text)
		name, value, isField := strings.Cut(text, ":")
		switch {
		case l.fenced != fenced:
			return m // the end of the code block
		case text == "":
		case inURL:
			m.URL += text
			inURL = !strings.HasSuffix(text, ")") && len(m.URL) < longestURL
		case strings.IndexByte("{[\"", text[0]) >= 0:
			p.body(&m, lines[start+1+i:], what, fenced)
			return m
		case isField && isToken(name):
			m.Header = append(m.Header, Field{name, strings.TrimSpace(value)})
		default:
			return m
		}
	}
	return m
}

func isToken(name string) bool { return isIdentifier(strings.ReplaceAll(name, "-", "_")) }

// body reads the first JSON value of the lines.
func (p *Page) body(m *Message, lines []line, what string, fenced bool) {
	var text bytes.Buffer
	text.Grow(4096)
	for _, l := range lines {
		if l.fenced != fenced {
			break
		}
		text.WriteString(l.text)
		text.WriteByte('\n')
	}
	var indented bytes.Buffer
	indented.Grow(text.Len() + text.Len()/4)
	value := bytes.TrimSpace(text.Bytes())
	err := json.Indent(&indented, value, "", "  ")
	if err != nil { // perhaps a valid value with something behind it
		var first json.RawMessage
		if json.NewDecoder(bytes.NewReader(value)).Decode(&first) != nil {
			p.report(Warning, lines[0].no, "body of the "+what, "no valid JSON: "+err.Error())
			return
		}
		if fenced {
			p.report(Warning, lines[0].no, "body of the "+what, "something stands behind the JSON value")
		}
		indented.Reset()
		_ = json.Indent(&indented, first, "", "  ") // it is valid
	}
	m.Body = indented.Bytes()
	p.checksum(m, lines[0].no, what)
}

// checksum compares a body with the Content-Length beside it, which counts UTF-8 with CRLF line ends.
func (p *Page) checksum(m *Message, line int, what string) {
	for _, f := range m.Header {
		if !strings.EqualFold(f.Name, "Content-Length") {
			continue
		}
		size := len(m.Body) + bytes.Count(m.Body, []byte("\n"))
		if f.Value != strconv.Itoa(size) {
			p.report(Warning, line, "body of the "+what,
				fmt.Sprintf("Content-Length says %s, the body has %d bytes", f.Value, size))
		}
	}
}

// object returns the body's members; an array or a string has none.
func (m Message) object() map[string]json.RawMessage {
	var object map[string]json.RawMessage
	if len(m.Body) > 0 {
		_ = json.Unmarshal(m.Body, &object) // it is valid, or there is no body
	}
	return object
}

// isWrapped reports whether the only member of a body is value. The canonical form shows that without decoding.
func (m Message) isWrapped() bool {
	rest, ok := bytes.CutPrefix(m.Body, []byte("{\n  \"value\": "))
	return ok && !bytes.Contains(rest, []byte("\n  \""))
}

// typeName returns the type that the object in a message says it has. Objects inside of it write their types
// without a number sign.
func (m Message) typeName() string {
	_, rest, _ := bytes.Cut(m.Body, []byte(`"@odata.type": "#microsoft.graph.`))
	name, _, _ := bytes.Cut(rest, []byte(`"`))
	return string(name)
}

// exampleHas reports whether an example of the page shows the property.
func (p *Page) exampleHas(name string) bool {
	if p.keys == nil {
		p.keys = map[string]bool{}
		for _, object := range []map[string]json.RawMessage{
			p.Example.Request.object(), p.Example.Response.object(), p.representation(),
		} {
			for key := range object {
				p.keys[key] = true
			}
		}
	}
	return p.keys[name]
}

// shows reports whether the object of a resource page has members of its own.
func (p *Page) shows() bool {
	for name := range p.representation() {
		if !strings.Contains(name, "@") {
			return true
		}
	}
	return false
}

// representation returns the object that a resource page shows.
func (p *Page) representation() map[string]json.RawMessage {
	s, ok := p.has(jsonSection)
	if !ok {
		return nil
	}
	start := slices.IndexFunc(s.lines, func(l line) bool { return strings.TrimSpace(l.text) == "{" })
	if start < 0 {
		return nil
	}
	var text bytes.Buffer
	for _, l := range s.lines[start:] {
		text.WriteString(l.text + "\n")
	}
	var object map[string]json.RawMessage
	_ = json.NewDecoder(&text).Decode(&object) // some representations are no JSON: then it says nothing
	return object
}

// HTTPHeader returns the header lines as net/http has them.
func (m Message) HTTPHeader() http.Header {
	header := http.Header{}
	for _, f := range m.Header {
		header.Add(f.Name, f.Value)
	}
	return header
}
