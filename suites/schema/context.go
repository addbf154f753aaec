package schema

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
)

// otherContext is how a context departs that describes something else than what was asked for.
const otherContext conform.Difference = "the context of something else"

// described is what the fragment of a context URL says of an answer (OData 4.01 Part 1, section 10).
type described struct {
	path   []string // names and keys from the service root down, without casts
	typ    string   // the type, without its namespace, where no path is named
	many   bool     // a collection of that type
	entity bool     // one object of what the path names
}

// describe reads a context URL; false where it says nothing of objects, or nothing that section 10 knows.
func describe(context string) (d described, ok bool) {
	_, fragment, _ := strings.Cut(context, "#")
	fragment, err := url.PathUnescape(fragment)
	if err != nil || fragment == "" {
		return d, false
	}
	segments := cutOutside(fragment, '/')
	if last := len(segments) - 1; segments[last] == "$entity" {
		d.entity, segments = true, segments[:last]
	}
	key := "" // that the last name bears: behind the last one stands the list of what was selected
	for _, segment := range segments {
		name, inside, _ := strings.Cut(segment, "(")
		_, typ, isType := cutLast(name)
		switch {
		case name == "Collection" && len(segments) == 1:
			qualified, _, closed := strings.Cut(inside, ")")
			_, d.typ, _ = cutLast(qualified)
			d.many = true
			return d, closed && !d.entity
		case isType && len(d.path) == 0:
			d.typ = typ
		case isType: // a cast
		case name == "" || strings.HasPrefix(name, "$"):
			return d, false
		default:
			if key != "" {
				d.path = append(d.path, key)
			}
			d.path, key = append(d.path, name), keyOf(inside)
		}
	}
	return d, (d.typ != "") != (len(d.path) > 0)
}

// keyOf reads a key from behind the parenthesis that begins it; empty for none.
func keyOf(inside string) string {
	key := strings.TrimSuffix(inside, ")")
	if name, value, named := strings.Cut(key, "="); named && !strings.Contains(name, "'") {
		key = value
	}
	if quoted, ok := strings.CutPrefix(key, "'"); ok {
		key = strings.ReplaceAll(strings.TrimSuffix(quoted, "'"), "''", "'")
	}
	return key
}

// cutOutside cuts a text at a separator where that stands in no quotes and no parentheses.
func cutOutside(text string, separator rune) []string {
	var cut []string
	depth, quoted, from := 0, false, 0
	for i, r := range text {
		switch {
		case r == '\'':
			quoted = !quoted
		case quoted:
		case r == '(':
			depth++
		case r == ')':
			depth--
		case r == separator && depth == 0:
			cut, from = append(cut, text[from:i]), i+1
		}
	}
	return append(cut, text[from:])
}

// cutLast cuts a qualified name at its last dot.
func cutLast(name string) (namespace, last string, qualified bool) {
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		return name[:i], name[i+1:], true
	}
	return "", name, false
}

func contextPlaces(of *resource.Resource) []conform.Place {
	places := answering(of)
	for i, p := range places {
		places[i] = p.At("context").By(func(e *conform.Evidence, j *conform.Judgement) {
			eachAnswer(p.Operation, func(of *resource.Resource, j *conform.Judgement, r *conform.Record) {
				judgeContext(of, j, r, e.SharedBy(r.Scenario))
			})(e, j)
		})
	}
	return places
}

// judgeContext judges the context of one answer. A parent that is shared may have been given by another key than its id.
func judgeContext(of *resource.Resource, j *conform.Judgement, r *conform.Record, shared bool) {
	j.Keep(r)
	for _, page := range r.Controls() {
		for _, name := range []string{"@odata.context", "@context"} { // 4.01 may leave odata out
			context, isText := page[name].(string)
			if d, ok := describe(context); isText && ok && !r.Unlisted() {
				want := wantedContext(of, r, d, shared)
				j.Sees(r, want == "", "/"+name, want, conform.Show(context)).As(otherContext)
			}
		}
	}
	if j.Nothing() {
		j.Observations++ // no context, or one that says nothing of this
	}
}

// wantedContext says what the context of an answer must be; empty where what it is may be right.
func wantedContext(of *resource.Resource, r *conform.Record, d described, shared bool) string {
	list, object := r.Operation == schemas.List, oneOfMany(of, r)
	at := askedFor(r.Exchanges[0].Request.URL, object && r.Operation != schemas.Create)
	named := at[len(at)-1]
	switch {
	case list && (d.entity || d.typ != "" && !d.many):
		return fmt.Sprintf("the context of a collection, such as #…/%s", named)
	case object && !d.entity && (d.typ == "" || d.many):
		return fmt.Sprintf("the context of an object, such as #…/%s/$entity", named)
	case d.typ != "":
		if of.Index.UnrelatedType(of.Contract, d.typ) {
			return "the type of what was asked for, or one that it derives from"
		}
		return ""
	}
	last := d.path[len(d.path)-1]
	switch {
	case !strings.EqualFold(last, named):
		// objects that are not contained are described by the set that they are bound to, whatever its name is
		if of.Index.Unrelated(of.Contract, last) {
			return fmt.Sprintf("the collection that was asked for, %s, or another one of such objects", named)
		}
	case !shared && len(d.path) <= len(at):
		asked := at[len(at)-len(d.path):]
		if d.path[0] == asked[0] && !slices.EqualFunc(asked, d.path, strings.EqualFold) {
			return "the path that was asked for, " + strings.Join(asked, "/")
		}
	}
	return ""
}

// oneOfMany reports whether an answer shows an object of a collection, at its top.
func oneOfMany(of *resource.Resource, r *conform.Record) bool {
	_, lists := of.Operation(schemas.List)
	_, wrapped := r.Whole()["value"].(map[string]any)
	return r.Operation != schemas.List && !wrapped && (of.Kind == resource.Collection || of.Kind == resource.Existing && lists)
}

// askedFor returns the steps of a URL down to a collection, without casts: there may be a key behind them.
func askedFor(to string, keyed bool) []string {
	parsed, err := url.Parse(to)
	if err != nil {
		return []string{""}
	}
	var steps []string
	for segment := range strings.SplitSeq(strings.Trim(parsed.EscapedPath(), "/"), "/") {
		if step := resource.Unsegment(segment); !strings.HasPrefix(step, "microsoft.graph.") {
			steps = append(steps, step)
		}
	}
	if keyed && len(steps) > 1 {
		steps = steps[:len(steps)-1]
	}
	return steps
}
