package conform

import (
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"graphconform/schemas"
)

// RefusesTwins is why what needs several objects cannot be looked at.
const RefusesTwins = "the target refuses an object with the values of another one, and the type has nothing in which they could differ"

// ValidlyRefused reports whether a write is refused as what cannot be processed, not for who sends it or where it goes (RFC 9110, section
// 15.5).
func (r *Record) ValidlyRefused() bool {
	switch r.Status() {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusGone,
		http.StatusTooManyRequests:
		return false
	}
	return r.Status()/100 == 4
}

// markTwins marks creates that were validly refused while an object made with the very same request was there: no page promises that
// two objects may be alike, and a type may have nothing in which they could differ. What must be refused is no such create.
func (t *Transcript) markTwins() {
	for _, r := range t.Records {
		if r.Operation == schemas.Create && !r.Probe && !t.Invalid && r.ValidlyRefused() {
			r.Twin = slices.ContainsFunc(t.Records, func(other *Record) bool { return t.wasThere(other, r) })
		}
	}
}

// sameValues reports whether a request was refused that carries the values of what was made: null in that one is as good as left out, in
// this one it may be what is refused.
func sameValues(made, refused *Record) bool {
	a, b := maps.Clone(made.Sent()), maps.Clone(refused.Sent())
	maps.DeleteFunc(a, func(name string, value any) bool { return value == nil || strings.HasPrefix(name, "@") })
	maps.DeleteFunc(b, func(name string, _ any) bool { return strings.HasPrefix(name, "@") })
	return reflect.DeepEqual(a, b)
}

// wasThere reports whether an object that a create was answered with may have been there when the same request was refused.
func (t *Transcript) wasThere(made, refused *Record) bool {
	if made.Operation != schemas.Create || !made.OK() || made.ID() == "" || made.Sent() == nil {
		return false
	}
	a, b := made.Last(), refused.Last()
	if a.Request.URL != b.Request.URL || !sameValues(made, refused) || a.Started.After(b.Started.Add(b.Duration)) {
		return false
	}
	return !slices.ContainsFunc(t.Records, func(r *Record) bool {
		return r.Operation == schemas.Delete && r.OK() && r.Key == made.ID() && r.Last().Started.Before(b.Started)
	})
}
