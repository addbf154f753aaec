package recorded

import (
	"net/url"
	"slices"
	"strings"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

// judgeWritten holds what was written of a property last against the GET behind it, or against its entry in a list.
func judgeWritten(e *conform.Evidence, j *conform.Judgement, op schemas.OperationKind, p schemas.Property) {
	said := e.Records(history.Key())
	now := said[len(said)-1]
	object := shownIn(now, said[0].About())
	if now.Operation != op || object == nil || mayBeSet(e.Resource, p) {
		return
	}
	written, named := any(nil), false
	for _, r := range said[:len(said)-1] {
		switch value, names := r.Sent()[p.Name]; {
		case r.Operation == schemas.Delete, r.Operation == schemas.Get:
			named = false
		case r.Operation == schemas.Update && !e.Resource.Updatable[p.Name]: // it may be ignored
		case names:
			written, named = value, true
		}
	}
	if shown, present := object[p.Name]; named && present {
		wantSame(e.Resource, j, now, p, written, shown)
	}
}

// mayBeSet reports whether a server may set a property by itself, as far as the pages of a type tell that are silent on creating: those of
// the types that derive from it say what clients set.
func mayBeSet(of *resource.Resource, p schemas.Property) bool {
	_, creates := of.Operation(schemas.Create)
	counted := p.Counted()
	p.ReadOnly = schemas.ReadOnlyDocumented
	return !creates && (counted || p.Stamp() != "")
}

// shownIn returns the object as a GET or the entry of a list shows it; nil where there is none.
func shownIn(r *conform.Record, id string) map[string]any {
	if r.Operation != schemas.List {
		if !reads(r) {
			return nil
		}
		return r.Object()
	}
	if entries := r.Item(id); len(entries) == 1 && r.Problem() == "" {
		return entries[0]
	}
	return nil
}

// judgeUpdateAnswer holds the answer to the last update, where it has a body, against the GET behind it.
func judgeUpdateAnswer(e *conform.Evidence, j *conform.Judgement) {
	said := e.Records(history.Key())
	now := said[len(said)-1]
	if len(said) < 2 || !reads(now) {
		return
	}
	answer := said[len(said)-2]
	if answer.Operation != schemas.Update || !e.Resource.Holds(answer.Object()) {
		return
	}
	for _, p := range e.Resource.Sent {
		told, says := answer.Object()[p.Name]
		shown, has := now.Object()[p.Name]
		if !says || !has {
			continue
		}
		same := resource.Absent(p, told) && resource.Absent(p, shown) || told != nil && e.Resource.Equal(p, told, shown)
		if !j.Holds(same) {
			j.WantValue(answer, answer.About(), "/"+p.Name, shown, "as the GET behind it shows", answer.Object(), p.Name)
		}
	}
}

// judgeCreated wants the time of the creation to be as it was before updates.
func judgeCreated(e *conform.Evidence, j *conform.Judgement) {
	said := e.Records(history.Key())
	first, now := said[0], said[len(said)-1]
	if len(said) < 3 || !reads(now) {
		return
	}
	for _, p := range e.Resource.Stamps(schemas.StampCreated) {
		before, after := first.Object()[p.Name], now.Object()[p.Name]
		if before == nil || after == nil {
			continue
		}
		if !j.Holds(e.Resource.Equal(p, before, after)) {
			j.WantValue(now, now.About(), "/"+p.Name, before, "as before the update", now.Object(), p.Name)
		}
	}
}

// judgeStale wants an update to be refused whose If-Match names a tag that the object had before, and has no more.
func judgeStale(e *conform.Evidence, j *conform.Judgement) {
	said := e.Records(history.Key())
	update := said[len(said)-1]
	condition := update.Last().Request.Header.Get("If-Match")
	if update.Operation != schemas.Update || condition == "" || update.Status() == 0 {
		return
	}
	var had []string
	for _, r := range said[:len(said)-1] {
		had = append(had, scenario.TagOf(r.Object()))
	}
	current := had[len(had)-1]
	stale := func(tag string) bool { return tag != "" && scenario.SameTag(tag, condition) }
	if current == "" || scenario.SameTag(current, condition) || !slices.ContainsFunc(had, stale) {
		return
	}
	j.Want(!update.OK(), update, "status", "412 Precondition Failed: the tag is "+current, update.Got()).As(conform.Answered(update))
}

// judgePaged wants the next page of a list to show other objects than the pages before it, and a link to lead on.
func judgePaged(e *conform.Evidence, j *conform.Judgement) {
	said := e.Records(listing.Key())
	page := said[len(said)-1]
	if page.Operation != schemas.List || page.Problem() != "" || !page.OK() {
		return
	}
	link := nextLink(page)
	if link != "" && !j.Holds(link != page.Last().Request.URL) {
		j.Sees(page, false, "/@odata.nextLink", "a link to another page", "the URL of this one")
	}
	for _, before := range said[:len(said)-1] {
		if before.Operation != schemas.List {
			continue
		}
		for _, item := range page.Items() {
			if id := resource.IDOf(item); id != "" && !j.Holds(len(before.Item(id)) == 0) {
				j.WantOf(false, page, id, "/value", "objects that no page before it shows", "the object "+id+" again").As(conform.EntryMore)
			}
		}
	}
}

// nextLink returns the link to the page behind one; empty where there is none.
func nextLink(r *conform.Record) string {
	link, _ := r.Whole()["@odata.nextLink"].(string)
	if link == "" {
		return ""
	}
	to, err := fixtures.Resolve(r.Last().Request.URL, link)
	if err != nil {
		return ""
	}
	return to
}

// judgeUntouched holds what an object showed of a property before updates that do not name it against the GET behind them.
func judgeUntouched(e *conform.Evidence, j *conform.Judgement, p schemas.Property) {
	said := e.Records(history.Key())
	first, now := said[0], said[len(said)-1]
	if !reads(now) || len(said) < 3 {
		return
	}
	for _, r := range said[1 : len(said)-1] {
		if _, named := r.Sent()[p.Name]; named || r.Operation != schemas.Update {
			return
		}
	}
	before, had := first.Object()[p.Name]
	after, has := now.Object()[p.Name]
	if !had || !has {
		return
	}
	same := before == nil && after == nil || before != nil && e.Resource.Equal(p, before, after)
	if !j.Holds(same || e.Resource.MayIgnore(p, before, after)) {
		j.WantValue(now, now.About(), "/"+p.Name, before, "as before an update of others", now.Object(), p.Name)
	}
}

// judgeRemoved wants nothing to be found where an object was deleted.
func judgeRemoved(e *conform.Evidence, j *conform.Judgement) {
	said := e.Records(history.Key())
	now := said[len(said)-1]
	if now.Operation != schemas.Get || len(said) < 2 || said[len(said)-2].Operation != schemas.Delete || now.Status() == 0 {
		return
	}
	if now.OK() || conform.NotThere(now.Status()) {
		j.Want(!now.OK(), now, "status", "404 Not Found or 410 Gone: it was deleted by "+said[len(said)-2].String(), now.Got())
	}
}

// judgeMember wants each object that was created in a collection to stand in its list once.
func judgeMember(e *conform.Evidence, j *conform.Judgement) {
	said := e.Records(listing.Key())
	list := said[len(said)-1]
	if !isWhole(list) {
		return
	}
	for _, r := range said[:len(said)-1] {
		if r.Operation == schemas.Create {
			found := len(list.Item(r.ID()))
			j.WantOf(found == 1, list, r.ID(), "/value", "the object "+r.ID()+" once, which "+r.String()+" made",
				conform.Show(found)).As(conform.OtherNumber)
		}
	}
}

// judgeUnlisted wants no object in a list that was deleted.
func judgeUnlisted(e *conform.Evidence, j *conform.Judgement) {
	said := e.Records(listing.Key())
	list := said[len(said)-1]
	if !isWhole(list) {
		return
	}
	for _, r := range said[:len(said)-1] {
		if r.Operation == schemas.Delete {
			found := len(list.Item(r.Key))
			j.WantOf(found == 0, list, r.Key, "/value", "no object "+r.Key+", which "+r.String()+" removed",
				conform.Show(found)).As(conform.EntryMore)
		}
	}
}

// reads reports whether an answer shows an object.
func reads(r *conform.Record) bool {
	return r.Operation == schemas.Get && r.OK() && r.Problem() == "" && r.Object() != nil
}

// queryOf returns the query options of a request by name in lower case: the dollar may be left out (OData 4.01 Part 1, section 11.2.1).
func queryOf(r *conform.Record) map[string]string {
	u, err := url.Parse(r.Last().Request.URL)
	if err != nil {
		return nil
	}
	options := map[string]string{}
	for name, values := range u.Query() {
		options[strings.ToLower(strings.TrimPrefix(name, "$"))] = values[0]
	}
	return options
}

// selectedBy returns the names that $select names, in lower case; nil where the request has none, or asks for all.
func selectedBy(r *conform.Record) map[string]bool {
	option, given := queryOf(r)["select"]
	if !given || option == "" {
		return nil
	}
	names := map[string]bool{}
	for name := range strings.SplitSeq(option, ",") {
		name = strings.ToLower(strings.TrimSpace(name))
		if name == "*" {
			return nil
		}
		names[name] = true
	}
	return names
}
