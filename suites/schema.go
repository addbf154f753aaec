package suites

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"graphconform/fixtures"
	"graphconform/schemas"
)

// schemaFamily checks the form of every answer that says success.
func schemaFamily() family {
	const format = "OData JSON Format 4.01, "
	return family{name: "schema", plan: planSchema, rules: []Rule{
		{ID: "media_type", Level: Documented, Standard: format + "3", Promise: "answers say that they are JSON", Sent: "everything", Judged: "Content-Type is application/json or ends in +json, parameters allowed; a charset is UTF-8"},
		{ID: "encoding", Level: Protocol, Standard: "RFC 8259, 8.1", Promise: "answers are JSON in UTF-8 without a byte order mark", Sent: "everything", Judged: "the bytes are UTF-8, have no byte order mark and are one JSON value"},
		{ID: "shape", Level: Documented, Standard: format + "6", Promise: "an object stands bare in the answer, a list under value", Sent: "everything",
			Judged: "the object's members stand at the top (in answers to GET also under value where the page shows that); a list is an object with an array named value"},
		{ID: "names", Level: Documented, Standard: format + "4.5", Promise: "properties have their documented names, letter case included", Sent: "everything", Judged: "no member differs from a documented name only in case, underscores or hyphens while that name is missing"},
		{ID: "odata_type", Level: Documented, Standard: format + "4.6.3", Promise: "@odata.type, where present, names the type", Sent: "everything", Judged: "the documented type or one derived from it, with or without #"},
		{ID: "derived_type", Level: Protocol, Standard: format + "4.6.3", Promise: "an object of a derived type says which, in a collection that holds several", Sent: "everything", Judged: "@odata.type is present, or the context of a single object names the type"},
		{ID: "control", Level: Protocol, Standard: format + "4.6", Promise: "control information, where present, is right", Sent: "everything", Judged: "@odata.context, @odata.etag and @odata.nextLink are strings that are not empty; @odata.count is the number of objects in the collection"},
		{ID: "id", Level: Documented, Standard: format + "4.5", Promise: "every object has an id that is a string", Sent: "everything", Judged: "id is present and a non-empty string"},
		{ID: "property", Level: Documented, Standard: format + "7.1", Promise: "a property has a value of its documented type", Sent: "everything", Judged: "the answer validates against the derived schema: JSON type, range, format, member"},
	}}
}

// checked is what the schema of the answer says of a record, by top-level member.
type checked struct {
	objects    []map[string]any
	misspelt   []string // for each object the first member that is written otherwise than documented, or nothing
	violations map[string][]violation
	err        error // the schema cannot be compiled
}

type violation struct{ want, got string }

func planSchema(b *builder) { planForm(b, append(b.rowScenarios(), documentedScenario)) }

// planForm plans the checks of every answer that says success.
func planForm(b *builder, from []string) {
	for _, op := range []schemas.OperationKind{schemas.Create, schemas.Get, schemas.List, schemas.Update} {
		where := at{op: op, from: from}
		plan := func(rule string, where at, judge func(*Judgement, *Record)) {
			b.check(rule, where, func(e *Evidence, j *Judgement) { b.eachAnswer(e, j, op, judge) })
		}
		plan("media_type", where.to("media_type"), judgeMediaType)
		plan("encoding", where.to("encoding"), judgeEncoding)
		plan("shape", where.to("shape"), func(j *Judgement, r *Record) { b.judgeShape(j, r, op) })
		plan("names", where.to("names"), b.judgeNames)
		plan("control", where.to("control"), judgeControl)
		plan("odata_type", where.to("odata_type"), b.judgeType)
		if b.mixed && b.Contract.Base != "" {
			plan("derived_type", where.to("derived_type"), b.judgeDerived)
		}
		for _, p := range b.Contract.Properties {
			rule, row := "property", where.to(p.Name)
			if p.Name == "id" {
				rule = "id"
			}
			row.section, row.row = "Request body", p.Name
			if _, made := b.operation(schemas.Create); made && (op == schemas.Get || op == schemas.List) {
				row.anchor = schemas.Create
			}
			b.check(rule, row, func(e *Evidence, j *Judgement) {
				b.overAnswers(e, j, op, func(found *answers) { b.judgeProperty(j, found, p) })
			})
		}
	}
}

// holdsWrong tells whether the answer shows, or may show, a value that had to be refused: other families judge that.
func (r *Record) holdsWrong() bool {
	return strings.HasPrefix(r.scenario, wrongValues) || strings.HasPrefix(r.scenario, wrongMembers) || r.scenario == malformedScenario
}

// sees is on for the check's evidence without asking whether the answer is complete: eachAnswer did.
func (j *Judgement) sees(r *Record, holds bool, at, want, got string) {
	if !holds {
		j.exchanges = append(j.exchanges, r.last())
	}
	j.evidence(r)
	j.want(holds, r, at, want, got)
}

// fewExchanges are enough for a check that looks at every answer.
const fewExchanges = 8

