// Package redact takes out of evidence what belongs to the people of a tenant: user principal names, mail addresses, serial numbers,
// and what JSONPaths name. What the run sent itself stays: it is nobody's.
//
// It is applied before anything is judged, so that a run and who judges its evidence again see the same. Tokens are not its concern:
// fixtures/wire keeps them out from the start.
package redact

import (
	"bytes"
	"cmp"
	"context"
	"crypto/hmac"
	cryptorand "crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"math/rand/v2"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"graphconform/fixtures"
	"graphconform/suites/conform"
	"graphconform/suites/guard"
)

// address is what is taken for a mail address or user principal name.
var address = regexp.MustCompile(`[A-Za-z0-9._%+'-]+(?:@|%40)[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+`)

// addressLetters are all that an address may hold.
const addressLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._%+'@-"

// Which members hold what names a person or a device, in whatever case: by the end of their name, or by all of it.
var (
	personalEnds = [...]string{
		"serialNumber", "imei", "meid", "iccid", "udid", "phoneNumber", "macAddress", "userPrincipalName", "emailAddress",
	}
	personal = [...]string{"upn", "mail", "email", "userEmail"}
)

// isPersonal reports whether a member holds what names a person or a device. It is asked for each member of each answer.
func isPersonal(name string) bool {
	for _, end := range personalEnds {
		if len(name) >= len(end) && strings.EqualFold(name[len(name)-len(end):], end) {
			return true
		}
	}
	return slices.ContainsFunc(personal[:], func(whole string) bool { return strings.EqualFold(name, whole) })
}

// Redactor takes values out of evidence. It is safe for concurrent use.
type Redactor struct {
	paths []Path
	key   [32]byte // of the pseudonyms
	mutex sync.Mutex
	sent  map[string]bool // values that the run sent
}

// New returns a redactor of the built-in rules and these JSONPaths.
func New(paths []string) (*Redactor, error) {
	r := &Redactor{sent: map[string]bool{}}
	cryptorand.Read(r.key[:]) //nolint:errcheck // never fails
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
	return append(found, addresses(string(body))...)
}

// addresses returns the mail addresses in a text, as they are where nothing is escaped.
func addresses(text string) []string {
	var found []string
	for {
		sign := strings.IndexAny(text, "@%")
		if sign < 0 {
			break
		}
		// Any address here lies in the run of letters around the sign: most texts are long, and hold none.
		from := len(strings.TrimRight(text[:sign], addressLetters))
		to := len(text) - len(strings.TrimLeft(text[sign:], addressLetters))
		found = append(found, address.FindAllString(text[from:to], -1)...)
		text = text[to:]
	}
	for i, each := range found {
		if plain, err := url.PathUnescape(each); err == nil {
			found[i] = plain
		}
	}
	return found
}

func byName(value any, take func(any)) {
	each(value, func(name string, child any) {
		if isPersonal(name) {
			leaves(child, take)
			return
		}
		byName(child, take)
	})
}

// shortest is the length below which a value is not cut: it would be found everywhere.
const shortest = 4

// Evidence returns evidence in which pseudonyms stand for personal values: equal ones for equal values, of the same form and length, so
// that what is judged afterwards is judged the same.
func (r *Redactor) Evidence(e *conform.Evidence) *conform.Evidence {
	var found []string
	for _, record := range e.All() {
		for i := range record.Exchanges {
			found = append(found, r.in(&record.Exchanges[i])...)
		}
		found = append(found, addresses(record.Broken+" "+record.NotSent.Detail)...)
	}
	replacer := r.replacer(found)
	if replacer == nil {
		return e
	}
	return e.Map(replacer.Replace)
}

// Outcome returns an outcome in which pseudonyms stand for personal values: of exchanges that others made, and that were judged as they
// are.
func (r *Redactor) Outcome(o conform.Outcome) conform.Outcome {
	var found []string
	for _, e := range o.Exchanges {
		found = append(append(found, r.in(e)...), r.values(e.Request.Body)...)
	}
	if replacer := r.replacer(found); replacer != nil {
		return o.Map(replacer.Replace)
	}
	return o
}

func (r *Redactor) in(e *fixtures.Exchange) []string {
	found := addresses(e.Request.URL)
	if e.Response == nil {
		return found
	}
	found = append(found, r.values(e.Response.Body)...)
	for _, values := range e.Response.Header {
		found = append(found, addresses(strings.Join(values, " "))...)
	}
	return found
}

// replacer puts pseudonyms in the place of values, the longest first; nil where there is nothing to replace.
func (r *Redactor) replacer(found []string) *strings.Replacer {
	r.mutex.Lock()
	found = slices.DeleteFunc(found, func(value string) bool { return len(value) < shortest || r.sent[value] })
	r.mutex.Unlock()
	if len(found) == 0 {
		return nil
	}
	slices.SortFunc(found, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	var pairs []string
	for _, value := range slices.Compact(found) {
		pseudonym := r.pseudonym(value)
		pairs = append(pairs, value, pseudonym)
		for _, written := range []func(string) string{quoted, atEscaped, url.PathEscape, url.QueryEscape} {
			if text := written(value); text != value {
				pairs = append(pairs, text, written(pseudonym))
			}
		}
	}
	return strings.NewReplacer(pairs...)
}

// quoted is a text as it stands in JSON.
func quoted(text string) string {
	data, err := json.Marshal(text)
	if err != nil {
		return text
	}
	return strings.Trim(string(data), `"`)
}

// atEscaped is an address as many a client writes it into a URL.
func atEscaped(text string) string { return strings.ReplaceAll(text, "@", "%40") }

// pseudonym draws another value of the same form: letters for letters, digits for digits, all else as it is. Nobody can draw it again
// without the key, which is this run's alone.
func (r *Redactor) pseudonym(value string) string {
	code := hmac.New(sha256.New, r.key[:])
	code.Write([]byte(value))
	random := rand.New(rand.NewChaCha8([32]byte(code.Sum(nil))))
	return strings.Map(func(c rune) rune {
		switch {
		case c >= '0' && c <= '9':
			return '1' + rune(random.IntN(9)) // no zero, which may not stand in front
		case unicode.IsUpper(c):
			return 'A' + rune(random.IntN(26))
		case unicode.IsLetter(c):
			return 'a' + rune(random.IntN(26))
		}
		return c
	}, value)
}
