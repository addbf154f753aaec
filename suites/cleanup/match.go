package cleanup

import (
	"slices"
	"strings"

	"graphconform/fixtures"
	"graphconform/suites/guard"
)

// shownIn reports whether an object shows one of the texts, which only the run sent: nothing else proves that this is what it made.
// Servers may put texts in another letter case, or more around them.
func shownIn(object map[string]any, texts []string) bool {
	data, err := fixtures.Marshal(object)
	if err != nil {
		return false
	}
	text := strings.ToLower(string(data))
	return slices.ContainsFunc(texts, func(mark string) bool { return strings.Contains(text, mark) })
}

// agrees reports whether an object shows all values that it was made with, and two of them at least.
func (i Intent) agrees(object map[string]any) bool {
	agree := 0
	for name, sent := range i.Values {
		switch value, present := object[name]; {
		case !present || value == nil:
		case guard.SameScalar(sent, value):
			agree++
		default:
			return false
		}
	}
	return len(i.Marks) == 0 && agree > 1
}

// texts are what marks the object: of a parent its name alone. What is not of the form of the run's marks counts for nothing: a journal
// may name any text.
func (s *sweep) texts(i Intent, more ...string) []string {
	marks := slices.Concat(i.Marks, more)
	if i.Name != "" {
		marks = []string{i.Name}
	}
	var texts []string
	for _, mark := range marks {
		if mark = strings.ToLower(mark); slices.Contains(s.sender.Marks([]byte(mark)), mark) {
			texts = append(texts, mark)
		}
	}
	return texts
}
