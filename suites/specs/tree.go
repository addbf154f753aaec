package specs

import (
	"strings"

	"github.com/onsi/ginkgo/v2/types"

	"graphconform/suites/conform"
	"graphconform/suites/plan"
)

// ManyChecks is from where on the checks of one family of a resource share a spec: a spec costs Ginkgo a tenth of a millisecond
// and twelve KiB, which 200,000 of them cannot be given.
const ManyChecks = 5000

// Spec is one spec: a check, or of a large plan the checks of one family of a resource.
type Spec struct {
	Resource  string // id
	Operation string // empty where it is of a family
	Text      string // unique within the operation, or the resource
	Labels    []string
	Location  types.CodeLocation // the line of the reference page
	Checks    []*conform.Check
}

// key identifies a spec among those of a plan.
type key struct{ resource, operation, text string }

func (s *Spec) key() key { return key{s.Resource, s.Operation, s.Text} }

// Group is the specs of resources that work in one collection, or below it: they would be in each other's way.
type Group struct {
	Entrance  string // path of that collection
	Resources [][]*Spec
}

// Tree is the specs of a plan, in plan order: resource > operation > requirement; of a large plan resource > family.
type Tree []*Group

// NewTree builds the tree out of a plan.
func NewTree(p *plan.Plan) Tree {
	var tree Tree
	at := map[string]*Group{}
	of := specsOf
	if len(p.Checks()) > ManyChecks {
		of = familiesOf
	}
	for _, unit := range p.Units {
		entrance := unit.Resource.Entrance()
		if at[entrance] == nil {
			at[entrance] = &Group{Entrance: entrance}
			tree = append(tree, at[entrance])
		}
		at[entrance].Resources = append(at[entrance].Resources, of(unit))
	}
	return tree
}

// Specs returns all specs of the tree.
func (t Tree) Specs() []*Spec {
	var all []*Spec
	for _, group := range t {
		for _, resource := range group.Resources {
			all = append(all, resource...)
		}
	}
	return all
}

// specsOf returns a spec for each check.
func specsOf(unit *plan.Unit) []*Spec {
	var out []*Spec
	for _, check := range unit.Checks {
		out = append(out, &Spec{
			Resource: unit.Resource.ID(), Operation: operation(check), Text: Requirement(check),
			Location: location(unit.Resource.ID(), check),
			Labels:   labels(check), Checks: []*conform.Check{check},
		})
	}
	return out
}

// familiesOf returns a spec for each family of checks.
func familiesOf(unit *plan.Unit) []*Spec {
	var out []*Spec
	at := map[string]*Spec{}
	for _, check := range unit.Checks {
		if at[check.Family] == nil {
			at[check.Family] = &Spec{
				Resource: unit.Resource.ID(), Text: "keeps all that is promised of " + check.Family,
				Location: location(unit.Resource.ID(), check),
				Labels:   []string{"family: " + check.Family},
			}
			out = append(out, at[check.Family])
		}
		at[check.Family].Checks = append(at[check.Family].Checks, check)
	}
	return out
}

// operation is the kind of an operation, with the name of an action or function: it may be that of a kind, such as update.
func operation(check *conform.Check) string {
	if check.Does == string(check.Operation) {
		return check.Does
	}
	return string(check.Operation) + " " + check.Does
}

// Requirement words what a check wants: what is promised; of which property or parameter, where the promise is one for several; and
// where that is looked at, if not in the answer itself.
func Requirement(check *conform.Check) string {
	place, later, isLater := strings.Cut(strings.TrimPrefix(check.Place, "parameter:"), "@")
	text, property := check.Promise, check.Property
	if property != "" && (place == property || strings.HasPrefix(place, property+":")) {
		text = property + ": " + text
	}
	if isLater {
		text += " (seen by " + later + ")"
	}
	return text
}

func labels(check *conform.Check) []string {
	return []string{
		"family: " + check.Family, "operation: " + check.Does, "rule: " + strings.TrimPrefix(check.Rule, check.Family+"/"),
		"level: " + string(check.Level),
	}
}

// location is the line of the reference page; of an operation that no page documents, the resource's contract.
func location(resource string, check *conform.Check) types.CodeLocation {
	if check.Line.File == "" {
		return contract(resource)
	}
	return types.CodeLocation{FileName: check.Line.File + ".md", LineNumber: check.Line.Number}
}

// contract is the file that says what is promised of a resource.
func contract(resource string) types.CodeLocation {
	return types.CodeLocation{FileName: "schemas/" + resource + ".json", LineNumber: 1}
}
