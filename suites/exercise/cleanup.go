package exercise

import (
	"context"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"graphconform/fixtures"
	"graphconform/suites/cleanup"
	"graphconform/suites/conform"
	"graphconform/suites/guard"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

// restored brings a singleton back into the state that it had before the scenario, and journals that.
func (s *session) restored() bool {
	back := s.broughtBack()
	if !s.run.target.Private {
		back = s.gaveBack() && back // also where not all could be brought back
	}
	return back && s.journalRestored()
}

// broughtBack sends what clients can change as it was before. Where null is refused, what was unset stays as it is.
func (s *session) broughtBack() bool {
	before := s.former()
	set := slices.DeleteFunc(slices.Clone(before), func(m fixtures.Member) bool { return m.Value == nil })
	for _, body := range []fixtures.Object{before, set} {
		switch answer := s.restore(body); {
		case answer == nil: // it may have been carried out
			return false
		case answer.Status/100 == 2:
			return s.run.target.Private || s.shows(body)
		case answer.Status/100 != 4:
			return false
		}
	}
	return s.untouched()
}

// gaveBack brings back what the target took of the run although no client sets it: what pages call read-only, or do not name at all. It
// reports whether nothing of that is left.
func (s *session) gaveBack() bool {
	taken := s.taken()
	if len(taken) > 0 {
		s.restore(append(s.resource.Typed(), taken...))
		taken = s.taken()
	}
	return len(taken) == 0
}

// taken returns the members that a look shows as the run sent them and that were otherwise before, by name, as they were.
func (s *session) taken() (were fixtures.Object) {
	_, object := guard.Fetch(s.ctx, s.run.guard, s.at.URL)
	now, before := guard.Unwrapped(object), guard.Unwrapped(s.original.Object())
	names := map[string]bool{}
	for _, r := range s.records {
		last := r.Last()
		if last == nil || last.Request.Method == http.MethodGet {
			continue
		}
		for name, sent := range resource.Members(last.Request.Body) {
			looked := !strings.HasPrefix(name, "@") && name != "id" && now[name] != nil
			if looked && sameValue(sent, now[name]) && !sameValue(before[name], now[name]) {
				names[name] = true
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		were = were.With(name, before[name])
	}
	return were
}

func sameValue(a, b any) bool {
	if guard.IsScalar(a) {
		return guard.SameScalar(a, b)
	}
	return reflect.DeepEqual(a, b)
}

// restore puts values back into the scenario's singleton, and again where no answer comes: a target may be starting anew.
func (s *session) restore(body fixtures.Object) *fixtures.Response {
	pause := guard.FirstPause
	for attempt := 1; ; attempt++ {
		exchanges := s.run.guard.Send(s.ctx, fixtures.Request{
			Method: http.MethodPatch, URL: s.at.URL, Body: resource.Encode(body),
			Header: http.Header{"Accept": {"application/json"}, "Content-Type": {"application/json"}},
		})
		last := exchanges[len(exchanges)-1]
		if last.Response != nil || !last.Failure.Broken() || attempt == attempts {
			return last.Response
		}
		guard.Wait(s.ctx, pause)
		pause *= 2
	}
}

// untouched reports whether a singleton was changed by nothing: each write to it was refused, and a look shows it as it was.
func (s *session) untouched() bool {
	if slices.ContainsFunc(s.records, func(r *conform.Record) bool {
		last := r.Last()
		return last != nil && last.Request.Method != http.MethodGet && r.Status()/100 != 4
	}) {
		return false
	}
	status, object := guard.Fetch(s.ctx, s.run.guard, s.at.URL)
	return status == http.StatusOK && len(s.resource.Differing(s.original.Object(), guard.Unwrapped(object))) == 0
}

// former is the singleton as it was before, as far as the run changes it and its GET showed it.
func (s *session) former() fixtures.Object {
	before := s.resource.Typed()
	for _, p := range s.resource.Changed {
		if value, present := s.original.Object()[p.Name]; present {
			before = before.With(p.Name, value)
		}
	}
	return before
}

// shows reports whether a look at the scenario's singleton shows values that were put back into it.
func (s *session) shows(values fixtures.Object) bool {
	status, object := guard.Fetch(s.ctx, s.run.guard, s.at.URL)
	object = guard.Unwrapped(object)
	return status == http.StatusOK && object != nil && !slices.ContainsFunc(values, func(before fixtures.Member) bool {
		now := object[before.Name]
		return !strings.HasPrefix(before.Name, "@") && (unset(before.Value) != unset(now) || !guard.SameScalar(before.Value, now))
	})
}

// unset reports whether a value is null, or a list of nothing, as which some servers show it.
func unset(value any) bool {
	list, isList := value.([]any)
	return value == nil || isList && len(list) == 0
}

// cleanUp removes what the scenario made, newest first, and reports what it could not remove.
func (s *session) cleanUp(ctx context.Context) (left []cleanup.Remains) {
	s.ctx = ctx
	if s.original != nil && !s.restored() {
		left = append(left, cleanup.Remains{URL: s.at.URL, Why: "is not as it was before the run; set it back by hand", Changed: true})
	}
	left = append(left, s.hidden(ctx)...)
	left = append(left, s.orphans(ctx)...)
	objects := s.objects
	if s.run.target.Private && !s.at.Shared { // the embedded tenant removes them with their parent
		objects = nil
	}
	s.Parallel(len(objects), func(i int) {
		object := objects[i]
		if s.gone[object] && (s.run.target.Private || s.run.guard.Vanishes(ctx, object)) { // an answer alone may lie
			return
		}
		r := s.run.removed(ctx, object)
		tried := r.tried || s.gone[object]
		s.mutex.Lock()
		s.tried[object] = tried
		s.mutex.Unlock()
		switch {
		case r.gone || !s.at.Shared:
		case r.notOurs != "" && !tried:
			s.disown(object, r.notOurs)
		default:
			s.mutex.Lock()
			left = append(left, cleanup.Remains{URL: object, Why: r.notOurs})
			s.mutex.Unlock()
		}
	})
	for _, made := range slices.Backward(s.made) {
		r := s.run.removed(ctx, made.Parent)
		if r.notOurs != "" {
			left = append(left, s.disownBelow(made.Parent)...)
		}
		switch {
		case r.gone:
			s.forgetBelow(made.Parent)
		case r.notOurs != "" && !r.tried && !s.tried[made.Parent]:
			s.disown(made.Parent, r.notOurs)
		default:
			if r.notOurs == "" {
				s.parents.keep(made)
			}
			left = append(left, cleanup.Remains{URL: made.Parent, Why: r.notOurs})
		}
	}
	return append(left, s.findLost(ctx)...)
}

// forgetBelow drops what is known of the objects that went with a parent.
func (s *session) forgetBelow(parent string) {
	elsewhere := func(object string) bool { return !strings.HasPrefix(object, parent+"/") }
	s.run.guard.Forget(slices.DeleteFunc(slices.Clone(s.objects), elsewhere))
}

// orphans forgets what the session made below its parent, where that is gone, and returns what is still shown there: nothing tells whose
// it is by now, so it is looked at and no more. A parent that is still there is removed with all that lies below, as any other.
func (s *session) orphans(ctx context.Context) (left []cleanup.Remains) {
	parent := s.at.Parent
	if !s.gone[parent] || !s.run.target.Private && !s.run.guard.Vanishes(ctx, parent) {
		s.tried[parent] = s.gone[parent]
		return nil
	}
	s.run.wasRemoved(parent)
	s.made = slices.DeleteFunc(s.made, func(made scenario.Collection) bool { return made.Parent == parent })
	s.lost = slices.DeleteFunc(s.lost, func(lost lostPost) bool { return strings.HasPrefix(lost.Collection, parent+"/") })
	below := func(object string) bool { return strings.HasPrefix(object, parent+"/") }
	for _, object := range s.objects {
		if below(object) && !s.gone[object] && !s.run.target.Private && !s.run.guard.Missing(ctx, object) {
			left = append(left, cleanup.Remains{URL: object, Why: "what it lay below is gone; it was not touched"})
		}
	}
	s.objects = slices.DeleteFunc(s.objects, below)
	return left
}

// removal is how the removal of an object ended.
type removal struct {
	gone    bool
	notOurs string // why it is not proved the run's own; empty where it is, or where it is gone
	tried   bool   // a DELETE was sent: what shows its mark by now may be a copy of it
}

// removed deletes an object. Where no answer comes, it looks before it asks again: the id may be another one's by now.
func (r *run) removed(ctx context.Context, object string) (done removal) {
	for attempt := 1; ; attempt++ {
		exchanges := r.guard.Send(ctx, fixtures.Request{
			Method: http.MethodDelete, URL: object, Header: http.Header{"Accept": {"application/json"}},
		})
		last := exchanges[len(exchanges)-1]
		held, uncertain := last.Failure.Kind == fixtures.HeldBack, guard.Uncertain(last)
		done.tried = done.tried || last.Response != nil || uncertain
		switch answer := last.Response; {
		case held || uncertain:
			proof := r.guard.Proves(ctx, object)
			done.gone = proof.NotThere
			switch {
			case !done.gone && held:
				done.notOurs = last.Failure.Detail
				return done
			case !done.gone && proof.Why != "":
				done.notOurs = proof.Why
				return done
			}
		case answer == nil:
		case answer.Status == http.StatusNoContent && !r.target.Shared:
			done.gone = true
		case answer.Status/100 == 2 || conform.NotThere(answer.Status):
			done.gone = r.target.Private || r.guard.Vanishes(ctx, object)
		}
		if done.gone {
			r.guard.Leave(object)
			r.wasRemoved(object)
			return done
		}
		if !uncertain || attempt == attempts || ctx.Err() != nil {
			return done
		}
	}
}
