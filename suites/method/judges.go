package method

import (
	"net/http"
	"slices"
	"strings"

	"graphconform/suites/conform"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

// needed gives the answers that a check of a method compares: the object before, what was answered, and the object after.
func needed(e *conform.Evidence, j *conform.Judgement, did, then conform.Act) (before, r, after *conform.Record, ok bool) {
	steps := e.In(scenario.Methods.Key())
	before, r, after = steps.Once(scenario.Get), steps.Once(did), steps.Once(then)
	return before, r, after, j.Needs(before) && j.NeedsSent(r) && j.On(after)
}

func wantRefused(j *conform.Judgement, r *conform.Record, right bool, want string) {
	j.Want(right, r, "status", want, r.GotStatus(true)).As(scenario.NotRefused(r))
}

func judgeHead(e *conform.Evidence, j *conform.Judgement) {
	before, head, after, ok := needed(e, j, scenario.MethodHead, scenario.MethodRead)
	if !ok {
		return
	}
	asGet := head.Status() == http.StatusOK && len(head.Response().Body) == 0
	j.Want(asGet || scenario.Declined(head), head, "status", "200 as GET answers, without a body; or 4xx or 501", head.GotStatus(true))
	scenario.WantUnchanged(e.Resource, j, before, after)
}

func judgeUnknown(e *conform.Evidence, j *conform.Judgement) {
	before, none, after, ok := needed(e, j, scenario.MethodNone, scenario.MethodRead)
	if !ok {
		return
	}
	wantRefused(j, none, scenario.Declined(none), "a method that no standard names refused with 4xx or 501")
	scenario.WantUnchanged(e.Resource, j, before, after)
}

func judgePost(e *conform.Evidence, j *conform.Judgement) {
	before, post, after, ok := needed(e, j, scenario.MethodPost, scenario.MethodPosted)
	if !ok || !j.Needs(e.In(scenario.Methods.Key()).Once(scenario.MethodRead)) {
		return
	}
	wantRefused(j, post, scenario.Declined(post), "POST to an object refused with 4xx or 501")
	j.Want(after.OK(), after, "status", "the object still there", after.Got())
	beside := e.In(scenario.Methods.Key()).Once(scenario.MethodNew).Sent() // which is judged by itself
	for _, name := range e.Resource.Differing(before.Object(), after.Object()) {
		if _, other := beside[name]; after.OK() && !other {
			j.WantValue(after, after.ID(), "/"+name, before.Object()[name], "as before POST", after.Object(), name)
		}
	}
	wantAlone(e, j, post)
}

// wantAlone wants the list to show no other object with the values of a request that made none.
func wantAlone(e *conform.Evidence, j *conform.Judgement, r *conform.Record) {
	steps := e.In(scenario.Methods.Key())
	list, own := steps.Once(scenario.MethodPutList), steps.Once(scenario.Base).ID()
	if !list.OK() || list.Unlisted() || !j.On(list) {
		return
	}
	for _, entry := range list.Items() {
		if id := resource.IDOf(entry); id != own && e.Resource.Shares(r.Sent(), entry) {
			want := "no other object with the values of " + r.Method()
			j.WantOf(false, list, id, "/value", want, "one with the id "+id).As(conform.EntryMore)
			return
		}
	}
	j.Holds(true)
}

func judgePut(e *conform.Evidence, j *conform.Judgement) {
	steps := e.In(scenario.Methods.Key())
	before, put, after := steps.Once(scenario.MethodPosted), steps.Once(scenario.MethodPut), steps.Once(scenario.MethodPutGet)
	if !j.Needs(before) || !j.NeedsSent(put) || !j.On(after) {
		return
	}
	replaced := put.Status() == http.StatusOK || put.Status() == http.StatusNoContent
	wantRefused(j, put, replaced || scenario.Declined(put), "200 or 204; or 4xx or 501")
	j.Want(after.OK(), after, "status", "the object still there", after.Got())
	wantAlone(e, j, put)
	switch {
	case !after.OK():
	case replaced:
		judgeReplaced(e.Resource, j, put, before, after)
	default:
		scenario.WantUnchanged(e.Resource, j, before, after)
	}
}

// judgeReplaced wants an object to show what PUT sent, and not all that it left out: what can be updated is set to its default then.
func judgeReplaced(of *resource.Resource, j *conform.Judgement, put, before, after *conform.Record) {
	kept, lost := "", false
	for _, p := range of.Safe() {
		was, is := before.Object()[p.Name], after.Object()[p.Name]
		value, sent := put.Sent()[p.Name]
		switch same := of.Equal(p, was, is); {
		case sent && !j.Holds(of.Equal(p, value, is)):
			j.WantValue(after, after.ID(), "/"+p.Name, value, "as PUT sent it", after.Object(), p.Name)
		case sent || was == nil || !resource.IsFree(p):
		case same:
			kept = p.Name
		default:
			lost = true
		}
	}
	if kept != "" {
		j.Want(lost, after, "/"+kept, "null, or a default: PUT left it out", conform.ShowMember(after.Object(), kept))
	}
}

func judgeAllow(e *conform.Evidence, j *conform.Judgement) {
	steps := e.In(scenario.Methods.Key())
	if !j.Needs(steps.Once(scenario.Get)) {
		return
	}
	for _, act := range [...]conform.Act{scenario.MethodHead, scenario.MethodNone, scenario.MethodPost, scenario.MethodPut} {
		r := steps.Once(act)
		if r.Skipped() || !j.On(r) || r.Status() != http.StatusMethodNotAllowed {
			continue
		}
		allowed := r.Response().Header.Values("Allow")
		methods := strings.FieldsFunc(strings.Join(allowed, ","), func(c rune) bool { return c == ',' || c == ' ' })
		got := "no Allow"
		if len(allowed) > 0 {
			got = strings.Join(allowed, ", ")
		}
		right := len(allowed) > 0 && !slices.Contains(methods, r.Method())
		j.Want(right, r, "Allow", "the methods that are allowed, of which "+r.Method()+" is none", got)
	}
	if j.Nothing() {
		j.LeaveOpen(nil, "no method was answered with 405")
	}
}
