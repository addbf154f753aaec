package scenario

import (
	"fmt"
	"strings"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
)

// WantRefused wants a bad request answered with 4xx.
func WantRefused(j *conform.Judgement, r *conform.Record, at, sent string) {
	if j.NeedsSent(r) && !j.Holds(r.Status()/100 == 4) {
		j.Want(false, r, at, sent+" refused with 4xx", r.GotStatus(true))
	}
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
func WantAgreed(of *resource.Resource, j *conform.Judgement, r *conform.Record, at string, want map[string]any, hint string, is map[string]any) {
	differing := of.Differing(want, is)
	if j.Holds(len(differing) == 0) {
		return
	}
	id, _ := is["id"].(string)
	for _, name := range differing {
		j.WantValue(r, id, at+name, want[name], hint, is, name)
	}
}

// NullRefusable reports whether a server may refuse null: pages say nothing of it, and typed languages differ for all but strings.
func NullRefusable(p schemas.Property) bool { return p.Type != "String" || p.Collection }

// NullWanted says what a property must do with null.
func NullWanted(p schemas.Property) string {
	if NullRefusable(p) {
		return "null accepted, or refused with 4xx"
	}
	return "null accepted"
}

// WantNull wants a property to be null or absent in an answer.
func WantNull(of *resource.Resource, j *conform.Judgement, p schemas.Property, r *conform.Record) {
	if !j.On(r) || !of.Holds(r.Object()) {
		return
	}
	got, present := r.Object()[p.Name]
	j.Want(!present || resource.Absent(p, got), r, "/"+p.Name, "null or absent", conform.ShowMember(r.Object(), p.Name))
}

// WantedEnvelope is what the body of an error must be.
const WantedEnvelope = `JSON {"error":{"code","message"}} with both not empty`

// WantEnvelope wants the body of an error to be one (OData 4.01 Part 1, 9.4).
func WantEnvelope(j *conform.Judgement, r *conform.Record) {
	problem := EnvelopeProblem(r)
	j.Want(problem == "", r, "/error", WantedEnvelope, problem)
}

// EnvelopeProblem says what is wrong with an error body; empty where nothing is. The record must have a complete answer.
func EnvelopeProblem(r *conform.Record) string {
	body, object := r.Response().Body, r.Whole()
	inner, isObject := object["error"].(map[string]any)
	media, _, _ := r.MediaType()
	_, notJSON := r.Value()
	switch {
	case len(body) == 0:
		return fmt.Sprintf("%d without a body", r.Status())
	case notJSON != nil || object == nil:
		return fmt.Sprintf("%d with %s", r.Status(), conform.Cut(string(body), 120))
	case media != "application/json" && !strings.HasSuffix(media, "+json"):
		return fmt.Sprintf("%d with media type %q", r.Status(), media)
	case !isObject:
		return fmt.Sprintf("%d with %s", r.Status(), conform.Cut(string(body), 120))
	}
	for _, name := range []string{"code", "message"} {
		if text, ok := inner[name].(string); !ok || text == "" {
			return fmt.Sprintf("%s in error: %s", conform.ShowMember(inner, name), conform.Cut(string(body), 120))
		}
	}
	return ""
}
