package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"graphconform/suites/conform"
)

// Mark says how a line of an exchange differs from the documented one beside it.
type Mark string

// The marks, as they are shown.
const (
	Same    Mark = ""
	About   Mark = "!" // what the finding is about
	Added   Mark = "+" // a member that the other side has not
	Removed Mark = "−" // a member that the target has not
	Kind    Mark = "≠" // a status or a kind of value of its own
	Value   Mark = "~" // another value of the same kind, as is to be expected of varied values
)

// Name is the mark as a word.
func (m Mark) Name() string {
	return map[Mark]string{About: "about", Added: "added", Removed: "removed", Kind: "kind", Value: "value"}[m]
}

// Line is one line of a message.
type Line struct {
	Mark Mark
	Text string
}

// Message is a request or an answer as it is shown.
type Message struct {
	Start  Line // request line or status line
	Header []string
	Body   []Line
}

// Side is one exchange beside another.
type Side struct {
	Request, Response Message
	Failure           string
	Milliseconds      float64
}

// shownLines bounds a body.
const (
	shownLines = 120
	lineLimit  = 400
)

// compare lays an exchange and the documented one side by side; at is what a finding is about. documented is nil where no page shows one.
func compare(target, documented *Exchange, at string) (got, want Side) {
	got = side(target)
	if documented == nil {
		markSubject(got.Response.Body, &got.Response.Start, at)
		return got, want
	}
	want = side(documented)
	markMembers(got.Request.Body, want.Request.Body)
	if target.Status/100 == documented.Status/100 { // an error and an object have nothing to compare
		markMembers(got.Response.Body, want.Response.Body)
	} else { // and it is what was sent that the finding is about
		markSubject(got.Request.Body, &got.Response.Start, at)
	}
	if target.Status != documented.Status {
		got.Response.Start.Mark, want.Response.Start.Mark = Kind, Kind
	}
	markSubject(got.Response.Body, &got.Response.Start, at)
	markSubject(want.Response.Body, &want.Response.Start, at)
	return got, want
}

func side(e *Exchange) Side {
	s := Side{
		Request: Message{
			Start:  Line{Text: visible(e.Method + " " + requestURI(e.URL))},
			Header: fields(e.RequestHeader), Body: lines(e.RequestBody),
		},
		Failure: visible(e.Failure), Milliseconds: e.Milliseconds,
	}
	if e.Status != 0 {
		start := strings.TrimSpace(fmt.Sprintf("%s %d %s", e.Proto, e.Status, http.StatusText(e.Status)))
		s.Response = Message{Start: Line{Text: visible(start)}, Header: fields(e.ResponseHeader), Body: lines(e.ResponseBody)}
	}
	return s
}

func fields(header map[string][]string) []string {
	var out []string
	for _, name := range sortedKeys(header) {
		for _, value := range header[name] {
			out = append(out, visible(cut(name+": "+value, lineLimit)))
		}
	}
	return out
}

// lines formats a body: JSON a member a line, in its own order.
func lines(body string) []Line {
	if body == "" {
		return nil
	}
	var indented bytes.Buffer
	if json.Indent(&indented, []byte(body), "", "  ") == nil {
		body = indented.String()
	}
	var out []Line
	for text := range strings.SplitSeq(strings.TrimRight(body, "\n"), "\n") {
		if len(out) == shownLines {
			return append(out, Line{Text: "…"})
		}
		out = append(out, Line{Text: visible(cut(text, lineLimit))})
	}
	return out
}

// markMembers marks the members of the outermost object that one side lacks, or shows otherwise.
func markMembers(got, want []Line) {
	have, documented := topLevelMembers(got), topLevelMembers(want)
	if have == nil || documented == nil {
		return
	}
	if whole, object := have["value"], documented["value"]; whole.kind != '{' && len(documented) == 1 {
		documented = object.members(documented) // pages show the answer to GET below "value", a target need not
	}
	for name, member := range have {
		other, both := documented[name]
		switch {
		case !both:
			member.mark(Added)
		case member.kind != other.kind && member.kind != 'n' && other.kind != 'n':
			member.mark(Kind)
			other.mark(Kind)
		case member.text != other.text:
			member.mark(Value)
			other.mark(Value)
		}
	}
	for name, member := range documented {
		if _, both := have[name]; !both {
			member.mark(Removed)
		}
	}
}

