package action

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

// called returns what the documented request was answered.
func called(e *conform.Evidence, c resource.Call) *conform.Record {
	return e.In(keyOf(c)).Once(scenario.Called)
}

func judgeStatus(e *conform.Evidence, j *conform.Judgement, c resource.Call) {
	r := called(e, c)
	if !j.NeedsSent(r) {
		return
	}
	body, want := len(r.Response().Body) > 0, fmt.Sprintf("%d %s", c.Status, http.StatusText(c.Status))
	right := r.Status() == c.Status
	switch {
	case c.Status == http.StatusNoContent:
		right = right && !body
	case c.Returns != nil:
		want += " with a body"
		right = right && body
	}
	j.Want(right, r, "status", want, r.GotStatus(body)).As(scenario.OtherAnswer(r, c.Status))
}

func judgeRead(e *conform.Evidence, j *conform.Judgement, c resource.Call) {
	r := e.In(keyOf(c)).Once(scenario.ReadCall)
	if j.Needs(called(e, c)) && j.NeedsSent(r) {
		j.Want(scenario.Declined(r), r, "status", "GET of an action refused with 4xx or 501", r.GotStatus(true)).As(scenario.NotRefused(r))
	}
}

func judgeParameter(e *conform.Evidence, j *conform.Judgement, c resource.Call, name string) {
	for i, text := range c.Wrong[name] {
		if j.Needs(called(e, c)) {
			r := e.Record(keyOf(c), scenario.BadParameter.About(name).Nth(i+1))
			scenario.WantRefused(j, r, "/"+name, text)
		}
	}
}

func judgeUnknownObject(e *conform.Evidence, j *conform.Judgement, c resource.Call) {
	if r := e.In(keyOf(c)).Once(scenario.BadObject); j.Needs(called(e, c)) && j.On(r) {
		j.Want(r.Status() == http.StatusNotFound, r, "status", "404 Not Found", r.GotStatus(true))
	}
}

// ending begins the names of actions that may end the object that they act on.
var ending = [...]string{"delete", "remove", "wipe", "retire", "clean", "revoke", "unenroll", "unbind", "disconnect"}

func judgeKept(e *conform.Evidence, j *conform.Judgement, c resource.Call) {
	steps := e.In(keyOf(c))
	before, after := steps.Once(scenario.Uncalled), steps.Once(scenario.CalledGet)
	if !j.Needs(called(e, c)) {
		return
	}
	name := strings.ToLower(c.Name)
	if slices.ContainsFunc(ending[:], func(verb string) bool { return strings.HasPrefix(name, verb) }) {
		j.LeaveOpen(called(e, c), "its name says that it may end the object")
		return
	}
	if !before.OK() {
		j.LeaveOpen(before, "GET did not show the object before")
		return
	}
	if !j.On(after) {
		return
	}
	got := after.Got() + " " + conform.ShowMember(after.Object(), "id")
	kept := after.OK() && after.ID() == before.ID()
	j.Want(kept, after, "/id", "the object, "+conform.Show(before.ID()), got)
	if kept && len(c.Makes) > 0 { // what it makes is all that its page speaks of
		wantTexts(e.Resource, j, before.Object(), after)
	}
	if kept && c.Kind == schemas.Function {
		j.Want(e.Resource.Same(before.Object(), after.Object()), after, "body", "the object as it was before", "another state")
	}
}

// wantTexts wants an object to show the texts that it had: times, members and numbers may tell of what goes on.
func wantTexts(of *resource.Resource, j *conform.Judgement, was map[string]any, after *conform.Record) {
	for _, p := range of.Sent {
		if p.Type == "String" && !p.Collection && len(p.Enum) == 0 && !j.Holds(of.Equal(p, was[p.Name], after.Object()[p.Name])) {
			j.WantValue(after, after.ID(), "/"+p.Name, was[p.Name], "as before the action", after.Object(), p.Name)
		}
	}
}

