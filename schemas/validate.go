package schemas

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// Use says what a value is for: the same type is closed in what is sent and open in what comes back.
type Use string

// The uses of a schema; each is the name of a definition in the file.
const (
	ForCreate Use = "create"
	ForUpdate Use = "update"
	ForAnswer Use = "answer"
)

// Schema validates values of one type for one use. It is safe for concurrent use.
type Schema struct {
	compiled *jsonschema.Schema
	members  map[string]*jsonschema.Schema // where it says no more than which members there must be, and what each holds
}

// Violation is one place where a value departs from a schema.
type Violation struct {
	At      string // JSON pointer into the value, "" for the value itself
	Keyword string // of JSON Schema: "type", "enum", "required", …
	Message string // what would be right, in words that can stand behind "want"
}

// Validate returns where the value (as Decode returns it) departs from the schema, leaf causes only,
// sorted and without repetitions; none means that it is valid.
func (s *Schema) Validate(value any) []Violation {
	if at, found := immeasurable(value); found {
		return []Violation{{At: at, Keyword: "type", Message: "a number with fewer digits or a smaller exponent"}}
	}
	if s.holds(value) {
		return nil
	}
	err := s.compiled.Validate(value)
	if err == nil {
		return nil
	}
	var invalid *jsonschema.ValidationError
	if !errors.As(err, &invalid) {
		return []Violation{{Keyword: "schema", Message: err.Error()}}
	}
	found := leaves(nil, invalid)
	slices.SortFunc(found, func(a, b Violation) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Keyword, b.Keyword), cmp.Compare(a.Message, b.Message))
	})
	return slices.Compact(found)
}

// holds reports whether a value is valid, by its members one by one: most are, and the validator notes of each object which of its members
// it has looked at. False says nothing.
func (s *Schema) holds(value any) bool {
	object, is := value.(map[string]any)
	if s.members == nil || !is {
		return false
	}
	for _, name := range s.compiled.Required {
		if _, there := object[name]; !there {
			return false
		}
	}
	for name, value := range object {
		if member := s.members[name]; member != nil && member.Validate(value) != nil {
			return false
		}
	}
	return true
}

func leaves(found []Violation, e *jsonschema.ValidationError) []Violation {
	if len(e.Causes) == 0 {
		return append(found, Violation{
			At:      instance(e.InstanceLocation),
			Keyword: path.Base(e.KeywordLocation),
			Message: wanted(strings.ReplaceAll(e.Message, "<nil>", "null")), // as the library writes null among the values of an enum
		})
	}
	for _, cause := range e.Causes {
		found = leaves(found, cause)
	}
	return found
}

// wordings say what would be right in place of what the validator says to be wrong. What it found is shown as the value itself.
var wordings = []struct {
	says *regexp.Regexp
	want string
}{
	{regexp.MustCompile(`(?s)^expected (.+), but got \S+$`), "$1"},
	{regexp.MustCompile(`(?s)^value must be (.+)$`), "$1"},
	{regexp.MustCompile(`(?s)^(?:must be|length must be) >= (\S+?),? but (?:found|got) .*$`), "at least $1"},
	{regexp.MustCompile(`(?s)^(?:must be|length must be) <= (\S+?),? but (?:found|got) .*$`), "at most $1"},
	{regexp.MustCompile(`(?s)^must be > (\S+) but found .*$`), "more than $1"},
	{regexp.MustCompile(`(?s)^must be < (\S+) but found .*$`), "less than $1"},
	{regexp.MustCompile(`(?s)^minimum (\d+) (?:items|properties) (?:required|allowed), but found .*$`), "at least $1 of them"},
	{regexp.MustCompile(`(?s)^maximum (\d+) (?:items|properties) (?:required|allowed), but found .*$`), "at most $1 of them"},
	{regexp.MustCompile(`(?s)^missing properties: (.+)$`), "an object with $1"},
	{regexp.MustCompile(`(?s)^additionalProperties (.+) not allowed$`), "an object without $1"},
	{regexp.MustCompile(`(?s)^does not match pattern (.+)$`), "a text that matches $1"},
	{regexp.MustCompile(`(?s)^.* is not valid '(.+)'$`), "a valid $1"},
	{regexp.MustCompile(`(?s)^.* not multipleOf (\S+)$`), "a multiple of $1"},
}

// wanted turns what the validator says around: "expected integer or null, but got string" is "integer or null".
func wanted(message string) string {
	for _, w := range wordings {
		if w.says.MatchString(message) {
			return w.says.ReplaceAllString(message, w.want)
		}
	}
	return message
}

// measurable reports whether the validator can compare a number in bounded time: it computes with exact
// fractions, in which 1e1000000 has a million digits.
func measurable(number string) bool {
	const digits, exponent = 1000, 1000
	if len(number) > digits {
		return false
	}
	_, power, found := strings.Cut(strings.ToLower(number), "e")
	if !found {
		return true
	}
	n, err := strconv.Atoi(power)
	return err == nil && -exponent <= n && n <= exponent
}

// immeasurable finds a number that is not measurable. The pointer to it is put together on the way back: nearly always there is none.
func immeasurable(value any) (at string, found bool) {
	switch v := value.(type) {
	case json.Number:
		return "", !measurable(v.String())
	case []any:
		for i, item := range v {
			if below, bad := immeasurable(item); bad {
				return fmt.Sprintf("/%d%s", i, below), true
			}
		}
	case map[string]any:
		for name, item := range v {
			if below, bad := immeasurable(item); bad {
				if to := "/" + pointerEscape.Replace(name) + below; !found || to < at { // the first of several
					at, found = to, true
				}
			}
		}
	}
	return at, found
}

var pointerEscape = strings.NewReplacer("~", "~0", "/", "~1") // RFC 6901, section 3

// Decode reads exactly one JSON value, keeping numbers as json.Number. Anything behind it is an error.
// A text beyond what is read has a LimitError.
func Decode(data []byte) (any, error) {
	if limit := beyond(data); limit != nil {
		return nil, limit
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return nil, fmt.Errorf("decode JSON: %w", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("decode JSON: data after the value at byte %d", decoder.InputOffset())
	}
	return value, nil
}

// instance undoes the percent-encoding that the validator adds to the members of its JSON pointers.
func instance(pointer string) string {
	if plain, err := url.PathUnescape(pointer); err == nil {
		return plain
	}
	return pointer
}