// member is a member of an object with the lines that show it.
type member struct {
	lines []Line
	kind  byte // first character of the value, digits as one
	text  string
}

func (m member) mark(mark Mark) {
	for i := range m.lines {
		m.lines[i].Mark = mark
	}
}

// members returns the members of the object that a member is; others where it is none.
func (m member) members(others map[string]member) map[string]member {
	if m.kind != '{' {
		return others
	}
	return membersAt(m.lines, "    ")
}

// topLevelMembers finds the members of the object that the lines show; nil where they show none.
func topLevelMembers(all []Line) map[string]member {
	if len(all) < 2 || all[0].Text != "{" {
		return nil
	}
	return membersAt(all, "  ")
}

// membersAt finds the members of the object that begins with the first line, each with its lines: they are indented so far.
func membersAt(all []Line, indent string) map[string]member {
	out := map[string]member{}
	for i := 1; i < len(all); i++ {
		name, value, ok := strings.Cut(strings.TrimPrefix(all[i].Text, indent+`"`), `": `)
		if !ok || !strings.HasPrefix(all[i].Text, indent+`"`) || value == "" {
			continue
		}
		end := i + 1
		for end < len(all) && (strings.HasPrefix(all[end].Text, indent+" ") || closes(all[end].Text, indent)) {
			end++
		}
		m := member{lines: all[i:end], kind: kindOf(value)}
		for _, line := range m.lines {
			m.text += strings.TrimSuffix(strings.TrimPrefix(line.Text, indent), ",") + "\n"
		}
		out[name] = m
		i = end - 1
	}
	return out
}

// closes reports whether a line ends an object or a collection that began so far indented.
func closes(line, indent string) bool {
	end := strings.TrimSuffix(strings.TrimPrefix(line, indent), ",")
	return strings.HasPrefix(line, indent) && (end == "}" || end == "]")
}

func kindOf(value string) byte {
	switch c := value[0]; {
	case c == '-' || '0' <= c && c <= '9':
		return '0'
	case c == 't' || c == 'f':
		return 'b'
	default:
		return c
	}
}

// markSubject marks what the finding is about: the status, or the member at the beginning of a JSON pointer.
func markSubject(body []Line, start *Line, at string) {
	if at == "status" && start.Text != "" {
		start.Mark = About
	}
	pointer, ok := strings.CutPrefix(at, "/")
	if !ok {
		return
	}
	segments := strings.Split(pointer, "/")
	members := topLevelMembers(body)
	m, ok := members[segments[0]]
	if !ok && len(members) == 1 {
		m, ok = members["value"].members(members)[segments[0]]
	}
	if ok && len(segments) > 1 {
		m.lines = onlyLineOf(m.lines, segments[len(segments)-1])
	}
	m.mark(About)
}

// onlyLineOf returns the one line that shows a member of that name; none where several do.
func onlyLineOf(all []Line, name string) []Line {
	var only []Line
	for i, line := range all {
		if strings.HasPrefix(strings.TrimLeft(line.Text, " "), `"`+name+`": `) {
			if only != nil {
				return nil
			}
			only = all[i : i+1]
		}
	}
	return only
}

// visible shows as escapes what a reader would not see, or what would turn the text around it: control and format characters.
func visible(text string) string {
	if !strings.ContainsFunc(text, conform.Unseen) {
		return text
	}
	var out strings.Builder
	for _, r := range text {
		if conform.Unseen(r) {
			fmt.Fprintf(&out, `\u%04x`, r)
		} else {
			out.WriteRune(r)
		}
	}
	return out.String()
}
