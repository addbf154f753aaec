package guard

import (
	"maps"
	"slices"
	"strings"

	"graphconform/fixtures"
	"graphconform/schemas/odata"
	"graphconform/suites/resource"
)

// mostMarks is how many marks are found in a text; no object of the run's has nearly as many.
const mostMarks = 2000

// Marks returns what of a body only this run sends: the tags in its texts, and the names of its parents.
func (g *Guard) Marks(body []byte) []string {
	text := strings.ToLower(string(body))
	marks := odata.Tags(g.options.Run, text)
	if name := strings.ToLower(g.options.Name); name != "" {
		for rest := text; len(marks) < mostMarks; {
			at := strings.Index(rest, name+"-")
			if at < 0 {
				break
			}
			end := at + len(name) + 1
			for end < len(rest) && rest[end] >= '0' && rest[end] <= '9' {
				end++
			}
			marks, rest = append(marks, strings.Clone(rest[at:end])), rest[end:]
		}
	}
	return marks
}

// StillMarked reports whether an object of the run's shows a mark as far as is known once an update has gone through, or never had any.
func (g *Guard) StillMarked(object string, change []byte) bool {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	o := g.own[object]
	if o == nil {
		return true
	}
	after := map[string]any{}
	maps.Copy(after, o.state)
	maps.Copy(after, resource.Members(change))
	return len(g.marksIn(o.state)) == 0 || len(g.marksIn(after)) > 0
}

// Fresh returns those of some marks that an object of the run's was not given.
func (g *Guard) Fresh(object string, marks []string) []string {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	o := g.own[object]
	if o == nil {
		return marks
	}
	return slices.DeleteFunc(slices.Clone(marks), func(mark string) bool { return slices.Contains(o.marks, mark) })
}

// marksIn returns the marks in an object's members.
func (g *Guard) marksIn(state map[string]any) []string {
	data, err := fixtures.Marshal(state)
	if err != nil {
		return nil
	}
	return g.Marks(data)
}
