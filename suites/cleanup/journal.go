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
	// Removed notes that an object which the run made is gone.
	Removed(object string)
}

// Intent is a POST that is about to be sent.
type Intent struct {
	Collection string         // absolute URL
	Name       string         // displayName of a parent, which holds the run's name
	Marks      map[string]any // some of the members sent: they tell the run's object from others
	Own        bool           // below a parent of the run's own, and gone with it
}

// maxMarks and maxMark bound what a journal keeps of one body: so many members, so many bytes each.
const (
	maxMarks = 8
	maxMark  = 120
)

// Marks picks what tells an object from others: short texts and numbers, no Boolean and no control information.
func Marks(body []byte) map[string]any {
	out := map[string]any{}
	sent := resource.Members(body)
	for _, name := range slices.Sorted(maps.Keys(sent)) {
		value := sent[name]
		text := ""
		switch value := value.(type) {
		case string:
			text = value
		case json.Number:
			text = value.String()
		}
		if text != "" && len(text) <= maxMark && len(out) < maxMarks && !strings.HasPrefix(name, "@") {
			out[name] = value
		}
	}
	return out
}
