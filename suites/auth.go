package suites

import (
	"fmt"
	"net/http"
	"slices"

	"graphconform/schemas"
)

const authScenario = "auth"

// authFamily checks that nothing is read or changed without credentials.
func authFamily() family {
	const (
		required = "RFC 9110, 15.5.2; Graph errors, 401"
		nothing  = "OData 4.01 Part 1, 9.2"
	)
	judged := "401; not 403, not a redirect, not success"
	return family{name: "auth", plan: planAuth, rules: []Rule{
		{ID: "none", Level: Protocol, Standard: required, Promise: "a request without credentials is answered with 401", Sent: "every operation without an Authorization header", Judged: judged},
		{ID: "scheme", Level: Protocol, Standard: required, Promise: "a request with another scheme is answered with 401", Sent: "every operation with Authorization: Basic", Judged: judged},
		{ID: "empty", Level: Protocol, Standard: required, Promise: "a request with an empty token is answered with 401", Sent: "every operation with Authorization: Bearer and nothing behind it", Judged: judged},
		{ID: "unchanged", Level: Protocol, Standard: nothing, Promise: "a request without credentials changes nothing", Sent: "POST, PATCH and DELETE without credentials, then GET with them", Judged: "nothing is created, changed or removed"},
		{ID: "envelope", Level: Protocol, Standard: "OData 4.01 Part 1, 9.4; Graph guidelines, Error handling", Promise: "401 is JSON with error.code and error.message", Sent: "requests without credentials", Judged: "as for every other error"},
	}}
}

// credentials that are none, by rule.
var credentials = [...]struct {
	rule   string
	values []string
}{
	{"none", []string{}}, {"scheme", []string{"Basic Z3JhcGg6Y29uZm9ybQ=="}}, {"empty", []string{"Bearer "}},
}

var authOperations = [...]schemas.OperationKind{schemas.Create, schemas.Get, schemas.List, schemas.Update, schemas.Delete}

func planAuth(b *builder) {
	b.add(authScenario, b.runAuth)
	from := []string{authScenario}
	for _, op := range authOperations {
		for _, c := range credentials {
			b.check(c.rule, at{op: op, place: c.rule, section: "Request headers", row: "Authorization", from: from}, func(e *Evidence, j *Judgement) {
				r := e.record(authScenario, fmt.Sprintf("auth/%s/%s", op, c.rule))
				if j.authorized(e) && j.needsObject(r) {
					j.want(r.Status() == 401, r, "status", "401 Unauthorized", r.gotStatus(true))
				}
			})
		}
		b.check("envelope", at{op: op, place: "envelope", from: from}, func(e *Evidence, j *Judgement) {
			if !j.authorized(e) {
				return
			}
			for _, c := range credentials {
				if r := e.record(authScenario, fmt.Sprintf("auth/%s/%s", op, c.rule)); r.Status() == 401 && j.on(r) {
					j.wantEnvelope(r)
				}
			}
			if j.observations == 0 && len(j.missing) == 0 {
				j.unsupported = "nothing was answered with 401"
			}
		})
	}
	for _, op := range []schemas.OperationKind{schemas.Create, schemas.Update, schemas.Delete} {
		seen := map[schemas.OperationKind]schemas.OperationKind{schemas.Create: schemas.List, schemas.Update: schemas.Get, schemas.Delete: schemas.Get}[op]
		b.check("unchanged", at{op: op, place: "unchanged", from: from, uses: []schemas.OperationKind{seen}}, func(e *Evidence, j *Judgement) {
			if j.authorized(e) {
				b.judgeUnchanged(e, j, op)
			}
		})
	}
}

// authorized makes the check Unsupported where the run has no token: then nothing tells a target that asks for one from one that is closed.
func (j *Judgement) authorized(e *Evidence) bool {
	if r := e.record(authScenario, "no token"); r.why == noToken {
		j.unsupported = noToken
		return false
	}
	return j.needs(e.record(authScenario, "base"))
}

const noToken = "the run has no token; give --token to check sign-in"

func (b *builder) runAuth(s *Session) {
	if !s.exercise.target.Sender.HasToken() {
		s.skip("no token", noToken)
		return
	}
	object := s.Create("base", s.Base())
	if s.absence(object) != "" {
		return
	}
	key := s.address(object.ID())
	s.Get("before", object)
	for _, c := range credentials {
		header := http.Header{"Authorization": c.values}
		label := func(op schemas.OperationKind) string { return fmt.Sprintf("auth/%s/%s", op, c.rule) }
		s.send(label(schemas.Get), http.MethodGet, key, nil, header)
		s.send(label(schemas.Update), http.MethodPatch, key, encode(b.change(object, s.values)), header)
		if b.form == singleton {
			continue
		}
		made := s.Post(label(schemas.Create), s.parent.collection, encode(s.Base()), header)
		made.kind = ""
		s.send(label(schemas.List), http.MethodGet, s.parent.collection, nil, header)
		s.send(label(schemas.Delete), http.MethodDelete, key, nil, header)
	}
	s.Get("after", object)
	s.List("after/list")
}

func (b *builder) judgeUnchanged(e *Evidence, j *Judgement, op schemas.OperationKind) {
	before, after, list := e.record(authScenario, "before"), e.record(authScenario, "after"), e.record(authScenario, "after/list")
	if op != schemas.Create && !j.needs(before) {
		return
	}
	switch op {
	case schemas.Create:
		if !j.needs(list) {
			return
		}
		t, stored := e.transcripts[authScenario], 0
		for _, entry := range list.Items() {
			ours := !t.shared || slices.ContainsFunc(t.Records, func(r *Record) bool { return r.provoked() && b.shares(r, entry) })
			if entry["id"] != e.record(authScenario, "base").ID() && ours {
				stored++
			}
		}
		j.want(stored == 0, list, "/value", "no entry that was posted without credentials", fmt.Sprintf("%d more", stored))
	case schemas.Update:
		if j.on(after) && after.OK() {
			name, same := b.same(before.Object(), after.Object())
			j.want(same, after, "/"+name, showMember(before.Object(), name), showMember(after.Object(), name))
		}
		j.hangUnlessSeen("the object is gone")
	case schemas.Delete:
		if j.on(after) {
			j.want(after.OK(), after, "status", "the object still there", after.got())
		}
	}
}
