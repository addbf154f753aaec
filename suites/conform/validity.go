package conform

import (
	"strconv"
	"strings"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/resource"
)

// Validity is what the schema of the answer says of a record, by top-level member.
type Validity struct {
	Objects    []map[string]any
	Misspelt   []string // for each object the first member that is written otherwise than documented, or nothing
	Violations map[string][]Violation
	Err        error // the schema cannot be compiled
}

// Violation is one breach of the answer's schema.
type Violation struct {
	Want, Got  string
	Difference Difference
}

// Validity validates the objects of an answer against the derived schema, once.
func (r *Record) Validity(of *resource.Resource) *Validity {
	if r.checked != nil {
		return r.checked
	}
	if r.shared != nil && !r.Wrapped {
		if r.shared.checked == nil {
			r.shared.checked = r.validate(of)
		}
		r.checked = r.shared.checked
		return r.checked
	}
	r.checked = r.validate(of)
	return r.checked
}

func (r *Record) validate(of *resource.Resource) *Validity {
	v := &Validity{Violations: map[string][]Violation{}}
	answer, err := of.Answer()
	if err != nil {
		v.Err = err
		return v
	}
	if r.Operation == schemas.List {
		v.Objects = r.Own(of)
	} else if object := r.Object(); of.Holds(object) || of.LooksLike(object) {
		v.Objects = []map[string]any{object}
	}
	for _, object := range v.Objects {
		v.Misspelt = append(v.Misspelt, of.FirstMisspelt(object))
		for _, breach := range answer.Validate(object) {
			if OfUnknownType(of, object, breach.At) {
				continue
			}
			name, _, _ := strings.Cut(strings.TrimPrefix(breach.At, "/"), "/")
			if name == "" && breach.Keyword == "required" {
				if name = "id"; of.LooksLike(object) {
					continue // misspelt: the names rule says so
				}
			}
			v.Violations[name] = append(v.Violations[name], Violation{breach.Message, ShowMember(object, name), ByKeyword(breach.Keyword)})
		}
	}
	return v
}

// Own returns the objects of a list that are of the resource's type: in a collection of many types, those that say so or that the
// scenario made.
func (r *Record) Own(of *resource.Resource) []map[string]any {
	if !of.Mixed {
		return r.items
	}
	var own []map[string]any
	for _, item := range r.items {
		if r.Made[resource.IDOf(item)] || of.IsOwn(item) {
			own = append(own, item)
		}
	}
	return own
}

// OfUnknownType reports whether a pointer leads to the name of a type that no page describes, inside an object: whether it derives from
// the declared one, nobody can tell.
func OfUnknownType(of *resource.Resource, object map[string]any, pointer string) bool {
	inside, isType := strings.CutSuffix(pointer, "/@odata.type")
	if !isType || inside == "" {
		return false
	}
	var value any = object
	for step := range strings.SplitSeq(strings.TrimPrefix(inside, "/"), "/") {
		switch at := value.(type) {
		case map[string]any:
			value = at[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(at) {
				return false
			}
			value = at[i]
		}
	}
	holder, _ := value.(map[string]any)
	name := fixtures.TypeName(holder["@odata.type"])
	return name != "" && of.Types.Named(name) == nil
}
