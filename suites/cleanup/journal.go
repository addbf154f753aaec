package cleanup

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"graphconform/suites/resource"
)

// Journal keeps what a run is about to make and what it made, so that Sweep can remove what a killed run left.
// Several goroutines call its methods. runner/journal has one.
type Journal interface {
	// Held notes which objects a collection that is not the run's own held before the run's first POST to it.
	Held(collection string, ids []string) error
	// Intend notes a POST that is about to be sent and returns its number. Where it fails, nothing is sent.
	Intend(Intent) (int, error)
	// Answered notes the URL of what the POST made, or that it made nothing. A POST that it is not called for may have made something.
	Answered(number int, made string)
	// Writing notes which marks an update is about to put into an object that the run made. They prove it from then on.
	Writing(object string, marks []string)
	// Original notes the PATCH that brings a singleton back, before the run changes it. Where it fails, it is not changed.
	Original(object string, patch []byte) error
	// Changing notes a PATCH of a singleton: before it is sent, and once it is done.
	Changing(object string, patch []byte, done bool)
	// Restored notes that a singleton is as it was.
	Restored(object string)
	// Removed notes that an object which the run made is gone.
	Removed(object string)
}

// Intent is a POST that is about to be sent.
type Intent struct {
	Collection string   // absolute URL
	Name       string   // of a parent, which holds the run's name
	Marks      []string // texts in the body that only the run sends, in lower case: they tell its object from all others
	// Values are short members of a body without marks. On a machine of one's own they tell a new object from others, where all agree.
	Values map[string]any
	Own    bool // below a parent of the run's own, and gone with it
}

// mostValues and longestValue bound what a journal keeps of one body.
const (
	mostValues   = 8
	longestValue = 120
)

// Values picks members of a body that tell an object from others: short texts and numbers, no Boolean and no control information.
func Values(body []byte) map[string]any {
	values, sent := map[string]any{}, resource.Members(body)
	for _, name := range slices.Sorted(maps.Keys(sent)) {
		text := ""
		switch value := sent[name].(type) {
		case string:
			text = value
		case json.Number:
			text = value.String()
		}
		if text != "" && len(text) <= longestValue && len(values) < mostValues && !strings.HasPrefix(name, "@") {
			values[name] = sent[name]
		}
	}
	return values
}
