// Package redact takes out of verdicts what belongs to the people of a tenant: user principal names, mail addresses, serial numbers,
// and what JSONPaths name. What the run sent itself stays: it is nobody's.
//
// It is applied once everything is judged. Tokens are not its concern: fixtures/wire keeps them out from the start.
package redact

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"graphconform/fixtures"
	"graphconform/suites/conform"
	"graphconform/suites/guard"
)

// What is taken for a mail address or user principal name, and which members hold what names a person or a device.
var (
	address  = regexp.MustCompile(`[A-Za-z0-9._%+'-]+(?:@|%40)[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+`)
	personal = regexp.MustCompile(`(?i)(?:serialNumber|imei|meid|iccid|udid|phoneNumber|macAddress|userPrincipalName|emailAddress|^upn|^mail|^email|^userEmail)$`)
)

// Redactor takes values out of outcomes. It is safe for concurrent use.
type Redactor struct {
	paths []Path
	mutex sync.Mutex
	sent  map[string]bool // values that the run sent
}

// New returns a redactor of the built-in rules and these JSONPaths.
func New(paths []string) (*Redactor, error) {
	r := &Redactor{sent: map[string]bool{}}
	for _, text := range paths {
		path, err := ParsePath(text)
		if err != nil {
			return nil, err
		}
		r.paths = append(r.paths, path)
	}
	return r, nil
}

// Watch returns a sender that notes what is sent.
func (r *Redactor) Watch(sender guard.Sender) guard.Sender { return watching{sender, r} }

type watching struct {
	guard.Sender
	redactor *Redactor
}

func (w watching) Send(ctx context.Context, request fixtures.Request) []fixtures.Exchange {
	w.redactor.note(request.Body)
	return w.Sender.Send(ctx, request)
}

// note remembers the personal values of a body that is sent.
func (r *Redactor) note(body []byte) {
	values := r.values(body)
	if len(values) == 0 {
		return
	}
	r.mutex.Lock()
	defer r.mutex.Unlock()
	for _, value := range values {
		r.sent[value] = true
	}
}

// values returns what the rules and paths find in a body.
func (r *Redactor) values(body []byte) []string {
	var found []string
	take := func(value any) {
		switch value := value.(type) {
		case string:
			found = append(found, value)
		case json.Number:
			found = append(found, value.String())
		}
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var value any
	if decoder.Decode(&value) == nil {
		byName(value, take)
		for _, path := range r.paths {
			path.values(value, take)
		}
	}
	for _, text := range address.FindAll(body, -1) {
		found = append(found, string(text))
	}
	return found
}

func byName(value any, take func(any)) {
	each(value, func(name string, child any) {
		if personal.MatchString(name) {
			leaves(child, take)
			return
		}
		byName(child, take)
	})
}

// shortest is the length below which a value is not cut: it would be found everywhere.
const shortest = 4

// Outcome returns the outcome without personal values. Its exchanges are changed in place: they are judged already.
func (r *Redactor) Outcome(o conform.Outcome) conform.Outcome {
	var found []string
	for _, e := range o.Exchanges {
		found = append(found, r.in(e)...)
	}
	for _, f := range o.Findings {
		if f.Exchange != nil {
			found = append(found, r.in(f.Exchange)...)
		}
		found = append(found, address.FindAllString(f.Got+" "+f.Want, -1)...)
	}
	found = append(found, address.FindAllString(o.Reason, -1)...)
	cut := r.cutter(found)
	if cut == nil {
		return o
	}
	for _, e := range o.Exchanges {
		redact(e, cut)
	}
	o.Findings = slices.Clone(o.Findings)
	for i := range o.Findings {
		f := &o.Findings[i]
		if f.Exchange != nil {
			redact(f.Exchange, cut)
		}
		f.Want, f.Got = cut.Replace(f.Want), cut.Replace(f.Got)
	}
	o.Reason = cut.Replace(o.Reason)
	return o
}

func (r *Redactor) in(e *fixtures.Exchange) []string {
	found := address.FindAllString(e.Request.URL, -1)
	if e.Response != nil {
		found = append(found, r.values(e.Response.Body)...)
	}
	return found
}

// cutter returns what replaces the values, longest first; nil where there is nothing to replace.
func (r *Redactor) cutter(found []string) *strings.Replacer {
	r.mutex.Lock()
	found = slices.DeleteFunc(found, func(value string) bool { return len(value) < shortest || r.sent[value] })
	r.mutex.Unlock()
	if len(found) == 0 {
		return nil
	}
	slices.SortFunc(found, func(a, b string) int { return len(b) - len(a) })
	var pairs []string
	for _, value := range slices.Compact(found) {
		pairs = append(pairs, value, "[redacted]")
		if quoted, err := json.Marshal(value); err == nil && fmt.Sprintf("%q", value) != string(quoted) {
			pairs = append(pairs, strings.Trim(string(quoted), `"`), "[redacted]")
		}
	}
	return strings.NewReplacer(pairs...)
}

func redact(e *fixtures.Exchange, cut *strings.Replacer) {
	e.Request.URL = cut.Replace(e.Request.URL)
	if e.Response == nil {
		return
	}
	e.Response.Body = []byte(cut.Replace(string(e.Response.Body)))
	for name, values := range e.Response.Header {
		for i, value := range values {
			e.Response.Header[name][i] = cut.Replace(value)
		}
	}
}
