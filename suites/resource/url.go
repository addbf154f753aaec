package resource

import (
	"bytes"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"graphconform/fixtures"
	"graphconform/schemas"
)

// Item returns the URL of an object in a collection, its key as one path segment (OData URL Conventions 4.01, section 4.3.6).
func Item(collection, id string) string {
	return strings.TrimRight(collection, "/") + "/" + Segment(id)
}

// Segment escapes a key. A key of dots alone would be taken for a step in the folders.
func Segment(id string) string {
	if strings.Trim(id, ".") == "" {
		return strings.ReplaceAll(id, ".", "%2E")
	}
	return url.PathEscape(id)
}

// Unsegment reads a key back from a path segment.
func Unsegment(segment string) string {
	if id, err := url.PathUnescape(segment); err == nil {
		return id
	}
	return segment
}

// IDOf returns the id by which an object is known; empty where it has none. Pages call it a String, and a number in its place is a finding
// of the rule that says so; as a whole number that a 64-bit key holds serves in a URL as well as its text does, all else goes on with that.
func IDOf(object map[string]any) string {
	switch id := object["id"].(type) {
	case string:
		return id
	case json.Number:
		if n, err := strconv.ParseInt(id.String(), 10, 64); err == nil && n >= 0 && strconv.FormatInt(n, 10) == id.String() {
			return id.String()
		}
	}
	return ""
}

// Encode renders a body as JSON. It must hold nothing that is no JSON value.
func Encode(value any) []byte {
	data, err := fixtures.Marshal(value)
	if err != nil {
		panic(err) // bodies are built here out of JSON values
	}
	return data
}

// WithMember returns a body with another value for one member of the object at its top, and all else as it stands: its order, its spaces
// and what is wrong with it. It is nil where the body is no object.
func WithMember(body []byte, name string, value any) []byte {
	decoder := json.NewDecoder(bytes.NewReader(body))
	if begin, err := decoder.Token(); err != nil || begin != json.Delim('{') {
		return nil
	}
	members := 0
	for ; decoder.More(); members++ {
		key, err := decoder.Token()
		var old json.RawMessage
		if err != nil || decoder.Decode(&old) != nil {
			return nil
		}
		if end := decoder.InputOffset(); key == name {
			return slices.Concat(body[:end-int64(len(old))], Encode(value), body[end:])
		}
	}
	if _, err := decoder.Token(); err != nil {
		return nil
	}
	added := slices.Concat(Encode(name), []byte(":"), Encode(value))
	if members > 0 {
		added = slices.Concat([]byte(","), added)
	}
	end := decoder.InputOffset() - 1
	return slices.Concat(body[:end], added, body[end:])
}

// Members reads a body; nil where it is no object.
func Members(body []byte) map[string]any {
	value, err := schemas.Decode(body)
	if err != nil {
		return nil
	}
	object, _ := value.(map[string]any)
	return object
}

// shortestKey is the length below which a number is a key that may come again.
const shortestKey = 10

// ComesAgain reports whether another object may be given the key of one that was deleted: a target that is started anew counts from the
// beginning.
func ComesAgain(key string) bool {
	return len(key) < shortestKey && strings.Trim(key, "0123456789") == ""
}
