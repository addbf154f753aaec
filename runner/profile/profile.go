// Package profile holds the sets of rules that a target can be checked against, and the known, cited deviations of the real service that
// some of them accept. The sets are data: profiles.yaml.
//
// It changes outcomes that are judged already; it judges nothing itself.
package profile

import (
	"bytes"
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"graphconform/schemas"
	"graphconform/schemas/near"
	"graphconform/suites/conform"
)

// Profile is one set.
type Profile struct {
	Name       string      `yaml:"name"`
	Says       string      `yaml:"says"`
	Strict     bool        `yaml:"strict"` // rules of level strict too
	Deviations []Deviation `yaml:"deviations"`
}

// Deviation is a known departure of the real service. It is about a value or an answer, and holds for whichever rule sees that.
type Deviation struct {
	ID        string                `yaml:"id"`
	Says      string                `yaml:"says"`
	Operation schemas.OperationKind `yaml:"operation"` // of the check; none for any
	Method    string                `yaml:"method"`    // of the request whose answer shows it; none for any
	At        pattern               `yaml:"at"`        // on the finding's JSON pointer
	Want      pattern               `yaml:"want"`      // on what was wanted
	Got       pattern               `yaml:"got"`       // on what came
	Fold      bool                  `yaml:"fold"`      // what came is what was wanted, in lower case
	Source    string                `yaml:"source"`    // where it was seen
}

type pattern struct{ *regexp.Regexp }

// UnmarshalYAML compiles a regular expression.
func (p *pattern) UnmarshalYAML(node *yaml.Node) (err error) {
	p.Regexp, err = regexp.Compile(node.Value)
	return err
}

func (p pattern) matches(text string) bool { return p.Regexp == nil || p.MatchString(text) }

//go:embed profiles.yaml
var embedded []byte

// All returns the profiles, the default one first.
func All() []Profile {
	var all []Profile
	decoder := yaml.NewDecoder(bytes.NewReader(embedded))
	decoder.KnownFields(true)
	if err := decoder.Decode(&all); err != nil {
		panic("profiles.yaml: " + err.Error()) // a test reads it
	}
	return all
}

// Named returns the profile of that name; the default one for "".
func Named(name string) (Profile, error) {
	all := All()
	var names []string
	for _, profile := range all {
		if profile.Name == name || name == "" {
			return profile, nil
		}
		names = append(names, profile.Name)
	}
	hint := strings.TrimSpace(near.Question(name, names) + " there are " + strings.Join(names, ", "))
	return Profile{}, fmt.Errorf("no profile is called %q; %s", name, hint)
}

// Judge returns the outcome as the profile sees it, with the ids of the deviations that it accepts in it. A failure of which every
// finding is accepted has passed.
func (p Profile) Judge(o conform.Outcome) (conform.Outcome, []string) {
	if len(p.Deviations) == 0 {
		return o, nil
	}
	o.Follows = "" // what it follows may be accepted, and must not hide it
	if o.Verdict != conform.Fail {
		return o, nil
	}
	var met []string
	for _, finding := range o.Findings {
		i := slices.IndexFunc(p.Deviations, func(d Deviation) bool { return d.accepts(o.Check, finding) })
		if i < 0 {
			return o, nil
		}
		met = append(met, p.Deviations[i].ID)
	}
	slices.Sort(met)
	met = slices.Compact(met)
	o.Verdict, o.Findings = conform.Pass, nil
	o.Reason = "accepted: " + strings.Join(met, ", ")
	return o, met
}

func (d Deviation) accepts(check *conform.Check, f conform.Finding) bool {
	return (d.Operation == "" || d.Operation == check.Operation) &&
		(d.Method == "" || f.Exchange != nil && f.Exchange.Request.Method == d.Method) &&
		d.At.matches(f.At) && d.Want.matches(f.Want) && d.Got.matches(f.Got) &&
		(!d.Fold || withoutLabel(f.Got) == strings.ToLower(withoutLabel(f.Want)))
}

// withoutLabel cuts what stands behind a quoted value, such as the label of a sample.
func withoutLabel(text string) string {
	if end := strings.LastIndexByte(text, '"'); end > 0 {
		return text[:end+1]
	}
	return text
}
