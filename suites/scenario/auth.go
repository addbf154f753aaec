package scenario

import (
	"net/http"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
)

// Credentials that are none.
type Credentials struct {
	Rule   string   // of the auth family
	values []string // of the Authorization header
}

// NoCredentials returns all credentials that are sent in place of the token.
func NoCredentials() []Credentials {
	return []Credentials{{"none", []string{}}, {"scheme", []string{"Basic Z3JhcGg6Y29uZm9ybQ=="}}, {"empty", []string{"Bearer "}}}
}

// AuthAct returns the act that tries an operation without credentials.
func AuthAct(op schemas.OperationKind) conform.Act {
	return map[schemas.OperationKind]conform.Act{
		schemas.Create: AuthCreate, schemas.Get: AuthGet, schemas.List: AuthList, schemas.Update: AuthUpdate, schemas.Delete: AuthDelete,
	}[op]
}

const noToken = "the run has no token; give --token to check sign-in"

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
		probe := func(op schemas.OperationKind, method, to string, body []byte) {
			header := http.Header{"Authorization": c.values}
			a.Probe(AuthAct(op).About(c.Rule), Probe{Operation: op, Method: method, URL: to, Body: body, Header: header})
		}
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
		a.Get(After.Once(), object)
		list(a, AfterList.Once())
	}
}
