// Package conformtest helps the tests of families to write small evidence by hand and to judge it by one rule.
//
// It knows no family and no scenario, and sends nothing.
package conformtest

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
)

// seed is that of all resources here.
const seed = 1

// address is where everything stands that is recorded here.
const address = "https://target.example/objects"

// catalog is the embedded one with its index, read once: every test of a package asks for it.
type catalog struct {
	contracts []*schemas.Contract
	index     *resource.Index
}

var embedded = sync.OnceValues(func() (catalog, error) {
	contracts, err := schemas.Embedded().Contracts()
	if err != nil {
		return catalog{}, err
	}
	return catalog{contracts, resource.NewIndex(schemas.Embedded(), contracts, fixtures.Embedded())}, nil
})

// Resource returns the resource of the embedded catalog with an id as in "beta/deviceComplianceScriptDeviceState".
func Resource(t testing.TB, id string) *resource.Resource {
	t.Helper()
	return ResourceWith(t, id, resource.Options{Seed: seed})
}

// ResourceWith is Resource with other options.
func ResourceWith(t testing.TB, id string, options resource.Options) *resource.Resource {
	t.Helper()
	known, err := embedded()
	if err != nil {
		t.Fatalf("read the embedded catalog: %v", err)
	}
	i := slices.IndexFunc(known.contracts, func(c *schemas.Contract) bool { return c.Version+"/"+c.Name == id })
	if i < 0 {
		t.Fatalf("%s: no such type in the embedded catalog", id)
	}
	contract := known.contracts[i]
	pairs, err := fixtures.ReadPairs(fixtures.Embedded(), contract.Version, contract.Name)
	if err != nil {
		t.Fatalf("%s: %v", id, err)
	}
	return resource.New(known.index, i, pairs, options)
}

// methods are those of the operations on objects; actions are posted.
var methods = map[schemas.OperationKind]string{
	schemas.Get: http.MethodGet, schemas.List: http.MethodGet, schemas.Function: http.MethodGet,
	schemas.Update: http.MethodPatch, schemas.Delete: http.MethodDelete,
}

// Record returns the record of a step that was answered with a status and a body, both bodies JSON; "" stands for none.
func Record(operation schemas.OperationKind, step conform.Step, status int, sent, body string) *conform.Record {
	r := &conform.Record{Step: step, Operation: operation, Exchanges: []fixtures.Exchange{exchange(operation, status, sent, body)}}
	r.Read()
	return r
}

// List returns the record of a list that was read to its last page. The pages are whole answers.
func List(step conform.Step, pages ...string) *conform.Record {
	r := &conform.Record{Step: step, Operation: schemas.List}
	for i, page := range pages {
		r.Exchanges = append(r.Exchanges, exchange(schemas.List, http.StatusOK, "", page))
		r.Pages = append(r.Pages, i)
		r.Read()
		r.ReadPage()
	}
	return r
}

// About returns the record with the key of the object that its step acted on.
func About(key string, r *conform.Record) *conform.Record {
	r.Key = key
	return r
}

// NotSent returns the record of a step that was not sent.
func NotSent(step conform.Step, cause conform.Cause, detail string) *conform.Record {
	return &conform.Record{Step: step, NotSent: conform.NotSent{Cause: cause, Detail: detail}}
}

// Failed returns the record of a step that got no answer.
func Failed(operation schemas.OperationKind, step conform.Step, kind fixtures.FailureKind) *conform.Record {
	e := exchange(operation, 0, "", "")
	e.Response, e.Failure = nil, fixtures.Failure{Kind: kind}
	return &conform.Record{Step: step, Operation: operation, Exchanges: []fixtures.Exchange{e}}
}

func exchange(operation schemas.OperationKind, status int, sent, body string) fixtures.Exchange {
	request, requestHeader := content(sent)
	response, header := content(body)
	return fixtures.Exchange{
		Request:  fixtures.Request{Method: cmp.Or(methods[operation], http.MethodPost), URL: address, Header: requestHeader, Body: request},
		Response: &fixtures.Response{Status: status, Proto: "HTTP/1.1", Header: header, Body: response},
		Attempt:  1,
	}
}

