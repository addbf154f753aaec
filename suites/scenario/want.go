package scenario

import (
	"fmt"
	"net/http"
	"strings"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
)

// WantRefused wants a bad request answered with 4xx.
func WantRefused(j *conform.Judgement, r *conform.Record, at, sent string) {
	if j.NeedsSent(r) && !j.Holds(r.Status()/100 == 4) {
		j.Want(false, r, at, sent+" refused with 4xx", r.GotStatus(true)).As(NotRefused(r))
	}
}

// Declined reports whether an answer says that the target does not do what is asked for: 4xx, or 501 (RFC 9110, section 15.6.2).
func Declined(r *conform.Record) bool {
	return r.Status()/100 == 4 || r.Status() == http.StatusNotImplemented
}

// NotRefused is how an answer departs from a refusal with 4xx.
func NotRefused(r *conform.Record) conform.Difference {
	if r.OK() {
		return conform.Accepted
	}
	return conform.Answered(r)
}

// OtherAnswer is how an answer departs from the wanted status and body: in the status, else in the body.
func OtherAnswer(r *conform.Record, wanted int) conform.Difference {
	if r.Status() == wanted {
		return conform.OtherBody
	}
	return conform.Answered(r)
}

// WantUnchanged wants an object that nobody changed to be there as it was.
func WantUnchanged(of *resource.Resource, j *conform.Judgement, before, after *conform.Record) {
	j.Want(after.OK(), after, "status", "the object still there", after.Got())
	if after.OK() {
		WantSame(of, j, after, "/", before.Object(), after.Object())
	}
}

// WantSame wants an object to show all that clients can set as it was; at is the pointer to the object, with a slash behind it.
func WantSame(of *resource.Resource, j *conform.Judgement, r *conform.Record, at string, was, is map[string]any) {
	WantAgreed(of, j, r, at, was, "", is)
}

// WantAgreed wants an object to show what another one does in all that clients can set; hint says what that is.
func WantAgreed(of *resource.Resource, j *conform.Judgement, r *conform.Record, at string, want map[string]any, hint string,
	is map[string]any) {
	differing := of.Differing(want, is)
	if j.Holds(len(differing) == 0) {
		return
	}
	for _, name := range differing {
		j.WantValue(r, resource.IDOf(is), at+name, want[name], hint, is, name)
	}
}

// NullWanted says what a property must do with null.
const NullWanted = "null accepted, or refused with 4xx"

// WantNull wants a property to be null or absent in an answer.
func WantNull(of *resource.Resource, j *conform.Judgement, p schemas.Property, r *conform.Record) {
	if !j.NeedsSent(r) || !of.Holds(r.Object()) {
		return
	}
	got, present := r.Object()[p.Name]
	holds := !present || resource.Absent(p, got) || of.MayIgnore(p, nil, got)
	j.Want(holds, r, "/"+p.Name, "null or absent", conform.ShowMember(r.Object(), p.Name)).As(conform.Filled)
}

// What a target may do where a page restricts a property or an operation in prose.
const (
	RefusesRestricted = "the target refuses what the page restricts in prose"
	IgnoresRestricted = "the target has a value of its own for what it may set, or leave as it was"
	RefusesBare       = "the target refuses an object with one property"
	RefusesState      = "the target refuses what the page lets be done to objects in a certain state alone"
)

// LeftOpen reports whether the target refused values of a property that prose restricts, as it may, by 4xx with an error body; it notes
// that there is nothing to compare.
func LeftOpen(j *conform.Judgement, of *resource.Resource, p schemas.Property, r *conform.Record) bool {
	if !of.Conditional[p.Name] || !ProperlyRefused(r) || !j.On(r) {
		return false
	}
	j.LeaveOpen(r, RefusesRestricted)
	return true
}

// ProperlyRefused reports whether a write is validly refused, with an error body.
func ProperlyRefused(r *conform.Record) bool {
	if !r.ValidlyRefused() {
		return false
	}
	problem, _ := EnvelopeProblem(r)
	return problem == ""
}

// WantedEnvelope is what the body of an error must be.
const WantedEnvelope = `JSON {"error":{"code","message"}} with both not empty`

// WantEnvelope wants the body of an error to be one (OData 4.01 Part 1, 9.4).
func WantEnvelope(j *conform.Judgement, r *conform.Record) {
	problem, difference := EnvelopeProblem(r)
	j.Want(problem == "", r, "/error", WantedEnvelope, problem).As(difference)
}

// EnvelopeProblem says what is wrong with an error body, and of what kind that is; empty where nothing is. The record must have a complete
// answer.
func EnvelopeProblem(r *conform.Record) (string, conform.Difference) {
	body, object := r.Response().Body, r.Whole()
	inner, isObject := object["error"].(map[string]any)
	media, _, _ := r.MediaType()
	_, notJSON := r.Value()
	switch {
	case len(body) == 0:
		return fmt.Sprintf("%d without a body", r.Status()), conform.NoBody
	case notJSON != nil:
		return fmt.Sprintf("%d with %s", r.Status(), conform.Cut(string(body), 120)), conform.NotJSON
	case object == nil:
		return fmt.Sprintf("%d with %s", r.Status(), conform.Cut(string(body), 120)), conform.NotAnObject
	case media != "application/json" && !strings.HasSuffix(media, "+json"):
		return fmt.Sprintf("%d with media type %q", r.Status(), media), conform.OtherMediaType
	case !isObject:
		return fmt.Sprintf("%d with %s", r.Status(), conform.Cut(string(body), 120)), conform.NoErrorObject
	}
	for _, member := range []struct {
		name   string
		absent conform.Difference
	}{{"code", conform.NoErrorCode}, {"message", conform.NoErrorMessage}} {
		if text, ok := inner[member.name].(string); !ok || text == "" {
			return fmt.Sprintf("%s in error: %s", conform.ShowMember(inner, member.name), conform.Cut(string(body), 120)), member.absent
		}
	}
	return "", ""
}
