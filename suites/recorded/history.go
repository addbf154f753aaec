package recorded

import (
	"net/url"
	"strings"

	"graphconform/schemas"
	"graphconform/suites/conform"
)

// judgeWritten holds what was written of a property last against the GET behind it.
func judgeWritten(e *conform.Evidence, j *conform.Judgement, p schemas.Property) {
	said := e.Records(history.Key())
	now := said[len(said)-1]
	if !reads(now) {
		return
	}
	var written any
	var named bool
	for _, r := range said[:len(said)-1] {
		switch value, names := r.Sent()[p.Name]; {
		case r.Operation == schemas.Delete, r.Operation == schemas.Get:
			named = false
		case r.Operation == schemas.Update && !e.Resource.Updatable[p.Name]: // it may be ignored
		case names:
			written, named = value, true
		}
	}
	if shown, present := now.Object()[p.Name]; named && present {
		wantSame(e.Resource, j, now, p, written, shown)
	}
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
