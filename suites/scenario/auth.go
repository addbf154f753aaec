package scenario

import (
	"net/http"
	"slices"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
)

// Credentials that are none.
type Credentials struct {
	Rule   string   // of the auth family
	values []string // of the Authorization header
	// Of those that hold the run's own token, in a form that is no bearer token: the operations that tell; nil for all. Such a form is not
	// kept secret on its way, so it is not sent with the token of a tenant.
	token []schemas.OperationKind
}

// NoCredentials returns all credentials that are sent in place of the token.
func NoCredentials() []Credentials {
	return []Credentials{
		{"none", []string{}, nil}, {"scheme", []string{"Basic Z3JhcGg6Y29uZm9ybQ=="}, nil}, {"empty", []string{"Bearer "}, nil},
		{"own_scheme", []string{"Basic " + fixtures.TokenMark}, []schemas.OperationKind{schemas.Create, schemas.Get}},
		{"trailing", []string{"Bearer " + fixtures.TokenMark + " x"}, []schemas.OperationKind{schemas.Get}},
	}
}

// HoldsToken reports whether credentials hold the token of the run.
func (c Credentials) HoldsToken() bool { return len(c.token) > 0 }

// TriedOn reports whether an operation is tried with the credentials.
func (c Credentials) TriedOn(op schemas.OperationKind) bool {
	return len(c.token) == 0 || slices.Contains(c.token, op)
}

// AuthAct returns the act that tries an operation without credentials.
func AuthAct(op schemas.OperationKind) conform.Act {
	return map[schemas.OperationKind]conform.Act{
		schemas.Create: AuthCreate, schemas.Get: AuthGet, schemas.List: AuthList, schemas.Update: AuthUpdate, schemas.Delete: AuthDelete,
	}[op]
}

const (
	noToken     = "the run has no token; give --token to check sign-in"
	keptSecret  = "the token of a tenant is sent as a bearer token alone"
	strangeWord = "Bearer no-token-that-anybody-gave"
)

// runAuth tries every operation without credentials, and with wrong ones. Steps are about the rule.
func runAuth(a Actor) {
	if !a.HasToken() {
		a.Note(NoToken.Once(), conform.NotSent{Cause: conform.NoToken, Detail: noToken})
		return
	}
	of := a.Resource()
	object := a.Create(Base.Once(), base(a))
	known := !missing(a, object)
	if !known && !object.OK() {
		return
	}
	key := address(a, object.ID())
	if known {
		a.Get(Before.Once(), object)
	}
	for _, c := range NoCredentials() {
		probe := func(op schemas.OperationKind, method, to string, body []byte) { tryWith(a, c, op, method, to, body) }
		if known {
			probe(schemas.Get, http.MethodGet, key, nil)
			probe(schemas.Update, http.MethodPatch, key, resource.Encode(of.Change(object.Sent(), a.Values())))
		}
		if of.Kind == resource.Collection { // which needs no object
			probe(schemas.Create, http.MethodPost, a.Collection().URL, resource.Encode(base(a)))
			probe(schemas.List, http.MethodGet, a.Collection().URL, nil)
		}
		if known && of.Kind == resource.Collection {
			probe(schemas.Delete, http.MethodDelete, key, nil)
		}
	}
	if known {
		getWith(a, LowerCase, key, "bearer "+fixtures.TokenMark)
		a.Get(After.Once(), object)
		list(a, AfterList.Once())
	}
}

// tryWith tries an operation with credentials that are none.
func tryWith(a Actor, c Credentials, op schemas.OperationKind, method, to string, body []byte) {
	step := AuthAct(op).About(c.Rule)
	switch {
	case !c.TriedOn(op):
		return
	case c.HoldsToken() && a.Tenant():
		a.Note(step, conform.NotSent{Cause: conform.Withheld, Detail: keptSecret})
		return
	}
	r := a.Probe(step, Probe{Operation: op, Method: method, URL: to, Body: body, Header: http.Header{"Authorization": c.values}})
	if c.Rule == "trailing" && r.OK() { // some targets take whatever token comes
		getWith(a, OtherToken, to, strangeWord)
	}
}

// getWith reads an object with an Authorization header of its own.
func getWith(a Actor, act conform.Act, to, credentials string) {
	a.Probe(act.Once(), Probe{Operation: schemas.Get, Method: http.MethodGet, URL: to,
		Header: http.Header{"Authorization": {credentials}}})
}

// askForPage asks for the last page of a list of several without credentials.
func askForPage(a Actor, list *conform.Record) {
	if len(list.Pages) < 2 || !list.OK() || a.Resource().NoAuth || !a.HasToken() {
		return
	}
	to := list.Last().Request.URL
	a.Probe(AuthPage.Once(), Probe{Operation: schemas.List, Method: http.MethodGet, URL: to, Header: http.Header{"Authorization": {}}})
}
