package schema

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
)

func judgeMediaType(_ *resource.Resource, j *conform.Judgement, r *conform.Record) {
	given := r.Response().Header.Get("Content-Type")
	media, charset, err := r.MediaType()
	isJSON := err == nil && (media == "application/json" || strings.HasPrefix(media, "application/") && strings.HasSuffix(media, "+json"))
	j.Sees(r, isJSON, "Content-Type", "application/json", fmt.Sprintf("%q", given)).As(conform.OtherMediaType)
	if isJSON && charset != "" {
		utf := strings.EqualFold(charset, "utf-8") || strings.EqualFold(charset, "utf8")
		j.Sees(r, utf, "Content-Type", "charset utf-8, or none", fmt.Sprintf("%q", given)).As(conform.OtherCharset)
	}
}

func judgeEncoding(_ *resource.Resource, j *conform.Judgement, r *conform.Record) {
	body := r.Response().Body
	mark := bytes.HasPrefix(body, []byte("\xef\xbb\xbf"))
	j.Sees(r, !mark, "body", "JSON without a byte order mark", "EF BB BF in front of it").As(conform.ByteOrderMark)
	if !j.Holds(utf8.Valid(body)) {
		j.Sees(r, false, "body", "UTF-8", "bytes that are no UTF-8: "+fmt.Sprintf("%.40q", body)).As(conform.NotUTF8)
	}
	if _, notJSON := r.Value(); !j.Holds(notJSON == nil) {
		j.Sees(r, false, "body", "JSON", fmt.Sprintf("%v: %s", notJSON, conform.Cut(string(body), 80))).As(conform.Unread(r))
	}
}

func judgeNamesUnique(_ *resource.Resource, j *conform.Judgement, found *conform.Answers) {
	for _, r := range slices.Concat(found.Records, found.Lacking) {
		again := r.Repeated()
		if again == nil {
			j.Holds(r.Problem() == "")
			continue
		}
		got := "the same value twice"
		if again.Differ {
			got = "two values"
		}
		j.Sees(r, false, again.At, "one member of that name", got).As(conform.RepeatedName)
	}
}

func judgeControl(_ *resource.Resource, j *conform.Judgement, r *conform.Record) {
	j.Keep(r)
	for _, page := range r.Controls() {
		for _, name := range []string{"@odata.context", "@odata.etag", "@odata.nextLink"} {
			wantText(j, r, "/", page, name)
		}
		if count, present := page["@odata.count"]; present && r.Operation == schemas.List && r.Broken == "" && !r.Unlisted() {
			if !j.Holds(resource.EqualNumber(resource.Number(int64(len(r.Items()))), count)) {
				j.Want(false, r, "/@odata.count", fmt.Sprint(len(r.Items())), conform.Show(count)).As("@odata.count")
			}
		}
	}
	for _, item := range r.Items() {
		wantText(j, r, "/value/*/", item, "@odata.etag")
	}
	noneIsAsWell(j, r)
}

// noneIsAsWell counts an answer without any control information.
func noneIsAsWell(j *conform.Judgement, r *conform.Record) {
	switch {
	case j.Observations > 0:
	case r.OK() && r.Unlisted():
		j.Block(r, "the list shows no array of objects named value")
	default:
		j.Observations++
	}
}

func judgeContextFirst(_ *resource.Resource, j *conform.Judgement, r *conform.Record) {
	j.Keep(r)
	for i, page := range r.Controls() {
		_, present := page["@odata.context"]
		if !present {
			continue
		}
		body := r.Response().Body
		if r.Operation == schemas.List {
			body = r.Exchanges[r.Pages[i]].Response.Body
		}
		if ahead := aheadOfContext(body); !j.Holds(ahead == "") {
			j.Want(false, r, "/@odata.context", "the first member of the answer", "behind "+conform.Show(ahead)).As(lateContext)
		}
	}
	noneIsAsWell(j, r)
}

// lateContext is how an answer departs whose context stands behind another member.
const lateContext conform.Difference = "the context behind others"

// aheadOfContext returns the first member that stands before the context and is no control information; empty where there is none. Control
// information alone before it keeps no reader from knowing what it reads.
func aheadOfContext(body []byte) string {
	decoder := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))))
	decoder.Token() //nolint:errcheck // the brace
	for decoder.More() {
		name, _ := decoder.Token() //nolint:errcheck // that it is no text says it
		text, _ := name.(string)
		if text == "@odata.context" || !strings.HasPrefix(text, "@") {
			return strings.TrimPrefix(text, "@odata.context")
		}
		var value json.RawMessage
		if decoder.Decode(&value) != nil {
			break
		}
	}
	return ""
}

// wantText wants control information of an object, where there is such, to be a text. null says nothing of it: where there is nothing to
// say the member is left out.
func wantText(j *conform.Judgement, r *conform.Record, at string, of map[string]any, name string) {
	value, present := of[name]
	if text, isText := value.(string); present && !j.Holds(isText && text != "") {
		j.WantOf(false, r, resource.IDOf(of), at+name, "a string, or no such member", conform.Show(value)+text).As(conform.Difference(name))
	}
}

func judgeShape(of *resource.Resource, j *conform.Judgement, r *conform.Record) {
	value, notJSON := r.Value()
	if notJSON != nil {
		return
	}
	if r.Operation == schemas.List {
		judgeShapeOfList(of, j, r, value)
		return
	}
	if j.Holds(r.Whole() != nil && isShown(of, r.Object())) {
		j.Keep(r)
		return
	}
	j.Sees(r, false, "", "the object's properties at the top", conform.Cut(conform.Show(value), 120)).As(conform.OtherBody)
}

func judgeShapeOfList(of *resource.Resource, j *conform.Judgement, r *conform.Record, value any) {
	elements, isList := r.Whole()["value"].([]any)
	if !j.Holds(isList) {
		j.Sees(r, false, "", "an object with an array named value", conform.Cut(conform.Show(value), 120)).As(conform.NotAList)
	}
	for _, element := range elements {
		if _, ok := element.(map[string]any); !ok {
			j.Sees(r, false, "/value/*", "an object", conform.Show(element)).As(conform.NotAnObject)
			return
		}
	}
	for _, item := range r.Own(of) {
		if !j.Holds(len(item) == 0 || isShown(of, item)) {
			j.Sees(r, false, "/value/*", "the object's properties", conform.Cut(conform.Show(item), 120)).As(conform.OtherBody)
		}
	}
}

// isShown reports whether an object has members of the resource, also misspelt ones: those are for the names rule.
func isShown(of *resource.Resource, object map[string]any) bool {
	return of.Holds(object) || of.LooksLike(object)
}
