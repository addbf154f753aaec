package auth

import (
	"net/http"
	"strings"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/scenario"
)

// anyToken is why nothing is judged of what stands beside the token.
const anyToken = "the target takes any token"

// refusedToken is how credentials that hold the token, and are none, must be answered.
const refusedToken = "401 Unauthorized, or 400 Bad Request"

// letIn reports whether an answer tells nothing of the token, since the target lets in whoever comes, and blocks a check by what shows
// that. Once an object was removed so, it is not there with the token either.
func letIn(e *conform.Evidence, j *conform.Judgement, r *conform.Record, op schemas.OperationKind) bool {
	gone := op == schemas.Get && conform.NotThere(r.Status())
	return r.OK() && anybody(e, j, op) || gone && taken(e, j, schemas.Delete)
}

// judgeTokenRefused wants an operation with the right token in the wrong form to be refused. A target that lets in whoever comes is told so
// by the checks of credentials without the token.
func judgeTokenRefused(e *conform.Evidence, j *conform.Judgement, op schemas.OperationKind, rule string) {
	r := attempt(e, op, rule)
	if !authorized(e, j) {
		return
	}
	if r.NotSent.Cause == conform.Withheld {
		j.Unsupport(r.NotSent.Detail)
		return
	}
	if !j.NeedsSent(r) || letIn(e, j, r, op) {
		return
	}
	if other := e.In(scenario.Auth.Key()).Once(scenario.OtherToken); r.OK() && rule == "trailing" {
		switch {
		case !j.On(other):
			return
		case other.OK():
			j.LeaveOpen(other, anyToken)
			return
		}
	}
	refused := r.Status() == http.StatusUnauthorized || r.Status() == http.StatusBadRequest
	found := j.Want(refused, r, "status", refusedToken, r.GotStatus(true))
	if r.OK() {
		found.As(conform.Accepted)
	}
}

// judgeMalformed wants two words to be refused by a target that takes any one for a token.
func judgeMalformed(e *conform.Evidence, j *conform.Judgement) {
	r, other := attempt(e, schemas.Get, "trailing"), e.In(scenario.Auth.Key()).Once(scenario.OtherToken)
	switch {
	case !authorized(e, j):
	case r.NotSent.Cause == conform.Withheld:
		j.Unsupport(r.NotSent.Detail)
	case !j.NeedsSent(r) || letIn(e, j, r, schemas.Get) || j.Holds(!r.OK()):
	case other.OK():
		j.Want(false, r, "status", refusedToken, r.GotStatus(true)).As(conform.Accepted)
	default:
		j.LeaveOpen(r, "the target tells tokens apart: see auth/trailing")
	}
}

// judgeNextPage wants a further page to be shown to nobody without credentials.
func judgeNextPage(e *conform.Evidence, j *conform.Judgement) {
	steps := e.In(scenario.Concurrent.Key())
	list, page := steps.Once(scenario.List), steps.Once(scenario.AuthPage)
	switch {
	case !authorized(e, j) || !j.Needs(list):
	case len(list.Pages) < 2:
		j.Unsupport("the target shows the list as one page")
	case !j.NeedsSent(page) || page.OK() && anybody(e, j, schemas.List):
	case conform.NotThere(page.Status()):
		j.LeaveOpen(page, "the target shows a page once")
	default:
		found := j.Want(page.Status() == http.StatusUnauthorized, page, "status", "401 Unauthorized", page.GotStatus(true))
		if page.OK() {
			found.As(conform.Accepted)
		}
	}
}

// judgeLowerCase wants the scheme in lower case to be taken, where the usual form is and no credentials are not.
func judgeLowerCase(e *conform.Evidence, j *conform.Judgement) {
	steps := e.In(scenario.Auth.Key())
	r := steps.Once(scenario.LowerCase)
	if !authorized(e, j) || !j.Needs(steps.Once(scenario.Before)) || !j.NeedsSent(r) || letIn(e, j, r, schemas.Get) {
		return
	}
	j.Want(r.OK(), r, "status", "200 OK, as with Bearer", r.Got())
}

// wantChallenge wants a 401 to name a scheme.
func wantChallenge(j *conform.Judgement, r *conform.Record) {
	const header = "WWW-Authenticate"
	given := strings.TrimSpace(strings.Join(r.Response().Header.Values(header), ", "))
	got := "no such header"
	if len(r.Response().Header.Values(header)) > 0 {
		got = "an empty one"
	}
	j.Want(given != "", r, header, "a scheme to sign in with", got).As(conform.Missing)
}
