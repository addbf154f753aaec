package replay

import (
	"cmp"
	"encoding/json"
	"strings"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/scenario"
)

// fewest is how many answers it takes to call a value one that does not follow.
const fewest = 3

// shown is what the answers to several writes show of one property.
type shown struct {
	sent, got map[string]bool // values by their keys
	last      *conform.Record
	answers   int
	misspelt  *conform.Record // the first answer that has the property under another name, if any
}

func (s *shown) add(sent, got any, r *conform.Record) {
	if s.sent == nil {
		s.sent, s.got = map[string]bool{}, map[string]bool{}
	}
	s.sent[valueKey(sent)], s.got[valueKey(got)] = true, true
	s.last, s.answers = r, s.answers+1
}

// constant reports whether one value, and none that stands for unset, came back for at least three different ones.
func (s *shown) constant() (value string, yes bool) {
	if len(s.got) != 1 || len(s.sent) < fewest {
		return "", false
	}
	for value = range s.got {
	}
	return value, value != "null" && value != textMark && value != "0" && value != "false"
}

// textMark begins the key of a string.
const textMark = `"`

// valueKey tells values apart: for strings by themselves, for all else by their JSON.
func valueKey(value any) string {
	switch value := value.(type) {
	case json.Number:
		return string(value)
	case string:
		return textMark + value
	}
	return conform.Show(value)
}

// valueOf reads a valueKey back.
func valueOf(key string) any {
	if text, isText := strings.CutPrefix(key, textMark); isText {
		return text
	}
	value, err := schemas.Decode([]byte(key))
	if err != nil {
		return nil
	}
	return value
}

// replayed is a property that shows one value, whatever was sent.
type replayed struct {
	property string
	value    any
	last     *conform.Record
}

// judge finds fault with two properties that show one value each, whatever was sent, or with one that shows the documented value.
func judge(e *conform.Evidence, j *conform.Judgement, a answer) {
	of := e.Resource
	example := of.DocumentedAnswer(a.operation)
	if example == nil {
		example = of.DocumentedAnswer(schemas.Create)
	}
	var all []replayed
	var misspelt *conform.Record
	documented := false
	for _, p := range of.Sent {
		for _, s := range []shown{shownInRows(e, j, p, a.act), shownSideBySide(e, p, a.operation)} {
			misspelt = cmp.Or(misspelt, s.misspelt)
			if s.answers < fewest {
				continue
			}
			j.Observations++
			if key, yes := s.constant(); yes {
				value := valueOf(key)
				all = append(all, replayed{p.Name, value, s.last})
				documented = documented || len(p.Enum) == 0 && of.Equal(p, example[p.Name], value)
				break
			}
		}
	}
	if len(all) > 1 || documented {
		for _, r := range all {
			j.Want(false, r.last, "/"+r.property, "a value that follows what was sent", conform.Show(r.value)+", whatever was sent")
		}
	}
	if j.Observations == 0 && a.operation == schemas.Update && e.In(scenario.RowKey(0)).Once(scenario.Update).Status() == 204 {
		j.Observations++ // nothing to replay
	}
	if misspelt != nil {
		j.BlockUnlessSeen(misspelt, "the answers have other names than documented")
	}
	j.BlockUnlessSeen(nil, "too few rows were answered with an object")
}

func shownInRows(e *conform.Evidence, j *conform.Judgement, p schemas.Property, in conform.Act) (s shown) {
	for _, t := range scenario.Samples(e, p.Name, in) {
		if !t.Write.OK() || !t.Read.OK() {
			continue
		}
		object := t.Read.Object()
		if in == scenario.List {
			if t.Read.Unlisted() && !j.Needs(t.Read) {
				continue
			}
			if object = entry(t); object == nil {
				continue
			}
		}
		value, present := object[p.Name]
		if !present && e.Resource.LooksLike(object) {
			s.misspelt = cmp.Or(s.misspelt, t.Read) // the names rule says so, and nobody can tell what it shows
			continue
		}
		if e.Resource.Holds(object) && j.On(t.Read) {
			s.add(t.Value, value, t.Read)
		}
	}
	return s
}

// entry returns the list's entry of an object, else its first: a replayed list shows others. It is nil where there is none.
func entry(t scenario.Sample) map[string]any {
	items := t.Read.Items()
	if len(items) == 0 || t.ID == "" {
		return nil
	}
	if own := t.Read.Item(t.ID); len(own) > 0 {
		return own[0]
	}
	return items[0]
}

// shownSideBySide looks at many writes to one collection: an answer kept by its address shows only there.
func shownSideBySide(e *conform.Evidence, p schemas.Property, op schemas.OperationKind) (s shown) {
	if op != schemas.Create || len(p.Enum) > 0 {
		return s
	}
	for _, r := range scenario.ConcurrentlyCreated(e) {
		if e.Resource.Holds(r.Object()) {
			s.add(r.Sent()[p.Name], r.Object()[p.Name], r)
		}
	}
	return s
}
