// Package doctor examines whether a target can be checked at all: that it is reached, that the clocks agree, that the token is for it
// and permits what is selected, that the tenant is licensed, and that what answers is an API which has what is selected. Each complaint
// says what to do about it.
//
// It sends GETs, to Microsoft Graph one, and changes nothing.
package doctor

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"graphconform/fixtures"
	"graphconform/fixtures/wire"
	"graphconform/runner/signin"
	"graphconform/suites/conform"
)

// State is how one examination ended.
type State string

// The states. Only Fail stands in the way of a run.
const (
	OK   State = "ok"
	Note State = "note"
	Warn State = "warn"
	Fail State = "FAIL"
)

// Finding is the outcome of one examination.
type Finding struct {
	Name  string // what was looked at: "reach", "clock", "token", …
	State State
	Text  string // what was found, and what to do about it
}

// Subject is what is examined.
type Subject struct {
	Sender *wire.Sender
	Token  wire.TokenSource
	Graph  bool     // a deployment of Microsoft Graph: audience, permissions and licence are looked at
	Scope  string   // what tokens are asked for, "https://graph.microsoft.com/.default"
	Tenant string   // id; empty where nobody says
	Paths  []string // of the outermost collections to GET, with version; of Microsoft Graph the first is enough
	Needs  []Need
	Now    func() time.Time
}

// maxSkew is how far clocks may be apart before tokens are refused, and before it is worth a word.
const (
	maxSkew  = 5 * time.Minute
	someSkew = 30 * time.Second
)

// Examine returns what it finds, in the order in which things depend on each other.
func Examine(ctx context.Context, s Subject) []Finding {
	findings := s.token(ctx)
	ctx, done := wire.Together(ctx, 0)
	defer done()
	if s.Graph {
		s.Paths = s.Paths[:1]
	}
	to, last := s.Sender.Root()+s.Paths[0], s.get(ctx, s.Paths[0])
	if why := wire.Unreached(s.Sender.Root(), last); why != "" {
		return append(findings, Finding{"reach", Fail, why})
	}
	findings = append(findings, Finding{"reach", OK,
		fmt.Sprintf("%s answers in %s", s.Sender.Root(), last.Duration.Round(time.Millisecond))})
	findings = append(findings, s.clock(last.Response)...)
	answer := s.answer(to, last)
	if answer.State == Fail {
		return append(findings, answer)
	}
	if identity := s.identity(ctx, last); identity != nil {
		return append(findings, identity...)
	}
	return append(findings, answer)
}

// Failed returns the findings that stand in the way of a run.
func Failed(findings []Finding) []Finding {
	return slices.DeleteFunc(slices.Clone(findings), func(f Finding) bool { return f.State != Fail })
}

func (s Subject) clock(response *fixtures.Response) []Finding {
	theirs, err := http.ParseTime(response.Header.Get("Date"))
	if err != nil {
		return nil
	}
	skew := s.Now().Sub(theirs).Abs().Round(time.Second)
	switch {
	case skew > maxSkew && s.Graph:
		return []Finding{{"clock", Fail,
			fmt.Sprintf("this machine's clock is %s off the target's; tokens are refused then; set the clock", skew)}}
	case skew > someSkew:
		return []Finding{{"clock", Warn, fmt.Sprintf("this machine's clock is %s off the target's; set the clock", skew)}}
	}
	return []Finding{{"clock", OK, "agrees with the target's"}}
}

// notLicensed is how Intune words, with 400, that the tenant has no licence for it.
const notLicensed = "Request not applicable to target tenant"

func (s Subject) answer(to string, last fixtures.Exchange) Finding {
	status, root := last.Response.Status, s.Sender.Root()
	switch {
	case last.Failure.Kind == fixtures.Throttled:
		return Finding{"GET", Fail, fmt.Sprintf("target %s throttles: GET %s: %s; try again later", root, to, last.Failure)}
	case status == http.StatusUnauthorized && !s.Sender.HasToken():
		return Finding{"GET", Fail, fmt.Sprintf("target %s asks for credentials: GET %s: 401; give --token or set GRAPH_TOKEN", root, to)}
	case status == http.StatusUnauthorized:
		return Finding{"GET", Fail, fmt.Sprintf("target %s turns the token away: GET %s: 401; is it current, and meant for this target?",
			root, to)}
	case s.Graph && status == http.StatusBadRequest && strings.Contains(string(last.Response.Body), notLicensed):
		return Finding{"licence", Fail,
			fmt.Sprintf("the tenant has no Intune licence: GET %s: 400 %q; assign one, or name another tenant", to, notLicensed)}
	case s.Graph && status == http.StatusForbidden:
		return Finding{"GET", Fail,
			fmt.Sprintf("target %s forbids GET %s: 403; grant the permission and admin consent, and wait some minutes", root, to)}
	case !last.Failure.None() || status >= 300:
		return Finding{"GET", Note, fmt.Sprintf("GET %s: %d %s", to, status, conform.Printable(last.Failure.String()))}
	}
	return Finding{"GET", OK, fmt.Sprintf("GET %s: %d", to, status)}
}

// token looks at what the token says of itself.
func (s Subject) token(ctx context.Context) []Finding {
	token, err := s.Token(ctx)
	switch {
	case err != nil:
		return []Finding{{"sign-in", Fail, fmt.Sprintf("sign-in refused: %v; look at tenant, client and secret", err)}}
	case token == "":
		return []Finding{{"token", Note, "none is sent"}}
	}
	claims, err := signin.Read(token)
	if err != nil {
		return []Finding{{"token", Note, err.Error() + "; its claims are not looked at"}}
	}
	findings := []Finding{}
	add := func(name string, state State, format string, args ...any) {
		findings = append(findings, Finding{name, state, conform.Printable(fmt.Sprintf(format, args...))})
	}
	if !claims.Expires.IsZero() && claims.Expires.Before(s.Now()) {
		add("token", Fail, "the token ended at %s; get a new one", claims.Expires.UTC().Format(time.RFC3339))
	}
	if s.Tenant != "" && claims.Tenant != "" && claims.Tenant != s.Tenant {
		add("tenant", Fail, "the token is for tenant %s, not for %s; sign in there, or correct the target file", claims.Tenant, s.Tenant)
	}
	if !s.Graph {
		add("token", Note, "audience and permissions are not looked at: the target is no deployment of Microsoft Graph")
		return findings
	}
	if audience := strings.TrimSuffix(s.Scope, "/.default"); !s.audience(claims.Audience, audience) {
		add("audience", Fail, "the token is for %s, not for %s; ask for the scope %s", claims.Audience, audience, s.Scope)
	}
	missing := Missing(s.Needs, claims)
	for _, need := range missing {
		add("permission", Fail, "%s; grant it with admin consent and sign in anew", need)
	}
	if len(missing) == 0 {
		add("permission", OK, "the token permits what is selected")
	}
	return findings
}

// graphApp is the application id of Microsoft Graph, which tokens may name as their audience.
const graphApp = "00000003-0000-0000-c000-000000000000"

func (s Subject) audience(got, want string) bool {
	return got == graphApp || strings.EqualFold(strings.TrimRight(got, "/"), strings.TrimRight(want, "/"))
}
