package specs

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/onsi/gomega/types"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
)

// Conform succeeds for an outcome that passed. Its failure message is the rendering of the outcome.
func Conform() types.GomegaMatcher { return conforms{} }

type conforms struct{}

func (conforms) Match(actual any) (bool, error) {
	outcome, ok := actual.(conform.Outcome)
	if !ok {
		return false, fmt.Errorf("Conform matches a conform.Outcome, not %T", actual)
	}
	return outcome.Verdict == conform.Pass, nil
}

func (conforms) FailureMessage(actual any) string { return conform.Render(actual.(conform.Outcome)) }

func (conforms) NegatedFailureMessage(actual any) string {
	return fmt.Sprintf("%s passed, and was expected not to", actual.(conform.Outcome).Check.ID)
}

// HaveStatus succeeds for an answer with the status code. It matches a fixtures.Exchange, a *conform.Record and an *http.Response.
func HaveStatus(code int) types.GomegaMatcher {
	want := strings.TrimSpace(fmt.Sprintf("%d %s", code, http.StatusText(code)))
	return answers{says: "the status " + want, judge: func(r *conform.Record) ([]conform.Finding, error) {
		if r.Response() == nil {
			return nil, fmt.Errorf("HaveStatus: no answer can be judged: %s", r.Problem())
		}
		if r.Status() == code {
			return nil, nil
		}
		return []conform.Finding{{At: "status", Want: want, Got: r.Got()}}, nil
	}}
}

// MatchContract succeeds for an object as the reference pages describe it. What they are read to say is given as a *resource.Resource,
// whose answers are meant, or as a *schemas.Schema. It matches what HaveStatus does, a body, and an object.
func MatchContract(contract any) types.GomegaMatcher {
	return answers{says: "the contract", judge: func(r *conform.Record) ([]conform.Finding, error) {
		schema, err := schemaOf(contract)
		if err != nil {
			return nil, err
		}
		value, err := valueOf("MatchContract", r)
		if err != nil {
			return nil, err
		}
		var findings []conform.Finding
		for _, violation := range schema.Validate(value) {
			findings = append(findings, conform.Finding{At: violation.At, Want: violation.Message,
				Got: conform.Show(at(value, violation.At))})
		}
		return findings, nil
	}}
}

func schemaOf(contract any) (*schemas.Schema, error) {
	switch contract := contract.(type) {
	case *schemas.Schema:
		return contract, nil
	case *resource.Resource:
		return contract.Answer()
	}
	return nil, fmt.Errorf("MatchContract takes a *resource.Resource or a *schemas.Schema, not %T", contract)
}

// RoundTrip succeeds for an object that shows a value of a property as it was sent: the same one by the property's type, so that an
// instant may come back with another offset and a number written otherwise. It matches what MatchContract does.
func RoundTrip(property schemas.Property, sent any) types.GomegaMatcher {
	return answers{says: fmt.Sprintf("%s as it was sent", property.Name), judge: func(r *conform.Record) ([]conform.Finding, error) {
		want, err := asJSON(sent)
		if err != nil {
			return nil, fmt.Errorf("RoundTrip: %s: what was sent: %w", property.Name, err)
		}
		value, err := valueOf("RoundTrip", r)
		if err != nil {
			return nil, err
		}
		object, _ := value.(map[string]any)
		got, present := object[property.Name]
		if (present || want == nil && object != nil) && (resource.Equality{}).Equal(property, want, got) {
			return nil, nil
		}
		return []conform.Finding{{At: "/" + property.Name, Want: conform.Show(want), Got: conform.ShowMember(object, property.Name)}}, nil
	}}
}

// asJSON returns a value as decoding gives it.
func asJSON(value any) (any, error) {
	data, err := fixtures.Marshal(value)
	if err != nil {
		return nil, err
	}
	return schemas.Decode(data)
}