// evidence keeps the exchange, while there are few.
func (j *Judgement) evidence(r *Record) {
	if len(j.exchanges) < fewExchanges {
		j.exchanges = append(j.exchanges, r.last())
	}
}

func judgeMediaType(j *Judgement, r *Record) {
	given := r.response().Header.Get("Content-Type")
	media, charset, err := r.mediaType()
	isJSON := err == nil && (media == "application/json" || strings.HasPrefix(media, "application/") && strings.HasSuffix(media, "+json"))
	j.sees(r, isJSON, "Content-Type", "application/json", fmt.Sprintf("%q", given))
	if isJSON && charset != "" {
		utf := strings.EqualFold(charset, "utf-8") || strings.EqualFold(charset, "utf8")
		j.sees(r, utf, "Content-Type", "charset utf-8, or none", fmt.Sprintf("%q", given))
	}
}

func judgeEncoding(j *Judgement, r *Record) {
	body := r.response().Body
	mark := bytes.HasPrefix(body, []byte("\xef\xbb\xbf"))
	j.sees(r, !mark, "body", "JSON without a byte order mark", "EF BB BF in front of it")
	if !j.holds(utf8.Valid(body)) {
		j.sees(r, false, "body", "UTF-8", "bytes that are no UTF-8: "+fmt.Sprintf("%.40q", body))
	}
	if !j.holds(r.readErr == nil) {
		j.sees(r, false, "body", "JSON", fmt.Sprintf("%v: %s", r.readErr, cut(string(body), 80)))
	}
}

func judgeControl(j *Judgement, r *Record) {
	pages := r.controls
	if r.kind != schemas.List {
		object, _ := r.value.(map[string]any)
		pages = []map[string]any{object}
	}
	j.evidence(r)
	for _, page := range pages {
		for _, name := range []string{"@odata.context", "@odata.etag", "@odata.nextLink"} {
			if value, present := page[name]; present {
				if text, isText := value.(string); !j.holds(isText && text != "") {
					j.want(false, r, "/"+name, "a string, or no such member", show(value)+text)
				}
			}
		}
		if count, present := page["@odata.count"]; present && r.kind == schemas.List && r.Broken == "" {
			if !j.holds(equalNumber(number(int64(len(r.items))), count)) {
				j.want(false, r, "/@odata.count", fmt.Sprint(len(r.items)), show(count))
			}
		}
	}
	if j.observations == 0 {
		j.observations++ // none is present, which is as well
	}
}

func (b *builder) judgeShape(j *Judgement, r *Record, op schemas.OperationKind) {
	if r.readErr != nil {
		return
	}
	object, isObject := r.value.(map[string]any)
	if op == schemas.List {
		_, isList := object["value"].([]any)
		if !j.holds(isObject && isList) {
			j.sees(r, false, "", "an object with an array named value", cut(show(r.value), 120))
		}
		value, _ := object["value"].([]any)
		for _, element := range value {
			if _, ok := element.(map[string]any); !ok {
				j.sees(r, false, "/value/*", "an object", show(element))
				return
			}
		}
		for _, item := range b.own(r) {
			if !j.holds(len(item) == 0 || b.holds(item) || b.looksLike(item)) {
				j.sees(r, false, "/value/*", "the object's properties", cut(show(item), 120))
			}
		}
		return
	}
	if j.holds(isObject && (b.holds(r.Object()) || b.looksLike(r.Object()))) {
		j.evidence(r)
		return
	}
	j.sees(r, false, "", "the object's properties at the top", cut(show(r.value), 120))
}

// looksLike tells whether members have documented names but for their letter case: that is for the names rule.
func (b *builder) looksLike(object map[string]any) bool {
	for name := range object {
		if b.misspelt(name) != "" {
			return true
		}
	}
	return false
}

// misspelt returns the documented name that a member differs from only in case, underscores or hyphens.
func (r *Resource) misspelt(name string) string {
	if r.names[name] == name {
		return ""
	}
	return r.names[plainName(name)]
}

// plainName drops what spellings of one name differ in.
func plainName(name string) string {
	return strings.ToLower(strings.ReplaceAll(strings.ReplaceAll(name, "_", ""), "-", ""))
}

func (b *builder) judgeNames(j *Judgement, r *Record) {
	for _, wrong := range b.validated(r).misspelt {
		if wrong == "" {
			j.observations++
			continue
		}
		j.sees(r, false, "/"+b.misspelt(wrong), "a member "+b.misspelt(wrong), "a member "+wrong)
	}
	j.evidence(r)
}

