package cleanup

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"strings"

	"graphconform/fixtures"
	"graphconform/suites/guard"
	"graphconform/suites/resource"
)

// Changed is a singleton that a run changed.
type Changed struct {
	Original []byte   // the PATCH that brings it back
	Wrote    [][]byte // the last PATCH that was carried out, and those after it of which that is not known
}

// restore brings a singleton back, where it shows what the run wrote last: what others wrote since stays.
func (s *sweep) restore(ctx context.Context, object string, changed Changed) {
	if !s.below(object) {
		s.leave(object, "does not lie below the API versions that the run was of; it was not looked at")
		return
	}
	if len(changed.Wrote) == 0 { // nothing was sent
		return
	}
	original := resource.Members(changed.Original)
	status, now := guard.Fetch(ctx, s.sender, object)
	now = guard.Unwrapped(now)
	switch {
	case status != http.StatusOK:
		s.leave(object, guard.Answered(status)+", so that it is not known how it is; it was not touched")
	case isOriginal(now, original):
	case !changed.wrote(now):
		s.leave(object, "does not show what the run wrote last; it was not brought back")
	case s.preview:
		s.Restored = append(s.Restored, object)
	default:
		s.sender.Single(object, now)
		s.patch(ctx, object, original)
	}
}

// patch sends the original, and where null is refused, what was set.
func (s *sweep) patch(ctx context.Context, object string, original map[string]any) {
	set := maps.Clone(original)
	maps.DeleteFunc(set, func(_ string, value any) bool { return value == nil })
	why := ""
	for _, body := range []map[string]any{original, set} {
		exchanges := s.sender.Send(ctx, fixtures.Request{
			Method: http.MethodPatch, URL: object, Body: resource.Encode(body),
			Header: http.Header{"Accept": {"application/json"}, "Content-Type": {"application/json"}},
		})
		last := exchanges[len(exchanges)-1]
		switch {
		case last.Response == nil:
			why = "PATCH: " + last.Failure.String()
		case last.Response.Status/100 != 2:
			why = fmt.Sprintf("PATCH answered %d", last.Response.Status)
		default:
			if status, now := guard.Fetch(ctx, s.sender, object); status == http.StatusOK && fits(guard.Unwrapped(now), set) {
				s.Restored = append(s.Restored, object)
				return
			}
			why = fmt.Sprintf("PATCH answered %d, and it is not as it was", last.Response.Status)
		}
		if last.Response == nil || last.Response.Status/100 != 4 {
			break
		}
	}
	s.leave(object, why)
}

// wrote reports whether an object shows what the run may have written last.
func (c Changed) wrote(now map[string]any) bool {
	for _, patch := range c.Wrote {
		if shows(now, resource.Members(patch)) {
			return true
		}
	}
	return false
}

// shows reports whether an object fits a PATCH, which has a text, number or truth value to tell that by.
func shows(now, patch map[string]any) bool {
	for name, sent := range patch {
		if guard.IsScalar(sent) && !strings.HasPrefix(name, "@") {
			return fits(now, patch)
		}
	}
	return false
}

// fits reports whether an object has every text, number and truth value of a PATCH, and nothing where that has null. Servers order and
// complete the rest.
func fits(now, patch map[string]any) bool {
	for name, sent := range patch {
		value := now[name]
		differs := sent == nil && value != nil || guard.IsScalar(sent) && (value == nil || !guard.SameScalar(sent, value))
		if differs && !strings.HasPrefix(name, "@") {
			return false
		}
	}
	return true
}

// isOriginal reports whether an object fits a PATCH, and has the rest of it as it stands there.
func isOriginal(now, patch map[string]any) bool {
	for name, sent := range patch {
		if !guard.IsScalar(sent) && !reflect.DeepEqual(sent, now[name]) {
			return false
		}
	}
	return fits(now, patch)
}
