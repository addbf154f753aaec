package suites

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"graphconform/schemas"
)

// replayFamily tells a service from a server that replays answers.
func replayFamily() family {
	return family{name: "replay", plan: planReplay, rules: []Rule{
		{ID: "follows_request", Level: Documented, Standard: "OData 4.01 Part 1, 11.4.2", Promise: "answers follow the request",
			Sent: "requests that differ from the documented example, and from each other, in every property", Judged: "no property shows the documented value, and no two of them one value each, whatever was sent"},
	}}
}

// replayPlaces are the answers that must follow the write before them, by the label in a row's scenario.
var replayPlaces = [...]struct {
	op     schemas.OperationKind
	in     string
	anchor schemas.OperationKind
}{{schemas.Create, "create", schemas.Create}, {schemas.Get, "get", schemas.Create}, {schemas.List, "list", schemas.List}, {schemas.Update, "update", schemas.Update}}

func planReplay(b *builder) {
	for _, place := range replayPlaces {
		if b.rowCount < 3 && (place.op != schemas.Create || !slices.ContainsFunc(b.sent, isFree)) {
			continue // too few answers to tell
		}
		where := at{op: place.op, place: "follows_request", section: "Example", anchor: place.anchor, from: append(b.rowScenarios(), crowdScenario)}
		if place.op == schemas.Get {
			where.uses = []schemas.OperationKind{schemas.Create}
		}
		b.check("follows_request", where, func(e *Evidence, j *Judgement) { b.judgeReplay(e, j, place.op, place.in) })
	}
}

// shown is what the answers to several writes show of one property.
type shown struct {
	sent, got map[string]bool // values as JSON
	last      *Record
	answers   int
}

func (s *shown) add(sent, got any, r *Record) {
	if s.sent == nil {
		s.sent, s.got = map[string]bool{}, map[string]bool{}
	}
	s.sent[valueKey(sent)], s.got[valueKey(got)] = true, true
	s.last, s.answers = r, s.answers+1
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
	return show(value)
}

// stuck tells whether one value, and none that stands for unset, came back for at least three different ones.
func (s *shown) stuck() (value string, yes bool) {
	if len(s.got) != 1 || len(s.sent) < 3 {
		return "", false
	}
	for value = range s.got {
	}
	return value, value != "null" && value != textMark && value != "0" && value != "false"
}

func (b *builder) judgeReplay(e *Evidence, j *Judgement, op schemas.OperationKind, in string) {
	example := b.documentedAnswer(op)
	if example == nil {
		example = b.documentedAnswer(schemas.Create)
	}
	var stuck []schemas.Property
	var values []string
	var seen []shown
	documented := false
	for _, p := range b.sent {
		for _, s := range []shown{b.shownInRows(e, j, p, in), b.shownInCrowd(e, p, op)} {
			if s.answers < 3 {
				continue
			}
			j.observations++
			if value, yes := s.stuck(); yes {
				stuck, values, seen = append(stuck, p), append(values, value), append(seen, s)
				documented = documented || len(p.Enum) == 0 && b.equal(p, example[p.Name], decoded(value))
				break
			}
		}
	}
	if len(stuck) > 1 || documented {
		for i, p := range stuck {
			j.want(false, seen[i].last, "/"+p.Name, "a value that follows what was sent", fmt.Sprintf("%s, whatever was sent", show(decoded(values[i]))))
		}
	}
	if j.observations == 0 && op == schemas.Update && e.record(rowScenario(0), "update").Status() == 204 {
		j.observations++ // nothing to replay
	}
	j.hangUnlessSeen("too few rows were answered with an object")
}

func (b *builder) shownInRows(e *Evidence, j *Judgement, p schemas.Property, in string) (s shown) {
	for _, t := range b.triedIn(e, p, in) {
		if !t.write.OK() || !t.read.OK() {
			continue
		}
		object := t.read.Object()
		if in == "list" {
			items := t.read.Items()
			if len(items) == 0 || t.id == "" {
				continue
			}
			object = items[0]
			if own := t.read.Item(t.id); len(own) > 0 {
				object = own[0]
			}
		}
		if b.holds(object) && j.on(t.read) {
			s.add(t.value, object[p.Name], t.read)
		}
	}
	return s
}

// shownInCrowd looks at many writes to one collection: an answer kept by its address shows only there.
func (b *builder) shownInCrowd(e *Evidence, p schemas.Property, op schemas.OperationKind) (s shown) {
	if op != schemas.Create || len(p.Enum) > 0 {
		return s
	}
	for _, r := range e.crowd() {
		if b.holds(r.Object()) {
			s.add(r.Sent()[p.Name], r.Object()[p.Name], r)
		}
	}
	return s
}

// decoded reads a valueKey back.
func decoded(key string) any {
	if text, isText := strings.CutPrefix(key, textMark); isText {
		return text
	}
	value, err := schemas.Decode([]byte(key))
	if err != nil {
		return nil
	}
	return value
}