// ofUnknownType tells whether a pointer leads to the name of a type that no page describes, inside an object: whether it derives from
// the declared one, nobody can tell.
func (b *builder) ofUnknownType(object map[string]any, pointer string) bool {
	inside, isType := strings.CutSuffix(pointer, "/@odata.type")
	if !isType || inside == "" {
		return false
	}
	var value any = object
	for step := range strings.SplitSeq(strings.TrimPrefix(inside, "/"), "/") {
		switch at := value.(type) {
		case map[string]any:
			value = at[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(at) {
				return false
			}
			value = at[i]
		}
	}
	holder, _ := value.(map[string]any)
	name := fixtures.TypeName(holder["@odata.type"])
	return name != "" && b.types.Named(name) == nil
}

// firstMisspelt returns the first member of an object that stands where a documented one is missing.
func (b *builder) firstMisspelt(object map[string]any) string {
	wrong := ""
	for name := range object {
		right := b.misspelt(name)
		if right == "" || wrong != "" && name > wrong {
			continue
		}
		if _, also := object[right]; !also {
			wrong = name
		}
	}
	return wrong
}

func (b *builder) judgeType(j *Judgement, r *Record) {
	for _, object := range b.validated(r).objects {
		given, present := object["@odata.type"]
		id, _ := object["id"].(string)
		exactly := b.form == collection && (r.kind != schemas.List || r.made[id])
		if j.holds(!present || b.namesType(given, exactly)) {
			j.evidence(r)
			continue
		}
		j.sees(r, false, "/@odata.type", "#microsoft.graph."+b.Contract.Name, show(given))
	}
}

// namesType accepts the type with or without #, or behind an absolute metadata address; unless it must be exactly that, as for objects
// that the run made, also a type derived from it.
func (b *builder) namesType(given any, exactly bool) bool {
	name := fixtures.TypeName(given)
	return name == b.Contract.Name || !exactly && slices.Contains(b.types.Derived(b.Contract.Name), name)
}

// judgeDerived wants an object of a derived type in a collection of its base to say so, unless the context does.
func (b *builder) judgeDerived(j *Judgement, r *Record) {
	context, _ := r.controlOf("@odata.context").(string)
	cast := r.kind != schemas.List && strings.Contains(context, "microsoft.graph."+b.Contract.Name)
	for _, object := range b.validated(r).objects {
		_, says := object["@odata.type"]
		if j.holds(says || cast) {
			j.evidence(r)
			continue
		}
		j.sees(r, false, "/@odata.type", "#microsoft.graph."+b.Contract.Name, "no such member")
	}
}

func (r *Record) controlOf(name string) any {
	object, _ := r.value.(map[string]any)
	return object[name]
}

// own returns the objects of a list that are of the resource's type: in a collection of many types, those that say so or that the scenario made.
func (b *builder) own(r *Record) []map[string]any {
	if !b.mixed {
		return r.items
	}
	var own []map[string]any
	for _, item := range r.items {
		id, _ := item["id"].(string)
		if r.made[id] || b.isOurs(item) {
			own = append(own, item)
		}
	}
	return own
}

// isOurs tells whether an entry is of the resource's type or of one derived from it.
func (b *builder) isOurs(item map[string]any) bool {
	name := fixtures.TypeName(item["@odata.type"])
	return !b.mixed || name == b.Contract.Name || slices.Contains(b.types.Derived(b.Contract.Name), name)
}

func (b *builder) judgeProperty(j *Judgement, found *answers, p schemas.Property) {
	t := b.tally(found)
	if t.err != nil {
		j.missing = append(j.missing, t.err.Error())
		return
	}
	for _, r := range t.first {
		j.evidence(r)
	}
	broken := t.breaches[p.Name]
	for _, b := range broken {
		j.sees(b.r, false, "/"+p.Name, b.want, b.got)
	}
	seen := t.present[p.Name]
	if p.Name == "id" {
		seen = t.objects
	}
	j.observations += max(0, seen-len(broken))
	if t.objects > 0 && j.observations == 0 {
		j.observations++ // absent everywhere is a way to be unset
	}
}

// validated validates the objects of an answer against the derived schema, once.
func (b *builder) validated(r *Record) *checked {
	if r.checked != nil {
		return r.checked
	}
	if r.reading != nil && !r.wrapped {
		if r.reading.checked == nil {
			r.reading.checked = b.validate(r)
		}
		r.checked = r.reading.checked
		return r.checked
	}
	r.checked = b.validate(r)
	return r.checked
}

// validate holds what stands in an answer against the derived schema.
func (b *builder) validate(r *Record) *checked {
	c := &checked{violations: map[string][]violation{}}
	answer, err := b.answer()
	if err != nil {
		c.err = err
		return c
	}
	if r.kind == schemas.List {
		c.objects = b.own(r)
	} else if object := r.Object(); b.holds(object) || b.looksLike(object) {
		c.objects = []map[string]any{object}
	}
	for _, object := range c.objects {
		c.misspelt = append(c.misspelt, b.firstMisspelt(object))
		for _, v := range answer.Validate(object) {
			if b.ofUnknownType(object, v.At) {
				continue
			}
			name, _, _ := strings.Cut(strings.TrimPrefix(v.At, "/"), "/")
			if name == "" && v.Keyword == "required" {
				if name = "id"; b.looksLike(object) {
					continue // misspelt: the names rule says so
				}
			}
			c.violations[name] = append(c.violations[name], violation{v.Message, showMember(object, name)})
		}
	}
	return c
}
