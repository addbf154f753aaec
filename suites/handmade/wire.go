package handmade

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// member is one name and value of an object.
type member struct {
	name  string
	value any
}

// object is a JSON object whose members keep their order.
type object struct{ members []member }

func newObject(members ...member) *object { return &object{members} }

func (o *object) index(name string) int {
	return slices.IndexFunc(o.members, func(m member) bool { return m.name == name })
}

// get returns a member's value, nil where there is none.
func (o *object) get(name string) any {
	if i := o.index(name); i >= 0 {
		return o.members[i].value
	}
	return nil
}

// set replaces a member's value or appends the member.
func (o *object) set(name string, value any) {
	if i := o.index(name); i >= 0 {
		o.members[i].value = value
		return
	}
	o.members = append(o.members, member{name, value})
}

// id returns the member id where it is a string.
func (o *object) id() string {
	text, _ := o.get("id").(string)
	return text
}

// first puts a new member in front.
func (o *object) first(name string, value any) {
	o.members = slices.Insert(o.members, 0, member{name, value})
}

// drop removes a member.
func (o *object) drop(name string) {
	o.members = slices.DeleteFunc(o.members, func(m member) bool { return m.name == name })
}

// rename renames every member.
func (o *object) rename(to func(string) string) {
	for i := range o.members {
		o.members[i].name = to(o.members[i].name)
	}
}

// encode writes a body as JSON without any blank.
func encode(b *bytes.Buffer, value any) {
	switch v := value.(type) {
	case *object:
		b.WriteByte('{')
		for i, m := range v.members {
			if i > 0 {
				b.WriteByte(',')
			}
			encode(b, m.name)
			b.WriteByte(':')
			encode(b, m.value)
		}
		b.WriteByte('}')
	case []any:
		b.WriteByte('[')
		for i, element := range v {
			if i > 0 {
				b.WriteByte(',')
			}
			encode(b, element)
		}
		b.WriteByte(']')
	default:
		encoder := json.NewEncoder(b)
		encoder.SetEscapeHTML(false)
		_ = encoder.Encode(v)   // scalars and decoded JSON always encode
		b.Truncate(b.Len() - 1) // the line end of Encode
	}
}

// wire is how answers go out.
type wire struct {
	mediaType   string
	identifies  bool                  // request-id headers
	edits       []func([]byte) []byte // of encoded JSON, in order
	latency     time.Duration
	gzip        bool // where the client accepts it
	chunked     bool
	closes      bool // the connection, after each answer
	countsRunes bool // in Content-Length, where the body then ends
}

// write sends the answer.
func (wr wire) write(w http.ResponseWriter, x *exchange, a *answer) {
	select {
	case <-time.After(wr.latency):
	case <-x.request.Context().Done():
	}
	h := w.Header()
	maps.Copy(h, a.header)
	if wr.identifies {
		h.Set("request-id", x.requestID)
		h.Set("client-request-id", x.clientRequestID())
	}
	if wr.closes {
		h.Set("Connection", "close")
	}
	data := wr.payload(h, a)
	if data == nil {
		w.WriteHeader(a.status)
		return
	}
	if wr.gzip && strings.Contains(x.request.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		data = pack(data)
	}
	if wr.countsRunes {
		data = data[:utf8.RuneCount(data)]
	}
	if !wr.chunked {
		h.Set("Content-Length", strconv.Itoa(len(data)))
	}
	w.WriteHeader(a.status)
	half := len(data) / 2
	_, _ = w.Write(data[:half])
	if flusher, ok := w.(http.Flusher); ok && wr.chunked {
		flusher.Flush()
	}
	_, _ = w.Write(data[half:])
}

// payload returns the bytes of the body and sets their media type; nil where there is no body.
func (wr wire) payload(h http.Header, a *answer) []byte {
	if a.body == nil && a.mediaType == "" {
		return nil
	}
	h.Set("Content-Type", cmp.Or(a.mediaType, wr.mediaType))
	if a.body == nil {
		return []byte(a.text)
	}
	var b bytes.Buffer
	encode(&b, a.body)
	data := b.Bytes()
	for _, edit := range wr.edits {
		data = edit(data)
	}
	return data
}

func pack(data []byte) []byte {
	var b bytes.Buffer
	packer := gzip.NewWriter(&b)
	_, _ = packer.Write(data) // a bytes.Buffer takes everything
	_ = packer.Close()
	return b.Bytes()
}