func judgeEnvelopes(e *conform.Evidence, j *conform.Judgement, c resource.Call) {
	for _, r := range e.Records(keyOf(c)) {
		if scenario.MustBeRefused(r) && r.Status() >= 400 && j.On(r) {
			scenario.WantEnvelope(j, r)
		}
	}
	if j.Observations == 0 && j.On(called(e, c)) {
		j.Unsupport("nothing was refused with an error status")
	}
}

// noToken is what the scenario of sign-in notes where it cannot be checked.
const noToken = "the run has no token; give --token to check sign-in"

func judgeNoCredentials(e *conform.Evidence, j *conform.Judgement, c resource.Call) {
	r := e.In(keyOf(c)).Once(scenario.AuthCall)
	if r.Last() == nil && called(e, c).Last() != nil {
		j.Unsupport(noToken)
		return
	}
	if j.Needs(called(e, c)) && j.On(r) {
		j.Want(r.Status() == http.StatusUnauthorized, r, "status", "401 Unauthorized", r.GotStatus(true))
	}
}

// judgeAnswer holds the body of an answer against the documented return type.
func judgeAnswer(e *conform.Evidence, j *conform.Judgement, c resource.Call) {
	if r := called(e, c); j.Needs(r) {
		WantAnswer(e.Resource, j, r, c.Operation)
	}
}

// WantAnswer wants an answer that says success to be of the type that the page names.
func WantAnswer(of *resource.Resource, j *conform.Judgement, r *conform.Record, c schemas.Operation) {
	if c.Returns == nil || r.Status() == http.StatusNoContent || c.Returns.Type == "Stream" {
		j.Observations++ // whether a body is due is for the status
		return
	}
	whole, notJSON := r.Value()
	if notJSON != nil {
		j.Want(false, r, "body", "JSON", conform.Cut(string(r.Response().Body), 80)).As(conform.Unread(r))
		return
	}
	object := r.Whole()
	value, wrapped := object["value"]
	switch list, isList := value.([]any); {
	case c.Returns.Collection && !isList:
		j.Want(false, r, "/value", "an array", conform.ShowMember(object, "value")).As(conform.NotAList)
	case c.Returns.Collection:
		j.Observations++
		for i, element := range list {
			wantOf(of, j, r, c.Returns.Type, element, fmt.Sprintf("/value/%d", i))
		}
	case isSingle(of, c.Returns.Type) && !wrapped:
		j.Want(false, r, "/value", "a value of type "+c.Returns.Type, conform.Cut(conform.Show(whole), 80)).As(conform.Missing)
	case isSingle(of, c.Returns.Type):
		wantOf(of, j, r, c.Returns.Type, value, "/value")
	default:
		if inner, isObject := value.(map[string]any); isObject {
			wantOf(of, j, r, c.Returns.Type, inner, "/value")
		} else {
			wantOf(of, j, r, c.Returns.Type, whole, "")
		}
	}
}

// isSingle reports whether values of a type stand under value also where there is one alone.
func isSingle(of *resource.Resource, kind string) bool {
	if schemas.IsPrimitive(kind) {
		return true
	}
	contract := of.Types.Named(kind)
	return contract != nil && contract.Kind == schemas.Enum
}

// wantOf wants a value of a primitive type or of one that a page describes.
func wantOf(of *resource.Resource, j *conform.Judgement, r *conform.Record, kind string, value any, place string) {
	schema, err := of.Index.Schema(of.Contract.Version, kind)
	if err != nil || value == nil { // no page describes the type, or nothing is there
		j.Observations++
		return
	}
	violations := schema.Validate(value)
	if j.Holds(len(violations) == 0) {
		return
	}
	first := violations[0]
	j.Want(false, r, place+first.At, first.Message, conform.Cut(conform.Show(value), 120)).As(conform.ByKeyword(first.Keyword))
}
