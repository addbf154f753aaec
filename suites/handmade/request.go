package handmade

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxBody bounds a request body, packed and unpacked.
const maxBody = 4 << 20

// values are an object's properties by name; one that was never set is absent.
type values map[string]any

// draft is what a client sent.
type draft struct {
	id     string // the client's, empty where it sent none
	values values
}

// has says whether the client sent the property.
func (d *draft) has(name string) bool {
	_, sent := d.values[name]
	return sent
}

// readBody reads and unpacks a body within maxBody.
func readBody(w http.ResponseWriter, r *http.Request) ([]byte, *refusal) {
	var packed io.Reader = http.MaxBytesReader(w, r.Body, maxBody)
	switch strings.ToLower(r.Header.Get("Content-Encoding")) {
	case "", "identity":
	case "gzip":
		unpacked, err := gzip.NewReader(packed)
		if err != nil {
			return nil, &refusal{http.StatusBadRequest, "BadRequest", "the body is not in gzip form"}
		}
		packed = unpacked
	default:
		return nil, &refusal{http.StatusUnsupportedMediaType, "UnsupportedMediaType", "the only content encoding is gzip"}
	}
	data, err := io.ReadAll(io.LimitReader(packed, maxBody+1))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge), len(data) > maxBody:
		return nil, &refusal{http.StatusRequestEntityTooLarge, "RequestEntityTooLarge", "the body is too large"}
	case err != nil:
		return nil, &refusal{http.StatusBadRequest, "BadRequest", "the body cannot be read"}
	}
	return data, nil
}

// read fills x.draft from the body. On a refusal the draft holds the values that were right.
func (s *server) read(x *exchange) *refusal {
	x.draft = &draft{values: values{}}
	if x.unreadable != nil {
		return x.unreadable
	}
	if s.checksMedia && !isJSON(x.request.Header.Get("Content-Type")) {
		return &refusal{http.StatusUnsupportedMediaType, "UnsupportedMediaType", "a body is application/json"}
	}
	sent, err := s.decode(x.body)
	if err != nil {
		x.malformed = true
		return &refusal{http.StatusBadRequest, "BadRequest", err.Error()}
	}
	members, ok := sent.(map[string]any)
	if _, array := sent.([]any); !ok && !(array && s.takesArrays) {
		return &refusal{http.StatusBadRequest, "BadRequest", "the body is not a JSON object"}
	}
	var first error
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if err := s.take(x, name, members[name]); err != nil && first == nil {
			first = err
		}
	}
	if first != nil {
		return &refusal{http.StatusBadRequest, "ModelValidationFailure", first.Error()}
	}
	return s.review(x, x.draft)
}

// isJSON accepts application/json with any parameters, and no media type at all.
func isJSON(contentType string) bool {
	if contentType == "" {
		return true
	}
	media, _, err := mime.ParseMediaType(contentType)
	return err == nil && media == "application/json"
}

// decode reads one JSON value in UTF-8 and nothing behind it.
func (s *server) decode(data []byte) (any, error) {
	if !utf8.Valid(data) {
		return nil, errors.New("the body is not in UTF-8")
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var sent any
	if err := decoder.Decode(&sent); err != nil {
		return nil, errors.New("the body is not JSON")
	}
	if _, err := decoder.Token(); err != io.EOF && !s.ignoresTrailer {
		return nil, errors.New("the body goes on behind the JSON value")
	}
	return sent, nil
}

// take puts one member into the draft. Annotations other than @odata.type are nobody's error.
func (s *server) take(x *exchange, name string, raw any) error {
	r := x.route.resource
	switch p, known := r.property(name); {
	case known:
		value, err := s.parse(x, p, raw)
		if err != nil {
			return err
		}
		x.draft.values[name] = s.keep(p, value)
	case name == "@odata.type":
		text, _ := raw.(string)
		if s.checksType && text[strings.LastIndex(text, "#")+1:] != "microsoft.graph."+r.name {
			return errors.New("@odata.type: expected " + r.odataType())
		}
	case strings.Contains(name, "@"):
	case name == "id":
		id, ok := raw.(string)
		if !ok && raw != nil {
			return errors.New("id: a JSON string is expected")
		}
		x.draft.id = id
	case s.takesUnknown:
		x.draft.values[name] = raw
	default:
		return errors.New("the property '" + name + "' does not exist on type 'microsoft.graph." + r.name + "'")
	}
	return nil
}
