package cleanup

import (
	"slices"
	"strings"

	"graphconform/fixtures"
	"graphconform/schemas/odata"
	"graphconform/suites/guard"
)

// shownIn reports whether an object shows a mark that only the intent's POST gave, or a tag of the run, where one is named: nothing else
// proves that this is what it made. Servers may put texts in another letter case, or more around them.
func (i Intent) shownIn(object map[string]any, run string) bool {
	data, err := fixtures.Marshal(object)
	if err != nil {
		return false
	}
	text := strings.ToLower(string(data))
	return slices.ContainsFunc(i.texts(), func(mark string) bool { return strings.Contains(text, mark) }) || i.Name == "" && len(odata.Tags(run, text)) > 0
}

// marks reports whether an object shows every mark that the intent's POST gave: one of them may stand in a copy that another client changed.
func (i Intent) marks(object map[string]any) bool {
	data, err := fixtures.Marshal(object)
	text, texts := strings.ToLower(string(data)), i.texts()
	return err == nil && len(texts) > 0 && !slices.ContainsFunc(texts, func(mark string) bool { return !strings.Contains(text, mark) })
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

// texts are what marks the object: of a parent its name alone.
func (i Intent) texts() []string {
	marks := i.Marks
	if i.Name != "" {
		marks = []string{i.Name}
	}
	var texts []string
	for _, mark := range marks {
		if len(mark) >= shortestMark {
			texts = append(texts, strings.ToLower(mark))
		}
	}
	return texts
}

// shortestMark is the length below which a text is no mark: it would be found by chance.
const shortestMark = 8