// content returns a body with the header that goes with it.
func content(text string) ([]byte, http.Header) {
	if text == "" {
		return nil, http.Header{}
	}
	return []byte(text), http.Header{"Content-Type": {"application/json"}}
}

// Transcript returns what one scenario recorded.
func Transcript(scenario conform.ScenarioKey, records ...*conform.Record) *conform.Transcript {
	return &conform.Transcript{Scenario: scenario, Records: records}
}

// Evidence returns that of one scenario alone.
func Evidence(of *resource.Resource, scenario conform.ScenarioKey, records ...*conform.Record) *conform.Evidence {
	return conform.NewEvidence(of, []*conform.Transcript{Transcript(scenario, records...)})
}

// Judge judges evidence by a rule, named within its family, at its place in an operation. An action or function is named as an
// operation is.
func Judge(
	t testing.TB, family conform.Family, rule, place string, operation schemas.OperationKind, evidence *conform.Evidence,
) conform.Outcome {
	t.Helper()
	known, p, err := find(family, rule, place, operation, evidence.Resource)
	if err != nil {
		t.Fatalf("%s/%s at %s of %s %s: %v", family.Name, rule, place, evidence.Resource.ID(), operation, err)
	}
	j := conform.NewJudgement(known.ID())
	p.Judge(evidence, j)
	return j.Outcome(&conform.Check{Rule: known.ID(), Family: family.Name, Place: p.Name, Operation: p.Operation})
}

// Expect wants a verdict, and a text in what speaks for it: in the first finding, else in the reason.
func Expect(t testing.TB, out conform.Outcome, verdict conform.Verdict, text string) {
	t.Helper()
	said := out.Reason
	if len(out.Findings) > 0 {
		f := out.Findings[0]
		said = fmt.Sprintf("%s: want %s, got %s", f.At, f.Want, f.Got)
	}
	if out.Verdict != verdict || !strings.Contains(said, text) {
		t.Errorf("%s: verdict %s (%s), want %s (%s)", out.Check.Rule, out.Verdict, said, verdict, text)
	}
}

// ExpectExactly wants a verdict, and the whole reason, or what the first finding wants and got, divided by "|".
func ExpectExactly(t testing.TB, out conform.Outcome, verdict conform.Verdict, text string) {
	t.Helper()
	said := out.Reason
	if len(out.Findings) > 0 {
		said = out.Findings[0].Want + "|" + out.Findings[0].Got
	}
	if out.Verdict != verdict || said != text {
		t.Errorf("%s: verdict %s (%s), want %s (%s)", out.Check.Rule, out.Verdict, said, verdict, text)
	}
}

func find(
	family conform.Family, name, place string, operation schemas.OperationKind, of *resource.Resource,
) (rule conform.Rule, found conform.Place, err error) {
	if !applies(family, of) {
		return rule, found, errors.New("the family does not apply to this resource")
	}
	rules := family.All()
	i := slices.IndexFunc(rules, func(r conform.Rule) bool { return r.Name == name })
	if i < 0 {
		return rule, found, errors.New("no such rule")
	}
	var places []conform.Place
	for _, p := range rules[i].Places(of) {
		if p.Name == place && (p.Operation == operation || p.Call != nil && p.Call.Name == string(operation)) {
			places = append(places, p)
		}
	}
	if len(places) != 1 {
		return rule, found, errors.New("there must be one such place, see Places")
	}
	return rules[i], places[0], nil
}

// Places names all places of a family for a resource as "<operation>/<place> <rule>", sorted. The operation of an action or
// function is its name.
func Places(family conform.Family, of *resource.Resource) []string {
	var names []string
	if !applies(family, of) {
		return nil
	}
	for _, rule := range family.All() {
		for _, p := range rule.Places(of) {
			does := string(p.Operation)
			if p.Call != nil {
				does = p.Call.Name
			}
			names = append(names, does+"/"+p.Name+" "+rule.Name)
		}
	}
	slices.Sort(names)
	return names
}

func applies(family conform.Family, of *resource.Resource) bool {
	if family.Applies == nil {
		return of.Writable()
	}
	return family.Applies(of)
}
