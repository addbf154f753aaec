package errors

import (
	"slices"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/scenario"
)

// judgeDetails looks at all errors that an operation was answered with, whatever for. What is no error object at all is for another rule.
func judgeDetails(e *conform.Evidence, j *conform.Judgement, op schemas.OperationKind) {
	for _, r := range e.All() {
		inner, isObject := r.Whole()["error"].(map[string]any)
		if r.Operation != op || r.Status() < 400 || !isObject {
			continue
		}
		at, want, difference := wrongDetail(inner)
		if j.Holds(at == "") {
			j.Keep(r)
			continue
		}
		j.Sees(r, false, "/error/"+at, want, conform.Cut(conform.Show(inner), 160)).As(difference)
	}
	noneRefused(e, j, op)
}

// wrongDetail returns the first member of an error that has another form than it must have, and that form; empty where none has.
func wrongDetail(inner map[string]any) (at, want string, how conform.Difference) {
	for _, name := range []string{"innerError", "innererror"} {
		if value := inner[name]; value != nil && !isObject(value) {
			return name, "an object", conform.NotAnObject
		}
	}
	if target := inner["target"]; target != nil && !isText(target) {
		return "target", "a string", conform.OtherType
	}
	details, isList := inner["details"].([]any)
	switch {
	case inner["details"] != nil && !isList:
		return "details", "an array of objects", conform.NotAList
	case slices.ContainsFunc(details, func(detail any) bool { return !isObject(detail) }):
		return "details/*", "an object", conform.NotAnObject
	}
	for _, detail := range details {
		object, _ := detail.(map[string]any)
		switch {
		case !isText(object["code"]):
			return "details/*/code", "a string", conform.NoErrorCode
		case !isText(object["message"]):
			return "details/*/message", "a string", conform.NoErrorMessage
		}
	}
	return "", "", ""
}

func isObject(value any) bool {
	_, ok := value.(map[string]any)
	return ok
}

func isText(value any) bool {
	_, ok := value.(string)
	return ok
}

func judgeCharset(e *conform.Evidence, j *conform.Judgement) {
	steps := e.In(scenario.Undeclared.Key())
	plain, made := steps.Once(scenario.Base), steps.Once(scenario.Charset)
	if !j.Needs(plain) || !j.NeedsSent(made) {
		return
	}
	wantAlike(e, j, plain, made, "a body with charset=utf-8 taken as one without it")
}

func judgeUntypedCreate(e *conform.Evidence, j *conform.Judgement) {
	steps := e.In(scenario.Undeclared.Key())
	plain, made := steps.Once(scenario.Base), steps.Once(scenario.UntypedCreate)
	if j.Needs(plain) && j.NeedsSent(made) {
		wantAlike(e, j, plain, made, "a body without @odata.type taken as one with it")
	}
}

func judgeUntypedUpdate(e *conform.Evidence, j *conform.Judgement) {
	steps := e.In(scenario.Undeclared.Key())
	made := steps.Once(scenario.UntypedUpdate)
	if made.NotSent.Cause == conform.NoObject {
		j.Unsupport(made.NotSent.Detail)
		return
	}
	if j.Needs(steps.Once(scenario.Base)) && j.NeedsSent(made) {
		j.Want(made.OK(), made, "status", "an update without @odata.type taken as one with it", made.GotStatus(true))
	}
}

// wantAlike wants a create to be carried out as a plain one was.
func wantAlike(e *conform.Evidence, j *conform.Judgement, plain, made *conform.Record, want string) {
	j.Want(made.OK(), made, "status", want, made.GotStatus(true))
	if !made.OK() || !e.Resource.Holds(made.Object()) {
		return
	}
	alike := e.Resource.Lost(plain.Sent(), plain.Object()) // that is for other rules
	for _, name := range e.Resource.Lost(made.Sent(), made.Object()) {
		if !slices.Contains(alike, name) {
			j.WantValue(made, made.ID(), "/"+name, made.Sent()[name], "as it was sent", made.Object(), name)
		}
	}
}
