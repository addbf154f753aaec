package suites

import (
	"context"
	"net/http"
	"slices"

	"graphconform/fixtures"
)

// restored brings a singleton back into the state that it had before the scenario. Where null is refused, what was unset stays as it is.
func (s *Session) restored() bool {
	if !s.original.OK() {
		return true // there was nothing to change
	}
	before := s.resource.typed()
	for _, p := range s.resource.changed {
		if value, present := s.original.Object()[p.Name]; present {
			before = before.With(p.Name, value)
		}
	}
	set := slices.DeleteFunc(slices.Clone(before), func(m fixtures.Member) bool { return m.Value == nil })
	for _, body := range []fixtures.Object{before, set} {
		exchanges := s.exercise.target.Sender.Send(s.ctx, fixtures.Request{
			Method: http.MethodPatch, URL: s.parent.collection, Body: encode(body), Header: http.Header{"Accept": {"application/json"}, "Content-Type": {"application/json"}},
		})
		if response := exchanges[len(exchanges)-1].Response; response != nil && response.Status/100 == 2 {
			return true
		}
	}
	return false
}

// cleanUp removes what the scenario made, newest first, and reports what it could not remove.
func (s *Session) cleanUp(ctx context.Context) (left []string) {
	s.ctx = ctx
	if s.original != nil && !s.restored() {
		left = append(left, s.parent.collection+" (as it was before)")
	}
	s.Parallel(len(s.objects), func(i int) {
		object := s.objects[i]
		if !s.gone[object] && !s.removed(object) && s.parent.shared {
			s.mutex.Lock()
			left = append(left, object)
			s.mutex.Unlock()
		}
	})
	for _, made := range slices.Backward(s.made) {
		if !s.removed(made.parent) {
			s.parents.keep(made)
			left = append(left, made.parent)
		}
	}
	return append(left, s.findLost(ctx)...)
}

func (s *Session) removed(object string) bool {
	return s.exercise.target.removed(s.ctx, object)
}

// removed deletes an object and tells whether it is gone. Where no answer comes, it asks again.
func (t Target) removed(ctx context.Context, object string) bool {
	for attempt := 1; ; attempt++ {
		exchanges := t.Sender.Send(ctx, fixtures.Request{Method: http.MethodDelete, URL: object, Header: http.Header{"Accept": {"application/json"}}})
		last := exchanges[len(exchanges)-1]
		if answer := last.Response; answer != nil && (answer.Status/100 == 2 || answer.Status == 404 || answer.Status == 410) {
			t.wasRemoved(object)
			return true
		}
		if !uncertain(last) || attempt == attempts || ctx.Err() != nil {
			return false
		}
	}
}
